"""An adjustment at the desk, seen by the member in the chat, who was not asked to reload anything."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_journey import Member
from tests.support.whole_app import running

pytestmark = pytest.mark.browser


def test_an_adjustment_is_shown_before_and_read_by_the_member(browser: Browser, tmp_path: Path) -> None:
    expect.set_options(timeout=15_000)
    with running(tmp_path) as bot:
        chat = browser.new_context(locale="zh-HK").new_page()
        chat.goto(bot.address)
        member = Member(chat)
        member.take_first_offer()  # link my membership
        member.say("FW-100001")
        member.say(bot.code())

        desk = browser.new_context(locale="en-GB", viewport={"width": 1180, "height": 820}).new_page()
        desk.goto(f"{bot.address}/desk/sign-in")
        desk.get_by_role("button", name="Susan Yip").click()
        expect(desk.locator("#content h1, #content h2").first).to_be_visible()
        desk.get_by_role("link", name="Members").click()
        desk.get_by_label("Member number or name").fill("FW-100001")
        desk.get_by_role("button", name="Find").click()
        desk.get_by_role("link", name="FW-100001").click()
        desk.get_by_text("Give or take points").click()
        form = desk.locator("#act-adjust")
        form.get_by_label("Points").fill("13")
        form.get_by_label("Reason, for the record").fill("lift out of order")
        form.get_by_label("A word to the member").fill("多謝你的耐性。")
        form.get_by_role("button", name="See what it does").click()
        read = desk.locator("#will-read")
        expect(read).to_contain_text("260")
        expect(read).to_contain_text("多謝你的耐性。")
        words = read.inner_text().strip()
        desk.get_by_role("button", name="Do it").click()
        expect(desk.get_by_role("status").first).to_contain_text("Done")
        expect(desk.locator("#content")).to_contain_text("260")

        expect(chat.locator(".message").last).to_contain_text(words.split("\n")[0])
        expect(chat.locator(".message").last).to_contain_text("多謝你的耐性。")
