"""The door of the desk in a browser: by keyboard alone, with a second factor, in three languages."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.ledger import staff
from bot.ledger.store import Database
from tests.support.desk_site import PASSWORD, DeskSite
from tests.support.live_server import serving

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 800}
TABLET = {"width": 820, "height": 1180}
SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"


@pytest.fixture
def site(sqlite_database: Database, tmp_path: Path) -> DeskSite:
    expect.set_options(timeout=15_000)
    ports = {"closing": threading.Event(), "second_factor": frozenset({"supervisor"})}
    made = DeskSite(sqlite_database, tmp_path, ports=ports)
    made.people()
    return made


@pytest.fixture
def address(site: DeskSite) -> Iterator[str]:
    with serving(site.app) as served:
        yield served
        site.ports["closing"].set()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=DESKTOP, locale="en-GB")  # type: ignore[arg-type]
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if "Security Policy" in line.text else None)
    yield opened
    assert faults == []


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """As somebody does who never touches the mouse."""
    expect(page.get_by_label("Login")).to_be_focused()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def code(site: DeskSite, secret: str) -> str:
    return pyotp.TOTP(secret).at(site.real_now)


def test_a_supervisor_sets_a_second_factor_up_and_signs_in_with_it(
    page: Page, address: str, site: DeskSite
) -> None:
    page.goto(f"{address}/desk/audit")
    sign_in(page, "supervisor", "wrong password")
    expect(page.get_by_role("alert")).to_have_text("The login or the password is not right.")
    expect(page.get_by_label("Login")).to_have_value("supervisor")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    # Nothing else opens before it is set up.
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = re.sub(r"\s", "", page.locator(".key").inner_text())
    page.get_by_label("Enter the code that the app shows").fill(code(site, secret))
    page.keyboard.press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="Audit log").click()
    expect(page.get_by_role("cell", name="staff.second_factor_added")).to_be_visible()

    page.locator("#person-menu summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").press("Enter")
    sign_in(page, "supervisor")
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(code(site, secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This code is not right, or has been used.")
    site.later(seconds=30)
    page.get_by_label("Code").fill(code(site, secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Pages of the desk")).to_be_visible()


def test_keys_open_their_help_and_the_skip_link_comes_first(page: Page, address: str) -> None:
    page.goto(f"{address}/desk/account")
    sign_in(page, "agent")
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_a_lost_session_is_told_and_leads_back_with_what_was_typed(
    page: Page, context: BrowserContext, address: str, site: DeskSite
) -> None:
    page.goto(f"{address}/desk/account?done=nothing")
    sign_in(page, "agent")
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    # A field of a page whose text is kept.
    page.evaluate(
        "document.querySelector('#content').insertAdjacentHTML('beforeend', '<textarea data-keep=\"t\">')"
    )
    page.locator("textarea").fill("half an answer")
    with site.database.transaction() as session:
        person = staff.find_staff(session, "agent")
        assert person
        staff.end_all_sessions(session, person.id)
    # What the page does by itself does not throw anybody out.
    page.evaluate("document.body.dispatchEvent(new CustomEvent('desk:refresh'))")
    expect(page.get_by_role("alert")).to_contain_text("You are signed out.")
    expect(page.locator("textarea")).to_have_value("half an answer")
    # What the person does leads to the door, and back.
    page.evaluate("htmx.ajax('GET', '/desk/navigation', '#navigation')")
    expect(page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    sign_in(page, "agent")
    page.wait_for_url("**/desk/account?done=nothing")
    kept = page.evaluate(
        "Object.entries(sessionStorage).map(([name, value]) => [name.split(':').pop(), value])"
    )
    assert ["t", "half an answer"] in kept


def test_a_stale_form_of_another_session_does_nothing_and_says_so(
    page: Page, context: BrowserContext, address: str
) -> None:
    page.goto(f"{address}/desk/account")
    sign_in(page, "agent")
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    other = context.new_page()
    other.goto(f"{address}/desk/sign-in?next=/desk/account")
    sign_in(other, "reviewer")
    expect(other.get_by_text("Reviewer", exact=True).first).to_be_visible()
    # The first tab still shows the agent's page.
    page.get_by_role("button", name="繁體").first.click()
    expect(page.locator("#content")).to_contain_text("This page was out of date, so nothing was done.")


def test_a_name_with_a_script_is_a_name(page: Page, address: str, site: DeskSite) -> None:
    with site.database.transaction() as session:
        person = staff.find_staff(session, "operator")
        assert person
        person.name = SCRIPT
    page.goto(f"{address}/desk/staff")
    sign_in(page, "operator")
    expect(page.get_by_role("link", name=SCRIPT)).to_be_visible()
    page.locator("#person-menu summary").click()
    expect(page.locator(".menu-title strong")).to_have_text(SCRIPT)
    assert page.title() == "People · Desk"


@pytest.mark.parametrize("viewport", [DESKTOP, TABLET], ids=["desktop", "tablet"])
def test_the_desk_speaks_three_languages_and_fits(page: Page, address: str, viewport: dict[str, int]) -> None:
    page.set_viewport_size(viewport)  # type: ignore[arg-type]
    page.goto(f"{address}/desk/staff")
    sign_in(page, "operator")
    for language, title in (("繁體", "人員"), ("简体", "人员"), ("English", "People")):
        page.locator("#person-menu summary").click()
        page.locator("#person-menu").get_by_role("button", name=language).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_changes_reach_every_tab_over_one_stream(
    page: Page, context: BrowserContext, address: str, site: DeskSite
) -> None:
    page.goto(f"{address}/desk/account")
    sign_in(page, "agent")
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    other = context.new_page()
    other.goto(f"{address}/desk/account")
    for tab in (page, other):
        tab.evaluate("document.body.addEventListener('desk:staffs', () => (document.title = 'told'))")
    with site.database.transaction() as session:
        person = staff.find_staff(session, "reviewer")
        assert person
        staff.note_account_act(session, person, "staff.waved", staff.AccountAct("staff:reviewer", site.now))
    for tab in (page, other):
        expect(tab).to_have_title("told")
