"""Signing in at the staff's own identity provider, and linking an account to it."""

import logging
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame import (
    SEE_OTHER,
    SIGN_IN,
    DeskError,
    DeskPorts,
    OpenId,
    SignedOutError,
    TheVisit,
    Visit,
    device_of,
    guarded,
    open_to_all,
)
from bot.desk.signing_in.account import PATH
from bot.desk.signing_in.authentication import Authentication, TheAuthentication
from bot.desk.signing_in.openid import Identity, OpenIdError, Provider
from bot.desk.signing_in.sign_in import ours
from bot.ledger import staff
from bot.ledger.models import Role, Staff
from bot.ledger.staff import AccountAct, NewStaff, StaffError
from bot.wording import Message, _

log = logging.getLogger(__name__)

_GO = f"{SIGN_IN}/openid"
BACK = f"{_GO}/back"
_COOKIE = "desk-openid"

_FAILED = _("Signing in did not work. Please try again.")
_NOT_LET_IN = _("This account may not use the desk. Ask an operator.")
_TAKEN = _(
    "There is an account with your e-mail address already. Sign in with its password and link it under "
    "“My account”."
)
_LINKED_ELSEWHERE = _("Somebody else's account is linked to this already.")


def provider_of(ports: DeskPorts, settings: OpenId) -> Provider:
    """The identity provider, for `app.state.identity_provider`."""
    return Provider(settings, f"{ports.public_url}{BACK}", ports.key)


async def _provider(request: Request) -> Provider:
    provider: Provider = request.app.state.identity_provider
    return provider


TheProvider = Annotated[Provider, Depends(_provider)]

router = open_to_all()
linking = guarded()


@router.get(_GO)
def go(visit: TheVisit, provider: TheProvider, next: str = "") -> Response:
    """Set out to the provider."""
    address, sealed = _begin(provider, ours(next))
    return _keep(visit, RedirectResponse(address, SEE_OTHER), sealed)


@router.get(BACK)
def back(visit: TheVisit, provider: TheProvider, authentication: TheAuthentication) -> Response:
    """Come back from the provider."""
    try:
        journey = provider.journey(visit.request.cookies.get(_COOKIE, ""))
        if journey is None:
            raise OpenIdError("the browser brought no journey, or an old one")
        identity = provider.finish(journey, visit.request.query_params)
    except OpenIdError as error:
        log.warning("somebody could not sign in with the identity provider: %s", error)
        raise DeskError(401, _FAILED) from error
    if journey.staff:
        _link(visit, provider.settings, identity, journey.staff)
        response = RedirectResponse(f"{PATH}?done=linked", SEE_OTHER)
    else:
        token = _enter(visit, provider.settings, identity, authentication)
        response = RedirectResponse(ours(journey.next), SEE_OTHER)
        visit.desk.access.keep(visit.request, response, token)
    response.delete_cookie(_COOKIE, path=_GO)
    return response


@linking.post(f"{PATH}/openid/link")
def set_out_to_link(visit: TheVisit, provider: TheProvider) -> Response:
    """Set out to the provider to link the own account."""
    # A link to go on with, not a redirect: the form may lead nowhere but here.
    address, sealed = _begin(provider, PATH, visit.staff.id)
    page = visit.render("account_openid.html", address=address, name=provider.settings.name)
    return _keep(visit, page, sealed)


@linking.post(f"{PATH}/openid/unlink")
def unlink(visit: TheVisit) -> Response:
    """Sign in with the password alone from now on."""
    with visit.transaction() as session:
        account = staff.lock_staff(session, visit.staff.id)
        if account.password_hash is not None:  # else there would be no way in
            account.openid_subject = None
            staff.note_account_act(session, account, "staff.openid_unlinked", visit.account_act())
    return RedirectResponse(PATH, SEE_OTHER)


# -- the way to the provider and back -----------------------------------------------------------------------


def _begin(provider: Provider, next: str, person: int | None = None) -> tuple[str, str]:
    try:
        return provider.begin(next, person)
    except OpenIdError as error:
        log.error("the identity provider cannot be used: %s", error)
        raise DeskError(502, _FAILED) from error


def _keep(visit: Visit, response: Response, sealed: str) -> Response:
    secure = visit.desk.access.secure(visit.request)
    response.set_cookie(_COOKIE, sealed, 600, path=_GO, httponly=True, samesite="lax", secure=secure)
    return response


def _enter(visit: Visit, settings: OpenId, identity: Identity, authentication: Authentication) -> str:
    """The token of a session of whoever came back."""
    with visit.transaction() as session:
        person, refused = _account(visit, session, settings, identity)
        if person is not None:
            return authentication.enter(session, person, device_of(visit.request), visit.token, "openid")
    raise DeskError(403, refused)


def _account(
    visit: Visit, session: Session, settings: OpenId, identity: Identity
) -> tuple[Staff | None, Message]:
    """The account of whoever came back, made at the first time; or why there is none."""
    person = session.scalar(select(Staff).where(Staff.openid_subject == identity.subject).with_for_update())
    by, roles = AccountAct("openid:provider", visit.now()), _roles_of(settings, identity)
    if person is not None and roles is not None:
        try:
            staff.set_roles(session, person, roles, by)
        except StaffError:
            log.warning("%s stays operator: there would be none left", person.login)
    if not _is_ours(settings, identity) or roles == [] or (person is not None and not person.active):
        return None, _NOT_LET_IN
    if person is None:
        try:
            person = staff.add_staff(
                session,
                NewStaff(
                    identity.email,
                    identity.name[: staff.LONGEST_NAME],
                    roles or (),
                    password_hash=None,
                    openid_subject=identity.subject,
                ),
                by,
            )
        except StaffError as error:
            return None, _TAKEN if error.reason == "taken" else _NOT_LET_IN
    return person, _FAILED


def _link(visit: Visit, settings: OpenId, identity: Identity, staff_id: int) -> None:
    """The account of whoever set out is linked to whoever came back."""
    with visit.transaction() as session:
        here = staff.find_session(session, visit.token, visit.ports.real_clock())
        if here is None or here.staff_id != staff_id:
            raise SignedOutError
        person = staff.lock_staff(session, here.staff_id)
        other = session.scalar(select(Staff.id).where(Staff.openid_subject == identity.subject))
        if other not in (None, person.id) or not _is_ours(settings, identity):
            raise DeskError(409, _LINKED_ELSEWHERE)
        person.openid_subject = identity.subject
        act = AccountAct(staff.actor_of(person), visit.now())
        staff.note_account_act(session, person, "staff.openid_linked", act)


def _is_ours(settings: OpenId, identity: Identity) -> bool:
    """Whether the provider's person is one of ours: by the domain of an e-mail address it has verified."""
    return not settings.domains or identity.email.rpartition("@")[2] in settings.domains


def _roles_of(settings: OpenId, identity: Identity) -> list[Role] | None:
    """The roles that a person's groups give; None where operators give them."""
    if settings.roles_claim is None:
        return None
    return [role for group, role in settings.roles if group in identity.groups]
