"""Decisions a second on one core, alone and with their reasons in three languages.

    python -m benchmarks.decisions [SECONDS]

The requests are the approved cases of `tests/rules/cases`, each kind by itself; `earn` also with a history of
fifty sets. What is measured is a warm process: packs, catalogues and the forms of dates are read before.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.rules import Engine, RequestError
from bot.wording import Wording
from tests.rules.conftest import read_cases


def main(seconds: float = 1.0) -> None:
    """Measure every kind for about so many seconds and print a table."""
    engine = Engine.load()
    words = Wording.load(engine)

    def rendered(request: Any) -> object:
        return words.decision_json(engine.decide(request))

    print(f"{'kind':32}{'decisions/s':>14}{'in words/s':>14}")
    for name, requests in _requests(engine).items():
        print(f"{name:32}{_rate(engine.decide, requests, seconds):14,.0f}", end="")
        print(f"{_rate(rendered, requests, seconds):14,.0f}")


def _requests(engine: Engine) -> dict[str, list[Any]]:
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for programme in engine.packs:
        for case in read_cases(programme):
            request = case.values[0]
            try:
                approved = engine.decide(request).outcome == "approved"
            except RequestError:
                continue
            if approved:
                by_kind[f"{programme} {request['kind']}"].append(request)
    by_kind["festival-walk earn, history 50"] = [
        _with_history(request, 50) for request in by_kind["festival-walk earn"]
    ]
    return by_kind


def _with_history(request: Any, sets: int) -> Any:
    """The request of a member who had so many sets credited on the days before."""
    bought = datetime.fromisoformat(request["facts"]["receipt"]["issued_at"])
    history = [
        {
            "merchant": f"Shop {number}",
            "number": f"H-{number}",
            "issued_at": (bought - timedelta(days=1 + number)).isoformat(),
            "points": 1 + number % 9,
        }
        for number in range(sets)
    ]
    return {**request, "facts": {**request["facts"], "history": history}}


def _rate(work: Callable[[Any], object], requests: Sequence[Any], seconds: float) -> float:
    for request in requests:
        work(request)
    done, started = 0, time.perf_counter()
    while (spent := time.perf_counter() - started) < seconds:
        for request in requests:
            work(request)
        done += len(requests)
    return done / spent


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
