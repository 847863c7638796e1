"""The pages in front of the desk: signing in, the second factor, and signing out."""

import re

from fastapi import Depends
from starlette.responses import RedirectResponse, Response

from bot.desk.frame import (
    SEE_OTHER,
    SIGN_IN,
    Text,
    TheVisit,
    Visit,
    device_of,
    guarded,
    not_found,
    open_to_all,
    our_form,
    with_next,
)
from bot.desk.signing_in.authentication import Entered, Refused, TheAuthentication
from bot.ledger import staff
from bot.ledger.models import Staff
from bot.pages import LANGUAGE_COOKIE, page_language
from bot.wording import Message, _

CODE = f"{SIGN_IN}/code"

_OURS = re.compile(r"/desk(/[A-Za-z0-9._~@/-]*)?(\?[A-Za-z0-9._~%&=+,:@/-]*)?")
_A_YEAR = 365 * 24 * 3600

_WRONG = _("The login or the password is not right.")
_WRONG_CODE = _("This code is not right, or has been used. Wait for the next one in your app.")
_ENDED = _("That took too long. Please sign in again.")


router = open_to_all()
way_out = guarded()


@router.get(SIGN_IN)
def page(visit: TheVisit, next: str = "") -> Response:
    """The form."""
    return _show(visit, next)


@router.post(SIGN_IN)
def sign_in(
    visit: TheVisit,
    authentication: TheAuthentication,
    login: Text = "",
    password: Text = "",
    next: Text = "",
) -> Response:
    """Sign in with a password."""
    entered = authentication.with_password(login, password, device_of(visit.request), visit.token)
    if isinstance(entered, Refused):
        status, error = _why(visit, entered, _WRONG)
        return _show(visit, next, status, login=login[:80], error=error)
    return _let_in(visit, entered, next)


@router.get(CODE)
def code_page(visit: TheVisit, next: str = "") -> Response:
    """The form for the second factor."""
    with visit.reading() as session:
        found = staff.find_session(session, visit.token, visit.ports.real_clock())
        waits = found is not None and not found.complete
    if not waits:
        return RedirectResponse(with_next(SIGN_IN, ours(next)), SEE_OTHER)
    return visit.render("sign_in_code.html", next=ours(next), error="")


@router.post(CODE, dependencies=[Depends(our_form)])
def code(visit: TheVisit, authentication: TheAuthentication, code: Text = "", next: Text = "") -> Response:
    """Show the second factor."""
    entered = authentication.with_code(code[:40], device_of(visit.request), visit.token)
    if entered is None:
        return _show(visit, next, 401, error=visit.say(_ENDED))
    if isinstance(entered, Refused):
        status, error = _why(visit, entered, _WRONG_CODE)
        return visit.render("sign_in_code.html", status, next=ours(next), error=error)
    return _let_in(visit, entered, next)


@router.post(f"{SIGN_IN}/example")
def as_example(
    visit: TheVisit,
    authentication: TheAuthentication,
    login: Text,
    next: Text = "",
) -> Response:
    """Sign in as one of the demo's people."""
    if not visit.ports.demo:
        raise not_found()
    entered = authentication.as_example(
        login, device_of(visit.request), visit.token, page_language(visit.request)
    )
    if entered is None:
        raise not_found()
    return _let_in(visit, entered, next)


@way_out.post("/desk/sign-out")
def sign_out(visit: TheVisit) -> Response:
    """End the session."""
    person = visit.staff
    with visit.transaction() as session:
        staff.end_session(session, visit.token)
        account = staff.lock_staff(session, person.id)
        staff.note_account_act(session, account, "staff.signed_out", visit.account_act())
    response = RedirectResponse(SIGN_IN, SEE_OTHER)
    visit.desk.access.forget(visit.request, response)
    return response


def _show(visit: Visit, next: str, status: int = 200, **values: object) -> Response:
    examples: list[Staff] = []
    if visit.ports.demo:
        with visit.reading() as session:
            examples = list(staff.example_staff(session))
    known = {"login": "", "error": "", "examples": examples, "openid": visit.ports.openid}
    response = visit.render("sign_in.html", status, next=ours(next), **(known | values))
    if "language" in visit.request.query_params:
        secure = visit.desk.access.secure(visit.request)
        response.set_cookie(LANGUAGE_COOKIE, visit.language, _A_YEAR, samesite="lax", secure=secure)
    return response


def _let_in(visit: Visit, entered: Entered, next: str) -> Response:
    path = ours(next) if entered.complete else with_next(CODE, ours(next))
    response = RedirectResponse(path, SEE_OTHER)
    visit.desk.access.keep(visit.request, response, entered.token)
    return response


def _why(visit: Visit, refused: Refused, wrong: Message) -> tuple[int, str]:
    if refused.wait:
        return 429, visit.say(refused.patience)
    return 401, visit.say(wrong)


def ours(path: str) -> str:
    """The path if it is one of the desk's pages, else where the desk begins."""
    within = _OURS.fullmatch(path) and "//" not in path and "/." not in path
    return path if within and not path.startswith(SIGN_IN) else "/desk"
