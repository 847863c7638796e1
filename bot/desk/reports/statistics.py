"""The reports: how the conversations of a period went, as charts, tables and files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.responses import Response

from bot.desk.frame import NavigationEntry, TheVisit, Visit, guarded, not_found
from bot.desk.reports import charts, tables
from bot.desk.reports.csv_export import csv_response
from bot.desk.reports.tables import Tables, share
from bot.ledger import receipts, reports
from bot.ledger.reports import AnswerTimes, ConversationDay, Spread
from bot.ledger.store import Period
from bot.rules.dates import day_of
from bot.understanding.masking import masked
from bot.wording import Message, _

PERIODS: Mapping[str, Message] = {
    "week": _("This week"),
    "last-week": _("Last week"),
    "month": _("This month"),
    "last-month": _("Last month"),
}
_LONGEST = 400  # days
_SHOWN = 25  # questions on the page; the file has all

# Widths and heights of the charts: across a page, across a tablet's, in one of two columns.
_WIDE, _NARROW, _HALF = (1060, 250), (660, 250), (508, 230)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The period that a request asks for, by its name and its days; and what was wrong with it."""

    name: str
    period: Period
    error: Message | None = None

    @property
    def query(self) -> str:
        """The same as a query of an address."""
        days = f"&first={self.period.first}&last={self.period.last}" if self.name == "custom" else ""
        return f"period={self.name}{days}&programme={self.period.programme or ''}"


ENTRY = NavigationEntry(
    "reports", _("Reports"), "/desk/reports", icon="chart", roles=("supervisor", "operator")
)

router = guarded("supervisor", "operator")


@router.get("/desk/reports")
def page(visit: TheVisit) -> Response:
    """How a period went."""
    choice = _choose(visit)
    period, language, read = choice.period, visit.language, _tables(visit)
    with visit.reading() as session:
        days = reports.conversations(session, period)
        times = reports.answer_times(session, period)
        satisfied = reports.satisfaction(session, period)
        redeemed = reports.redemptions(session, period)
        redeemed_before = reports.redemptions(session, period.before)
        states = reports.receipts_by_state(session, period)
        before = reports.conversations(session, period.before)
        times_before = reports.answer_times(session, period.before)
        questions = read.questions(session, period)
        rejections = read.rejections(session, period, language)
        corrections = tables.corrections_table(receipts.corrections_by_field(session, period))
    visit.saw("reports.viewed", "reports:questions")
    return visit.render(
        "reports.html",
        choice=choice,
        periods=PERIODS,
        programmes=[(key, visit.words.programme(key, language)) for key in visit.engine.packs],
        length=len(period.days),
        now=_totals(days, times),
        before=_totals(before, times_before),
        redeemed=sum(one.vouchers for one in redeemed),
        redeemed_before=sum(one.vouchers for one in redeemed_before),
        satisfied=satisfied,
        told=tables.told,
        masked=masked,
        conversations=tables.conversations_table(days),
        conversations_chart=_conversations_chart(days, *_WIDE),
        conversations_chart_narrow=_conversations_chart(days, *_NARROW),
        waiting=tables.times_table(times),
        waiting_chart=_waiting_chart(period.days, times.by_day),
        days=period.days,
        rejections=rejections,
        corrections=corrections,
        satisfaction=tables.satisfaction_table(satisfied),
        receipts=tables.receipts_table(states),
        states=[state for state in tables.RECEIPT_STATES if state in states],
        redemptions=tables.redemptions_table(redeemed),
        questions=questions[:_SHOWN],
        more_questions=max(0, len(questions) - _SHOWN),
    )


@router.get("/desk/reports/{key}.csv")
def file(visit: TheVisit, key: str) -> Response:
    """One table of a period as a file."""
    choice, language = _choose(visit), visit.language
    with visit.reading() as session:
        table = _tables(visit).table(session, key, choice.period, language)
    if table is None:
        raise not_found()
    with visit.acting() as act:
        detail = {"first": choice.period.first, "last": choice.period.last}
        act.note("reports.exported", f"reports:{key}", detail)
    name = f"{key}-{choice.period.first}-{choice.period.last}"
    return csv_response(name, table.in_words(visit.words, language))


def _choose(visit: Visit) -> Chosen:
    wanted = visit.request.query_params
    programme = wanted.get("programme")
    return chosen(
        wanted.get("period", "week"),
        wanted.get("first", ""),
        wanted.get("last", ""),
        programme if programme in visit.engine.packs else None,
        day_of(visit.now()),
    )


def _tables(visit: Visit) -> Tables:
    return Tables(visit.engine, visit.ports.services.understanding, visit.words)


def chosen(name: str, first: str, last: str, programme: str | None, today: date) -> Chosen:
    """The period of that name, or from one day to another; this week where they make none."""
    monday = today - timedelta(days=today.weekday())
    begun = today.replace(day=1)
    ended = begun - timedelta(days=1)
    named = {
        "week": (monday, today),
        "last-week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "month": (begun, today),
        "last-month": (ended.replace(day=1), ended),
    }
    if name in named:
        return Chosen(name, Period(*named[name], programme))
    this_week = Period(*named["week"], programme)
    try:
        period = Period(_day(first), _day(last), programme)
    except ValueError:
        return Chosen("week", this_week, _("Please choose the first and the last day. This week is shown."))
    if period.last < period.first:
        error = _("The last day is before the first. This week is shown.")
        return Chosen("week", this_week, error)
    if (period.last - period.first).days >= _LONGEST:
        error = _("At most {days:days} can be shown together. This week is shown.").using(days=_LONGEST)
        return Chosen("week", this_week, error)
    return Chosen("custom", period)


def _day(text: str) -> date:
    """A day of this century. Raises ValueError."""
    day = date.fromisoformat(text)
    if day.year // 100 != 20:
        raise ValueError(day)
    return day


@dataclass(frozen=True, slots=True)
class _Totals:
    conversations: int
    solved: float | None
    waiting: Spread
    handling: Spread


def _totals(days: Sequence[ConversationDay], times: AnswerTimes) -> _Totals:
    talks = sum(day.conversations for day in days)
    return _Totals(talks, share(sum(day.solved for day in days), talks), times.waiting, times.handling)


def _conversations_chart(days: Sequence[ConversationDay], width: int, height: int) -> charts.Plot:
    parts = ([day.solved for day in days], [day.person for day in days], [day.unanswered for day in days])
    return charts.stacked(parts, width=width, height=height)


def _waiting_chart(days: Sequence[date], by_day: Mapping[date, Spread]) -> charts.Plot:
    spreads = [by_day.get(day, Spread(0)) for day in days]
    return charts.ranges(
        [spread.median for spread in spreads],
        [spread.p90 for spread in spreads],
        width=_HALF[0],
        height=_HALF[1],
    )
