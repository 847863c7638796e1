"""A purchase by its parts, as buttons and the desk's form tell it (`merchant`, `amount`, …)."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from bot.dialogue.cases.frame import Frame, is_set
from bot.json_values import Json
from bot.rules import Engine

PARTS = ("merchant", "amount", "payment", "date", "tier", "claimed")

# Which fact a part is, by the kind of the purchase.
_PATHS: Mapping[str, Mapping[str, str]] = {
    "award": {
        "amount": "payment.amount",
        "date": "payment.at",
        "payment": "payment.method",
        "tier": "entry.tier",
        "claimed": "entry.claimed_at",
    },
    "earn": {
        "merchant": "receipt.merchant",
        "amount": "receipt.total",
        "payment": "receipt.payment",
        "date": "receipt.issued_at",
    },
}
PURCHASES = ("earn", "claim", "award")


def purchase_kind(engine: Engine, programme: str) -> str | None:
    """The kind of decision that a programme takes on a purchase; None where it takes none."""
    kinds = engine.shelf.kinds.get(programme, ())
    return next((kind for kind in PURCHASES if kind in kinds), None)


def entering_kind(engine: Engine, programme: str) -> str | None:
    """The kind by which a purchase begins to count: an entry comes before a coupon."""
    kinds = engine.shelf.kinds.get(programme, ())
    return "enrol" if "enrol" in kinds else purchase_kind(engine, programme)


def frame_of(engine: Engine, programme: str | None, parts: Mapping[str, str]) -> Frame:
    """A case from its parts; parts that are empty are left out."""
    kind = (purchase_kind(engine, programme) if programme else None) or "earn"
    paths = _PATHS.get(kind, _PATHS["earn"])
    told = {paths[part]: _value(part, value) for part, value in parts.items() if part in paths}
    return Frame(kind, programme).with_facts(
        {path: value for path, value in told.items() if value is not None}
    )


def parts_of(frame: Frame) -> dict[str, str]:
    """The parts of a case, to fill a form."""
    paths = _PATHS.get(frame.kind, _PATHS["earn"])
    known = {part: frame.value(path) for part, path in paths.items()}
    return {part: str(value) for part, value in known.items() if value is not None and not is_set(value)}


def _value(part: str, value: str) -> Json:
    if part not in ("amount", "tier"):
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value or None  # what is no number is refused by the engine, and said
    return int(number) if number == number.to_integral_value() else float(number)
