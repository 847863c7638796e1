"""Canned replies: written by a supervisor in three languages, inserted with the member's own figures."""

import pytest

from bot.ledger.models import Audit, CannedReply
from tests.support.desk_cases import add_case, add_member
from tests.support.desk_site import DeskBrowser, DeskSite
from tests.support.plain_services import plain_services

TEXTS = {
    "en": "Hello {name}, you have {points}.",
    "zh_hant": "{name}你好，你有{points}。",
    "zh_hans": "{name}您好，您有{points}。",
}


@pytest.fixture
def supervisor(desk: DeskSite) -> DeskBrowser:
    return desk.browser("supervisor")


def kept(site: DeskSite) -> list[CannedReply]:
    with site.database.reading() as session:
        return session.query(CannedReply).order_by(CannedReply.title).all()


def test_a_reply_is_added_changed_and_removed(desk: DeskSite, supervisor: DeskBrowser) -> None:
    assert supervisor.post("/desk/replies/new", title=" Balance ", **TEXTS).status_code == 303
    (reply,) = kept(desk)
    assert (reply.title, reply.texts["zh-Hant"]) == ("Balance", TEXTS["zh_hant"])
    assert "Balance" in supervisor.get("/desk/replies").text
    assert supervisor.get(f"/desk/replies/{reply.id}").status_code == 200
    assert supervisor.post(f"/desk/replies/{reply.id}", title="Points", **TEXTS).status_code == 303
    assert [reply.title for reply in kept(desk)] == ["Points"]
    supervisor.post(f"/desk/replies/{reply.id}/remove")
    assert kept(desk) == []
    with desk.database.reading() as session:
        acts = session.query(Audit.action).filter(Audit.subject == f"canned_reply:{reply.id}").all()
    assert [act for (act,) in acts] == ["canned_reply.saved"] * 2 + ["canned_reply.removed"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"title": " "}, "Please fill this in."),
        ({"title": "x" * 81}, "At most 80 characters."),
        ({"title": "Taken"}, "Another reply has this title."),
        ({"zh_hans": ""}, "Please fill this in."),
        ({"en": "x" * 2001}, "At most 2000 characters."),
        ({"en": "Hello {nam}"}, "Nothing is called {nam}"),
        ({"zh_hant": "你好{name"}, "A brace stands alone"),
        ({"en": "{}"}, "Nothing is called {}"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    desk: DeskSite, supervisor: DeskBrowser, change: dict[str, str], told: str
) -> None:
    supervisor.post("/desk/replies/new", title="Taken", **TEXTS)
    answer = supervisor.post("/desk/replies/new", **({"title": "New", **TEXTS} | change))
    assert answer.status_code == 422
    assert told in answer.text
    assert TEXTS["zh_hant"] in answer.text or "zh_hant" in change
    assert len(kept(desk)) == 1


def test_an_agent_inserts_it_in_the_language_the_member_reads(
    desk: DeskSite, supervisor: DeskBrowser
) -> None:
    supervisor.post("/desk/replies/new", title="Balance", **TEXTS)
    member = add_member(desk.database, plain_services(desk.folder / "photos"), desk.now)
    conversation = add_case(desk.database, desk.now, member=member, language="zh-Hans")
    html = desk.browser("agent").get(f"/desk/conversations/{conversation}/replies").text
    assert 'data-insert="黃小美您好，您有120积分。"' in html
    assert "Hello WONG Siu Mei, you have 120 points." in html  # so that who inserts it knows what it says


def test_what_is_not_known_of_a_guest_stays_visible(desk: DeskSite, supervisor: DeskBrowser) -> None:
    supervisor.post("/desk/replies/new", title="Balance", **TEXTS)
    conversation = add_case(desk.database, desk.now, language="en")
    html = desk.browser("agent").get(f"/desk/conversations/{conversation}/replies").text
    assert "Hello {name}, you have {points}." in html
    assert "Not known here: the member&#39;s name and the points balance" in html


def test_only_a_supervisor_changes_them(desk: DeskSite) -> None:
    for role in ("agent", "reviewer", "operator"):
        assert desk.browser(role).get("/desk/replies").status_code == 403
        assert desk.browser(role).post("/desk/replies/new", title="x", **TEXTS).status_code == 403
