"""The demo: members and a catalogue to try everything with."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.languages import LANGUAGES
from bot.ledger import members, points, rewards
from bot.ledger.demo import load_demo
from bot.ledger.models import Entry, Member, Reward
from bot.ledger.store import Database, RuledAct
from bot.programmes import HOME, Programmes
from bot.rules import Engine


@pytest.fixture
def demo(database: Database, programmes: Programmes, now: datetime) -> Database:
    with database.transaction() as session:
        load_demo(session, programmes, now)
    return database


def test_it_can_be_loaded_again(demo: Database, programmes: Programmes, now: datetime) -> None:
    def count() -> list[int | None]:
        with demo.reading() as session:
            return [
                session.scalar(select(func.count()).select_from(table)) for table in (Member, Reward, Entry)
            ]

    before = count()
    with demo.transaction() as session:
        session.get_one(Reward, "gift-tote").stock = 3
        load_demo(session, programmes, now + timedelta(days=2))
    assert count() == before
    with demo.reading() as session:
        assert session.get_one(Reward, "gift-tote").stock == 3


def test_the_members_show_what_there_is(demo: Database, engine: Engine, now: datetime) -> None:
    with demo.reading() as session:
        people = session.scalars(select(Member).order_by(Member.number)).all()
        assert [(member.tier, member.status) for member in people] == [
            ("select", "active"),
            ("elite", "active"),
            ("select", "active"),
            ("select", "active"),
            ("select", "suspended"),
        ]
        assert all(
            member.example and member.phone and member.phone.startswith("+8520000") for member in people
        )
        select_, elite, lapsing, new, suspended = (
            points.balance(session, engine, member, now).figures for member in people
        )
    assert select_.balance > 100
    assert elite.balance > 1000
    assert lapsing.expired > 0
    assert len(lapsing.lots) == 1
    assert 0 < new.balance < 10
    assert suspended.balance > 0


def test_the_elite_member_is_one_by_the_rules(demo: Database, engine: Engine, now: datetime) -> None:
    with demo.reading() as session:
        member = members.find(session, HOME, "FW-100002")
        assert member is not None
        standing = points.tier(session, engine, member, now).figures
        assert (member.tier, member.tier_since, member.tier_until) == (
            standing.tier,
            standing.since,
            standing.until,
        )


def test_the_catalogue_is_labelled_and_in_every_language(demo: Database) -> None:
    with demo.reading() as session:
        offers = rewards.offers(session, HOME)
    assert [offer.id for offer in offers][:4] == [
        "parking-1h",
        "parking-2h",
        "parking-3h",
        "elite-parking-2h",
    ]
    for offer in offers:
        assert offer.example
        assert set(offer.names) == set(offer.descriptions) == set(LANGUAGES)


def test_an_offer_of_each_kind_can_be_redeemed(demo: Database, engine: Engine, now: datetime) -> None:
    with demo.transaction() as session:
        member = members.find(session, HOME, "FW-100002")
        assert member is not None
        for identity in ("parking-1h", "elite-parking-2h", "evoucher-50", "gift-tote"):
            reward = session.get_one(Reward, identity)
            redemption = rewards.redeem(RuledAct(session, "test", now, engine), member, reward, key=identity)
            assert redemption.voucher is not None, identity
