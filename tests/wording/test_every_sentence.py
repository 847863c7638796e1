"""Every sentence of a finding is said: in the cases of the rules, with each coupon in turn, or in others."""

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bot.languages import LANGUAGES
from bot.programmes import Programmes
from bot.rules import Decision, RequestError
from bot.wording import Wording
from tests.rules.conftest import read_cases

PROGRAMMES = Programmes.load()
ENGINE = PROGRAMMES.engine
LAST = ENGINE.pack("cityplaza").figure("4", "until")


def claim(day: date, at: str, **facts: Any) -> dict[str, Any]:
    bought = {"merchant": "UNIQLO", "issued_at": f"{day}T10:00:00", "total": 900, "payment": "octopus"}
    asked = {"member": {"live_plus": True}, "receipt": bought, "at": f"{day}T{at}", **facts}
    return {"programme": "cityplaza", "kind": "claim", "now": f"{day}T{at}", "facts": asked}


def earn(issued_on: str, now: str, **receipt: Any) -> dict[str, Any]:
    bought = {"merchant": "Muji", "number": "1", "issued_at": issued_on, "total": 500, "payment": "eps"}
    asked = {"member": {"joined": "2025-01-10"}, "receipt": bought | receipt}
    return {"programme": "festival-walk", "kind": "earn", "now": now, "facts": asked}


def rain(day: date, until: str | None) -> list[dict[str, Any]]:
    """A black rainstorm before the counter opens."""
    ends = None if until is None else f"{day}T{until}"
    return [{"signal": "black_rain", "from": f"{day}T10:30:00", "until": ends}]


MORE: list[dict[str, Any]] = [
    claim(LAST, "21:00:00"),
    claim(LAST, "13:00:00", claimed_on=[LAST.isoformat()]),
    claim(date(2023, 11, 20), "13:00:00", weather=rain(date(2023, 11, 20), None)),
    claim(LAST, "13:00:00", weather=rain(LAST, "19:30:00")),
    earn("2026-05-01", "2026-06-10"),
    earn("2027-12-20", "2027-12-24"),
    earn("2026-05-01", "2026-05-02", payer="other", name_on_receipt="other"),
    {
        "programme": "festival-walk",
        "kind": "join",
        "now": "2026-05-01",
        "facts": {"applicant": {"age": 30, "phone_registered": True, "email_registered": True}},
    },
    {
        "programme": "festival-walk",
        "kind": "tier",
        "now": "2025-07-01",
        "facts": {
            "member": {"joined": "2024-01-01"},
            "credits": [{"on": "2025-01-10", "points": 1000}, {"on": "2025-06-01", "points": 1000}],
        },
    },
    {
        "programme": "alipay-k11",
        "kind": "enrol",
        "now": "2026-06-10",
        "facts": {
            "user": {"mainland_id": True, "mainland_phone": True, "app_version": "10.4"},
            "tier": 60,
            "same_month": [{"same": "phone"}],
        },
    },
    {
        "programme": "alipay-k11",
        "kind": "spend",
        "now": "2026-05-10",
        "facts": {
            "coupon": {"face": 60, "issued_at": "2026-05-05"},
            "payment": {"amount": 9000, "at": "2026-05-08", "transactions": 2},
        },
    },
]


def each_coupon(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same request about each of the campaign's coupons."""
    pack = ENGINE.pack("alipay-k11")
    for face in sorted(
        {clause.amounts["face"] for clause in pack.clauses.values() if "face" in clause.amounts}
    ):
        other = copy.deepcopy(request)
        for place, name in ((other["facts"], "tier"), *_coupons(other["facts"])):
            if place.get(name) is not None:
                place[name] = face
        yield other


def _coupons(facts: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for part, name in (("entry", "tier"), ("coupon", "face")):
        if isinstance(facts.get(part), dict):
            yield facts[part], name


def decided() -> Iterator[Decision]:
    cases = [case.values[0] for programme in ENGINE.packs for case in read_cases(programme)]
    for request in (*cases, *MORE):
        for asked in each_coupon(request) if request["programme"] == "alipay-k11" else (request,):
            try:
                yield ENGINE.decide(asked)
            except RequestError:
                continue


@pytest.fixture(scope="module")
def findings() -> dict[tuple[str, str], Any]:
    """A finding for each sentence, by clause and sentence."""
    return {(found.clause, found.says): found for decision in decided() for found in decision.findings}


def test_no_sentence_is_left_unsaid(findings: dict[tuple[str, str], Any]) -> None:
    sentences = {(clause.id, says) for clause in ENGINE.clauses() for says in clause.sentences}
    assert sentences - set(findings) == set()


def test_every_sentence_has_its_values_in_every_language(findings: dict[tuple[str, str], Any]) -> None:
    words = Wording.load(PROGRAMMES, strict=True)
    for finding in findings.values():
        said = {words.finding(finding, language) for language in LANGUAGES}
        assert len(said) == len(LANGUAGES), finding.clause
        assert not any("{" in text for text in said)
