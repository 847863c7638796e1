"""Weather warnings that shut a counter: raised and lowered by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from bot.clock import HONG_KONG
from bot.desk.frame import SEE_OTHER, DeskError, NavigationEntry, TheVisit, guarded, not_found
from bot.ledger import rewards
from bot.ledger.models import Role, WeatherSignal, WeatherWarning
from bot.rules import Clause, Engine
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


ENTRY = NavigationEntry("weather", _("Weather"), _PATH, "storm", _ROLES)

router = guarded(*_ROLES)


@router.get(_PATH)
def page(visit: TheVisit) -> Response:
    """The signals that stand or stood lately, and their switches."""
    now, language = visit.now(), visit.staff.language
    with visit.reading() as session:
        warnings = rewards.recent_warnings(session, now)
    switches = [
        Switch(signal, _clauses(visit.engine, check), _standing(warnings, signal))
        for signal, check in _CHECKS.items()
    ]
    return visit.render(
        "weather.html",
        switches=[switch for switch in switches if switch.clauses],
        over=[warning for warning in warnings if warning.ends_at is not None],
        headings={switch.signal: switch.clauses[0].id for switch in switches if switch.clauses},
        clause=visit.words.clause,
        heading=visit.words.heading,
        programme=lambda clause: visit.words.programme(clause.partition("/")[0], language),
        who=lambda source: (
            visit.say(_OBSERVATORY) if source == rewards.OBSERVATORY else source.removeprefix("staff:")
        ),
        now=now,
        present=now.astimezone(HONG_KONG).strftime("%Y-%m-%dT%H:%M"),
        followed=visit.ports.weather_followed,
    )


@router.post(_PATH)
def switch_on(
    visit: TheVisit,
    signal: Annotated[WeatherSignal, Form()],
    starts_at: Annotated[str, Form()],
    announced: Annotated[bool, Form()] = False,
) -> Response:
    """Raise a signal."""
    begins = _moment(starts_at)
    with visit.acting() as act:
        announced_at = act.now if announced and begins > act.now else None
        try:
            rewards.raise_signal(act, signal, starts_at=begins, announced_at=announced_at)
        except rewards.AlreadyRaisedError:
            raise DeskError(409, _ALREADY) from None
    return RedirectResponse(_PATH, SEE_OTHER)


@router.post(f"{_PATH}/{{warning}}/lower")
def switch_off(visit: TheVisit, warning: int, ends_at: Annotated[str, Form()]) -> Response:
    """Lower a signal."""
    with visit.acting() as act:
        if rewards.lower_signal(act, warning, ends_at=_moment(ends_at)) is None:
            raise not_found()
    return RedirectResponse(_PATH, SEE_OTHER)


def _clauses(engine: Engine, check: str) -> tuple[Clause, ...]:
    return tuple(
        clause
        for pack in engine.packs.values()
        for (_kind, name), clause in pack.deciding.items()
        if name == check
    )


def _standing(warnings: list[WeatherWarning], signal: WeatherSignal) -> WeatherWarning | None:
    return next((w for w in warnings if w.signal == signal and w.ends_at is None), None)


def _moment(text: str) -> datetime:
    """What a form's field for a day and a time holds, in Hong Kong time."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=HONG_KONG)
    except ValueError:
        raise DeskError(422, _NO_TIME) from None
