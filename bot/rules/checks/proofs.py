"""Checks about what a member shows at the counter: the receipt, its slip, and what special purchases need."""

from bot.rules.decision import Finding
from bot.rules.facts.claim import Claim
from bot.rules.pack import Clause
from bot.rules.query import Query, broken, holds, review
from bot.rules.registry import check


@check("claim", says={"not_electronic": ("payment",)})
def paid_electronically(query: Query[Claim], clause: Clause) -> Finding | None:
    """The purchase was paid electronically."""
    payment = query.facts.receipt.payment
    if payment is None or payment not in query.pack.listed("refused_payments"):
        return None
    return broken(clause, "not_electronic", payment=payment)


@check("claim", lists=("unclear_payments",), says={"unclear_payment": ()})
def payment_clear(query: Query[Claim], clause: Clause) -> Finding | None:
    """A way of paying that the book does not know is looked at."""
    unclear = query.facts.receipt.payment in clause.lists["unclear_payments"]
    return review(clause, "unclear_payment") if unclear else None


@check("claim", says={"someone_else": ()})
def own_spending(query: Query[Claim], clause: Clause) -> Finding | None:
    """A receipt that someone else paid, or that carries another name, is looked at."""
    receipt = query.facts.receipt
    if receipt.payer == "member" and receipt.name_on_receipt != "other":
        return None
    return review(clause, "someone_else")


@check("claim", lists=("accepted_proofs",), says={"no_slip": ("proof",)})
def slip_shown(query: Query[Claim], clause: Clause) -> Finding | None:
    """The payment is proven by its slip."""
    proof = query.facts.receipt.payment_proof
    return None if proof in clause.lists["accepted_proofs"] else broken(clause, "no_slip", proof=proof)


@check("claim", says={"alone": ()})
def receipt_not_alone(query: Query[Claim], clause: Clause) -> Finding | None:
    """A receipt without any proof of payment does not count."""
    return broken(clause, "alone") if query.facts.receipt.payment_proof == "none" else None


@check("claim", lists=("needed_fields",), says={"unreadable": ("fields",)})
def fields_readable(query: Query[Claim], clause: Clause) -> Finding | None:
    """The receipt clearly shows what it must."""
    named = {"date" if field == "issued_at" else field for field in query.facts.receipt.unreadable}
    fields = tuple(field for field in clause.lists["needed_fields"] if field in named)
    return broken(clause, "unreadable", fields=fields) if fields else None


@check("claim")
def slip_matches(query: Query[Claim], clause: Clause) -> Finding | None:
    """Receipt and slip tell the same."""
    return None if query.facts.receipt.slip_matches else broken(clause)


@check("claim", says={"reused": ()})
def not_reused(query: Query[Claim], clause: Clause) -> Finding | None:
    """A receipt used before is not accepted again."""
    return broken(clause, "reused") if query.facts.receipt_used else None


@check("claim", lists=("unclear_categories",), says={"unclear_category": ("bought",)})
def category_clear(query: Query[Claim], clause: Clause) -> Finding | None:
    """A purchase of which the book does not say whether it counts is looked at."""
    category = query.facts.receipt.category
    unclear = category in clause.lists["unclear_categories"]
    return review(clause, "unclear_category", bought=category) if unclear else None


@check("claim", lists=("unclear_channels",), says={"unclear_channel": ("bought_via",)})
def channel_clear(query: Query[Claim], clause: Clause) -> Finding | None:
    """A way of buying of which the book does not say whether it counts is looked at."""
    channel = query.facts.receipt.channel
    unclear = channel in clause.lists["unclear_channels"]
    return review(clause, "unclear_channel", bought_via=channel) if unclear else None


@check("claim", says={"holds": (), "breaks": ()})
def cinema_with_slip(query: Query[Claim], clause: Clause) -> Finding | None:
    """A cinema ticket stub counts with the slip of its payment."""
    if query.facts.receipt.category != "cinema":
        return None
    return holds(clause) if query.facts.receipt.payment_proof == "slip" else broken(clause)


@check("claim", says={"holds": ()})
def instalments_in_full(query: Query[Claim], clause: Clause) -> Finding | None:
    """Of a purchase in instalments the whole amount on the receipt counts."""
    return holds(clause) if query.facts.receipt.settlement == "instalment" else None


@check("claim", says={"deposit": ()})
def no_open_deposit(query: Query[Claim], clause: Clause) -> Finding | None:
    """A deposit that is not fully paid, or can be refunded, does not count."""
    open_deposit = query.facts.deposit and not query.facts.receipt.fully_paid_deposit
    return broken(clause, "deposit") if open_deposit else None


@check("claim", says={"holds": (), "used": ()})
def paid_deposit(query: Query[Claim], clause: Clause) -> Finding | None:
    """A fully paid deposit counts; of one purchase no other deposit does, nor the balance."""
    facts = query.facts
    if facts.deposit_of_used_transaction or facts.receipt.deposit_of_used_transaction:
        return broken(clause, "used")
    return holds(clause) if facts.deposit and facts.receipt.fully_paid_deposit else None
