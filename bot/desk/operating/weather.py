"""Weather warnings that shut a counter: raised and lowered by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from bot.clock import HONG_KONG
from bot.desk.frame.errors import DeskError, not_found
from bot.desk.frame.navigation import Entry
from bot.desk.frame.pages import SEE_OTHER, Desk
from bot.ledger import rewards
from bot.ledger.models import Role, WeatherSignal, WeatherWarning
from bot.ledger.store import Act
from bot.rules.pack import Clause
from bot.wording import _

_PATH = "/desk/weather"
_ROLES: tuple[Role, ...] = ("supervisor", "operator")

# Which check of the packs asks for which signal.
_CHECKS: Mapping[WeatherSignal, str] = {
    "typhoon_8": "open_despite_typhoon",
    "black_rain": "open_despite_rain",
}

_OBSERVATORY = _("the Observatory")
_NO_TIME = _("Please give a day and a time.")
_ALREADY = _("Somebody has raised this signal already. Load the page again to see it.")


@dataclass(frozen=True, slots=True)
class Switch:
    """A signal, the clauses it matters to, and the warning that stands, if one does."""

    signal: WeatherSignal
    clauses: tuple[Clause, ...]
    standing: WeatherWarning | None


def weather_routes(desk: Desk) -> APIRouter:
    """The page with the signals, and its switches."""
    desk.navigation.add(Entry("weather", _("Weather"), _PATH, "storm", _ROLES))
    routes = desk.router(*_ROLES)
    ports = desk.ports

    @routes.get(_PATH)
    def page(request: Request) -> Response:
        now, language = ports.clock(), desk.staff(request).language
        with ports.database.reading() as session:
            warnings = rewards.recent_warnings(session, now)
        switches = [
            Switch(signal, _clauses(desk, check), _standing(warnings, signal))
            for signal, check in _CHECKS.items()
        ]
        return desk.render(
            request,
            "weather.html",
            switches=[switch for switch in switches if switch.clauses],
            over=[warning for warning in warnings if warning.ends_at is not None],
            headings={switch.signal: switch.clauses[0].id for switch in switches if switch.clauses},
            clause=ports.words.clause,
            heading=ports.words.heading,
            programme=lambda clause: ports.words.programme(clause.partition("/")[0], language),
            who=lambda source: (
                desk.pages.say(request, _OBSERVATORY)
                if source == rewards.OBSERVATORY
                else source.removeprefix("staff:")
            ),
            now=now,
            present=now.astimezone(HONG_KONG).strftime("%Y-%m-%dT%H:%M"),
            followed=ports.weather_followed,
        )

    @routes.post(_PATH)
    def switch_on(
        request: Request,
        signal: Annotated[WeatherSignal, Form()],
        starts_at: Annotated[str, Form()],
        announced: Annotated[bool, Form()] = False,
    ) -> Response:
        now = ports.clock()
        begins = _moment(starts_at)
        with ports.database.transaction() as session:
            try:
                rewards.raise_signal(
                    Act(session, desk.staff(request).actor, now),
                    signal,
                    starts_at=begins,
                    announced_at=now if announced and begins > now else None,
                )
            except rewards.AlreadyRaisedError:
                raise DeskError(409, _ALREADY) from None
        return RedirectResponse(_PATH, SEE_OTHER)

    @routes.post(f"{_PATH}/{{warning}}/lower")
    def switch_off(request: Request, warning: int, ends_at: Annotated[str, Form()]) -> Response:
        now = ports.clock()
        with ports.database.transaction() as session:
            lowered = rewards.lower_signal(
                Act(session, desk.staff(request).actor, now), warning, ends_at=_moment(ends_at)
            )
            if lowered is None:
                raise not_found()
        return RedirectResponse(_PATH, SEE_OTHER)

    return routes


def _clauses(desk: Desk, check: str) -> tuple[Clause, ...]:
    packs: Any = desk.ports.services.engine.packs.values()
    return tuple(clause for pack in packs for (_kind, name), clause in pack.deciding.items() if name == check)


def _standing(warnings: list[WeatherWarning], signal: WeatherSignal) -> WeatherWarning | None:
    return next((w for w in warnings if w.signal == signal and w.ends_at is None), None)


def _moment(text: str) -> datetime:
    """What a form's field for a day and a time holds, in Hong Kong time."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=HONG_KONG)
    except ValueError:
        raise DeskError(422, _NO_TIME) from None
