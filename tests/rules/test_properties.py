"""What holds for every case whatever its facts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.programmes import OURS
from bot.rules import Engine, RequestError
from bot.rules.kinds.balance import place_in_day
from bot.rules.vocabulary import CODES

ENGINE = Engine.load(OURS / "festival-walk" / "editions")
PACK = ENGINE.pack("festival-walk")
CAP = PACK.figure("points.8", "per_day")
NOW = "2026-11-20T12:00:00+08:00"

amounts = st.decimals(0, 200_000, places=2)
days = st.dates(date(2026, 11, 1), date(2026, 11, 22)).map(date.isoformat)
sets = st.fixed_dictionaries(
    {
        "merchant": st.sampled_from(["UNIQLO", "優衣庫", "Muji", "Zara"]),
        "number": st.sampled_from(["1", "2", "3", None]),
        "issued_at": days,
        "points": st.integers(0, 500),
    }
)
receipts = st.fixed_dictionaries(
    {
        "merchant": st.sampled_from(["UNIQLO", "7-11", "Muji"]),
        "number": st.sampled_from(["1", "4", None]),
        "issued_at": days,
        "total": amounts,
        "payment": st.sampled_from(CODES["payments"]),
    },
    optional={
        "tips": amounts,
        "payment_proof": st.sampled_from(["slip", "app_screenshot", "none"]),
        "category": st.sampled_from(CODES["excluded_categories"]),
        "form": st.sampled_from(CODES["refused_forms"]),
        "channel": st.sampled_from(CODES["refused_channels"]),
        "settlement": st.sampled_from(["full", "deposit", "instalment"]),
        "settlement_part": st.integers(1, 3),
        "split": st.booleans(),
        "refunded": st.booleans(),
        "unreadable": st.lists(st.sampled_from(["total", "number", "details", "merchant"]), max_size=2),
    },
)
earn_facts = st.fixed_dictionaries(
    {
        "member": st.fixed_dictionaries({"joined": days, "status": st.sampled_from(["active", "suspended"])}),
        "receipt": receipts,
        "history": st.lists(sets, max_size=8),
        "bonus_points": st.integers(0, 600),
    }
)
plain_sets = st.fixed_dictionaries(
    {
        "merchant": st.sampled_from(["Muji", "Zara"]),
        "number": st.sampled_from(["1", "2"]),
        "issued_at": st.sampled_from(["2026-11-18", "2026-11-17"]),
        "points": st.integers(0, 300),
    }
)


def earn(facts: dict[str, Any]) -> Any:
    return ENGINE.decide({"programme": "festival-walk", "kind": "earn", "now": NOW, "facts": facts})


def good(total: Decimal, history: list[dict[str, Any]], bonus: int = 0) -> dict[str, Any]:
    receipt = {
        "merchant": "UNIQLO",
        "number": "9",
        "issued_at": "2026-11-18",
        "total": total,
        "payment": "eps",
    }
    return {
        "member": {"joined": "2025-01-01"},
        "receipt": receipt,
        "history": history,
        "bonus_points": bonus,
    }


@given(earn_facts)
def test_a_decision_is_whole(facts: dict[str, Any]) -> None:
    decision = earn(facts)
    assert decision == earn(facts)
    assert bool(decision.missing) == (decision.outcome == "incomplete")
    assert decision.outcome in ("approved", "incomplete") or decision.clauses
    assert 0 <= decision.figures.points <= CAP
    if decision.outcome != "approved":
        assert decision.figures.named() == {"points": 0, "credit_by": None, "expires_on": None}
    for found in decision.findings:
        assert found.says in PACK.clause(found.clause).sentences


@given(amounts, st.lists(plain_sets, max_size=6), st.integers(0, 600))
def test_a_day_never_brings_more_than_the_cap(
    total: Decimal, history: list[dict[str, Any]], bonus: int
) -> None:
    points = earn(good(total, history, bonus)).figures.points
    before = sum(entry["points"] for entry in history if entry["issued_at"] == "2026-11-18")
    assert points == 0 or before + points <= CAP


@given(amounts, amounts, st.lists(plain_sets, max_size=4))
def test_more_spending_never_brings_fewer_points(
    one: Decimal, other: Decimal, history: list[dict[str, Any]]
) -> None:
    less, more = sorted((one, other))
    assert earn(good(less, history)).figures.points <= earn(good(more, history)).figures.points


@given(earn_facts, st.randoms(use_true_random=False))
def test_the_order_of_the_history_does_not_matter(facts: dict[str, Any], shuffle: Any) -> None:
    shuffled = list(facts["history"])
    shuffle.shuffle(shuffled)
    one, other = earn(facts), earn({**facts, "history": shuffled})
    assert (one.outcome, one.clauses, one.figures) == (other.outcome, other.clauses, other.figures)


account_days = st.dates(date(2024, 1, 1), date(2027, 6, 30))
incoming = st.builds(
    lambda kind, points, on, ago: {
        "kind": kind,
        "points": points,
        "on": on,
        "spent_on": on - timedelta(days=ago) if kind == "spend" else None,
    },
    st.sampled_from(["spend", "welcome", "birthday", "bonus"]),
    st.integers(0, 500),
    account_days,
    st.integers(0, 20),
)
outgoing = st.builds(
    lambda kind, points, on, ago: {
        "kind": kind,
        "points": -points,
        "on": on,
        "spent_on": on - timedelta(days=ago) if kind == "adjust" and ago is not None else None,
    },
    st.sampled_from(["redeem", "adjust"]),
    st.integers(0, 60),
    account_days,
    st.none() | st.integers(0, 400),
)
accounts = st.lists(st.one_of(incoming, incoming, outgoing), max_size=12)


def balance(entries: list[dict[str, Any]], now: date, **more: Any) -> Any:
    facts = {"entries": entries, **more}
    return ENGINE.decide({"programme": "festival-walk", "kind": "balance", "now": now, "facts": facts})


@given(accounts, account_days)
@settings(max_examples=200)
def test_lots_add_up_to_the_balance(entries: list[dict[str, Any]], now: date) -> None:
    decision = balance(entries, now)
    if decision.outcome == "review":
        return
    figures = decision.figures
    moved = sum(entry["points"] for entry in entries if entry["on"] <= now)
    assert figures.balance == sum(lot.points for lot in figures.lots)
    assert figures.balance + figures.expired == moved
    assert all(lot.points > 0 and lot.expires_on >= now for lot in figures.lots)
    assert [lot.expires_on for lot in figures.lots] == sorted({lot.expires_on for lot in figures.lots})


@given(accounts, account_days, st.randoms(use_true_random=False))
def test_the_order_of_the_entries_does_not_matter(
    entries: list[dict[str, Any]], now: date, shuffle: Any
) -> None:
    shuffled = list(entries)
    shuffle.shuffle(shuffled)
    assert balance(entries, now) == balance(shuffled, now)


@given(accounts, account_days, account_days)
@settings(max_examples=200)
def test_going_on_from_the_lots_is_going_through_the_entries(
    entries: list[dict[str, Any]], one: date, other: date
) -> None:
    day, now = sorted((one, other))
    whole = balance(entries, now)
    if whole.outcome == "approved":
        before = balance([entry for entry in entries if entry["on"] <= day], day).figures
        since = [entry for entry in entries if entry["on"] > day]
        figures = balance(since, now, opening=before.named()["lots"]).figures
        assert (figures.balance, figures.lots) == (whole.figures.balance, whole.figures.lots)
        assert figures.expired + before.expired == whole.figures.expired


@given(accounts, account_days)
@settings(max_examples=200)
def test_the_last_entry_of_a_day_may_come_after_the_others(entries: list[dict[str, Any]], now: date) -> None:
    """Redeemed twice a day, or refunded twice: the next one goes on from what the others left."""
    entries = [{**entry, "on": min(entry["on"], now)} for entry in entries]
    entries = [entry for entry in entries if (entry["spent_on"] or entry["on"]) <= entry["on"]]
    whole = balance(entries, now)
    if not entries or whole.outcome != "approved":
        return
    places = [(entry["on"], place_in_day(entry["kind"], entry["points"])) for entry in entries]
    for number in [number for number, place in enumerate(places) if place == max(places)]:
        others = entries[:number] + entries[number + 1 :]
        opening = balance(others, entries[number]["on"]).figures.named()["lots"]
        figures = balance([entries[number]], now, opening=opening).figures
        assert (figures.balance, figures.lots) == (whole.figures.balance, whole.figures.lots)


credits_ = st.lists(
    st.builds(lambda on, points: {"on": on, "points": points}, account_days, st.integers(0, 700)), max_size=12
)


@given(credits_, account_days)
def test_a_tier_holds_together(credits: list[dict[str, Any]], now: date) -> None:
    facts = {"member": {"joined": "2024-01-01"}, "credits": credits}
    request = {"programme": "festival-walk", "kind": "tier", "now": now, "facts": facts}
    figures = ENGINE.decide(request).figures
    assert figures.since <= now or figures.since == date(2024, 1, 1)
    assert 0 <= figures.needed <= PACK.figure("membership.4", "points")
    assert figures.by is None or figures.by >= now
    if figures.tier == "elite":
        assert figures.since <= now <= figures.until == figures.by
    else:
        assert figures.until is None and figures.needed > 0


junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["\ud800", "1900-01-01", "2199-12-31T23:59:59+08:00", "9999-12-31", "1e30", "octopus"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=4,
)
FIELDS = [
    "member",
    "receipt",
    "history",
    "entries",
    "credits",
    "reward",
    "balance",
    "today",
    "applicant",
    "via",
]
INNER = [
    "joined",
    "total",
    "issued_at",
    "merchant",
    "payment",
    "on",
    "points",
    "kind",
    "hours",
    "age",
    "birthday",
]


@given(
    st.sampled_from([*PACK.kinds, "other"]),
    st.dictionaries(
        st.sampled_from(FIELDS),
        st.one_of(
            junk,
            st.dictionaries(st.sampled_from(INNER), junk, max_size=4),
            st.lists(st.dictionaries(st.sampled_from(INNER), junk, max_size=4), max_size=2),
        ),
        max_size=4,
    ),
    st.one_of(junk, st.sampled_from(["1900-01-01", NOW, "2199-12-31"])),
)
@settings(max_examples=300)
def test_anything_is_decided_or_refused_by_name(kind: str, facts: dict[str, Any], now: Any) -> None:
    try:
        ENGINE.decide({"programme": "festival-walk", "kind": kind, "now": now, "facts": facts})
    except RequestError as error:
        assert error.field and error.expected


@pytest.mark.parametrize("day", ["1900-01-01", "1900-01-31", "2199-12-31"])
def test_the_first_and_the_last_days_are_decided(day: str) -> None:
    receipt = {"merchant": "Muji", "issued_at": day, "total": 500, "payment": "eps"}
    member = {"joined": day, "birthday": day}
    facts: dict[str, dict[str, Any]] = {
        "earn": {"member": member, "receipt": receipt, "first_set_of_birthday_month": True},
        "redeem": {"balance": 5, "reward": {"kind": "evoucher", "points": 1}},
        "tier": {"member": member, "credits": [{"on": day, "points": 1000}]},
        "balance": {"entries": [{"kind": "spend", "points": 3, "on": day}]},
        "join": {"applicant": {"age": 30, "last_cancelled_on": day}},
        "birthday": {"member": member},
    }
    for kind, given_facts in facts.items():
        request = {"programme": "festival-walk", "kind": kind, "now": day, "facts": given_facts}
        assert ENGINE.decide(request).outcome in ("approved", "rejected")
