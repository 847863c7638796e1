"""The staff's inbox: who stands where, page by page, and what the search finds."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.ledger import store, talks
from bot.ledger.models import Case, Member, Receipt, Voucher
from bot.ledger.store import Database
from bot.ledger.talks import IncomingMessage, Need, OutgoingMessage, inbox
from bot.rules import Decision, RedeemFigures
from bot.rules.facts.receipt import number_key
from tests.ledger.conftest import NOON, PROGRAMME, AddMember, AddReward

OpenCase = Callable[..., Case]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        yield opened


@pytest.fixture
def open_case(session: Session) -> OpenCase:
    """Open a case for somebody who began to wait so many minutes before noon."""

    def add(sender: str, minutes: int = 0, member: Member | None = None, **fields: object) -> Case:
        at = NOON - timedelta(minutes=minutes)
        conversation = talks.conversation_for(session, "web", sender, "en", at)
        conversation.member_id = member.id if member is not None else None
        talks.record_incoming(session, conversation, IncomingMessage(f"{sender} here", [], None, None), at)
        reason = fields.pop("reason", "asked")
        case, _new = talks.open_case(session, conversation, Need(reason, **fields), now=at)  # type: ignore[arg-type]
        return case

    return add


def senders(page: inbox.InboxPage) -> list[str]:
    return [entry.conversation.sender for entry in page.entries]


def test_the_most_urgent_come_first_then_those_who_wait_longest(
    session: Session, open_case: OpenCase
) -> None:
    open_case("late", 5)
    open_case("early", 50)
    open_case("angry", 1, priority=talks.URGENT_PRIORITY, reason="angry")
    assert senders(inbox.inbox_page(session, "waiting", "amy")) == ["angry", "early", "late"]


def test_pages_follow_each_other_without_gap_or_repetition(session: Session, open_case: OpenCase) -> None:
    for number in range(7):
        # Two each began at the same moment.
        open_case(
            f"s{number}",
            60 - number // 2,
            priority=talks.URGENT_PRIORITY if number == 6 else talks.USUAL_PRIORITY,
        )
    seen, place = [], None
    for _page in range(9):
        found = inbox.inbox_page(session, "all", "amy", place, size=2)
        seen += senders(found)
        if (place := found.following) is None:
            break
    assert seen == ["s6", "s0", "s1", "s2", "s3", "s4", "s5"]


def test_every_case_is_in_its_queues_and_counted(
    session: Session, open_case: OpenCase, add_member: AddMember
) -> None:
    for sender in ("waits", "hers", "his", "pending", "snoozed", "resolved"):
        open_case(sender)
    open_case("receipt", reason="receipt")
    held = {
        entry.conversation.sender: entry.case
        for entry in inbox.inbox_page(session, "all", "amy").entries
        if entry.case is not None
    }
    for sender, staff in (("hers", "amy"), ("his", "bob"), ("pending", "amy"), ("snoozed", "amy")):
        talks.take_case(session, held[sender], staff, NOON)
    talks.hold_for_member(session, held["pending"], "amy", NOON)
    talks.snooze_case(session, held["snoozed"], "amy", NOON + timedelta(hours=1), NOON)
    talks.resolve_case(session, held["resolved"], "amy", NOON)
    queues = {queue: set(senders(inbox.inbox_page(session, queue, "amy"))) for queue in inbox.QUEUES}
    assert queues == {
        "waiting": {"waits"},
        "mine": {"hers", "pending"},
        "all": {"waits", "hers", "his", "pending", "receipt"},
        "receipts": {"receipt"},
        "snoozed": {"snoozed"},
    }
    assert inbox.queue_counts(session, "amy") == {queue: len(found) for queue, found in queues.items()}


def test_a_case_in_which_the_member_waits_stands_before_one_in_which_nobody_does(
    session: Session, open_case: OpenCase
) -> None:
    for sender, minutes in (("answered", 90), ("wrote again", 10)):
        talks.take_case(session, open_case(sender, minutes), "amy", NOON)
    answered = inbox.inbox_page(session, "mine", "amy").entries[0].case
    assert answered is not None
    talks.hold_for_member(session, answered, "amy", NOON)
    assert senders(inbox.inbox_page(session, "mine", "amy")) == ["wrote again", "answered"]


def test_a_list_shows_the_last_message_and_the_last_case(session: Session, open_case: OpenCase) -> None:
    first = open_case("sender", 600)
    talks.resolve_case(session, first, "amy", NOON - timedelta(days=3))
    second = open_case("sender", 5)
    conversation = second.conversation
    talks.record_outgoing(session, conversation, OutgoingMessage("x" * 500), now=NOON)
    shown = inbox.inbox_entry(session, conversation.id)
    assert shown is not None and shown.case is not None
    assert (shown.case.id, shown.author, len(shown.snippet), shown.last_at) == (second.id, "bot", 140, NOON)
    assert inbox.inbox_entry(session, 999) is None


@pytest.mark.parametrize(
    ("query", "how"),
    [
        ("fw 300001", "number"),
        ("ＦＷ-300001", "number"),
        ("mei", "name"),
        ("WONG siu", "name"),
        ("小美", "name"),
        ("黃", "name"),
        ("ABCD-2345-EFGH", "voucher"),
        ("abcd-2345-efgh.1F.SIGNATURE", "voucher"),
        ("r 7764", "receipt"),
        ("#{case}", "case"),
        ("{case}", "case"),
    ],
)
def test_the_search_finds_a_member_by_what_staff_are_told(
    query: str,
    how: str,
    session: Session,
    open_case: OpenCase,
    known: Member,
) -> None:
    case = open_case("known", 5, known)
    open_case("somebody else", 9)
    found = inbox.search_inbox(session, PROGRAMME, [query.format(case=case.id)])
    assert [(entry.conversation.sender, entry.found_by) for entry in found] == [("known", how)]


@pytest.mark.parametrize("query", ["", "  ", "%", "_", "nobody", "9" * 30, "'; --", "\x00"])
def test_the_search_finds_nothing_where_nothing_is(
    query: str, session: Session, open_case: OpenCase, known: Member
) -> None:
    open_case("known", 5, known)
    assert inbox.search_inbox(session, PROGRAMME, [query]) == []


def test_the_search_takes_names_in_other_scripts(
    session: Session, open_case: OpenCase, known: Member
) -> None:
    open_case("known", 5, known)
    assert senders_found(inbox.search_inbox(session, PROGRAMME, ["黄小美", "黃小美"])) == ["known"]


def senders_found(entries: list[inbox.InboxEntry]) -> list[str]:
    return [entry.conversation.sender for entry in entries]


@pytest.fixture
def known(add_member: AddMember, add_reward: AddReward, database: Database) -> Iterator[Member]:
    """A member with a voucher and a receipt."""
    member = add_member(this_year=50, number="FW-300001", name="WONG Siu Mei", name_zh="黃小美")
    add_member(this_year=50, number="FW-300002", name="CHAN Tai Man", name_zh="陳大文")
    add_reward()
    yield member


@pytest.fixture(autouse=True)
def _voucher_and_receipt(request: pytest.FixtureRequest, session: Session, now: datetime) -> None:
    if "known" not in request.fixturenames:
        return
    member: Member = request.getfixturevalue("known")
    decision = store.record_decision(
        session, {}, Decision(PROGRAMME, "redeem", "approved", "x", RedeemFigures(0)), member, now
    )
    session.add(
        Voucher(
            code="ABCD-2345-EFGH",
            secret=b"s",
            member_id=member.id,
            reward_id="gift",
            decision_id=decision.id,
            key="k",
            points=1,
            issued_at=now,
            issued_on=now.date(),
            valid_until=now.date(),
        )
    )
    session.add(
        Receipt(
            programme=PROGRAMME,
            member_id=member.id,
            number_key=number_key("R-7764"),
            submitted_at=now,
            updated_at=now,
        )
    )
    session.flush()
