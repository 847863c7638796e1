"""Shops and a member with a voucher, over a real ledger; the clock stands until a test moves it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import FastAPI

from bot.channels.http import create_http
from bot.channels.ports import HttpPorts, VoucherPorts
from bot.channels.vouchers import verify_routes, voucher_routes
from bot.clock import HONG_KONG
from bot.ledger import points, rewards
from bot.ledger.models import Member, Reward, Voucher
from bot.ledger.store import Database, RuledAct
from bot.rules import Engine
from tests.channels.conftest import decide, parse
from tests.support.fake_conductor import FakeConductor
from tests.support.plain_services import knowledge

KEY = b"a key of the test"
PARKING_KEY, CINEMA_KEY = "parking-office-0123456789", "cinema-0123456789abcdef"
NAMES = {"en": "2 hours of parking", "zh-Hans": "停车2小时", "zh-Hant": "泊車2小時"}


@dataclass
class VoucherSite:
    """The app, and what a test needs to play both sides of the counter."""

    database: Database
    engine: Engine
    now: datetime = datetime(2026, 11, 20, 12, 0, 4, tzinfo=HONG_KONG)
    issued: list[Voucher] = field(default_factory=list)

    def app(self, **ports: Any) -> FastAPI:
        """The HTTP app; keyword arguments replace the ports of the vouchers."""
        words = knowledge().words
        given: dict[str, Any] = {
            "database": self.database,
            "clock": lambda: self.now,
            "programmes": knowledge().programmes,
            "words": words,
            "voucher_key": KEY,
            "secret": b"a secret of the test",
            "shop_keys": [("parking-office", PARKING_KEY), ("cinema", CINEMA_KEY)],
        }
        vouchers_ = VoucherPorts(**(given | ports))
        http = create_http(
            HttpPorts(
                dialogue=FakeConductor(),
                parse=parse,
                decide=decide,
                ready=dict,
                words=words,
                secret=b"a secret of the test",
                demo=True,
            )
        )
        http.include_router(verify_routes(vouchers_))
        http.include_router(voucher_routes(vouchers_))
        return http

    def issue(self, kind: str = "parking", **fields: Any) -> Voucher:
        """A voucher of a new reward, of a new member."""
        number = len(self.issued) + 1
        with self.database.transaction() as session:
            member = Member(
                programme="festival-walk",
                number=f"FW-70000{number}",
                name="CHAN Tai Man",
                phone=f"+8529000000{number}",
                language="en",
                joined=date(2024, 1, 2),
                tier="elite" if kind == "elite_parking" else "select",
            )
            reward = Reward(
                id=f"{kind}-{number}",
                programme="festival-walk",
                kind=kind,
                points=0 if kind == "elite_parking" else 10,
                hours=2 if "parking" in kind else None,
                names=NAMES,
                descriptions={},
                collect_days=30 if kind.startswith("gift") else None,
                **fields,
            )
            session.add_all([member, reward])
            session.flush()
            spent = points.Posting("spend", 100, date(2026, 11, 2), f"t{number}", "test", "test")
            points.post(session, self.engine, member, spent, self.now)
            voucher = rewards.redeem(
                RuledAct(session, "test", self.now, self.engine), member, reward, key="k"
            ).voucher
        assert voucher is not None
        self.issued.append(voucher)
        return voucher

    def token(self, voucher: Voucher, later: timedelta = timedelta(0), key: bytes = KEY) -> str:
        """The code that the voucher shows, now or at another time."""
        return rewards.current_token(voucher, key, self.now + later)

    def link(self, voucher: Voucher, key: bytes = KEY) -> str:
        """The link that the chat gives now."""
        return rewards.voucher_link(voucher, key, self.now)


@contextmanager
def opened(path: str) -> Iterator[VoucherSite]:
    """A site on the database at an address."""
    database = Database.open(path)
    yield VoucherSite(database, knowledge().engine)
    database.close()
