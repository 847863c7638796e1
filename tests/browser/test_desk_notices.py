"""A notice from the operator's page to the member's chat, and a signal that is switched by hand."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import Member
from tests.support.whole_app import running

pytestmark = pytest.mark.browser

TEXTS = {"English": "Lanterns are up.", "简体": "灯饰亮起来了。", "繁體": "燈飾 <b>亮起</b>了。"}


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/desk/sign-in")
    page.get_by_role("button", name="Oscar Tsang").click()
    expect(page.locator("#content h1")).to_be_visible()


def test_a_notice_reaches_who_agreed_in_their_language_and_is_ended_by_them(
    browser: Browser, tmp_path: Path
) -> None:
    expect.set_options(timeout=15_000)
    with running(tmp_path) as bot:
        chat = browser.new_context(locale="zh-HK").new_page()
        chat.goto(bot.address)
        member = Member(chat)
        member.take_first_offer()  # link my membership
        member.say("FW-100001")
        member.say(bot.code())
        member.say("/news")
        member.take_first_offer()  # yes

        desk = browser.new_context(locale="en-GB").new_page()
        sign_in(desk, bot.address)
        desk.get_by_role("link", name="Notices").click()
        desk.get_by_role("link", name="New notice").click()
        desk.get_by_label("Title, for staff only").fill("Lanterns")
        desk.get_by_label("English").fill(TEXTS["English"])
        desk.get_by_role("button", name="Keep the draft").click()
        # The browser wants all languages before anything is sent.
        expect(desk.get_by_label("简体")).to_be_focused()
        for language, text in TEXTS.items():
            desk.get_by_label(language).fill(text)
        expect(desk.locator("#preview-text_zh_hant")).to_have_text(TEXTS["繁體"])
        desk.get_by_role("button", name="Keep the draft").click()
        expect(desk.locator("#content")).to_contain_text("1 of them is reached by a chat now.")
        desk.get_by_role("button", name="Send to everybody").click()

        expect(chat.locator(".message", has_text="燈飾 <b>亮起</b>了。")).to_have_count(1)
        expect(desk.locator("#progress")).to_contain_text("1 member was told.")
        expect(desk.locator("#progress")).to_contain_text("Sent")

        chat.get_by_role("button", name="不再接收").click()
        expect(chat.locator(".message").last).to_contain_text("不受影響")


def test_a_signal_is_raised_and_lowered_by_hand(browser: Browser, tmp_path: Path) -> None:
    with running(tmp_path) as bot:
        desk = browser.new_context(locale="en-GB").new_page()
        sign_in(desk, bot.address)
        desk.get_by_role("link", name="Weather").click()
        rain = desk.locator("section", has=desk.get_by_role("heading", name="Black rainstorm warning"))
        rain.get_by_role("button", name="Raise the signal").click()
        expect(rain).to_contain_text("In force")
        rain.get_by_role("button", name="Lower the signal").click()
        expect(rain).to_contain_text("Not raised")
        expect(desk.get_by_role("row", name="Black rainstorm warning")).to_contain_text("oscar")
