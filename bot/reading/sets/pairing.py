"""Photos into sets: one shop receipt with the proof of its electronic payment, and whether the two agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.clock import HONG_KONG
from bot.json_values import Json
from bot.reading.fields.confidence import SURE
from bot.reading.reading import Reading
from bot.reading.sets.parts import joined

_CENT = Decimal("0.01")
_LATER = timedelta(
    minutes=20
)  # between the receipt and its slip; tills and terminals have clocks of their own
_WALLETS = {"apple_pay", "google_pay", "samsung_pay", "huawei_pay", "mi_pay"}
# What brought the shop no money; of a deposit or an instalment the part paid counts by the rules.
NO_SALE = frozenset({"refund", "void", "declined", "pending", "training", "quotation"})
_GIVEN_BACK = frozenset({"refund", "void"})
_CARDS = {"credit_card", "debit_card", "unionpay_card", "unionpay_app"}


@dataclass(frozen=True, slots=True)
class ReceiptSet:
    """A receipt with its proof. `mismatches` names what disagrees: `amount`, `date`, `time`, `payment`,
    `card`.
    """

    receipt: Reading | None
    proof: Reading | None
    proof_kind: str  # slip, app_screenshot, none
    mismatches: tuple[str, ...] = ()
    unused: tuple[Reading, ...] = ()  # photos that belong to no set: another shop's receipt, a second slip

    @property
    def matches(self) -> bool:
        """Whether receipt and proof are both there and nothing disagrees."""
        return self.receipt is not None and self.proof is not None and not self.mismatches

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still needed: `receipt`, `proof`."""
        return tuple(
            name for name, part in (("receipt", self.receipt), ("proof", self.proof)) if part is None
        )


def pair(readings: Sequence[Reading]) -> ReceiptSet:
    """The set that the photos of one upload make.

    Several photos of one long receipt become one receipt; a slip in the same photo as its receipt counts as
    its proof; of several slips the one that fits best is taken.
    """
    receipts = [reading for reading in readings if reading.document == "shop_receipt"]
    slips = [reading for reading in readings if reading.document == "payment_slip"]
    slips += [other for reading in receipts for other in reading.beside if other.document == "payment_slip"]
    unused = [reading for reading in readings if reading.document == "unknown"]
    receipt = receipts[0] if receipts else None
    for other in receipts[1:]:
        assert receipt is not None
        together = joined(receipt, other)
        if together is None:
            unused.append(other)
        else:
            receipt = together
    if not slips:
        return ReceiptSet(receipt, None, "none", (), tuple(unused))
    if receipt is None:
        return ReceiptSet(None, slips[0], _kind(slips[0]), (), (*unused, *slips[1:]))
    ranked = sorted(slips, key=lambda slip: (surely_no_sale(slip), len(disagreements(receipt, slip))))
    proof = ranked[0]
    return ReceiptSet(
        receipt,
        proof,
        _kind(proof),
        disagreements(receipt, proof),
        (*unused, *(s for s in slips if s is not proof)),
    )


def disagreements(receipt: Reading, slip: Reading) -> tuple[str, ...]:
    """What speaks against the slip being of this receipt. A fact that was not read speaks neither way."""
    found = []
    shown = paid_at_shop(slip)
    if receipt.total is not None and shown is not None:
        same_currency = slip.local_total is not None or None in (receipt.currency, slip.currency)
        same_currency |= receipt.currency == slip.currency
        differs = all(abs(sum_ - shown) >= _CENT for sum_ in (paid(receipt), abs(receipt.total)))
        if same_currency and differs:
            found.append("amount")
    if receipt.issued_on and slip.issued_on and receipt.issued_on != slip.issued_on:
        found.append("date")
    elif receipt.issued_on and receipt.issued_time and slip.issued_time:
        at = datetime.combine(receipt.issued_on, receipt.issued_time)
        if abs(datetime.combine(receipt.issued_on, slip.issued_time) - at) > _LATER:
            found.append("time")
    if receipt.payment and slip.payment and not _same_means(receipt.payment, slip.payment):
        found.append("payment")
    if receipt.card_digits and slip.card_digits and receipt.card_digits != slip.card_digits:
        found.append("card")
    return tuple(found)


