"""A home programme that only hands out rewards at a counter: the whole process starts, works and shows it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.dialogue.membership import Act, Delete, Memberships, Reinstate, Suspend, Terminate
from bot.ledger import talks
from bot.ledger.demo import load_demo
from bot.ledger.models import Member, TimerRun
from bot.ledger.store import Database
from bot.work.timers import Timers
from tests.support.desk_site import DeskSite
from tests.support.plain_services import knowledge, plain_services
from tests.support.whole_app import NOW, running

HOME, NUMBER = "cityplaza", "LP-2000001"


def test_the_process_starts_and_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMBERBOT_PROGRAMME", HOME)
    with running(tmp_path) as bot:
        said = httpx.post(
            f"{bot.address}/webhooks/rest/webhook", json={"sender": "a", "message": "hello"}, timeout=30
        ).json()
        assert "LIVE+ membership" in said[0]["text"]
        assert {button["payload"] for button in said[0]["buttons"]} & {
            "/check_balance",
            "/browse_rewards",
        } == set()
        assert httpx.get(f"{bot.address}/faq", timeout=30).status_code == 200


@pytest.fixture
def home(sqlite_database: Database) -> Database:
    with sqlite_database.transaction() as session:
        load_demo(session, knowledge().programmes, NOW, HOME)
    return sqlite_database


def test_a_year_of_timers_fails_nowhere(home: Database, tmp_path: Path) -> None:
    services = replace(plain_services(tmp_path), home_programme=HOME)
    day = NOW
    timers = Timers(home, services, lambda: day)
    for _ in range(13):
        timers.run_due()
        day += timedelta(days=31)
    with home.reading() as session:
        assert session.scalars(select(TimerRun).where(TimerRun.failure.is_not(None))).all() == []


@pytest.mark.parametrize("acts", [[Suspend(void_points=True), Reinstate()], [Terminate()], [Delete()]])
def test_staff_can_end_a_membership_without_points(home: Database, tmp_path: Path, acts: list[Act]) -> None:
    services = replace(plain_services(tmp_path), home_programme=HOME)
    memberships = Memberships(home, services, lambda: NOW)
    with home.reading() as session:
        member = session.scalars(select(Member.id)).one()
    for place, act in enumerate(acts):
        memberships.carry_out(member, act, by="olivia", reason="test", key=f"{place}")


@pytest.fixture
def desk(home: Database, tmp_path: Path) -> DeskSite:
    site = DeskSite(home, tmp_path)
    site.people()
    site.ports["services"] = replace(plain_services(tmp_path), home_programme=HOME)
    return site


def test_the_desk_shows_no_points_and_no_tier(desk: DeskSite) -> None:
    with desk.database.transaction() as session:
        member = session.scalars(select(Member)).one()
        place = talks.conversation_for(session, "web", "a", None, NOW)
        place.member = member
        session.flush()
        identity, conversation = member.id, place.id
    page = desk.browser("supervisor").get(f"/desk/members/{identity}")
    assert page.status_code == 200
    assert "Points and tier" not in page.text
    for path in ("member", "ask", "replies"):
        shown = desk.browser("agent").get(f"/desk/conversations/{conversation}/{path}")
        assert shown.status_code == 200, path
