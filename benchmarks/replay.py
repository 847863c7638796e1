"""How long it takes to decide all stored decisions again under a changed pack, and in how much memory.

    python -m benchmarks.replay [DECISIONS] [--output FILE]

A database is filled with receipts of many members, each with the history of their earlier ones (25 sets on
average, 49 at most), and every one is decided again under a pack with another daily cap.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from benchmarks.machine import machine
from bot.clock import HONG_KONG
from bot.ledger import store
from bot.ledger.models import DecisionRecord, Member
from bot.ledger.reports import replay_decisions
from bot.ledger.store import Database
from bot.programmes import OURS, Programmes
from bot.rules import Engine

RESULT = Path(__file__).parent / "results" / "replay.md"
PACK = OURS / "festival-walk" / "editions" / "2025-06.yaml"
RECEIPTS_OF_A_MEMBER = 50
AIM = 1_000_000


def main() -> None:
    """Measure, and write the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("decisions", nargs="?", type=int, default=50_000)
    parser.add_argument("--output", type=Path, default=RESULT)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/memberbot.sqlite"
        fill(url, options.decisions)
        changed = Path(folder) / "changed.yaml"
        changed.write_text(
            PACK.read_text("utf-8").replace("per_day: 500 points", "per_day: 40 points"), "utf-8"
        )
        began, before = time.perf_counter(), _processor_seconds()
        decided = affected = 0
        for batch in replay_decisions(url, changed, processes=2):
            decided += batch.decided
            affected += len(batch.affected)
        seconds, processor = time.perf_counter() - began, _processor_seconds() - before
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    report = f"""# Replay of stored decisions

{machine()}

| | |
| --- | --- |
| decisions decided again, in two processes | {decided:,} |
| of them come out differently | {affected:,} |
| time | {seconds:.1f} s ({decided / seconds:,.0f} a second) |
| processor time of both processes, their start included | {processor:.1f} s |
| that is, of two undisturbed cores, for {AIM:,} | {processor / 2 / decided * AIM:.0f} s |
| largest process | {memory:.0f} MB |
"""
    options.output.parent.mkdir(exist_ok=True)
    options.output.write_text(report, "utf-8")
    print(report)


def fill(url: str, count: int) -> None:
    """A database with so many decisions on receipts."""
    database = Database.open(url)
    database.migrate()
    engine, rng = Programmes.load().engine, random.Random(1)
    members = -(-count // RECEIPTS_OF_A_MEMBER)
    with database.transaction() as session:
        for number in range(members):
            session.add(
                Member(
                    id=number + 1,
                    programme="festival-walk",
                    number=f"FW{number:07}",
                    language="en",
                    joined=date(2025, 6, 1),
                )
            )
    for number in range(members):
        rows = list(_decided(engine, rng, number + 1, min(RECEIPTS_OF_A_MEMBER, count)))
        count -= len(rows)
        with database.transaction() as session:
            session.execute(insert(DecisionRecord), rows)
    database.close()


def _decided(engine: Engine, rng: random.Random, member: int, count: int) -> Iterator[dict[str, Any]]:
    """The receipts of one member, one after another."""
    history: list[dict[str, Any]] = []
    day = datetime(2026, 1, 1, 12, tzinfo=HONG_KONG) + timedelta(minutes=rng.randrange(100_000))
    for number in range(count):
        day += timedelta(minutes=rng.randrange(60, 8_000))
        receipt = {
            "merchant": f"{rng.choice(('Muji', 'UNIQLO', '萬寧 Mannings', 'Log-on'))} {rng.randrange(40)}",
            "number": f"{member}-{number}",
            "issued_at": day.isoformat(),
            "total": str(rng.randrange(5_000, 800_000) / 100),
            "payment": rng.choice(("octopus", "payme", "credit_card", "cash")),
        }
        facts = {"member": {"joined": "2025-06-01"}, "receipt": receipt, "history": list(history)}
        request = store.decision_request("festival-walk", "earn", facts, day + timedelta(hours=3))
        decision = engine.decide(request)
        figures = {name: None if value is None else str(value) for name, value in decision.figures.items()}
        yield {
            "programme": decision.programme,
            "kind": decision.kind,
            "edition": decision.edition,
            "outcome": decision.outcome,
            "request": request,
            "answer": {"outcome": decision.outcome, **figures, "points": decision.figures["points"]},
            "member_id": member,
            "decided_at": day + timedelta(hours=3),
        }
        if decision.outcome == "approved":
            kept = {name: receipt[name] for name in ("merchant", "number", "issued_at")}
            history.append({**kept, "points": decision.figures["points"]})


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


if __name__ == "__main__":
    main()
