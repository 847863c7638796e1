"""Decisions a second on one core: alone, with their reasons in three languages, and through `decide --jsonl`.

    python -m benchmarks.decisions [--seconds 1] [--lines 5000] [--output FILE]

The requests are the approved cases of `tests/rules/cases`, each kind by itself; `earn` also with a history of
fifty sets. What is measured is a warm process: packs, catalogues and the forms of dates are read before.
Seconds are those of the processor, so that whatever else runs on the machine does not count as ours.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from bot.programmes import Programmes
from bot.rules import Engine, RequestError
from bot.wording import Wording
from tests.rules.conftest import read_cases

RESULT = Path(__file__).parent / "results" / "decisions.md"
EARN = "festival-walk earn"
WITH_HISTORY = f"{EARN}, history 50"
AIMS = {WITH_HISTORY: "20,000 alone, 5,000 in words"}


def main() -> None:
    """Measure every kind, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--output", type=Path, default=RESULT)
    asked = parser.parse_args()
    engine = Programmes.load().engine
    words = Wording.load(engine)

    def rendered(request: Any) -> object:
        return words.decision_json(engine.decide(request))

    requests = _requests(engine)
    lines = [
        "# Decisions a second",
        "",
        f"Measured by `make bench` on one core of: {machine()}.",
        "",
        "| kind | decided | decided and said in three languages | aim |",
        "| --- | ---: | ---: | --- |",
    ]
    for name, of_kind in requests.items():
        alone = _rate(engine.decide, of_kind, asked.seconds)
        in_words = _rate(rendered, of_kind, asked.seconds)
        lines.append(f"| {name} | {alone:,.0f} | {in_words:,.0f} | {AIMS.get(name, '')} |")
    through = _jsonl(requests[WITH_HISTORY], asked.lines)
    lines += [
        "",
        f"`memberbot decide --jsonl`, {WITH_HISTORY}, JSON read and written: {through:,.0f} a second.",
    ]
    asked.output.parent.mkdir(exist_ok=True)
    asked.output.write_text("\n".join([*lines, ""]), "utf-8")
    print("\n".join(lines))


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
    by_kind[WITH_HISTORY] = [_with_history(request, 50) for request in by_kind[EARN]]
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
    done, started = 0, time.process_time()
    while (spent := time.process_time() - started) < seconds:
        for request in requests:
            work(request)
        done += len(requests)
    return done / spent


def _jsonl(requests: Sequence[Any], lines: int) -> float:
    """Lines a second of the command, its start not counted."""
    written = [json.dumps(request, default=str) for request in requests]
    with tempfile.TemporaryDirectory() as folder:
        seconds = []
        for count in (1, lines):
            path = Path(folder) / f"{count}.jsonl"
            path.write_text("\n".join(written[number % len(written)] for number in range(count)))
            before = _children_seconds()
            command = [sys.executable, "-m", "bot", "decide", "--jsonl", str(path)]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            seconds.append(_children_seconds() - before)
    return (lines - 1) / (seconds[1] - seconds[0])


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
