"""Operators at the desk, with the whole bot behind it: what they change is what members meet."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.dialogue.turn import Turn
from bot.ledger import rewards
from bot.ledger.models import Member as LedgerMember
from bot.ledger.models import Reward
from bot.ledger.store import RuledAct
from tests.browser.test_journey import Member
from tests.support.whole_app import NOW, Running, running

pytestmark = pytest.mark.browser

UMBRELLA = {
    "Name in English": "Umbrella <b>bold</b>",
    "Name in Traditional Chinese": "摺傘 <b>粗</b>",
    "Name in Simplified Chinese": "折叠伞",
    "Description in English": "Folds up.",
    "Description in Traditional Chinese": "可摺疊。",
    "Description in Simplified Chinese": "可折叠。",
    "Price in points": "20",
    "Days to collect it": "30",
}


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Running]:
    expect.set_options(timeout=15_000)
    with running(tmp_path) as started:
        yield started


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", accept_downloads=True)
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def desk(context: BrowserContext, bot: Running) -> Iterator[Page]:
    """An operator's page; it may not fail, nor do what the policy refuses."""
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Security Policy" in line.text else None)
    page.goto(f"{bot.address}/desk/sign-in?next=/desk/rewards")
    page.get_by_role("button", name="Oscar Tsang").click()
    expect(page.get_by_role("heading", name="Rewards")).to_be_visible()
    yield page
    assert faults == []


def redeem(bot: Running, reward: str, key: str) -> None:
    """A member redeems a reward elsewhere."""
    with bot.app.database.transaction() as session:
        member = session.query(LedgerMember).filter_by(number="FW-100001").one()
        wanted = session.get_one(Reward, reward)
        engine = bot.app.knowledge.engine
        done = rewards.redeem(RuledAct(session, "test", NOW, engine), member, wanted, key=key)
        assert done.voucher is not None


def stock(bot: Running, reward: str) -> int | None:
    with bot.app.database.reading() as session:
        return session.get_one(Reward, reward).stock


def test_a_reward_added_at_the_desk_is_offered_in_the_chat(
    browser: Browser, bot: Running, desk: Page
) -> None:
    desk.get_by_role("link", name="Add a reward").click()
    desk.get_by_label("Kind").select_option("Gift")
    expect(desk.get_by_label("Hours of parking")).to_be_hidden()
    desk.get_by_label("Id", exact=True).fill("umbrella")
    for label, text in UMBRELLA.items():
        desk.get_by_label(label).fill(text)
    desk.get_by_label("Customer Service Centre").check()
    desk.get_by_label("Unlimited").uncheck()
    desk.get_by_label("Stock").fill("5")
    desk.get_by_role("button", name="Add", exact=True).click()
    expect(desk.get_by_text("Added. Members can see it now.")).to_be_visible()
    expect(desk.get_by_role("heading", name="Umbrella <b>bold</b>")).to_be_visible()

    chat = browser.new_context(locale="zh-HK").new_page()
    chat.goto(bot.address)
    member = Member(chat)
    member.take_first_offer()
    member.say("FW-100001")
    member.say(bot.code())
    member.say("有咩獎賞")
    expect(chat.locator(".message").last).to_contain_text("摺傘 <b>粗</b>：20積分")
    chat.get_by_role("button", name="摺傘 <b>粗</b>").click()
    expect(chat.locator(".message").last).to_contain_text("可摺疊。")
    expect(chat.locator(".message").last).to_contain_text("顧客服務處")
    assert chat.locator(".message b").count() == 0


def test_stock_is_booked_while_a_member_redeems(bot: Running, desk: Page) -> None:
    desk.get_by_role("link", name="Canvas tote bag").click()
    card = desk.get_by_role("region", name="Stock")
    expect(card).to_contain_text("10")
    redeem(bot, "gift-tote", "a")
    card.get_by_label("Counted anew").fill("50")
    card.get_by_role("button", name="Set", exact=True).click()
    expect(card.get_by_role("alert")).to_contain_text("has changed meanwhile")
    expect(card.locator(".stock-now")).to_have_text("9")
    expect(card.get_by_label("Counted anew")).to_have_value("50")
    redeem(bot, "evoucher-50", "b")  # of another reward: nothing to do with this one
    card.get_by_role("button", name="Set", exact=True).click()
    expect(card.locator(".stock-now")).to_have_text("50")
    card.get_by_label("Came or went").fill("-8")
    card.get_by_label("Came or went").press("Enter")
    expect(card.locator(".stock-now")).to_have_text("42")
    assert stock(bot, "gift-tote") == 42


