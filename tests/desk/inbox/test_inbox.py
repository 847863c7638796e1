"""The inbox's list: its queues, the search, its pages, and who may see it."""

import re

import pytest

from bot.dialogue.context import Services
from tests.support.desk_cases import add_case, add_member
from tests.support.desk_site import DeskSite
from tests.support.plain_services import plain_services


def rows(html: str) -> list[int]:
    """The conversations in a list, in order."""
    return [int(number) for number in re.findall(r'id="row-(\d+)"', html)]


def count(html: str, queue: str) -> int:
    found = re.search(rf'data-queue="{queue}".*?<b class="count[^"]*">([\d,]+)</b>', html, re.DOTALL)
    assert found
    return int(found[1].replace(",", ""))


def test_whoever_waits_is_in_the_list_with_what_matters(desk_everywhere: DeskSite) -> None:
    site = desk_everywhere
    agent = site.browser("agent")
    member = add_member(site.database, _services(site), site.now)
    first = add_case(site.database, site.now, "first", "我想搵真人", member=member)
    site.later(minutes=5)
    second = add_case(site.database, site.now, "second", language="en", reason="angry")
    html = agent.get("/desk/inbox").text
    assert rows(html) == [first, second]
    assert (count(html, "waiting"), count(html, "mine"), count(html, "all")) == (2, 0, 2)
    for shown in ("WONG Siu Mei", "我想搵真人", "Asked for a person", "Upset", "繁體", "Guest second"):
        assert shown in html
    # Both names of a member are known; the one that stands first is the reader's.
    assert "黃小美" not in html


def test_a_queue_is_chosen_by_its_address_and_an_unknown_one_is_the_first(desk: DeskSite) -> None:
    agent = desk.browser("agent")
    conversation = add_case(desk.database, desk.now)
    agent.post(f"/desk/conversations/{conversation}/take")
    assert rows(agent.get("/desk/inbox?queue=mine").text) == [conversation]
    assert rows(agent.get("/desk/inbox?queue=waiting").text) == []
    assert "Nobody waits" in agent.get("/desk/inbox?queue=nonsense").text


@pytest.mark.parametrize("query", ["FW-300001", "小美", "黄小美", "wong"])
def test_the_search_takes_number_and_names_in_both_scripts(desk: DeskSite, query: str) -> None:
    agent = desk.browser("agent")
    member = add_member(desk.database, _services(desk), desk.now)
    wanted = add_case(desk.database, desk.now, "hers", member=member)
    add_case(desk.database, desk.now, "another's")
    assert rows(agent.get("/desk/inbox/list").text) != [wanted]
    found = agent.client.get("/desk/inbox/list", params={"q": query})
    assert rows(found.text) == [wanted]
    assert "1 conversation found" in found.text


def test_the_search_says_plainly_that_nothing_was_found(desk: DeskSite) -> None:
    answer = desk.browser("agent").client.get("/desk/inbox", params={"q": "<script>alert(1)</script>" * 10})
    assert answer.status_code == 200
    assert "Nothing found" in answer.text
    assert "<script>alert(1)" not in answer.text


def test_a_long_queue_comes_in_pages(desk: DeskSite) -> None:
    agent = desk.browser("agent")
    opened = [add_case(desk.database, desk.now, f"sender-{number}") for number in range(60)]
    first = agent.get("/desk/inbox?queue=waiting").text
    following = re.search(r'href="(/desk/inbox\?queue=waiting&after=[^"]+)"', first.replace("&amp;", "&"))
    assert following
    second = agent.get(following[1]).text
    assert rows(first) + rows(second) == opened
    assert "To the beginning" in second
    for nonsense in ("1.2.3", "1.1." + "9" * 30 + ".1", "a.b.c.d", "1.1.-1.1"):
        assert rows(agent.get(f"/desk/inbox/list?after={nonsense}").text) == opened[:50]


def test_names_and_messages_are_never_markup(desk: DeskSite) -> None:
    agent = desk.browser("agent")
    evil = "<img src=x onerror=alert(1)>"
    member = add_member(desk.database, _services(desk), desk.now, name=evil, name_zh=None)
    conversation = add_case(desk.database, desk.now, "evil", f"hello {evil}", member=member)
    for path in ("/desk/inbox", f"/desk/conversations/{conversation}"):
        html = agent.get(path).text
        assert "<img src=x" not in html
        assert "&lt;img src=x" in html


@pytest.mark.parametrize(
    ("role", "status"), [("agent", 200), ("reviewer", 200), ("supervisor", 200), ("operator", 403)]
)
def test_an_operator_reads_no_conversations(desk: DeskSite, role: str, status: int) -> None:
    conversation = add_case(desk.database, desk.now)
    browser = desk.browser(role)
    for path in ("/desk/inbox", "/desk/inbox/list", f"/desk/conversations/{conversation}"):
        assert browser.get(path).status_code == status


def test_a_reviewer_reads_and_does_not_act(desk: DeskSite) -> None:
    conversation = add_case(desk.database, desk.now)
    reviewer = desk.browser("reviewer")
    assert 'id="composer"' not in reviewer.get(f"/desk/conversations/{conversation}").text
    assert reviewer.post(f"/desk/conversations/{conversation}/take").status_code == 403


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Waiting"), ("zh-Hant", "等候中"), ("zh-Hans", "等待中")]
)
def test_the_inbox_speaks_the_language_of_its_reader(desk: DeskSite, language: str, words: str) -> None:
    agent = desk.browser("agent")
    agent.post("/desk/language", language=language, next="/desk/inbox")
    html = agent.get("/desk/inbox").text
    assert f'<html lang="{language}"' in html
    assert words in html


def _services(site: DeskSite) -> Services:
    return plain_services(site.folder / "photos")
