"""`balance`: the points on an account, in lots by the day they lapse."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.rules.answers import BalanceFigures, LotOfPoints
from bot.rules.dates import day_of
from bot.rules.decision import Finding
from bot.rules.facts.membership import Balance, PointsMovement
from bot.rules.kinds.expiry import SPENDING_EXPIRY, expiry_of
from bot.rules.pack import Clause
from bot.rules.query import Query, holds, instant_of, review
from bot.rules.registry import Answer, Kind, kind, measure

LAPSED = measure("lapsed_points_void", "balance", says={"holds": ("expired",)})
OVERSPENT = measure("no_redeeming_beyond_balance", "balance", says={"review": ("points", "balance", "on")})
OVERTAKEN = measure("taking_back_points", "balance", says={"review": ("points", "balance", "on")})

_PLACES = {"redeem": 1, "adjust": 2}


def place_in_day(kind: str, points: int) -> int:
    """Where an entry stands among those of its day: points come in, are redeemed, are taken back."""
    return _PLACES.get(kind, 0) if points < 0 else 0


@dataclass(slots=True)
class _Account:
    """Lots by their last day, and the points lapsed so far."""

    lots: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    expired: int = 0

    @property
    def balance(self) -> int:
        return sum(self.lots.values())

    def pass_to(self, day: date) -> None:
        """Let lapse what has lapsed before `day`."""
        for last_day in [last_day for last_day in self.lots if last_day < day]:
            self.expired += self.lots.pop(last_day)

    def take(self, points: int, first: date | None = None) -> None:
        """Take points from the lot of `first` if it is there, then from the lots as they lapse."""
        for last_day in sorted(self.lots, key=lambda last_day: (last_day != first, last_day)):
            taken = min(points, self.lots[last_day])
            self.lots[last_day] -= taken
            points -= taken


def _missing(facts: Balance) -> list[str]:
    return ["entries"] if facts.entries is None else []


def _on(facts: Balance, now: date | datetime | None) -> date:
    return day_of(instant_of(now))


def _answer(query: Query[Balance]) -> Answer[BalanceFigures]:
    lapse = query.required(SPENDING_EXPIRY)
    account, doubts = _Account(), []
    for lot in query.facts.opening:
        account.lots[lot.expires_on] += lot.points
    for entry in _in_order(query.facts.entries or (), query.today):
        account.pass_to(entry.on)
        doubt = _book(query, account, entry, lapse)
        if doubt is not None:
            doubts.append(doubt)
    account.pass_to(query.today)
    lots = tuple(LotOfPoints(last_day, points) for last_day, points in sorted(account.lots.items()) if points)
    findings = list(doubts)
    if lots:
        findings.append(holds(lapse, "lots", lots=tuple(lot.expires_on for lot in lots)))
    elif account.expired:
        findings.append(holds(lapse, "all_lapsed"))
    if account.expired and (clause := query.clause(LAPSED)):
        findings.append(holds(clause, expired=account.expired))
    return Answer(BalanceFigures(account.balance, lots, account.expired), findings)


def _in_order(entries: Iterable[PointsMovement], today: date) -> list[PointsMovement]:
    happened = (entry for entry in entries if entry.on <= today)
    return sorted(
        happened,
        key=lambda entry: (
            entry.on,
            place_in_day(entry.kind, entry.points),
            entry.spent_on or entry.on,
            entry.points,
        ),
    )


def _book(query: Query[Balance], account: _Account, entry: PointsMovement, lapse: Clause) -> Finding | None:
    """Apply one entry; a finding where the book leaves it to a person."""
    by_spending = entry.kind in ("spend", "adjust") and entry.spent_on is not None
    last_day = expiry_of(lapse, entry.spent_on if by_spending and entry.spent_on else entry.on)
    if entry.points >= 0:
        if last_day < entry.on:
            return review(lapse, "credited_late", points=entry.points, on=entry.on, expires_on=last_day)
        account.lots[last_day] += entry.points
        return None
    points = -entry.points
    if points > account.balance:
        clause = query.clause(OVERTAKEN if entry.kind == "adjust" else OVERSPENT)
        found = (
            None if clause is None else review(clause, points=points, balance=account.balance, on=entry.on)
        )
    else:
        found = None
    account.take(points, first=last_day if by_spending else None)
    return found


def _nothing(facts: Balance, findings: Sequence[Finding]) -> BalanceFigures:
    return BalanceFigures()


BALANCE = kind(Kind("balance", Balance, _missing, _on, _answer, _nothing, measures=(SPENDING_EXPIRY,)))
