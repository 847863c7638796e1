"""Shops go by the names that the operator gave them, in the reader's language, and as text alone."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from bot.ledger import rewards
from bot.ledger.models import Shop
from bot.ledger.store import Act
from tests.channels.voucher_site import CINEMA_KEY, PARKING_KEY, VoucherSite, opened

NAMED = {"en": "Parking <b>Office</b>", "zh-Hans": "停车场办事处", "zh-Hant": "停車場辦事處"}
CINEMA = {"en": "Cinema", "zh-Hans": "影院", "zh-Hant": "戲院"}


@pytest.fixture
def site(sqlite_url: str) -> Iterator[VoucherSite]:
    with opened(sqlite_url) as made:
        with made.database.transaction() as session:
            session.add(Shop(id="parking-office", programme="festival-walk", names=NAMED))
            session.add(Shop(id="cinema", programme="festival-walk", names=CINEMA))
        yield made


@pytest.fixture
def client(site: VoucherSite) -> TestClient:
    return TestClient(site.app())


def test_the_voucher_page_says_where_it_is_taken_and_was_used(client: TestClient, site: VoucherSite) -> None:
    voucher = site.issue(shops=["parking-office", "cinema"])
    link = site.link(voucher)
    page = client.get(f"/voucher/{link}?language=zh-Hant").text
    assert "停車場辦事處" in page
    assert "<b>Office" not in page
    token = site.token(voucher)
    used = client.post("/verify", json={"token": token}, headers={"X-Shop-Key": PARKING_KEY}).json()
    assert used["used_where"] == "parking-office"
    again = client.post("/verify", json={"token": token}, headers={"X-Shop-Key": CINEMA_KEY}).json()
    assert "停車場辦事處" in again["text"]["zh-Hant"]
    assert "Parking <b>Office</b>" in again["text"]["en"]
    assert "停车场办事处" in client.get(f"/voucher/{link}/code").json()["about"]["zh-Hans"]


def test_the_counter_sees_its_own_name(client: TestClient) -> None:
    client.post("/verify/key", data={"key": PARKING_KEY})
    page = client.get("/verify?language=en").text
    assert re.search(r'data-label="shop">Parking &lt;b&gt;Office', page)
    assert "<b>Office" not in page


def test_a_shop_taken_off_the_list_takes_no_vouchers(client: TestClient, site: VoucherSite) -> None:
    voucher = site.issue("evoucher")
    token = site.token(voucher)
    with site.database.transaction() as session:
        rewards.change_shop(
            Act(session, "staff:amy", site.now),
            "cinema",
            {f"names.{language}": name for language, name in CINEMA.items()} | {"active": False},
            1,
        )
    refused = client.post("/verify", json={"token": token}, headers={"X-Shop-Key": CINEMA_KEY}).json()
    assert (refused["verdict"], refused["used_now"]) == ("wrong_shop", False)
    taken = client.post("/verify", json={"token": token}, headers={"X-Shop-Key": PARKING_KEY}).json()
    assert taken["used_now"]
