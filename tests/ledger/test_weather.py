"""Warnings that shut a counter."""

from datetime import timedelta

import pytest

from bot.ledger.rewards import weather
from bot.ledger.store.database import Database
from tests.ledger.conftest import NOON as NOW

EARLIER = NOW - timedelta(hours=3)


def test_a_warning_stands_from_its_raising_to_its_lowering(database: Database) -> None:
    with database.transaction() as session:
        raised = weather.raise_signal(
            session, "typhoon_8", starts_at=NOW, announced_at=EARLIER, source="staff:amy", now=EARLIER
        )
        assert weather.facts(session, NOW) == [
            {"signal": "typhoon_8", "announced_at": EARLIER.isoformat(), "from": NOW.isoformat()}
        ]
    later = NOW + timedelta(hours=5)
    with database.transaction() as session:
        weather.lower_signal(session, raised.id, ends_at=later, source="staff:amy", now=later)
        weather.lower_signal(session, raised.id, ends_at=later + timedelta(hours=1), source="x", now=later)
        assert [fact["until"] for fact in weather.facts(session, later)] == [later.isoformat()]
        assert weather.facts(session, later + timedelta(days=3)) == []


def test_one_signal_is_raised_once(database: Database) -> None:
    with database.transaction() as session:
        first = weather.raise_signal(
            session, "black_rain", starts_at=NOW, announced_at=None, source="staff:amy", now=NOW
        )
        with pytest.raises(weather.AlreadyRaisedError) as refused:
            weather.raise_signal(
                session, "black_rain", starts_at=NOW, announced_at=None, source="staff:bob", now=NOW
            )
        assert refused.value.warning is first


def test_a_warning_withdrawn_before_it_came_never_was_in_force(database: Database) -> None:
    tonight = NOW + timedelta(hours=6)
    with database.transaction() as session:
        raised = weather.raise_signal(
            session, "typhoon_8", starts_at=tonight, announced_at=NOW, source="staff:amy", now=NOW
        )
        weather.lower_signal(session, raised.id, ends_at=NOW, source="staff:amy", now=NOW)
        assert raised.ends_at == raised.starts_at


def test_the_observatory_switches_its_own_signals_only(database: Database) -> None:
    with database.transaction() as session:
        by_hand = weather.raise_signal(
            session, "black_rain", starts_at=EARLIER, announced_at=None, source="staff:amy", now=NOW
        )
        weather.observe(session, {"typhoon_8": EARLIER, "black_rain": EARLIER}, NOW)
        weather.observe(session, {"typhoon_8": NOW}, NOW)
        assert [(w.signal, w.source, w.starts_at) for w in weather.recent(session, NOW)] == [
            ("typhoon_8", "observatory", EARLIER),
            ("black_rain", "staff:amy", EARLIER),
        ]
        weather.observe(session, {}, NOW)
        assert {w.signal for w in weather.recent(session, NOW) if w.ends_at} == {"typhoon_8"}
        assert by_hand.ends_at is None
