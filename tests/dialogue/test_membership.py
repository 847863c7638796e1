"""Acts of staff on a membership: what is booked and what the member reads; the audit still finds nothing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import HONG_KONG
from bot.dialogue.context import Services
from bot.dialogue.membership import (
    Adjust,
    Delete,
    KeepAccount,
    MemberAct,
    Memberships,
    Refund,
    Reinstate,
    SettleDebt,
    Suspend,
    Terminate,
    VoidVoucher,
)
from bot.ledger import members, receipts, rewards
from bot.ledger.invariants import violations
from bot.ledger.members import AdjustmentError
from bot.ledger.models import Audit, DeletionRequest, Entry, Member, Receipt, Reward, Voucher
from bot.ledger.points import debts
from bot.ledger.points import entries as points
from bot.ledger.receipts import Submission
from bot.ledger.rewards import NewReward
from bot.ledger.store import Act, Database, RuledAct
from bot.ledger.talks import conversations
from bot.rules.dates import day_of
from tests.support.plain_services import plain_services
from tests.support.transcripts import messages_of

NOW = datetime(2026, 11, 20, 12, tzinfo=HONG_KONG)


class House:
    """A member with points, a receipt of HK$1,250 (12 points) and two vouchers of ten points."""

    def __init__(self, database: Database, services: Services) -> None:
        self.database, self.services, self.now, self.keys = database, services, NOW, 0
        self.desk = Memberships(database, services, lambda: self.now)
        with database.transaction() as session:
            member = Member(programme="festival-walk", number="FW-1", language="en", joined=date(2025, 1, 2))
            session.add(member)
            rewards.add_reward(
                Act(session, "staff:olivia", NOW),
                NewReward("festival-walk", "umbrella", "gift", 5),
                {
                    **{f"names.{language}": "Umbrella" for language in ("en", "zh-Hans", "zh-Hant")},
                    **{f"descriptions.{language}": "" for language in ("en", "zh-Hans", "zh-Hant")},
                    "points": 10,
                    "hours": None,
                    "value": None,
                    "collect_days": 30,
                    "shops": [],
                    "position": 0,
                    "active": True,
                },
            )
            session.flush()
            self.member = member.id
            place = conversations.conversation_for(session, "web", "1", "en", NOW)
            place.member = member
            self.place = place.id
            posting = points.Posting("spend", 20, NOW.date(), "s", "test", "test", date(2026, 1, 3))
            points.post(session, services.engine, member, posting, NOW)
            facts = {
                "merchant": "LOG-ON",
                "number": "7",
                "issued_at": "2026-11-19T13:05:00+08:00",
                "total": "1250",
                "payment": "octopus",
            }
            receipt = receipts.submit(session, member, place, Submission(facts, {}, []), NOW)
            receipts.settle(RuledAct(session, "test", NOW, services.engine), receipt)
            self.receipt = receipt.id
            reward = session.get_one(Reward, "umbrella")
            self.vouchers = []
            for key in ("a", "b"):
                done = rewards.redeem(
                    RuledAct(session, "test", NOW, services.engine), member, reward, key=key
                )
                assert done.voucher is not None
                self.vouchers.append(done.voucher.id)

    def do(self, act: MemberAct, note: str = "", key: str = "") -> str | None:
        self.keys += 1
        return self.desk.carry_out(
            self.member, act, by="sue", reason="a reason", key=key or f"{self.keys}", note=note
        ).text

    def left(self) -> int:
        with self.database.reading() as session:
            return points.spendable(session, session.get_one(Member, self.member), day_of(self.now))

    def said(self) -> list[str]:
        with self.database.reading() as session:
            return [message.text for message in messages_of(session, self.place)]

    def sound(self) -> bool:
        with self.database.reading() as session:
            return list(violations(session, self.services.engine, self.now)) == []


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[House]:
    house = House(database, plain_services(tmp_path / "photos"))
    assert house.left() == 12
    yield house
    assert house.sound()


def test_points_given_and_taken(house: House) -> None:
    text = house.do(Adjust(5), note="For the broken lift.")
    assert text == "We have credited 5 points to you. You have 17 points now.\n\nFor the broken lift."
    house.do(Adjust(-7))
    assert house.left() == 10
    assert house.said() == [text, "We have taken 7 points off your account. You have 10 points now."]
    with pytest.raises(AdjustmentError, match="spent"):
        house.do(Adjust(-11))
    with pytest.raises(AdjustmentError, match="lapsed"):
        house.do(Adjust(5, year=2024))
    with house.database.reading() as session:
        note = session.scalars(select(Audit).where(Audit.action == "points.adjust")).first()
    assert note is not None
    assert (note.actor, note.detail["reason"]) == ("staff:sue", "a reason")


def test_a_form_sent_twice_does_it_once(house: House) -> None:
    for _time in range(2):
        house.do(Adjust(5), key="same")
    assert (house.left(), len(house.said())) == (17, 1)
    for _time in range(2):
        house.do(Refund(house.receipt, Decimal("300")), key="same too")
    assert (house.left(), len(house.said())) == (14, 2)


def test_a_rehearsal_changes_nothing(house: House) -> None:
    done = house.desk.rehearse(house.member, Terminate(), by="sue", reason="x")
    assert done.text == (
        "Your membership has been ended, and with it went 12 points and 2 vouchers. If you think this is "
        "wrong, please speak to us."
    )
    assert (house.left(), house.said()) == (12, [])


def test_part_of_a_purchase_comes_back_then_the_rest(house: House) -> None:
    assert house.do(Refund(house.receipt, Decimal("300"))) == (
        "For what you returned at LOG-ON we have taken 3 points back. You have 9 points now."
    )
    assert house.do(Refund(house.receipt, Decimal("20"))) is None  # 930 left: still nine points
    assert house.left() == 9
    house.do(Refund(house.receipt, Decimal("870")))  # 60 left: below the least that counts
    assert house.left() == 0
    with pytest.raises(AdjustmentError, match="too_much"):
        house.do(Refund(house.receipt, Decimal("100")))
    with house.database.reading() as session:
        assert session.get_one(Receipt, house.receipt).points == 12
        credited = points.credits(session, session.get_one(Member, house.member))
        assert sum(amount for _on, amount in credited) == 32  # for the tier: what was credited stays so


def test_points_spent_already_become_a_debt(house: House) -> None:
    house.do(Adjust(-5))
    assert house.do(Refund(house.receipt)) == (
        "What you returned at LOG-ON had brought points that you have spent already: 5 points. Our staff "
        "will work out with you how to make up for them; 7 points were taken back."
    )
    with house.database.reading() as session:
        (debt,) = debts.open_debts(session, session.get_one(Member, house.member))
        assert (debt.points, debt.clause) == (5, "festival-walk/points.18")
    house.do(SettleDebt(debt.id))
    with pytest.raises(AdjustmentError, match="none"):
        house.do(SettleDebt(debt.id))
    assert house.left() == 0
    assert house.do(Refund(house.receipt)) is None


def test_a_voucher_is_withdrawn_with_its_points(house: House) -> None:
    first, second = house.vouchers
    assert house.do(VoidVoucher(first, give_back=True, put_back=True)) == (
        "We have withdrawn your voucher Umbrella and given you its 10 points back. You have 22 points now."
    )
    house.do(VoidVoucher(second))
    assert house.left() == 22
    with pytest.raises(AdjustmentError, match="used"):
        house.do(VoidVoucher(first, give_back=True))
    with house.database.reading() as session:
        assert session.get_one(Reward, "umbrella").stock == 4
        back = session.scalars(select(Entry).where(Entry.key.like("back:%"))).one()
        assert back.expires_on == date(2027, 3, 31)
        member = session.get_one(Member, house.member)
        assert sum(amount for _on, amount in points.credits(session, member)) == 32  # not 42


def test_points_of_a_lapsed_lot_do_not_come_back(house: House) -> None:
    house.now = datetime(2027, 4, 2, 12, tzinfo=HONG_KONG)
    with house.database.transaction() as session:
        session.get_one(Voucher, house.vouchers[0]).valid_until = date(2027, 12, 31)
    house.do(VoidVoucher(house.vouchers[0], give_back=True))
    assert house.left() == 0


def test_suspended_reinstated_terminated(house: House) -> None:
    text = house.do(Suspend(void_points=True))
    assert (
        text is not None and "suspended" in text and text.endswith("The 12 points on your account are void.")
    )
    assert house.left() == 0
    with pytest.raises(AdjustmentError, match="status"):
        house.do(Suspend())
    house.do(Reinstate())
    house.do(Terminate())
    with house.database.reading() as session:
        assert session.get_one(Member, house.member).status == "closed"
        assert session.get_one(Voucher, house.vouchers[0]).state == "void"
    assert len(house.said()) == 3


def test_an_account_is_kept_or_deleted(house: House) -> None:
    with house.database.transaction() as session:
        member = session.get_one(Member, house.member)
        members.request_deletion(session, house.services.engine, member, house.now)
    house.do(KeepAccount())
    with house.database.reading() as session:
        assert session.get(DeletionRequest, house.member) is None
    house.now += timedelta(days=1)
    house.do(Delete())
    assert house.said()[-1].startswith("As you asked, your account is deleted now")
    with house.database.reading() as session:
        assert session.get_one(Member, house.member).status == "closed"


def test_the_member_reads_it_in_the_language_of_the_chat(house: House) -> None:
    with house.database.transaction() as session:
        conversations.lock_conversation(session, house.place).language = "zh-Hant"
    done = house.desk.rehearse(house.member, Adjust(5), by="sue", reason="x")
    assert done.language == "zh-Hant"
