"""The chat page in a browser: what a member sees and does, over the conductor in memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.channels.http import create_http
from bot.channels.ports import DemoMember, HttpPorts
from bot.dialogue.turn import Reply
from bot.wording import _
from tests.channels.conftest import decide, parse
from tests.support.fake_conductor import PNG, FakeConductor
from tests.support.live_server import serving
from tests.support.plain_services import knowledge

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}


@dataclass
class Site:
    """The running page and who answers behind it."""

    address: str
    conductor: FakeConductor

    def sender(self) -> str:
        return self.conductor.turns[0].sender

    def said(self) -> list[str]:
        return [turn.text for turn in self.conductor.turns]


@pytest.fixture
def site() -> Iterator[Site]:
    conductor = FakeConductor()
    ports = HttpPorts(
        dialogue=conductor,
        parse=parse,
        decide=decide,
        ready=dict,
        words=knowledge().words,
        secret=b"a secret of the test",
        demo=True,
        members=lambda: [DemoMember("FW000001", "Chan Tai Man", _("points about to lapse"))],
    )
    with serving(create_http(ports)) as address:
        yield Site(address, conductor)
        ports.closing.set()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=PHONE, locale="en-GB")  # type: ignore[arg-type]
    made.set_default_timeout(8000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if "Security Policy" in line.text else None)
    opened.goto(site.address)
    expect(opened.get_by_text("Hello!")).to_be_visible()
    yield opened
    assert faults == []


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Write a message").fill(text)
    page.keyboard.press("Enter")


def test_a_text_and_a_button(page: Page, site: Site) -> None:
    say(page, "how are you")
    expect(page.get_by_text("You said: how are you")).to_be_visible()
    # What was offered before is out of use now.
    expect(page.get_by_role("button", name="Balance")).to_be_disabled()
    assert site.said() == ["/greet", "how are you"]


def test_a_button_says_its_title_and_sends_its_payload(page: Page, site: Site) -> None:
    page.get_by_role("button", name="Balance").click()
    expect(page.locator(".mine", has_text="Balance")).to_be_visible()
    expect(page.get_by_text("You said: /check_balance")).to_be_visible()
    expect(page.get_by_role("button", name="Balance")).to_have_class("taken")


def test_two_photos_are_one_turn_and_their_reply_follows(page: Page, site: Site) -> None:
    files = [{"name": f"{name}.png", "mimeType": "image/png", "buffer": PNG} for name in ("receipt", "slip")]
    page.get_by_label("Add photos").set_input_files(files)  # type: ignore[arg-type]
    chosen = page.get_by_role("list", name="Photos to send")
    expect(chosen.get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Reading 2 photo(s)…")).to_be_visible()
    expect(page.get_by_role("status").get_by_text("Reading your photos…")).to_be_visible()
    site.conductor.finish_reading("web", site.sender())
    expect(page.get_by_role("button", name="Confirm")).to_be_enabled()
    expect(page.get_by_text("Reading your photos…")).to_be_hidden()
    assert [len(turn.photos) for turn in site.conductor.turns] == [0, 2]


def test_a_chosen_photo_can_be_taken_back(page: Page, site: Site) -> None:
    photo = {"name": "r.png", "mimeType": "image/png", "buffer": PNG}
    page.get_by_label("Add photos").set_input_files([photo])  # type: ignore[list-item]
    page.get_by_role("button", name="Remove this photo").click()
    expect(page.locator("#chosen")).to_be_hidden()
    page.get_by_role("button", name="Send").click()
    assert site.said() == ["/greet"]


def test_a_file_that_is_no_picture_is_sent_for_the_bot_to_explain(page: Page, site: Site) -> None:
    page.get_by_label("Add photos").set_input_files(
        [{"name": "r.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}]
    )
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Reading 1 photo(s)…")).to_be_visible()
    expect(page.locator(".mine").get_by_text("r.pdf")).to_be_visible()


def test_the_language_switch_turns_the_page_and_the_conversation(page: Page, site: Site) -> None:
    page.get_by_role("button", name="繁體").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.get_by_role("button", name="繁體")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("You said: /change_language")).to_be_visible()
    assert site.said()[-1] == '/change_language{"language":"zh-Hant"}'
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")


def test_a_code_is_a_picture_with_words_and_opens_large(page: Page) -> None:
    say(page, "qr")
    page.get_by_role("img", name="QR code").click()
    expect(page.get_by_role("dialog").get_by_role("img", name="QR code")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_later_message_arrives_by_itself(page: Page, site: Site) -> None:
    site.conductor.say("web", site.sender(), Reply("A colleague is with you now."))
    expect(page.get_by_text("A colleague is with you now.")).to_be_visible()


def test_a_reload_shows_both_sides_in_order(page: Page) -> None:
    say(page, "one")
    expect(page.get_by_text("You said: one")).to_be_visible()
    page.reload()
    expect(page.get_by_text("You said: one")).to_be_visible()
    bubbles = page.locator(".bubble")
    expect(bubbles).to_have_text(["Hello!", "one", "You said: one"])


def test_what_is_written_offline_is_sent_once_the_connection_is_back(
    page: Page, context: BrowserContext, site: Site
) -> None:
    context.set_offline(True)
    expect(page.get_by_text("You are offline")).to_be_visible()
    say(page, "redeem")
    expect(page.get_by_text("Not sent yet. Trying again…")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("You said: redeem")).to_be_visible()
    expect(page.get_by_text("Not sent yet")).to_be_hidden()
    assert site.said() == ["/greet", "redeem"]


def test_an_answer_that_got_lost_is_not_carried_out_twice(page: Page, site: Site) -> None:
    lost: list[str] = []

    def lose_the_first(route: object) -> None:
        if not lost:
            lost.append(route.fetch().text())  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/chat/turn", lose_the_first)
    say(page, "redeem")
    expect(page.get_by_text("You said: redeem")).to_have_count(1)
    assert lost
    assert site.said() == ["/greet", "redeem"]


def test_an_unsent_message_outlives_a_reload(page: Page, site: Site) -> None:
    page.route("**/chat/turn", lambda route: route.abort())
    say(page, "redeem")
    expect(page.get_by_text("Not sent yet. Trying again…")).to_be_visible()
    page.unroute("**/chat/turn")
    page.reload()
    expect(page.get_by_text("You said: redeem")).to_be_visible()
    assert site.said() == ["/greet", "redeem"]


def test_asking_replaces_a_stream_that_does_not_pass(context: BrowserContext, site: Site) -> None:
    page = context.new_page()
    page.route("**/chat/events*", lambda route: route.abort())
    page.goto(site.address)
    expect(page.get_by_text("Hello!")).to_be_visible()
    site.conductor.say("web", site.sender(), Reply("Are you there?"))
    expect(page.get_by_text("Are you there?")).to_be_visible(timeout=15_000)


def test_a_turn_that_is_refused_can_be_tried_again_or_discarded(page: Page, site: Site) -> None:
    body = '{"error": {"code": "too_large", "message": "too large"}}'
    page.route("**/chat/turn", lambda route: route.fulfill(status=413, body=body))
    say(page, "redeem")
    expect(page.get_by_text("That is too much for one message.")).to_be_visible()
    page.unroute("**/chat/turn")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("You said: redeem")).to_be_visible()


def test_a_new_conversation_leaves_nothing_of_the_old_one(page: Page, site: Site) -> None:
    say(page, "my number is FW000001")
    expect(page.get_by_text("You said: my number")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    page.get_by_role("button", name="Start again").click()
    expect(page.locator(".bubble")).to_have_text(["Hello!"])
    assert len({turn.sender for turn in site.conductor.turns}) == 2


def test_the_keyboard_alone_is_enough(page: Page, site: Site) -> None:
    page.locator("#scroll").focus()
    for _step in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Upload a receipt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You said: /upload_receipt")).to_be_visible()


def test_text_is_never_read_as_html(page: Page) -> None:
    say(page, "<img src=x onerror=alert(1)> see https://example.com/a.")
    reply = page.locator(".message:not(.mine) .bubble").last
    expect(reply).to_contain_text("<img src=x onerror=alert(1)>")
    expect(reply.get_by_role("link")).to_have_attribute("href", "https://example.com/a")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_the_page_fits(browser: Browser, site: Site, size: dict[str, int], language: str) -> None:
    context = browser.new_context(viewport=size)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site.address}/?language={language}")
    expect(page.get_by_text("Hello!")).to_be_visible()
    say_box = page.locator("#text")
    say_box.fill("word " * 200 + "x" * 300)
    page.locator(".send").click()
    expect(page.get_by_text("You said: word")).to_be_in_viewport()
    for number in range(12):
        say_box.fill(f"message {number}")
        page.locator(".send").click()
        expect(page.get_by_text(f"You said: message {number}")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.evaluate("document.documentElement.scrollHeight") <= size["height"]
    assert page.locator("main").evaluate("main => main.scrollHeight <= main.clientHeight")
    expect(page.locator(".send")).to_be_in_viewport(ratio=1)
    expect(page.locator("header")).to_be_in_viewport(ratio=1)
    context.close()


def test_everything_has_a_name_for_screen_readers(page: Page) -> None:
    say(page, "qr")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    nameless = page.evaluate(
        """[...document.querySelectorAll("button, input, textarea, a, img")].filter(e =>
             !(e.getAttribute("aria-label") || e.textContent.trim() || e.title || e.alt !== undefined))
           .map(e => e.outerHTML)"""
    )
    assert nameless == []
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    assert re.match(r"Assistant", page.get_by_role("article").first.inner_text())


def test_a_person_comes_writes_and_leaves(page: Page, site: Site) -> None:
    def tell(text: str, **custom: object) -> None:
        site.conductor.say("web", site.sender(), Reply(text, custom=custom))

    head = page.locator("header #person")
    expect(head).to_be_hidden()
    tell("Amy Lam of customer service is with you now.", joined="Amy Lam", handoff=True)
    expect(head).to_have_text("Amy Lam · Customer service")
    expect(head).to_be_in_viewport()
    tell("Hello, how can I help?", person="Amy Lam")
    written = page.get_by_role("article").filter(has_text="how can I help?")
    expect(written.get_by_text("Amy Lam")).to_be_visible()
    page.reload()
    expect(head).to_contain_text("Amy Lam · Customer service")
    expect(written.get_by_text("Amy Lam")).to_be_visible()
    page.get_by_role("button", name="繁體").click()
    expect(head).to_contain_text("Amy Lam · 顧客服務")
    tell("Amy Lam has left the conversation.", left=True)
    expect(page.get_by_text("has left the conversation")).to_be_visible()
    expect(head).to_be_hidden()
    page.reload()
    expect(page.get_by_text("has left the conversation")).to_be_visible()
    expect(head).to_be_hidden()
