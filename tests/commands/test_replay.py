"""`memberbot replay` on the command line."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.clock import HONG_KONG
from bot.ledger import store
from bot.ledger.models import Member
from bot.ledger.store import Database
from bot.programmes import Programmes
from tests.support.command import memberbot
from tests.support.data_folder import lay_out
from tests.support.programmes import edition

BOOK = edition("festival-walk", "2025-06")
NOON = datetime(2026, 11, 20, 12, tzinfo=HONG_KONG)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of an operator whose two members handed in a receipt each, and a changed book."""
    lay_out(tmp_path)
    database, engine = Database.open(f"sqlite:///{tmp_path / 'memberbot.sqlite'}"), Programmes.load().engine
    with database.transaction() as session:
        for number, total in (("FW-1", "90000"), ("FW-2", "300")):
            joined = date(2025, 6, 1)
            member = Member(programme="festival-walk", number=number, language="en", joined=joined)
            session.add(member)
            session.flush()
            receipt = {"merchant": "Muji", "issued_at": "2026-11-19", "total": total, "payment": "octopus"}
            facts = {"member": {"joined": joined.isoformat()}, "receipt": receipt}
            asked = store.decision_request("festival-walk", "earn", facts, NOON)
            store.record_decision(session, asked, engine.decide(asked), member, NOON)
    database.close()
    text = BOOK.read_text("utf-8").replace("per_day: 500 points", "per_day: 300 points")
    (tmp_path / "changed.yaml").write_text(text, "utf-8")
    return tmp_path


def test_what_changes_is_counted_and_listed(folder: Path) -> None:
    answer = memberbot("replay", "--against", folder / "changed.yaml", MEMBERBOT_DATA=str(folder))
    assert answer.returncode == 0, answer.stderr
    assert "2 decided again, 1 come out differently" in answer.stdout
    assert "points of 1, -200 in all" in answer.stdout
    assert "member FW-1, earn: still approved; points 500 -> 300" in answer.stdout
    assert "FW-2" not in answer.stdout


def test_the_same_as_json(folder: Path) -> None:
    answer = memberbot("replay", "--against", folder / "changed.yaml", "--json", MEMBERBOT_DATA=str(folder))
    found = json.loads(answer.stdout)
    assert (found["decisions"], found["changed"]) == (2, 1)
    (change,) = found["changes"]
    assert change["figures"] == {"points": {"decisions": 1, "difference": -200}}
    (affected,) = found["affected"]
    assert affected["member"] == "FW-1" and affected["figures"] == {"points": {"old": 500, "new": 300}}
    nothing = memberbot("replay", "--against", BOOK, "--json", MEMBERBOT_DATA=str(folder))
    assert json.loads(nothing.stdout) == {"decisions": 2, "changed": 0, "changes": [], "affected": []}


def test_failing_and_wrong_requests_are_told_apart(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    no_database = memberbot("replay", "--against", BOOK, MEMBERBOT_DATA=str(tmp_path / "empty"))
    assert (no_database.returncode, no_database.stderr.count("\n")) == (1, 1)
    no_pack = memberbot("replay", "--against", folder / "nowhere.yaml", MEMBERBOT_DATA=str(folder))
    assert no_pack.returncode == 2
    assert json.loads(no_pack.stderr)["error"]["field"] == "against"
