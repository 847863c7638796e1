"""Redemptions a second beside the bare transaction, and the time that balances take to read.

    python -m benchmarks.ledger.bench [--seconds 2] [--members 1000 100000] [--reads 5000] [--output FILE]

A PostgreSQL of its own is started from the wheel with the settings of a durable server; SQLite runs with ours
(WAL, synchronous=FULL). A million members with fifty entries each take some ten minutes and 15 GB to fill in.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from benchmarks.ledger.balances import balance_readings
from benchmarks.ledger.filled import ENTRIES, fill
from benchmarks.ledger.redemptions import redemption_rates
from benchmarks.machine import machine
from bot.ledger.store import Database
from bot.programmes import Programmes
from bot.rules import Engine
from tests.support.postgres import DURABLE, PostgresServer

RESULT = Path(__file__).parents[1] / "results" / "ledger.md"
REDEEMING = 20_000  # members who redeem at random: so many that few do so often on the day

Filled = Callable[[int], Database]

EXPLAINED = f"""\
*Bare* is the least that moves points for a voucher, through the database's driver alone: begin, lock the
member's row, lock the reward's and read its stock, read the lots, take one of the stock and the points of a
lot, insert voucher, entry and audit note, commit. *Ours* is `rewards.redeem` on the same database, rounds of
both in turn: it also finds an earlier request of the same key and what was redeemed the same day, adds up the
entries and compares them with the lots, has the engine decide twice, and keeps the decision and a second
note. Members (of {REDEEMING:,}) and rewards are taken at random.
"""


def main() -> None:
    """Measure, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--members", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--reads", type=int, default=5_000)
    parser.add_argument("--output", type=Path, default=RESULT)
    asked = parser.parse_args()
    engine = Programmes.load().engine
    with _postgres(engine) as postgres, tempfile.TemporaryDirectory() as folder:
        sqlite = partial(_opened, engine, f"sqlite:///{folder}/memberbot.sqlite")
        lines = [
            "# The ledger",
            "",
            f"Measured by `make bench-ledger` on: {machine()}.",
            "",
            "## Redemptions a second",
            "",
            *EXPLAINED.splitlines(),
            "",
            "| database | threads | bare | ours | ours / bare | load |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
            *_redemptions("SQLite", sqlite(REDEEMING), engine, asked.seconds),
            *_redemptions("PostgreSQL", postgres(REDEEMING), engine, asked.seconds),
            "",
            "The aim is a half.",
            "",
            "## Balances",
            "",
            f"Milliseconds to read the balance of a random member of so many, with {ENTRIES} entries each,",
            f"on PostgreSQL, transaction included; {asked.reads:,} reads. The aim: flat, a p99 under 5 ms.",
            "",
            "| members | what | median | p99 | p99.9 | longest | load |",
            "| ---: | --- | ---: | ---: | ---: | ---: | ---: |",
            *_balances(postgres, engine, asked.members, asked.reads),
            "",
        ]
    asked.output.write_text("\n".join(lines))
    print("\n".join(lines))


def _redemptions(name: str, database: Database, engine: Engine, seconds: float) -> Iterator[str]:
    for rate in redemption_rates(database, engine, REDEEMING, seconds):
        share = rate.ours / rate.bare
        yield f"| {name} | {rate.threads} | {rate.bare:,.0f} | {rate.ours:,.0f} | {share:.2f} | {_load()} |"
    database.close()


def _balances(postgres: Filled, engine: Engine, sizes: list[int], reads: int) -> Iterator[str]:
    for members in sizes:
        database = postgres(members)
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")  # as autovacuum does in time
        for found in balance_readings(database, engine, members, reads):
            times = (found.median, found.p99, found.p999, found.longest)
            shown = " | ".join(f"{time:.2f}" for time in times)
            yield f"| {members:,} | {found.what} | {shown} | {_load()} |"
        database.close()


@contextmanager
def _postgres(engine: Engine) -> Iterator[Filled]:
    server = PostgresServer(DURABLE)
    try:
        yield lambda members: _opened(engine, server.url(server.create()), members)
    finally:
        server.stop()


def _opened(engine: Engine, url: str, members: int) -> Database:
    database = Database.open(url)
    database.migrate()
    fill(database, engine, members)
    return database


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main()
