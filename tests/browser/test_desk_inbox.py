"""A person takes over from the bot and hands back: the desk and the web chat side by side, in a browser."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.dialogue.turn import Turn
from bot.ledger import talks
from bot.ledger.talks import IncomingMessage
from tests.browser.test_journey import Member
from tests.support.whole_app import NOW, Running, running

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1440, "height": 900}
EVIL = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>"


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Running]:
    expect.set_options(timeout=15_000)
    with running(tmp_path) as started:
        yield started


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=DESKTOP, locale="en-GB")  # type: ignore[arg-type]
    made.set_default_timeout(15_000)
    yield made
    made.close()


def sign_in(page: Page, bot: Running, name: str = "Amy Lam") -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{bot.address}/desk/sign-in?next=/desk/inbox")
    page.get_by_role("button", name=name).click()
    expect(page.locator("#inbox")).to_be_visible()
    page.wait_for_load_state("load")  # the page's keys are there


def chat_page(browser: Browser, bot: Running) -> Page:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(bot.address)
    expect(page.locator(".message").first).to_be_visible()
    return page


def write(bot: Running, sender: str, *texts: str, member: str | None = None) -> int:
    """Have somebody write from elsewhere; the conversation."""
    if member:
        bot.app.introduce("web", sender, member=member, language="zh-Hant")
    for text in texts:
        received = bot.app.conductor.receive(Turn("web", sender, text, now=NOW))
    return received.conversation_id


def lines(page: Page) -> list[str]:
    return page.locator("#line-list .said").all_inner_texts()


def test_a_person_takes_over_answers_and_hands_back(
    browser: Browser, context: BrowserContext, bot: Running
) -> None:
    chat = chat_page(browser, bot)
    member = Member(chat)
    desk = context.new_page()
    sign_in(desk, bot)
    expect(desk.locator(".case-row")).to_have_count(0)

    member.say("I want to talk to a person")
    desk.locator(".case-row").click()  # it showed up by itself
    expect(desk.locator("#line-list")).to_contain_text("I want to talk to a person")
    desk.get_by_role("button", name="Take", exact=True).click()
    expect(desk.locator("#bar")).to_contain_text("You hold it")
    expect(chat.locator(".message", has_text="Amy Lam")).not_to_have_count(0)

    desk.get_by_label("Reply to the member").fill("Good evening, what can I do for you?")
    desk.keyboard.press("Control+Enter")
    expect(chat.locator(".message", has_text="Good evening, what can I do")).to_have_count(1)
    expect(desk.get_by_label("Reply to the member")).to_have_value("")

    # What one is writing survives what the member writes meanwhile.
    desk.get_by_label("Reply to the member").fill("Let me see")
    chat.locator("#text").fill("My receipt was refused.")
    chat.keyboard.press("Enter")
    expect(desk.locator("#line-list")).to_contain_text("My receipt was refused.")
    expect(desk.get_by_label("Reply to the member")).to_have_value("Let me see")

    desk.get_by_role("button", name="Note", exact=True).click()
    desk.get_by_label("Note for colleagues").fill("Looks like a reprint to me")
    desk.get_by_role("button", name="Save note").click()
    expect(desk.locator(".line.note")).to_contain_text("Looks like a reprint to me")

    desk.get_by_role("button", name="Resolve", exact=True).click()
    expect(desk.locator("#bar")).to_contain_text("Resolved")
    expect(chat.locator(".message", has_text="How was the help")).to_have_count(1)
    chat.get_by_role("button", name="Great").click()
    expect(chat.locator("#log, main").first).not_to_contain_text("reprint")
    expect(desk.locator("#queues a[data-queue=mine] .count")).to_have_text("0")
    # The text that was not sent is still there.
    expect(desk.get_by_label("Reply to the member")).to_have_value("Let me see")


def test_by_keys_alone(context: BrowserContext, bot: Running) -> None:
    conversation = write(bot, "m1", "我想搵真人", member="FW-100001")
    write(bot, "later", "talk to a person")
    desk = context.new_page()
    sign_in(desk, bot)
    press = desk.keyboard.press
    expect(desk.locator(".case-row time", has_text="min")).to_have_count(2)  # the scripts are there
    press("j")
    press("j")
    press("k")
    press("Enter")
    expect(desk.locator("#conversation")).to_be_focused()
    expect(desk).to_have_url(f"{bot.address}/desk/conversations/{conversation}?queue=waiting")
    press("t")
    expect(desk.locator("#bar")).to_contain_text("You hold it")
    press("r")
    expect(desk.get_by_label("Reply to the member")).to_be_focused()
    desk.keyboard.type("你好，請等等")
    press("Control+Enter")
    expect(desk.locator(".line.person")).to_contain_text("你好，請等等")
    press("Escape")
    press("n")
    desk.keyboard.type("asked the shop")
    press("Control+Enter")
    expect(desk.locator(".line.note")).to_contain_text("asked the shop")
    press("Escape")
    press("c")
    expect(desk.locator("#canned-search")).to_be_focused()
    desk.keyboard.type("balance")
    press("Tab")
    expect(desk.get_by_role("button", name="Insert Points balance")).to_be_focused()
    press("Enter")
    expect(desk.get_by_label("Reply to the member")).to_have_value(re.compile("你現有247積分"))
    press("Escape")
    press("q")
    expect(desk.get_by_label("Ask as the member would")).to_be_focused()
    desk.keyboard.type("Would 850 dollars at UNIQLO by Octopus bring points?")
    press("Tab")
    press("Enter")
    expect(desk.locator(".answers")).to_contain_text("這項消費可獲8積分")
    press("g")
    press("m")
    expect(desk.locator("#queues [aria-current]")).to_contain_text("Mine")
    press("s")
    expect(desk.get_by_role("button", name=re.compile("For an hour"))).to_be_focused()
    press("Enter")
    expect(desk.locator("#bar")).to_contain_text("Put off")
    press("t")
    expect(desk.locator("#bar")).to_contain_text("You hold it")
    press("e")
    expect(desk.locator("#bar")).to_contain_text("Resolved")
    press("/")
    desk.keyboard.type("陈兆明")
    press("Enter")
    expect(desk.locator(".case-row")).to_be_focused()
    press("?")
    expect(desk.get_by_role("dialog", name="Keys")).to_contain_text("Take the conversation")


def test_two_people_and_two_tabs(browser: Browser, context: BrowserContext, bot: Running) -> None:
    write(bot, "visitor", "talk to a person")
    amy, second_tab = context.new_page(), context.new_page()
    sign_in(amy, bot)
    second_tab.goto(f"{bot.address}/desk/inbox")
    susan = browser.new_context(viewport=DESKTOP, locale="en-GB").new_page()  # type: ignore[arg-type]
    sign_in(susan, bot, "Susan Yip")
    for page in (amy, second_tab, susan):
        page.locator(".case-row").click()
        page.get_by_label("Reply to the member").fill("I am writing this")
    susan.get_by_role("button", name="Take", exact=True).click()
    for page in (amy, second_tab):
        expect(page.locator("#bar")).to_contain_text("Susan Yip holds it")
        expect(page.locator("#compose-closed")).to_contain_text("Susan Yip has this conversation")
        expect(page.get_by_label("Reply to the member")).to_have_value("I am writing this")
    # A page that did not hear of it yet is told, and nothing is lost.
    amy.evaluate("document.querySelector('#reply-form .send').disabled = false")
    amy.get_by_label("Reply to the member").focus()
    amy.keyboard.press("Control+Enter")
    expect(amy.locator(".toast.error")).to_contain_text("Susan Yip has this conversation now")
    expect(amy.get_by_label("Reply to the member")).to_have_value("I am writing this")


def test_a_draft_outlives_a_reload_and_a_lost_session(context: BrowserContext, bot: Running) -> None:
    write(bot, "visitor", "talk to a person")
    desk = context.new_page()
    sign_in(desk, bot)
    desk.locator(".case-row").click()
    desk.get_by_label("Reply to the member").fill("A long thought")
    desk.reload()
    expect(desk.get_by_label("Reply to the member")).to_have_value("A long thought")
    desk.wait_for_load_state("load")
    cookies = [cookie for cookie in context.cookies() if not cookie["name"].endswith("desk")]
    context.clear_cookies()
    context.add_cookies(cookies)  # type: ignore[arg-type]
    desk.get_by_label("Reply to the member").press("Control+Enter")
    desk.get_by_role("button", name="Amy Lam").click()
    expect(desk.get_by_label("Reply to the member")).to_have_value("A long thought")
    desk.wait_for_load_state("load")  # the keys are there
    desk.get_by_label("Reply to the member").press("Control+Enter")
    expect(desk.locator(".line.person")).to_have_count(1)
    desk.get_by_label("Reply to the member").fill("x" * 10_000)
    expect(desk.locator("#compose-count")).to_have_text("6000 characters too many")
    desk.get_by_label("Reply to the member").press("Control+Enter")
    expect(desk.locator(".toast.error")).to_contain_text("characters too long")
    expect(desk.get_by_label("Reply to the member")).to_have_value("x" * 10_000)


def test_markup_in_names_and_messages_stays_words(context: BrowserContext, bot: Running) -> None:
    write(bot, f"guest{EVIL}", "talk to a person", EVIL)
    desk = context.new_page()
    sign_in(desk, bot)
    desk.locator(".case-row").click()
    expect(desk.locator("#line-list")).to_contain_text(EVIL)
    desk.get_by_role("button", name="Note", exact=True).click()
    desk.get_by_label("Note for colleagues").fill(EVIL)
    desk.get_by_role("button", name="Save note").click()
    expect(desk.locator(".line.note")).to_contain_text(EVIL)
    write(bot, f"guest{EVIL}", f"live {EVIL}")
    expect(desk.locator("#line-list")).to_contain_text(f"live {EVIL}")
    assert "owned" not in desk.title()
    assert desk.locator("#line-list b", has_text=re.compile("^bold$")).count() == 0


def test_a_photo_that_does_not_load_can_be_tried_again(context: BrowserContext, bot: Running) -> None:
    conversation = write(bot, "visitor", "talk to a person")
    drawn = BytesIO()
    Image.new("RGB", (60, 80), "white").save(drawn, "PNG")
    key = bot.app.services.photos.save(drawn.getvalue())
    with bot.app.database.transaction() as session:
        locked = talks.lock_conversation(session, conversation)
        photo = {"key": key, "name": "r.png", "size": 1}
        talks.record_incoming(session, locked, IncomingMessage("", [photo], None, None), NOW)
    desk = context.new_page()
    desk.route("**/photos/**", lambda route: route.abort())
    sign_in(desk, bot)
    desk.locator(".case-row").click()
    expect(desk.locator(".photo.broken")).to_contain_text("The photo did not load.")
    desk.unroute("**/photos/**")
    desk.get_by_role("button", name="Try again").click()
    expect(desk.get_by_alt_text("Photo 1 from the member")).to_be_visible()
    expect(desk.locator(".photo.broken")).to_have_count(0)
