"""`memberbot timers`: what is due, what was done, what failed."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.clock import HONG_KONG
from bot.ledger.models import Lot, Member
from bot.ledger.store import Database
from bot.work.timers import TIMERS, Timers
from tests.support.command import memberbot
from tests.support.data_folder import lay_out
from tests.support.plain_services import plain_services

BIRTHDAYS = "2026-12-01T09:00:00+08:00"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Two members with a birthday in December; the lots of one are not what its entries left."""
    lay_out(tmp_path)
    database = Database.open(f"sqlite:///{tmp_path / 'memberbot.sqlite'}")
    with database.transaction() as session:
        for number in ("FW-1", "FW-2"):
            member = Member(
                programme="festival-walk",
                number=number,
                language="en",
                joined=date(2024, 1, 1),
                birthday=date(1990, 12, 24),
            )
            session.add(member)
        session.flush()
        session.add(Lot(member_id=member.id, expires_on=date(2027, 3, 31), remainder=3))
    return database


def timers(folder: Path) -> dict[str, dict[str, object]]:
    run = memberbot("timers", "--json", MEMBERBOT_DATA=str(folder), MEMBERBOT_NOW=BIRTHDAYS)
    answer = json.loads(run.stdout)
    assert run.returncode == (1 if answer["failures"] else 0), run.stderr
    return {timer["name"]: timer for timer in answer["timers"]} | {"": answer}


def test_what_is_due_and_what_was_done(database: Database, tmp_path: Path) -> None:
    before = timers(tmp_path)
    assert [name for name in before if name] == [timer.name for timer in TIMERS]
    assert (before[""]["began_on"], before["birthday"]["due"], before["birthday"]["done"]) == (None, 2, 0)

    now = datetime.fromisoformat(BIRTHDAYS).astimezone(HONG_KONG)
    Timers(database, plain_services(tmp_path / "photos"), lambda: now).run_due()
    after = timers(tmp_path)
    assert (after[""]["began_on"], after[""]["days_to_run"]) == ("2026-12-01", 0)
    birthday = after["birthday"]
    assert (birthday["due"], birthday["done"], birthday["failed"]) == (0, 1, 1)
    assert birthday["last_done_at"] == BIRTHDAYS
    (failure,) = after[""]["failures"]  # type: ignore[misc]
    assert failure["timer"] == "birthday" and "LotsOutOfStep" in failure["failure"]

    run = memberbot("timers", MEMBERBOT_DATA=str(tmp_path), MEMBERBOT_NOW=BIRTHDAYS)
    assert run.returncode == 1
    assert "running since 2026-12-01; today is done" in run.stdout
    assert "failed: birthday of member:2" in run.stdout


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    run = memberbot("timers", MEMBERBOT_DATA=str(tmp_path))
    assert run.returncode == 1
    assert "cannot be read" in run.stderr
