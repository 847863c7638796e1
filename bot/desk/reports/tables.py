"""The reports as tables: what the pages show beside the charts, and what the files hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from bot.desk.reports.csv_export import Cell
from bot.dialogue.skills.fallback import SURE
from bot.languages import LANGUAGES, Language
from bot.ledger import reports
from bot.ledger.receipts import corrections_by_field, rejections_by_clause
from bot.ledger.reports import (
    AnswerTimes,
    ConversationDay,
    RewardRedemptions,
    SatisfactionSummary,
    UnansweredQuestion,
)
from bot.ledger.store import Period
from bot.rules import Engine
from bot.understanding import Understanding
from bot.understanding.masking import masked
from bot.wording import Message, Wording, _
from bot.wording.names import FIELD

# What staff call the states of a receipt.
RECEIPT_STATES: Mapping[str, Message] = {
    "credited": _("Credited"),
    "approved": _("Approved"),
    "awaiting_review": _("Under review"),
    "awaiting_photo": _("Waiting for another photo"),
    "awaiting_confirmation": _("Waiting for the member"),
    "read": _("Read"),
    "received": _("Received"),
    "rejected": _("Rejected"),
    "withdrawn": _("Withdrawn by the member"),
}


# What a table holds: what a file can hold, messages, and texts by language.
TableCell = Cell | Message | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. Cells are typed: numbers, days, lengths of time, messages, texts by language."""

    key: str
    title: Message
    columns: tuple[Message, ...]
    rows: Sequence[Sequence[TableCell]]

    def in_words(self, words: Wording, language: Language) -> list[list[Cell]]:
        """All as a file holds it: headings and texts in the language, numbers and times as they are."""
        head: list[Cell] = []
        for place, column in enumerate(self.columns):
            said = words.say(language, column)
            timed = any(isinstance(row[place], timedelta) for row in self.rows)
            head.append(words.say(language, _("{column} (minutes)"), column=said) if timed else said)
        return [head, *([_cell(cell, words, language) for cell in row] for row in self.rows)]


@dataclass(frozen=True, slots=True)
class Question:
    """What members asked alike: the most typical words, how often, in which languages, when last, in which
    other words, and how often the bot had no answer at all.
    """

    text: str
    asked: int
    unanswered: int
    languages: tuple[str, ...]
    last: date
    variants: tuple[str, ...]


def conversations_table(days: Sequence[ConversationDay]) -> Table:
    """How the conversations of each day went."""
    return Table(
        "conversations",
        _("Conversations by day"),
        (
            _("Day"),
            _("Conversations"),
            _("Solved by the bot alone"),
            _("With a person"),
            _("Left without an answer"),
        ),
        [(day.day, day.conversations, day.solved, day.person, day.unanswered) for day in days],
    )


def times_table(times: AnswerTimes) -> Table:
    """Waiting times by day."""
    return Table(
        "waiting",
        _("Waiting times by day"),
        (_("Day"), _("First answers"), _("Median wait"), _("Nine in ten within")),
        [(day, spread.count, spread.median, spread.p90) for day, spread in times.by_day.items()],
    )


def questions_table(questions: Sequence[Question]) -> Table:
    """Questions without an answer, each way of asking on a line of its own."""
    return Table(
        "questions",
        _("Questions without an answer"),
        (
            _("Question"),
            _("Asked in other words"),
            _("Times asked"),
            _("Without any answer"),
            _("Languages"),
            _("Last asked"),
        ),
        [
            (
                question.text,
                variant,
                question.asked,
                question.unanswered,
                ", ".join(question.languages),
                question.last,
            )
            for question in questions
            for variant in (question.variants or ("",))
        ],
    )


def rejections_table(
    receipts: Mapping[str, int], rewards: Mapping[str, int], heading: Callable[[str], str]
) -> Table:
    """Why receipts brought no points, and rewards were refused, by clause."""
    lines = [(_("Receipt"), clause, count) for clause, count in receipts.items()]
    lines += [(_("Reward"), clause, count) for clause, count in rewards.items()]
    return Table(
        "rejections",
        _("Reasons for rejections"),
        (_("What was rejected"), _("Clause"), _("What the clause is about"), _("Times")),
        [
            (what, clause, heading(clause), count)
            for what, clause, count in sorted(lines, key=lambda line: (-line[2], line[1]))
        ],
    )


