"""Checks about the shop of a purchase: is it in the mall, and one of those that count?"""

from bot.rules.decision import Finding
from bot.rules.facts.claim import Claim
from bot.rules.pack import Clause
from bot.rules.query import Query, broken, review
from bot.rules.registry import check
from bot.text import Shop


def _excluded(query: Query[Claim]) -> bool:
    """Whether a clause leaves the shop out for certain, by its name or by its address."""
    receipt = query.facts.receipt
    names, places = query.clause("name_not_excluded"), query.clause("address_not_excluded")
    by_name = names and receipt.merchant and _named(names, receipt.merchant)
    by_address = places and receipt.address and places.places["left_out"].find(receipt.address)
    return bool(by_name or by_address)


def _named(clause: Clause, merchant: str) -> Shop | None:
    """The shop of the clause whose whole name the printed one holds, or None."""
    return clause.shops.find(merchant) or clause.lookalikes.named(merchant)


def _where(query: Query[Claim]) -> str:
    """Where the address lies: `unsaid` (too little is printed to tell), `here`, `elsewhere` or `unclear`."""
    address, mall = query.facts.receipt.address, query.clause("bought_here")
    if address is None or mall is None:
        return "unsaid"
    neighbours = query.clause("address_clear")
    if neighbours and neighbours.places["neighbours"].find(address):
        return "unclear"
    if mall.places["mall"].find(address):
        return "here"
    if mall.places["elsewhere"].find(address):
        return "elsewhere"
    return "unclear" if mall.places["district"].leaves_street(address) else "unsaid"


@check("claim", lists=("shops",), says={"shop": ("merchant", "known_as")})
def name_not_excluded(query: Query[Claim], clause: Clause) -> Finding | None:
    """The shop is none of those left out, wherever it is and whatever else its name says."""
    merchant = query.facts.receipt.merchant
    shop = None if merchant is None else _named(clause, merchant)
    return None if shop is None else broken(clause, "shop", merchant=merchant, known_as=shop.name)


@check("claim", lists=("places.left_out",), says={"address": ("address",)})
def address_not_excluded(query: Query[Claim], clause: Clause) -> Finding | None:
    """The shop is in no building that is left out."""
    address = query.facts.receipt.address
    if address is None or not clause.places["left_out"].find(address):
        return None
    return broken(clause, "address", address=address)


_PLACES = ("places.mall", "places.district", "places.elsewhere")


@check("claim", lists=_PLACES, says={"elsewhere": ("address",)})
def bought_here(query: Query[Claim], clause: Clause) -> Finding | None:
    """The purchase was made in the mall, as far as the address tells."""
    if _excluded(query) or _where(query) != "elsewhere":
        return None
    return broken(clause, "elsewhere", address=query.facts.receipt.address)


@check("claim", says={"not_here": ("address",)})
def designated_here(query: Query[Claim], clause: Clause) -> Finding | None:
    """Only shops in the mall are designated."""
    if _excluded(query) or _where(query) != "elsewhere":
        return None
    return broken(clause, "not_here", address=query.facts.receipt.address)


@check("claim", lists=("shops",), says={"lookalike": ("merchant", "known_as")})
def name_clear(query: Query[Claim], clause: Clause) -> Finding | None:
    """A name like one left out, cut short or misspelt, is looked at, unless the address settles it."""
    merchant = query.facts.receipt.merchant
    if merchant is None or _excluded(query) or _where(query) == "here":
        return None
    shop = clause.lookalikes.like(merchant)
    return None if shop is None else review(clause, "lookalike", merchant=merchant, known_as=shop.name)


@check("claim", lists=("places.neighbours",), says={"unclear_address": ("address",)})
def address_clear(query: Query[Claim], clause: Clause) -> Finding | None:
    """An address near the mall, or one that does not say whether it is in it, is looked at."""
    if _excluded(query) or _where(query) != "unclear":
        return None
    return review(clause, "unclear_address", address=query.facts.receipt.address)
