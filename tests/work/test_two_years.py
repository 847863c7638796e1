"""Months in a few seconds, in `make prove` two years: members with different lives, days on which no worker
ran, workers that race.

What the timers did is compared with a calendar on paper, kept day by day and in another way than the product
reckons; then the audit finds nothing.
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import HONG_KONG
from bot.dialogue.context import Services
from bot.ledger import members, points, receipts, rewards
from bot.ledger.invariants import violations
from bot.ledger.models import Audit, Entry, Member, Notice, Reward, Voucher
from bot.ledger.receipts import Submission
from bot.ledger.store import Database, RuledAct
from bot.ledger.talks import conversation_for
from bot.work.timers import Timers
from tests.support.plain_services import plain_services
from tests.support.threads import together

FIRST, LAST = date(2025, 11, 3), date(2027, 11, 30)
SHORT = date(2026, 6, 30)  # for the suite: over a lapse and two standstills, before a tier ends
# No worker ran on these days: over a lapse, a first of a month, a 21st, and once for two months.
STANDSTILLS = (
    (date(2026, 3, 29), date(2026, 4, 6)),
    (date(2026, 6, 18), date(2026, 6, 25)),
    (date(2026, 12, 28), date(2027, 3, 2)),
    (date(2027, 3, 31), date(2027, 4, 2)),
)
GOAL, CAP = 1000, 500


@dataclass
class Paper:
    """A member on paper: what was credited by day, what was spent, what time brought."""

    number: str
    joined: date
    birthday: date
    credits: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    lots: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    bought: dict[date, int] = field(default_factory=dict)  # points of sets, by day of purchase
    vouchers: list[date] = field(default_factory=list)
    leaves: date | None = None
    tier: str = "select"
    until: date | None = None
    counts_from: date = date.min
    happened: list[tuple[date, str, int]] = field(default_factory=list)

    def credit(self, on: date, amount: int, year: int) -> None:
        self.credits[on] += amount
        self.lots[date(year + 1, 3, 31)] += amount

    def take(self, amount: int, on: date) -> None:
        for last in sorted(last for last in self.lots if last >= on):
            taken = min(amount, self.lots[last])
            self.lots[last] -= taken
            amount -= taken
        assert amount == 0

    def left(self, on: date) -> int:
        return sum(amount for last, amount in self.lots.items() if last >= on)

    def day_begins(self, day: date) -> None:
        """What is due on the morning of a day."""
        if self.leaves is not None and day > self.leaves:
            return
        for last in [last for last in self.vouchers if last < day]:
            self.vouchers.remove(last)
            self.happened.append((last + timedelta(days=1), "voucher.lapsed", 1))
        if (day.month, day.day) == (4, 1):
            lapsed = self.lots.pop(day - timedelta(days=1), 0)
            if lapsed:
                self.happened.append((day, "points.lapsed", lapsed))
        self._tier_ends(day)
        if day.day == 1 and day.month == self.birthday.month:
            own = min(self.birthday.day, 28) if self.birthday.month == 2 else self.birthday.day
            if self.joined <= date(day.year, day.month, own) - timedelta(days=30):
                amount = 10 if self.tier == "elite" else 5
                self.credit(day, amount, day.year)
                self.happened.append((day, "birthday", amount))
        if day.day == 21 and day.month == self.birthday.month % 12 + 1:
            year = day.year if day.month > 1 else day.year - 1
            sets = {
                on: amount
                for on, amount in self.bought.items()
                if (on.year, on.month) == (year, self.birthday.month)
            }
            if sets:
                amount = min(CAP, sets[min(sets)])
                self.credit(day, amount, day.year)
                self.happened.append((day, "birthday", amount))
        if day == self.leaves:
            self.happened.append((day, "member.erased", 0))

    def day_ends(self, day: date) -> None:
        """Promotion: on the very day."""
        if self.leaves is not None and day >= self.leaves:
            return
        if self.tier == "select":
            year_ago = _year_before(day)
            window = sum(amount for on, amount in self.credits.items() if year_ago < on <= day)
            if window >= GOAL and self.credits.get(day) and day >= self.counts_from:
                self.tier, self.counts_from = "elite", day + timedelta(days=1)
                self.until = _year_after(day) - timedelta(days=1)
                self.happened.append((day, "tier.promoted", 0))

    def _tier_ends(self, day: date) -> None:
        if self.until is None or day <= self.until:
            return
        year = sum(amount for on, amount in self.credits.items() if self.counts_from <= on <= self.until)
        if year >= GOAL:
            self.counts_from, self.until = day, _year_after(day) - timedelta(days=1)
            self.happened.append((day, "tier.renewed", 0))
        else:
            self.tier, self.until, self.counts_from = "select", None, day
            self.happened.append((day, "tier.returned", 0))


def _year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _year_after(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)


class Life:
    """The members in the ledger and on paper, led through the days."""

    def __init__(self, database: Database, services: Services) -> None:
        self.database, self.services, self.engine = database, services, services.engine
        self.now = datetime(2025, 11, 3, 9, tzinfo=HONG_KONG)
        self.timers = Timers(database, services, lambda: self.now)
        self.chance = random.Random(20251103)
        self.papers: dict[int, Paper] = {}
        with database.transaction() as session:
            self.reward = Reward(
                id="evoucher",
                programme="festival-walk",
                kind="evoucher",
                points=20,
                names={"en": "Voucher", "zh-Hans": "礼券", "zh-Hant": "禮券"},
                descriptions={},
            )
            session.add(self.reward)
        for number, (joined, birthday) in enumerate(
            [
                (date(2024, 1, 2), date(1990, 3, 15)),  # buys now and then
                (date(2025, 1, 2), date(1980, 12, 28)),  # buys a lot, then little
                (date(2025, 6, 1), date(1992, 2, 29)),  # has an odd birthday
                (date(2025, 10, 20), date(1999, 11, 10)),  # joined too late for the first birthday
                (date(2025, 10, 1), date(2000, 6, 5)),  # leaves early
                (date(2023, 5, 5), date(1975, 7, 7)),  # renews
            ]
        ):
            self.join(f"FW-{number}", joined, birthday)

    def join(self, number: str, joined: date, birthday: date) -> None:
        paper = Paper(number, joined, birthday)
        with self.database.transaction() as session:
            member = Member(
                programme="festival-walk", number=number, language="en", joined=joined, birthday=birthday
            )
            session.add(member)
            session.flush()
            if joined.year == 2025:
                posting = points.Posting("welcome", 5, joined, f"welcome:{member.id}", "welcome", "test")
                points.post(session, self.engine, member, posting, self.now)
                paper.credit(joined, 5, joined.year)
            conversation = conversation_for(session, "telegram", number, "zh-Hant", self.now)
            conversation.member = member
        self.papers[member.id] = paper

    def buy(self, member_id: int, total: int) -> None:
        """A receipt of the day, credited at once."""
        paper, day = self.papers[member_id], self.now.date()
        facts = {
            "merchant": f"Shop {day}",
            "number": f"{member_id}-{day}",
            "issued_at": self.now.isoformat(),
            "total": str(total),
            "payment": "octopus",
        }
        with self.database.transaction() as session:
            member = points.lock_member(session, member_id)
            receipt = receipts.submit(session, member, None, Submission(facts, {}, []), self.now)
            receipts.settle(RuledAct(session, "test", self.now, self.engine), receipt)
            assert receipt.state == "credited"
        amount = min(total // 100, CAP)
        paper.credit(day, amount, day.year)
        paper.bought[day] = amount

    def redeem(self, member_id: int) -> None:
        paper, day = self.papers[member_id], self.now.date()
        if paper.left(day) < self.reward.points:
            return
        with self.database.transaction() as session:
            member = session.get_one(Member, member_id)
            reward = session.get_one(Reward, self.reward.id)
            done = rewards.redeem(
                RuledAct(session, "test", self.now, self.engine), member, reward, key=f"{day}"
            )
            assert done.voucher is not None
            paper.vouchers.append(done.voucher.valid_until)
        paper.take(self.reward.points, day)

    def leave(self, member_id: int) -> None:
        with self.database.transaction() as session:
            member = session.get_one(Member, member_id)
            due = members.request_deletion(session, self.engine, member, self.now)
        self.papers[member_id].leaves = due

    def live(self, last: date) -> None:
        day = FIRST
        while day <= last:
            self.now = datetime(day.year, day.month, day.day, 9, tzinfo=HONG_KONG)
            stands_still = any(begin <= day <= end for begin, end in STANDSTILLS)
            for paper in self.papers.values():
                paper.day_begins(day)
            if not stands_still:
                self.run(day)
            self.now += timedelta(hours=6)
            self.act(day)
            for paper in self.papers.values():
                paper.day_ends(day)
            if not stands_still and day.day % 10 == 0:
                self.timers.run_due()
            day += timedelta(days=1)
        self.timers.run_due()

    def run(self, day: date) -> None:
        """One worker; every fifth day two at the same moment."""
        if day.day % 5:
            self.timers.run_due()
        else:
            together(2, lambda _thread: self.timers.run_due())

    def act(self, day: date) -> None:
        regular, heavy, leap, late, leaver, faithful = self.papers
        if self.chance.random() < 0.06:
            self.buy(regular, self.chance.randrange(100, 9000))
        if self.chance.random() < 0.02:
            self.redeem(regular)
        if day < date(2026, 2, 1) and day.weekday() == 0:
            self.buy(heavy, 12000)
        if day > date(2027, 5, 1) and day.weekday() == 1:
            self.buy(heavy, 8000)
        if (day.month, day.day) in ((2, 3), (2, 20), (1, 31)):
            self.buy(leap, 70000)
        if day.month == 11 and day.day in (5, 25):
            self.buy(late, 3000)
        if day == date(2026, 1, 10):
            self.buy(leaver, 4000)
        if day == date(2026, 2, 1):
            self.leave(leaver)
        if day.day in (1, 9, 21):
            self.buy(faithful, 5000)
        if day.day == 15 and day.month % 3 == 0:
            self.redeem(faithful)


@pytest.mark.parametrize(
    ("database", "last"),
    [
        ("sqlite", SHORT),
        pytest.param("sqlite", LAST, marks=pytest.mark.prove),
        pytest.param("postgresql", LAST, marks=pytest.mark.prove),
    ],
    indirect=["database"],
)
def test_time_does_what_a_calendar_on_paper_says(database: Database, last: date, tmp_path: Path) -> None:
    life = Life(database, plain_services(tmp_path / "photos"))
    life.live(last)
    with life.database.reading() as session:
        happened = defaultdict(list)
        for note in session.scalars(select(Audit).order_by(Audit.id)):
            _table, _, identity = note.subject.partition(":")
            if note.action in ("tier.promoted", "tier.renewed", "tier.returned"):
                happened[int(identity)].append((date.fromisoformat(note.detail["on"]), note.action, 0))
            elif note.action == "points.lapsed":
                on = date.fromisoformat(note.detail["last_day"]) + timedelta(days=1)
                happened[int(identity)].append((on, note.action, note.detail["points"]))
            elif note.action == "member.erased":
                happened[int(identity)].append((life.papers[int(identity)].leaves, note.action, 0))
            elif note.action == "voucher.lapsed":
                voucher = session.get_one(Voucher, int(identity))
                on = voucher.valid_until + timedelta(days=1)
                happened[voucher.member_id].append((on, note.action, 1))
        for entry in session.scalars(select(Entry).where(Entry.kind == "birthday")):
            happened[entry.member_id].append((entry.on, "birthday", entry.points))
        for identity, paper in life.papers.items():
            assert sorted(happened[identity]) == sorted(paper.happened), paper.number
            member = session.get_one(Member, identity)
            if paper.leaves is None:
                today = life.now.date()
                assert points.spendable(session, member, today) == paper.left(today)
                assert (member.tier, member.tier_until) == (paper.tier, paper.until)
        kinds = {kind for paper in life.papers.values() for _on, kind, _amount in paper.happened}
        ends_of_tiers = {"tier.renewed", "tier.returned"} if last == LAST else set()
        assert kinds == ends_of_tiers | {
            "birthday",
            "points.lapsed",
            "tier.promoted",
            "voucher.lapsed",
            "member.erased",
        }
        assert list(violations(session, life.engine, life.now)) == []
        every = [event for events in happened.values() for event in events]
        told = Counter(notice.key.partition(":")[0] for notice in session.scalars(select(Notice)))
        for timer, kinds in (
            ("tier", ("tier.promoted", "tier.renewed", "tier.returned")),
            ("points_lapse", ("points.lapsed",)),
            ("voucher_lapse", ("voucher.lapsed",)),
            ("closing", ("member.erased",)),
        ):
            assert told[timer] == sum(kind in kinds for _on, kind, _amount in every), timer
        assert told["birthday"] + told["birthday_double"] == sum(kind == "birthday" for _o, kind, _a in every)
        assert told["points_reminder"] and told["voucher_reminder"]
        posted = [notice.message_id for notice in session.scalars(select(Notice))]
        assert None not in posted and len(set(posted)) == len(posted)
