"""What time brings beyond points and tiers: reviews due, photos, accounts, reminders; and what fails."""

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.clock import HONG_KONG
from bot.dialogue.context import Services
from bot.ledger import members, points, receipts, rewards
from bot.ledger.models import (
    Audit,
    Case,
    ChatMessage,
    Conversation,
    Debt,
    Lot,
    Member,
    Receipt,
    ReceiptPhoto,
    Reward,
    TimerRun,
    Voucher,
)
from bot.ledger.receipts import Submission
from bot.ledger.store import Act, Database, RuledAct
from bot.ledger.talks import IncomingMessage, conversations
from bot.work.timers import Periods, Timers, report
from tests.support.plain_services import plain_services
from tests.support.transcripts import messages_of

# A Thursday: seven working days later is Monday, 9 November 2026.
START = datetime(2026, 10, 29, 10, tzinfo=HONG_KONG)
CREDIT_BY = date(2026, 11, 9)


class World:
    """One member with a conversation, and the clock."""

    def __init__(self, database: Database, services: Services) -> None:
        self.database, self.services, self.now = database, services, START
        self.timers = Timers(database, services, lambda: self.now)
        with database.transaction() as session:
            member = Member(programme="festival-walk", number="FW-1", language="en", joined=date(2026, 5, 5))
            session.add(member)
            session.flush()
            place = conversations.conversation_for(session, "telegram", "7", "en", START)
            place.member = member
            for kind, amount in (("welcome", 5), ("spend", 60)):
                on = date(2026, 5, 5)
                posting = points.Posting(kind, amount, on, kind, "test", "test", on)  # type: ignore[arg-type]
                points.post(session, services.engine, member, posting, START)
            self.member, self.place = member.id, place.id
        self.timers.run_due()

    def go(self, day: date, hour: int = 9) -> int:
        self.now = datetime(day.year, day.month, day.day, hour, tzinfo=HONG_KONG)
        return self.timers.run_due()

    def said(self) -> list[str]:
        with self.database.reading() as session:
            return [message.text for message in messages_of(session, self.place)]

    def submit(self, *photos: str, state: str = "awaiting_review", **read: Any) -> int:
        with self.database.transaction() as session:
            facts = {"merchant": "LOG-ON", "issued_at": "2026-10-28", "total": "300", "payment": "octopus"}
            receipt = receipts.submit(
                session,
                session.get_one(Member, self.member),
                session.get_one(Conversation, self.place),
                Submission(facts, read, [{"key": key, "size": 1} for key in photos]),
                self.now,
            )
            if state != "awaiting_confirmation":
                receipts.move(Act(session, "test", self.now), receipt, "awaiting_review")
            if state == "rejected":
                receipts.move(Act(session, "test", self.now), receipt, "rejected")
            return receipt.id

    def photo(self) -> str:
        return self.services.photos.save(b"a photo")

    def there(self, key: str) -> bool:
        try:
            self.services.photos.load(key)
        except KeyError:
            return False
        return True


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, plain_services(tmp_path / "photos"))


def test_a_review_comes_first_when_it_is_due_and_its_member_hears_when_it_is_late(world: World) -> None:
    receipt = world.submit()
    assert world.go(date(2026, 11, 5)) == 0
    assert world.go(date(2026, 11, 6)) == 1  # the working day before the last
    with world.database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert (case.receipt_id, case.priority) == (receipt, 0)
        note = session.scalars(select(Audit).where(Audit.action == "receipt.due")).one()
        assert note.detail["credit_by"] == CREDIT_BY.isoformat()
    assert world.said() == []
    assert world.go(CREDIT_BY) == 0
    assert world.go(date(2026, 11, 10)) == 1
    assert world.go(date(2026, 11, 30)) == 0
    (said,) = world.said()
    assert "LOG-ON" in said and "past the day" in said


def test_a_review_that_is_done_is_left_alone(world: World) -> None:
    world.submit(state="rejected")
    assert world.go(date(2026, 11, 30)) == 0
    assert world.said() == []


def test_photos_go_when_their_time_is_over(world: World) -> None:
    book = world.services.home.pack.role("keeping_receipts")
    assert book.count("months") == 12  # unless the operator says otherwise
    world.timers = Timers(world.database, world.services, lambda: world.now, Periods(photo_months=2))
    kept, crop, loose = world.photo(), world.photo(), world.photo()
    receipt = world.submit(kept, state="rejected", photos=[{"crops": {"total": crop}}])
    with world.database.transaction() as session:
        place = conversations.lock_conversation(session, world.place)
        sent = [{"key": key, "name": "x", "size": 1} for key in (kept, loose)]
        for number, photo in enumerate(sent):
            conversations.record_incoming(
                session, place, IncomingMessage("", [photo], f"{number}", None), world.now
            )
    world.go(date(2026, 11, 28))
    assert world.there(loose)
    world.go(date(2026, 11, 30))
    assert not world.there(loose)
    assert world.there(kept)
    world.go(date(2026, 12, 28))
    assert world.there(kept) and world.there(crop)
    world.go(date(2026, 12, 29))
    assert not world.there(kept) and not world.there(crop)
    with world.database.reading() as session:
        assert session.scalars(select(ReceiptPhoto.deleted_at)).one() is not None
        assert session.get_one(Receipt, receipt).reading == {}
        photos = session.scalars(select(ChatMessage.photos).where(ChatMessage.direction == "in")).all()
        assert [] in photos


@pytest.mark.prove
def test_they_stay_a_year_where_the_operator_says_nothing(sqlite_database: Database, tmp_path: Path) -> None:
    """In the suite two months are counted, above."""
    world = World(sqlite_database, plain_services(tmp_path / "photos"))
    key = world.photo()
    world.submit(key, state="rejected")
    world.go(date(2027, 10, 28))
    assert world.there(key)
    world.go(date(2027, 10, 29))
    assert not world.there(key)


