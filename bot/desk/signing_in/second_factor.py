"""A person's own second factor: set up, renewed, removed."""

import segno
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame import SECOND_FACTOR_PAGE, SEE_OTHER, DeskError, Text, TheVisit, Visit, guarded
from bot.desk.signing_in.account import PATH, note
from bot.desk.signing_in.authentication import Authentication, Refused, TheAuthentication
from bot.ledger import staff
from bot.ledger.models import Staff
from bot.wording import Message, _

_WRONG_CODE = _("This code is not right, or has been used. Wait for the next one in your app.")
_OFFER_ENDED = _("That took too long. Please scan the new picture.")
_MUST_STAY = _("Your role demands a second factor, so it cannot be removed.")
_NONE_YET = _("You have no second factor yet.")

router = guarded()


@router.get(SECOND_FACTOR_PAGE)
def second_factor_page(visit: TheVisit, authentication: TheAuthentication) -> Response:
    """How the second factor stands."""
    return _factor_form(visit, authentication)


@router.post(SECOND_FACTOR_PAGE)
def enrol(visit: TheVisit, authentication: TheAuthentication, sealed: Text = "", code: Text = "") -> Response:
    """Set a second factor up, with a first code of it."""
    person = visit.staff
    with visit.transaction() as session:
        account = staff.lock_staff(session, person.id)
        if account.totp_secret is not None:  # set up in another tab
            return RedirectResponse(SECOND_FACTOR_PAGE, SEE_OTHER)
        secret = authentication.factors.offered(account, sealed)
        codes = secret and authentication.factors.enrol(account, secret, code[:20], visit.ports.real_clock())
        if codes:
            staff.end_all_sessions(session, person.id, but=visit.token)
            note(visit, session, "staff.second_factor_added")
    if secret is None:
        return _factor_form(visit, authentication, 422, _OFFER_ENDED)
    if not codes:
        return _factor_form(visit, authentication, 422, _WRONG_CODE, offer=(secret, sealed))
    return visit.render("account_recovery.html", codes=codes)


@router.post(f"{SECOND_FACTOR_PAGE}/recovery")
def renew_recovery_codes(visit: TheVisit, authentication: TheAuthentication, code: Text = "") -> Response:
    """New recovery codes, for whoever shows the second factor."""
    with visit.transaction() as session:
        account, problem = _shown(visit, authentication, session, code)
        if problem is None:
            codes = authentication.factors.renew_recovery_codes(account)
            note(visit, session, "staff.recovery_codes_renewed")
    if problem:
        return _factor_form(visit, authentication, 422, problem)
    return visit.render("account_recovery.html", codes=codes)


@router.post(f"{SECOND_FACTOR_PAGE}/remove")
def remove(visit: TheVisit, authentication: TheAuthentication, code: Text = "") -> Response:
    """Go without a second factor."""
    if visit.desk.access.needs_second_factor(visit.staff):
        raise DeskError(403, _MUST_STAY)
    with visit.transaction() as session:
        account, problem = _shown(visit, authentication, session, code)
        if problem is None:
            staff.forget_second_factor(account)
            note(visit, session, "staff.second_factor_removed")
    if problem:
        return _factor_form(visit, authentication, 422, problem)
    return RedirectResponse(f"{PATH}?done=removed", SEE_OTHER)


def _shown(
    visit: Visit, authentication: Authentication, session: Session, code: str
) -> tuple[Staff, Message | None]:
    """The account, and why its second factor was not shown."""
    account = staff.lock_staff(session, visit.staff.id)
    if account.totp_secret is None:
        return account, _NONE_YET
    known = authentication.knows_code(session, account, code[:40])
    if isinstance(known, Refused):
        return account, known.patience
    return account, None if known else _WRONG_CODE


def _factor_form(
    visit: Visit,
    authentication: Authentication,
    status: int = 200,
    error: Message | None = None,
    offer: tuple[str, str] | None = None,
) -> Response:
    """How the second factor stands, or the picture that sets one up; `offer` is the one of an earlier try."""
    person = visit.staff
    with visit.reading() as session:
        account = session.get_one(Staff, person.id)
    values: dict[str, object] = {"error": error, "demanded": visit.desk.access.needs_second_factor(person)}
    if account.totp_secret is not None:
        left = len(account.recovery_codes)
        return visit.render("account_factor.html", status, recovery_left=left, **values)
    secret, sealed = offer or authentication.factors.offer(account)
    address = staff.otpauth_address(secret, person.login, visit.say(_("Member desk")))
    picture = segno.make(address, micro=False).svg_data_uri(scale=5, border=2, light="#ffffff")
    return visit.render("account_enrol.html", status, secret=secret, sealed=sealed, picture=picture, **values)
