"""The tier kept with a member follows the earned one, change by change, in the order of their days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.clock import HONG_KONG
from bot.ledger import store
from bot.ledger.models import Member, Tier
from bot.ledger.points import entries as points
from bot.ledger.store import RuledAct
from bot.rules import Engine, TierFigures

Turn = Literal["promoted", "renewed", "returned", "corrected"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A tier: since when, until when (Elite), and how many points the next step needs."""

    tier: Tier
    since: date
    until: date | None
    needed: int


@dataclass(frozen=True, slots=True)
class TierStep:
    """A member's tier changed on a day. `last` is the last day of the standing before, where it had one."""

    turn: Turn
    on: date
    standing: Standing
    last: date | None


def standing_on(engine: Engine, member: Member, credits: Sequence[tuple[date, int]], day: date) -> Standing:
    """The engine's `tier` at the end of a day."""
    facts = {
        "member": {"joined": member.joined},
        "credits": [{"on": on, "points": amount} for on, amount in credits],
    }
    end = datetime.combine(day, time.max, HONG_KONG)
    found = (
        engine.decide(store.decision_request(member.programme, "tier", facts, end)).of(TierFigures).figures
    )
    assert found.tier and found.since and found.needed is not None  # the facts are complete
    return Standing(found.tier, found.since, found.until, found.needed)


def follow_tier(act: RuledAct, member: Member, day: date) -> list[TierStep]:
    """Bring a locked member's tier up to the end of a day; each change is noted. Gives them in order."""
    credits = points.credits(act.session, member)
    steps = []
    while step := _next_step(act.engine, member, credits, day):
        before = {"tier": member.tier, "since": member.tier_since, "until": member.tier_until}
        _keep(member, step.standing)
        after = {"tier": member.tier, "since": member.tier_since, "until": member.tier_until}
        detail: dict[str, object] = {"on": step.on, "from": before, "to": after}
        act.note(f"tier.{step.turn}", f"member:{member.id}", detail)
        steps.append(step)
    member.tier_due = any(on > day for on, _amount in credits)
    act.session.flush()
    return steps


def _next_step(
    engine: Engine, member: Member, credits: Sequence[tuple[date, int]], day: date
) -> TierStep | None:
    """The first change after what is kept, up to a day; None when that is still the earned tier."""
    kept = (member.tier, member.tier_since or member.joined, member.tier_until)

    def change(on: date) -> TierStep | None:
        found = standing_on(engine, member, credits, on)
        same = (found.tier, found.since, found.until) == kept
        return None if same else TierStep(_turn(member, found, on), on, found, member.tier_until)

    if member.tier == "elite" and member.tier_until is not None:
        following = member.tier_until + timedelta(days=1)
        return change(following) if following <= day else None
    now = change(day)
    if now is None:
        return None  # the usual case, told by one question
    since = member.tier_since or member.joined
    days = sorted({on for on, _amount in credits if since <= on < day})
    return next((step for on in days if (step := change(on))), now)


def _turn(member: Member, found: Standing, on: date) -> Turn:
    if found.tier == "select":
        return "returned" if member.tier == "elite" else "corrected"
    if member.tier == "elite" and found.since == member.tier_since:
        return "renewed" if found.until != member.tier_until else "corrected"
    return "promoted" if found.since == on or member.tier == "select" else "corrected"


def _keep(member: Member, standing: Standing) -> None:
    member.tier, member.tier_since, member.tier_until = standing.tier, standing.since, standing.until
