"""When customer service answers: weekly hours, and days that differ from them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.clock import HONG_KONG
from bot.ledger.models import DeskDay, DeskHours
from bot.ledger.store import Act

# Nobody is told of an opening that is farther away than this.
_HORIZON = 60

_MIDNIGHT = time(0)


class Span(NamedTuple):
    """From `opens` until just before `closes`; 00:00 as the end is midnight."""

    opens: time
    closes: time


Spans = tuple[Span, ...]


class HoursError(ValueError):
    """Hours that cannot be: `order` (a stretch ends before it begins), `overlap`."""

    def __init__(self, fault: Literal["order", "overlap"]) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one operator. `weekly` is by weekday (0 is Monday), `days` holds the days that differ."""

    weekly: Mapping[int, Spans] = field(default_factory=dict)
    days: Mapping[date, Spans] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether the operator has set any. Otherwise nothing is promised."""
        return any(self.weekly.values()) or any(self.days.values())

    def open_since(self, moment: datetime) -> datetime | None:
        """When the stretch began in which the moment lies; None outside the hours."""
        return next((start for start, end in self._on(moment.date()) if start <= moment < end), None)

    def next_opening(self, moment: datetime) -> datetime | None:
        """The first opening after the moment; None when there is none in sight."""
        days = (moment.date() + timedelta(days=ahead) for ahead in range(_HORIZON))
        starts = (start for day in days for start, _end in self._on(day))
        return next((start for start in starts if start > moment), None)

    def _on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for opens, closes in self.days.get(day, self.weekly.get(day.weekday(), ())):
            last = day + timedelta(days=1) if closes == _MIDNIGHT else day
            yield datetime.combine(day, opens, HONG_KONG), datetime.combine(last, closes, HONG_KONG)


def hours_of(session: Session, programme: str) -> Hours:
    """The hours as they are set."""
    weekly: dict[int, Spans] = {}
    for row in session.scalars(
        select(DeskHours).where(DeskHours.programme == programme).order_by(DeskHours.opens)
    ):
        weekly[row.weekday] = (*weekly.get(row.weekday, ()), Span(row.opens, row.closes))
    days: dict[date, Spans] = {}
    for day in session.scalars(
        select(DeskDay).where(DeskDay.programme == programme).order_by(DeskDay.day, DeskDay.opens)
    ):
        spans = () if day.opens is None or day.closes is None else (Span(day.opens, day.closes),)
        days[day.day] = (*days.get(day.day, ()), *spans)
    return Hours(weekly, days)


def set_week(act: Act, programme: str, weekly: Mapping[int, Sequence[Span]]) -> None:
    """Put these weekly hours in place of those that were set. Raises HoursError."""
    ordered = {weekday: checked_spans(spans) for weekday, spans in weekly.items()}
    before = hours_of(act.session, programme).weekly
    act.session.execute(delete(DeskHours).where(DeskHours.programme == programme))
    act.session.add_all(
        DeskHours(programme=programme, weekday=weekday, opens=opens, closes=closes)
        for weekday, spans in ordered.items()
        for opens, closes in spans
    )
    changes = {"before": _plain(before), "after": _plain(ordered)}
    act.note("desk_hours.set", f"programme:{programme}", changes)
    act.session.flush()


def set_day(act: Act, programme: str, day: date, spans: Sequence[Span]) -> None:
    """Give one day hours of its own; none close it. Raises HoursError."""
    ordered = checked_spans(spans)
    before = hours_of(act.session, programme).days.get(day)
    _forget(act.session, programme, day)
    act.session.add_all(
        DeskDay(programme=programme, day=day, opens=opens, closes=closes)
        for opens, closes in ordered or ((None, None),)
    )
    _note_day(act, programme, day, before, ordered)


def forget_day(act: Act, programme: str, day: date) -> None:
    """Have the weekly hours apply to a day again."""
    before = hours_of(act.session, programme).days.get(day)
    if before is not None:
        _forget(act.session, programme, day)
        _note_day(act, programme, day, before, None)


def _forget(session: Session, programme: str, day: date) -> None:
    session.execute(delete(DeskDay).where(DeskDay.programme == programme, DeskDay.day == day))


def _note_day(act: Act, programme: str, day: date, before: Spans | None, after: Spans | None) -> None:
    changes = {
        "day": day,
        "before": None if before is None else _words(before),
        "after": None if after is None else _words(after),
    }
    act.note("desk_day.set", f"programme:{programme}", changes)
    act.session.flush()


def checked_spans(spans: Sequence[Span]) -> Spans:
    """The stretches of a day, in order. Raises HoursError."""
    ordered = tuple(sorted(spans))
    if any(closes != _MIDNIGHT and closes <= opens for opens, closes in ordered):
        raise HoursError("order")
    if any(first.closes == _MIDNIGHT or second.opens < first.closes for first, second in pairwise(ordered)):
        raise HoursError("overlap")
    return ordered


def _plain(weekly: Mapping[int, Spans]) -> dict[str, list[str]]:
    return {str(weekday): _words(spans) for weekday, spans in sorted(weekly.items()) if spans}


def _words(spans: Spans) -> list[str]:
    return [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in spans]
