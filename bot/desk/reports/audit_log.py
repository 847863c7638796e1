"""The audit log, for supervisors: who did and saw what, searchable, as a page and as a file."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query
from starlette.responses import Response

from bot.desk.frame import NavigationEntry, TheVisit, guarded
from bot.desk.reports.csv_export import Cell, csv_response
from bot.ledger import reports
from bot.ledger.models import Audit
from bot.ledger.reports import AuditQuery
from bot.wording import _

_PATH = "/desk/audit"
_PAGE = 50
_FILE = 50_000
_LONGEST = 100


def _wanted(
    actor: str = "", action: str = "", subject: str = "", since: str = "", until: str = ""
) -> tuple[AuditQuery, bool]:
    """What the address asks for, and whether its days can be read."""
    first, last = _day(since), _day(until)
    readable = (first is not None or not since) and (last is not None or not until)
    who, did, what = (part.strip()[:_LONGEST] for part in (actor, action, subject))
    return AuditQuery(who, did, what, first, last), readable


Asked = Annotated[tuple[AuditQuery, bool], Depends(_wanted)]


ENTRY = NavigationEntry("audit", _("Audit log"), _PATH, icon="shield", roles=("supervisor",))

router = guarded("supervisor")


@router.get(_PATH)
def page(visit: TheVisit, asked: Asked, before: Annotated[int | None, Query(ge=1)] = None) -> Response:
    """What was done and seen, the latest first."""
    wanted, readable = asked
    with visit.reading() as session:
        found = reports.search_audit(session, wanted, before=before, limit=_PAGE + 1)
        actions = reports.audit_actions(session)
    visit.saw("audit.viewed", "audit:0")
    address = _address(wanted)
    older = f"{_PATH}?{address}&before={found[_PAGE - 1].id}" if len(found) > _PAGE else None
    return visit.render(
        "audit.html",
        wanted=wanted,
        wrong_day=not readable,
        acts=[(act, _detail(act)) for act in found[:_PAGE]],
        actions=actions,
        file=f"{_PATH}.csv?{address}",
        newest=f"{_PATH}?{address}" if before else None,
        older=older,
    )


@router.get(f"{_PATH}.csv")
def file(visit: TheVisit, asked: Asked) -> Response:
    """The same as a file."""
    wanted, _readable = asked
    with visit.reading() as session:
        acts = list(reports.export_audit(session, wanted, _FILE))
    with visit.acting() as act:
        act.note("audit.exported", "audit:0", {"asked": _address(wanted), "acts": len(acts)})
    rows: list[Sequence[Cell]] = [("at", "actor", "action", "subject", "detail")]
    rows += [(each.at, each.actor, each.action, each.subject, _detail(each)) for each in acts]
    return csv_response("audit", rows)


def _detail(act: Audit) -> str:
    return "; ".join(f"{name}: {_value(value)}" for name, value in act.detail.items())


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_value(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value(each)}" for name, each in value.items())
    return "–" if value is None else str(value)


def _address(wanted: AuditQuery) -> str:
    given = {
        "actor": wanted.actor,
        "action": wanted.action,
        "subject": wanted.subject,
        "since": wanted.since,
        "until": wanted.until,
    }
    return urlencode({name: value for name, value in given.items() if value})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
