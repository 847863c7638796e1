"""The Observatory's open data, as its documentation shows them."""

from datetime import UTC, datetime

import httpx
import pytest

from bot.clock import HONG_KONG
from bot.ledger import rewards
from bot.ledger.store import Database
from bot.work.observatory import Observatory, signals_in

NOW = datetime(2026, 9, 7, 22, 0, tzinfo=HONG_KONG)
ISSUED = datetime(2026, 9, 7, 21, 20, tzinfo=HONG_KONG)
GALE = {
    "name": "Tropical Cyclone Warning Signal",
    "code": "TC8SE",
    "actionCode": "ISSUE",
    "issueTime": "2026-09-07T21:20:00+08:00",
    "updateTime": "2026-09-07T21:20:00+08:00",
}


@pytest.mark.parametrize(
    ("summary", "signals"),
    [
        ({}, {}),
        ({"WTCSGNL": GALE}, {"typhoon_8": ISSUED}),
        ({"WTCSGNL": GALE | {"code": "TC10"}}, {"typhoon_8": ISSUED}),
        ({"WTCSGNL": GALE | {"code": "TC3"}}, {}),
        ({"WTCSGNL": GALE | {"actionCode": "CANCEL"}}, {}),
        ({"WRAIN": GALE | {"code": "WRAINB"}}, {"black_rain": ISSUED}),
        ({"WRAIN": GALE | {"code": "WRAINR"}, "WTS": GALE | {"code": "WTS"}}, {}),
    ],
)
def test_gales_and_black_rain_are_told_from_the_rest(summary: object, signals: object) -> None:
    assert signals_in(summary) == signals


@pytest.mark.parametrize("summary", [None, [], "maintenance", {"WTCSGNL": GALE | {"issueTime": None}}])
def test_what_is_no_summary_is_refused(summary: object) -> None:
    with pytest.raises(ValueError):
        signals_in(summary)


def test_a_silent_observatory_changes_nothing(database: Database) -> None:
    answers = [
        httpx.Response(200, json={"WTCSGNL": GALE}),
        httpx.Response(503),
        httpx.Response(200, text="<html>maintenance</html>"),
        httpx.Response(200, json={}),
    ]
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return answers[len(asked) - 1]

    observatory = Observatory(
        "https://weather.example/opendata.php", database, lambda: NOW, httpx.MockTransport(answer)
    )
    ends = []
    for _answer in answers:
        observatory.look()
        with database.reading() as session:
            (warning,) = rewards.recent_warnings(session, NOW)
            assert warning.starts_at.astimezone(UTC) == ISSUED
            ends.append(warning.ends_at)
    assert ends == [None, None, None, NOW]
    assert dict(asked[0].params) == {"dataType": "warnsum", "lang": "en"}
