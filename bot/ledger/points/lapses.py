"""What ends by itself: points after the last day of their lot, vouchers after their own."""

from datetime import date

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from bot.ledger.models import Lot, Member, Voucher
from bot.ledger.store import Act, Batch
from bot.rules.dates import day_of


def holders_of_lot(session: Session, programme: str, last_day: date, batch: Batch) -> list[int]:
    """Ids of those members, in order, whose lot of that last day still holds points."""
    return list(
        session.scalars(
            select(Lot.member_id)
            .join(Member, Member.id == Lot.member_id)
            .where(
                Lot.expires_on == last_day,
                Lot.remainder > 0,
                Lot.member_id > batch.after,
                Member.programme == programme,
                Member.status != "closed",
                batch.which,
            )
            .order_by(Lot.member_id)
            .limit(batch.limit)
        )
    )


def held_in_lot(session: Session, member: Member, last_day: date) -> int:
    """The points that a member's lot holds."""
    return (
        session.scalar(select(Lot.remainder).where(Lot.member_id == member.id, Lot.expires_on == last_day))
        or 0
    )


def lapse_points(act: Act, member: Member, last_day: date) -> int:
    """Note what a locked member's lot held when its last day was over; the points.

    No entry is made: a lot counts up to its last day and not after, so the points left in it are the ones
    that lapsed, and stay there as such.
    """
    points = held_in_lot(act.session, member, last_day)
    if points:
        act.note("points.lapsed", f"member:{member.id}", {"points": points, "last_day": last_day})
    return points


def vouchers_past(session: Session, programme: str, day: date, after: int, limit: int) -> list[Voucher]:
    """Vouchers not used whose last day was before `day`, by id."""
    return _open_vouchers(session, programme, Voucher.valid_until < day, after, limit)


def vouchers_ending(session: Session, programme: str, last_day: date, batch: Batch) -> list[Voucher]:
    """Those vouchers not used that end with a day, by id."""
    due = (Voucher.valid_until == last_day) & batch.which
    return _open_vouchers(session, programme, due, batch.after, batch.limit)


def lapse_voucher(act: Act, identity: int) -> Voucher | None:
    """Let a voucher lapse that was not used in time; None when there is nothing to lapse any more."""
    lapsed = act.session.execute(
        update(Voucher)
        .where(Voucher.id == identity, Voucher.state == "issued", Voucher.valid_until < day_of(act.now))
        .values(state="lapsed")
        .returning(Voucher.id)
    ).one_or_none()
    voucher = act.session.get_one(Voucher, identity, populate_existing=True)
    if lapsed is None:
        return None
    act.note("voucher.lapsed", f"voucher:{identity}", {})
    return voucher


def _open_vouchers(
    session: Session, programme: str, which: ColumnElement[bool], after: int, limit: int
) -> list[Voucher]:
    return list(
        session.scalars(
            select(Voucher)
            .join(Member, Member.id == Voucher.member_id)
            .where(Voucher.state == "issued", Voucher.id > after, Member.programme == programme, which)
            .order_by(Voucher.id)
            .limit(limit)
        )
    )
