"""A person's own account: language, password, second factor, and the browsers that are signed in."""

from typing import Annotated, Any

import segno
from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame.access import PASSWORD_PAGE, SECOND_FACTOR_PAGE
from bot.desk.frame.errors import DeskError
from bot.desk.frame.pages import SEE_OTHER, Desk
from bot.desk.frame.people import STAFF_ERRORS
from bot.desk.signing_in.authentication import Door, Refused
from bot.desk.signing_in.sign_in import WAIT, ours, rounded
from bot.languages import LANGUAGES
from bot.ledger import staff
from bot.ledger.models import Staff
from bot.ledger.staff import AccountAct, NewPassword, StaffError
from bot.wording import Message, _

_PATH = "/desk/account"

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
_WRONG_CODE = _("This code is not right, or has been used. Wait for the next one in your app.")
_OFFER_ENDED = _("That took too long. Please scan the new picture.")
_MUST_STAY = _("Your role demands a second factor, so it cannot be removed.")
_NONE_YET = _("You have no second factor yet.")


def account_routes(desk: Desk) -> APIRouter:
    """What everybody at the desk may do with the own account."""
    routes, door = desk.router(), Door(desk.ports)
    ports, access = desk.ports, desk.access

    @routes.get(_PATH)
    def page(request: Request, done: str = "") -> Response:
        person = desk.staff(request)
        with ports.database.reading() as session:
            account = session.get_one(Staff, person.id)
            browsers = staff.sessions_of(session, person.id, ports.real_clock())
        return desk.render(
            request,
            "account.html",
            account=account,
            browsers=browsers,
            demanded=access.needs_second_factor(person),
            openid=ports.openid,
            known_as=known_as,
            done=done,
        )

    @routes.post("/desk/language")
    def language(
        request: Request, language: Annotated[str, Form()], next: Annotated[str, Form()] = ""
    ) -> Response:
        if language in LANGUAGES:
            with ports.database.transaction() as session:
                staff.lock_staff(session, desk.staff(request).id).language = language
        return RedirectResponse(ours(next), SEE_OTHER)

    @routes.post(f"{_PATH}/browsers/end")
    def end_browser(request: Request, browser: Annotated[int, Form()] = 0) -> Response:
        """Sign one browser out, or all but this one."""
        person = desk.staff(request)
        with ports.database.transaction() as session:
            if browser:
                staff.end_one_session(session, person.id, browser)
            else:
                staff.end_all_sessions(session, person.id, but=access.token(request))
            note(session, request, "staff.browsers_signed_out")
        return RedirectResponse(f"{_PATH}?done=browsers", SEE_OTHER)

    # -- password -------------------------------------------------------------------------------------

    @routes.get(PASSWORD_PAGE)
    def password_page(request: Request) -> Response:
        return password_form(request)

    @routes.post(PASSWORD_PAGE)
    def change_password(
        request: Request,
        old: Annotated[str, Form()] = "",
        new: Annotated[str, Form()] = "",
        again: Annotated[str, Form()] = "",
    ) -> Response:
        person = desk.staff(request)
        if not person.has_password:
            raise DeskError(403, _("Your account has no password: you sign in elsewhere."))
        try:
            staff.check_password(new, person.login)
        except StaffError as error:
            return password_form(request, 422, new=STAFF_ERRORS[error.reason])
        if new != again:
            return password_form(request, 422, again=_NOT_SAME)
        known = door.knows_password(person.id, old)
        if isinstance(known, Refused):
            return password_form(request, 429, old=WAIT.using(time=rounded(known.wait)))
        if not known:
            return password_form(request, 401, old=_WRONG_PASSWORD)
        if new == old:
            return password_form(request, 422, new=_SAME_AS_OLD)
        hashed, token = ports.passwords.hash(new), access.token(request)
        with ports.database.transaction() as session:
            account = staff.lock_staff(session, person.id)
            staff.set_password(session, account, NewPassword(hashed), by(request), keep_session=token)
            renewed = staff.renew_session(session, token)
        response = RedirectResponse(f"{_PATH}?done=password", SEE_OTHER)
        access.keep(request, response, renewed)
        return response

    def password_form(request: Request, status: int = 200, **errors: Message) -> Response:
        return desk.render(request, "account_password.html", status, errors=errors)

    # -- second factor --------------------------------------------------------------------------------

    @routes.get(SECOND_FACTOR_PAGE)
    def second_factor_page(request: Request) -> Response:
        return factor_form(request)

    @routes.post(SECOND_FACTOR_PAGE)
    def enrol(
        request: Request, sealed: Annotated[str, Form()] = "", code: Annotated[str, Form()] = ""
    ) -> Response:
        person = desk.staff(request)
        with ports.database.transaction() as session:
            account = staff.lock_staff(session, person.id)
            if account.totp_secret is not None:  # set up in another tab
                return RedirectResponse(SECOND_FACTOR_PAGE, SEE_OTHER)
            secret = door.factors.offered(account, sealed)
            codes = secret and door.factors.enrol(account, secret, code[:20], ports.real_clock())
            if codes:
                staff.end_all_sessions(session, person.id, but=access.token(request))
                note(session, request, "staff.second_factor_added")
        if secret is None:
            return factor_form(request, 422, _OFFER_ENDED)
        if not codes:
            return factor_form(request, 422, _WRONG_CODE, offer=(secret, sealed))
        return desk.render(request, "account_recovery.html", codes=codes)

    @routes.post(f"{SECOND_FACTOR_PAGE}/recovery")
    def renew_recovery_codes(request: Request, code: Annotated[str, Form()] = "") -> Response:
        """New recovery codes, for whoever shows the second factor."""
        with ports.database.transaction() as session:
            account, problem = shown(session, request, code)
            if problem is None:
                codes = door.factors.renew_recovery_codes(account)
                note(session, request, "staff.recovery_codes_renewed")
        if problem:
            return factor_form(request, 422, problem)
        return desk.render(request, "account_recovery.html", codes=codes)

    @routes.post(f"{SECOND_FACTOR_PAGE}/remove")
    def remove(request: Request, code: Annotated[str, Form()] = "") -> Response:
        if access.needs_second_factor(desk.staff(request)):
            raise DeskError(403, _MUST_STAY)
        with ports.database.transaction() as session:
            account, problem = shown(session, request, code)
            if problem is None:
                staff.forget_second_factor(account)
                note(session, request, "staff.second_factor_removed")
        if problem:
            return factor_form(request, 422, problem)
        return RedirectResponse(f"{_PATH}?done=removed", SEE_OTHER)

    def shown(session: Session, request: Request, code: str) -> tuple[Staff, Message | None]:
        """The account, and why its second factor was not shown."""
        account = staff.lock_staff(session, desk.staff(request).id)
        if account.totp_secret is None:
            return account, _NONE_YET
        known = door.knows_code(session, account, code[:40])
        if isinstance(known, Refused):
            return account, WAIT.using(time=rounded(known.wait))
        return account, None if known else _WRONG_CODE

    def factor_form(
        request: Request, status: int = 200, error: Message | None = None, offer: Any = None
    ) -> Response:
        person = desk.staff(request)
        with ports.database.reading() as session:
            account = session.get_one(Staff, person.id)
        values: dict[str, Any] = {"error": error, "demanded": access.needs_second_factor(person)}
        if account.totp_secret is not None:
            left = len(account.recovery_codes)
            return desk.render(request, "account_factor.html", status, recovery_left=left, **values)
        secret, sealed = offer or door.factors.offer(account)
        address = staff.otpauth_address(secret, person.login, desk.pages.say(request, _("Member desk")))
        picture = segno.make(address, micro=False).svg_data_uri(scale=5, border=2, light="#ffffff")
        return desk.render(
            request, "account_enrol.html", status, secret=secret, sealed=sealed, picture=picture, **values
        )

    # -- the audit trail ------------------------------------------------------------------------------

    def by(request: Request) -> AccountAct:
        return AccountAct(desk.staff(request).actor, ports.clock())

    def note(session: Session, request: Request, action: str) -> None:
        staff.note_account_act(session, session.get_one(Staff, desk.staff(request).id), action, by(request))

    return routes


def known_as(browser: str) -> str:
    """What people call a browser that says this of itself (`Firefox, Windows`); empty for others."""
    names = [name for mark, name in _BROWSERS if mark in browser][:1]
    names += [name for mark, name in _SYSTEMS if mark in browser][:1]
    return ", ".join(names)
