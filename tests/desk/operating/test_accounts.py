"""Accounts: one's own, and those that an operator looks after."""

import re

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.ledger import staff
from bot.ledger.models import Audit, Role, Staff
from bot.ledger.staff import AccountAct, NewStaff, Passwords, StaffError
from tests.support.desk_site import PASSWORD, DeskBrowser, DeskSite

NEW = "umbrella tram ferry"
HTML = '<img src=x onerror="alert(1)"> & Sons'


def number_of(desk: DeskSite, login: str) -> int:
    with desk.database.reading() as session:
        return session.scalars(select(Staff.id).where(Staff.login == login)).one()


def roles_of(desk: DeskSite, login: str) -> list[Role]:
    with desk.database.reading() as session:
        return list(session.scalars(select(Staff.roles).where(Staff.login == login)).one())


def change(browser: DeskBrowser, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> int:
    form = {"old": old, "new": new, "again": new if again is None else again}
    return browser.post("/desk/account/password", **form).status_code


def test_a_new_password_signs_everybody_else_out(desk_everywhere: DeskSite) -> None:
    desk = desk_everywhere
    browser, other = desk.browser("agent"), desk.browser("agent")
    token = browser.client.cookies["desk"]
    assert change(browser) == 303
    assert browser.client.cookies["desk"] != token
    assert browser.get("/desk/account").status_code == 200
    assert other.get("/desk/account").status_code == 303
    assert desk.browser().sign_in("agent").status_code == 401
    assert desk.browser().sign_in("agent", NEW).status_code == 303


@pytest.mark.parametrize(
    ("form", "status", "why"),
    [
        ({"old": "wrong wrong wrong"}, 401, "This is not your present password."),
        ({"new": "short"}, 422, "12 characters or more"),
        ({"new": "x" * 201}, 422, "at most 200 characters"),
        ({"new": "the agent in charge"}, 422, "too easy to guess"),
        ({"new": "ababababababab"}, 422, "too easy to guess"),
        ({"again": "something else here"}, 422, "The two new passwords differ."),
        ({"new": PASSWORD}, 422, "This is the password you have."),
    ],
)
def test_a_password_that_will_not_do_is_explained(
    desk: DeskSite, form: dict[str, str], status: int, why: str
) -> None:
    browser = desk.browser("agent")
    given = {"old": PASSWORD, "new": NEW} | form
    answer = browser.post("/desk/account/password", **({"again": given["new"]} | given))
    assert answer.status_code == status and why in answer.text
    assert desk.browser().sign_in("agent").status_code == 303


def test_guessing_the_present_password_at_an_open_desk_has_to_wait(desk: DeskSite) -> None:
    browser = desk.browser("agent")
    assert [change(browser, old=f"wrong {n}") for n in range(6)] == [401] * 5 + [429]


def test_a_password_is_the_same_in_other_code_points() -> None:
    kept = Passwords().hash("\u5e97\u5bb6\uff21\uff22 caf\u00e9 1234")
    assert Passwords().check(kept, "\u5e97\u5bb6AB cafe\u0301 1234").right
    assert not Passwords().check(kept, "\u5e97\u5bb6AB cafe 1234").right


def test_hashes_are_made_anew_when_their_parameters_change(desk: DeskSite) -> None:
    weak = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1).hash(PASSWORD)
    with desk.database.transaction() as session:
        person = staff.find_staff(session, "agent")
        assert person
        person.password_hash = weak
    desk.ports["passwords"] = Passwords()
    desk.browser("agent")
    with desk.database.reading() as session:
        person = staff.find_staff(session, "agent")
    assert person and person.password_hash != weak and Passwords().check(person.password_hash, PASSWORD).right


def test_the_language_is_the_accounts_own(desk: DeskSite) -> None:
    browser = desk.browser("agent")
    assert browser.post("/desk/language", language="zh-Hant", next="/desk/account").status_code == 303
    assert '<html lang="zh-Hant">' in browser.get("/desk/account").text
    assert '<html lang="zh-Hant">' in desk.browser("agent").get("/desk/account?language=en").text
    browser.post("/desk/language", language="xx")
    assert '<html lang="zh-Hant">' in browser.get("/desk/account").text


def test_other_browsers_can_be_signed_out(desk: DeskSite) -> None:
    browser, other, third = (desk.browser("agent") for _ in range(3))
    stranger = desk.browser("reviewer")
    page = browser.get("/desk/account").text
    assert page.count('name="browser"') == 2
    # Somebody else's cannot be.
    theirs = re.findall(r'name="browser" value="(\d+)"', page)
    stranger.post("/desk/account/browsers/end", browser=theirs[0])
    assert other.get("/desk/session").status_code == third.get("/desk/session").status_code == 204
    browser.post("/desk/account/browsers/end")
    assert browser.get("/desk/session").status_code == stranger.get("/desk/session").status_code == 204
    assert other.get("/desk/account").status_code == third.get("/desk/account").status_code == 303


# -- for operators ------------------------------------------------------------------------------------------


