"""Cityplaza, clause by clause."""

import copy
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import HONG_KONG
from bot.rules import Engine, RequestError
from bot.rules.weather import Counter, Warning
from tests.rules.conftest import assert_decided, covered, read_cases, readings


@pytest.mark.parametrize(("request_", "expect"), read_cases("cityplaza"))
def test_case(engine: Engine, request_: dict[str, Any], expect: dict[str, Any]) -> None:
    assert_decided(engine.decide(request_), expect)


def test_every_deciding_clause_has_a_case(engine: Engine) -> None:
    deciding = {clause.key for clause in engine.clauses("cityplaza") if clause.kind == "decides"}
    assert deciding - covered("cityplaza") == set()


def test_every_interpretation_has_a_case(engine: Engine) -> None:
    assert set(engine.pack("cityplaza").interpretations) == readings("cityplaza")


def test_the_clauses_are_those_of_the_book(engine: Engine) -> None:
    parts = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"]
    book = [*map(str, range(1, 9)), *(f"8.{part}" for part in parts), *map(str, range(9, 27))]
    assert [clause.id for clause in engine.clauses("cityplaza")] == [f"cityplaza/{key}" for key in book]


@pytest.mark.parametrize(
    "printed",
    [
        "COUCOU RESERVE 湊湊甄選",
        "凑凑甄选（太古店）",
        "FIGS BISTRO MEDITERRANEAN & APERO TERRACE BAR",
        "Nodi Café",
        "BREWJOB",
        "Brew Job Coffee",
        "Jade Garden (Cityplaza)",
        "美心翠園",
        "Chiu Chow Garden",
        "潮庭",
        "菲力偉女子健美中心",
        "PHILLIP WAIN LADIES FITNESS",
        "AudiHK",
        "The Challenger",
        "Audi Hong Kong",
        "奥迪",
        "AIR-FITNESS",
        "Challenger Technologies Ltd",
        "挑战者",
    ],
)
def test_shops_left_out_are_known_by_their_usual_names(engine: Engine, printed: str) -> None:
    request = _request()
    request["facts"]["receipt"] |= {"merchant": printed, "address": "太古城中心二樓"}
    assert engine.decide(request).clauses == ("cityplaza/8.ii",)


@pytest.mark.parametrize(
    "printed",
    [
        "Coucou",
        "湊湊",
        "FIGS",
        "Brew Jobe",
        "Jade",
        "Jade Gardn",
        "翠苑",
        "Philip Wain",
        "菲力偉",
        "菲力偉健美中心",
        "翠圓酒家",
        "nody",
        "Air Fitnes",
        "挑戰",
        "Cafe Nodi",
    ],
)
def test_short_and_misspelt_names_only_resemble(engine: Engine, printed: str) -> None:
    lookalikes = engine.pack("cityplaza").clause("8.ii").lookalikes
    assert lookalikes.named(printed) is None
    assert lookalikes.like(printed)


@pytest.mark.parametrize(
    "printed",
    [
        "翠華餐廳",
        "Garden",
        "Audio Shop",
        "UNIQLO",
        "百老滙 BROADWAY",
        "Air Jordan",
        "太興燒味餐廳 TAI HING",
        "Nobu",
        "Ando",
    ],
)
def test_other_shops_resemble_none(engine: Engine, printed: str) -> None:
    lookalikes = engine.pack("cityplaza").clause("8.ii").lookalikes
    assert lookalikes.named(printed) is None
    assert lookalikes.like(printed) is None


