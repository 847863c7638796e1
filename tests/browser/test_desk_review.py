"""Receipts under review at the desk: corrected, approved, refused, asked for again, by mouse and by keys."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from bot.dialogue.turn import Photo, Turn
from bot.languages import LANGUAGES, Language
from bot.ledger.models import Receipt
from tests.browser.test_journey import Member
from tests.support.drawn_papers import paper
from tests.support.whole_app import Running, running

pytestmark = pytest.mark.browser

MISREAD = paper("receipt", total="647.00", read="847.00", unsure="total")
SLIP = paper("slip")
REPRINT = paper("receipt", shop="LOG-ON", number="L-1", total="300.00", unsure="number")
OTHER_SLIP = paper("slip", shop="LOG-ON", total="300.00")
SHARP = paper("receipt", shop="UNIQLO HK", total="647.00")
PHOTOS = dict([MISREAD, SLIP, REPRINT, OTHER_SLIP, SHARP])
CONFIRM = {"en": "All correct", "zh-Hans": "全部正确", "zh-Hant": "全部正確"}


@contextmanager
def desk(folder: Path) -> Iterator[Running]:
    """The bot with eyes for the drawn papers."""
    expect.set_options(timeout=15_000)
    with running(folder, photos=PHOTOS) as bot:
        yield bot


def hand_in(bot: Running, number: str, *photos: tuple[bytes, object], language: Language = "en") -> int:
    """Hand in a set as a member and confirm what was read; its id."""
    sender = f"{number}-{len(photos)}-{photos[0][0][-40:].hex()}"
    bot.app.introduce("test", sender, member=number, language=language)
    turn = Turn("test", sender, photos=[Photo(data) for data, _reading in photos])
    received = bot.app.conductor.receive(turn)
    deadline = time.monotonic() + 15
    while bot.app.conductor.busy(received.conversation_id) and time.monotonic() < deadline:
        time.sleep(0.05)
    last = bot.app.conductor.after(received.conversation_id, 0)[-1]
    (confirm,) = [button for button in last.reply.buttons if CONFIRM[language] in button.title]
    bot.app.conductor.receive(Turn("test", sender, confirm.payload))
    with bot.app.database.reading() as session:
        return session.scalars(select(Receipt.id).order_by(Receipt.id.desc()).limit(1)).one()


def state(bot: Running, receipt: int) -> str:
    with bot.app.database.reading() as session:
        return session.get_one(Receipt, receipt).state


def sign_in(
    browser: Browser, bot: Running, name: str = "Raymond Ho", size: tuple[int, int] = (1440, 900)
) -> Page:
    context = browser.new_context(locale="en-GB", viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(f"{bot.address}/desk/sign-in")
    page.get_by_role("button", name=name).click()
    expect(page.locator("#navigation")).to_be_visible()
    return page


def photo_is_there(page: Page) -> None:
    """The page's script runs, and has loaded the photo that is shown."""
    expect(page.locator("#viewer img")).to_have_js_property("naturalWidth", 900)


