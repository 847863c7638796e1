"""Signing in: what is told, what is kept, and what happens to those who guess."""

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from bot.desk.signing_in.sign_in import ours
from bot.ledger import staff
from bot.ledger.models import Audit, SignInBrake, Staff, StaffSession
from bot.ledger.staff.sessions import LONGEST_SESSION, SESSION_IDLE
from tests.support.desk_site import PASSWORD, DeskBrowser, DeskSite


def error_of(html: str) -> str:
    found = re.search(r'role="alert">.*?<span>(.*?)</span>', html, re.S)
    return found[1] if found else ""


def test_whoever_signs_in_comes_to_the_page_they_wanted(desk_everywhere: DeskSite) -> None:
    browser = desk_everywhere.browser()
    sent = browser.get("/desk/account/password?x=1")
    assert (sent.status_code, sent.headers["location"]) == (
        303,
        "/desk/sign-in?next=/desk/account/password%3Fx%3D1",
    )
    assert 'name="next" value="/desk/account/password?x=1"' in browser.get(sent.headers["location"]).text
    answer = browser.sign_in("Agent ", next="/desk/account/password?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/account/password?x=1")
    assert browser.get(answer.headers["location"]).status_code == 200


def test_the_cookie_is_kept_from_scripts_and_other_sites(desk: DeskSite) -> None:
    cookie = desk.browser().sign_in("agent").headers["set-cookie"]
    assert cookie.startswith("desk=")
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Domain" not in cookie
    desk.ports["public_url"] = "https://bot.example"
    desk._app = None
    cookie = desk.browser().sign_in("agent").headers["set-cookie"]
    assert cookie.startswith("__Host-desk=") and "Secure" in cookie and "Path=/;" in cookie


def test_only_a_hash_of_the_token_is_kept(desk: DeskSite) -> None:
    browser = desk.browser("agent")
    token = browser.client.cookies["desk"]
    with desk.database.reading() as session:
        kept = session.scalars(select(StaffSession)).one()
        account = session.scalars(select(Staff).where(Staff.login == "agent")).one()
    assert token not in kept.token_hash
    assert PASSWORD not in (account.password_hash or "") and account.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("login", "password"), [("agent", "wrong"), ("stranger", PASSWORD), ("agent", ""), ("", "")]
)
def test_what_is_wrong_is_not_told(desk: DeskSite, login: str, password: str) -> None:
    answer = desk.browser().sign_in(login, password)
    assert answer.status_code == 401
    assert error_of(answer.text) == "The login or the password is not right."
    assert "set-cookie" not in answer.headers
    assert password == "" or password not in answer.text


def test_an_account_that_is_off_says_no_more_than_a_wrong_password(desk: DeskSite) -> None:
    with desk.database.transaction() as session:
        person = staff.find_staff(session, "agent")
        assert person
        staff.set_active(session, person, False, staff.AccountAct("test", desk.now))
    answer = desk.browser().sign_in("agent")
    assert (answer.status_code, error_of(answer.text)) == (401, "The login or the password is not right.")


@pytest.mark.parametrize("login", ["agent", "stranger"])
def test_guessing_has_to_wait_ever_longer_whether_the_login_exists_or_not(
    desk_everywhere: DeskSite, login: str
) -> None:
    desk, browser = desk_everywhere, desk_everywhere.browser()
    waits = []
    for _ in range(3):
        while (answer := browser.sign_in(login, "wrong")).status_code == 401:
            pass
        assert answer.status_code == 429
        # Not even the right one is let in now.
        assert browser.sign_in(login).status_code == 429
        waits.append(error_of(answer.text))
        desk.later(minutes=5)
    assert waits == [
        f"There were too many wrong tries. Please try again in {time}."
        for time in ("30 seconds", "1 minute", "2 minutes")
    ]
    assert browser.sign_in(login).status_code == (303 if login == "agent" else 401)
    with desk.database.reading() as session:
        assert all(login not in brake.key for brake in session.scalars(select(SignInBrake)))


def test_one_address_has_to_wait_whatever_login_it_tries(desk: DeskSite) -> None:
    browser = desk.browser(address="10.0.0.66")
    answers = [browser.sign_in(f"guess{n}", "wrong").status_code for n in range(31)]
    assert answers == [401] * 30 + [429]
    assert desk.browser(address="10.0.0.67").sign_in("agent").status_code == 303


def test_signing_in_many_times_from_one_office_is_no_guessing(desk: DeskSite) -> None:
    for n in range(40):
        assert desk.browser().sign_in(("agent", "reviewer")[n % 2]).status_code == 303


