"""Figures of a period: counted by Hong Kong days, for one programme or everybody."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.clock import HONG_KONG
from bot.ledger import reports, rewards, talks
from bot.ledger.models import Case, Conversation, DecisionRecord, Member, Receipt, Reward, Satisfaction
from bot.ledger.reports import ConversationDay, Spread
from bot.ledger.store import Database, Period, RuledAct
from bot.ledger.talks import IncomingMessage, OutgoingMessage
from bot.rules import Engine

AddMember = Callable[..., Member]
AddReward = Callable[..., Reward]

MONDAY = date(2026, 11, 16)
WEEK = Period(MONDAY, MONDAY + timedelta(days=6))
OURS = Period(WEEK.first, WEEK.last, "festival-walk")
OTHERS = Period(WEEK.first, WEEK.last, "cityplaza")


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 11, 16 + day, hour, minute, tzinfo=HONG_KONG)


def talk(
    session: Session,
    sender: str,
    when: datetime,
    text: str = "hello",
    *,
    member: Member | None = None,
    reply: str = "Hello!",
    confidence: float = 0.9,
    **answer: Any,
) -> Conversation:
    """The member writes, and is answered."""
    conversation = talks.conversation_for(session, "web", sender, "en", when)
    if member is not None:
        conversation.member_id = member.id
    understood = {"intent": {"name": "faq", "confidence": confidence}}
    incoming = talks.record_incoming(session, conversation, IncomingMessage(text, [], None, understood), when)
    talks.record_outgoing(
        session,
        conversation,
        OutgoingMessage(reply, in_reply_to=incoming, **answer),
        now=when + timedelta(seconds=1),
    )
    return conversation


def case_of(conversation: Conversation, opened: datetime, **fields: Any) -> Case:
    return Case(conversation_id=conversation.id, reason="asked", priority=5, opened_at=opened, **fields)


def test_a_period_is_whole_days_in_hong_kong() -> None:
    assert WEEK.since.isoformat() == "2026-11-16T00:00:00+08:00"
    assert WEEK.until.isoformat() == "2026-11-23T00:00:00+08:00"
    assert len(WEEK.days) == 7
    assert (WEEK.before.first, WEEK.before.last) == (date(2026, 11, 9), date(2026, 11, 15))


def test_median_and_ninth_decile_by_nearest_rank() -> None:
    assert Spread.of([]) == Spread(0)
    minutes = [timedelta(minutes=number) for number in range(10, 0, -1)]
    assert Spread.of(minutes) == Spread(10, timedelta(minutes=5), timedelta(minutes=9))
    assert Spread.of(minutes[:1]) == Spread(1, timedelta(minutes=10), timedelta(minutes=10))


def test_what_the_bot_solved_alone(database: Database) -> None:
    with database.transaction() as session:
        talk(session, "solved", at(0))
        talk(session, "solved", at(0, 13))  # the same day counts once
        talk(session, "solved", at(1))
        talk(session, "before midnight", at(0, 23, 59))
        talk(session, "after midnight", at(1, 0, 1))
        talk(session, "no answer", at(0), custom={"unanswered": True})
        helped = talk(session, "helped", at(0))
        session.add(case_of(helped, at(0, 12, 1), resolved_at=at(0, 13), status="resolved"))
        talk(session, "helped", at(2))  # the case is over by then
        waiting = talk(session, "waiting", at(3), custom={"unanswered": True})
        session.add(case_of(waiting, at(3)))
        talk(session, "staff wrote", at(4), author="amy")
        conversation = talks.conversation_for(session, "web", "only told", "en", at(5))
        talks.record_outgoing(session, conversation, OutgoingMessage("a notice"), now=at(5))
        talk(session, "the week before", at(0) - timedelta(days=1))
    with database.reading() as session:
        days = reports.conversations(session, WEEK)
    assert days == [
        ConversationDay(MONDAY, 4, 1, 1),
        ConversationDay(MONDAY + timedelta(days=1), 2, 0, 0),
        ConversationDay(MONDAY + timedelta(days=2), 1, 0, 0),
        ConversationDay(MONDAY + timedelta(days=3), 1, 1, 0),
        ConversationDay(MONDAY + timedelta(days=4), 1, 1, 0),
        ConversationDay(MONDAY + timedelta(days=5), 0, 0, 0),
        ConversationDay(MONDAY + timedelta(days=6), 0, 0, 0),
    ]
    assert [day.solved for day in days] == [2, 2, 1, 0, 0, 0, 0]


def test_a_programme_counts_its_own_members(database: Database, add_member: AddMember) -> None:
    ours, theirs = add_member(), add_member(programme="cityplaza", number="C-1")
    with database.transaction() as session:
        talk(session, "guest", at(0))
        talk(session, "ours", at(0), member=ours)
        talk(session, "theirs", at(0), member=theirs)
    with database.reading() as session:
        counted = [reports.conversations(session, period)[0].conversations for period in (WEEK, OURS, OTHERS)]
    assert counted == [3, 1, 1]


def test_waiting_and_handling(database: Database, add_member: AddMember) -> None:
    member = add_member()
    with database.transaction() as session:
        for number, (opened, waited, handled) in enumerate(
            [(at(0), 2, 30), (at(0, 15), 10, 5), (at(1), 4, 20)]
        ):
            conversation = talk(session, f"m{number}", opened, member=member if number == 0 else None)
            answered = opened + timedelta(minutes=waited)
            session.add(
                case_of(
                    conversation,
                    opened,
                    status="resolved",
                    first_answered_at=answered,
                    resolved_at=answered + timedelta(minutes=handled),
                )
            )
        unheard = talk(session, "closed without an answer", at(2))
        session.add(case_of(unheard, at(2), status="resolved", resolved_at=at(2, 13)))
    with database.reading() as session:
        times = reports.answer_times(session, WEEK)
        ours = reports.answer_times(session, OURS)
    assert times.waiting == Spread(3, timedelta(minutes=4), timedelta(minutes=10))
    assert times.handling == Spread(3, timedelta(minutes=20), timedelta(minutes=30))
    assert [day.day for day in times.by_day] == [16, 17]
    assert times.by_day[MONDAY].count == 2
    assert ours.waiting == Spread(1, timedelta(minutes=2), timedelta(minutes=2))


def test_questions_without_an_answer(database: Database, add_member: AddMember) -> None:
    member = add_member(name="CHAN Tai Man", number="FW-200077")
    with database.transaction() as session:
        talk(session, "a", at(0), "do you have wifi", custom={"unanswered": True}, member=member)
        talk(session, "b", at(1), "hm what about it", confidence=0.2)
        talk(session, "b", at(1, 13), "both at once", confidence=0.2, custom={"unanswered": True})
        talk(session, "c", at(2), "my points please")
        talk(session, "c", at(2), "", custom={"unanswered": True})  # a photo has no words
        talk(session, "c", at(2), '/faq{"c": "gone"}', custom={"unanswered": True})  # a pressed button
        talk(session, "d", at(0) - timedelta(days=3), "last week", custom={"unanswered": True})
    with database.reading() as session:
        asked = reports.without_answer(session, WEEK, 0.45)
        ours = reports.without_answer(session, OURS, 0.45)
        latest = reports.without_answer(session, WEEK, 0.45, limit=1)
    assert [(one.text, one.answered) for one in asked] == [
        ("both at once", False),
        ("hm what about it", True),
        ("do you have wifi", False),
    ]
    assert [one.text for one in ours] == ["do you have wifi"]
    assert set(ours[0].personal) == {"CHAN Tai Man", "FW-200077"}
    assert [one.text for one in latest] == ["both at once"]


def test_refused_rewards_by_clause(database: Database, add_member: AddMember) -> None:
    member = add_member()

    def decision(kind: str, outcome: str, when: datetime, *clauses: str) -> DecisionRecord:
        return DecisionRecord(
            programme="festival-walk",
            kind=kind,
            edition="e",
            outcome=outcome,
            request={},
            answer={"clauses": list(clauses)},
            member_id=member.id,
            decided_at=when,
        )

    with database.transaction() as session:
        session.add_all(
            [
                decision("redeem", "rejected", at(0), "festival-walk/a", "festival-walk/b"),
                decision("redeem", "rejected", at(6, 23), "festival-walk/a"),
                decision("redeem", "rejected", at(7), "festival-walk/a"),
                decision("redeem", "approved", at(1), "festival-walk/a"),
                decision("earn", "rejected", at(1), "festival-walk/c"),
            ]
        )
    with database.reading() as session:
        assert reports.refusals(session, WEEK) == {"festival-walk/a": 2, "festival-walk/b": 1}
        assert reports.refusals(session, OTHERS) == {}


def test_satisfaction(database: Database) -> None:
    with database.transaction() as session:
        answers = [(5, "quick!"), (4, None), (5, None), (None, None)]
        for number, (score, words) in enumerate(answers):
            case = case_of(talk(session, f"m{number}", at(0)), at(0), status="resolved", resolved_at=at(1))
            session.add(case)
            session.flush()
            answered = at(1, 14 + number) if score else None
            session.add(
                Satisfaction(
                    case_id=case.id, asked_at=at(1, 13), score=score, words=words, answered_at=answered
                )
            )
    with database.reading() as session:
        satisfied = reports.satisfaction(session, WEEK)
        assert (satisfied.asked, satisfied.answered, satisfied.scores) == (4, 3, {5: 2, 4: 1})
        assert satisfied.mean == pytest.approx(14 / 3)
        assert satisfied.words == [(at(1, 14), 5, "quick!")]
        assert reports.satisfaction(session, WEEK.before).mean is None


def test_receipts_and_redemptions(
    database: Database, engine: Engine, add_member: AddMember, add_reward: AddReward
) -> None:
    member, gift, other = add_member(this_year=100), add_reward("gift"), add_reward("other")
    with database.transaction() as session:
        for state, credited in (("credited", 12), ("credited", 8), ("rejected", None)):
            session.add(
                Receipt(
                    programme="festival-walk",
                    member_id=member.id,
                    state=state,
                    points=credited,
                    submitted_at=at(1),
                    updated_at=at(1),
                )
            )
        for key, reward, when in (
            ("a", gift, at(2)),
            ("b", gift, at(3)),
            ("c", other, at(3)),
            ("d", gift, at(9)),
        ):
            kept = session.get_one(Reward, reward.id)
            made = rewards.redeem(RuledAct(session, "test", when, engine), member, kept, key=key).voucher
            assert made is not None
            if key == "b":
                made.state, made.used_at, made.used_where = "used", when, "cinema"
    with database.reading() as session:
        assert reports.receipts_by_state(session, OURS) == {"credited": (2, 20), "rejected": (1, 0)}
        assert reports.receipts_by_state(session, OTHERS) == {}
        found = reports.redemptions(session, WEEK)
    assert [(one.reward, one.vouchers, one.points, one.used) for one in found] == [
        ("gift", 2, 20, 1),
        ("other", 1, 10, 0),
    ]
    assert found[0].names["en"] == "gift"
