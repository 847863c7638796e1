"""Figures of a period, for the people who run customer service and the programme.

Every figure is one plain query over what the ledger keeps anyway. Days are those of Hong Kong. With a
programme only its members count; without one everybody does, people who linked no membership too.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.ledger.models import (
    Case,
    ChatMessage,
    Conversation,
    DecisionRecord,
    Member,
    Receipt,
    Reward,
    Satisfaction,
    Voucher,
)
from bot.ledger.store import Instants, Period, hong_kong_day
from bot.rules.dates import day_of

_Columns = TypeVarTuple("_Columns")


@dataclass(frozen=True, slots=True)
class ConversationDay:
    """How the conversations of a day went.

    A conversation counts once on each day on which the member wrote. `person`: a case was open that day, or
    staff wrote. `unanswered`: no person, and the bot had to leave something without an answer. The rest it
    solved alone.
    """

    day: date
    conversations: int
    person: int
    unanswered: int

    @property
    def solved(self) -> int:
        """Those that the bot solved alone."""
        return self.conversations - self.person - self.unanswered


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took: the time that half of the cases kept to, and nine in ten."""

    count: int
    median: timedelta | None = None
    p90: timedelta | None = None

    @classmethod
    def of(cls, lengths: Iterable[timedelta]) -> "Spread":
        """Of some lengths, by nearest rank."""
        ordered = sorted(lengths)
        if not ordered:
            return cls(0)
        return cls(len(ordered), *(ordered[ceil(len(ordered) * share / 100) - 1] for share in (50, 90)))


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """How long members waited for the first answer of a person, and how long their cases took from then on.

    `by_day` are the waiting times by the day of the answer.
    """

    waiting: Spread
    handling: Spread
    by_day: Mapping[date, Spread]


@dataclass(frozen=True, slots=True)
class SatisfactionSummary:
    """What members answered when asked how they were helped. `words` are what they added, latest first."""

    asked: int
    scores: Mapping[int, int]
    words: Sequence[tuple[datetime, int, str]]

    @property
    def answered(self) -> int:
        """How many answered."""
        return sum(self.scores.values())

    @property
    def mean(self) -> float | None:
        """The mean score."""
        total = sum(score * count for score, count in self.scores.items())
        return total / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class RewardRedemptions:
    """How often a reward was redeemed, for how many points, and how many of those vouchers are used now."""

    reward: str
    names: Mapping[str, str]
    vouchers: int
    points: int
    used: int


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """Something a member wrote that the bot could not answer, or was unsure about."""

    at: datetime
    conversation_id: int
    text: str
    language: str
    answered: bool
    personal: tuple[str, ...]
    """The member's names and number, which are nobody's business here."""


def conversations(session: Session, period: Period) -> list[ConversationDay]:
    """How the conversations of each day went; a day without any is there too."""
    staffed = (ChatMessage.direction == "out") & ChatMessage.author.not_in(("bot", "member"))
    day = hong_kong_day(ChatMessage.created_at)
    talks = (
        _of_programme(
            select(
                ChatMessage.conversation_id.label("conversation"),
                day.label("day"),
                _any(ChatMessage.direction == "in").label("wrote"),
                _any(staffed).label("staffed"),
                _any(ChatMessage.custom["unanswered"].as_boolean()).label("unanswered"),
            ).where(period.holds(ChatMessage.created_at)),
            ChatMessage.conversation_id,
            period,
        )
        .group_by(ChatMessage.conversation_id, day)
        .subquery()
    )
    open_case = (
        select(Case.id)
        .where(
            Case.conversation_id == talks.c.conversation,
            hong_kong_day(Case.opened_at) <= talks.c.day,
            or_(Case.resolved_at.is_(None), hong_kong_day(Case.resolved_at) >= talks.c.day),
        )
        .exists()
    )
    person = (talks.c.staffed == 1) | open_case
    rows = session.execute(
        select(
            talks.c.day,
            func.count(),
            func.sum(case((person, 1), else_=0)),
            func.sum(case((person, 0), (talks.c.unanswered == 1, 1), else_=0)),
        )
        .where(talks.c.wrote == 1)
        .group_by(talks.c.day)
    )
    found = {row[0]: ConversationDay(*row) for row in rows}
    return [found.get(day, ConversationDay(day, 0, 0, 0)) for day in period.days]


def answer_times(session: Session, period: Period) -> AnswerTimes:
    """How long it took people to answer first, and to settle cases."""

    def stretches(start: Instants, end: Instants) -> list[tuple[datetime, datetime]]:
        ended = select(start, end).where(period.holds(end), start.is_not(None))
        return [
            (begun, over)
            for begun, over in session.execute(_of_programme(ended, Case.conversation_id, period))
            if begun is not None and over is not None
        ]

    waits: dict[date, list[timedelta]] = {}
    for opened, answered in stretches(Case.opened_at, Case.first_answered_at):
        waits.setdefault(day_of(answered), []).append(answered - opened)
    handled = stretches(Case.first_answered_at, Case.resolved_at)
    return AnswerTimes(
        waiting=Spread.of(wait for day in waits.values() for wait in day),
        handling=Spread.of(resolved - answered for answered, resolved in handled),
        by_day={day: Spread.of(lengths) for day, lengths in sorted(waits.items())},
    )


