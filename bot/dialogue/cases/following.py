"""What a case takes over from the one before it, and which of its days can only come later."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.dialogue.cases.frame import Frame
from bot.dialogue.cases.requests import day
from bot.json_values import json_objects, json_text
from bot.rules import Decision
from bot.rules.answers import AwardFigures
from bot.text import fold_typed
from bot.understanding.telling import FactValue

# A month is named, so that a day is where it was told to be.
_MONTH = re.compile(r"月|\d\s?[/.-]\s?\d|(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_MONTH_DAYS = 31

# What is held stays so for whatever is paid next.
_STICKS = ("entry.", "coupon.")

# A day of a case, and the one that it cannot come before.
_IN_ORDER = (
    ("at", "receipt.issued_at"),
    ("submitted_at", "receipt.issued_at"),
    ("payment.at", "entry.claimed_at"),
    ("payment.at", "coupon.issued_at"),
)


def taken_over(before: Frame, decided: Decision | None, kind: str, today: date) -> Mapping[str, FactValue]:
    """The facts of a case of `kind` that follow from the one before: the entry coupon that was claimed makes
    an award possible, the coupon that was awarded is spent. `decided` is what was decided on it."""
    if before.kind == kind:
        return {path: known.value for path, known in before.facts.items() if path.startswith(_STICKS)}
    if (before.kind, kind) == ("enrol", "award") and before.value("tier") is not None:
        claimed = before.value("at") or today.isoformat()
        return {"entry.tier": before.value("tier"), "entry.claimed_at": claimed}
    if (before.kind, kind) == ("award", "spend") and decided is not None:
        figures = decided.figures
        if isinstance(figures, AwardFigures) and figures.coupon is not None:
            paid = before.value("payment.at") or today.isoformat()
            face = figures.coupon.face
            worth = int(face) if face == int(face) else float(face)
            first = max(str(paid)[: len("2026-11-20")], today.isoformat())
            return {"coupon.face": worth, "coupon.issued_at": paid, "payment.at": first}
    return {}


def in_order(frame: Frame, text: str) -> Frame:
    """The frame with a day of the month told alone ("on the 26th") in the month in which it can be."""
    if _MONTH.search(fold_typed(text).text):
        return frame
    facts = dict(frame.facts)
    for later, earlier in _IN_ORDER:
        told, first = frame.value(later), frame.value(earlier)
        if not isinstance(told, str) or not isinstance(first, str) or day(told) >= day(first):
            continue
        moved = _a_month_on(day(told))
        if moved >= day(first):
            facts[later] = replace(facts[later], value=moved.isoformat() + told[len("2026-11-20") :])
    return replace(frame, facts=facts)


def under_its_weather(frame: Frame) -> Frame:
    """The frame for a visit on another day: an earlier warning of unknown end is left behind."""
    at, weather = frame.value("at"), frame.value("weather")
    if not isinstance(at, str) or not isinstance(weather, list):
        return frame
    kept = [one for one in json_objects(weather) if "until" in one or day(json_text(one["from"])) >= day(at)]
    facts = dict(frame.facts)
    if kept:
        facts["weather"] = replace(facts["weather"], value=[*kept])
    else:
        del facts["weather"]
    return replace(frame, facts=facts)


def _a_month_on(told: date) -> date:
    """The same day of the next month that has it."""
    found = told.replace(day=1)
    while True:
        found = (found + timedelta(days=_MONTH_DAYS)).replace(day=1)
        try:
            return found.replace(day=told.day)
        except ValueError:
            continue
