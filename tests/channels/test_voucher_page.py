"""A voucher's own page: what its link opens, for how long, and nothing else."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from bot.channels.vouchers import EXAMPLE_SHOP
from bot.clock import HONG_KONG
from bot.ledger import rewards
from bot.ledger.rewards import voucher_links
from bot.rules.dates import day_of
from tests.channels.voucher_site import PARKING_KEY, VoucherSite, opened
from tests.support.whole_app import running

LANGUAGE_OF_SENTENCE = {"en": "Free parking is for cars", "zh-Hant": "免費泊車", "zh-Hans": "免费停车"}


@pytest.fixture
def site(sqlite_url: str) -> Iterator[VoucherSite]:
    with opened(sqlite_url) as made:
        yield made


@pytest.fixture
def client(site: VoucherSite) -> TestClient:
    return TestClient(site.app(), raise_server_exceptions=False)


def test_it_shows_the_code_of_the_moment(client: TestClient, site: VoucherSite) -> None:
    voucher = site.issue()
    link = site.link(voucher)
    first = client.get(f"/voucher/{link}/code").json()
    assert (first["state"], first["token"], first["left"]) == ("valid", site.token(voucher), 26)
    assert first["picture"].startswith("data:image/svg+xml")
    site.now += timedelta(seconds=26)
    second = client.get(f"/voucher/{link}/code").json()
    assert second["token"] == site.token(voucher) != first["token"]
    assert second["left"] == second["step"] == rewards.STEP_SECONDS


@pytest.mark.parametrize("language", LANGUAGE_OF_SENTENCE)
def test_it_says_what_it_is_and_how_to_use_it(client: TestClient, site: VoucherSite, language: str) -> None:
    page = client.get(f"/voucher/{site.link(site.issue())}?language={language}").text
    assert f'<html lang="{language}">' in page
    for words in (LANGUAGE_OF_SENTENCE[language], "P1", "20"):
        assert words in page
    assert "CHAN" not in page and "FW-7" not in page


@pytest.mark.parametrize("kind", ["parking", "elite_parking", "evoucher", "gift", "gift_voucher"])
def test_every_kind_has_its_page(client: TestClient, site: VoucherSite, kind: str) -> None:
    assert client.get(f"/voucher/{site.link(site.issue(kind))}").status_code == 200


def test_once_used_it_shows_no_code(client: TestClient, site: VoucherSite) -> None:
    voucher = site.issue()
    link = site.link(voucher)
    token = site.token(voucher)
    client.post("/verify", json={"token": token}, headers={"X-Shop-Key": PARKING_KEY})
    news = client.get(f"/voucher/{link}/code").json()
    assert set(news) == {"state", "about"}
    assert news["state"] == "used"
    assert news["about"]["en"] == "This voucher was used on 20 November 2026, 12:00, at parking-office."
    assert token not in client.get(f"/voucher/{link}").text


def test_after_its_last_day_it_shows_no_code(client: TestClient, site: VoucherSite) -> None:
    link = site.link(site.issue())
    site.now = datetime.combine(day_of(site.now) + timedelta(days=1), time(), tzinfo=HONG_KONG)
    assert client.get(f"/voucher/{link}/code").json()["state"] == "lapsed"


def test_a_link_opens_its_voucher_alone_and_not_for_ever(client: TestClient, site: VoucherSite) -> None:
    mine, other = site.issue("evoucher"), site.issue("evoucher")
    link = site.link(mine)
    code, ends, signature = link.split(".")
    for wrong in (
        "x",
        code,
        link[:-1],
        f"{other.code}.{ends}.{signature}",
        f"{code}.{int(ends, 16) + 3600:X}.{signature}",
        f"{code}.0{ends}.{signature}",
        f"{code}.{ends.lower()}x.{signature}",
        site.token(mine),
        site.link(mine, b"another key"),
        link * 50,
        "%00.%ED%A0%80.x",
    ):
        assert client.get(f"/voucher/{wrong}").status_code == 404, wrong
        assert client.get(f"/voucher/{wrong}/code").status_code == 404, wrong
    assert client.get(f"/voucher/{link}").status_code == 200
    site.now += voucher_links.LINK_GOOD_FOR
    gone = client.get(f"/voucher/{link}", headers={"Accept-Language": "zh-HK"})
    assert gone.status_code == 404
    assert "連結已失效" in gone.text
    assert client.get(f"/voucher/{link}/code").status_code == 404


def test_the_chat_gives_the_link(tmp_path: Path) -> None:
    with running(tmp_path, public_url="https://chat.example.com") as bot:

        def say(message: str) -> list[dict[str, Any]]:
            said = {"sender": "someone", "message": message, "metadata": {"language": "zh-Hant"}}
            answer = httpx.post(f"{bot.address}/webhooks/rest/webhook", json=said, timeout=30)
            replies: list[dict[str, Any]] = answer.json()
            return replies

        for message in ("/link_account", "FW-100001"):
            say(message)
        say(bot.code())
        choice = say('/redeem{"reward":"parking-1h"}')
        done = say(choice[-1]["buttons"][0]["payload"])[-1]
        link = done["custom"]["link"]
        assert link["url"] in done["text"]
        address = urlsplit(link["url"])
        assert (address.netloc, address.query) == ("chat.example.com", "language=zh-Hant")
        page = httpx.get(f"{bot.address}{address.path}?{address.query}")
        assert "免費泊車1小時" in page.text
        code = httpx.get(f"{bot.address}{address.path}/code").json()["token"]
        checked = httpx.post(
            f"{bot.address}/verify", json={"token": code}, headers={"X-Shop-Key": EXAMPLE_SHOP[1]}
        )
        assert checked.json()["used_now"]


def test_a_link_is_no_code(client: TestClient, site: VoucherSite) -> None:
    link = site.link(site.issue())
    answer = client.post("/verify", json={"token": link}, headers={"X-Shop-Key": PARKING_KEY})
    assert answer.json()["verdict"] == "forged"


def test_it_is_neither_kept_nor_told_on(client: TestClient, site: VoucherSite) -> None:
    headers = client.get(f"/voucher/{site.link(site.issue())}").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"
    assert "script-src 'self';" in headers["Content-Security-Policy"]
