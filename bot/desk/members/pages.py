"""Members at the desk: finding one, how an account stands, and what may be done to it."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame.errors import DeskError, not_found
from bot.desk.frame.forms import Fields, SentForm
from bot.desk.frame.navigation import Entry
from bot.desk.frame.pages import SEE_OTHER, Desk
from bot.desk.members.forms import ENTRY_KINDS, FORMS, LONGEST_NOTE, LONGEST_REASON, REFUSALS, STATUSES, read
from bot.dialogue.membership import MemberAct, Memberships
from bot.ledger import members
from bot.ledger.members import Account, AdjustmentError
from bot.ledger.models import Member
from bot.ledger.store import Act
from bot.wording import Money, _

_PATH = "/desk/members"
_DONE = _("Done. It is on record, and the member was told.")


@dataclass(frozen=True, slots=True)
class Plan:
    """An act that was filled in and waits for the person's yes: what the member would read, and in what."""

    act: str
    text: str | None
    language: str
    key: str


def member_routes(desk: Desk) -> APIRouter:
    """The search, a member's page, its acts and its data."""
    desk.navigation.add(Entry("members", _("Members"), _PATH, icon="person", roles=("supervisor",)))
    routes = desk.router("supervisor")
    ports = desk.ports
    memberships = Memberships(ports.database, ports.services, ports.clock)

    @routes.get(_PATH)
    def search(request: Request, q: str = "") -> Response:
        found: list[Member] = []
        if q.strip():
            with ports.database.reading() as session:
                found = members.search(session, ports.services.home_programme, q)
        return desk.render(request, "members.html", q=q, found=found, statuses=STATUSES)

    @routes.get(f"{_PATH}/{{identity}}")
    def page(request: Request, identity: int, done: str = "") -> Response:
        shown = show(request, identity, told=bool(done))
        desk.saw(request, "member.viewed", f"member:{identity}")
        return shown

    @routes.post(f"{_PATH}/{{identity}}/check")
    def check(request: Request, identity: int, sent: SentForm) -> Response:
        """What an act would do: nothing happens yet."""
        fields, name, act = filled(sent)
        if act is None:
            return show(request, identity, fields, name, status=422)
        login = desk.staff(request).login
        try:
            done = memberships.rehearse(
                identity, act, by=login, reason=fields.raw("reason"), note=fields.raw("note").strip()
            )
        except AdjustmentError as error:
            raise DeskError(409, REFUSALS[error.why]) from None
        plan = Plan(name, done.text, done.language, secrets.token_hex(8))
        with ports.database.reading() as session:
            member = find(session, identity)
        return desk.render(
            request, "member_confirm.html", member=member, form=FORMS[name], plan=plan, typed=fields.typed()
        )

    @routes.post(f"{_PATH}/{{identity}}/do")
    def do(request: Request, identity: int, sent: SentForm) -> Response:
        fields, name, act = filled(sent)
        key = fields.raw("key")
        if act is None or not key.isalnum() or len(key) > 40:
            return show(request, identity, fields, name, status=422)
        try:
            memberships.carry_out(
                identity,
                act,
                by=desk.staff(request).login,
                reason=fields.raw("reason").strip(),
                key=key,
                note=fields.raw("note").strip(),
            )
        except AdjustmentError as error:
            raise DeskError(409, REFUSALS[error.why]) from None
        return RedirectResponse(f"{_PATH}/{identity}?done=1", SEE_OTHER)

    @routes.get(f"{_PATH}/{{identity}}/data.json")
    def data(request: Request, identity: int) -> Response:
        """Everything kept about the member, for the member."""
        actor, now = desk.staff(request).actor, ports.clock()
        with ports.database.transaction() as session:
            member = find(session, identity)
            copy = members.export_member(session, member)
            Act(session, actor, now).note("member.exported", f"member:{member.id}", {})
        name = f"{member.number_key}-{now:%Y-%m-%d}.json"
        return Response(
            json.dumps(copy, ensure_ascii=False, indent=2),
            media_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )

    # ----------------------------------------------------------------------------------------------------

    def filled(sent: SentForm) -> tuple[Fields, str, MemberAct | None]:
        fields = Fields(sent)
        name = fields.raw("act")
        if name not in FORMS:
            raise not_found()
        return fields, name, read(name, fields)

    def show(
        request: Request,
        identity: int,
        fields: Fields | None = None,
        opened: str = "",
        *,
        told: bool = False,
        status: int = 200,
    ) -> Response:
        now = ports.clock()
        with ports.database.reading() as session:
            account = members.account_of(session, ports.services.engine, find(session, identity), now)
        currency = ports.services.engine.pack(account.member.programme).currency
        return desk.render(
            request,
            "member.html",
            status,
            account=account,
            acts={name: FORMS[name] for name in _possible(account)},
            opened=opened,
            typed=fields.typed() if fields else {},
            errors=fields.errors if fields else {},
            told=_DONE if told else None,
            money=lambda amount: Money(amount, currency),
            longest={"reason": LONGEST_REASON, "note": LONGEST_NOTE},
            this_year=now.year,
            kinds=ENTRY_KINDS,
            statuses=STATUSES,
        )

    def find(session: Session, identity: int) -> Member:
        member = session.get(Member, identity)
        if member is None or member.programme != ports.services.home_programme:
            raise not_found()
        return member

    return routes


def _possible(account: Account) -> list[str]:
    """The acts that an account allows as it stands."""
    status = account.member.status
    wanted: dict[str, Any] = {
        "adjust": status != "closed",
        "refund": status != "closed" and account.credited,
        "voucher": account.open_vouchers,
        "debt": account.debts,
        "suspend": status == "active",
        "reinstate": status == "suspended",
        "terminate": status != "closed",
        "keep": account.deletion,
        "delete": account.member.name is not None or status != "closed",
    }
    return [name for name in FORMS if wanted[name]]
