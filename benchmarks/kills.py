"""Kill servers at random under load, and see that nothing is lost or done twice.

    python -m benchmarks.kills [--kills 200] [--database both] [--customers 8] [--output FILE]

Members talk, hand in photos, redeem and have vouchers used, over HTTP, and repeat under the same ids what got
no answer. On SQLite one server is killed and started again; on PostgreSQL one of two. After every twenty
kills, and at the end, `memberbot audit` goes through the database. Only the reading of photos is played.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.machine import machine
from bot.ledger.store import Database
from bot.programmes import Programmes
from tests.support.kill_proof import Proof, prepare, prove
from tests.support.postgres import DURABLE, PostgresServer
from tests.support.server_process import Server

RESULT = Path(__file__).parent / "results" / "kills.md"
NAMES = {"sqlite": "SQLite, one server", "postgresql": "PostgreSQL, two servers"}


def main() -> None:
    """Prove, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="of all databases together")
    parser.add_argument("--database", choices=(*NAMES, "both"), default="both")
    parser.add_argument("--customers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, default=RESULT)
    asked = parser.parse_args()
    names = tuple(NAMES) if asked.database == "both" else (asked.database,)
    proofs = {}
    for name in names:
        proofs[name] = _proof(name, asked.kills // len(names), asked.customers, asked.seed)
        print(proofs[name], flush=True)
    lines = [
        "# Servers killed under load",
        "",
        f"Measured by `make prove` on: {machine()}.",
        "",
        f"{asked.customers} members at once talk, hand in photos, redeem and have vouchers used, and repeat",
        "under the same ids what got no answer, while servers are ended with `kill -9` at random and started",
        "again. `memberbot audit` goes through the database every twenty kills; in the end every turn,",
        "reply, voucher and point is compared with what members were told (`tests/support/kill_proof.py`).",
        "",
        "| | kills | minutes | turns | repeated requests | receipts | vouchers | used | audits | wrong |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(_row(NAMES[name], proof) for name, proof in proofs.items()),
        "",
        *(f"- {NAMES[name]}: {complaint}" for name, proof in proofs.items() for complaint in proof.wrong),
    ]
    asked.output.write_text("\n".join(lines))
    print("\n".join(lines))
    sys.exit(any(proof.wrong for proof in proofs.values()))


def _row(name: str, proof: Proof) -> str:
    figures = (proof.turns, proof.repeated, proof.receipts, proof.vouchers, proof.used, proof.audits)
    shown = " | ".join(f"{figure:,}" for figure in figures)
    return f"| {name} | {proof.kills} | {proof.seconds / 60:.1f} | {shown} | {len(proof.wrong)} |"


def _proof(name: str, kills: int, customers: int, seed: int) -> Proof:
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory()))
        url = closing.enter_context(_url(name, folder))
        environment = {"DATABASE_URL": url, "MEMBERBOT_DATA": str(folder / "data"), "MEMBERBOT_DEMO": "1"}
        environment |= {"MEMBERBOT_SECRET": "a secret of this proof, and of nothing else"}
        servers = [Server(folder, environment=lambda: environment) for _ in range(1 + (name != "sqlite"))]
        for server in servers:
            closing.callback(server.close)
            server.start()
        database = Database.open(url)
        closing.callback(database.close)
        prepare(database, Programmes.load().engine, customers)

        def audit() -> list[str]:
            ended = subprocess.run(
                [sys.executable, "-m", "bot", "audit"],
                env=os.environ | environment,
                capture_output=True,
                text=True,
            )
            return [] if ended.returncode == 0 else [ended.stdout + ended.stderr]

        return prove(database, servers, customers, kills, seed, audit)


@contextmanager
def _url(name: str, folder: Path) -> Iterator[str]:
    if name == "sqlite":
        yield f"sqlite:///{folder}/memberbot.sqlite"
        return
    server = PostgresServer(DURABLE)
    try:
        yield server.url(server.create())
    finally:
        server.stop()


if __name__ == "__main__":
    main()
