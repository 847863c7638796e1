"""The engine, and a member with points, for the tests of the ledger."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from bot.clock import HONG_KONG
from bot.ledger import points
from bot.ledger.models import Member, Reward
from bot.ledger.store import Database
from bot.programmes import Programmes
from bot.rules import Engine

NOON = datetime(2026, 11, 20, 12, tzinfo=HONG_KONG)
PROGRAMME = "festival-walk"

AddMember = Callable[..., Member]
AddReward = Callable[..., Reward]


@pytest.fixture(scope="session")
def programmes() -> Programmes:
    return Programmes.load()


@pytest.fixture(scope="session")
def engine(programmes: Programmes) -> Engine:
    return programmes.engine


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
def add_member(database: Database, engine: Engine) -> AddMember:
    """Add a member who has spent for some points in this year and in the year before."""
    made = 0

    def add(this_year: int = 0, last_year: int = 0, **fields: object) -> Member:
        nonlocal made
        made += 1
        values: dict[str, object] = {
            "programme": PROGRAMME,
            "number": f"FW-{200000 + made}",
            "name": "CHAN Tai Man",
            "phone": f"+8520000{made:04}",
            "language": "zh-Hant",
            "joined": date(2024, 1, 2),
        }
        with database.transaction() as session:
            member = Member(**values | fields)
            session.add(member)
            session.flush()
            for points_, on in ((last_year, date(2025, 12, 1)), (this_year, date(2026, 11, 2))):
                posting = points.Posting("spend", points_, on, f"test:{member.id}:{on}", "test", "test", on)
                points.post(
                    session,
                    engine,
                    member,
                    posting,
                    datetime(on.year, on.month, on.day, 12, tzinfo=HONG_KONG),
                )
        return member

    return add


@pytest.fixture
def add_reward(database: Database) -> AddReward:
    """Add a reward to the catalogue."""

    def add(identity: str = "gift", kind: str = "gift", points: int = 10, **fields: object) -> Reward:
        with database.transaction() as session:
            reward = Reward(
                id=identity,
                programme=PROGRAMME,
                kind=kind,
                points=points,
                names={"en": identity, "zh-Hans": identity, "zh-Hant": identity},
                descriptions={},
                collect_days=30 if kind.startswith("gift") else None,
                **fields,
            )
            session.add(reward)
        return reward

    return add
