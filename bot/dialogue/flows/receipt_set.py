"""The set in hand: what was read of its photos, what the member corrected, and what is doubtful."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from bot.reading import Reading, ReceiptSet, pair, to_earn_receipt
from bot.reading.confidence import SURE
from bot.reading.sets import disagreements, doubtful, paid

# Facts that a member may correct, and the field of the reading that each of them is.
FIELDS: Mapping[str, str] = {
    "merchant": "merchant",
    "number": "number",
    "issued_at": "issued_on",
    "total": "total",
    "payment": "payment",
}

# Facts on which points hang: where the photos do not surely show one, a person looks before the credit.
_WEIGHTY = ("merchant", "issued_on", "total", "payment", "number", "deductions")

# Signals about a photo that are no reason for doubt.
_HARMLESS = frozenset({"two_papers"})

_READING: TypeAdapter[Reading] = TypeAdapter(Reading)


def as_json(reading: Reading) -> dict[str, Any]:
    """A reading to be kept with its photo."""
    kept: dict[str, Any] = _READING.dump_python(reading, mode="json")
    return kept


def set_of(photos: Sequence[Mapping[str, Any]], corrections: Mapping[str, str] | None = None) -> ReceiptSet:
    """The set that kept photos make, with the member's corrections (by fact) in place of what was read."""
    found = pair([_READING.validate_python(photo["reading"]) for photo in photos])
    receipt = found.receipt
    if receipt is None or not corrections:
        return found
    for fact, value in corrections.items():
        receipt = _corrected(receipt, fact, value)
    return replace(
        found, receipt=receipt, mismatches=disagreements(receipt, found.proof) if found.proof else ()
    )


def facts_of(found: ReceiptSet) -> dict[str, Any]:
    """The set as the engine's facts. A proof that was not sent yet is not said to be lacking."""
    facts = to_earn_receipt(found)
    if found.proof is None:
        facts.pop("payment_proof", None)
    return facts


def doubts(found: ReceiptSet, corrections: Mapping[str, str]) -> list[str]:
    """Why a person should look at a set although the rules may approve it: codes for the staff."""
    assert found.receipt is not None
    return [
        *(
            f"unsure:{field}"
            for field in doubtful(found.receipt)
            if field in _WEIGHTY and not _agreed(found, field)
        ),
        *(f"corrected:{fact}" for fact in corrections if not _agreed(found, FIELDS[fact])),
        *(f"mismatch:{what}" for what in found.mismatches),
        *sorted(set(found.receipt.signals) - _HARMLESS),
    ]


def _agreed(found: ReceiptSet, field: str) -> bool:
    """Whether the proof of payment surely says the same as the receipt."""
    receipt, proof = found.receipt, found.proof
    if receipt is None or proof is None or proof.confidence.get(field, 0.0) < SURE:
        return False
    if field == "total":
        return proof.total == paid(receipt)
    return field in ("issued_on", "payment") and bool(getattr(receipt, field) == getattr(proof, field))


def _corrected(receipt: Reading, fact: str, value: str) -> Reading:
    changes: dict[str, Any] = {FIELDS[fact]: value}
    if fact == "total":
        changes = {"total": Decimal(value)}
    elif fact == "issued_at":
        moment = datetime.fromisoformat(value)
        changes = {"issued_on": moment.date()}
        if "T" in value:
            changes["issued_time"] = moment.time()
    return replace(
        receipt,
        **changes,
        confidence={**receipt.confidence, **dict.fromkeys(changes, 1.0)},
        unreadable=tuple(name for name in receipt.unreadable if name not in changes),
    )
