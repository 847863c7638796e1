"""From hello to a redeemed voucher on the chat page, in each language, with the whole bot behind it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.languages import LANGUAGES
from tests.support.whole_app import PHOTOS, running

pytestmark = pytest.mark.browser

PARKING = {"en": "I want free parking", "zh-Hans": "我想兑换免费停车", "zh-Hant": "我想換免費泊車"}
EVOUCHER = {"en": "I want an e-voucher", "zh-Hans": "我想兑换电子礼券", "zh-Hant": "我想換電子禮券"}
POINTS = {"en": "How many points do I have?", "zh-Hans": "我有多少积分？", "zh-Hant": "我有幾多積分？"}
SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 800}}


class Member:
    """A member at the page. Every step waits for its answer."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def say(self, text: str) -> None:
        self.page.locator("#text").fill(text)
        self.page.keyboard.press("Enter")
        self._wait()

    def send_photos(self) -> None:
        files = [
            {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": data}
            for number, data in enumerate(PHOTOS)
        ]
        self.page.locator("#album").set_input_files(files)  # type: ignore[arg-type]
        self.page.locator(".send").click()
        self._wait()

    def take_first_offer(self) -> None:
        """Press the first button of those that act."""
        self.page.locator(".choices button:enabled").first.click()
        self._wait()

    def last(self) -> str:
        return self.page.locator(".message").last.inner_text()

    def _wait(self) -> None:
        expect(self.page.locator(".message").last).not_to_have_class(re.compile("mine"))
        expect(self.page.locator("#status")).to_be_empty()


@pytest.mark.parametrize(("language", "size"), [*((tag, "phone") for tag in LANGUAGES), ("en", "desktop")])
def test_from_hello_to_a_redeemed_voucher(browser: Browser, tmp_path: Path, language: str, size: str) -> None:
    expect.set_options(timeout=15_000)
    with running(tmp_path) as bot:
        context = browser.new_context(viewport=SIZES[size], locale=language)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(bot.address)
        expect(page.locator("html")).to_have_attribute("lang", language)
        member = Member(page)
        member.take_first_offer()  # link my membership
        member.say("FW-100001")
        member.say(bot.code())
        assert "247" in member.last()

        member.send_photos()
        assert "UNIQLO" in member.last()
        member.take_first_offer()  # all correct
        expect(page.locator(".message", has_text="UNIQLO")).not_to_have_count(0)

        for wish in (PARKING, EVOUCHER):
            codes = page.locator(".picture").count()
            member.say(wish[language])
            member.take_first_offer()  # the first of the catalogue
            member.take_first_offer()  # yes, redeem
            expect(page.locator(".picture")).to_have_count(codes + 1)

        member.say(POINTS[language])
        assert "185" in member.last()  # 247 and 6 for the receipt, less 8 and 60
        context.close()
