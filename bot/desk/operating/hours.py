"""Hours of customer service: week by week, and the days that differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import Form
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from bot.desk.frame import SEE_OTHER, NavigationEntry, SentForm, TheVisit, Visit, guarded
from bot.ledger import staff
from bot.ledger.staff import Hours, HoursError, Span, Spans
from bot.ledger.store import take_turns
from bot.rules.calendar import WorkingDays
from bot.rules.dates import day_of
from bot.wording import Message, _

# At least so many stretches of a day have fields.
_FIELDS = 2
_MOST_FIELDS = 6

# How far ahead public holidays are pointed out.
_AHEAD = 60

WEEKDAYS: tuple[Message, ...] = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)

_FAULTS: Mapping[str, Message] = {
    "order": _("A stretch of this day ends before it begins."),
    "overlap": _("Stretches of this day overlap."),
    "half": _("Please enter both times, or neither."),
    "day": _("Please choose a day from today on."),
    "taken": _("This day has hours of its own already: {hours}. Remove them first."),
}
_CLOSED = _("closed")


@dataclass
class _Read:
    """What was typed for some days, read: their stretches, and what is wrong, by day's name in the form."""

    spans: dict[str, list[Span]] = field(default_factory=dict)
    errors: dict[str, Message] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Form:
    """What the page shows of a form that could not be kept: what was typed, what is wrong with it, by its
    fingerprint the week that was `seen`, and what stood there `before` somebody changed it meanwhile."""

    status: int = 200
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Message] = field(default_factory=dict)
    seen: str | None = None
    before: Mapping[int, str] = field(default_factory=dict)


ENTRY = NavigationEntry("hours", _("Hours"), "/desk/hours", icon="clock", roles=("operator",))

router = guarded("operator")


@router.get("/desk/hours")
def page(visit: TheVisit, saved: str = "") -> Response:
    """The hours as they are set."""
    return _show(visit, _Form(), saved=bool(saved))


@router.post("/desk/hours/week")
def set_week(visit: TheVisit, sent: SentForm, seen: Annotated[str, Form()] = "") -> Response:
    """Set the hours of every week."""
    programme = visit.programme
    typed = {name: value for name, value in sent.items() if isinstance(value, str)}
    found = _read(sent, [str(weekday) for weekday in range(7)])
    if found.errors:
        return _show(visit, _Form(422, typed=typed, errors=found.errors, seen=seen))
    with visit.acting() as act:
        take_turns(act.session, f"hours of {programme}")
        now_set = _fingerprint(staff.hours_of(act.session, programme).weekly)
        if now_set == seen:
            week = {int(weekday): spans for weekday, spans in found.spans.items() if spans}
            staff.set_week(act, programme, week)
    if now_set != seen:
        return _show(visit, _Form(409, typed=typed, before=_seen_week(seen)))
    return RedirectResponse("/desk/hours?saved=1", SEE_OTHER)


@router.post("/desk/hours/day")
def set_day(visit: TheVisit, sent: SentForm, day: Annotated[str, Form()] = "") -> Response:
    """Set the hours of one day."""
    programme = visit.programme
    typed = {name: value for name, value in sent.items() if isinstance(value, str)}
    found = _read(sent, ["day"])
    wanted = _date(day)
    if wanted is None or wanted < day_of(visit.now()):
        found.errors["day"] = _FAULTS["day"]
    if found.errors or wanted is None:
        return _show(visit, _Form(422, typed=typed, errors=found.errors))
    with visit.acting() as act:
        there = _take(act.session, programme, wanted)
        if there is None:
            staff.set_day(act, programme, wanted, found.spans["day"])
    if there is not None:
        taken = _FAULTS["taken"].using(hours=_words(there) or _CLOSED)
        return _show(visit, _Form(409, typed=typed, errors={"day": taken}))
    return RedirectResponse("/desk/hours?saved=1#days", SEE_OTHER)


@router.post("/desk/hours/day/remove")
def forget_day(visit: TheVisit, day: Annotated[date, Form()]) -> Response:
    """Let the week's hours stand on a day again."""
    programme = visit.programme
    with visit.acting() as act:
        take_turns(act.session, f"hours of {programme}")
        staff.forget_day(act, programme, day)
    return RedirectResponse("/desk/hours?saved=1#days", SEE_OTHER)