@pytest.mark.parametrize("size", [(1440, 900), (820, 1180)], ids=["desktop", "tablet"])
def test_a_field_is_corrected_and_the_next_set_comes_at_once(
    browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    with desk(tmp_path) as bot:
        first = hand_in(bot, "FW-100001", MISREAD, SLIP)
        second = hand_in(bot, "FW-100002", REPRINT, OTHER_SLIP)
        page = sign_in(browser, bot, size=size)
        page.goto(f"{bot.address}/desk/receipts")
        page.get_by_role("link", name="UNIQLO").click()
        decision = page.locator("#decision")
        expect(decision).to_contain_text("8 points")
        expect(page.locator("#approve")).to_have_count(0)  # receipt and slip differ

        photo_is_there(page)
        total = page.get_by_label("total", exact=True)
        total.focus()
        expect(page.locator("#viewer .places rect.current")).to_have_count(1)
        total.fill("64x")
        expect(page.locator("#error-total")).to_contain_text("An amount such as 647.00")
        total.fill("647")
        expect(decision).to_contain_text("6 points")
        expect(page.locator("#error-total")).to_be_hidden()
        page.locator("#decision .reads summary").click()
        expect(decision).to_contain_text("A colleague checked your receipt of UNIQLO")

        page.get_by_role("button", name="Correct and approve").click()
        expect(page.get_by_role("heading", name=f"Set {second}")).to_be_visible()
        expect(page.locator(".toast")).to_contain_text("Approved: 6 points.")
        expect(page).to_have_url(f"{bot.address}/desk/receipts/{second}")
        photo_is_there(page)
        assert (state(bot, first), state(bot, second)) == ("credited", "awaiting_review")


def test_by_keys_alone(browser: Browser, tmp_path: Path) -> None:
    with desk(tmp_path) as bot:
        first = hand_in(bot, "FW-100001", MISREAD, SLIP)
        second = hand_in(bot, "FW-100002", REPRINT, OTHER_SLIP)
        page = sign_in(browser, bot)
        page.goto(f"{bot.address}/desk/receipts")
        keys = page.keyboard
        page.wait_for_load_state("load")  # with the scripts
        keys.press("n")
        expect(page.get_by_role("heading", name=f"Set {first}")).to_be_visible()
        photo_is_there(page)
        keys.press("?")
        expect(page.locator("#keys-help")).to_contain_text("Compare with the set most like it")
        keys.press("Escape")
        keys.press("2")
        expect(page.locator("[data-show='1']")).to_have_attribute("aria-pressed", "true")
        keys.press("e")  # the first doubtful field
        expect(page.locator("#fact-total")).to_be_focused()
        keys.press("Control+a")
        keys.type("647")
        keys.press("Escape")
        expect(page.locator("#approve")).to_contain_text("6 points")
        keys.press("a")
        expect(page.get_by_role("heading", name=f"Set {second}")).to_be_visible()
        photo_is_there(page)
        keys.press("r")
        keys.press("Space")
        keys.press("Control+Enter")
        expect(page.get_by_text("All sets are checked")).to_be_visible()
        assert (state(bot, first), state(bot, second)) == ("credited", "rejected")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_read_in_the_chat_and_objected_to(
    browser: Browser, tmp_path: Path, language: Language
) -> None:
    words = {
        "en": ("Forms of receipt", "customer service desk until 3 Dec", "it is the original"),
        "zh-Hans": ("以下", "12月3日或之前", "这是原件"),
        "zh-Hant": ("以下", "12月3日或之前", "呢張係正本"),
    }[language]
    with desk(tmp_path) as bot:
        chat = browser.new_context(locale=language).new_page()
        chat.goto(bot.address)
        member = Member(chat)
        member.take_first_offer()
        member.say("FW-100001")
        member.say(bot.code())
        files = [
            {"name": f"{place}.jpg", "mimeType": "image/jpeg", "buffer": data}
            for place, (data, _reading) in enumerate((MISREAD, SLIP))
        ]
        chat.locator("#album").set_input_files(files)  # type: ignore[arg-type]
        chat.locator(".send").click()
        expect(chat.locator(".message", has_text="847")).to_have_count(1)
        member.take_first_offer()

        page = sign_in(browser, bot)
        page.goto(f"{bot.address}/desk/receipts/next")
        page.get_by_label("form of the receipt").select_option("reprint")
        expect(page.locator("#decision")).to_contain_text("Rejected")
        page.get_by_role("button", name="Reject").click()
        chosen = page.get_by_role("checkbox", name="Forms of receipt that are not accepted")
        expect(chosen).to_be_checked()
        page.locator("#note").fill("<i>It says REPRINT</i>")
        expect(page.locator("#rejection")).to_contain_text("<i>It says REPRINT</i>")
        page.get_by_role("button", name="Reject and tell the member").click()
        expect(page.get_by_text("All sets are checked")).to_be_visible()

        told = chat.locator(".message", has_text="It says REPRINT")
        expect(told).to_have_count(1)
        expect(told).to_contain_text(words[1])
        member.take_first_offer()
        member.say(words[2])
        page.goto(f"{bot.address}/desk/receipts/next")
        expect(page.locator(".doubts")).to_contain_text("The member objects")
        expect(page.locator(".doubts")).to_contain_text(words[2])


def test_two_reviewers_never_work_on_the_same_set(browser: Browser, tmp_path: Path) -> None:
    with desk(tmp_path) as bot:
        first = hand_in(bot, "FW-100001", MISREAD, SLIP)
        second = hand_in(bot, "FW-100002", REPRINT, OTHER_SLIP)
        raymond, susan = sign_in(browser, bot), sign_in(browser, bot, "Susan Yip")
        raymond.goto(f"{bot.address}/desk/receipts/{first}")
        susan.goto(f"{bot.address}/desk/receipts/{first}")
        expect(susan).to_have_url(f"{bot.address}/desk/receipts/{second}?held={first}")
        expect(susan.locator("#receipt-notice")).to_contain_text(f"Raymond Ho is working on set {first}")
        susan.get_by_role("link", name="Look at it all the same").click()
        expect(susan.get_by_text("You can look, but not decide.")).to_be_visible()
        expect(susan.locator("#fact-total")).to_be_disabled()
        expect(susan.locator("#approve")).to_have_count(0)

        # A second tab of Raymond's decides; the first one says so and keeps what was typed.
        other = raymond.context.new_page()
        other.goto(f"{bot.address}/desk/receipts/{first}")
        raymond.locator("#fact-total").fill("647")
        expect(raymond.locator("#approve")).to_be_visible()
        other.locator("#fact-total").fill("647")
        other.locator("#approve").click()
        expect(other.get_by_role("heading", name=f"Set {second}")).to_be_visible()
        raymond.locator("#approve").click()
        expect(raymond.locator("#receipt-notice")).to_contain_text("credited already, by Raymond Ho")
        expect(raymond.locator("#fact-total")).to_have_value("647")
        assert state(bot, first) == "credited"


def test_another_photo_is_asked_for_and_joins(browser: Browser, tmp_path: Path) -> None:
    with desk(tmp_path) as bot:
        receipt = hand_in(bot, "FW-100001", MISREAD, SLIP)
        page = sign_in(browser, bot)
        page.goto(f"{bot.address}/desk/receipts/{receipt}")
        photo_is_there(page)
        page.keyboard.press("p")
        page.get_by_label("The print is blurred.").check()
        page.get_by_role("button", name="Ask the member").click()
        expect(page.get_by_text("All sets are checked")).to_be_visible()
        assert state(bot, receipt) == "awaiting_photo"
        page.goto(f"{bot.address}/desk/receipts?state=awaiting_photo")
        expect(page.locator("#queue")).to_contain_text("UNIQLO")

        with bot.app.database.reading() as session:
            conversation = session.get_one(Receipt, receipt).conversation_id
            sender = bot.app.conductor.after(conversation, 0)[-1].sender  # type: ignore[arg-type]
        bot.app.conductor.receive(Turn("test", sender, photos=[Photo(SHARP[0])]))
        expect(page.get_by_text("Nothing waits here")).to_be_visible()  # by itself
        page.goto(f"{bot.address}/desk/receipts/{receipt}")
        expect(page.locator(".photo-tabs [data-show]")).to_have_count(3)
        photo_is_there(page)
        page.keyboard.press("3")
        expect(page.locator("[data-show='2']")).to_have_attribute("aria-pressed", "true")
        photo_is_there(page)


def test_a_photo_that_does_not_load_can_be_tried_again(browser: Browser, tmp_path: Path) -> None:
    with desk(tmp_path) as bot:
        receipt = hand_in(bot, "FW-100001", MISREAD, SLIP)
        page = sign_in(browser, bot)
        failing = True

        def answer(route: Route) -> None:
            route.abort() if failing else route.continue_()

        page.route("**/photos/*", answer)
        page.goto(f"{bot.address}/desk/receipts/{receipt}")
        expect(page.locator(".viewer-note")).to_contain_text("The photo did not load.")
        failing = False
        page.get_by_role("button", name="Try again").click()
        photo_is_there(page)
        expect(page.locator(".viewer-note")).to_be_hidden()


def test_two_sets_side_by_side(browser: Browser, tmp_path: Path) -> None:
    with desk(tmp_path) as bot:
        hand_in(bot, "FW-100001", MISREAD, SLIP)
        receipt = hand_in(bot, "FW-100002", MISREAD, SLIP)
        page = sign_in(browser, bot)
        page.goto(f"{bot.address}/desk/receipts/{receipt}")
        expect(page.locator(".doubts")).to_contain_text("was handed in before")
        photo_is_there(page)
        page.keyboard.press("c")
        beside = page.locator("#beside")
        expect(beside.locator("img")).to_have_js_property("naturalWidth", 900)
        expect(beside.locator(".compare")).to_contain_text("R-7764")
        page.keyboard.press("Escape")
        expect(beside).to_be_hidden()
