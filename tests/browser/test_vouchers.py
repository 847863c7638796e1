"""Both sides of the counter in a browser: the member's live code, and the shop that checks it."""

import io
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import segno
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.ledger import rewards
from tests.browser.conftest import FLAGS
from tests.channels.voucher_site import PARKING_KEY, VoucherSite, opened
from tests.support.live_server import serving

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1024, "height": 768}
STEP = timedelta(seconds=rewards.STEP_SECONDS)


@pytest.fixture
def site(sqlite_url: str) -> Iterator[VoucherSite]:
    with opened(sqlite_url) as made:
        yield made


@pytest.fixture
def address(site: VoucherSite) -> Iterator[str]:
    with serving(site.app()) as served:
        yield served


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=PHONE, locale="en-GB")  # type: ignore[arg-type]
    made.set_default_timeout(8000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened_page = context.new_page()
    faults: list[str] = []
    opened_page.on("pageerror", lambda error: faults.append(str(error)))
    opened_page.on(
        "console", lambda line: faults.append(line.text) if "Security Policy" in line.text else None
    )
    yield opened_page
    assert faults == []


def seen(page: Page) -> str:
    """The code that a scanner reads from the screen."""
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
    return found.text


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/verify")
    page.get_by_label("Your shop's key").fill(PARKING_KEY)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Start the camera")).to_be_visible()
    page.wait_for_load_state("load")  # the page's script is there


def enter(page: Page, token: str) -> None:
    page.get_by_label("Or enter the code in letters").fill(token)
    page.get_by_role("button", name="Check", exact=True).click()


def test_the_code_on_the_screen_is_checked_and_the_page_knows(
    page: Page, site: VoucherSite, address: str
) -> None:
    link = site.link(site.issue())
    page.goto(f"{address}/voucher/{link}")
    expect(page.get_by_role("img", name="QR code of your voucher")).to_be_visible()
    token = seen(page)
    headers = {"X-Shop-Key": PARKING_KEY}
    looked = page.request.post(f"{address}/verify", data={"token": token, "use": False}, headers=headers)
    assert looked.json()["verdict"] == "valid"
    used = page.request.post(f"{address}/verify", data={"token": token}, headers=headers)
    assert used.json()["used_now"]
    expect(page.get_by_role("heading", name="Used")).to_be_visible()
    expect(page.get_by_text("at parking-office")).to_be_visible()
    expect(page.locator("#qr")).to_be_hidden()


def test_the_code_renews_itself(page: Page, site: VoucherSite, address: str) -> None:
    voucher = site.issue()
    page.goto(f"{address}/voucher/{site.link(voucher)}")
    first = seen(page)
    site.now += STEP
    expect(page.locator("#token")).to_have_text(site.token(voucher))
    assert seen(page) == site.token(voucher) != first


def test_without_a_connection_an_old_code_is_hidden(page: Page, site: VoucherSite, address: str) -> None:
    site.now += timedelta(seconds=25)  # the code has a second left
    page.goto(f"{address}/voucher/{site.link(site.issue())}")
    page.route("**/code", lambda route: route.abort())
    expect(page.get_by_text("No connection.")).to_be_visible()
    expect(page.locator("#qr")).to_be_hidden()
    page.unroute("**/code")
    expect(page.locator("#qr")).to_be_visible()


def test_a_shop_uses_a_code_once(page: Page, site: VoucherSite, address: str) -> None:
    sign_in(page, address)
    token = site.token(site.issue())
    page.get_by_role("group", name="When a code is valid").get_by_text("Check only").click()
    enter(page, f" {token.lower()} ")
    expect(page.get_by_role("alert").get_by_role("heading", name="Valid", exact=True)).to_be_visible()
    page.get_by_role("button", name="Use it now").click()
    expect(page.get_by_role("heading", name="Valid, used now")).to_be_visible()
    page.get_by_role("button", name="Next customer").click()
    enter(page, token)
    expect(page.get_by_role("heading", name="Already used")).to_be_visible()
    page.get_by_role("button", name="简体").click()
    expect(page.get_by_role("heading", name="早前已使用")).to_be_visible()


def test_a_picture_of_the_code_is_read(
    page: Page, context: BrowserContext, site: VoucherSite, address: str
) -> None:
    member = context.new_page()
    member.goto(f"{address}/voucher/{site.link(site.issue())}")
    expect(member.locator("#qr")).to_be_visible()
    picture = {"name": "code.png", "mimeType": "image/png", "buffer": member.screenshot()}
    sign_in(page, address)
    blank = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(blank, "png")
    upload = page.get_by_label("Upload a picture")
    upload.set_input_files([{**picture, "buffer": blank.getvalue()}])  # type: ignore[list-item]
    expect(page.get_by_text("No code was found in this picture.")).to_be_visible()
    upload.set_input_files([picture])  # type: ignore[list-item]
    expect(page.get_by_role("heading", name="Valid, used now")).to_be_visible()
    site.now += 3 * STEP
    page.get_by_role("button", name="Next customer").click()
    upload.set_input_files([picture])  # type: ignore[list-item]
    expect(page.get_by_role("heading", name="Already used")).to_be_visible()


def in_view(token: str, path: Path) -> Path:
    """A film in which a camera sees a code, slightly turned."""
    code = io.BytesIO()
    segno.make(token, error="m").save(code, kind="png", scale=6, border=4)
    frame = Image.new("RGB", (640, 480), (90, 90, 90))
    turned = Image.open(code).convert("RGBA").rotate(12, expand=True, resample=Image.Resampling.BICUBIC)
    frame.paste(turned, (160, 60), turned)
    shot = io.BytesIO()
    frame.save(shot, "jpeg")
    path.write_bytes(shot.getvalue() * 20)
    return path


def test_the_camera_reads_a_code_once(
    browser: Browser, site: VoucherSite, address: str, tmp_path: Path
) -> None:
    film = in_view(site.token(site.issue()), tmp_path / "camera.mjpeg")
    flags = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    chromium = shutil.which("chromium")
    filming = browser.browser_type.launch(executable_path=chromium, args=[*FLAGS, *flags])
    page = filming.new_page(locale="en-GB", viewport=PHONE)  # type: ignore[arg-type]
    sign_in(page, address)
    page.get_by_role("button", name="Start the camera").click()
    expect(page.get_by_role("heading", name="Valid, used now")).to_be_visible()
    page.get_by_role("button", name="Next customer").click()
    page.wait_for_timeout(600)  # the same phone is still in view
    expect(page.locator("#headline")).to_be_empty()
    page.get_by_role("button", name="Stop the camera").click()
    expect(page.locator("#video")).to_be_hidden()
    filming.close()


def test_without_a_camera_there_are_other_ways(page: Page, address: str) -> None:
    sign_in(page, address)
    page.get_by_role("button", name="Start the camera").click()
    expect(page.get_by_text("The camera cannot be used.")).to_be_visible()


def test_an_answer_that_got_lost_is_not_called_valid(page: Page, site: VoucherSite, address: str) -> None:
    sign_in(page, address)
    token = site.token(site.issue())
    page.route("**/verify", lambda route: (route.fetch(), route.abort()))
    enter(page, token)
    expect(page.get_by_role("heading", name="Not known")).to_be_visible()
    page.unroute("**/verify")
    page.get_by_role("button", name="Next customer").click()
    enter(page, token)
    expect(page.get_by_text("was already used here on")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_the_pages_fit(
    browser: Browser, site: VoucherSite, address: str, size: dict[str, int], language: str
) -> None:
    context = browser.new_context(viewport=size, locale=language)  # type: ignore[arg-type]
    page = context.new_page()

    def fits() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth") <= size["width"])

    page.goto(f"{address}/voucher/{site.link(site.issue())}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("#qr")).to_be_in_viewport(ratio=1)
    assert fits()
    page.goto(f"{address}/verify")
    assert fits()
    page.locator("#key").fill(PARKING_KEY)
    page.locator("#key").press("Enter")
    expect(page.locator("#token")).to_be_visible()
    page.wait_for_load_state("load")  # the page's script is there
    page.locator("#token").fill("x" * 60)
    assert fits()
    page.locator("#token").press("Enter")
    expect(page.locator("#headline")).to_be_in_viewport(ratio=1)
    expect(page.locator("#next")).to_be_in_viewport(ratio=1)
    expect(page.locator("#next")).to_be_focused()
    assert fits()
    assert urlsplit(page.url).path == "/verify"
    context.close()
