"""Alipay at K11, clause by clause."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import Engine, RequestError
from tests.rules.conftest import assert_decided, covered, read_cases, readings


@pytest.mark.parametrize(("request_", "expect"), read_cases("alipay-k11"))
def test_case(engine: Engine, request_: dict[str, Any], expect: dict[str, Any]) -> None:
    assert_decided(engine.decide(request_), expect)


def test_every_deciding_clause_has_a_case(engine: Engine) -> None:
    deciding = {clause.key for clause in engine.clauses("alipay-k11") if clause.kind == "decides"}
    assert deciding - covered("alipay-k11") == set()


def test_every_interpretation_has_a_case(engine: Engine) -> None:
    assert set(engine.pack("alipay-k11").interpretations) == readings("alipay-k11")


def test_the_clauses_are_those_of_the_book(engine: Engine) -> None:
    book = ["1", "2", "3.1", "3.2", "3.3", "3.4", "4", "5.1", "5.2", "5.3"]
    book += [
        *(f"6.{number}" for number in range(1, 9)),
        "7",
        *(f"coupon.{number}" for number in range(1, 16)),
    ]
    assert [clause.id for clause in engine.clauses("alipay-k11")] == [f"alipay-k11/{key}" for key in book]


_USER = {"mainland_id": True, "mainland_phone": True, "app_version": "10.3.10"}


@pytest.mark.parametrize(
    ("kind", "facts", "field"),
    [
        ("enrol", {"user": {"app_version": "10.3.x"}}, "facts.user.app_version"),
        ("enrol", {"user": {"app_version": "v10.3.10"}}, "facts.user.app_version"),
        ("enrol", {"user": {"app_version": 10.3}}, "facts.user.app_version"),
        ("enrol", {"user": _USER, "tier": 100}, "facts.tier"),
        ("enrol", {"user": _USER, "tier": 60, "same_month": [{"same": "name"}]}, "facts.same_month.0.same"),
        ("enrol", {"user": _USER, "tier": 60, "daily_quota_left": -1}, "facts.daily_quota_left"),
        ("award", {"entry": {"tier": 61}}, "facts.entry.tier"),
        ("award", {"payment": {"amount": "-5"}}, "facts.payment.amount"),
        ("award", {"payment": {"transactions": 0}}, "facts.payment.transactions"),
        ("spend", {"coupon": {"face": 50}}, "facts.coupon.face"),
        (
            "spend",
            {
                "coupon": {"face": 60, "issued_at": "2026-05-05T18:00:00+08:00"},
                "payment": {"at": "2026-05-05T17:59:59+08:00"},
            },
            "facts.payment.at",
        ),
    ],
)
def test_a_wrong_request_names_its_field(
    engine: Engine, kind: str, facts: dict[str, Any], field: str
) -> None:
    request = {"programme": "alipay-k11", "kind": kind, "now": "2026-05-10T12:00:00+08:00", "facts": facts}
    with pytest.raises(RequestError) as error:
        engine.decide(request)
    assert error.value.field == field


@given(cents=st.integers(0, 4_000_000), tier=st.sampled_from([60, 300, 750]))
def test_a_payment_brings_the_chosen_coupon_or_none(engine: Engine, cents: int, tier: int) -> None:
    paid = Decimal(cents) / 100
    decision = engine.decide(
        {
            "programme": "alipay-k11",
            "kind": "award",
            "facts": {
                "entry": {"tier": tier, "claimed_at": "2026-05-01T12:00:00+08:00"},
                "payment": {"amount": str(paid), "at": "2026-05-05T18:00:00+08:00"},
            },
        }
    )
    coupon = decision.figures.coupon
    assert (coupon is None) == (decision.outcome == "rejected")
    assert coupon is None or coupon.face == tier
    assert decision.clauses


@given(cents=st.integers(0, 400_000), face=st.sampled_from([60, 300, 750]))
def test_deducted_and_paid_add_up(engine: Engine, cents: int, face: int) -> None:
    paid = Decimal(cents) / 100
    decision = engine.decide(
        {
            "programme": "alipay-k11",
            "kind": "spend",
            "facts": {
                "coupon": {"face": face, "issued_at": "2026-05-05T18:00:00+08:00"},
                "payment": {"amount": str(paid), "at": "2026-05-06T18:00:00+08:00"},
            },
        }
    )
    assert decision.figures.deducted + decision.figures.pays == paid
    assert decision.figures.deducted in (0, face)


@pytest.mark.parametrize(("on", "says"), [("2026-06-29", "gone"), ("2026-06-30", "gone_for_good")])
def test_after_the_last_day_no_coupons_follow(engine: Engine, on: str, says: str) -> None:
    facts = {"user": _USER, "tier": 60, "at": f"{on}T12:00:00+08:00", "daily_quota_left": 0}
    decision = engine.decide({"programme": "alipay-k11", "kind": "enrol", "facts": facts})
    assert {found.clause: found.says for found in decision.findings} == {
        "alipay-k11/5.1": says,
        "alipay-k11/coupon.1": says,
    }
