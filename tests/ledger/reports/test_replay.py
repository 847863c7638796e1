"""Stored decisions under a changed pack: what comes out differently is told, and nothing is written."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.ledger import store
from bot.ledger.models import Member
from bot.ledger.reports import AffectedDecision, replay_decisions
from bot.ledger.store import Database
from bot.rules import Engine, RequestError, load_pack
from bot.rules.shelf import Shelf
from tests.support.programmes import INVENTED, edition

BOOK = edition("festival-walk", "2025-06")


def receipt(total: object, **facts: Any) -> dict[str, Any]:
    bought = {
        "merchant": "Muji",
        "number": str(total),
        "issued_at": "2026-11-19",
        "total": total,
        "payment": "octopus",
    }
    return {"member": {"joined": "2025-06-01"}, "receipt": bought | facts.pop("receipt", {}), **facts}


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """Writes the book of Festival Walk with an edit."""

    def write(written: str, instead: str) -> Path:
        text = BOOK.read_text("utf-8")
        assert written in text
        path = tmp_path / "changed.yaml"
        path.write_text(text.replace(written, instead), "utf-8")
        return path

    return write


@pytest.fixture
def url(sqlite_url: str, engine: Engine, now: datetime) -> str:
    """A database with three decisions of a member and one of nobody."""
    return filled(sqlite_url, engine, now)


def filled(url: str, engine: Engine, now: datetime) -> str:
    database = Database.open(url)
    with database.transaction() as session:
        member = Member(
            programme="festival-walk", number="FW-1", language="en", joined=date(2025, 6, 1), tier="select"
        )
        session.add(member)
        session.flush()
        for facts in (receipt(450), receipt(90_000), receipt(250, receipt={"payment": "cash"})):
            asked = store.decision_request("festival-walk", "earn", facts, now)
            store.record_decision(session, asked, engine.decide(asked), member, now)
        facts = {"applicant": {"age": 17}}
        asked = store.decision_request("festival-walk", "join", facts, now)
        store.record_decision(session, asked, engine.decide(asked), None, now)
    database.close()
    return url


def affected(url: str, packs: Path) -> list[AffectedDecision]:
    batches = list(replay_decisions(url, packs))
    assert sum(batch.decided for batch in batches) == 4
    return [found for batch in batches for found in batch.affected]


def test_the_same_book_decides_the_same(url: str) -> None:
    assert affected(url, BOOK) == []


def test_figures_that_change_are_told_with_the_member(url: str, changed: Callable[..., Path]) -> None:
    (found,) = affected(url, changed("per_day: 500 points", "per_day: 300 points"))
    assert (found.member, found.kind, found.old_outcome, found.new_outcome) == (
        "FW-1",
        "earn",
        "approved",
        "approved",
    )
    assert found.figures == {"points": (500, 300)}
    assert "festival-walk/points.8" in found.clauses


def test_it_is_the_same_on_postgresql(
    postgres_url: str, engine: Engine, now: datetime, changed: Callable[..., Path]
) -> None:
    path = changed("per_day: 500 points", "per_day: 300 points")
    (found,) = affected(filled(postgres_url, engine, now), path)
    assert found.figures == {"points": (500, 300)}


def test_outcomes_that_change_are_told(url: str, changed: Callable[..., Path]) -> None:
    found = affected(url, changed("age: 18 years", "age: 16 years"))
    assert [(each.member, each.old_outcome, each.new_outcome) for each in found] == [
        (None, "rejected", "approved")
    ]


def test_a_folder_decides_with_the_edition_in_force(url: str, changed: Callable[..., Path]) -> None:
    """A new edition from a later day alone changes no earlier purchase."""
    path = changed("per_day: 500 points", "per_day: 300 points")
    text = path.read_text("utf-8").replace('edition: "2025-06"', 'edition: "2027"')
    path.write_text(text.replace("{from: 2025-06-01}", "{from: 2027-01-01}"), "utf-8")
    (path.parent / BOOK.name).write_text(BOOK.read_text("utf-8"), "utf-8")
    assert affected(url, path.parent) == []
    assert len(affected(url, path)) == 1


def test_a_request_that_the_book_no_longer_answers_is_told(url: str, tmp_path: Path) -> None:
    other = edition("harbour-lane", "2024", INVENTED)
    only_earn = tmp_path / "only-earn.yaml"
    text = other.read_text("utf-8").replace("programme: harbour-lane", "programme: festival-walk")
    only_earn.write_text(text, "utf-8")
    found = affected(url, only_earn)
    assert [each.refused for each in found if each.kind == "join"] == ["kind: expected one of earn"]


def test_decisions_of_other_programmes_are_left_alone(url: str) -> None:
    batches = list(replay_decisions(url, edition("cityplaza", "2023-11")))
    assert sum(batch.decided for batch in batches) == 0


def test_several_processes_find_the_same_in_the_same_order(
    url: str, changed: Callable[..., Path], now: datetime
) -> None:
    path = changed("per_day: 500 points", "per_day: 300 points")
    database = Database.open(url)
    asked = store.decision_request("festival-walk", "earn", receipt(90_000), now)
    decision = Engine(Shelf([load_pack(BOOK)])).decide(asked)
    with database.transaction() as session:
        kept = store.record_decision(session, asked, decision, None, now)
        kept.id = 7000  # as if thousands had been deleted before it
    database.close()
    for processes in (1, 2):
        found = [
            each.id for batch in replay_decisions(url, path, processes=processes) for each in batch.affected
        ]
        assert found == [2, 7000]


def test_nothing_is_written(url: str, tmp_path: Path) -> None:
    database = Database.open(url, read_only=True)
    with pytest.raises(OperationalError, match="readonly"), database.reading() as session:
        session.add(Member(programme="x", number="1", language="en", joined=date(2025, 6, 1)))
        session.flush()
    database.close()
    with pytest.raises(OperationalError):
        list(replay_decisions(f"sqlite:///{tmp_path / 'nothing.sqlite'}", BOOK))
    assert not (tmp_path / "nothing.sqlite").exists()


def test_a_folder_without_packs_is_a_wrong_request(url: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RequestError, match="against"):
        list(replay_decisions(url, tmp_path / "empty"))
