"""A person's own account: language, password, and the browsers that are signed in."""

from typing import Annotated

from fastapi import Form
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame import (
    PASSWORD_PAGE,
    SEE_OTHER,
    STAFF_ERRORS,
    DeskError,
    Text,
    TheVisit,
    Visit,
    guarded,
)
from bot.desk.signing_in.authentication import Refused, TheAuthentication
from bot.desk.signing_in.sign_in import ours
from bot.languages import LANGUAGES
from bot.ledger import staff
from bot.ledger.models import Staff
from bot.ledger.staff import NewPassword, StaffError
from bot.wording import Message, _

PATH = "/desk/account"

# The first that a browser mentions; most mention others too.
_BROWSERS = (("Edg", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS", "macOS"),
    ("Windows", "Windows"),
    ("Linux", "Linux"),
)

_WRONG_PASSWORD = _("This is not your present password.")
_NOT_SAME = _("The two new passwords differ.")
_SAME_AS_OLD = _("This is the password you have. Please choose another one.")


router = guarded()


@router.get(PATH)
def page(visit: TheVisit, done: str = "") -> Response:
    """The account."""
    person = visit.staff
    with visit.reading() as session:
        account = session.get_one(Staff, person.id)
        browsers = staff.sessions_of(session, person.id, visit.ports.real_clock())
    return visit.render(
        "account.html",
        account=account,
        browsers=browsers,
        demanded=visit.desk.access.needs_second_factor(person),
        openid=visit.ports.openid,
        known_as=known_as,
        done=done,
    )


@router.post("/desk/language")
def language(visit: TheVisit, language: Text, next: Text = "") -> Response:
    """Choose the language of the desk."""
    if language in LANGUAGES:
        with visit.transaction() as session:
            staff.lock_staff(session, visit.staff.id).language = language
    return RedirectResponse(ours(next), SEE_OTHER)


@router.post(f"{PATH}/browsers/end")
def end_browser(visit: TheVisit, browser: Annotated[int, Form()] = 0) -> Response:
    """Sign one browser out, or all but this one."""
    person = visit.staff
    with visit.transaction() as session:
        if browser:
            staff.end_one_session(session, person.id, browser)
        else:
            staff.end_all_sessions(session, person.id, but=visit.token)
        note(visit, session, "staff.browsers_signed_out")
    return RedirectResponse(f"{PATH}?done=browsers", SEE_OTHER)


@router.get(PASSWORD_PAGE)
def password_page(visit: TheVisit) -> Response:
    """The form for another password."""
    return _password_form(visit)


@router.post(PASSWORD_PAGE)
def change_password(
    visit: TheVisit,
    authentication: TheAuthentication,
    old: Text = "",
    new: Text = "",
    again: Text = "",
) -> Response:
    """Take another password; all other browsers are signed out."""
    person = visit.staff
    if not person.has_password:
        raise DeskError(403, _("Your account has no password: you sign in elsewhere."))
    try:
        staff.check_password(new, person.login)
    except StaffError as error:
        return _password_form(visit, 422, new=STAFF_ERRORS[error.reason])
    if new != again:
        return _password_form(visit, 422, again=_NOT_SAME)
    known = authentication.knows_password(person.id, old)
    if isinstance(known, Refused):
        return _password_form(visit, 429, old=known.patience)
    if not known:
        return _password_form(visit, 401, old=_WRONG_PASSWORD)
    if new == old:
        return _password_form(visit, 422, new=_SAME_AS_OLD)
    hashed, token = visit.ports.passwords.hash(new), visit.token
    with visit.transaction() as session:
        account = staff.lock_staff(session, person.id)
        staff.set_password(session, account, NewPassword(hashed), visit.account_act(), keep_session=token)
        renewed = staff.renew_session(session, token)
    response = RedirectResponse(f"{PATH}?done=password", SEE_OTHER)
    visit.desk.access.keep(visit.request, response, renewed)
    return response


def _password_form(visit: Visit, status: int = 200, **errors: Message) -> Response:
    return visit.render("account_password.html", status, errors=errors)


def note(visit: Visit, session: Session, action: str) -> None:
    """Note in the audit trail what the person did to the own account."""
    staff.note_account_act(session, session.get_one(Staff, visit.staff.id), action, visit.account_act())


def known_as(browser: str) -> str:
    """What people call a browser that says this of itself (`Firefox, Windows`); empty for others."""
    names = [name for mark, name in _BROWSERS if mark in browser][:1]
    names += [name for mark, name in _SYSTEMS if mark in browser][:1]
    return ", ".join(names)
