"""Weather warnings as counters see them: raised and lowered by staff, or as the Observatory's data say."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.json_values import JsonObject
from bot.ledger.models import WeatherSignal, WeatherWarning
from bot.ledger.store import Act, take_turns

OBSERVATORY = "observatory"

# A warning that ended longer ago keeps no counter shut today.
_RECENT = timedelta(days=2)


class AlreadyRaisedError(Exception):
    """The signal is raised already; the warning that says so."""

    def __init__(self, warning: WeatherWarning) -> None:
        super().__init__(warning.signal)
        self.warning = warning


def recent_warnings(session: Session, now: datetime) -> list[WeatherWarning]:
    """Warnings to come, in force, or over since a short time only; the latest first."""
    return list(
        session.scalars(
            select(WeatherWarning)
            .where(or_(WeatherWarning.ends_at.is_(None), WeatherWarning.ends_at > now - _RECENT))
            .order_by(WeatherWarning.starts_at.desc(), WeatherWarning.id.desc())
        )
    )


def weather_facts(session: Session, now: datetime) -> list[JsonObject]:
    """The recent warnings as the engine's `claim` takes them."""
    moments = (("announced_at", "announced_at"), ("from", "starts_at"), ("until", "ends_at"))
    return [
        {"signal": warning.signal}
        | {name: moment.isoformat() for name, column in moments if (moment := getattr(warning, column))}
        for warning in recent_warnings(session, now)
    ]


def raise_signal(
    act: Act, signal: WeatherSignal, *, starts_at: datetime, announced_at: datetime | None
) -> WeatherWarning:
    """Note a warning that is in force from `starts_at`, announced beforehand or not; the actor is its source.

    Raises AlreadyRaisedError while another of the same signal has no end.
    """
    take_turns(act.session, f"weather {signal}")
    if (standing := _open(act.session, signal)) is not None:
        raise AlreadyRaisedError(standing)
    warning = WeatherWarning(signal=signal, announced_at=announced_at, starts_at=starts_at, source=act.actor)
    act.session.add(warning)
    act.session.flush()
    _record(act, "weather.raised", warning)
    return warning


def lower_signal(act: Act, warning_id: int, *, ends_at: datetime) -> WeatherWarning | None:
    """Note that a warning ends; None when there is no such warning.

    One that has ended keeps the end it has; one yet to come never was.
    """
    warning = act.session.scalars(
        select(WeatherWarning)
        .where(WeatherWarning.id == warning_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if warning is not None and warning.ends_at is None:
        warning.ends_at = max(ends_at, warning.starts_at)
        _record(act, "weather.lowered", warning)
    return warning


def observe_warnings(session: Session, in_force: Mapping[WeatherSignal, datetime], now: datetime) -> None:
    """Follow the Observatory: `in_force` has the signals in force and since when.

    What staff switched by hand stays theirs to switch.
    """
    signals: tuple[WeatherSignal, ...] = ("typhoon_8", "black_rain")
    for signal in signals:
        standing = _open(session, signal)
        if standing is None and signal in in_force:
            starts_at = min(in_force[signal], now)
            raise_signal(Act(session, OBSERVATORY, now), signal, starts_at=starts_at, announced_at=None)
        elif standing is not None and standing.source == OBSERVATORY and signal not in in_force:
            lower_signal(Act(session, OBSERVATORY, now), standing.id, ends_at=now)


def _open(session: Session, signal: WeatherSignal) -> WeatherWarning | None:
    return session.scalars(
        select(WeatherWarning).where(WeatherWarning.signal == signal, WeatherWarning.ends_at.is_(None))
    ).one_or_none()


def _record(act: Act, action: str, warning: WeatherWarning) -> None:
    detail = {"signal": warning.signal, "from": warning.starts_at, "until": warning.ends_at}
    act.note(action, f"weather_warning:{warning.id}", detail)
