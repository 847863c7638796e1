"""Notices to all who agreed: who is told, in which lots, and never again."""

from datetime import datetime, timedelta

import pytest

from bot.ledger import members, talks
from bot.ledger.members import BroadcastStateError
from bot.ledger.members.broadcasts import BROADCAST_INTERVAL
from bot.ledger.models import Broadcast, Member
from bot.ledger.store import Act, Database
from tests.ledger.conftest import NOON, PROGRAMME, AddMember
from tests.support.threads import together


def draft(database: Database, **fields: object) -> int:
    with database.transaction() as session:
        broadcast = Broadcast(
            programme=PROGRAMME,
            title="Lanterns",
            texts={"en": "Lanterns are up."},
            created_by="staff:amy",
            created_at=NOON,
            **{"per_minute": 20} | fields,
        )
        session.add(broadcast)
        session.flush()
        return broadcast.id


def reachable(database: Database, member: Member, *, agreed: bool = True) -> Member:
    with database.transaction() as session:
        member = session.get_one(Member, member.id)
        conversation = talks.conversation_for(session, "web", f"of {member.id}", None, NOON)
        conversation.member = member
        members.agree_to_news(session, member, agreed, NOON)
    return member


def start(database: Database, broadcast: int) -> None:
    with database.transaction() as session:
        members.move_broadcast(
            Act(session, "staff:amy", NOON), session.get_one(Broadcast, broadcast), "sending"
        )


def lot(database: Database, now: datetime) -> list[int] | None:
    with database.transaction() as session:
        taken = members.next_recipients(session, now)
        return None if taken is None else [member.id for member in taken.members]


def test_only_active_members_who_agreed_are_told(database: Database, add_member: AddMember) -> None:
    wants = reachable(database, add_member())
    reachable(database, add_member(), agreed=False)
    reachable(database, add_member(status="suspended"))
    reachable(database, add_member(programme="another"))
    with database.transaction() as session:  # agreed elsewhere, and has no chat
        session.get_one(Member, add_member().id).news_agreed_at = NOON
    broadcast = draft(database)
    with database.reading() as session:
        found = members.audience_of(session, session.get_one(Broadcast, broadcast))
    assert (found.agreed, found.reached) == (2, 1)
    start(database, broadcast)
    assert lot(database, NOON) == [wants.id]


def test_a_notice_may_be_for_a_tier(database: Database, add_member: AddMember) -> None:
    reachable(database, add_member())
    elite = reachable(database, add_member(tier="elite"))
    start(database, draft(database, tiers=["elite"]))
    assert lot(database, NOON) == [elite.id]


def test_members_are_told_in_lots_at_the_rate_set(database: Database, add_member: AddMember) -> None:
    ids = [reachable(database, add_member()).id for _ in range(5)]
    broadcast = draft(database, per_minute=20)
    start(database, broadcast)
    assert lot(database, NOON) == ids[:2]
    assert lot(database, NOON + BROADCAST_INTERVAL / 2) is None
    assert lot(database, NOON + BROADCAST_INTERVAL) == ids[2:4]
    assert lot(database, NOON + 2 * BROADCAST_INTERVAL) == ids[4:]
    with database.reading() as session:
        done = session.get_one(Broadcast, broadcast)
        assert (done.state, done.told) == ("sent", 5)
    assert lot(database, NOON + 9 * BROADCAST_INTERVAL) is None


def test_a_slow_rate_stretches_the_time_between_lots(database: Database, add_member: AddMember) -> None:
    for _ in range(2):
        reachable(database, add_member())
    start(database, draft(database, per_minute=2))
    assert len(lot(database, NOON) or []) == 1
    assert lot(database, NOON + timedelta(seconds=29)) is None
    assert len(lot(database, NOON + timedelta(seconds=30)) or []) == 1


def test_workers_that_look_together_tell_nobody_twice(database: Database, add_member: AddMember) -> None:
    ids = [reachable(database, add_member()).id for _ in range(6)]
    start(database, draft(database, per_minute=600))
    lots = together(6, lambda _thread: lot(database, NOON))
    assert sorted(member for taken in lots for member in taken or []) == ids


def test_a_notice_that_was_stopped_stays_so(database: Database, add_member: AddMember) -> None:
    reachable(database, add_member())
    broadcast = draft(database)
    start(database, broadcast)
    with database.transaction() as session:
        kept = session.get_one(Broadcast, broadcast)
        members.move_broadcast(Act(session, "staff:amy", NOON), kept, "stopped")
        with pytest.raises(BroadcastStateError):
            members.move_broadcast(Act(session, "staff:amy", NOON), kept, "sending")
    assert lot(database, NOON) is None


def test_consent_is_noted_once(database: Database, add_member: AddMember) -> None:
    member = add_member()
    with database.transaction() as session:
        member = session.get_one(Member, member.id)
        assert members.agree_to_news(session, member, True, NOON)
        assert not members.agree_to_news(session, member, True, NOON)
        assert members.agree_to_news(session, member, False, NOON)
        assert member.news_agreed_at is None
