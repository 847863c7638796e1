"""The Hong Kong Observatory's warnings in force, from its open data: `dataType=warnsum` of the weather API.

https://www.hko.gov.hk/en/abouthko/opendata_intro.htm
"""

import logging
from collections.abc import Mapping
from datetime import datetime

import httpx

from bot.clock import HONG_KONG, Clock
from bot.ledger import rewards
from bot.ledger.models import WeatherSignal
from bot.ledger.store import Database

log = logging.getLogger(__name__)

# Codes of the summary: gale from the four quarters, increasing gale, hurricane; black rainstorm.
_GALE = ("TC8NE", "TC8SE", "TC8NW", "TC8SW", "TC9", "TC10")
_CODES: Mapping[str, tuple[WeatherSignal, tuple[str, ...]]] = {
    "WTCSGNL": ("typhoon_8", _GALE),
    "WRAIN": ("black_rain", ("WRAINB",)),
}


class Observatory:
    """Asks for the warnings in force and notes what changed. While there is no answer, nothing changes."""

    def __init__(
        self, address: str, database: Database, clock: Clock, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._address = httpx.URL(address).copy_merge_params({"dataType": "warnsum", "lang": "en"})
        self._database = database
        self._clock = clock
        self._http = httpx.Client(timeout=10, transport=transport)

    def look(self) -> None:
        """Ask once."""
        try:
            answer = self._http.get(self._address).raise_for_status().json()
            in_force = signals_in(answer)
        except (httpx.HTTPError, ValueError) as error:
            log.warning("the Observatory's warnings are not known: %s", error)
            return
        with self._database.transaction() as session:
            rewards.observe_warnings(session, in_force, self._clock())


def signals_in(summary: object) -> dict[WeatherSignal, datetime]:
    """The signals that shut counters, of those in force, and when they were issued.

    Raises ValueError for something else than a summary of warnings.
    """
    if not isinstance(summary, dict):
        raise ValueError("no summary of warnings")
    found: dict[WeatherSignal, datetime] = {}
    for name, (signal, codes) in _CODES.items():
        warning = summary.get(name)
        if not isinstance(warning, dict) or warning.get("actionCode") == "CANCEL":
            continue
        if warning.get("code") in codes:
            found[signal] = _issued(warning)
    return found


def _issued(warning: Mapping[str, object]) -> datetime:
    moment = datetime.fromisoformat(str(warning.get("issueTime")))
    return moment if moment.tzinfo else moment.replace(tzinfo=HONG_KONG)
