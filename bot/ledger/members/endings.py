"""The end of a membership: points and vouchers end with it, and a recent welcome is taken back."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.ledger import points, store, talks
from bot.ledger.models import Conversation, Entry, Member, Voucher
from bot.ledger.points import Posting
from bot.rules import Engine
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


def end_membership(
    session: Session, engine: Engine, member: Member, *, reason: str, actor: str, now: datetime
) -> EndedMembership:
    """Close a locked membership: what is left of its points and vouchers is void. Again changes nothing."""
    if member.status == "closed":
        return EndedMembership()
    ended = EndedMembership(owed=_take_welcome_back(session, engine, member, actor, now))
    ended.points = points.spendable(session, member, day_of(now))
    points.post(
        session,
        engine,
        member,
        Posting(
            kind="adjust",
            points=-ended.points,
            on=day_of(now),
            key=f"closing:{member.id}",
            reason=reason,
            actor=actor,
            clause=engine.pack(member.programme).role_id("closing_account"),
        ),
        now,
    )
    for voucher in session.scalars(
        select(Voucher).where(Voucher.member_id == member.id, Voucher.state == "issued").with_for_update()
    ):
        voucher.state, voucher.void_reason = "void", reason
        store.record_audit(session, actor, "voucher.void", f"voucher:{voucher.id}", {"reason": reason}, now)
        ended.vouchers += 1
    member.status = "closed"
    member.closed_at = now
    detail = {"reason": reason, "points": ended.points, "vouchers": ended.vouchers}
    store.record_audit(session, actor, "member.closed", f"member:{member.id}", detail, now)
    session.flush()
    return ended


def _take_welcome_back(session: Session, engine: Engine, member: Member, actor: str, now: datetime) -> int:
    """Take the welcome points of a young membership back; those already spent become a debt. The debt."""
    roles = engine.pack(member.programme).roles
    if "welcome_taken_back" not in roles:
        return 0
    (clause,) = roles["welcome_taken_back"]
    if day_of(now) >= first_of_month(member.joined, clause.amount("months")):
        return 0
    welcome = select(func.coalesce(func.sum(Entry.points), 0), func.min(Entry.on)).where(
        Entry.member_id == member.id, Entry.kind == "welcome"
    )
    granted, on = session.execute(welcome).one()
    taken = min(int(granted), points.spendable(session, member, day_of(now)))
    if taken:
        posting = Posting(
            kind="adjust",
            points=-taken,
            on=day_of(now),
            spent_on=on,
            key=f"welcome-back:{member.id}",
            reason="welcome taken back",
            actor=actor,
            clause=clause.id,
        )
        points.post(session, engine, member, posting, now)
    owed = int(granted) - taken
    if owed:
        points.owe(
            session,
            member,
            "welcome",
            owed,
            subject=f"member:{member.id}",
            clause=clause.id,
            actor=actor,
            now=now,
        )
    return owed
