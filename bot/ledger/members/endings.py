"""The end of a membership: points and vouchers end with it, and a recent welcome is taken back."""

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.ledger import points, talks
from bot.ledger.models import Conversation, Entry, Member, Voucher
from bot.ledger.points import Owed, Posting
from bot.ledger.store import RuledAct
from bot.rules.dates import day_of, first_of_month


@dataclass(slots=True)
class EndedMembership:
    """What ended with a membership: points and vouchers; welcome points that are owed; photos to remove; the
    conversations that were linked."""

    points: int = 0
    vouchers: int = 0
    owed: int = 0
    photos: list[str] = field(default_factory=list)
    places: list[Conversation] = field(default_factory=list)


def lock_with_conversations(session: Session, member_id: int) -> tuple[Member, list[Conversation]]:
    """A member and its conversations, locked in the order in which turns lock them."""
    places = session.scalars(
        select(Conversation.id).where(Conversation.member_id == member_id).order_by(Conversation.id)
    ).all()
    held = [talks.lock_conversation(session, place) for place in places]
    return points.lock_member(session, member_id), held


def end_membership(act: RuledAct, member: Member, *, reason: str) -> EndedMembership:
    """Close a locked membership: what is left of its points and vouchers is void. Again changes nothing."""
    if member.status == "closed":
        return EndedMembership()
    ended = EndedMembership(owed=_take_welcome_back(act, member))
    ended.points = points.spendable(act.session, member, day_of(act.now))
    points.post(
        act.session,
        act.engine,
        member,
        Posting(
            kind="adjust",
            points=-ended.points,
            on=day_of(act.now),
            key=f"closing:{member.id}",
            reason=reason,
            actor=act.actor,
            clause=act.engine.pack(member.programme).role_id("closing_account"),
        ),
        act.now,
    )
    for voucher in act.session.scalars(
        select(Voucher).where(Voucher.member_id == member.id, Voucher.state == "issued").with_for_update()
    ):
        voucher.state, voucher.void_reason = "void", reason
        act.note("voucher.void", f"voucher:{voucher.id}", {"reason": reason})
        ended.vouchers += 1
    member.status = "closed"
    member.closed_at = act.now
    detail = {"reason": reason, "points": ended.points, "vouchers": ended.vouchers}
    act.note("member.closed", f"member:{member.id}", detail)
    act.session.flush()
    return ended


def _take_welcome_back(act: RuledAct, member: Member) -> int:
    """Take the welcome points of a young membership back; those already spent become a debt. The debt."""
    roles = act.engine.pack(member.programme).roles
    if "welcome_taken_back" not in roles:
        return 0
    (clause,) = roles["welcome_taken_back"]
    if day_of(act.now) >= first_of_month(member.joined, clause.count("months")):
        return 0
    welcome = select(func.coalesce(func.sum(Entry.points), 0), func.min(Entry.on)).where(
        Entry.member_id == member.id, Entry.kind == "welcome"
    )
    granted, on = act.session.execute(welcome).one()
    taken = min(int(granted), points.spendable(act.session, member, day_of(act.now)))
    if taken:
        posting = Posting(
            kind="adjust",
            points=-taken,
            on=day_of(act.now),
            spent_on=on,
            key=f"welcome-back:{member.id}",
            reason="welcome taken back",
            actor=act.actor,
            clause=clause.id,
        )
        points.post(act.session, act.engine, member, posting, act.now)
    owed = int(granted) - taken
    if owed:
        points.owe(act, member, Owed("welcome", owed, f"member:{member.id}", clause.id))
    return owed
