"""Every address of the desk with every role, without a session, and with forms that are not ours."""

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts
from starlette.requests import Request

from bot.desk.frame.access import device_of
from bot.ledger import staff
from bot.ledger.staff import Device
from tests.support.desk_site import DeskBrowser, DeskSite

EVERYBODY = frozenset({"agent", "reviewer", "supervisor", "operator", "nobody"})
INBOX = frozenset({"agent", "reviewer", "supervisor"})
AGENTS = frozenset({"agent", "supervisor"})
REVIEWERS = frozenset({"reviewer", "supervisor"})
OPERATORS = frozenset({"operator"})
SUPERVISORS = frozenset({"supervisor"})

# Who may use what lies at or below an address; the longest one counts. `POST ` stands before those of forms.
MAY = {
    "/desk": EVERYBODY,
    "/desk/account": EVERYBODY,
    "/desk/language": EVERYBODY,
    "/desk/sign-out": EVERYBODY,
    "/desk/events": EVERYBODY,
    "/desk/session": EVERYBODY,
    "/desk/navigation": EVERYBODY,
    "/desk/inbox": INBOX,
    "/desk/conversations": INBOX,
    "/desk/writing": INBOX,
    "POST /desk/conversations": AGENTS,
    "/desk/conversations/1/ask": INBOX,
    "POST /desk/conversations/1/ask": INBOX,
    "/desk/conversations/1/replies": AGENTS,
    "/desk/replies": SUPERVISORS,
    "/desk/receipts": REVIEWERS,
    "/desk/reports": frozenset({"supervisor", "operator"}),
    "/desk/members": SUPERVISORS,
    "/desk/packs": OPERATORS,
    "/desk/rewards": OPERATORS,
    "/desk/shops": OPERATORS,
    "/desk/hours": OPERATORS,
    "/desk/weather": frozenset({"supervisor", "operator"}),
    "/desk/broadcasts": OPERATORS,
    "/desk/audit": SUPERVISORS,
    "/desk/audit.csv": SUPERVISORS,
    "/desk/staff": OPERATORS,
}

IN_FRONT = ("/desk/sign-in", "/desk/static")


def routes(desk: DeskSite) -> Iterator[tuple[str, str]]:
    """Method and address of everything behind the door, with something in place of each part to fill in."""
    for route in iter_route_contexts(desk.app.routes):
        path = route.path or ""
        if not path.startswith("/desk") or path.startswith(IN_FRONT) or path == "/desk/{path:path}":
            continue
        for method in sorted(route.methods or ()):
            yield method, re.sub(r"{[^}]+}", "1", path)


def may(method: str, address: str) -> frozenset[str]:
    """Who may, by the table."""
    best = ""
    for known in MAY:
        wanted, _, path = known.rpartition(" ")
        if wanted not in ("", method) or (address != path and not address.startswith(f"{path}/")):
            continue
        if len(known) > len(best) and not (path == "/desk" and address != "/desk"):
            best = known
    assert best, f"say in MAY who may use {method} {address}"
    return MAY[best]


def signed_in(desk: DeskSite, login: str) -> tuple[DeskBrowser, str]:
    """A browser that is signed in, and the token of its forms."""
    browser = desk.browser()
    with desk.database.transaction() as session:
        person = staff.find_staff(session, login)
        assert person
        token = staff.begin_session(session, person, Device("10.0.0.1", ""), desk.real_now)
    browser.client.cookies.set("desk", token)
    return browser, browser.page_csrf(browser.get("/desk/account").text)


def status(browser: DeskBrowser, method: str, address: str, csrf: str | None) -> int:
    """The status of an answer; a stream is looked at, not read."""
    form = {"csrf": csrf} if csrf is not None and method == "POST" else None
    with browser.client.stream(method, address, data=form) as answer:
        return answer.status_code


@pytest.mark.parametrize("login", sorted(EVERYBODY))
def test_each_role_sees_its_own_pages_and_no_others(desk: DeskSite, login: str) -> None:
    desk.ports["stream"] = 0.0
    wrong = []
    browser, csrf = signed_in(desk, login)
    for method, address in routes(desk):
        if browser.get("/desk/session").status_code != 204:  # the form before has signed it out
            browser, csrf = signed_in(desk, login)
        answered = status(browser, method, address, csrf)
        refused = answered == 403
        if answered >= 500:
            wrong.append(f"{method} {address} failed")
        if refused == (login in may(method, address)):
            wrong.append(f"{method} {address} {'refused' if refused else 'allowed'}")
    assert "\n".join(wrong) == ""


