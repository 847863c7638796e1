"""The first sentence of a decision: the verdict or the figure that was asked for."""

from collections.abc import Callable, Mapping

from bot.rules import Decision
from bot.rules.answers import (
    AwardFigures,
    BalanceFigures,
    BirthdayFigures,
    ClaimFigures,
    EarnFigures,
    EnrolFigures,
    JoinFigures,
    RedeemFigures,
    SpendFigures,
    TierFigures,
)
from bot.rules.pack import Pack
from bot.wording import Message, Money, _


def headline(decision: Decision, pack: Pack) -> Message:
    """What is said first of a decision, with its figures."""
    if decision.outcome == "approved":
        return _APPROVED[decision.kind](decision, pack)
    if decision.outcome == "review":
        return _("The rules leave this to a person:")
    figures = decision.figures
    if isinstance(figures, ClaimFigures) and figures.reopening is not None:
        if figures.reopening.open_from is None:
            return _("Not at that time:")
        return _("Not at that time. The counter is open again from {open_from}:").using(
            open_from=figures.reopening.open_from
        )
    return _REFUSED.get(decision.kind, _("No, this does not count:"))


_REFUSED: Mapping[str, Message] = {
    "redeem": _("No, that cannot be redeemed:"),
    "join": _("No, that is not possible:"),
    "birthday": _("No, there are no birthday points this year:"),
    "claim": _("No, this cannot be claimed:"),
    "enrol": _("No, the entry coupon cannot be claimed:"),
    "award": _("No, this payment brings no coupon:"),
    "spend": _("No, the coupon cannot be used for this payment:"),
}


def _earn(decision: Decision, pack: Pack) -> Message:
    figures = decision.of(EarnFigures).figures
    if not figures.points:
        return _("It is accepted, but it brings no more points:")
    return _("Yes: this purchase brings {points:points}.").using(points=figures.points)


def _claim(decision: Decision, pack: Pack) -> Message:
    reward = decision.of(ClaimFigures).figures.reward
    assert reward is not None
    return _("Yes: this purchase brings {reward}.").using(reward=reward.name)


def _redeem(decision: Decision, pack: Pack) -> Message:
    figures = decision.of(RedeemFigures).figures
    if figures.valid_until is None:
        return _("Yes, you can redeem that; {points:points} would be left.").using(
            points=figures.balance_after
        )
    return _("Yes, you can redeem that: it is valid until {day}, and {points:points} would be left.").using(
        points=figures.balance_after, day=figures.valid_until
    )


def _tier(decision: Decision, pack: Pack) -> Message:
    figures = decision.of(TierFigures).figures
    if figures.tier == "elite" and not figures.needed:
        said = _("That makes {tier} until {until}, and there are enough points to renew it already.")
    elif figures.tier == "elite":
        said = _("That makes {tier} since {since}, until {until}; {needed:points} more by then renew it.")
    elif figures.by is not None:
        said = _("That makes {tier}: {needed:points} more by {by} are needed for the next tier.")
    else:
        said = _("That makes {tier}: {needed:points} more are needed for the next tier.")
    return said.using(
        tier=pack.tier(str(figures.tier)),
        since=figures.since,
        until=figures.until,
        needed=figures.needed,
        by=figures.by,
    )


def _balance(decision: Decision, pack: Pack) -> Message:
    figures = decision.of(BalanceFigures).figures
    return _("That leaves {points:points}.").using(points=figures.balance)


def _join(decision: Decision, pack: Pack) -> Message:
    figures = decision.of(JoinFigures).figures
    if not figures.points:
        return _("Yes, joining is possible, but without welcome points:")
    return _("Yes, joining is possible, and it brings {points:points} as a welcome.").using(
        points=figures.points
    )


def _birthday(decision: Decision, pack: Pack) -> Message:
    figures = decision.of(BirthdayFigures).figures
    return _("Yes: {points:points}, credited on {day}.").using(points=figures.points, day=figures.on)


def _enrol(decision: Decision, pack: Pack) -> Message:
    figures = decision.of(EnrolFigures).figures
    assert figures.minimum_spend is not None
    return _("Yes: the entry coupon is valid until {day}, for one payment of {amount} or more.").using(
        day=figures.entry_valid_until, amount=Money(figures.minimum_spend, pack.currency)
    )


def _award(decision: Decision, pack: Pack) -> Message:
    coupon = decision.of(AwardFigures).figures.coupon
    assert coupon is not None
    return _(
        "Yes: this payment brings a coupon of {face}. It can be used until {day}, for a payment of {minimum} "
        "or more."
    ).using(
        face=Money(coupon.face, pack.currency),
        day=coupon.valid_until,
        minimum=Money(coupon.minimum_spend, pack.currency),
    )


def _spend(decision: Decision, pack: Pack) -> Message:
    figures = decision.of(SpendFigures).figures
    assert figures.pays is not None
    return _("Yes: the coupon takes off {deducted}, and you pay {pays}.").using(
        deducted=Money(figures.deducted, pack.currency), pays=Money(figures.pays, pack.currency)
    )


_APPROVED: Mapping[str, Callable[[Decision, Pack], Message]] = {
    "earn": _earn,
    "claim": _claim,
    "redeem": _redeem,
    "tier": _tier,
    "balance": _balance,
    "join": _join,
    "birthday": _birthday,
    "enrol": _enrol,
    "award": _award,
    "spend": _spend,
}
