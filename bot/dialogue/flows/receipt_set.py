"""The set in hand: what was read of its photos, and what the member corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from pydantic import TypeAdapter

from bot.json_values import Json, JsonObject, json_objects, json_text
from bot.ledger.models import Member, PhotoKind, PhotoOfSet
from bot.ledger.receipts import SetPhoto
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

_KINDS: Mapping[str, PhotoKind] = {"shop_receipt": "receipt", "payment_slip": "proof"}

_READING: TypeAdapter[Reading] = TypeAdapter(Reading)


def as_json(reading: Reading) -> JsonObject:
    """A reading to be kept with its photo."""
    kept: JsonObject = _READING.dump_python(reading, mode="json")
    return kept


def reading_of(photo: PhotoOfSet) -> Reading:
    """What was read of a kept photo."""
    return _READING.validate_python(photo["reading"])


def stored_photos(photos: Sequence[PhotoOfSet]) -> list[SetPhoto]:
    """The kept photos as the ledger keeps them with a set: where each lies, what it is, its fingerprint."""
    read = [(photo, reading_of(photo)) for photo in photos]
    return [
        {
            "key": photo["key"],
            "size": photo["size"],
            "kind": _KINDS.get(reading.document, "unknown"),
            "fingerprint": reading.fingerprint,
        }
        for photo, reading in read
    ]


def names_compared(photos: Sequence[PhotoOfSet], member: Member) -> list[PhotoOfSet]:
    """The kept photos with each printed name compared with the member's; the names themselves are dropped."""
    return [{**photo, "reading": as_json(_name_compared(reading_of(photo), member))} for photo in photos]


def _name_compared(reading: Reading, member: Member) -> Reading:
    beside = tuple(_name_compared(other, member) for other in reading.beside)
    name = reading.name
    if not name:
        return replace(reading, beside=beside)
    lines = tuple(replace(line, text=_without(name, line.text)) for line in reading.lines)
    holder = whose(name, member.name, member.name_zh)
    return replace(reading, beside=beside, lines=lines, name=None, holder=holder)


def _without(name: str, text: str) -> str:
    plain = half_width(text)
    return plain.replace(name, "…") if name in plain else text


def set_of(photos: Sequence[PhotoOfSet], corrections: Mapping[str, str] | None = None) -> ReceiptSet:
    """The set that kept photos make, with the member's corrections (by fact) in place of what was read."""
    found = pair([reading_of(photo) for photo in photos])
    receipt = found.receipt
    if receipt is None or not corrections:
        return found
    for fact, value in corrections.items():
        receipt = _corrected(receipt, fact, value)
    return replace(
        found, receipt=receipt, mismatches=disagreements(receipt, found.proof) if found.proof else ()
    )


def of_one_purchase(photos: Sequence[PhotoOfSet]) -> list[PhotoOfSet]:
    """The kept photos without receipts of another purchase than the first one's."""
    readings = [reading_of(photo) for photo in photos]
    others = [id(reading) for reading in pair(readings).unused if reading.document == "shop_receipt"]
    return [photo for photo, reading in zip(photos, readings, strict=True) if id(reading) not in others]


def facts_of(found: ReceiptSet) -> dict[str, Json]:
    """The set as the engine's facts. A proof that was not sent yet is not said to be lacking."""
    facts = to_earn_receipt(found)
    if found.proof is None:
        facts.pop("payment_proof", None)
    return facts


def differences(photos: Sequence[PhotoOfSet], facts: JsonObject) -> tuple[str, ...]:
    """What speaks against the proof of payment, were the receipt's facts these (`disagreements`)."""
    told = {fact: str(facts[fact]) for fact in FIELDS if facts.get(fact) is not None}
    found = set_of(photos, told)
    if found.receipt is None or found.proof is None:
        return ()
    taken_off = tuple(
        Deduction(json_text(each["kind"]), Decimal(str(each["amount"])))
        for each in json_objects(facts.get("deductions"))
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
    changed = [FIELDS[fact]]
    match fact:
        case "total":
            receipt = replace(receipt, total=Decimal(value))
        case "issued_at":
            moment = datetime.fromisoformat(value)
            receipt = replace(receipt, issued_on=moment.date())
            if "T" in value:
                receipt = replace(receipt, issued_time=moment.time())
                changed.append("issued_time")
        case "merchant":
            receipt = replace(receipt, merchant=value)
        case "number":
            receipt = replace(receipt, number=value)
        case "payment":
            receipt = replace(receipt, payment=value)
    return replace(
        receipt,
        confidence={**receipt.confidence, **dict.fromkeys(changed, 1.0)},
        unreadable=tuple(name for name in receipt.unreadable if name not in changed),
    )