def corrections_table(fields: Mapping[str, tuple[int, int]]) -> Table:
    """Which facts members and staff corrected after reading."""
    return Table(
        "corrections",
        _("Reading corrections by field"),
        (_("Field"), _("Corrected by members"), _("Corrected by staff")),
        [
            (FIELD.get(field, field), *counts)
            for field, counts in sorted(fields.items(), key=lambda line: (-sum(line[1]), line[0]))
        ],
    )


def satisfaction_table(satisfied: SatisfactionSummary) -> Table:
    """How many gave which score."""
    return Table(
        "satisfaction",
        _("Satisfaction"),
        (_("Score"), _("Answers")),
        [(score, satisfied.scores.get(score, 0)) for score in range(5, 0, -1)],
    )


def receipts_table(states: Mapping[str, tuple[int, int]]) -> Table:
    """Receipts of the period by what became of them."""
    return Table(
        "receipts",
        _("Receipts by state"),
        (_("State"), _("Receipts"), _("Points credited")),
        [(RECEIPT_STATES[state], *states[state]) for state in RECEIPT_STATES if state in states],
    )


def redemptions_table(redeemed: Sequence[RewardRedemptions]) -> Table:
    """Rewards by how often they were redeemed."""
    return Table(
        "redemptions",
        _("Rewards redeemed"),
        (_("Reward"), _("Vouchers"), _("Points paid"), _("Used by now")),
        [(one.names, one.vouchers, one.points, one.used) for one in redeemed],
    )


def questions_of(asked: Sequence[UnansweredQuestion], understanding: Understanding) -> list[Question]:
    """What was asked without an answer, grouped and masked: the most asked first."""
    texts = [masked(" ".join(one.text.split()), one.personal) for one in asked]
    found = []
    for group in understanding.groups(texts):
        variants = list(dict.fromkeys(texts[place] for place in group))
        members = [asked[place] for place in group]
        found.append(
            Question(
                text=variants[0],
                asked=len(members),
                unanswered=sum(not one.answered for one in members),
                languages=tuple(tag for tag in LANGUAGES if any(one.language == tag for one in members)),
                last=max(one.at for one in members).date(),
                variants=tuple(variants[1:]),
            )
        )
    return found


class Tables:
    """Reads the ledger for the tables of a period."""

    def __init__(self, engine: Engine, understanding: Understanding, words: Wording) -> None:
        self._engine = engine
        self._understanding = understanding
        self._words = words

    def table(self, session: Session, key: str, period: Period, language: Language) -> Table | None:
        """One table by its key; None for a key that is none."""
        match key:
            case "conversations":
                return conversations_table(reports.conversations(session, period))
            case "waiting":
                return times_table(reports.answer_times(session, period))
            case "questions":
                return questions_table(self.questions(session, period))
            case "rejections":
                return self.rejections(session, period, language)
            case "corrections":
                return corrections_table(corrections_by_field(session, period))
            case "satisfaction":
                return satisfaction_table(reports.satisfaction(session, period))
            case "receipts":
                return receipts_table(reports.receipts_by_state(session, period))
            case "redemptions":
                return redemptions_table(reports.redemptions(session, period))
        return None

    def questions(self, session: Session, period: Period) -> list[Question]:
        """Questions without an answer, the most asked first."""
        return questions_of(reports.without_answer(session, period, SURE), self._understanding)

    def rejections(self, session: Session, period: Period, language: Language) -> Table:
        """Reasons for rejections of receipts and rewards."""

        def heading(clause: str) -> str:
            try:
                return self._words.heading(clause, language)
            except KeyError:  # of an edition that is no longer at hand
                return ""

        receipts = rejections_by_clause(session, period)
        return rejections_table(receipts, reports.refusals(session, period), heading)


def _cell(cell: TableCell, words: Wording, language: Language) -> Cell:
    match cell:
        case Message():
            return words.say(language, cell)
        case Mapping():
            return cell[language]
    return cell


def share(part: int, whole: int) -> float | None:
    """A part of a whole, 0 to 1; None of nothing."""
    return part / whole if whole else None


def told(length: timedelta | None) -> timedelta | None:
    """A length of time as people tell it: to the second below a minute, to the minute below a day."""
    if length is None:
        return None
    grain = 1 if length < timedelta(minutes=1) else 60 if length < timedelta(days=1) else 3600
    return timedelta(seconds=round(length.total_seconds() / grain) * grain)
