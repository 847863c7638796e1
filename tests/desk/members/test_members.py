"""The page of a member: found, acted on after a look at what happens, and its data handed out."""

import re
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from bot.ledger import points, receipts, talks
from bot.ledger.models import Audit, ChatMessage, Conversation, Member, Receipt
from bot.ledger.receipts import Submission
from bot.ledger.store import Database, RuledAct
from bot.programmes import Programmes
from tests.support.desk_site import NOON, DeskBrowser, DeskSite


@pytest.fixture
def member(sqlite_database: Database) -> Member:
    engine = Programmes.load().engine
    with sqlite_database.transaction() as session:
        member = Member(
            programme="festival-walk",
            number="FW-300001",
            name="CHAN Tai Man",
            language="en",
            joined=date(2025, 1, 2),
        )
        session.add(member)
        session.flush()
        place = talks.conversation_for(session, "web", "1", "zh-Hant", NOON)
        place.member = member
        facts = {
            "merchant": "LOG-ON",
            "number": "7",
            "issued_at": "2026-11-19T13:05:00+08:00",
            "total": "1250",
            "payment": "octopus",
        }
        receipt = receipts.submit(session, member, place, Submission(facts, {}, []), NOON)
        receipts.settle(RuledAct(session, "test", NOON, engine), receipt)
    return member


def do(browser: DeskBrowser, member: Member, **form: str) -> str:
    """Fill in a form, look at what it does, and say yes; what the member was to read."""
    shown = browser.post(f"/desk/members/{member.id}/check", **form)
    assert shown.status_code == 200, shown.text
    key = re.search(r'name="key" value="(\w+)"', shown.text)
    assert key is not None
    read = re.search(r'<p class="said">(.*?)</p>', shown.text, re.DOTALL)
    done = browser.post(f"/desk/members/{member.id}/do", key=key[1], **form)
    assert (done.status_code, done.headers["location"]) == (303, f"/desk/members/{member.id}?done=1")
    return read[1] if read else ""


def test_only_supervisors_come_here(desk: DeskSite, member: Member) -> None:
    for login in ("agent", "reviewer", "operator", "nobody"):
        assert desk.browser(login).get(f"/desk/members/{member.id}").status_code == 403
        assert desk.browser(login).get(f"/desk/members/{member.id}/data.json").status_code == 403


def test_a_member_is_found_by_number_and_name(desk: DeskSite, member: Member) -> None:
    browser = desk.browser("supervisor")
    for wanted in ("fw300001", "FW-300001", "tai man"):
        assert f'href="/desk/members/{member.id}"' in browser.get(f"/desk/members?q={wanted}").text
    assert f'href="/desk/members/{member.id}"' not in browser.get("/desk/members?q=nobody%25").text
    page = browser.get(f"/desk/members/{member.id}")
    assert "CHAN Tai Man" in page.text and "LOG-ON" in page.text
    assert browser.get("/desk/members/999").status_code == 404
    with desk.database.reading() as session:
        seen = session.scalars(select(Audit).where(Audit.action == "member.viewed")).all()
    assert [note.actor for note in seen] == ["staff:supervisor"]


def test_points_are_adjusted_and_the_member_reads_what_was_shown(desk: DeskSite, member: Member) -> None:
    browser = desk.browser("supervisor")
    read = do(browser, member, act="adjust", points="8", year="", reason="broken lift", note="不好意思")
    with desk.database.reading() as session:
        said = session.scalars(select(ChatMessage.text)).one()
        assert said == read
        assert "8" in said and "20" in said and said.endswith("不好意思")
        assert points.spendable(session, session.get_one(Member, member.id), NOON.date()) == 20
        note = session.scalars(select(Audit).where(Audit.action == "points.adjust")).one()
        assert (note.actor, note.detail["reason"]) == ("staff:supervisor", "broken lift")


def test_looking_changes_nothing(desk: DeskSite, member: Member) -> None:
    form = {"act": "terminate", "reason": "misuse"}
    shown = desk.browser("supervisor").post(f"/desk/members/{member.id}/check", **form)
    assert shown.status_code == 200
    with desk.database.reading() as session:
        assert session.get_one(Member, member.id).status == "active"
        assert session.scalars(select(ChatMessage)).all() == []


def test_a_wrong_form_comes_back_as_it_was_typed(desk: DeskSite, member: Member) -> None:
    browser = desk.browser("supervisor")
    for form, complaint in (
        ({"points": "0", "reason": "x"}, "5 gives them"),
        ({"points": "five", "reason": "x"}, "whole number"),
        ({"points": "5", "reason": ""}, "fill this in"),
        ({"points": "5", "year": "20", "reason": "x"}, "whole number"),
    ):
        answer = browser.post(f"/desk/members/{member.id}/check", act="adjust", note="a note", **form)
        assert answer.status_code == 422
        assert complaint in answer.text
        assert 'value="a note"' in answer.text
    assert browser.post(f"/desk/members/{member.id}/check", act="reward", reason="x").status_code == 404
    refused = browser.post(f"/desk/members/{member.id}/check", act="adjust", points="-99", reason="x")
    assert refused.status_code == 409
    assert "does not have so many points" in refused.text


def test_goods_returned(desk: DeskSite, member: Member) -> None:
    with desk.database.reading() as session:
        receipt = session.scalars(select(Receipt)).one()
        assert receipt.total == Decimal(1250)
    browser = desk.browser("supervisor")
    do(browser, member, act="refund", receipt=str(receipt.id), amount="300", reason="jacket came back")
    with desk.database.reading() as session:
        assert points.spendable(session, session.get_one(Member, member.id), NOON.date()) == 9


def test_a_suspended_member_can_be_reinstated(desk: DeskSite, member: Member) -> None:
    browser = desk.browser("supervisor")
    do(browser, member, act="suspend", reason="borrowed receipts")
    page = browser.get(f"/desk/members/{member.id}").text
    assert 'id="act-reinstate"' in page and 'id="act-suspend"' not in page
    do(browser, member, act="reinstate", reason="cleared up")
    with desk.database.reading() as session:
        assert session.get_one(Member, member.id).status == "active"


def test_all_data_is_handed_out_and_deleted(desk: DeskSite, member: Member) -> None:
    browser = desk.browser("supervisor")
    copy = browser.get(f"/desk/members/{member.id}/data.json")
    assert copy.headers["content-disposition"].startswith("attachment")
    assert copy.json()["member"]["name"] == "CHAN Tai Man"
    do(browser, member, act="delete", reason="asked at the counter")
    with desk.database.reading() as session:
        assert session.get_one(Member, member.id).name is None
        assert session.scalars(select(Conversation)).one().member_id is None
        actions = session.scalars(select(Audit.action)).all()
    assert {"member.exported", "member.closed", "member.erased"} <= set(actions)
    assert browser.get(f"/desk/members/{member.id}").status_code == 200
