"""Many checks of one voucher code at the same moment, over HTTP: one of them gets through."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from bot.clock import system_clock
from bot.ledger import rewards
from bot.ledger.models import Audit, Member, Reward
from bot.ledger.store import Database, RuledAct
from bot.programmes import Programmes
from bot.settings import load_settings
from tests.support.kill_proof import GIFT, prepare
from tests.support.server_process import PATIENCE, REAL, Server

SHOPS = {"parking-office": "key-of-the-parking-office", "cinema": "key-of-the-cinema-at-lg2"}


@pytest.mark.parametrize("checks", [100, pytest.param(1_000, marks=pytest.mark.prove)])
def test_one_of_many_gets_through(url: str, checks: int, tmp_path: Path) -> None:
    secret = "a secret of this test, and of nothing else"
    environment = {
        "DATABASE_URL": url,
        "MEMBERBOT_DATA": str(tmp_path / "data"),
        "MEMBERBOT_DEMO": "1",
        "MEMBERBOT_SECRET": secret,
        "MEMBERBOT_SHOP_KEYS": ",".join(f"{shop}={key}" for shop, key in SHOPS.items()),
    }
    with ExitStack() as closing:
        count = 1 if url.startswith("sqlite") else 2
        servers = [Server(tmp_path, REAL, environment=lambda: environment) for _ in range(count)]
        for server in servers:
            closing.callback(server.close)
            server.start()
        database = Database.open(url)
        closing.callback(database.close)
        token = _token(database, load_settings(secret=secret).signing_key("vouchers"))
        # In a thread of its own: the browser's tests may have a loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            answers = thread.submit(asyncio.run, _together(servers, token, checks)).result()
        with database.reading() as session:
            uses = session.scalar(select(func.count()).where(Audit.action == "voucher.used"))
    assert Counter(answer["verdict"] for answer in answers) == {"valid": 1, "used": checks - 1}
    [winner] = [answer for answer in answers if answer["used_now"]]
    assert {answer["used_where"] for answer in answers} == {winner["used_where"]}
    assert uses == 1


def _token(database: Database, key: bytes) -> str:
    """The present code of a voucher just redeemed."""
    engine, now = Programmes.load().engine, system_clock()
    prepare(database, engine, customers=1)
    with database.transaction() as session:
        member = session.scalars(select(Member).where(Member.number == "FW-900001")).one()
        reward = session.get_one(Reward, GIFT)
        voucher = rewards.redeem(RuledAct(session, "test", now, engine), member, reward, key="k").voucher
    assert voucher is not None
    return rewards.current_token(voucher, key, now)


async def _together(servers: list[Server], token: str, checks: int) -> list[dict[str, Any]]:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(verify=False, limits=limits, timeout=PATIENCE) as client:

        async def check(number: int) -> dict[str, Any]:
            key = list(SHOPS.values())[number % len(SHOPS)]
            response = await client.post(
                f"{servers[number % len(servers)].url}/verify",
                json={"token": token},
                headers={"X-Shop-Key": key},
            )
            answer: dict[str, Any] = response.raise_for_status().json()
            return answer

        return await asyncio.gather(*(check(number) for number in range(checks)))
