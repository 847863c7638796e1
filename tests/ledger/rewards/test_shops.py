"""Participating shops: their names, and whether they take vouchers."""

from datetime import datetime

import pytest

from bot.ledger import store
from bot.ledger.rewards import shops
from bot.ledger.store import Act, Database

CINEMA = {"names.en": "Cinema", "names.zh-Hant": "戲院", "names.zh-Hans": "影院", "active": True}


def test_a_shop_is_named_renamed_and_taken_off(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        assert shops.shop_name(session, "cinema") == "cinema"
        assert shops.takes_part(session, "cinema")
        assert shops.add_shop(Act(session, "staff:amy", now), "festival-walk", "cinema", CINEMA)
        assert shops.add_shop(Act(session, "staff:amy", now), "festival-walk", "cinema", CINEMA) is None
    with database.transaction() as session:
        closed = CINEMA | {"names.en": "Festival Grand", "active": False}
        assert shops.change_shop(Act(session, "staff:amy", now), "cinema", closed, 1) == [
            "names.en",
            "active",
        ]
    with database.transaction() as session:
        assert not shops.takes_part(session, "cinema")
        assert shops.shop_names(session, ["cinema", "till-7"]) == {
            "cinema": {"en": "Festival Grand", "zh-Hant": "戲院", "zh-Hans": "影院"},
            "till-7": "till-7",
        }
        with pytest.raises(store.StaleError):
            shops.change_shop(Act(session, "staff:bob", now), "cinema", CINEMA, 1)
