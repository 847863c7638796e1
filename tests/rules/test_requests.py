"""A request of the wrong shape names the field and what should stand there."""

import copy
from typing import Any

import pytest

from bot.rules import Engine, RequestError

EARN: dict[str, Any] = {
    "programme": "festival-walk",
    "kind": "earn",
    "now": "2026-11-20T12:00:00+08:00",
    "facts": {
        "member": {"joined": "2025-01-10"},
        "receipt": {
            "merchant": "UNIQLO",
            "number": "A-1",
            "issued_at": "2026-11-18T15:30:00+08:00",
            "total": "500",
            "payment": "octopus",
        },
    },
}


def changed(path: str, value: Any) -> dict[str, Any]:
    request = copy.deepcopy(EARN)
    *parents, leaf = path.split(".")
    place = request
    for parent in parents:
        place = place[parent]
    place[leaf] = value
    return request


SET = {"merchant": "Muji", "number": "1", "issued_at": "2026-11-18", "points": 3}


@pytest.mark.parametrize(
    ("path", "value", "field", "expected"),
    [
        ("programme", "festival", "programme", "one of"),
        ("kind", "earning", "kind", "one of balance, birthday, earn"),
        ("now", "yesterday", "now", "ISO 8601"),
        ("now", 5, "now", "ISO 8601"),
        ("set_aside", "points.7", "set_aside", "a list of clause ids"),
        ("facts", None, "facts", "an object"),
        ("facts", [], "facts", "an object"),
        ("facts.member", "me", "facts.member", "an object"),
        ("facts.member.tier", "gold", "facts.member.tier", "one of select or elite"),
        ("facts.member.joined", "10/01/2025", "facts.member.joined", "ISO 8601"),
        ("facts.member.tenant_staff", "no", "facts.member.tenant_staff", "true or false"),
        ("facts.member.name", "Ann", "facts.member.name", "no such fact"),
        ("facts.receipt.total", "-1", "facts.receipt.total", "0 or more"),
        ("facts.receipt.total", "1,299", "facts.receipt.total", "an amount"),
        ("facts.receipt.total", True, "facts.receipt.total", "an amount"),
        ("facts.receipt.total", float("nan"), "facts.receipt.total", "an amount"),
        ("facts.receipt.tips", -0.01, "facts.receipt.tips", "0 or more"),
        ("facts.receipt.payment", "bitcoin", "facts.receipt.payment", "credit_card"),
        ("facts.receipt.merchant", " ", "facts.receipt.merchant", "a text"),
        ("facts.receipt.merchant", 7, "facts.receipt.merchant", "a text"),
        ("facts.receipt.issued_at", 1763600000, "facts.receipt.issued_at", "ISO 8601"),
        ("facts.receipt.issued_at", "2026-02-30", "facts.receipt.issued_at", "ISO 8601"),
        ("facts.receipt.issued_at", "9999-12-31", "facts.receipt.issued_at", "of the years"),
        ("facts.receipt.merchant", "\ud800", "facts.receipt.merchant", ""),
        ("facts.receipt.settlement_part", 0, "facts.receipt.settlement_part", "1 or more"),
        ("facts.receipt.unreadable", ["colour"], "facts.receipt.unreadable.0", "one of merchant"),
        ("facts.receipt.deductions", [{"kind": "voucher"}], "facts.receipt.deductions.0.amount", "a value"),
        ("facts.receipt.deductions", [{"amount": 5}], "facts.receipt.deductions.0.kind", "a value"),
        ("facts.history", [SET, {**SET, "points": True}], "facts.history.1.points", "a whole number"),
        ("facts.history", [SET, {**SET, "points": -1}], "facts.history.1.points", "0 or more"),
        ("facts.history", [{**SET, "issued_at": "soon"}], "facts.history.0.issued_at", "ISO 8601"),
        ("facts.history", [{"merchant": "Muji"}], "facts.history.0.issued_at", "a value"),
        ("facts.history", ["Muji"], "facts.history.0", "an object"),
        ("facts.history", {"0": SET}, "facts.history", "a list"),
        ("facts.history", [{**SET, "pionts": 3}], "facts.history.0.pionts", "no such fact"),
        ("facts.bonus_points", -5, "facts.bonus_points", "0 or more"),
        ("facts.via", "fax", "facts.via", "one of upload, email or desk"),
    ],
)
def test_the_field_is_named(festival_walk: Engine, path: str, value: Any, field: str, expected: str) -> None:
    with pytest.raises(RequestError) as caught:
        festival_walk.decide(changed(path, value))
    assert caught.value.field == field
    assert expected in caught.value.expected


@pytest.mark.parametrize(
    ("kind", "facts", "field"),
    [
        (
            "redeem",
            {"balance": 5, "reward": {"kind": "elite_parking", "hours": 1, "points": 5}},
            "facts.reward.points",
        ),
        ("redeem", {"balance": -5}, "facts.balance"),
        ("redeem", {"reward": {"kind": "gift", "stock": -1}}, "facts.reward.stock"),
        ("redeem", {"today": [{"kind": "parking"}]}, "facts.today.0.hours"),
        (
            "balance",
            {"entries": [{"kind": "redeem", "points": 5, "on": "2026-01-01"}]},
            "facts.entries.0.points",
        ),
        (
            "balance",
            {"entries": [{"kind": "spend", "points": -5, "on": "2026-01-01"}]},
            "facts.entries.0.points",
        ),
        ("tier", {"credits": [{"on": "2026-01-01"}]}, "facts.credits.0.points"),
        ("join", {"applicant": {"age": -1}}, "facts.applicant.age"),
        (
            "join",
            {"applicant": {"age": 20, "last_cancelled_on": "2026-11-21"}},
            "facts.applicant.last_cancelled_on",
        ),
    ],
)
def test_the_field_is_named_in_other_kinds(
    festival_walk: Engine, kind: str, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(RequestError) as caught:
        festival_walk.decide({**EARN, "kind": kind, "facts": facts})
    assert caught.value.field == field


def test_a_request_without_a_time_asks_for_it_where_it_matters(festival_walk: Engine) -> None:
    with pytest.raises(RequestError, match="now"):
        festival_walk.decide(changed("now", None))
    request = changed("facts.submitted_at", "2026-11-20")
    del request["now"]
    assert festival_walk.decide(request).outcome == "approved"


def test_null_is_absent_everywhere(festival_walk: Engine) -> None:
    request = changed("facts.receipt.tips", None)
    request["facts"] |= {"history": None, "via": None, "submitted_at": None}
    request["facts"]["member"]["status"] = None
    assert festival_walk.decide(request) == festival_walk.decide(EARN)


def test_a_moment_without_an_offset_is_hong_kong_time(festival_walk: Engine) -> None:
    local = festival_walk.decide(changed("facts.receipt.issued_at", "2026-11-18T23:59:59"))
    utc = festival_walk.decide(changed("facts.receipt.issued_at", "2026-11-18T15:59:59Z"))
    assert local.findings == utc.findings