def test_whoever_is_not_signed_in_is_sent_to_the_door(desk: DeskSite) -> None:
    browser = desk.browser()
    for method, address in [*routes(desk), ("GET", "/desk/no/such/page"), ("GET", "/desk/")]:
        answer = browser.client.request(method, address)
        assert answer.status_code in (303, 307), f"{method} {address}"
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/desk/sign-in?next=/desk")
        part = browser.client.request(method, address, headers={"HX-Request": "true"})
        if answer.status_code == 303:
            assert (part.status_code, part.text) == (401, "")
            assert part.headers["hx-redirect"].startswith("/desk/sign-in?next=/desk")


@pytest.mark.parametrize("csrf", [None, "", "0" * 64, "ü"])
def test_a_form_without_our_token_does_nothing(desk: DeskSite, csrf: str | None) -> None:
    browsers = [signed_in(desk, login)[0] for login in ("supervisor", "operator")]
    for method, address in routes(desk):
        if method == "POST":
            for browser in browsers:
                assert status(browser, method, address, csrf) == 403, address
    assert [browser.get("/desk/session").status_code for browser in browsers] == [204, 204]


def test_the_token_is_the_sessions_own(desk: DeskSite) -> None:
    _other, csrf = signed_in(desk, "agent")
    browser, own = signed_in(desk, "agent")
    assert status(browser, "POST", "/desk/sign-out", csrf) == 403
    header = browser.client.post(
        "/desk/language",
        data={"language": "zh-Hant"},
        headers={"X-CSRF-Token": own},
    )
    assert header.status_code == 303


def test_a_form_of_another_site_does_nothing_even_with_the_token(desk: DeskSite) -> None:
    browser, csrf = signed_in(desk, "agent")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = browser.client.post("/desk/sign-out", data={"csrf": csrf}, headers=headers)
        assert answer.status_code == 403
    assert browser.get("/desk/session").status_code == 204


def test_pages_are_kept_by_nobody_and_shown_in_no_frame(desk: DeskSite) -> None:
    headers = signed_in(desk, "agent")[0].get("/desk/account").headers
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script-src 'self';" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"


def test_a_part_of_a_page_that_is_refused_says_so_and_changes_nothing(desk: DeskSite) -> None:
    answer = signed_in(desk, "agent")[0].get("/desk/audit", **{"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (403, "")
    assert "Your account may not do this." in answer.headers["hx-trigger"]


def test_an_address_without_a_page_is_told_in_the_frame_of_the_desk(desk: DeskSite) -> None:
    answer = signed_in(desk, "agent")[0].get("/desk/no-such-page")
    assert answer.status_code == 404
    assert "There is nothing here." in answer.text and "Agent" in answer.text


def test_a_lost_session_leads_back_to_the_page_one_was_on(desk: DeskSite) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/account?done=1"}
    answer = desk.browser().client.post("/desk/language", data={}, headers=headers)
    assert answer.headers["hx-redirect"] == "/desk/sign-in?next=/desk/account%3Fdone%3D1"


def test_what_a_page_asks_for_by_itself_throws_nobody_out(desk: DeskSite) -> None:
    headers = {"HX-Request": "true", "X-Background": "1"}
    answer = desk.browser().get("/desk/navigation", **headers)
    assert answer.status_code == 401 and "hx-redirect" not in answer.headers


def test_files_of_the_desk_are_kept_by_their_content(desk: DeskSite) -> None:
    browser = desk.browser()
    assert browser.get("/desk/static/desk.css").headers["cache-control"] == "no-cache"
    assert "immutable" in browser.get("/desk/static/desk.css?v=abc").headers["cache-control"]
    assert browser.get("/desk/static/../desk.py").status_code in (303, 404)


def test_an_ipv6_network_counts_as_one_address(desk: DeskSite) -> None:
    scope = {"type": "http", "headers": [], "client": ("2001:db8:1:2:3::4", 1)}
    assert device_of(Request(scope)).address == "2001:0db8:0001:0002::/64"