def surely_no_sale(paper: Reading) -> bool:
    """Whether the paper surely tells of something that is no completed sale."""
    return paper.transaction in NO_SALE and paper.confidence.get("transaction", 0.0) >= SURE


def paid(receipt: Reading) -> Decimal:
    """What was paid electronically: the total less the deductions."""
    return abs(receipt.total or Decimal(0)) - sum((d.amount for d in receipt.deductions), Decimal(0))


def paid_at_shop(proof: Reading) -> Decimal | None:
    """The sum of a proof of payment in the shop's currency."""
    shown = proof.total if proof.local_total is None else proof.local_total
    return None if shown is None else abs(shown)


def to_earn_receipt(made: ReceiptSet) -> dict[str, Json]:
    """The `receipt` facts of an `earn` or `claim` request. Facts not read are left out; doubts go to
    `unreadable`.
    """
    receipt = made.receipt
    if receipt is None:
        return {}
    facts: dict[str, Json] = {
        "merchant": receipt.merchant,
        "address": receipt.address,
        "number": receipt.number,
        "total": f"{abs(receipt.total):.2f}" if receipt.total is not None else None,
        "payment": receipt.payment or (made.proof.payment if made.proof else None),
        "payment_proof": "none" if made.proof is not None and _no_payment(made.proof) else made.proof_kind,
        # What looks like a fold may be a crease: where that is not sure, a person looks.
        "form": "original" if maybe_folded(receipt) else receipt.form,
        "deductions": [{"kind": d.kind, "amount": f"{d.amount:.2f}"} for d in receipt.deductions],
        **_circumstances(made, receipt),
    }
    if receipt.issued_on:
        moment = receipt.issued_time
        facts["issued_at"] = (
            datetime.combine(receipt.issued_on, moment, HONG_KONG).isoformat()
            if moment
            else receipt.issued_on.isoformat()
        )
    if receipt.tips:
        facts["tips"] = f"{receipt.tips:.2f}"
    if made.proof is not None:
        facts["slip_matches"] = made.matches
    unreadable = [_FACTS.get(name, name) for name in receipt.unreadable]
    if unreadable:
        facts["unreadable"] = unreadable
    return {name: value for name, value in facts.items() if value is not None and value != []}


def maybe_folded(receipt: Reading) -> bool:
    """Whether something that may be a fold, or a crease, runs across the receipt."""
    return receipt.form == "folded" and receipt.confidence.get("form", 0.0) < SURE


def _no_payment(proof: Reading) -> bool:
    """Whether the slip surely proves that nothing was paid."""
    return surely_no_sale(proof) and proof.transaction not in _GIVEN_BACK


def _circumstances(made: ReceiptSet, receipt: Reading) -> dict[str, Json]:
    """What the papers say of the purchase beside its figures; None where that is the usual case."""
    papers = [paper for paper in (receipt, made.proof) if paper is not None]
    in_parts = receipt.transaction if receipt.transaction in ("deposit", "instalment") else None
    given_back = any(surely_no_sale(paper) and paper.transaction in _GIVEN_BACK for paper in papers)
    holder = receipt.holder
    payer = made.proof.holder if made.proof is not None else None
    return {
        "refunded": given_back or None,
        "category": receipt.category,
        "channel": receipt.channel,
        "settlement": in_parts,
        "settlement_part": receipt.settlement_part if in_parts and receipt.settlement_part > 1 else None,
        "split": receipt.split or None,
        "name_on_receipt": holder if holder != "unsure" else None,
        "payer": payer if payer != "unsure" else None,
    }


def doubtful(reading: Reading) -> tuple[str, ...]:
    """The fields read without certainty, for the member to confirm one by one."""
    return tuple(
        name
        for name in ("merchant", "issued_on", "number", "total", "payment", "deductions")
        if reading.confidence.get(name, 1.0) < SURE and getattr(reading, name) not in (None, ())
    )


_FACTS = {"issued_on": "issued_at", "issued_time": "time"}


def _kind(slip: Reading) -> str:
    return "app_screenshot" if slip.form in ("screenshot", "electronic") else "slip"


def _same_means(one: str, other: str) -> bool:
    if one == other or "other" in (one, other):
        return True
    if (one in _WALLETS and other in _CARDS) or (other in _WALLETS and one in _CARDS):
        return True  # the card behind a wallet
    return {one, other} <= _CARDS or {one, other} == {"octopus", "octopus_wallet"}
