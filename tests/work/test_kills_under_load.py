"""A few kills of servers under load; `make prove` does it two hundred times."""

from contextlib import ExitStack
from pathlib import Path

from bot.clock import system_clock
from bot.ledger.invariants import violations
from bot.ledger.store import Database
from bot.programmes import Programmes
from tests.support.kill_proof import prepare, prove
from tests.support.server_process import Server


def test_nothing_is_lost_or_done_twice(url: str, tmp_path: Path) -> None:
    engine = Programmes.load().engine
    environment = {
        "DATABASE_URL": url,
        "MEMBERBOT_DATA": str(tmp_path / "data"),
        "MEMBERBOT_DEMO": "1",
        "MEMBERBOT_SECRET": "a secret of this test, and of nothing else",
    }
    with ExitStack() as closing:
        count = 1 if url.startswith("sqlite") else 2
        servers = [Server(tmp_path, environment=lambda: environment) for _ in range(count)]
        for server in servers:
            closing.callback(server.close)
            server.start()
        database = Database.open(url)
        closing.callback(database.close)
        prepare(database, engine, customers=4)

        def audit() -> list[str]:
            with database.reading() as session:
                return [str(found) for found in violations(session, engine, system_clock())]

        proof = prove(database, servers, customers=4, kills=2, seed=7, audit=audit)
    assert proof.wrong == ()
    assert proof.vouchers > 0
