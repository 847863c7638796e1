"""Checks about what a member shows at the counter: the receipt, its slip, and what special purchases need."""

from bot.rules.case import Case, broken, holds, review
from bot.rules.decision import Finding
from bot.rules.facts.claim import Claim
from bot.rules.pack import Clause
from bot.rules.registry import check


@check("claim", says={"not_electronic": ("payment",)})
def paid_electronically(case: Case[Claim], clause: Clause) -> Finding | None:
    """The purchase was paid electronically."""
    payment = case.facts.receipt.payment
    if payment is None or payment not in case.pack.listed("refused_payments"):
        return None
    return broken(clause, "not_electronic", payment=payment)


@check("claim", lists=("unclear_payments",), says={"unclear_payment": ()})
def payment_clear(case: Case[Claim], clause: Clause) -> Finding | None:
    """A way of paying that the book does not know is looked at."""
    unclear = case.facts.receipt.payment in clause.lists["unclear_payments"]
    return review(clause, "unclear_payment") if unclear else None


@check("claim", says={"someone_else": ()})
def own_spending(case: Case[Claim], clause: Clause) -> Finding | None:
    """A receipt that someone else paid, or that carries another name, is looked at."""
    receipt = case.facts.receipt
    if receipt.payer == "member" and receipt.name_on_receipt != "other":
        return None
    return review(clause, "someone_else")


@check("claim", lists=("accepted_proofs",), says={"no_slip": ("proof",)})
def slip_shown(case: Case[Claim], clause: Clause) -> Finding | None:
    """The payment is proven by its slip."""
    proof = case.facts.receipt.payment_proof
    return None if proof in clause.lists["accepted_proofs"] else broken(clause, "no_slip", proof=proof)


@check("claim", says={"alone": ()})
def receipt_not_alone(case: Case[Claim], clause: Clause) -> Finding | None:
    """A receipt without any proof of payment does not count."""
    return broken(clause, "alone") if case.facts.receipt.payment_proof == "none" else None


@check("claim", lists=("needed_fields",), says={"unreadable": ("fields",)})
def fields_readable(case: Case[Claim], clause: Clause) -> Finding | None:
    """The receipt clearly shows what it must."""
    named = {"date" if field == "issued_at" else field for field in case.facts.receipt.unreadable}
    fields = tuple(field for field in clause.lists["needed_fields"] if field in named)
    return broken(clause, "unreadable", fields=fields) if fields else None


@check("claim")
def slip_matches(case: Case[Claim], clause: Clause) -> Finding | None:
    """Receipt and slip tell the same."""
    return None if case.facts.receipt.slip_matches else broken(clause)


@check("claim", says={"reused": ()})
def not_reused(case: Case[Claim], clause: Clause) -> Finding | None:
    """A receipt used before is not accepted again."""
    return broken(clause, "reused") if case.facts.receipt_used else None


@check("claim", lists=("unclear_categories",), says={"unclear_category": ("bought",)})
def category_clear(case: Case[Claim], clause: Clause) -> Finding | None:
    """A purchase of which the book does not say whether it counts is looked at."""
    category = case.facts.receipt.category
    unclear = category in clause.lists["unclear_categories"]
    return review(clause, "unclear_category", bought=category) if unclear else None


@check("claim", lists=("unclear_channels",), says={"unclear_channel": ("bought_via",)})
def channel_clear(case: Case[Claim], clause: Clause) -> Finding | None:
    """A way of buying of which the book does not say whether it counts is looked at."""
    channel = case.facts.receipt.channel
    unclear = channel in clause.lists["unclear_channels"]
    return review(clause, "unclear_channel", bought_via=channel) if unclear else None


@check("claim", says={"holds": (), "breaks": ()})
def cinema_with_slip(case: Case[Claim], clause: Clause) -> Finding | None:
    """A cinema ticket stub counts with the slip of its payment."""
    if case.facts.receipt.category != "cinema":
        return None
    return holds(clause) if case.facts.receipt.payment_proof == "slip" else broken(clause)


@check("claim", says={"holds": ()})
def instalments_in_full(case: Case[Claim], clause: Clause) -> Finding | None:
    """Of a purchase in instalments the whole amount on the receipt counts."""
    return holds(clause) if case.facts.receipt.settlement == "instalment" else None


@check("claim", says={"deposit": ()})
def no_open_deposit(case: Case[Claim], clause: Clause) -> Finding | None:
    """A deposit that is not fully paid, or can be refunded, does not count."""
    open_deposit = case.facts.deposit and not case.facts.receipt.fully_paid_deposit
    return broken(clause, "deposit") if open_deposit else None


@check("claim", says={"holds": (), "used": ()})
def paid_deposit(case: Case[Claim], clause: Clause) -> Finding | None:
    """A fully paid deposit counts; of one purchase no other deposit does, nor the balance."""
    facts = case.facts
    if facts.deposit_of_used_transaction or facts.receipt.deposit_of_used_transaction:
        return broken(clause, "used")
    return holds(clause) if facts.deposit and facts.receipt.fully_paid_deposit else None
