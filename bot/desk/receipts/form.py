"""The facts of a set as a form: what stands in its fields, and the facts that a filled-in form tells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from starlette.datastructures import FormData

from bot.clock import HONG_KONG
from bot.dialogue.flows.receipt_set import differences
from bot.json_values import Json, JsonObject, json_list, json_objects, json_text
from bot.ledger.models import PhotoOfSet
from bot.wording import Message, _
from bot.wording.names import CATEGORY, CHANNEL, DEDUCTION, FORM, PAYMENT, PROOF

_Told = TypeVar("_Told")

LONGEST = 200

CHOICES: Mapping[str, Mapping[str, Message]] = {
    "payment": PAYMENT,
    "payment_proof": PROOF,
    "form": FORM,
    "category": CATEGORY,
    "channel": CHANNEL,
    "settlement": {"full": _("paid in full"), "deposit": _("deposit"), "instalment": _("instalment")},
    "payer": {"member": _("the member"), "other": _("somebody else")},
    "name_on_receipt": {"member": _("the member"), "other": _("somebody else")},
}
DEDUCTIONS: Mapping[str, Message] = DEDUCTION

# What a fact is where the form leaves it at that and the set did not say it: it is not written down then.
_USUAL = {
    "category": "retail",
    "channel": "in_store",
    "form": "original",
    "settlement": "full",
    "payer": "member",
}
_TEXTS = ("merchant", "number", "address")
_AMOUNTS = ("total", "tips")
_FLAGS = ("split", "refunded")

# What makes an unreadable field readable: the field of the form that has its value now.
_SHOWS = {"issued_at": "day", "date": "day"}

_NO_AMOUNT = _("An amount such as 647.00, please.")
_NO_DAY = _("A day such as 2026-11-20, please.")
_NO_TIME = _("A time such as 16:05, please.")
_NO_PART = _("A whole number from 1, please.")
_TOO_LONG = _("That is too long.")
_NO_CHOICE = _("Please choose one from the list.")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was read: the facts it tells, what is wrong with it by field, and what speaks against the
    proof of payment."""

    facts: JsonObject
    errors: Mapping[str, Message] = field(default_factory=dict)
    differences: Sequence[str] = ()


def values_of(facts: JsonObject) -> dict[str, object]:
    """What stands in the fields for these facts."""
    issued = str(facts.get("issued_at") or "")
    values: dict[str, object] = {name: str(facts.get(name) or "") for name in (*_TEXTS, *_AMOUNTS)}
    values |= {name: facts.get(name) or _USUAL.get(name, "") for name in CHOICES}
    values |= {name: bool(facts.get(name)) for name in _FLAGS}
    values["day"] = issued[:10]
    values["time"] = _clock(datetime.fromisoformat(issued)) if len(issued) > 10 else ""
    values["settlement_part"] = str(facts.get("settlement_part") or 1)
    deductions = json_objects(facts.get("deductions"))
    values["deductions"] = [(each["kind"], str(each["amount"])) for each in deductions]
    return values


def read_form(form: FormData, before: JsonObject, photos: Sequence[PhotoOfSet]) -> Filled:
    """The facts of a form. What it does not have stays as it was before.

    `photos` are those kept with the set; a proof among them is compared with the corrected facts.
    """
    errors: dict[str, Message] = {}

    def told(name: str, read: Callable[[str], _Told]) -> _Told | None:
        try:
            return read(str(form.get(name, "")).strip())
        except _FieldError as error:
            errors[name] = error.says
            return None

    def fact(name: str, read: Callable[[str], str | None]) -> Json:
        value = told(name, read)
        return before.get(name) if name in errors else value

    facts = dict(before)
    facts |= {name: fact(name, _text) for name in _TEXTS}
    facts |= {name: fact(name, _amount) for name in _AMOUNTS}
    if facts["tips"] == "0.00":
        facts["tips"] = None
    facts |= {name: fact(name, _choice(name)) for name in CHOICES}
    day, clock = told("day", _day), told("time", _time)
    facts["issued_at"] = None if day is None else _moment(day, clock)
    facts["deductions"] = _deductions(form, errors)
    facts |= {name: name in form for name in _FLAGS}
    part = told("settlement_part", _part)
    facts["settlement_part"] = part if facts.get("settlement") in ("deposit", "instalment") else None
    facts["unreadable"] = [
        name
        for name in map(json_text, json_list(before.get("unreadable", ())))
        if not form.get(_SHOWS.get(name, name))
    ]
    facts = {name: value for name, value in facts.items() if not _left_open(name, value, before)}
    if errors:
        return Filled(facts, errors)
    against = differences(photos, facts) if "slip_matches" in before else ()
    if "slip_matches" in before:
        facts["slip_matches"] = not against or "slip_matches" in form
    return Filled(facts, {}, against)


def _left_open(name: str, value: Json, before: JsonObject) -> bool:
    """Whether a fact goes without saying."""
    if value in (None, "", []):
        return True
    usual = _USUAL.get(name, False if name in _FLAGS else None)
    return name not in before and value == usual


class _FieldError(Exception):
    def __init__(self, says: Message) -> None:
        super().__init__(says.source)
        self.says = says


def _text(given: str) -> str | None:
    if len(given) > LONGEST:
        raise _FieldError(_TOO_LONG)
    return given or None


def _amount(given: str) -> str | None:
    plain = given.upper().removeprefix("HKD").removeprefix("HK").removeprefix("$").replace(",", "").strip()
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise _FieldError(_NO_AMOUNT) from None
    if not amount.is_finite() or not 0 <= amount < 10**9:
        raise _FieldError(_NO_AMOUNT)
    return f"{amount:.2f}"


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise _FieldError(_NO_DAY) from None


def _time(given: str) -> time | None:
    try:
        return time.fromisoformat(given).replace(tzinfo=None) if given else None
    except ValueError:
        raise _FieldError(_NO_TIME) from None


def _part(given: str) -> int:
    if not (given.isascii() and given.isdecimal() and 1 <= int(given) <= 999):
        raise _FieldError(_NO_PART)
    return int(given)


def _choice(name: str) -> Callable[[str], str | None]:
    def read(given: str) -> str | None:
        if given and given not in CHOICES[name]:
            raise _FieldError(_NO_CHOICE)
        return given or None

    return read


def _deductions(form: FormData, errors: dict[str, Message]) -> list[dict[str, str]]:
    found = []
    for kind, amount in zip(form.getlist("deduction_kind"), form.getlist("deduction_amount"), strict=False):
        try:
            taken_off = _amount(str(amount).strip())
        except _FieldError as error:
            errors["deductions"] = error.says
            continue
        if taken_off is None or taken_off == "0.00":
            continue
        if kind not in DEDUCTIONS:
            errors["deductions"] = _NO_CHOICE
            continue
        found.append({"kind": str(kind), "amount": taken_off})
    return found


def _moment(day: date, clock: time | None) -> str:
    return day.isoformat() if clock is None else datetime.combine(day, clock, HONG_KONG).isoformat()


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