def test_two_operators_edit_one_reward(context: BrowserContext, bot: Running, desk: Page) -> None:
    desk.goto(f"{bot.address}/desk/rewards/gift-tote")
    other = context.new_page()
    other.goto(desk.url)
    other.get_by_label("Price in points").fill("160")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Saved.")).to_be_visible()
    desk.get_by_label("Name in English").fill("Large tote bag")
    desk.get_by_role("button", name="Save").click()
    note = desk.get_by_role("alert")
    expect(note).to_contain_text("somebody has changed this meanwhile")
    expect(note).to_contain_text("150 → 160")
    expect(desk.get_by_label("Name in English")).to_have_value("Large tote bag")
    expect(desk.get_by_label("Price in points")).to_have_value("160")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved.")).to_be_visible()
    expect(desk.get_by_role("heading", name="Large tote bag")).to_be_visible()


def test_the_rules_warn_while_one_types(bot: Running, desk: Page) -> None:
    a_day = int(bot.app.knowledge.engine.pack("festival-walk").figure("parking.5", "hours"))
    desk.goto(f"{bot.address}/desk/rewards/parking-1h")
    warning = desk.get_by_text("By the rules in force nobody could redeem this.")
    desk.get_by_label("Hours of parking").fill(str(a_day + 1))
    expect(warning).to_be_visible()
    desk.get_by_label("Hours of parking").fill(str(a_day))
    expect(warning).to_be_hidden()


def test_reports_as_charts_tables_and_a_file(bot: Running, desk: Page) -> None:
    for sender in ("a", "b"):
        for text in ("我有幾多分", "does the moon have a cinema <i>upstairs</i>"):
            bot.app.conductor.receive(Turn("web", sender, text, now=NOW))
    desk.get_by_role("link", name="Reports").click()
    picture = desk.get_by_role("img", name="Conversations by day").first
    expect(picture).to_be_visible()
    tile = desk.locator(".tile").first
    expect(tile).to_contain_text("2")
    card = desk.locator("section", has=desk.get_by_role("heading", name="Conversations by day"))
    card.get_by_text("Show as a table").click()
    expect(card.get_by_role("row", name="20 Nov 2026")).to_contain_text("2")
    expect(desk.get_by_role("row", name="moon")).to_contain_text("<i>upstairs</i>")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Save Questions without an answer as a file (CSV)").click()
    data = download.value.path().read_bytes()
    assert download.value.suggested_filename.startswith("questions-2026-11-16")
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines[0][0] == "Question"
    assert [lines[1][0], lines[1][2]] == ["does the moon have a cinema <i>upstairs</i>", "2"]


def test_hours_are_set_by_keyboard_and_copied(bot: Running, desk: Page) -> None:
    desk.get_by_role("link", name="Hours", exact=True).click()
    desk.get_by_label("Monday, opens").first.fill("10:00")
    desk.get_by_label("Monday, closes").first.fill("22:00")
    for row in ("Tuesday", "Wednesday"):
        desk.get_by_role("row", name=row).get_by_role("button", name="Same as the day before").press("Enter")
    desk.get_by_role("button", name="Save").press("Enter")
    expect(desk.get_by_text("From now on the bot tells members these hours.")).to_be_visible()
    expect(desk.get_by_label("Wednesday, closes").first).to_have_value("22:00")


@pytest.mark.parametrize("width", [820, 1440])
@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_the_pages_fit(bot: Running, desk: Page, width: int, language: str) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    desk.locator("#person-menu > summary").click()
    desk.locator(f'.menu-languages [value="{language}"]').click()
    expect(desk.locator("html")).to_have_attribute("lang", language)
    for path in (
        "reports",
        "rewards",
        "rewards/new",
        "rewards/gift-tote",
        "shops",
        "hours",
        "packs",
        "packs/festival-walk/2025-06",
    ):
        desk.goto(f"{bot.address}/desk/{path}")
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_clause_is_found_in_any_language(bot: Running, desk: Page) -> None:
    desk.goto(f"{bot.address}/desk/packs/festival-walk/2025-06")
    everything = desk.locator(".clause:visible").count()
    desk.get_by_label("Find a clause").fill("泊車 3小時")
    found = desk.locator(".clause:visible")
    expect(found).not_to_have_count(everything)
    expect(found.first).to_contain_text("parking")
    desk.get_by_label("Find a clause").fill("no such words")
    expect(desk.get_by_text("No clause has that.")).to_be_visible()
