"""Vouchers at the counter: a code is good for half a minute, and once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.ledger import rewards
from bot.ledger.models import Audit, Member, Reward, Voucher
from bot.ledger.rewards import ShownCode
from bot.ledger.store import Act, Database, RuledAct
from bot.rules import Engine
from tests.support.threads import together

KEY = b"a key of the test"
Issue = Callable[..., Voucher]


@pytest.fixture
def issue(
    database: Database,
    engine: Engine,
    add_member: Callable[..., Member],
    add_reward: Callable[..., Reward],
    now: datetime,
) -> Issue:
    """Issue a voucher of a new reward."""

    def make(**fields: object) -> Voucher:
        member, reward = add_member(this_year=100), add_reward(**fields)
        with database.transaction() as session:
            voucher = rewards.redeem(RuledAct(session, "test", now, engine), member, reward, key="k").voucher
        assert voucher is not None
        return voucher

    return make


def check(
    database: Database, token: str, now: datetime, shop: str = "shop-1", use: bool = True
) -> rewards.CheckResult:
    with database.transaction() as session:
        return rewards.check_voucher(session, KEY, ShownCode(token, shop), now, use=use)


def test_a_code_is_good_once(database: Database, issue: Issue, now: datetime) -> None:
    token = rewards.current_token(issue(), KEY, now)
    assert check(database, token, now, use=False).verdict == "valid"
    first = check(database, token, now)
    assert (first.verdict, first.used_at, first.used_where) == ("valid", now, "shop-1")
    second = check(database, token, now + timedelta(seconds=5), shop="shop-2")
    assert (second.verdict, second.used_at, second.used_where) == ("used", now, "shop-1")
    with database.reading() as session:
        assert session.scalars(select(Audit.actor).where(Audit.action == "voucher.used")).all() == [
            "shop:shop-1"
        ]


def test_however_many_check_at_once_one_gets_through(database: Database, issue: Issue, now: datetime) -> None:
    token = rewards.current_token(issue(), KEY, now)
    verdicts = [result.verdict for result in together(32, lambda _thread: check(database, token, now))]
    assert sorted(verdicts) == ["used"] * 31 + ["valid"]


def test_the_code_changes_and_an_old_one_is_a_copy(database: Database, issue: Issue, now: datetime) -> None:
    voucher = issue()
    token = rewards.current_token(voucher, KEY, now)
    step = timedelta(seconds=rewards.STEP_SECONDS)
    assert rewards.current_token(voucher, KEY, now + step) != token
    assert check(database, token, now + step, use=False).verdict == "valid"
    assert check(database, token, now + 2 * step).verdict == "copied"
    assert (
        check(database, rewards.current_token(voucher, KEY, now + 2 * step), now + 2 * step).verdict
        == "valid"
    )


def test_what_we_did_not_sign_is_forged(database: Database, issue: Issue, now: datetime) -> None:
    voucher = issue()
    token = rewards.current_token(voucher, KEY, now)
    code, step, signature = token.split(".")
    future = rewards.current_token(voucher, KEY, now + timedelta(minutes=5))
    foreign = rewards.current_token(voucher, b"another key", now)
    for bad in (
        "",
        code,
        token[:-1],
        token + "A",
        f"{code}.{int(step, 16) + 1:X}.{signature}",
        f"{code}.0{step}.{signature}",
        f"{code}.-{step}.{signature}",
        f"{code}.{step}.",
        f"AAAA-AAAA-AAAA-AAAA.{step}.{signature}",
        f"\x00.{step}.\ud800",
        "https://example.com/" + "x" * 100_000,
        future,
        foreign,
    ):
        assert check(database, bad, now).verdict == "forged", bad[:80]
    assert check(database, token, now).verdict == "valid"


def test_it_lapses_after_its_last_day(database: Database, issue: Issue, now: datetime) -> None:
    voucher = issue(kind="evoucher", identity="evoucher")
    last = datetime.combine(voucher.valid_until, now.timetz()).replace(hour=23, minute=59, second=59)
    assert check(database, rewards.current_token(voucher, KEY, last), last, use=False).verdict == "valid"
    over = last + timedelta(seconds=1)
    assert check(database, rewards.current_token(voucher, KEY, over), over).verdict == "lapsed"


def test_only_where_it_is_taken(database: Database, issue: Issue, now: datetime) -> None:
    token = rewards.current_token(issue(shops=["parking-office"]), KEY, now)
    assert check(database, token, now, shop="cinema").verdict == "wrong_shop"
    assert check(database, token, now, shop="parking-office").verdict == "valid"


def test_held_are_those_that_can_be_used(database: Database, issue: Issue, now: datetime) -> None:
    voucher = issue(kind="evoucher", identity="evoucher")

    def codes(at: datetime) -> list[str]:
        with database.reading() as session:
            return [
                held.code
                for held in rewards.held_vouchers(session, session.get_one(Member, voucher.member_id), at)
            ]

    assert codes(now) == [voucher.code]
    assert codes(now + timedelta(days=400)) == []
    check(database, rewards.current_token(voucher, KEY, now), now)
    assert codes(now) == []


def test_staff_can_take_back_what_was_not_used(database: Database, issue: Issue, now: datetime) -> None:
    voucher = issue()
    token = rewards.current_token(voucher, KEY, now)
    with database.transaction() as session:
        assert rewards.void_voucher(
            Act(session, "staff:amy", now), session.get_one(Voucher, voucher.id), "issued by mistake"
        )
    assert check(database, token, now).verdict == "void"


def test_staff_cannot_take_back_what_was_used(database: Database, issue: Issue, now: datetime) -> None:
    voucher = issue()
    check(database, rewards.current_token(voucher, KEY, now), now)
    with database.transaction() as session:
        assert not rewards.void_voucher(
            Act(session, "staff:amy", now), session.get_one(Voucher, voucher.id), "too late"
        )