def test_a_session_ends_when_nothing_is_done_and_after_a_day_of_work(desk_everywhere: DeskSite) -> None:
    desk, browser = desk_everywhere, desk_everywhere.browser("agent")
    desk.later(seconds=SESSION_IDLE.total_seconds() - 1)
    assert browser.get("/desk/account").status_code == 200
    desk.later(seconds=SESSION_IDLE.total_seconds() - 1)
    # What the page asks for by itself does not count as doing something.
    assert browser.get("/desk/session", **{"X-Background": "1"}).status_code == 204
    desk.later(seconds=2)
    assert browser.get("/desk/account").status_code == 303
    browser = desk.browser("agent")
    for _ in range(int(LONGEST_SESSION / timedelta(minutes=50))):
        desk.later(minutes=50)
        assert browser.get("/desk/account").status_code == 200
    desk.later(minutes=50)
    assert browser.get("/desk/account").status_code == 303


def test_signing_out_ends_the_session_for_good(desk: DeskSite) -> None:
    browser = desk.browser("agent")
    token = browser.client.cookies["desk"]
    assert browser.post("/desk/sign-out").headers["location"] == "/desk/sign-in"
    browser.client.cookies.set("desk", token)
    assert browser.get("/desk/account").status_code == 303


def test_a_new_sign_in_has_a_new_token_and_ends_the_old_one(desk: DeskSite) -> None:
    browser = desk.browser("agent")
    old = browser.client.cookies["desk"]
    browser.sign_in("agent")
    assert browser.client.cookies["desk"] != old
    with desk.database.reading() as session:
        assert staff.find_session(session, old, desk.real_now) is None


def test_switching_an_account_off_ends_its_sessions_at_once(desk: DeskSite) -> None:
    browser, operator = desk.browser("agent"), desk.browser("operator")
    with desk.database.reading() as session:
        number = session.scalars(select(Staff.id).where(Staff.login == "agent")).one()
    assert operator.post(f"/desk/staff/{number}/active", active="false").status_code == 303
    assert browser.get("/desk/account").status_code == 303
    assert desk.browser().sign_in("agent").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/desk",
        "//evil.example/desk",
        "/desk//evil.example",
        "/\\evil.example",
        "/desk/../admin",
        "/deskevil",
        "/chat",
        "javascript:alert(1)",
        "/desk/x\r\nSet-Cookie: a=b",
        "/desk/sign-in?next=/desk",
        "",
    ],
)
def test_the_way_back_stays_within_the_desk(desk: DeskSite, path: str) -> None:
    assert ours(path) == "/desk"
    answer = desk.browser().sign_in("agent", next=path)
    assert answer.headers["location"] == "/desk"


def test_the_example_people_are_for_the_demo_alone(desk: DeskSite) -> None:
    with desk.database.transaction() as session:
        staff.add_example_staff(session, desk.now)
    browser = desk.browser()
    page = browser.get("/desk/sign-in").text
    assert "Amy Lam" not in page
    assert browser.client.post("/desk/sign-in/example", data={"login": "amy"}).status_code in (404, 405)
    assert browser.sign_in("amy", "").status_code == 401
    desk.ports["demo"], desk._app = True, None
    demo = desk.browser()
    assert "Amy Lam" in demo.get("/desk/sign-in").text
    assert demo.client.post("/desk/sign-in/example", data={"login": "amy"}).status_code == 303
    assert demo.get("/desk/account").status_code == 200
    assert demo.client.post("/desk/sign-in/example", data={"login": "agent"}).status_code == 404
    # The same database outside the demo: the session is good for nothing.
    desk.ports["demo"], desk._app = False, None
    late = desk.browser()
    late.client.cookies.set("desk", demo.client.cookies["desk"])
    assert late.get("/desk/account").status_code == 303


def test_signing_in_leaves_its_traces(desk: DeskSite) -> None:
    desk.browser().sign_in("agent", "wrong")
    desk.browser("agent").post("/desk/sign-out")
    with desk.database.reading() as session:
        number = session.scalars(select(Staff.id).where(Staff.login == "agent")).one()
        acts = session.execute(
            select(Audit.actor, Audit.action).where(Audit.subject == f"staff:{number}").order_by(Audit.id)
        ).all()
    assert acts[1:] == [
        ("address:10.0.0.1", "staff.sign_in_failed"),
        ("staff:agent", "staff.signed_in"),
        ("staff:agent", "staff.signed_out"),
    ]


# -- the second factor --------------------------------------------------------------------------------------


def enrol(desk: DeskSite, browser: DeskBrowser) -> tuple[pyotp.TOTP, list[str]]:
    """Set a second factor up as the page tells; the app, and the recovery codes."""
    page = browser.get("/desk/account/second-factor").text
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)
    shown = re.search(r'<p class="mono key">(.*?)</p>', page)
    assert sealed and shown
    totp = pyotp.TOTP("".join(re.findall(r"<span>(\w+)</span>", shown[1])))
    wrong = browser.post("/desk/account/second-factor", sealed=sealed[1], code="000000")
    assert wrong.status_code == 422 and sealed[1] in wrong.text  # the picture that was scanned stays good
    answer = browser.post("/desk/account/second-factor", sealed=sealed[1], code=totp.at(desk.real_now))
    return totp, re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", answer.text)


