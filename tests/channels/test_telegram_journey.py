"""From hello to a redeemed voucher over Telegram, in each language, with the whole bot behind it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.languages import LANGUAGES
from tests.support.live_server import free_port
from tests.support.telegram_emulator import BotApi, EmulatedChat
from tests.support.telegram_emulator.chat import buttons
from tests.support.telegram_emulator.server import TOKEN
from tests.support.whole_app import PHOTOS, running

PARKING = {"en": "I want free parking", "zh-Hans": "我想兑换免费停车", "zh-Hant": "我想換免費泊車"}
EVOUCHER = {"en": "I want an e-voucher", "zh-Hans": "我想兑换电子礼券", "zh-Hant": "我想換電子禮券"}
POINTS = {"en": "How many points do I have?", "zh-Hans": "我有多少积分？", "zh-Hant": "我有幾多積分？"}


class Member:
    """A member at the phone. Every step waits until the bot's last message is what the step is for."""

    def __init__(self, api: BotApi, language: str) -> None:
        self.api = api
        self.chat = EmulatedChat(api, language=language)

    def say(self, text: str, *, until: Callable[[dict[str, object]], bool]) -> None:
        self._step(lambda: self.chat.write(text), until)

    def send_photos(self, *, until: Callable[[dict[str, object]], bool]) -> None:
        self._step(lambda: self.chat.send_photos(list(PHOTOS)), until)

    def take_first_offer(self, *, until: Callable[[dict[str, object]], bool]) -> None:
        first = next(iter(buttons(self.chat.seen()[-1])))
        self._step(lambda: self.chat.press(first), until)

    def last(self) -> str:
        return self.chat.texts()[-1]

    def _step(self, act: Callable[[], object], until: Callable[[dict[str, object]], bool]) -> None:
        before = len(self.chat.seen())
        act()
        self.api.wait_for(lambda: len(self.chat.seen()) > before and until(self.chat.seen()[-1]), 20)


def anything(message: dict[str, object]) -> bool:
    return True


def offers(message: dict[str, object]) -> bool:
    return "reply_markup" in message


@pytest.mark.parametrize(
    ("language", "way"), [*((tag, "polling") for tag in LANGUAGES), ("zh-Hant", "webhook")]
)
def test_from_hello_to_a_redeemed_voucher(tmp_path: Path, language: str, way: str) -> None:
    port = free_port()
    webhook = f"http://127.0.0.1:{port}/telegram/updates" if way == "webhook" else None
    with (
        BotApi() as api,
        running(
            tmp_path,
            port,
            telegram_token=TOKEN,
            telegram_api_base=api.address,
            telegram_webhook_url=webhook,
        ) as bot,
    ):
        member = Member(api, language)
        member.say("/start", until=offers)
        member.take_first_offer(until=anything)  # link my membership
        member.say("FW-100001", until=offers)
        member.say(bot.code(), until=offers)
        assert "247" in member.last()

        member.send_photos(until=offers)
        assert "UNIQLO" in member.last()
        member.take_first_offer(until=anything)  # all correct

        for wish in (PARKING, EVOUCHER):
            member.say(wish[language], until=offers)
            member.take_first_offer(until=offers)  # the first of the catalogue
            member.take_first_offer(until=lambda message: True)  # yes, redeem
            api.wait_for(lambda: any("photo" in message for message in member.chat.seen()[-2:]))

        member.say(POINTS[language], until=lambda message: "185" in str(message.get("text")))
        api.wait_for(lambda: api.waiting() == 0)
        api.wait_for(lambda: bot.app.conductor.pending("telegram") == [])


def test_what_staff_write_arrives_once(tmp_path: Path) -> None:
    with (
        BotApi() as api,
        running(tmp_path, free_port(), telegram_token=TOKEN, telegram_api_base=api.address) as bot,
    ):
        member = Member(api, "en")
        member.say("let me talk to a person", until=lambda message: "case" in str(message.get("text")))
        for number in range(5):
            bot.app.handover.answer(1, "amy", f"Hello {number}", key=str(number))
            member.api.wait_for(lambda n=number: member.last().endswith(f"Hello {n}"))
        assert len(member.chat.seen()) == 1 + 1 + 5  # passed on, who is there, what they wrote
        member.chat.write("hello?")
        api.wait_for(lambda: api.waiting() == 0)
        bot.app.handover.resolve(1, "amy", seen=99)
        member.api.wait_for(lambda: "How was" in member.last())
        assert len(member.chat.seen()) == 1 + 1 + 5 + 2