def _show(visit: Visit, form: _Form, *, saved: bool = False) -> Response:
    """The page, with the form as it was sent or a blank one."""
    now = visit.now()
    with visit.reading() as session:
        hours = staff.hours_of(session, visit.programme)
    week = {weekday: _words(hours.weekly.get(weekday, ())) for weekday in range(7)}
    changed = {weekday: (old, week[weekday]) for weekday, old in form.before.items() if old != week[weekday]}
    return visit.render(
        "hours.html",
        form.status,
        weekdays=WEEKDAYS,
        rows=_rows(hours.weekly, form.typed),
        typed=form.typed,
        errors=form.errors,
        seen=_fingerprint(hours.weekly) if form.seen is None else form.seen,
        changed=changed,
        saved=saved,
        days=[(day, _words(spans)) for day, spans in sorted(hours.days.items()) if day >= day_of(now)],
        holidays=_holidays(visit.engine.pack(visit.programme).working_days, hours, day_of(now)),
        known=hours.known,
        open_now=hours.open_since(now) is not None,
        next_opening=hours.next_opening(now),
        today=day_of(now),
        closed=_CLOSED,
    )


def _take(session: Session, programme: str, day: date) -> Spans | None:
    """The hours of its own that a day has, while nobody else changes them."""
    take_turns(session, f"hours of {programme}")
    return staff.hours_of(session, programme).days.get(day)


def _read(form: FormData, names: list[str]) -> _Read:
    found = _Read()
    for name in names:
        spans = []
        for number in range(_MOST_FIELDS):
            texts = [str(form.get(f"{name}.{number}.{end}", "")).strip() for end in ("opens", "closes")]
            if not any(texts):
                continue
            opens, closes = map(_time, texts)
            if opens is None or closes is None:
                found.errors[name] = _FAULTS["half"]
            else:
                spans.append(Span(opens, closes))
        try:
            found.spans[name] = list(staff.checked_spans(spans))
        except HoursError as error:
            found.errors[name] = _FAULTS[error.fault]
    return found


def _rows(weekly: Mapping[int, Spans], typed: Mapping[str, str]) -> list[list[tuple[str, str]]]:
    """For each weekday the times in its fields: as typed, else as they are set."""
    rows = []
    for weekday in range(7):
        if f"{weekday}.0.opens" in typed:
            pairs = [
                (typed.get(f"{weekday}.{number}.opens", ""), typed.get(f"{weekday}.{number}.closes", ""))
                for number in range(_MOST_FIELDS)
                if f"{weekday}.{number}.opens" in typed
            ]
        else:
            pairs = [(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in weekly.get(weekday, ())]
        rows.append(pairs + [("", "")] * (_FIELDS - len(pairs)))
    return rows


def _fingerprint(weekly: Mapping[int, Spans]) -> str:
    """The week in one line, by which a page knows whether it is the one that it showed."""
    return ";".join(f"{weekday} {_words(spans)}" for weekday, spans in sorted(weekly.items()) if spans)


def _seen_week(fingerprint: str) -> dict[int, str]:
    """What a fingerprint says of each weekday."""
    found = dict.fromkeys(range(7), "")
    for part in fingerprint.split(";"):
        weekday, _blank, spans = part.partition(" ")
        if weekday.isdecimal() and int(weekday) in found:
            found[int(weekday)] = spans
    return found


def _words(spans: Spans) -> str:
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans)


def _holidays(working_days: WorkingDays, hours: Hours, today: date) -> list[date]:
    """Public holidays ahead for which the week's hours still stand."""
    ahead = (today + timedelta(days=number) for number in range(_AHEAD))
    return [
        day
        for day in ahead
        if day.weekday() < 5
        and not working_days.includes(day)
        and day not in hours.days
        and hours.weekly.get(day.weekday())
    ]


def _time(text: str) -> time | None:
    try:
        return datetime.strptime(text[:5], "%H:%M").time()  # noqa: DTZ007 - a time of any day
    except ValueError:
        return None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
