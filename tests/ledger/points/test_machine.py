"""Random lives of three members, beside a model too simple to be wrong."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.clock import HONG_KONG
from bot.ledger import points, rewards
from bot.ledger.invariants import violations
from bot.ledger.models import Member, Reward, Voucher
from bot.ledger.rewards import ShownCode
from bot.ledger.store import Database, RuledAct
from bot.rules import Engine

KEY = b"a key of the test"
PRICE, STOCK = 7, 12
MEMBERS = st.integers(0, 2)
LIVES = count(1)  # names the members of each life: they share a database


@dataclass(frozen=True)
class Movement:
    """One line on paper. On one day points come in (0), are redeemed (1), are taken back (2)."""

    on: date
    place: int
    points: int
    lot: date  # where they come in, or are taken from first


@dataclass
class Model:
    """A member as one would keep it on paper: every movement, gone through each time; vouchers by key."""

    movements: list[Movement] = field(default_factory=list)
    vouchers: dict[str, str] = field(default_factory=dict)  # key -> code
    used: set[str] = field(default_factory=set)

    def lots(self, day: date) -> dict[date, int]:
        kept: dict[date, int] = {}
        for movement in sorted(self.movements, key=lambda each: (each.on, each.place)):
            kept = {last: points for last, points in kept.items() if last >= movement.on}
            if movement.place == 0:
                kept[movement.lot] = kept.get(movement.lot, 0) + movement.points
                continue
            amount = movement.points
            for last in sorted(kept, key=lambda each: (each != movement.lot, each)):
                taken = min(amount, kept[last])
                kept[last] -= taken
                amount -= taken
            assert amount == 0
        return {last: points for last, points in kept.items() if last >= day and points}

    def left(self, day: date) -> int:
        return sum(self.lots(day).values())

    def come_in(self, points: int, on: date, lot: date) -> None:
        self.movements.append(Movement(on, 0, points, lot))

    def take(self, points: int, on: date, place: int, lot: date = date.min) -> None:
        self.movements.append(Movement(on, place, points, lot))


def lapse_of(day: date) -> date:
    return date(day.year + 1, 3, 31)


class LedgerMachine(RuleBasedStateMachine):
    database: Database
    engine: Engine

    @initialize()
    def begin(self) -> None:
        self.life = next(LIVES)
        self.now = datetime(2026, 1, 5, 12, tzinfo=HONG_KONG)
        self.models = [Model() for _ in range(3)]
        self.stock = STOCK
        self.posted = 0
        with self.database.transaction() as session:
            self.reward = Reward(
                id=f"gift-{self.life}",
                programme="festival-walk",
                kind="gift",
                points=PRICE,
                stock=STOCK,
                collect_days=30,
                names={},
                descriptions={},
            )
            members = [
                Member(
                    programme="festival-walk",
                    number=f"FW-{self.life}-{number}",
                    language="en",
                    joined=date(2025, 1, 1),
                )
                for number in range(3)
            ]
            session.add_all([self.reward, *members])
            session.flush()
            self.members = [member.id for member in members]

    @rule(who=MEMBERS, amount=st.integers(1, 30), days_ago=st.integers(0, 10))
    def spend(self, who: int, amount: int, days_ago: int) -> None:
        """Points for a purchase of some days ago: they lapse on 31 March of the year after it."""
        today = self.now.date()
        bought = today - timedelta(days=days_ago)
        self._post(who, points.Posting("spend", amount, today, self._key(), "test", "test", bought))
        self.models[who].come_in(amount, today, lapse_of(bought))

    @rule(who=MEMBERS, amount=st.integers(1, 20), days_ago=st.sampled_from([0, 3, 40]))
    def bonus_of_an_earlier_day(self, who: int, amount: int, days_ago: int) -> None:
        """What was due on a day when nothing ran is posted for that day."""
        due = self.now.date() - timedelta(days=days_ago)
        self._post(who, points.Posting("bonus", amount, due, self._key(), "test", "timer:test"))
        self.models[who].come_in(amount, due, lapse_of(due))

    @rule(who=MEMBERS, amount=st.integers(1, 20), days_ago=st.none() | st.integers(0, 100))
    def take_back(self, who: int, amount: int, days_ago: int | None) -> None:
        """Staff take points back, for a purchase or at large; more than there are is refused."""
        today = self.now.date()
        bought = None if days_ago is None else today - timedelta(days=days_ago)
        posting = points.Posting("adjust", -amount, today, self._key(), "test", "staff:amy", bought)
        if amount > self.models[who].left(today):
            with pytest.raises(points.PostingRefusedError):
                self._post(who, posting)
        else:
            self._post(who, posting)
            self.models[who].take(amount, today, 2, lapse_of(bought) if bought else date.min)

    @rule(who=MEMBERS, key=st.sampled_from("abcdef"))
    def redeem(self, who: int, key: str) -> None:
        """A gift, or the one that the same key brought before."""
        model, today = self.models[who], self.now.date()
        with self.database.transaction() as session:
            member = session.get_one(Member, self.members[who])
            reward = session.get_one(Reward, self.reward.id)
            voucher = rewards.redeem(
                RuledAct(session, "test", self.now, self.engine), member, reward, key=key
            ).voucher
        if key in model.vouchers:
            assert voucher is not None
            assert voucher.code == model.vouchers[key]
        elif model.left(today) >= PRICE and self.stock:
            assert voucher is not None
            model.vouchers[key] = voucher.code
            model.take(PRICE, today, 1)
            self.stock -= 1
        else:
            assert voucher is None

    @rule(who=MEMBERS, key=st.sampled_from("abcdef"), late=st.sampled_from([0, 29, 61]))
    def use(self, who: int, key: str, late: int) -> None:
        """Show a code at a counter, at once or too late."""
        model = self.models[who]
        if key not in model.vouchers:
            return
        code = model.vouchers[key]
        with self.database.transaction() as session:
            voucher = session.query(Voucher).filter_by(code=code).one()
            token = rewards.current_token(voucher, KEY, self.now)
            at = self.now + timedelta(seconds=late)
            verdict = rewards.check_voucher(session, KEY, ShownCode(token, "shop"), at).verdict
        if code in model.used:
            assert verdict == "used"
        elif voucher.valid_until < self.now.date():
            assert verdict == "lapsed"
        elif late > 60:
            assert verdict == "copied"
        else:
            assert verdict == "valid"
            model.used.add(code)

    @rule(days=st.sampled_from([1, 20, 90, 200]))
    def wait(self, days: int) -> None:
        """Time passes."""
        self.now += timedelta(days=days)

    @invariant()
    def both_agree(self) -> None:
        with self.database.reading() as session:
            for model, identity in zip(self.models, self.members, strict=True):
                member = session.get_one(Member, identity)
                figures = points.balance(session, self.engine, member, self.now).figures
                today = self.now.date()
                assert figures.balance == model.left(today) == points.spendable(session, member, today)
                assert {lot.expires_on: lot.points for lot in figures.lots} == model.lots(today)
            assert session.get_one(Reward, self.reward.id).stock == self.stock

    def teardown(self) -> None:
        # Members of earlier lives are left out: those went on into days that are still to come in this one.
        mine = {f"member:{identity}" for identity in self.members}
        with self.database.reading() as session:
            found = list(violations(session, self.engine, self.now))
        assert [v for v in found if v.subject in mine or not v.subject.startswith("member:")] == []

    def _key(self) -> str:
        self.posted += 1
        return f"{self.life}:{self.posted}"

    def _post(self, who: int, posting: points.Posting) -> None:
        with self.database.transaction() as session:
            member = points.lock_member(session, self.members[who])
            points.post(session, self.engine, member, posting, self.now)


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.prove)], indirect=True
)
def test_the_ledger_agrees_with_a_naive_model(database: Database, engine: Engine) -> None:
    machine = type("Machine", (LedgerMachine,), {"database": database, "engine": engine})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
