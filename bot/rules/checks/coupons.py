"""Checks about the coupons of a campaign: which payment brings one, and which can be paid with one."""

from decimal import Decimal

from bot.rules.checks.campaign import of_tier, offered
from bot.rules.checks.windows import window_end
from bot.rules.dates import day_of
from bot.rules.decision import Finding
from bot.rules.facts.coupons import Award, Spend, is_after
from bot.rules.pack import Clause
from bot.rules.query import Query, broken, holds
from bot.rules.registry import check


def _face(query: Query[Award] | Query[Spend]) -> Decimal | None:
    """The tier asked about, by the face of its coupon; None where the facts do not say."""
    facts = query.facts
    if isinstance(facts, Spend):
        return facts.coupon.face
    return facts.entry.tier if facts.entry else None


def _concerns(query: Query[Award] | Query[Spend], clause: Clause) -> bool:
    return of_tier(clause, _face(query))


# --- both ---------------------------------------------------------------------------------------------------


@check("award", "spend", lists=("payments",), says={"method": ("method",)})
def paid_with_listed(query: Query[Award] | Query[Spend], clause: Clause) -> Finding | None:
    """The payment is made in one of the ways that the campaign takes."""
    method = query.facts.payment.method
    if not _concerns(query, clause) or method in clause.lists["payments"]:
        return None
    return broken(clause, "method", method=method)


@check("award", "spend", says={"several": ("transactions",)})
def single_payment(query: Query[Award] | Query[Spend], clause: Clause) -> Finding | None:
    """The amount is paid at once."""
    transactions = query.facts.payment.transactions
    if not _concerns(query, clause) or transactions == 1:
        return None
    return broken(clause, "several", transactions=transactions)


@check("award", "spend", says={"not_participating": ()})
def at_participating_shop(query: Query[Award] | Query[Spend], clause: Clause) -> Finding | None:
    """The shop takes part."""
    if not _concerns(query, clause) or query.facts.payment.participating:
        return None
    return broken(clause, "not_participating")


@check("award", "spend", lists=("shops",), says={"other_mall": ("mall",)})
def in_campaign_mall(query: Query[Award] | Query[Spend], clause: Clause) -> Finding | None:
    """The shop is in a mall of the campaign."""
    mall = query.facts.payment.mall
    return None if mall is None or clause.shops.find(mall) else broken(clause, "other_mall", mall=mall)


# --- a coupon for a payment ---------------------------------------------------------------------------------


@check("award", says={"none": ()})
def entry_needed(query: Query[Award], clause: Clause) -> Finding | None:
    """Without an entry coupon a payment brings nothing."""
    return broken(clause, "none") if query.facts.entry is None else None


@check("award", says={"too_early": ("at", "claimed_at")})
def entry_before_payment(query: Query[Award], clause: Clause) -> Finding | None:
    """The entry coupon was claimed before the payment."""
    entry, at = query.facts.entry, query.facts.payment.at
    if not _concerns(query, clause) or entry is None or entry.claimed_at is None or at is None:
        return None
    if is_after(at, entry.claimed_at):
        return None
    return broken(clause, "too_early", at=at, claimed_at=entry.claimed_at)


@check("award", figures={"days": "days"}, says={"late": ("claimed_on", "last_day", "on")})
def entry_in_time(query: Query[Award], clause: Clause) -> Finding | None:
    """The payment comes while the entry coupon is valid."""
    entry, at = query.facts.entry, query.facts.payment.at
    if not _concerns(query, clause) or entry is None or entry.claimed_at is None or at is None:
        return None
    claimed_on, on = day_of(entry.claimed_at), day_of(at)
    last_day = window_end(query.pack, claimed_on, clause.count("days"))
    return None if on <= last_day else broken(clause, "late", claimed_on=claimed_on, last_day=last_day, on=on)


@check(
    "award",
    figures={"face": "money", "spend": "money"},
    says={"reached": ("paid",), "short_of": ("paid", "short")},
)
def tier_reached(query: Query[Award], clause: Clause) -> Finding | None:
    """The payment reaches what the tier needs. An amount too small for any tier needs no tier to be known."""
    face, paid, needed = _face(query), query.facts.payment.amount, clause.money("spend")
    faces = offered(query, "tier_reached", face, "entry.tier")
    if query.facts.entry is None or paid is None or not of_tier(clause, face):
        return None
    if face is None and paid >= min(tier.money("spend") for tier in faces.values()):
        return None
    money = query.pack.sum
    if paid < needed:
        return broken(clause, "short_of", paid=money(paid), short=money(needed - paid))
    return holds(clause, "reached", paid=money(paid))


