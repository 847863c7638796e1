"""Checks about a set among others: used before, how many of one shop; and whether it can be read."""

from datetime import datetime

from bot.rules.checks.payments import points_for
from bot.rules.checks.windows import resubmit_by
from bot.rules.decision import Finding
from bot.rules.facts.membership import Earn
from bot.rules.facts.receipt import CreditedSet, number_key
from bot.rules.pack import Clause
from bot.rules.query import Query, broken, review
from bot.rules.registry import check

_SAME, _PERHAPS, _OTHER = "same", "perhaps", "other"


def _compare(query: Query[Earn], entry: CreditedSet) -> str:
    """Whether a set credited before is the one before us."""
    receipt = query.facts.receipt
    if receipt.merchant is None or receipt.issued_at is None or receipt.issued_on is None:
        return _OTHER
    same_day = entry.issued_on == receipt.issued_on
    if receipt.number is not None and entry.number_key is not None:
        if entry.number_key != number_key(receipt.number):
            return _OTHER
        if not query.pack.shops.same(entry.merchant, receipt.merchant):
            return _OTHER
        return _SAME if same_day else _PERHAPS
    if entry.issued_at != receipt.issued_at or not query.pack.shops.same(entry.merchant, receipt.merchant):
        return _OTHER
    if entry.total is not None:
        return _SAME if entry.total == receipt.total else _OTHER
    # Credited without its total: the points tell, where the very minute agrees.
    if not isinstance(entry.issued_at, datetime) or receipt.net is None:
        return _OTHER
    return _SAME if entry.points == points_for(query, receipt.net) else _OTHER


def credited_before(query: Query[Earn]) -> list[tuple[str, CreditedSet]]:
    """The sets of the history that are this one, or may be."""
    compared = ((_compare(query, entry), entry) for entry in query.facts.related)
    return [(verdict, entry) for verdict, entry in compared if verdict != _OTHER]


@check(
    "earn",
    says={
        "breaks": ("merchant", "number", "issued_on"),
        "no_number": ("merchant", "issued_on"),
        "review": ("merchant", "credited_for"),
    },
)
def used_once(query: Query[Earn], clause: Clause) -> Finding | None:
    """A set brings points once. A number seen at the shop on another day is looked at by a person."""
    seen = credited_before(query)
    if not seen:
        return None
    verdict, entry = min(seen, key=lambda found: (found[0] != _SAME, found[1].issued_on))
    values = {"merchant": query.facts.receipt.merchant}
    if verdict == _PERHAPS:
        return review(clause, **values, credited_for=entry.issued_on)
    if query.facts.receipt.number is None:
        return broken(clause, "no_number", **values, issued_on=entry.issued_on)
    return broken(clause, **values, number=query.facts.receipt.number, issued_on=entry.issued_on)


@check("earn", figures={"sets": "sets"}, says={"breaks": ("merchant", "issued_on", "credited_sets")})
def sets_of_a_shop(query: Query[Earn], clause: Clause) -> Finding | None:
    """Of one shop, so many sets of one day bring points. The set before us is not counted twice."""
    receipt = query.facts.receipt
    if receipt.merchant is None:
        return None
    others = [
        entry
        for entry in query.facts.related
        if entry.issued_on == receipt.issued_on
        and query.pack.shops.same(entry.merchant, receipt.merchant)
        and _compare(query, entry) != _SAME
    ]
    if len(others) < clause.count("sets"):
        return None
    return broken(clause, merchant=receipt.merchant, issued_on=receipt.issued_on, credited_sets=len(others))


@check("earn", says={"review": ("unreadable", "resubmit_by")})
def readable(query: Query[Earn], clause: Clause) -> Finding | None:
    """All of a receipt can be read; what cannot is looked at by a person."""
    unreadable = query.facts.receipt.unreadable
    return review(clause, unreadable=unreadable, resubmit_by=resubmit_by(query)) if unreadable else None


@check("earn", says={"mismatch": ("resubmit_by",)})
def slip_agrees(query: Query[Earn], clause: Clause) -> Finding | None:
    """Receipt and proof of payment tell the same; otherwise a person looks."""
    if query.facts.receipt.slip_matches:
        return None
    return review(clause, "mismatch", resubmit_by=resubmit_by(query))
