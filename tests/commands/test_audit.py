"""`memberbot audit`: nothing to say on a sound ledger; on a damaged one who, what, and how it should be."""

import json
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update

from bot.ledger.demo import load_demo
from bot.ledger.models import Lot, Member
from bot.ledger.store import Database
from bot.programmes import Programmes
from tests.support.command import memberbot
from tests.support.data_folder import lay_out

NOW = "2026-11-20T12:00:00+08:00"


def demo(folder: Path) -> Database:
    lay_out(folder)
    database = Database.open(f"sqlite:///{folder / 'memberbot.sqlite'}")
    with database.transaction() as session:
        load_demo(session, Programmes.load(), datetime.fromisoformat(NOW))
    return database


def test_a_sound_ledger(tmp_path: Path) -> None:
    demo(tmp_path).close()
    run = memberbot("audit", MEMBERBOT_DATA=str(tmp_path), MEMBERBOT_NOW=NOW)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith("invariants checked: nothing is wrong\n")


def test_violations_are_named(tmp_path: Path) -> None:
    database = demo(tmp_path)
    with database.transaction() as session:
        member = session.scalars(select(Member).where(Member.number == "FW-100004")).one()
        session.execute(update(Lot).where(Lot.member_id == member.id).values(remainder=99))
    database.close()
    run = memberbot("audit", MEMBERBOT_DATA=str(tmp_path), MEMBERBOT_NOW=NOW)
    assert run.returncode == 1
    assert f"member:{member.id} of member FW-100004: the lot of" in run.stdout
    assert "found 99" in run.stdout
    run = memberbot("audit", "--json", "--quick", MEMBERBOT_DATA=str(tmp_path), MEMBERBOT_NOW=NOW)
    answer = json.loads(run.stdout)
    assert run.returncode == 1
    assert not answer["sound"]
    assert answer["invariants"]["lots_hold_what_entries_left"] == 1
    assert "decisions_stand" not in answer["invariants"]
    assert answer["violations"][0] | {"expected": ""} == {
        "invariant": "lots_hold_what_entries_left",
        "subject": f"member:{member.id}",
        "member": "FW-100004",
        "detail": answer["violations"][0]["detail"],
        "expected": "",
        "found": "99",
    }


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    run = memberbot("audit", MEMBERBOT_DATA=str(tmp_path))
    assert run.returncode == 1
    assert "cannot be read" in run.stderr