@check("award", says={"held_down": ("face", "other"), "kept": ("face",)})
def tier_kept(query: Query[Award], clause: Clause) -> Finding | None:
    """The payment counts for the tier chosen, whichever others it would reach."""
    face, paid = _face(query), query.facts.payment.amount
    faces = offered(query, "tier_reached", face, "entry.tier")
    if face is None or paid is None:
        return None
    reached = [other for other, tier in faces.items() if paid >= tier.money("spend")]
    if not reached or max(reached) == face:
        return None
    money = query.pack.sum
    if max(reached) > face:
        return holds(clause, "held_down", face=money(face), other=money(max(reached)))
    return broken(clause, "kept", face=money(face))


@check("award", figures={"days": "days"}, says={"valid": ("issued_on", "last_day")})
def coupon_validity(query: Query[Award], clause: Clause) -> Finding | None:
    """A coupon is valid for so many days from the payment that brings it."""
    if query.facts.payment.at is None:
        return None
    issued_on = day_of(query.facts.payment.at)
    last_day = window_end(query.pack, issued_on, clause.count("days"))
    return holds(clause, "valid", issued_on=issued_on, last_day=last_day)


@check("award", figures={"face": "money", "minimum": "money"}, says={"usable": ()})
def minimum_to_use(query: Query[Award], clause: Clause) -> Finding | None:
    """What has to be paid to use the coupon."""
    return holds(clause, "usable") if _concerns(query, clause) else None


# --- paying with a coupon -----------------------------------------------------------------------------------


@check(
    "spend",
    figures={"face": "money", "minimum": "money"},
    says={"taken_off": ("paid", "pays"), "below": ("paid", "short")},
)
def coupon_minimum(query: Query[Spend], clause: Clause) -> Finding | None:
    """The payment reaches the coupon's minimum. One too small for any coupon needs no face to be known."""
    face, paid, needed = _face(query), query.facts.payment.amount, clause.money("minimum")
    faces = offered(query, "coupon_minimum", face, "coupon.face")
    if paid is None or not of_tier(clause, face):
        return None
    if face is None and paid >= min(tier.money("minimum") for tier in faces.values()):
        return None
    money = query.pack.sum
    if paid < needed:
        return broken(clause, "below", paid=money(paid), short=money(needed - paid))
    return holds(clause, "taken_off", paid=money(paid), pays=money(paid - clause.money("face")))


@check("spend", says={"same_payment": ()})
def next_payment(query: Query[Spend], clause: Clause) -> Finding | None:
    """The coupon is used for a payment after the one that brought it."""
    issued_at, at = query.facts.coupon.issued_at, query.facts.payment.at
    if not _concerns(query, clause) or issued_at is None or at is None or is_after(at, issued_at):
        return None
    return broken(clause, "same_payment")


@check("spend", figures={"days": "days"}, says={"expired": ("issued_on", "last_day", "on")})
def coupon_unexpired(query: Query[Spend], clause: Clause) -> Finding | None:
    """The coupon is still valid on the day of the payment."""
    issued_at, at = query.facts.coupon.issued_at, query.facts.payment.at
    if not _concerns(query, clause) or issued_at is None or at is None:
        return None
    issued_on, on = day_of(issued_at), day_of(at)
    last_day = window_end(query.pack, issued_on, clause.count("days"))
    return (
        None if on <= last_day else broken(clause, "expired", issued_on=issued_on, last_day=last_day, on=on)
    )


@check("spend", says={"combined": ()})
def coupon_alone(query: Query[Spend], clause: Clause) -> Finding | None:
    """No other coupon is used for the payment."""
    if not _concerns(query, clause) or not query.facts.with_other_coupons:
        return None
    return broken(clause, "combined")


@check("spend", says={"for_other": ()})
def holder_pays(query: Query[Spend], clause: Clause) -> Finding | None:
    """The coupon's holder pays for themselves."""
    if not _concerns(query, clause) or query.facts.payer_is_holder:
        return None
    return broken(clause, "for_other")