def test_a_code_is_asked_for_and_good_once(desk_everywhere: DeskSite) -> None:
    desk = desk_everywhere
    totp, _codes = enrol(desk, desk.browser("agent"))
    browser = desk.browser()
    answer = browser.sign_in("agent", next="/desk/account/password")
    assert answer.headers["location"] == "/desk/sign-in/code?next=/desk/account/password"
    # The password alone opens nothing.
    assert browser.get("/desk/account").headers["location"].startswith("/desk/sign-in?")
    csrf = browser.page_csrf(browser.get("/desk/sign-in/code").text)

    def show(code: str) -> int:
        form = {"csrf": csrf, "code": code, "next": "/desk/account"}
        return browser.client.post("/desk/sign-in/code", data=form).status_code

    used = totp.at(desk.real_now)
    assert show(used) == 401  # at the enrolment
    desk.later(seconds=30)
    assert show("123") == 401
    assert show(totp.at(desk.real_now)) == 303
    assert browser.get("/desk/account").status_code == 200
    again = desk.browser()
    again.sign_in("agent")
    csrf = again.page_csrf(again.get("/desk/sign-in/code").text)
    replayed = again.client.post("/desk/sign-in/code", data={"csrf": csrf, "code": totp.at(desk.real_now)})
    assert replayed.status_code == 401


def test_guessing_codes_has_to_wait(desk: DeskSite) -> None:
    totp, _codes = enrol(desk, desk.browser("agent"))
    desk.later(seconds=60)
    browser = desk.browser()
    browser.sign_in("agent")
    csrf = browser.page_csrf(browser.get("/desk/sign-in/code").text)
    answers = [
        browser.client.post("/desk/sign-in/code", data={"csrf": csrf, "code": f"{n:06}"}).status_code
        for n in range(6)
    ]
    assert answers == [401] * 5 + [429]
    right = {"csrf": csrf, "code": totp.at(desk.real_now)}
    assert browser.client.post("/desk/sign-in/code", data=right).status_code == 429


def test_the_second_step_does_not_wait_for_ever(desk: DeskSite) -> None:
    totp, _codes = enrol(desk, desk.browser("agent"))
    browser = desk.browser()
    browser.sign_in("agent")
    csrf = browser.page_csrf(browser.get("/desk/sign-in/code").text)
    desk.later(minutes=11)
    form = {"csrf": csrf, "code": totp.at(desk.real_now)}
    answer = browser.client.post("/desk/sign-in/code", data=form)
    assert (answer.status_code, error_of(answer.text)) == (401, "That took too long. Please sign in again.")


def test_a_recovery_code_is_good_once(desk: DeskSite) -> None:
    _totp, codes = enrol(desk, desk.browser("agent"))
    assert len(set(codes)) == 10
    for code, status in ((codes[0].upper().replace("-", " "), 303), (codes[0], 401), (codes[1], 303)):
        browser = desk.browser()
        browser.sign_in("agent")
        csrf = browser.page_csrf(browser.get("/desk/sign-in/code").text)
        answer = browser.client.post("/desk/sign-in/code", data={"csrf": csrf, "code": code})
        assert answer.status_code == status
    with desk.database.reading() as session:
        account = session.scalars(select(Staff).where(Staff.login == "agent")).one()
    assert len(account.recovery_codes) == 8
    assert codes[5] not in str(account.recovery_codes) and "secret" not in (account.totp_secret or "")


def test_who_must_have_a_second_factor_sets_it_up_first(desk: DeskSite) -> None:
    desk.ports["second_factor"] = frozenset({"supervisor", "operator"})
    browser = desk.browser("supervisor")
    for path in ("/desk", "/desk/audit", "/desk/account"):
        assert browser.get(path).headers["location"] == "/desk/account/second-factor"
    browser.csrf = browser.page_csrf(browser.get("/desk/account/second-factor").text)
    _totp, codes = enrol(desk, browser)
    assert codes
    assert browser.get("/desk/audit").status_code == 200
    assert browser.post("/desk/account/second-factor/remove", code=codes[0]).status_code == 403
    assert desk.browser("agent").get("/desk/account").status_code == 200


def test_a_lost_telephone_is_an_operators_matter(desk: DeskSite) -> None:
    enrol(desk, desk.browser("agent"))
    with desk.database.reading() as session:
        number = session.scalars(select(Staff.id).where(Staff.login == "agent")).one()
    assert desk.browser("operator").post(f"/desk/staff/{number}/second-factor").status_code == 303
    assert desk.browser().sign_in("agent").headers["location"] == "/desk/account"
