"""Festival Walk, clause by clause."""

from typing import Any

import pytest

from bot.rules import Engine
from tests.rules.conftest import assert_decided, covered, read_cases, readings


@pytest.mark.parametrize(("request_", "expect"), read_cases("festival-walk"))
def test_case(festival_walk: Engine, request_: dict[str, Any], expect: dict[str, Any]) -> None:
    assert_decided(festival_walk.decide(request_), expect)


def test_every_deciding_clause_has_a_case(festival_walk: Engine) -> None:
    deciding = {clause.key for clause in festival_walk.clauses("festival-walk") if clause.kind == "decides"}
    assert deciding - covered("festival-walk") == set()


def test_holidays_not_gazetted_yet_make_the_day_provisional(festival_walk: Engine) -> None:
    receipt = {"merchant": "Muji", "number": "1", "issued_at": "2027-12-20", "total": 500, "payment": "eps"}
    facts = {"member": {"joined": "2025-01-10"}, "receipt": receipt}
    request = {"programme": "festival-walk", "kind": "earn", "facts": facts}
    said = {
        day: {found.clause: found.says for found in festival_walk.decide({**request, "now": day}).findings}
        for day in ("2027-12-20", "2027-12-24")
    }
    assert said["2027-12-20"]["festival-walk/points.14"] == "holds"
    assert said["2027-12-24"]["festival-walk/points.14"] == "provisional"


def test_every_interpretation_has_a_case(festival_walk: Engine) -> None:
    assert set(festival_walk.pack("festival-walk").interpretations) == readings("festival-walk")


USUAL_NAMES = """
7-11 | ７－ＥＬＥＶＥＮ | 7-Eleven便利店又一城分店 | 七十一 | 7-Eleven #1204
Apple Store, Festival Walk | 苹果专卖店
順豐站 又一城 MTR層18號舖 | 顺丰 | SF Express (Hong Kong) Limited | 順豐速運 SF Express (Hong Kong) Limited
挑戰者 | CHALLENGER AUTO SERVICES LTD | JUMPIN' GYM USA | 美国冒险乐园 | 24/7 FITNESS 又一城店 | 247Fitness
"""


@pytest.mark.parametrize(
    "printed", [name.strip() for name in USUAL_NAMES.strip().replace("\n", "|").split("|")]
)
def test_excluded_shops_are_known_by_their_usual_names(festival_walk: Engine, printed: str) -> None:
    assert festival_walk.pack("festival-walk").clause("points.15").shops.find(printed)


@pytest.mark.parametrize(
    "printed", ["Applebee's", "Apple Tree", "Pineapple", "Fitness First", "711 Noodles", "苹果树", "G2000"]
)
def test_other_shops_are_not_taken_for_excluded_ones(festival_walk: Engine, printed: str) -> None:
    assert festival_walk.pack("festival-walk").clause("points.15").shops.find(printed) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("翠玉軒 JADE PAVILION RESTAURANT", "JADE PAVILION"),
        ("優衣庫", "UNIQLO FESTIVAL WALK"),
        ("周大福珠寶 CHOW TAI FOOK JEWELLERY", "CHOW TAI FOOK JEWELLERY 周大福珠寶金行"),
        ("Café de Coral", "CAFE DE CORAL"),
        ("7-11", "七十一"),
    ],
)
def test_one_shop_under_two_names(festival_walk: Engine, one: str, other: str) -> None:
    assert festival_walk.pack("festival-walk").shops.same(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("ABC 餐廳", "XYZ 餐廳"), ("Cafe A", "Cafe B"), ("Muji", "Uniqlo")]
)
def test_two_shops(festival_walk: Engine, one: str, other: str) -> None:
    assert not festival_walk.pack("festival-walk").shops.same(one, other)


def test_what_a_person_set_aside_does_not_count(festival_walk: Engine) -> None:
    facts = {
        "member": {"joined": "2025-01-10"},
        "receipt": {
            "merchant": "UNIQLO",
            "issued_at": "2026-11-18T15:30:00+08:00",
            "total": "567",
            "payment": "octopus",
            "unreadable": ["time"],
            "slip_matches": False,
        },
    }
    request = {
        "programme": "festival-walk",
        "kind": "earn",
        "now": "2026-11-20T12:00:00+08:00",
        "facts": facts,
    }
    doubted = festival_walk.decide(request)
    assert (doubted.outcome, doubted.figures.points) == ("review", 0)
    judged = festival_walk.decide({**request, "set_aside": list(doubted.clauses)})
    assert (judged.outcome, judged.figures.points) == ("approved", 5)
