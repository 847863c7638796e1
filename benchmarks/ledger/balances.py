"""How long balances take to read: what can be spent, and the engine's whole balance with its lots."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.ledger.filled import NOW
from bot.ledger import points
from bot.ledger.models import Member
from bot.ledger.store import Database
from bot.rules import Engine

_WARM_UP = 500


@dataclass(frozen=True)
class Reading:
    """Milliseconds of one kind of reading: median, 99th and 99.9th percentile, and the longest."""

    what: str
    median: float
    p99: float
    p999: float
    longest: float


def balance_readings(database: Database, engine: Engine, members: int, reads: int) -> list[Reading]:
    """Read the balances of random members, each in a transaction of its own."""

    def spendable(member: int) -> object:
        with database.reading() as session:
            return points.spendable(session, session.get_one(Member, member), NOW.date())

    def balance(member: int) -> object:
        with database.reading() as session:
            return points.balance(session, engine, session.get_one(Member, member), NOW).figures

    return [
        _timed("points to spend", spendable, members, reads),
        _timed("balance with its lots", balance, members, reads),
    ]


def _timed(what: str, read: Callable[[int], object], members: int, reads: int) -> Reading:
    chance = Random(1)
    for _ in range(_WARM_UP):
        read(chance.randint(1, members))
    times = []
    for _ in range(reads):
        member = chance.randint(1, members)
        began = time.perf_counter()
        read(member)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return Reading(what, *(times[int(reads * share)] for share in (0.5, 0.99, 0.999)), times[-1])
