"""Members at the desk: finding one, how an account stands, and what may be done to it."""

import json
import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame import (
    SEE_OTHER,
    DeskError,
    Fields,
    NavigationEntry,
    SentForm,
    TheVisit,
    Visit,
    guarded,
    not_found,
)
from bot.desk.members.forms import ENTRY_KINDS, FORMS, LONGEST_NOTE, LONGEST_REASON, REFUSALS, STATUSES, read
from bot.dialogue.membership import MemberAct, Memberships
from bot.ledger import members
from bot.ledger.members import Account, AdjustmentError
from bot.ledger.models import Member
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


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was sent: the act that it asks for, None where it does not say."""

    fields: Fields
    name: str
    act: MemberAct | None


ENTRY = NavigationEntry("members", _("Members"), _PATH, icon="person", roles=("supervisor",))

router = guarded("supervisor")


@router.get(_PATH)
def search(visit: TheVisit, q: str = "") -> Response:
    """The search, with what it found."""
    found: list[Member] = []
    if q.strip():
        with visit.reading() as session:
            found = members.search(session, visit.programme, q)
    return visit.render("members.html", q=q, found=found, statuses=STATUSES)


@router.get(f"{_PATH}/{{identity}}")
def page(visit: TheVisit, identity: int, done: str = "") -> Response:
    """A member's account, and the acts that it allows."""
    shown = _show(visit, identity, told=bool(done))
    visit.saw("member.viewed", f"member:{identity}")
    return shown


@router.post(f"{_PATH}/{{identity}}/check")
def check(visit: TheVisit, identity: int, sent: SentForm) -> Response:
    """What an act would do: nothing happens yet."""
    filled = _filled(sent)
    fields, name = filled.fields, filled.name
    if filled.act is None:
        return _show(visit, identity, filled)
    try:
        done = _memberships(visit).rehearse(
            identity,
            filled.act,
            by=visit.staff.login,
            reason=fields.raw("reason"),
            note=fields.raw("note").strip(),
        )
    except AdjustmentError as error:
        raise DeskError(409, REFUSALS[error.why]) from None
    plan = Plan(name, done.text, done.language, secrets.token_hex(8))
    with visit.reading() as session:
        member = _find(visit, session, identity)
    return visit.render(
        "member_confirm.html", member=member, form=FORMS[name], plan=plan, typed=fields.typed()
    )


@router.post(f"{_PATH}/{{identity}}/do")
def do(visit: TheVisit, identity: int, sent: SentForm) -> Response:
    """Carry an act out."""
    filled = _filled(sent)
    fields = filled.fields
    key = fields.raw("key")
    if filled.act is None or not key.isalnum() or len(key) > 40:
        return _show(visit, identity, filled)
    try:
        _memberships(visit).carry_out(
            identity,
            filled.act,
            by=visit.staff.login,
            reason=fields.raw("reason").strip(),
            key=key,
            note=fields.raw("note").strip(),
        )
    except AdjustmentError as error:
        raise DeskError(409, REFUSALS[error.why]) from None
    return RedirectResponse(f"{_PATH}/{identity}?done=1", SEE_OTHER)


@router.get(f"{_PATH}/{{identity}}/data.json")
def data(visit: TheVisit, identity: int) -> Response:
    """Everything kept about the member, for the member."""
    with visit.acting() as act:
        member = _find(visit, act.session, identity)
        copy = members.export_member(act.session, member)
        act.note("member.exported", f"member:{member.id}", {})
    name = f"{member.number_key}-{act.now:%Y-%m-%d}.json"
    return Response(
        json.dumps(copy, ensure_ascii=False, indent=2),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _filled(sent: SentForm) -> Filled:
    fields = Fields(sent)
    name = fields.raw("act")
    if name not in FORMS:
        raise not_found()
    return Filled(fields, name, read(name, fields))


def _show(visit: Visit, identity: int, filled: Filled | None = None, *, told: bool = False) -> Response:
    """The page; with a form that was `filled` wrongly, opened where it was."""
    now = visit.now()
    with visit.reading() as session:
        account = members.account_of(session, visit.engine, _find(visit, session, identity), now)
    currency = visit.engine.pack(account.member.programme).currency
    return visit.render(
        "member.html",
        422 if filled else 200,
        account=account,
        acts={name: FORMS[name] for name in _possible(account)},
        opened=filled.name if filled else "",
        typed=filled.fields.typed() if filled else {},
        errors=filled.fields.errors if filled else {},
        told=_DONE if told else None,
        money=lambda amount: Money(amount, currency),
        longest={"reason": LONGEST_REASON, "note": LONGEST_NOTE},
        this_year=now.year,
        kinds=ENTRY_KINDS,
        statuses=STATUSES,
    )


def _memberships(visit: Visit) -> Memberships:
    return Memberships(visit.ports.database, visit.ports.services, visit.ports.clock)


def _find(visit: Visit, session: Session, identity: int) -> Member:
    member = session.get(Member, identity)
    if member is None or member.programme != visit.programme:
        raise not_found()
    return member


def _possible(account: Account) -> list[str]:
    """The acts that an account allows as it stands."""
    status = account.member.status
    wanted: dict[str, object] = {
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
