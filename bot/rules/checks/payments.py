"""Checks about paying: how, how much, with which proof."""

from decimal import Decimal
from typing import Protocol

from bot.rules.decision import Finding
from bot.rules.facts.membership import Earn
from bot.rules.facts.receipt import Receipt
from bot.rules.figures import Quantity
from bot.rules.pack import Clause
from bot.rules.query import Query, broken, holds
from bot.rules.registry import check

NET_VALUES = ("total", "tips", "taken_off", "left_out", "net")
"""The values of `net_values`, for the rules that supply them."""


class OfReceipt(Protocol):
    """Facts with a receipt set."""

    @property
    def receipt(self) -> Receipt: ...


@check("earn", "claim", lists=("payments",), says={"unlisted": ("payment", "accepted")})
def payment_listed(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """The payment is one of those that the book lists; what it refuses by name is refused by that clause."""
    payment = query.facts.receipt.payment
    accepted = query.pack.listed("payments")
    if payment is None or payment in accepted or payment in query.pack.listed("refused_payments"):
        return None
    return broken(clause, "unlisted", payment=payment, accepted=accepted)


@check("earn", "claim", lists=("refused_payments",), says={"refused_payment": ("payment", "accepted")})
def payment_not_refused(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """The payment is none of those that the book refuses by name."""
    payment = query.facts.receipt.payment
    if payment not in clause.lists["refused_payments"]:
        return None
    return broken(clause, "refused_payment", payment=payment, accepted=query.pack.listed("payments"))


@check("earn", "claim", lists=("payments", "accepted_proofs"), says={"unproven": ("proof",)})
def payment_proven(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """A payment of the clause comes with one of the proofs it accepts; nothing at all proves no payment."""
    proof, payment = query.facts.receipt.payment_proof, query.facts.receipt.payment
    if proof in clause.lists["accepted_proofs"]:
        return None
    if payment in clause.lists["payments"] or (payment is None and proof == "none"):
        return broken(clause, "unproven", proof=proof)
    return None


@check("earn", "claim", lists=("payments", "accepted_proofs"), says={"other_proof": ("proof",)})
def other_proof_accepted(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """A payment of the clause counts although something else than its slip proves it."""
    proof, payment = query.facts.receipt.payment_proof, query.facts.receipt.payment
    accepted = proof in clause.lists["accepted_proofs"] and payment in clause.lists["payments"]
    if proof == "slip" or not accepted:
        return None
    return holds(clause, "other_proof", proof=proof)


@check("earn", "claim", figures={"minimum": "money"}, says={"breaks": ("net", "short")})
def minimum_spend(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """One set's net amount reaches the minimum."""
    net = query.facts.receipt.net
    if net is None or net >= clause.money("minimum"):
        return None
    return broken(clause, net=query.pack.sum(net), short=query.pack.sum(clause.money("minimum") - net))


@check("earn", "claim", says={"below_minimum": NET_VALUES})
def only_net_counts(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """Tips and deductions do not help to reach the minimum."""
    receipt, minimum = query.facts.receipt, query.clause("minimum_spend")
    if receipt.total is None or receipt.net is None or minimum is None:
        return None
    if not receipt.net < minimum.money("minimum") <= receipt.total:
        return None
    return broken(clause, "below_minimum", **net_values(query))


def points_for(query: Query[OfReceipt], amount: Decimal) -> int:
    """The points that an amount brings by itself: its decimals are dropped, then full steps are counted."""
    clause = query.required("points_for_spending")
    steps = int(amount) // int(clause.money("step"))
    return steps * clause.count("points_per_step")


def net_values(query: Query[OfReceipt]) -> dict[str, Quantity]:
    """The values that explain how a receipt's net amount comes about."""
    receipt, money = query.facts.receipt, query.pack.sum
    total, net = receipt.total or Decimal(0), receipt.net or Decimal(0)
    taken_off = sum((deduction.amount for deduction in receipt.deductions), Decimal(0))
    return {
        "total": money(total),
        "tips": money(receipt.tips),
        "taken_off": money(taken_off),
        "left_out": money(total - net),
        "net": money(net),
    }


@check("earn", says={"paid_by_other": (), "other_name": (), "both": ()})
def own_payment(query: Query[Earn], clause: Clause) -> Finding | None:
    """The member paid, and the receipt carries nobody else's name."""
    paid = query.facts.receipt.payer == "member"
    named = query.facts.receipt.name_on_receipt != "other"
    if paid and named:
        return None
    return broken(clause, "paid_by_other" if named else "other_name" if paid else "both")
