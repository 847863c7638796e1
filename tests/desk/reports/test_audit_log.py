"""The audit log: what is found, what a file holds, and that views are noted once in a while."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import HONG_KONG
from bot.desk.frame.views import Views
from bot.ledger.models import Audit, Member
from bot.ledger.store import Act
from tests.support.desk_site import NOON, DeskSite


def act(desk: DeskSite, actor: str, action: str, subject: str, at: datetime = NOON, **detail: object) -> None:
    with desk.database.transaction() as session:
        Act(session, actor, at).note(action, subject, detail)


@pytest.fixture
def acts(desk_everywhere: DeskSite) -> DeskSite:
    """A desk where some things were done."""
    desk = desk_everywhere
    with desk.database.transaction() as session:
        session.add(
            Member(
                id=7,
                programme="festival-walk",
                number="FW-700007",
                language="en",
                joined=NOON.date(),
                tier="select",
            )
        )
    act(
        desk,
        "staff:amy",
        "conversation.viewed",
        "conversation:3",
        datetime(2026, 11, 1, 0, 0, tzinfo=HONG_KONG),
    )
    act(desk, "staff:amy", "points.adjusted", "member:7", points=-5, reason="=cmd|' /C calc'!A0")
    act(desk, "timer:lapse", "points.lapsed", "member:7", NOON - timedelta(days=2), lots=[1, 2])
    act(desk, "member:7", "voucher.issued", "voucher:9", NOON)
    return desk


def found(desk: DeskSite, **asked: str) -> list[tuple[str, str]]:
    """Who did what, as the file has it."""
    answer = desk.browser("supervisor").client.get("/desk/audit.csv", params=asked)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return [
        (row["actor"], row["action"]) for row in rows if not row["action"].startswith(("staff.", "audit."))
    ]


@pytest.mark.parametrize(
    ("asked", "actions"),
    [
        ({}, ["voucher.issued", "points.lapsed", "points.adjusted", "conversation.viewed"]),
        ({"actor": "amy"}, ["points.adjusted", "conversation.viewed"]),
        ({"actor": "timer:lapse"}, ["points.lapsed"]),
        ({"action": "points."}, ["points.lapsed", "points.adjusted"]),
        ({"action": "p_ints"}, []),
        ({"action": "%"}, []),
        ({"subject": "member:7"}, ["points.lapsed", "points.adjusted"]),
        ({"subject": "fw-700007", "actor": "amy"}, ["points.adjusted"]),
        ({"subject": "FW-999999"}, []),
        ({"until": "2026-11-01"}, ["conversation.viewed"]),
        ({"since": "2026-11-20", "until": "2026-11-20"}, ["voucher.issued", "points.adjusted"]),
        ({"since": "2027-01-01"}, []),
    ],
)
def test_what_is_asked_for_is_found_newest_first(
    acts: DeskSite, asked: dict[str, str], actions: list[str]
) -> None:
    assert [action for _actor, action in found(acts, **asked)] == actions


def test_the_page_shows_it_and_a_wrong_day_is_explained(acts: DeskSite) -> None:
    browser = acts.browser("supervisor")
    page = browser.get("/desk/audit?subject=FW-700007").text
    assert (
        "points.lapsed" in page
        and "lots: 1, 2" in page
        and "voucher.issued" not in page.partition("<tbody")[2]
    )
    page = browser.get("/desk/audit?since=yesterday&actor=%3Cb%3E").text
    assert (
        "Please give days such as 2026-11-20." in page
        and "<b>" not in page.partition('<form method="get"')[2][:600]
    )


def test_a_file_computes_nothing_and_leaves_a_trace(acts: DeskSite) -> None:
    text = acts.browser("supervisor").get("/desk/audit.csv?action=points.adjusted").text
    assert "points: -5; reason: =cmd" in text  # within a text, so no formula
    with acts.database.reading() as session:
        note = session.scalars(select(Audit).where(Audit.action == "audit.exported")).one()
    assert (note.actor, note.detail) == ("staff:supervisor", {"asked": "action=points.adjusted", "acts": 1})


def test_pages_lead_on_to_older_acts(desk: DeskSite) -> None:
    for number in range(120):
        act(desk, "staff:amy", "note.added", f"conversation:{number}")
    browser = desk.browser("supervisor")
    seen: list[str] = []
    address: str | None = "/desk/audit?action=note"
    while address:
        page = browser.get(address).text
        seen += [part.partition("<")[0] for part in page.partition("<tbody")[2].split("conversation:")[1:]]
        address = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert seen == [str(number) for number in reversed(range(120))]


def test_a_view_is_noted_once_in_a_while(desk_everywhere: DeskSite) -> None:
    desk = desk_everywhere
    views = Views(desk.database, lambda: desk.now)

    def notes() -> int:
        with desk.database.reading() as session:
            return len(session.scalars(select(Audit).where(Audit.action == "receipt.viewed")).all())

    for _ in range(3):
        views.note("staff:amy", "receipt.viewed", "receipt:1")
    # Another process does not know what this one noted, and asks the database.
    Views(desk.database, lambda: desk.now).note("staff:amy", "receipt.viewed", "receipt:1")
    assert notes() == 1
    views.note("staff:ben", "receipt.viewed", "receipt:1")
    views.note("staff:amy", "receipt.viewed", "receipt:2")
    assert notes() == 3
    desk.later(minutes=6)
    views.note("staff:amy", "receipt.viewed", "receipt:1")
    assert notes() == 4
