"""Why a person should look at a set although the rules may approve it: codes for the staff.

A code may name what it is about after a colon: a field, another set. `bot.wording.doubts` has the sentences.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import product

from bot.dialogue.context import Context
from bot.dialogue.flows.receipt_set import FIELDS, agreed
from bot.ledger import receipts
from bot.ledger.models import Receipt
from bot.reading import Reading, ReceiptSet
from bot.reading.fields import SURE
from bot.reading.picture import same_picture
from bot.reading.sets import doubtful, maybe_folded, same_purchase
from bot.rules.dates import day_of

# Facts on which points hang: where the photos do not surely show one, a person looks before the credit.
_WEIGHTY = ("merchant", "issued_on", "total", "payment", "number", "deductions")

# Signals about a photo that are no reason for doubt.
_HARMLESS = frozenset({"two_papers"})

# Sets that just reach the least sum that counts: so many within so many days, each this little above it.
_CLOSE = Decimal("1.05")
_SEVERAL = 3
_LATELY = timedelta(days=7)


def doubts(ctx: Context, receipt: Receipt, found: ReceiptSet, corrections: Mapping[str, str]) -> list[str]:
    """The codes for a set that its member confirmed."""
    assert found.receipt is not None
    signals = {*found.receipt.signals, *(found.proof.signals if found.proof else ())}
    return [
        *_about_the_kind(found, found.receipt),
        *(
            f"unsure:{field}"
            for field in doubtful(found.receipt)
            if field in _WEIGHTY and not agreed(found, field)
        ),
        *(f"corrected:{fact}" for fact in corrections if not agreed(found, FIELDS[fact])),
        *(f"mismatch:{what}" for what in found.mismatches),
        *sorted(signals - _HARMLESS),
        *_circumstances(ctx, receipt),
    ]


def _about_the_kind(found: ReceiptSet, receipt: Reading) -> Iterator[str]:
    """Whether both papers are surely of a completed sale, and in whose name."""
    for code, paper in (("receipt_no_sale", receipt), ("slip_no_sale", found.proof)):
        if paper is None:
            continue
        if paper.transaction is not None and paper.transaction != "sale":
            yield f"{code}:{paper.transaction}"
        elif paper.total is not None and paper.total <= 0:
            yield f"{code}:refund"  # whatever else it says, this is no purchase
        elif paper.transaction is None or (
            paper.confidence.get("transaction", 0.0) < SURE
            and not (paper is receipt and agreed(found, "transaction"))
        ):
            yield "unsure:transaction"
        if paper.holder == "unsure":
            yield "name_unsure"
    if found.proof is not None and found.proof.form == "merchant_copy":
        yield "shops_own_slip"
    if maybe_folded(receipt):
        yield "maybe_folded"


def _circumstances(ctx: Context, receipt: Receipt) -> Iterator[str]:
    if receipt.issued_on is not None and receipt.issued_on > day_of(ctx.now):
        yield "date_in_future"
    if _one_of_several_just_enough(ctx, receipt):
        yield "just_above_minimum"
    prints = [photo.fingerprint for photo in receipt.photos if photo.fingerprint]
    for other in receipts.with_like_photos(ctx.session, receipt):
        others = [photo.fingerprint for photo in other.photos if photo.fingerprint]
        if any(same_picture(one, two) for one, two in product(prints, others)):
            yield f"photo_seen_before:{other.id}"
        elif same_purchase(receipt.facts, other.facts):
            yield f"same_purchase:{other.id}"
    yield from _at_the_same_minute(ctx, receipt)


def _at_the_same_minute(ctx: Context, receipt: Receipt) -> Iterator[str]:
    """Other sets of the member bought in the same minute: nobody pays at two tills at once."""
    if receipt.issued_at is None or receipt.issued_on is None:
        return
    minute = receipt.issued_at.replace(second=0, microsecond=0)
    for other in receipts.others_since(ctx.session, receipt, receipt.issued_on):
        if other.issued_at is not None and other.issued_at.replace(second=0, microsecond=0) == minute:
            yield f"same_minute:{other.id}"


def _one_of_several_just_enough(ctx: Context, receipt: Receipt) -> bool:
    pack = ctx.services.engine.pack(receipt.programme)
    clause = pack.deciding.get(("earn", "minimum_spend"))
    if clause is None or receipt.issued_on is None:
        return False
    least = clause.money("minimum")

    def just_enough(one: Receipt) -> bool:
        paid = receipts.net_of(one)
        return paid is not None and least <= paid <= least * _CLOSE

    others = receipts.others_since(ctx.session, receipt, receipt.issued_on - _LATELY)
    return just_enough(receipt) and sum(map(just_enough, others)) + 1 >= _SEVERAL
