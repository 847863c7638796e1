"""The audit log, for supervisors: who did and saw what, searchable, as a page and as a file."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from bot.desk.frame.csv_export import Cell, csv_response
from bot.desk.frame.navigation import Entry
from bot.desk.frame.pages import Desk
from bot.ledger import reports
from bot.ledger.models import Audit
from bot.ledger.reports import AuditQuery
from bot.ledger.store import Act
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


def audit_log_routes(desk: Desk) -> APIRouter:
    """The page and the file."""
    desk.navigation.add(Entry("audit", _("Audit log"), _PATH, icon="shield", roles=("supervisor",)))
    routes, ports = desk.router("supervisor"), desk.ports

    @routes.get(_PATH)
    def page(request: Request, asked: Asked, before: Annotated[int | None, Query(ge=1)] = None) -> Response:
        wanted, readable = asked
        with ports.database.reading() as session:
            found = reports.search_audit(session, wanted, before=before, limit=_PAGE + 1)
            actions = reports.audit_actions(session)
        desk.saw(request, "audit.viewed", "audit:0")
        address = _address(wanted)
        older = f"{_PATH}?{address}&before={found[_PAGE - 1].id}" if len(found) > _PAGE else None
        return desk.render(
            request,
            "audit.html",
            wanted=wanted,
            wrong_day=not readable,
            acts=[(act, _detail(act)) for act in found[:_PAGE]],
            actions=actions,
            file=f"{_PATH}.csv?{address}",
            newest=f"{_PATH}?{address}" if before else None,
            older=older,
        )

    @routes.get(f"{_PATH}.csv")
    def file(request: Request, asked: Asked) -> Response:
        wanted, _readable = asked
        with ports.database.reading() as session:
            acts = list(reports.export_audit(session, wanted, _FILE))
        with ports.database.transaction() as session:
            asked_for = {"asked": _address(wanted), "acts": len(acts)}
            Act(session, desk.staff(request).actor, ports.clock()).note(
                "audit.exported", "audit:0", asked_for
            )
        rows: list[Sequence[Cell]] = [("at", "actor", "action", "subject", "detail")]
        rows += [(act.at, act.actor, act.action, act.subject, _detail(act)) for act in acts]
        return csv_response("audit", rows)

    return routes


def _detail(act: Audit) -> str:
    return "; ".join(f"{name}: {_value(value)}" for name, value in act.detail.items())


def _value(value: Any) -> str:
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
