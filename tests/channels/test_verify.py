"""Shops check vouchers: who may ask, what they are told, and that a code gets one customer through."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from bot.channels.vouchers import EXAMPLE_SHOP
from bot.languages import LANGUAGES
from bot.ledger import rewards
from bot.ledger.models import Voucher
from bot.ledger.store import Act
from tests.channels.voucher_site import CINEMA_KEY, NAMES, PARKING_KEY, VoucherSite, opened
from tests.support.threads import together

STEP = timedelta(seconds=rewards.STEP_SECONDS)


@pytest.fixture
def site(sqlite_url: str) -> Iterator[VoucherSite]:
    with opened(sqlite_url) as made:
        yield made


@pytest.fixture
def client(site: VoucherSite) -> TestClient:
    return TestClient(site.app(), raise_server_exceptions=False)


def post(client: TestClient, token: Any, key: str | None = PARKING_KEY, **more: Any) -> Response:
    headers = {} if key is None else {"X-Shop-Key": key}
    return client.post("/verify", json={"token": token, **more}, headers=headers)


def verdict(client: TestClient, token: str, key: str = PARKING_KEY, **more: Any) -> dict[str, Any]:
    answer = post(client, token, key, **more)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    assert set(body["text"]) == set(LANGUAGES)
    return body


def test_a_code_is_valid_once_and_then_says_when_and_where(client: TestClient, site: VoucherSite) -> None:
    token = site.token(site.issue())
    looked = verdict(client, token, use=False)
    assert (looked["verdict"], looked["used_now"], looked["used_at"]) == ("valid", False, None)
    used = verdict(client, token, shop="parking-office")
    assert (used["verdict"], used["used_now"], used["reward"]) == ("valid", True, NAMES)
    assert (used["valid_until"], used["used_where"]) == ("2026-11-20", "parking-office")
    again = verdict(client, token)
    assert (again["verdict"], again["used_now"]) == ("used", False)
    assert again["text"]["en"].startswith(
        "2 hours of parking was already used here on 20 November 2026, 12:00."
    )
    elsewhere = verdict(client, token, CINEMA_KEY)
    assert elsewhere["used_at"] == site.now.isoformat()
    assert "在 parking-office 使用" in elsewhere["text"]["zh-Hant"]


def test_nothing_of_the_member_is_told(client: TestClient, site: VoucherSite) -> None:
    token = site.token(site.issue())
    for answer in (post(client, token, use=False), post(client, token), post(client, token)):
        assert not re.search("CHAN|FW-|9000", answer.text)


def test_of_those_who_check_at_once_one_gets_through(site: VoucherSite) -> None:
    app, token = site.app(), site.token(site.issue())
    answers = together(24, lambda _thread: verdict(TestClient(app), token)["verdict"])
    assert sorted(answers) == ["used"] * 23 + ["valid"]


def bad(site: VoucherSite, voucher: Voucher) -> dict[str, tuple[str, str]]:
    """Codes that are not good, with the verdict on each."""
    token = site.token(voucher)
    code, step, signature = token.split(".")
    return {
        "empty": ("", "forged"),
        "another QR code": ("https://example.com/menu", "forged"),
        "truncated": (token[:-3], "forged"),
        "forged": (f"{code}.{step}.{'A' * len(signature)}", "forged"),
        "foreign": (site.token(voucher, key=b"another key"), "forged"),
        "future": (site.token(voucher, 3 * STEP), "forged"),
        "replayed": (site.token(voucher, -3 * STEP), "copied"),
        "endless": (token * 1000, "forged"),
        "no text": ("\0", "forged"),
    }


@pytest.mark.parametrize(
    "case",
    [
        "empty",
        "another QR code",
        "truncated",
        "forged",
        "foreign",
        "future",
        "replayed",
        "endless",
        "no text",
    ],
)
@pytest.mark.parametrize("by", ["till", "page"])
def test_what_is_no_good_code_uses_nothing(client: TestClient, site: VoucherSite, case: str, by: str) -> None:
    if by == "page":
        enter(client, PARKING_KEY)  # the page's own requests bring a cookie in place of the key
    key = PARKING_KEY if by == "till" else None
    voucher = site.issue()
    token, expected = bad(site, voucher)[case]
    answer = post(client, token, key)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["verdict"], answer.json()["used_now"]) == (expected, False)
    assert post(client, site.token(voucher), key).json()["used_now"]


def test_a_code_of_half_a_minute_ago_still_counts(client: TestClient, site: VoucherSite) -> None:
    token = site.token(site.issue())
    site.now += STEP
    assert verdict(client, token)["verdict"] == "valid"


def test_at_another_shop_it_stays_unused(client: TestClient, site: VoucherSite) -> None:
    token = site.token(site.issue(shops=["parking-office"]))
    assert verdict(client, token, CINEMA_KEY)["verdict"] == "wrong_shop"
    assert verdict(client, token)["used_now"]


def test_over_and_withdrawn_are_said_so(client: TestClient, site: VoucherSite) -> None:
    parking, gift = site.issue(), site.issue("gift")
    with site.database.transaction() as session:
        rewards.void_voucher(
            Act(session, "staff:amy", site.now), session.get_one(Voucher, gift.id), "by mistake"
        )
    site.now += timedelta(days=1)
    lapsed = verdict(client, site.token(parking))
    assert lapsed["verdict"] == "lapsed"
    assert "20 November 2026" in lapsed["text"]["en"]
    withdrawn = verdict(client, site.token(gift))
    assert withdrawn["verdict"] == "void"
    assert "mistake" not in str(withdrawn)


@pytest.mark.parametrize(
    ("key", "shop", "status", "code"),
    [
        (None, None, 401, "no_shop_key"),
        ("", None, 403, "wrong_shop_key"),
        (PARKING_KEY[:-1], None, 403, "wrong_shop_key"),
        (CINEMA_KEY.upper(), None, 403, "wrong_shop_key"),
        (PARKING_KEY, "cinema", 403, "another_shop"),
    ],
)
def test_only_a_shop_with_its_own_key_may_check(
    client: TestClient, site: VoucherSite, key: str | None, shop: str | None, status: int, code: str
) -> None:
    token = site.token(site.issue())
    answer = post(client, token, key, shop=shop)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert verdict(client, token)["used_now"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "token"),
        ({"token": 5}, "token"),
        ({"token": "x", "shop": 1}, "shop"),
        ({"token": "x", "use": "no"}, "use"),
    ],
)
def test_a_request_of_the_wrong_shape_is_told_what_to_change(
    client: TestClient, body: dict[str, Any], field: str
) -> None:
    answer = client.post("/verify", json=body, headers={"X-Shop-Key": PARKING_KEY})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)


def test_guessing_is_stopped_for_the_guesser_alone(client: TestClient, site: VoucherSite) -> None:
    token = site.token(site.issue())
    elsewhere = TestClient(site.app())  # another process would know as much: the database
    statuses = [
        post((client, elsewhere)[number % 2], f"AAAA-{number}", CINEMA_KEY).status_code
        for number in range(25)
    ]
    assert statuses[:20] == [200] * 20
    assert statuses[20:] == [429] * 5
    refused = post(elsewhere, token, CINEMA_KEY)
    assert refused.json()["error"]["code"] == "too_many_wrong_codes"
    assert refused.headers["Retry-After"] == "3"
    assert verdict(client, token)["used_now"]


def test_tries_come_back_with_time(client: TestClient, site: VoucherSite) -> None:
    def guess() -> int:
        return post(client, "AAAA-1", CINEMA_KEY).status_code

    assert [guess() for _ in range(21)] == [200] * 20 + [429]
    site.now += timedelta(seconds=3)
    assert [guess() for _ in range(2)] == [200, 429]
    site.now += timedelta(seconds=7)
    assert [guess() for _ in range(3)] == [200, 200, 429]
    site.now += timedelta(minutes=5)
    assert [guess() for _ in range(21)] == [200] * 20 + [429]


def enter(client: TestClient, key: str) -> Response:
    return client.post("/verify/key", data={"key": key})


def test_the_page_asks_for_the_key_once(client: TestClient, site: VoucherSite) -> None:
    assert 'name="key"' in client.get("/verify").text
    answer = enter(client, PARKING_KEY)
    cookie = answer.history[0].headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/verify" in cookie
    assert PARKING_KEY not in cookie
    assert "parking-office" in answer.text and 'id="video"' in answer.text
    assert post(client, site.token(site.issue()), None).json()["used_where"] == "parking-office"
    assert 'name="key"' in client.post("/verify/leave").text
    assert post(client, "x", None).status_code == 401


def test_a_wrong_key_is_told_so(client: TestClient) -> None:
    answer = enter(client, "wrong")
    assert answer.status_code == 403
    assert "This key is not known here." in answer.text
    assert "shop" not in client.cookies


def test_a_cookie_is_only_good_as_it_was_made(client: TestClient, site: VoucherSite) -> None:
    enter(client, PARKING_KEY)
    shop, until, signature = client.cookies["shop"].split(".")
    client.cookies.clear()
    for made_up in (
        f"cinema.{until}.{signature}",
        f"{shop}.{int(until) + 1}.{signature}",
        f"{shop}.{until}.{'0' * 64}",
        f"{shop}.{until}.",
        shop,
        "..",
    ):
        assert (
            client.post("/verify", json={"token": "x"}, headers={"Cookie": f"shop={made_up}"}).status_code
            == 401
        )
    cookie = {"Cookie": f"shop={shop}.{until}.{signature}"}
    assert client.post("/verify", json={"token": "x"}, headers=cookie).status_code == 200
    other_key = TestClient(site.app(shop_keys=[("parking-office", "a key that is new here")]))
    assert other_key.post("/verify", json={"token": "x"}, headers=cookie).status_code == 401
    site.now += timedelta(days=91)
    assert client.post("/verify", json={"token": "x"}, headers=cookie).status_code == 401


def test_only_this_page_may_use_the_camera(client: TestClient) -> None:
    assert "camera=(self)" in client.get("/verify").headers["Permissions-Policy"]
    assert "camera=()" in client.get("/").headers["Permissions-Policy"]


def test_the_demo_shows_an_example_key(site: VoucherSite) -> None:
    demo = TestClient(site.app(demo=True, shop_keys=[]))
    shop, key = EXAMPLE_SHOP
    assert key in demo.get("/verify").text
    assert shop in enter(demo, key).text
    for other in (site.app(shop_keys=[]), site.app(demo=True)):
        assert key not in TestClient(other).get("/verify").text
        assert post(TestClient(other), "x", key).status_code == 403


def test_the_pages_need_nothing_from_elsewhere(client: TestClient, site: VoucherSite) -> None:
    first = client.get("/verify").text
    pages = [first, enter(client, PARKING_KEY).text, client.get(f"/voucher/{site.link(site.issue())}").text]
    for page in [*pages, client.get("/voucher/x").text]:
        for address in re.findall(r'(?:src|href)="([^"]*)"', page):
            assert address.startswith(("/", "data:image/svg"))
            if address.startswith("/"):
                assert client.get(address).status_code == 200
        assert not re.search(r"<style|<script(?![^>]*(?:src=|application/json))|\son\w+=|\sstyle=", page)
    for script in ("scanner.js", "vendor/qr/decode.js", "vendor/qr/index.js", "vendor/qr/LICENSE"):
        assert client.get(f"/chat/static/{script}").status_code == 200