def _request(**facts: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "member": {"live_plus": True},
        "receipt": {
            "merchant": "UNIQLO",
            "issued_at": "2023-11-20T12:00:00+08:00",
            "total": "1200",
            "payment": "payme",
        },
        "at": "2023-11-20T13:00:00+08:00",
    }
    return {"programme": "cityplaza", "kind": "claim", "facts": copy.deepcopy(base) | facts}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"at": "2023-11-20T11:59:59+08:00"}, "facts.at"),
        ({"at": "2023-11-19"}, "facts.at"),
        ({"stock": -1}, "facts.stock"),
        ({"weather": [{"signal": "typhoon_8"}]}, "facts.weather.0.from"),
        ({"weather": [{"signal": "typhoon_9", "from": "2023-11-20"}]}, "facts.weather.0.signal"),
        (
            {"weather": [{"signal": "black_rain", "from": "2023-11-20", "until": "2023-11-19"}]},
            "facts.weather.0.until",
        ),
        ({"at": "9999-12-31"}, "facts.at"),
        ({"claimant": "friend"}, "facts.claimant"),
        ({"member": {"live_plus": "yes"}}, "facts.member.live_plus"),
    ],
)
def test_a_wrong_request_names_its_field(engine: Engine, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(RequestError) as error:
        engine.decide(_request(**facts))
    assert error.value.field == field


def test_only_the_weather_in_the_way_tells_when_to_come(engine: Engine) -> None:
    """At the moment that a refusal names, the same claim is granted; a second before, it is not."""
    weather = [
        {"signal": "typhoon_8", "from": "2023-11-20T09:00:00+08:00", "until": "2023-11-20T15:20:00+08:00"}
    ]
    open_from = engine.decide(_request(weather=weather)).figures.reopening.open_from
    assert engine.decide(_request(weather=weather, at=open_from)).outcome == "approved"
    before = engine.decide(_request(weather=weather, at=open_from - timedelta(seconds=1)))
    assert before.clauses == ("cityplaza/20",)


_COUNTER = Counter(
    opens=time(11),
    closes=time(20),
    last_day=date(2023, 11, 30),
    ahead=timedelta(minutes=60),
    after={"typhoon_8": timedelta(hours=2), "black_rain": timedelta(hours=2)},
)
_DAYS = (datetime(2023, 11, 17), datetime(2023, 11, 30, 23))  # noqa: DTZ001 - the zone is drawn beside them
_MOMENTS = st.datetimes(*_DAYS, timezones=st.just(HONG_KONG))


@st.composite
def _warnings(draw: st.DrawFn) -> Warning:
    start = draw(_MOMENTS)
    lasts = draw(st.none() | st.timedeltas(timedelta(0), timedelta(days=3)))
    announced = draw(st.none() | st.timedeltas(timedelta(0), timedelta(hours=3)))
    return Warning(
        draw(st.sampled_from(["typhoon_8", "black_rain"])),
        None if announced is None else start - announced,
        start,
        None if lasts is None else start + lasts,
    )


@given(warnings=st.lists(_warnings(), max_size=4), moment=_MOMENTS)
def test_the_counter_reopens_at_its_first_open_moment(warnings: list[Warning], moment: datetime) -> None:
    reopens = _COUNTER.open_from(warnings, moment)
    if reopens is None:
        return
    assert reopens >= moment
    assert _COUNTER.opens <= reopens.time() < _COUNTER.closes
    assert not any(_COUNTER.shut_by(warning, reopens) for warning in warnings)
    earlier = reopens - timedelta(seconds=1)
    if earlier >= moment and _COUNTER.opens <= earlier.time() < _COUNTER.closes:
        assert any(_COUNTER.shut_by(warning, earlier) for warning in warnings)


@given(cents=st.integers(0, 10**7), more=st.integers(0, 10**7))
def test_spending_more_never_loses_the_reward(engine: Engine, cents: int, more: int) -> None:
    def granted(total: int) -> bool:
        request = _request()
        request["facts"]["receipt"]["total"] = f"{total / 100:.2f}"
        return engine.decide(request).outcome == "approved"

    assert granted(cents) <= granted(cents + more)


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2023-11-30T10:59:59+08:00", "hours"),
        ("2023-11-29T20:00:00+08:00", "hours"),
        ("2023-11-30T20:00:00+08:00", "over"),
        ("2023-12-01T09:00:00+08:00", "over"),
    ],
)
def test_nobody_is_asked_back_after_the_last_hours(engine: Engine, at: str, says: str) -> None:
    decision = engine.decide(_request(at=at, weather=[]))
    assert says in {found.says for found in decision.findings if found.clause == "cityplaza/4"}


@pytest.mark.parametrize(
    ("issued_on", "at", "clause", "says"),
    [
        ("2023-11-16", "2023-11-30T19:59:59+08:00", "cityplaza/8", "late"),
        ("2023-11-16", "2023-11-30T19:59:59+08:00", "cityplaza/8.i", "outside"),
        ("2023-11-30", "2023-12-01T12:00:00+08:00", "cityplaza/8", "over"),
        ("2023-12-01", "2023-12-01T12:00:00+08:00", "cityplaza/8.i", "over"),
    ],
)
def test_no_other_receipt_is_asked_for_after_the_last_day(
    engine: Engine, issued_on: str, at: str, clause: str, says: str
) -> None:
    request = _request(at=at)
    request["facts"]["receipt"]["issued_at"] = issued_on
    assert says in {found.says for found in engine.decide(request).findings if found.clause == clause}
