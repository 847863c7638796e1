"""Checks about the shop of a purchase: is it in the mall, and one of those that count?"""

from bot.rules.case import Case, broken, review
from bot.rules.decision import Finding
from bot.rules.facts.claim import Claim
from bot.rules.names import Shop
from bot.rules.pack import Clause
from bot.rules.registry import check


def _excluded(case: Case[Claim]) -> bool:
    """Whether a clause leaves the shop out for certain, by its name or by its address."""
    receipt = case.facts.receipt
    names, places = case.clause("name_not_excluded"), case.clause("address_not_excluded")
    by_name = names and receipt.merchant and _named(names, receipt.merchant)
    by_address = places and receipt.address and places.places["left_out"].find(receipt.address)
    return bool(by_name or by_address)


def _named(clause: Clause, merchant: str) -> Shop | None:
    """The shop of the clause whose whole name the printed one holds, or None."""
    return clause.shops.find(merchant) or clause.lookalikes.named(merchant)


def _where(case: Case[Claim]) -> str:
    """Where the address lies: `unsaid` (too little is printed to tell), `here`, `elsewhere` or `unclear`."""
    address, mall = case.facts.receipt.address, case.clause("bought_here")
    if address is None or mall is None:
        return "unsaid"
    neighbours = case.clause("address_clear")
    if neighbours and neighbours.places["neighbours"].find(address):
        return "unclear"
    if mall.places["mall"].find(address):
        return "here"
    if mall.places["elsewhere"].find(address):
        return "elsewhere"
    return "unclear" if mall.places["district"].leaves_street(address) else "unsaid"


@check("claim", lists=("shops",), says={"shop": ("merchant", "known_as")})
def name_not_excluded(case: Case[Claim], clause: Clause) -> Finding | None:
    """The shop is none of those left out, wherever it is and whatever else its name says."""
    merchant = case.facts.receipt.merchant
    shop = None if merchant is None else _named(clause, merchant)
    return None if shop is None else broken(clause, "shop", merchant=merchant, known_as=shop.name)


@check("claim", lists=("places.left_out",), says={"address": ("address",)})
def address_not_excluded(case: Case[Claim], clause: Clause) -> Finding | None:
    """The shop is in no building that is left out."""
    address = case.facts.receipt.address
    if address is None or not clause.places["left_out"].find(address):
        return None
    return broken(clause, "address", address=address)


_PLACES = ("places.mall", "places.district", "places.elsewhere")


@check("claim", lists=_PLACES, says={"elsewhere": ("address",)})
def bought_here(case: Case[Claim], clause: Clause) -> Finding | None:
    """The purchase was made in the mall, as far as the address tells."""
    if _excluded(case) or _where(case) != "elsewhere":
        return None
    return broken(clause, "elsewhere", address=case.facts.receipt.address)


@check("claim", says={"not_here": ("address",)})
def designated_here(case: Case[Claim], clause: Clause) -> Finding | None:
    """Only shops in the mall are designated."""
    if _excluded(case) or _where(case) != "elsewhere":
        return None
    return broken(clause, "not_here", address=case.facts.receipt.address)


@check("claim", lists=("shops",), says={"lookalike": ("merchant", "known_as")})
def name_clear(case: Case[Claim], clause: Clause) -> Finding | None:
    """A name like one left out, cut short or misspelt, is looked at, unless the address settles it."""
    merchant = case.facts.receipt.merchant
    if merchant is None or _excluded(case) or _where(case) == "here":
        return None
    shop = clause.lookalikes.like(merchant)
    return None if shop is None else review(clause, "lookalike", merchant=merchant, known_as=shop.name)


@check("claim", lists=("places.neighbours",), says={"unclear_address": ("address",)})
def address_clear(case: Case[Claim], clause: Clause) -> Finding | None:
    """An address near the mall, or one that does not say whether it is in it, is looked at."""
    if _excluded(case) or _where(case) != "unclear":
        return None
    return review(clause, "unclear_address", address=case.facts.receipt.address)
