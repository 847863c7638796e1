"""Members: promotion, renewal and return of tiers; accounts that are to be deleted."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.dialogue.membership import farewell
from bot.ledger import members, points
from bot.ledger.models import DeletionRequest, Member
from bot.ledger.store import RuledAct
from bot.programmes import Needs
from bot.rules import Pack
from bot.wording import Message, _
from bot.work.timers.timer import Due, Look, Scene, Telling, Timer

_TIER = (_("🏅 My tier"), "/check_tier")


def _find_tiers(look: Look) -> Sequence[Due]:
    """Members to whom points came in, or whose Elite year is over: each of the two has its own index."""
    ours = select(Member.id).where(
        Member.programme == look.programme, Member.status != "closed", Member.id > look.after
    )
    credited = look.session.scalars(ours.where(Member.tier_due).order_by(Member.id).limit(look.limit))
    over = look.session.scalars(ours.where(Member.tier == "elite", Member.tier_until < look.day))
    return [Due(member, "member", look.day) for member in sorted({*credited, *over})[: look.limit]]


def _follow(scene: Scene, due: Due) -> str | None:
    member = points.lock_member(scene.session, due.id)
    steps = points.follow_tier(
        RuledAct(scene.session, scene.actor, scene.now, scene.engine), member, scene.day
    )
    for step in steps:
        if (message := _about(step, scene.pack)) is not None:
            scene.tell(
                member,
                Telling(
                    message,
                    on=step.on,
                    key=f"{step.turn}:{step.on}",
                    buttons=(_TIER,),
                    clauses=[scene.pack.deciding["tier", "promotion"].id],
                ),
            )
    return ", ".join(f"{step.turn} on {step.on}" for step in steps) or None


def _about(step: points.TierStep, pack: Pack) -> Message | None:
    standing = step.standing
    tier = pack.tier(standing.tier)
    match step.turn:
        case "promoted":
            return _(
                "Congratulations! 🎉 You are a {tier} member since {since}. Your {tier} year runs until "
                "{until}."
            ).using(tier=tier, since=standing.since, until=standing.until)
        case "renewed":
            return _(
                "Your {tier} membership is renewed and now runs until {until}. Points for the next "
                "renewal are counted afresh."
            ).using(tier=tier, until=standing.until)
        case "returned":
            return _(
                "Your {higher} year ended on {last} without enough points for a renewal, so you are a "
                "{tier} member again. {needed:points} more take you back to {higher}."
            ).using(last=step.last, tier=tier, needed=standing.needed, higher=pack.tier("elite"))
    return None


def _find_closings(look: Look) -> Sequence[Due]:
    found = look.session.execute(
        select(DeletionRequest.member_id, DeletionRequest.due_on)
        .join(Member, Member.id == DeletionRequest.member_id)
        .where(
            Member.programme == look.programme,
            DeletionRequest.done_at.is_(None),
            DeletionRequest.due_on <= look.day,
            DeletionRequest.member_id > look.after,
        )
        .order_by(DeletionRequest.member_id)
        .limit(look.limit)
    )
    return [Due(member, "member", due_on) for member, due_on in found]


def _close(scene: Scene, due: Due) -> str:
    member = scene.session.get_one(Member, due.id)
    request = scene.session.get(DeletionRequest, due.id)
    if request is None or request.done_at is not None:
        return "withdrawn"
    ended = members.erase_member(RuledAct(scene.session, scene.actor, scene.now, scene.engine), member)
    for place in ended.places:
        scene.tell(
            member,
            Telling(
                farewell(ended),
                on=due.on,
                key=f"{place.id}",
                clauses=[scene.pack.role("closing_account").id],
                conversation=place,
            ),
        )
    scene.photos += ended.photos
    return f"{ended.points} points and {ended.vouchers} vouchers ended"


TIER = Timer(
    "tier",
    "promotion, renewal and end of a tier's year",
    Needs("the tiers", kinds=("tier",)),
    _find_tiers,
    _follow,
    all_day=True,
)
CLOSING = Timer(
    "closing",
    "accounts are deleted that members asked to have deleted",
    Needs("closing accounts", kinds=("join",), roles=("closing_account", "welcome_taken_back")),
    _find_closings,
    _close,
)
