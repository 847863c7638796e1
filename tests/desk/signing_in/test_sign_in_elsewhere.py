"""Signing in at the staff's own identity provider."""

import time
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import select

from bot.desk import OpenId
from bot.ledger.models import Staff
from tests.support.desk_site import DeskBrowser, DeskSite
from tests.support.identity_provider import CLIENT, SECRET, IdentityProvider, path_of
from tests.support.live_server import serving


@pytest.fixture
def provider(desk: DeskSite) -> Iterator[IdentityProvider]:
    """A provider that the desk uses."""
    made = IdentityProvider()
    with serving(made.app()) as address:
        made.issuer = address
        desk.ports |= {
            "public_url": "http://testserver",
            "openid": OpenId(
                f"{address}/.well-known/openid-configuration",
                CLIENT,
                SECRET,
                name="Mall ID",
                domains=frozenset({"mall.example"}),
                roles_claim="groups",
                roles=(("service", "agent"), ("leads", "supervisor")),
            ),
        }
        made.person["groups"] = ["service", "football"]
        yield made


def there_and_back(browser: DeskBrowser, next: str = "/desk/account") -> httpx.Response:
    """Follow the button of the sign-in page to the provider and back to the desk."""
    sent = browser.get(f"/desk/sign-in/openid?next={next}")
    assert sent.status_code == 303, sent.text
    back = httpx.get(sent.headers["location"])
    return browser.get(path_of(back.headers["location"]))


def account(desk: DeskSite, login: str = "kim@mall.example") -> Staff | None:
    with desk.database.reading() as session:
        return session.scalar(select(Staff).where(Staff.login == login))


def test_whoever_comes_back_for_the_first_time_gets_an_account(
    desk: DeskSite, provider: IdentityProvider
) -> None:
    browser = desk.browser()
    assert "Sign in with Mall ID" in browser.get("/desk/sign-in").text
    answer = there_and_back(browser, "/desk/inbox")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/inbox")
    page = browser.get("/desk/account").text
    assert "Kim Lau" in page and "Agent" in page
    made = account(desk)
    assert made and made.password_hash is None and made.roles == ["agent"]


def test_the_account_goes_by_the_person_not_by_the_address(
    desk: DeskSite, provider: IdentityProvider
) -> None:
    there_and_back(desk.browser())
    provider.person |= {"email": "kim.lau@mall.example", "groups": ["leads"]}
    assert there_and_back(desk.browser()).status_code == 303
    made = account(desk)
    assert made and made.roles == ["supervisor"]  # the groups count anew at each sign-in
    provider.person |= {"sub": "another", "email": "Kim@mall.example"}
    answer = there_and_back(desk.browser())
    assert answer.status_code == 403 and "There is an account with your e-mail address" in answer.text


@pytest.mark.parametrize(
    "person",
    [
        {"email": "kim@evil.example"},
        {"email": "kim@sub.mall.example"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"groups": ["football"]},
        {"groups": []},
    ],
)
def test_only_our_people_with_a_role_are_let_in(
    desk: DeskSite, provider: IdentityProvider, person: dict[str, object]
) -> None:
    provider.person |= person
    browser = desk.browser()
    answer = there_and_back(browser)
    assert answer.status_code == 403 and "This account may not use the desk." in answer.text
    assert browser.get("/desk/account").status_code == 303
    assert account(desk) is None


def test_who_lost_the_groups_loses_the_roles(desk: DeskSite, provider: IdentityProvider) -> None:
    browser = desk.browser()
    there_and_back(browser)
    provider.person["groups"] = ["football"]
    assert there_and_back(desk.browser()).status_code == 403
    assert browser.get("/desk/inbox").status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another client"},
        {"aud": ["another client", "a third"], "azp": CLIENT},
        {"iss": "https://evil.example"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 600},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_us_is_refused(
    desk: DeskSite, provider: IdentityProvider, claims: dict[str, object]
) -> None:
    provider.claims = claims
    answer = there_and_back(desk.browser())
    assert answer.status_code == 401 and "Signing in did not work." in answer.text
    assert account(desk) is None


def test_a_token_with_another_signature_is_refused(desk: DeskSite, provider: IdentityProvider) -> None:
    provider.signs_with = RSAKey.generate_key(2048)
    assert there_and_back(desk.browser()).status_code == 401


def test_a_provider_may_change_its_keys(desk: DeskSite, provider: IdentityProvider) -> None:
    assert there_and_back(desk.browser()).status_code == 303
    provider.key = RSAKey.generate_key(2048, {"kid": "second"})
    assert there_and_back(desk.browser()).status_code == 303


@pytest.mark.parametrize(
    "answer", [{"state": "another"}, {"iss": "https://evil.example"}, {"code": "guessed"}]
)
def test_an_answer_to_another_request_is_refused(
    desk: DeskSite, provider: IdentityProvider, answer: dict[str, str]
) -> None:
    provider.answer = answer
    assert there_and_back(desk.browser()).status_code == 401


def test_an_answer_without_a_journey_is_refused(desk: DeskSite, provider: IdentityProvider) -> None:
    # The address of somebody else's answer: signing in as the attacker is an attack too.
    sent = desk.browser().get("/desk/sign-in/openid")
    back = httpx.get(sent.headers["location"])
    assert desk.browser().get(path_of(back.headers["location"])).status_code == 401


def test_a_provider_that_is_down_is_told_and_the_door_stays_open(
    desk: DeskSite, provider: IdentityProvider
) -> None:
    openid: OpenId = desk.ports["openid"]
    desk.ports["openid"] = replace(openid, discovery_url="http://127.0.0.1:9/none")
    browser = desk.browser()
    assert browser.get("/desk/sign-in/openid").status_code == 502
    assert browser.sign_in("agent").status_code == 303


def test_an_account_with_a_password_can_be_linked(desk: DeskSite, provider: IdentityProvider) -> None:
    browser = desk.browser("agent")
    page = browser.post("/desk/account/openid/link").text
    address = page.partition('class="button primary" href="')[2].partition('"')[0].replace("&amp;", "&")
    back = httpx.get(address)
    answer = browser.get(path_of(back.headers["location"]))
    assert answer.headers["location"] == "/desk/account?done=linked"
    assert there_and_back(desk.browser()).status_code == 303
    linked = account(desk, "agent")
    assert linked and linked.openid_subject == f"{provider.issuer} kim-1"
    assert account(desk) is None
    other = desk.browser("reviewer")
    page = other.post("/desk/account/openid/link").text
    address = page.partition('class="button primary" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert other.get(path_of(httpx.get(address).headers["location"])).status_code == 409


def test_who_signs_in_elsewhere_has_no_second_factor_of_ours(
    desk: DeskSite, provider: IdentityProvider
) -> None:
    desk.ports["second_factor"] = frozenset({"agent"})
    browser = desk.browser()
    there_and_back(browser)
    assert browser.get("/desk/account").status_code == 200
