"""The whole path on Telegram, in each language: from hello to vouchers with their codes.

The app is the real one; only the reader knows its photos beforehand, and Telegram is the emulated Bot API.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as clock_time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App, build
from bot.clock import HONG_KONG, demo_clock
from bot.ledger import talks
from bot.ledger.models import ChatMessage
from bot.reading import Reading
from bot.settings import Settings
from tests.support.known import knowledge
from tests.support.telegram_emulator import BotApi, EmulatedChat
from tests.support.telegram_emulator.chat import buttons
from tests.support.telegram_emulator.server import TOKEN

PATIENCE = 30.0
_FIELDS = ("merchant", "number", "issued_on", "issued_time", "total", "payment", "transaction")


class KnowingReader:
    """Reads the bytes `receipt` and `slip` as the two papers of one purchase for HK$700."""

    def warm_up(self) -> None:
        """There is nothing to load."""

    def keepable(self, data: bytes) -> tuple[bytes, tuple[str, ...]]:
        return data, ()

    def read(self, data: bytes, name: str = "") -> Reading:
        return Reading(
            document="shop_receipt" if data == b"receipt" else "payment_slip",
            merchant="UNIQLO",
            number=f"{data.decode()}-20417",
            issued_on=date(2026, 11, 20),
            issued_time=clock_time(16, 5),
            total=Decimal(700),
            currency="HKD",
            payment="credit_card",
            transaction="sale",
            confidence=dict.fromkeys(_FIELDS, 1.0),
        )


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as running:
        yield running


@pytest.fixture
def app(api: BotApi, tmp_path: Path) -> Iterator[App]:
    settings = Settings(data=tmp_path, telegram_token=TOKEN, telegram_api_base=api.address)  # type: ignore[arg-type]
    clock = demo_clock(datetime(2026, 11, 20, 22, 0, tzinfo=HONG_KONG))
    built = build(settings, demo=True, clock=clock, reader=KnowingReader(), known=knowledge())  # type: ignore[arg-type]
    built.start_channels()
    built.start_work()
    yield built
    built.close()


class Member:
    """Someone at a telephone, who finds buttons by what they do: titles differ by language."""

    def __init__(self, api: BotApi, chat: EmulatedChat) -> None:
        self._api = api
        self._chat = chat

    def writes(self, text: str) -> None:
        """Say something and wait for the first answer."""
        before = len(self._chat.seen())
        self._chat.write(text)
        self._api.wait_for(lambda: len(self._chat.seen()) > before, PATIENCE)

    def presses(self, action: str) -> None:
        """Wait for a button that does it, press it, and wait for the first answer."""
        self._api.wait_for(lambda: self._found(action), PATIENCE)
        message, title = self._found(action)[-1]
        before = len(self._chat.seen())
        self._chat.press(title, message=dict(message))
        self._api.wait_for(lambda: len(self._chat.seen()) > before, PATIENCE)

    def _found(self, action: str) -> list[tuple[dict[str, Any], str]]:
        return [
            (message, title)
            for message in self._chat.seen()
            for title, payload in buttons(message).items()
            if action in payload
        ]


@pytest.mark.parametrize(("language", "points"), [("en", "points"), ("zh-hans", "积分"), ("zh-hk", "積分")])
def test_from_hello_to_vouchers(app: App, api: BotApi, language: str, points: str) -> None:
    chat = EmulatedChat(api, language=language)
    member = Member(api, chat)
    member.writes("/start")
    member.presses("/link_account")
    member.writes("FW-100001")
    assert app.demo is not None
    member.writes(app.demo.codes()[0].code)
    chat.send_photos([b"receipt", b"slip"])
    member.presses('"confirm"')
    for reward in ("parking-1h", "evoucher-50"):
        member.writes("/rewards")
        member.presses(reward)
        member.presses('"confirm"')
    api.wait_for(lambda: sum("photo" in message for message in chat.seen()) == 2, PATIENCE)
    member.writes("/points")
    assert points in chat.texts()[-1]
    # Each reply reached the platform once and is marked so.
    api.wait_for(lambda: _undelivered(app) == 0, PATIENCE)
    with app.database.reading() as session:
        sent = session.scalars(
            select(ChatMessage.platform_message_id).where(ChatMessage.direction == "out")
        ).all()
    assert sorted(map(int, sent)) == [message["message_id"] for message in chat.seen()]
    script = re.compile("[积换领]" if language == "zh-hk" else "[積換領]")
    assert not script.search("".join(chat.texts()))


def _undelivered(app: App) -> int:
    with app.database.reading() as session:
        return talks.undelivered(session, "telegram")