def test_a_set_that_was_never_handed_in_ends(world: World) -> None:
    key = world.photo()
    receipt = world.submit(key, state="awaiting_confirmation")
    world.go(date(2026, 11, 27))
    assert world.there(key)
    world.go(date(2026, 11, 29))
    assert not world.there(key)
    with world.database.reading() as session:
        assert session.get_one(Receipt, receipt).state == "withdrawn"


def test_files_that_nothing_refers_to_are_removed(world: World, tmp_path: Path) -> None:
    known, crop, sent, orphan, young = (world.photo() for _ in range(5))
    world.submit(known, photos=[{"crops": {"total": crop}}])
    with world.database.transaction() as session:
        place = conversations.lock_conversation(session, world.place)
        photo = {"key": sent, "name": "x", "size": 1}
        conversations.record_incoming(session, place, IncomingMessage("", [photo], "1", None), world.now)
    for key in (known, crop, sent, orphan):
        path = tmp_path / "photos" / key
        long_ago = (START - timedelta(days=9)).timestamp()
        os.utime(path, (long_ago, long_ago))
    os.utime(tmp_path / "photos" / young, (datetime(2026, 11, 2).timestamp(),) * 2)  # noqa: DTZ001
    world.go(date(2026, 11, 2))  # a Monday
    assert [world.there(key) for key in (known, crop, sent, orphan, young)] == [True, True, True, False, True]


def test_an_account_is_deleted_on_its_day(world: World) -> None:
    key = world.photo()
    world.submit(key, state="rejected")
    with world.database.transaction() as session:
        member = session.get_one(Member, world.member)
        due = members.request_deletion(session, world.services.engine, member, world.now)
        spend = points.Posting("redeem", -63, world.now.date(), "r", "test", "test")
        points.post(session, world.services.engine, member, spend, world.now)
    world.go(due - timedelta(days=1))
    with world.database.reading() as session:
        assert session.get_one(Member, world.member).status == "active"
    world.go(due)
    with world.database.reading() as session:
        member = session.get_one(Member, world.member)
        assert (member.status, member.name) == ("closed", None)
        # Joined less than twelve months ago: of the five welcome points two were left, three are owed.
        debt = session.scalars(select(Debt)).one()
        assert (debt.reason, debt.points, debt.clause) == ("welcome", 3, "festival-walk/welcome.3")
        assert session.get_one(Conversation, world.place).member_id is None
    assert not world.there(key)
    assert world.said()[-1].startswith("As you asked, your account is deleted now")


def test_vouchers_are_spoken_of_before_they_end(world: World) -> None:
    with world.database.transaction() as session:
        session.add(
            Reward(
                id="gift",
                programme="festival-walk",
                kind="gift",
                points=10,
                names={"en": "Umbrella", "zh-Hans": "雨伞", "zh-Hant": "雨傘"},
                descriptions={},
                collect_days=30,
            )
        )
        session.flush()
        member, reward = session.get_one(Member, world.member), session.get_one(Reward, "gift")
        done = rewards.redeem(
            RuledAct(session, "test", world.now, world.services.engine), member, reward, key="k"
        )
        assert done.voucher is not None
        last = done.voucher.valid_until
    world.go(last - timedelta(days=15))
    assert world.said() == []
    world.go(last - timedelta(days=14))
    world.go(last)
    assert len(world.said()) == 1 and "Umbrella" in world.said()[0]
    world.go(last + timedelta(days=1))
    assert len(world.said()) == 2 and "lapsed" in world.said()[1]
    with world.database.reading() as session:
        assert session.scalars(select(Voucher.state)).one() == "lapsed"


def test_what_fails_does_not_hold_up_the_others_and_is_tried_again(
    world: World, break_lots: Callable[[int], None]
) -> None:
    with world.database.transaction() as session:
        for number, month in (("FW-2", 12), ("FW-3", 12)):
            session.add(
                Member(
                    programme="festival-walk",
                    number=number,
                    language="en",
                    joined=date(2024, 1, 1),
                    birthday=date(1990, month, 24),
                )
            )
        session.flush()
        broken, sound = (
            session.scalars(select(Member.id).where(Member.number == number)).one()
            for number in ("FW-2", "FW-3")
        )
    break_lots(broken)
    assert world.go(date(2026, 12, 1)) == 1
    with world.database.reading() as session:
        assert session.scalars(select(Lot.remainder).where(Lot.member_id == sound)).one() == 5
        (failure,) = session.scalars(select(TimerRun).where(TimerRun.done_at.is_(None)))
        assert (failure.timer, failure.subject) == ("birthday", f"member:{broken}")
        assert "LotsOutOfStepError" in (failure.failure or "")
    found = report(world.database, world.services.home, Periods(), date(2026, 12, 1))
    assert {timer.name: past.failed for timer, _due, past in found.timers}["birthday"] == 1
    with world.database.transaction() as session:
        session.execute(update(Lot).where(Lot.member_id == broken).values(remainder=0))
    assert world.timers.run_due() == 0  # not at once
    assert world.go(date(2026, 12, 1), hour=10) > 0
    with world.database.reading() as session:
        assert session.scalars(select(TimerRun).where(TimerRun.done_at.is_(None))).all() == []


@pytest.fixture
def break_lots(database: Database) -> Callable[[int], None]:
    def damage(member: int) -> None:
        with database.transaction() as session:
            session.add(Lot(member_id=member, expires_on=date(2027, 3, 31), remainder=3))

    return damage
