"""The set in hand: what was read of its photos, and what the member corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from bot.ledger.models import Member
from bot.reading import Deduction, Reading, ReceiptSet, pair, to_earn_receipt
from bot.reading.fields import SURE
from bot.reading.sets import disagreements, paid, paid_at_shop, whose
from bot.text import half_width

# Facts that a member may correct, and the field of the reading that each of them is.
FIELDS: Mapping[str, str] = {
    "merchant": "merchant",
    "number": "number",
    "issued_at": "issued_on",
    "total": "total",
    "payment": "payment",
}

_KINDS = {"shop_receipt": "receipt", "payment_slip": "proof"}

_READING: TypeAdapter[Reading] = TypeAdapter(Reading)


def as_json(reading: Reading) -> dict[str, Any]:
    """A reading to be kept with its photo."""
    kept: dict[str, Any] = _READING.dump_python(reading, mode="json")
    return kept


def stored_photos(photos: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The kept photos as the ledger keeps them with a set: where each lies, what it is, its fingerprint."""
    return [
        {
            "key": photo["key"],
            "size": photo["size"],
            "kind": _KINDS.get(photo["reading"]["document"], "unknown"),
            "fingerprint": photo["reading"].get("fingerprint"),
        }
        for photo in photos
    ]


def names_compared(photos: Sequence[Mapping[str, Any]], member: Member) -> list[dict[str, Any]]:
    """The kept photos with each printed name compared with the member's; the names themselves are dropped."""
    return [{**photo, "reading": _name_compared(photo["reading"], member)} for photo in photos]


def _name_compared(reading: Mapping[str, Any], member: Member) -> dict[str, Any]:
    beside = [_name_compared(other, member) for other in reading.get("beside", ())]
    name = reading.get("name")
    if not name:
        return {**reading, "beside": beside}
    lines = [{**line, "text": _without(name, line["text"])} for line in reading["lines"]]
    holder = whose(name, member.name, member.name_zh)
    return {**reading, "beside": beside, "lines": lines, "name": None, "holder": holder}


def _without(name: str, text: str) -> str:
    plain = half_width(text)
    return plain.replace(name, "…") if name in plain else text


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


def of_one_purchase(photos: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The kept photos without receipts of another purchase than the first one's."""
    readings = [_READING.validate_python(photo["reading"]) for photo in photos]
    others = [id(reading) for reading in pair(readings).unused if reading.document == "shop_receipt"]
    return [photo for photo, reading in zip(photos, readings, strict=True) if id(reading) not in others]


def facts_of(found: ReceiptSet) -> dict[str, Any]:
    """The set as the engine's facts. A proof that was not sent yet is not said to be lacking."""
    facts = to_earn_receipt(found)
    if found.proof is None:
        facts.pop("payment_proof", None)
    return facts


def differences(photos: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What speaks against the proof of payment, were the receipt's facts these (`disagreements`)."""
    told = {fact: str(facts[fact]) for fact in FIELDS if facts.get(fact) is not None}
    found = set_of(photos, told)
    if found.receipt is None or found.proof is None:
        return ()
    taken_off = tuple(
        Deduction(each["kind"], Decimal(str(each["amount"]))) for each in facts.get("deductions", ())
    )
    return disagreements(replace(found.receipt, deductions=taken_off), found.proof)


def agreed(found: ReceiptSet, field: str) -> bool:
    """Whether the proof of payment surely says the same as the receipt."""
    receipt, proof = found.receipt, found.proof
    if receipt is None or proof is None or proof.confidence.get(field, 0.0) < SURE:
        return False
    if field == "total":
        return paid_at_shop(proof) == paid(receipt)
    if field == "transaction":
        # A sure payment of the same sum bears a receipt out that says nothing of how it was settled.
        return receipt.transaction == proof.transaction == "sale" and paid_at_shop(proof) == paid(receipt)
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
