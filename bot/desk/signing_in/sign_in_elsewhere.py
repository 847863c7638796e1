"""Signing in at the staff's own identity provider, and linking an account to it."""

import logging

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame.access import device_of
from bot.desk.frame.errors import DeskError, SignedOutError
from bot.desk.frame.pages import SEE_OTHER, SIGN_IN, Desk
from bot.desk.frame.ports import OpenId
from bot.desk.signing_in.authentication import Door
from bot.desk.signing_in.openid import Identity, Journey, OpenIdError, Provider
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


def sign_in_elsewhere_routes(desk: Desk, settings: OpenId) -> APIRouter:
    """The way to the provider and back."""
    ports, access = desk.ports, desk.access
    routes, door = desk.open_router(), Door(ports)
    provider = Provider(settings, f"{ports.public_url}{BACK}", ports.key)

    def begin(next: str, person: int | None = None) -> tuple[str, str]:
        try:
            return provider.begin(next, person)
        except OpenIdError as error:
            log.error("the identity provider cannot be used: %s", error)
            raise DeskError(502, _FAILED) from error

    def keep(request: Request, response: Response, sealed: str) -> Response:
        response.set_cookie(
            _COOKIE, sealed, 600, path=_GO, httponly=True, samesite="lax", secure=access.secure(request)
        )
        return response

    @routes.get(_GO)
    def go(request: Request, next: str = "") -> Response:
        address, sealed = begin(ours(next))
        return keep(request, RedirectResponse(address, SEE_OTHER), sealed)

    @routes.get(BACK)
    def back(request: Request) -> Response:
        try:
            journey = provider.journey(request.cookies.get(_COOKIE, ""))
            if journey is None:
                raise OpenIdError("the browser brought no journey, or an old one")
            identity = provider.finish(journey, request.query_params)
        except OpenIdError as error:
            log.warning("somebody could not sign in with the identity provider: %s", error)
            raise DeskError(401, _FAILED) from error
        response = link(request, identity, journey) if journey.staff else enter(request, identity, journey)
        response.delete_cookie(_COOKIE, path=_GO)
        return response

    def enter(request: Request, identity: Identity, journey: Journey) -> Response:
        with ports.database.transaction() as session:
            person, refused = account(session, identity)
            if person is not None:
                token = door.enter(session, person, device_of(request), access.token(request), "openid")
        if person is None:
            raise DeskError(403, refused)
        response = RedirectResponse(ours(journey.next), SEE_OTHER)
        access.keep(request, response, token)
        return response

    def account(session: Session, identity: Identity) -> tuple[Staff | None, Message]:
        """The account of whoever came back, made at the first time; or why there is none."""
        person = session.scalar(
            select(Staff).where(Staff.openid_subject == identity.subject).with_for_update()
        )
        by, roles = AccountAct("openid:provider", ports.clock()), roles_of(settings, identity)
        if person is not None and roles is not None:
            try:
                staff.set_roles(session, person, roles, by)
            except StaffError:
                log.warning("%s stays operator: there would be none left", person.login)
        if not let_in(settings, identity) or roles == [] or (person is not None and not person.active):
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

    def link(request: Request, identity: Identity, journey: Journey) -> Response:
        """The account of whoever set out is linked to whoever came back."""
        with ports.database.transaction() as session:
            here = staff.find_session(session, access.token(request), ports.real_clock())
            if here is None or here.staff_id != journey.staff:
                raise SignedOutError
            person = staff.lock_staff(session, here.staff_id)
            other = session.scalar(select(Staff.id).where(Staff.openid_subject == identity.subject))
            linkable = other in (None, person.id) and let_in(settings, identity)
            if linkable:
                person.openid_subject = identity.subject
                staff.note_account_act(
                    session, person, "staff.openid_linked", AccountAct(staff.actor_of(person), ports.clock())
                )
        if not linkable:
            raise DeskError(409, _LINKED_ELSEWHERE)
        return RedirectResponse("/desk/account?done=linked", SEE_OTHER)

    own = desk.router()

    @own.post("/desk/account/openid/link")
    def set_out_to_link(request: Request) -> Response:
        # A link to go on with, not a redirect: the form may lead nowhere but here.
        address, sealed = begin("/desk/account", desk.staff(request).id)
        page = desk.render(request, "account_openid.html", address=address, name=settings.name)
        return keep(request, page, sealed)

    @own.post("/desk/account/openid/unlink")
    def unlink(request: Request) -> Response:
        person = desk.staff(request)
        with ports.database.transaction() as session:
            account = staff.lock_staff(session, person.id)
            if account.password_hash is not None:  # else there would be no way in
                account.openid_subject = None
                staff.note_account_act(
                    session, account, "staff.openid_unlinked", AccountAct(person.actor, ports.clock())
                )
        return RedirectResponse("/desk/account", SEE_OTHER)

    routes.include_router(own)
    return routes


def let_in(settings: OpenId, identity: Identity) -> bool:
    """Whether the provider's person is one of ours: by the domain of an e-mail address it has verified."""
    return not settings.domains or identity.email.rpartition("@")[2] in settings.domains


def roles_of(settings: OpenId, identity: Identity) -> list[Role] | None:
    """The roles that a person's groups give; None where operators give them."""
    if settings.roles_claim is None:
        return None
    return [role for group, role in settings.roles if group in identity.groups]
