"""Warnings that shut a counter."""

from datetime import timedelta

import pytest

from bot.ledger import rewards
from bot.ledger.store import Act, Database
from tests.ledger.conftest import NOON as NOW

EARLIER = NOW - timedelta(hours=3)


def test_a_warning_stands_from_its_raising_to_its_lowering(database: Database) -> None:
    with database.transaction() as session:
        raised = rewards.raise_signal(
            Act(session, "staff:amy", EARLIER), "typhoon_8", starts_at=NOW, announced_at=EARLIER
        )
        assert rewards.weather_facts(session, NOW) == [
            {"signal": "typhoon_8", "announced_at": EARLIER.isoformat(), "from": NOW.isoformat()}
        ]
    later = NOW + timedelta(hours=5)
    with database.transaction() as session:
        rewards.lower_signal(Act(session, "staff:amy", later), raised.id, ends_at=later)
        rewards.lower_signal(Act(session, "x", later), raised.id, ends_at=later + timedelta(hours=1))
        assert [fact["until"] for fact in rewards.weather_facts(session, later)] == [later.isoformat()]
        assert rewards.weather_facts(session, later + timedelta(days=3)) == []


def test_one_signal_is_raised_once(database: Database) -> None:
    with database.transaction() as session:
        first = rewards.raise_signal(
            Act(session, "staff:amy", NOW), "black_rain", starts_at=NOW, announced_at=None
        )
        with pytest.raises(rewards.AlreadyRaisedError) as refused:
            rewards.raise_signal(
                Act(session, "staff:bob", NOW), "black_rain", starts_at=NOW, announced_at=None
            )
        assert refused.value.warning is first


def test_a_warning_withdrawn_before_it_came_never_was_in_force(database: Database) -> None:
    tonight = NOW + timedelta(hours=6)
    with database.transaction() as session:
        raised = rewards.raise_signal(
            Act(session, "staff:amy", NOW), "typhoon_8", starts_at=tonight, announced_at=NOW
        )
        rewards.lower_signal(Act(session, "staff:amy", NOW), raised.id, ends_at=NOW)
        assert raised.ends_at == raised.starts_at


def test_the_observatory_switches_its_own_signals_only(database: Database) -> None:
    with database.transaction() as session:
        by_hand = rewards.raise_signal(
            Act(session, "staff:amy", NOW), "black_rain", starts_at=EARLIER, announced_at=None
        )
        rewards.observe_warnings(session, {"typhoon_8": EARLIER, "black_rain": EARLIER}, NOW)
        rewards.observe_warnings(session, {"typhoon_8": NOW}, NOW)
        assert [(w.signal, w.source, w.starts_at) for w in rewards.recent_warnings(session, NOW)] == [
            ("typhoon_8", "observatory", EARLIER),
            ("black_rain", "staff:amy", EARLIER),
        ]
        rewards.observe_warnings(session, {}, NOW)
        assert {w.signal for w in rewards.recent_warnings(session, NOW) if w.ends_at} == {"typhoon_8"}
        assert by_hand.ends_at is None
