"""`enrol`, `award` and `spend`: an entry coupon, the coupon that a payment brings, and paying with it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from bot.rules.answers import AwardedCoupon, AwardFigures, EnrolFigures, SpendFigures
from bot.rules.checks.campaign import tiers
from bot.rules.checks.windows import window_end
from bot.rules.dates import day_of
from bot.rules.decision import Finding
from bot.rules.facts.coupons import Award, Enrol, EntryCoupon, Spend
from bot.rules.query import Query, instant_of
from bot.rules.registry import Answer, Kind, kind


def _absent(starred: Iterable[tuple[str, object]]) -> list[str]:
    return [path for path, value in starred if value is None]


def _day(moment: date | datetime | None) -> date | None:
    return None if moment is None else day_of(moment)


# --- enrol --------------------------------------------------------------------------------------------------


def _enrol_missing(facts: Enrol) -> list[str]:
    return _absent(
        (
            ("user.mainland_id", facts.user.mainland_id),
            ("user.mainland_phone", facts.user.mainland_phone),
            ("user.app_version", facts.user.app_version),
            ("tier", facts.tier),
        )
    )


def _enrol_on(facts: Enrol, now: date | datetime | None) -> date:
    return day_of(instant_of(now) if facts.at is None else facts.at)


def _enrol_answer(query: Query[Enrol]) -> Answer[EnrolFigures]:
    tier = query.facts.tier
    assert tier is not None  # nothing is missing
    days = query.required("entry_validity").count("days")
    figures = EnrolFigures(
        entry_valid_until=window_end(query.pack, _enrol_on(query.facts, query.now), days),
        minimum_spend=tiers(query.pack, "tier_chosen")[tier].money("spend"),
    )
    return Answer(figures, [])


def _enrol_nothing(facts: Enrol, findings: Sequence[Finding]) -> EnrolFigures:
    return EnrolFigures()


ENROL = kind(
    Kind(
        "enrol",
        Enrol,
        _enrol_missing,
        _enrol_on,
        _enrol_answer,
        _enrol_nothing,
        measures=("entry_validity", "tier_chosen"),
    )
)


# --- award --------------------------------------------------------------------------------------------------


def _award_missing(facts: Award) -> list[str]:
    entry = facts.entry or EntryCoupon()
    return _absent(
        (
            ("entry.tier", entry.tier),
            ("entry.claimed_at", entry.claimed_at),
            ("payment.amount", facts.payment.amount),
            ("payment.at", facts.payment.at),
        )
    )


def _award_on(facts: Award, now: date | datetime | None) -> date | None:
    claimed_at = facts.entry.claimed_at if facts.entry else None
    return _day(claimed_at or facts.payment.at or now)


def _award_answer(query: Query[Award]) -> Answer[AwardFigures]:
    entry, paid_at = query.facts.entry, query.facts.payment.at
    assert entry is not None and entry.tier is not None and paid_at is not None  # nothing is missing
    face = entry.tier
    days = query.required("coupon_validity").count("days")
    coupon = AwardedCoupon(
        face=face,
        minimum_spend=tiers(query.pack, "minimum_to_use")[face].money("minimum"),
        valid_until=window_end(query.pack, day_of(paid_at), days),
    )
    return Answer(AwardFigures(coupon), [])


def _award_nothing(facts: Award, findings: Sequence[Finding]) -> AwardFigures:
    return AwardFigures()


AWARD = kind(
    Kind(
        "award",
        Award,
        _award_missing,
        _award_on,
        _award_answer,
        _award_nothing,
        measures=("tier_reached", "minimum_to_use", "coupon_validity"),
    )
)


# --- spend --------------------------------------------------------------------------------------------------


def _spend_missing(facts: Spend) -> list[str]:
    return _absent(
        (
            ("coupon.face", facts.coupon.face),
            ("coupon.issued_at", facts.coupon.issued_at),
            ("payment.amount", facts.payment.amount),
            ("payment.at", facts.payment.at),
        )
    )


def _spend_on(facts: Spend, now: date | datetime | None) -> date | None:
    return _day(facts.coupon.issued_at or facts.payment.at or now)


def _spend_answer(query: Query[Spend]) -> Answer[SpendFigures]:
    face, paid = query.facts.coupon.face, query.facts.payment.amount
    assert face is not None and paid is not None  # nothing is missing
    return Answer(SpendFigures(deducted=face, pays=paid - face), [])


def _spend_nothing(facts: Spend, findings: Sequence[Finding]) -> SpendFigures:
    return SpendFigures(deducted=Decimal(0), pays=facts.payment.amount)


SPEND = kind(
    Kind(
        "spend", Spend, _spend_missing, _spend_on, _spend_answer, _spend_nothing, measures=("coupon_minimum",)
    )
)