def without_answer(
    session: Session, period: Period, unsure: float, limit: int = 5000
) -> list[UnansweredQuestion]:
    """What members wrote that was left unanswered, or understood with a confidence below `unsure`; the latest
    first, at most `limit` of each. Pressed buttons are no questions."""
    reply = (
        select(ChatMessage.in_reply_to)
        .where(
            period.holds(ChatMessage.created_at),
            ChatMessage.direction == "out",
            ChatMessage.custom["unanswered"].as_boolean(),
        )
        .order_by(ChatMessage.id.desc())
        .limit(limit)
        .scalar_subquery()
    )
    confidence = ChatMessage.understanding["intent"]["confidence"].as_float()
    wanted = (
        select(
            ChatMessage.id,
            ChatMessage.created_at,
            ChatMessage.conversation_id,
            ChatMessage.text,
            Conversation.language,
            Member.name,
            Member.name_zh,
            Member.number,
        )
        .join(Conversation, Conversation.id == ChatMessage.conversation_id)
        .outerjoin(Member, Member.id == Conversation.member_id)
        .where(ChatMessage.direction == "in", ChatMessage.text != "", ChatMessage.text.not_like("/%"))
        .order_by(ChatMessage.id.desc())
        .limit(limit)
    )
    if period.programme is not None:
        wanted = wanted.where(Member.programme == period.programme)
    left = session.execute(wanted.where(ChatMessage.id.in_(reply))).all()
    doubtful = session.execute(wanted.where(period.holds(ChatMessage.created_at), confidence < unsure)).all()
    missed = {row.id for row in left}
    return [
        UnansweredQuestion(
            at=row.created_at,
            conversation_id=row.conversation_id,
            text=row.text,
            language=row.language,
            answered=row.id not in missed,
            personal=tuple(part for part in (row.name, row.name_zh, row.number) if part),
        )
        for row in sorted({*left, *doubtful}, key=lambda row: -row.id)
    ]


def refusals(session: Session, period: Period) -> Counter[str]:
    """By clause: how often it refused a member a reward. One refusal may have several."""
    rows = session.scalars(
        select(DecisionRecord.answer["clauses"])
        .where(
            DecisionRecord.outcome == "rejected",
            period.holds(DecisionRecord.decided_at),
            DecisionRecord.kind == "redeem",
        )
        .where(*period.of(DecisionRecord.programme))
    )
    return Counter(clause for clauses in rows for clause in clauses)


def satisfaction(session: Session, period: Period, words: int = 50) -> SatisfactionSummary:
    """How members found the help of people: answers of the period, and how many were asked in it."""
    asked = (
        select(func.count()).select_from(Satisfaction).join(Case).where(period.holds(Satisfaction.asked_at))
    )
    answers = (
        select(Satisfaction.answered_at, Satisfaction.score, Satisfaction.words)
        .join(Case)
        .where(period.holds(Satisfaction.answered_at), Satisfaction.score.is_not(None))
        .order_by(Satisfaction.answered_at.desc())
    )
    found = session.execute(_of_programme(answers, Case.conversation_id, period)).all()
    given = [(at, score, said) for at, score, said in found if at is not None and score is not None]
    return SatisfactionSummary(
        asked=session.scalar(_of_programme(asked, Case.conversation_id, period)) or 0,
        scores=Counter(score for _at, score, _words in given),
        words=[(at, score, said) for at, score, said in given if said][:words],
    )


def receipts_by_state(session: Session, period: Period) -> dict[str, tuple[int, int]]:
    """By state of now: how many receipts of the period, and the points that they brought."""
    rows = session.execute(
        select(Receipt.state, func.count(), func.coalesce(func.sum(Receipt.points), 0))
        .where(period.holds(Receipt.submitted_at), *period.of(Receipt.programme))
        .group_by(Receipt.state)
    )
    return {state: (count, int(points or 0)) for state, count, points in rows}


def redemptions(session: Session, period: Period) -> list[RewardRedemptions]:
    """The rewards redeemed, the most often redeemed first. Vouchers that staff took back do not count."""
    rows = session.execute(
        select(
            Reward.id,
            Reward.names,
            func.count(),
            func.coalesce(func.sum(Voucher.points), 0),
            func.coalesce(func.sum(case((Voucher.state == "used", 1), else_=0)), 0),
        )
        .join(Voucher, Voucher.reward_id == Reward.id)
        .where(period.holds(Voucher.issued_at), Voucher.state != "void", *period.of(Reward.programme))
        .group_by(Reward.id)
    )
    found = [RewardRedemptions(*row) for row in rows]
    return sorted(found, key=lambda redeemed: (-redeemed.vouchers, redeemed.reward))


# --- inside


def _any(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """1 where it holds of any row of a group."""
    return func.max(case((func.coalesce(condition, false()), 1), else_=0))


def _of_programme(
    query: Select[*_Columns], conversation: InstrumentedAttribute[int], period: Period
) -> Select[*_Columns]:
    """Only conversations of the programme's members."""
    if period.programme is None:
        return query
    return (
        query.join(Conversation, Conversation.id == conversation)
        .join(Member, Member.id == Conversation.member_id)
        .where(Member.programme == period.programme)
    )
