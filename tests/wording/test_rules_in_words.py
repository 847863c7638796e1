"""Clauses, interpretations, findings and decisions in words."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest

from bot.clock import HONG_KONG
from bot.languages import LANGUAGES, Language
from bot.programmes import Programmes
from bot.rules.answers import CounterReward, EarnFigures, Figures, LotOfPoints
from bot.rules.decision import Decision, Finding, RequestError
from bot.wording import Wording
from tests.rules.conftest import read_cases
from tests.wording.scripts import strangers

PROGRAMMES = Programmes.load()
ENGINE = PROGRAMMES.engine
CLAUSES = [clause.id for clause in ENGINE.clauses()]
INTERPRETATIONS = [
    (pack.programme, number) for pack in ENGINE.packs.values() for number in pack.interpretations
]


@dataclass(frozen=True, slots=True)
class ManyFigures(Figures):
    """A figure of every type."""

    points: int
    credit_by: date
    open_from: datetime
    deducted: Decimal
    until: date | None
    lots: tuple[LotOfPoints, ...]
    reward: CounterReward


MANY = ManyFigures(
    points=12,
    credit_by=date(2026, 12, 1),
    open_from=datetime(2026, 12, 1, 11, tzinfo=HONG_KONG),
    deducted=Decimal("60.00"),
    until=None,
    lots=(LotOfPoints(date(2027, 3, 31), 12),),
    reward=CounterReward("v", {"en": "Voucher", "zh-Hans": "券", "zh-Hant": "券"}, Decimal(50), "HKD", 1),
)


@pytest.fixture(scope="module")
def words() -> Wording:
    return Wording.load(PROGRAMMES, strict=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_can_be_said(words: Wording, language: Language) -> None:
    for clause in CLAUSES:
        assert len(words.clause(clause, language)) > 5, clause
        assert words.heading(clause, language), clause


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_interpretation_can_be_said(words: Wording, language: Language) -> None:
    for programme, number in INTERPRETATIONS:
        assert words.interpretation(programme, number, language)


def test_each_language_says_a_clause_its_own_way(words: Wording) -> None:
    for clause in CLAUSES:
        assert len({words.clause(clause, language) for language in LANGUAGES}) == len(LANGUAGES), clause


def test_a_clause_carries_the_figure_of_its_pack(words: Wording) -> None:
    days = ENGINE.clause("festival-walk/points.11").figures["days"]
    for language in LANGUAGES:
        assert words.put(language, days) in words.clause("festival-walk/points.11", language)


def test_an_unknown_clause_is_a_key_error(words: Wording) -> None:
    with pytest.raises(KeyError):
        words.clause("festival-walk/points.99", "en")
    with pytest.raises(KeyError):
        words.heading("nowhere/1", "en")


def test_a_decision_as_json(words: Wording) -> None:
    clause = ENGINE.clause("festival-walk/points.14")
    days = {"submitted_on": date(2026, 11, 20), "credit_by": date(2026, 12, 1)}
    finding = Finding(clause.id, "holds", "holds", {**clause.values, **days})
    decision = Decision(
        programme="festival-walk",
        kind="earn",
        outcome="approved",
        edition=ENGINE.pack("festival-walk").edition,
        findings=(finding,),
        figures=MANY,
    )
    said = words.decision_json(decision)
    texts = said["because"][0].pop("text")
    assert said == {
        "outcome": "approved",
        "missing": [],
        "clauses": [clause.id],
        "because": [{"clause": clause.id, "holds": True}],
        "edition": decision.edition,
        "points": 12,
        "credit_by": "2026-12-01",
        "open_from": "2026-12-01T11:00:00+08:00",
        "deducted": "60.00",
        "until": None,
        "lots": [{"expires_on": "2027-03-31", "points": 12}],
        "reward": {
            "id": "v",
            "name": {"en": "Voucher", "zh-Hans": "券", "zh-Hant": "券"},
            "value": "50",
            "currency": "HKD",
            "count": 1,
        },
    }
    assert list(texts) == list(LANGUAGES)
    assert "1 December 2026" in texts["en"]
    assert all("2026年12月1日" in texts[language] for language in ("zh-Hans", "zh-Hant"))


def test_a_broken_clause_does_not_hold(words: Wording) -> None:
    clause = ENGINE.clause("festival-walk/points.14")
    days = {"submitted_on": date(2026, 11, 20), "credit_by": date(2026, 12, 1)}
    finding = Finding(clause.id, "broken", "holds", {**clause.values, **days})
    decision = Decision("festival-walk", "earn", "rejected", "2025-06", EarnFigures(), findings=(finding,))
    assert words.decision_json(decision)["because"][0]["holds"] is False


def test_a_clause_broken_twice_is_one_reason_that_says_both(words: Wording) -> None:
    clause = ENGINE.clause("festival-walk/points.15")
    findings = tuple(
        Finding(clause.id, "broken", says, {**clause.values, "part": 2}) for says in ("split", "later_part")
    )
    decision = Decision("festival-walk", "earn", "rejected", "2025-06", EarnFigures(), findings=findings)
    (reason,) = words.decision_json(decision)["because"]
    for finding in findings:
        assert words.finding(finding, "zh-Hant", "2025-06") in reason["text"]["zh-Hant"]


@pytest.mark.parametrize("programme", sorted(ENGINE.packs))
def test_every_decision_of_the_cases_can_be_said(words: Wording, programme: str) -> None:
    for case in read_cases(programme):
        request, _ = case.values
        try:
            decision = ENGINE.decide(request)
        except RequestError:
            continue
        for reason in words.decision_json(decision)["because"]:
            assert set(reason["text"]) == set(LANGUAGES)
            for language, text in reason["text"].items():
                assert text and "{" not in text, case.id
                assert language == "en" or not strangers(text, language), (case.id, text)


def test_one_hour_left_is_one(words: Wording) -> None:
    for clause in ("festival-walk/parking.5", "festival-walk/elite-parking.3"):
        values = {**ENGINE.clause(clause).values, "asked": 2, "used": 1, "left": 1}
        said = words.finding(Finding(clause, "broken", "breaks", values), "en")
        assert said.endswith(", which leaves 1 hour for today."), said


def test_nothing_is_promised_on_a_coupon_that_has_lapsed(words: Wording) -> None:
    """Beside the sentence that it lapsed, the one about the amount speaks of its validity as a condition."""
    entry = {"tier": 60, "claimed_at": "2026-04-10"}
    coupon = {"face": 60, "issued_at": "2026-04-10"}
    payment = {"amount": 10, "at": "2026-04-20"}
    for kind, clause, facts in (
        ("award", "alipay-k11/3.1", {"entry": entry}),
        ("spend", "alipay-k11/coupon.5", {"coupon": coupon}),
    ):
        request = {"programme": "alipay-k11", "kind": kind, "facts": {**facts, "payment": payment}}
        because = words.decision_json(ENGINE.decide(request))["because"]
        said = next(reason["text"]["en"] for reason in because if reason["clause"] == clause)
        assert "only" in said.lower() and "would" not in said and "Keep" not in said, said


@pytest.mark.parametrize(
    ("receipt", "left_out"),
    [
        ({"total": 105, "tips": 10}, "HK$10"),
        ({"total": 210, "tips": 15}, "HK$15"),
        ({"total": 149, "deductions": [{"kind": "voucher", "amount": 50}]}, "HK$50"),
        ({"total": 149, "tips": 10, "deductions": [{"kind": "voucher", "amount": 200}]}, "HK$149"),
    ],
)
def test_what_does_not_count_is_one_amount(words: Wording, receipt: dict[str, object], left_out: str) -> None:
    """Neither tips nor deductions that there were not are spoken of as sums."""
    bought = {"merchant": "Zara", "issued_at": "2026-11-20", "payment": "eps", **receipt}
    facts = {"member": {"joined": "2026-01-01"}, "receipt": bought}
    decision = ENGINE.decide(
        {"programme": "festival-walk", "kind": "earn", "now": "2026-11-20", "facts": facts}
    )
    texts = {because["clause"]: because["text"] for because in words.decision_json(decision)["because"]}
    said = texts["festival-walk/points.5"]
    assert f", {left_out} is tips or was taken off" in said["en"]
    assert f"各项扣减共{left_out}不计算" in said["zh-Hans"]
    assert f"各項扣減共{left_out}不計算" in said["zh-Hant"]