def test_a_person_who_is_added_chooses_a_password_of_their_own(desk_everywhere: DeskSite) -> None:
    desk = desk_everywhere
    operator = desk.browser("operator")
    answer = operator.post(
        "/desk/staff", login=" Kim@Mall.hk", name=HTML, roles=["agent"], language="zh-Hans"
    )
    handed = re.search(r'handed">([^<]+)<', answer.text)
    assert handed and "<img" not in answer.text.partition("<main")[2].replace('<img src="/desk', "")
    assert handed[1] not in operator.get("/desk/staff").text
    kim = desk.browser()
    assert kim.sign_in("kim@mall.hk", handed[1]).status_code == 303
    for path in ("/desk", "/desk/inbox", "/desk/account"):
        assert kim.get(path).headers["location"] == "/desk/account/password"
    kim.csrf = kim.page_csrf(kim.get("/desk/account/password").text)
    assert change(kim, handed[1]) == 303
    kim.csrf = ""
    assert kim.get("/desk/inbox").status_code == 200
    page = kim.get("/desk/account").text
    assert '<html lang="zh-Hans">' in page and "<img src=x" not in page and "&lt;img src=x" in page


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"login": "Agent"}, "Somebody has this login already."),
        ({"login": "a b"}, "A login has two letters or more"),
        ({"login": "'; DROP TABLE staff; --"}, "A login has two letters or more"),
        ({"name": "  "}, "Please enter a name"),
        ({"name": "x" * 81}, "Please enter a name"),
        ({"roles": ["root"]}, "There is no such role."),
    ],
)
def test_a_person_who_cannot_be_added_is_explained_and_nothing_is_lost(
    desk: DeskSite, form: dict[str, object], why: str
) -> None:
    given: dict[str, object] = {"login": "kim", "name": "Kim Lau", "roles": ["agent"]} | form
    answer = desk.browser("operator").post("/desk/staff", **given)
    assert answer.status_code == 422 and why in answer.text
    if "name" not in form:
        assert 'value="Kim Lau"' in answer.text


def test_roles_change_at_once(desk: DeskSite) -> None:
    browser, operator = desk.browser("agent"), desk.browser("operator")
    number = number_of(desk, "agent")
    assert browser.get("/desk/audit").status_code == 403
    assert operator.post(f"/desk/staff/{number}/roles", roles=["supervisor"]).status_code == 303
    assert browser.get("/desk/audit").status_code == 200
    assert operator.post(f"/desk/staff/{number}/roles").status_code == 303
    assert browser.get("/desk/inbox").status_code == 403
    assert roles_of(desk, "agent") == []


def test_there_is_always_an_operator(desk_everywhere: DeskSite) -> None:
    desk = desk_everywhere
    operator, number = desk.browser("operator"), number_of(desk, "operator")
    with desk.database.transaction() as session:
        staff.add_example_staff(session, desk.now)  # whose operator can sign in nowhere but in the demo
    for act, form in (("roles", {"roles": ["agent"]}), ("active", {"active": "false"})):
        answer = operator.post(f"/desk/staff/{number}/{act}", **form)
        assert answer.status_code == 409 and "This is the last operator" in answer.text
    desk.person("second", "operator")
    assert operator.post(f"/desk/staff/{number}/roles", roles=["agent"]).status_code == 303
    assert operator.get("/desk/staff").status_code == 403


def test_a_password_that_is_reset_ends_sessions_and_waits(desk: DeskSite) -> None:
    browser, operator = desk.browser("agent"), desk.browser("operator")
    for n in range(6):
        desk.browser().sign_in("agent", f"forgotten {n}")
    answer = operator.post(f"/desk/staff/{number_of(desk, 'agent')}/password")
    handed = re.search(r'handed">([^<]+)<', answer.text)
    assert handed and browser.get("/desk/account").status_code == 303
    assert desk.browser().sign_in("agent", handed[1]).status_code == 303
    with desk.database.reading() as session:
        notes = session.scalars(select(Audit).where(Audit.action == "staff.password_reset")).all()
    assert [note.actor for note in notes] == ["staff:operator"]
    assert handed[1] not in str([note.detail for note in notes])


def test_people_who_are_nobody_are_not_found(desk: DeskSite) -> None:
    operator = desk.browser("operator")
    for path in ("/desk/staff/99999", "/desk/staff/0"):
        assert operator.get(path).status_code == 404
        assert operator.post(f"{path}/active", active="true").status_code == 404
    assert operator.get("/desk/staff/x").status_code == 422


def test_of_two_people_added_at_once_under_one_login_one_is(desk_everywhere: DeskSite) -> None:
    by = AccountAct("test", desk_everywhere.now)
    with desk_everywhere.database.transaction() as session:
        staff.add_staff(session, NewStaff("kim", "Kim", ["agent"], password_hash=None), by)
        with pytest.raises(StaffError, match="taken"):
            staff.add_staff(session, NewStaff("KIM", "Kim", ["agent"], password_hash=None), by)
