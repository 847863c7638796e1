"""What time brings is done once each: whatever falls due is claimed in the transaction that does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, delete, exists, func, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.ledger.models import TimerRun

# Rows under these names stand for no timer: the day on which the timers began, and the days that are done.
BEGIN, DAY_TIMER = "begin", "day"

# A failure is tried again after a minute, then ever later, at last once an hour.
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)

# What was done stays on record this long; the longest period that a timer looks back is a year.
_KEPT = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class TimerPast:
    """What became of one timer so far."""

    done: int = 0
    last_done_at: datetime | None = None
    failed: int = 0


@dataclass(frozen=True, slots=True)
class TimerDue:
    """One thing that fell due for a timer: a table with an id, and the day."""

    timer: str
    subject: str
    due_on: date


def claim_due(session: Session, due: TimerDue, now: datetime, *, again: bool = False) -> TimerRun | None:
    """Take on one thing that fell due, for this transaction alone; None when it is done already.

    `again` is for what may fall due more than once a day, and tells by itself what is left to do.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = session.scalars(
        insert(TimerRun)
        .values(timer=due.timer, subject=due.subject, due_on=due.due_on, done_at=now, attempts=1)
        .on_conflict_do_nothing()
        .returning(TimerRun)
    ).one_or_none()
    if made is not None:
        return made
    earlier = session.scalars(
        select(TimerRun).where(*_is(due)).with_for_update().execution_options(populate_existing=True)
    ).one()
    if earlier.done_at is not None and not again:
        return None
    if earlier.next_attempt_at is not None and earlier.next_attempt_at > now:
        return None
    earlier.done_at = now
    earlier.attempts += 1
    earlier.next_attempt_at = None
    return earlier


def fail_due(session: Session, due: TimerDue, why: str, now: datetime) -> None:
    """Note that doing it failed, and when it is tried again."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(TimerRun)
        .values(timer=due.timer, subject=due.subject, due_on=due.due_on, attempts=0)
        .on_conflict_do_nothing()
    )
    run = session.scalars(
        select(TimerRun).where(*_is(due)).with_for_update().execution_options(populate_existing=True)
    ).one()
    if run.done_at is None:
        wait = min(_FIRST_WAIT * 2 ** min(run.attempts, 10), _LONGEST_WAIT)
        run.attempts += 1
        run.failure = why
        run.next_attempt_at = now + wait


def failures_to_retry(session: Session, now: datetime, limit: int) -> list[TimerRun]:
    """Failures that are to be tried again now, the oldest first."""
    return list(
        session.scalars(
            select(TimerRun)
            .where(TimerRun.done_at.is_(None), TimerRun.next_attempt_at <= now)
            .order_by(TimerRun.due_on, TimerRun.id)
            .limit(limit)
        )
    )


def open_failures(session: Session, limit: int = 100) -> list[TimerRun]:
    """What failed and is not done yet, the latest first."""
    return list(
        session.scalars(
            select(TimerRun).where(TimerRun.done_at.is_(None)).order_by(TimerRun.id.desc()).limit(limit)
        )
    )


def untouched(
    timer: str, table: str, identity: ColumnElement[int] | InstrumentedAttribute[int], due_on: date
) -> ColumnElement[bool]:
    """The condition that nobody has taken on the row of a table for that day."""
    subject = literal(f"{table}:") + cast(identity, String)
    return ~exists().where(
        and_(TimerRun.timer == timer, TimerRun.subject == subject, TimerRun.due_on == due_on)
    )


def is_claimed(session: Session, due: TimerDue) -> bool:
    """Whether somebody has taken it on."""
    run = exists().where(*_is(due))
    return bool(session.scalar(select(run)))


def timers_began_on(session: Session) -> date | None:
    """The day on which the timers began to run on this database; None before that.

    What fell due before it is left to whatever looked after it then.
    """
    return session.scalars(select(TimerRun.due_on).where(TimerRun.timer == BEGIN)).first()


def begin_timers(session: Session, today: date, now: datetime) -> None:
    """The timers begin to run. Of several that begin at once, each says the same."""
    claim_due(session, TimerDue(BEGIN, "", today), now)


def days_to_run(session: Session, first: date, today: date) -> Sequence[date]:
    """The days up to today that are not done yet, in order."""
    last = session.scalar(select(func.max(TimerRun.due_on)).where(TimerRun.timer == DAY_TIMER))
    start = first if last is None else last + timedelta(days=1)
    return [start + timedelta(days=count) for count in range((today - start).days + 1)]


def timer_past(session: Session, timer: str) -> TimerPast:
    """What a timer did so far."""
    done, last, undone = session.execute(
        select(
            func.count(TimerRun.done_at),
            func.max(TimerRun.done_at),
            func.count().filter(TimerRun.done_at.is_(None)),
        ).where(TimerRun.timer == timer, TimerRun.subject != "")
    ).one()
    return TimerPast(done, last, undone)


def forget_done(session: Session, now: datetime) -> None:
    """Remove what was done so long ago that nothing asks for it; the beginning and the last day stay."""
    last = select(func.max(TimerRun.due_on)).where(TimerRun.timer == DAY_TIMER).scalar_subquery()
    session.execute(
        delete(TimerRun).where(
            TimerRun.done_at < now - _KEPT,
            TimerRun.timer != BEGIN,
            or_(TimerRun.timer != DAY_TIMER, TimerRun.due_on < last),
        ),
        execution_options={"synchronize_session": False},
    )


def _is(due: TimerDue) -> tuple[ColumnElement[bool], ...]:
    return TimerRun.timer == due.timer, TimerRun.subject == due.subject, TimerRun.due_on == due.due_on
