"""A conversation at the desk: who may do what to it, what the member hears, and what a stale page is told."""

import re
from datetime import timedelta

import pytest
from httpx import Response

from bot.ledger import talks
from bot.ledger.models import Audit, Case
from bot.ledger.talks import IncomingMessage, OutgoingMessage, conversations
from tests.support.desk_cases import add_case, add_member, member_says, said
from tests.support.desk_site import DeskBrowser, DeskSite
from tests.support.plain_services import plain_services
from tests.support.transcripts import messages_of

KEY = "a-key-of-one-draft"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def conversation(desk: DeskSite) -> int:
    return add_case(desk.database, desk.now, "visitor", "hello", language="en")


@pytest.fixture
def agent(desk: DeskSite) -> DeskBrowser:
    return desk.browser("agent")


def case_of(site: DeskSite, conversation: int) -> Case:
    with site.database.reading() as session:
        found = session.query(Case).filter(Case.conversation_id == conversation).order_by(Case.id.desc())
        return found.first()  # type: ignore[return-value]


def toast(answer: Response) -> str:
    """What the page says for a moment after a form was not taken."""
    return answer.headers["hx-trigger"].encode().decode("unicode_escape")


def do(browser: DeskBrowser, conversation: int, act: str, **form: object) -> Response:
    return browser.post(f"/desk/conversations/{conversation}/{act}", headers={"HX-Request": "true"}, **form)


def test_take_answer_and_resolve(desk_everywhere: DeskSite) -> None:
    site = desk_everywhere
    agent = site.browser("agent")
    conversation = add_case(site.database, site.now, "visitor", "hello", language="en")
    assert do(agent, conversation, "take").status_code == 204
    assert do(agent, conversation, "answer", text="Good morning!", key=KEY).status_code == 204
    html = agent.get(f"/desk/conversations/{conversation}").text
    assert "Good morning!" in html and "You hold it" in html
    seen = re.search(r'name="seen" value="(\d+)"', html)
    assert seen
    assert do(agent, conversation, "resolve", seen=seen[1]).status_code == 204
    assert case_of(site, conversation).status == "resolved"
    texts = [text for _author, text in said(site.database, conversation)]
    assert texts[0] == "hello" and "Agent" in texts[1] and texts[2] == "Good morning!"
    assert "How was the help" in texts[-1]


def test_a_double_click_sends_once_and_a_changed_text_is_another_message(
    desk: DeskSite, agent: DeskBrowser, conversation: int
) -> None:
    for text in ("One moment please.", "One moment please.", "One moment, please!"):
        assert do(agent, conversation, "answer", text=text, key=KEY).status_code == 204
    written = [text for author, text in said(desk.database, conversation) if author == "staff:agent"]
    assert written == ["One moment please.", "One moment, please!"]


def test_a_text_that_is_too_long_is_refused_with_how_much(
    desk: DeskSite, agent: DeskBrowser, conversation: int
) -> None:
    answer = do(agent, conversation, "answer", text="x" * 10_000, key=KEY)
    assert answer.status_code == 422
    assert "6000 characters too long" in toast(answer).replace(",", "")
    assert do(agent, conversation, "answer", text=" \n ", key=KEY).status_code == 422
    assert all(author != "staff:agent" for author, _text in said(desk.database, conversation))


def test_a_placeholder_that_was_not_filled_in_is_not_sent(
    desk: DeskSite, agent: DeskBrowser, conversation: int
) -> None:
    answer = do(agent, conversation, "answer", text="You have {points}. {smile}", key=KEY)
    assert answer.status_code == 422 and "{points}" in toast(answer) and "{smile}" not in toast(answer)
    assert do(agent, conversation, "answer", text="A {smile} is fine.", key=KEY).status_code == 204


def test_of_two_people_one_holds_it_and_the_other_is_told_who(
    desk: DeskSite, agent: DeskBrowser, conversation: int
) -> None:
    desk.person("bob", "agent")
    bob = desk.browser("bob")
    assert do(bob, conversation, "take").status_code == 204
    for act, form in (("take", {}), ("answer", {"text": "mine", "key": KEY}), ("resolve", {"seen": 99})):
        answer = do(agent, conversation, act, **form)
        assert answer.status_code == 409
        assert "Bob has this conversation now" in toast(answer)
    assert "Bob has this conversation. Take it over" in agent.get(f"/desk/conversations/{conversation}").text
    assert case_of(desk, conversation).assignee == "bob"


def test_a_conversation_can_be_handed_over_and_put_back(
    desk: DeskSite, agent: DeskBrowser, conversation: int
) -> None:
    desk.person("bob", "agent")
    assert do(agent, conversation, "assign", to="bob").status_code == 204
    assert case_of(desk, conversation).assignee == "bob"
    assert do(agent, conversation, "assign", to="reviewer").status_code == 422  # who may not answer
    assert do(agent, conversation, "assign", to="").status_code == 204
    assert case_of(desk, conversation).assignee is None


def test_a_member_who_writes_meanwhile_keeps_the_case_open(
    desk: DeskSite, agent: DeskBrowser, conversation: int
) -> None:
    do(agent, conversation, "take")
    seen = re.search(r'name="seen" value="(\d+)"', agent.get(f"/desk/conversations/{conversation}").text)
    assert seen
    member_says(desk.database, conversation, "wait, one more thing", desk.now)
    answer = do(agent, conversation, "resolve", seen=seen[1])
    assert answer.status_code == 409 and "has just written again" in toast(answer)
    assert case_of(desk, conversation).status == "open"


def test_a_stale_page_is_told_how_things_are(desk: DeskSite, agent: DeskBrowser, conversation: int) -> None:
    do(agent, conversation, "take")
    do(agent, conversation, "resolve", seen=99)
    answer = do(agent, conversation, "pending")
    assert answer.status_code == 409
    assert "“Resolved”" in answer.headers["hx-trigger"].encode().decode("unicode_escape")
    assert do(agent, conversation, "reopen").status_code == 204
    assert case_of(desk, conversation).assignee == "agent"


def test_a_case_is_put_off_until_a_time_to_come(
    desk: DeskSite, agent: DeskBrowser, conversation: int
) -> None:
    for until in ("", "yesterday", (desk.now - timedelta(minutes=1)).isoformat()):
        assert do(agent, conversation, "snooze", until=until).status_code == 422
    tomorrow = desk.now + timedelta(days=1)
    assert do(agent, conversation, "snooze", until=tomorrow.isoformat()).status_code == 204
    case = case_of(desk, conversation)
    assert (case.status, case.snoozed_until) == ("snoozed", tomorrow)


def test_labels_and_priority(desk: DeskSite, agent: DeskBrowser, conversation: int) -> None:
    assert do(agent, conversation, "labels", labels=" parking,  VIP guest,parking,").status_code == 204
    assert do(agent, conversation, "priority", priority=talks.URGENT_PRIORITY).status_code == 204
    case = case_of(desk, conversation)
    assert (case.labels, case.priority) == (["parking", "VIP guest"], talks.URGENT_PRIORITY)
    assert do(agent, conversation, "labels", labels="x" * 31).status_code == 422
    assert do(agent, conversation, "labels", labels=",".join(map(str, range(9)))).status_code == 422
    assert do(agent, conversation, "priority", priority=7).status_code == 404


def test_a_note_is_for_the_staff_alone(desk: DeskSite, agent: DeskBrowser, conversation: int) -> None:
    assert do(agent, conversation, "note", text="<b>careful</b>").status_code == 204
    html = agent.get(f"/desk/conversations/{conversation}").text
    assert "&lt;b&gt;careful&lt;/b&gt;" in html and "Note by Agent" in html
    assert all("careful" not in text for _author, text in said(desk.database, conversation))


def test_a_conversation_without_a_case_is_taken_over_from_the_bot(desk: DeskSite, agent: DeskBrowser) -> None:
    with desk.database.transaction() as session:
        conversation = conversations.conversation_for(session, "web", "lonely", "en", desk.now)
        conversations.record_incoming(session, conversation, IncomingMessage("hi", [], None, None), desk.now)
    html = agent.get(f"/desk/conversations/{conversation.id}").text
    assert "Take over from the bot" in html
    assert do(agent, conversation.id, "note", text="x").status_code == 404
    assert do(agent, conversation.id, "begin").status_code == 204
    assert case_of(desk, conversation.id).assignee == "agent"


def test_what_the_bot_understood_stands_beside_the_message(
    desk: DeskSite, agent: DeskBrowser, conversation: int
) -> None:
    understanding = {
        "intent": {"name": "check_balance", "confidence": 0.934},
        "intent_ranking": [
            {"name": "check_balance", "confidence": 0.934},
            {"name": "check_expiry", "confidence": 0.11},
        ],
        "entities": [{"entity": "amount", "value": 850, "start": 0, "end": 3}],
    }
    member_says(desk.database, conversation, "points?", desk.now, understanding=understanding)
    with desk.database.transaction() as session:
        locked = conversations.lock_conversation(session, conversation)
        asked = messages_of(session, conversation)[-1]
        conversations.record_outgoing(
            session,
            locked,
            OutgoingMessage(
                "You have 120 points.",
                buttons=[{"title": "My vouchers", "payload": "/check_vouchers"}],
                custom={"clauses": ["festival-walk/points.3", "festival-walk/gone.99"]},
                in_reply_to=asked,
            ),
            now=desk.now,
        )
    member_says(desk.database, conversation, "/check_vouchers", desk.now)
    html = agent.get(f"/desk/conversations/{conversation}").text
    for shown in (
        "See my points",
        "93 %",
        "check_balance",
        "See when my points lapse 11 %",
        "points.3",
        "gone.99",
        "850",
    ):
        assert shown in html
    assert re.search(r'class="pressed".*?My vouchers', html, re.DOTALL)


def test_a_long_message_is_folded_and_whole(desk: DeskSite, agent: DeskBrowser, conversation: int) -> None:
    member_says(desk.database, conversation, "長" * 10_000, desk.now)
    html = agent.get(f"/desk/conversations/{conversation}").text
    assert "Show all 10,000 characters" in html
    assert "長" * 10_000 in html


def test_earlier_messages_are_fetched_before_those_shown(
    desk: DeskSite, agent: DeskBrowser, conversation: int
) -> None:
    for number in range(100):
        member_says(desk.database, conversation, f"message {number}.", desk.now)
    html = agent.get(f"/desk/conversations/{conversation}").text
    before = re.search(r'data-before="(\d+)"', html)
    assert before and "message 40." in html and "message 39." not in html
    earlier = agent.get(f"/desk/conversations/{conversation}/earlier?before={before[1]}")
    assert "message 39." in earlier.text and "message 40." not in earlier.text
    assert "x-earlier" not in earlier.headers


def test_photos_are_shown_to_those_who_may_see_the_conversation(
    desk: DeskSite, agent: DeskBrowser, conversation: int
) -> None:
    key = plain_services(desk.folder / "photos").photos.save(PNG)
    photos = [{"key": key, "name": "r.png", "size": 28}, {"key": None, "name": "<b>.exe", "problem": "x"}]
    member_says(desk.database, conversation, "", desk.now, photos=photos)
    html = agent.get(f"/desk/conversations/{conversation}").text
    path = re.search(r'<img src="(/desk/conversations/[^"]+)"', html)
    assert path and "&lt;b&gt;.exe" in html
    shown = agent.get(path[1])
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")
    assert "private" in shown.headers["cache-control"]
    other = add_case(desk.database, desk.now, "other")
    for wrong in (
        path[1].replace(f"/{conversation}/", f"/{other}/", 1),
        path[1][:-1] + "1",
        path[1][:-1] + "7",
    ):
        assert agent.get(wrong).status_code == 404
    assert desk.browser("operator").get(path[1]).status_code == 403


def test_a_view_is_put_on_record_once(desk: DeskSite, agent: DeskBrowser, conversation: int) -> None:
    for _again in range(3):
        agent.get(f"/desk/conversations/{conversation}")
        agent.get(f"/desk/conversations/{conversation}/now")
    with desk.database.reading() as session:
        views = session.query(Audit).filter(Audit.action == "conversation.viewed").all()
    assert [(view.actor, view.subject) for view in views] == [("staff:agent", f"conversation:{conversation}")]


def test_nothing_is_at_the_address_of_a_conversation_that_is_not(desk: DeskSite, agent: DeskBrowser) -> None:
    for path in ("/desk/conversations/99", "/desk/conversations/99/now", "/desk/conversations/99/member"):
        assert agent.get(path).status_code == 404
    assert do(agent, 99, "take").status_code == 404


def test_the_member_card_has_what_the_ledger_and_the_engine_say(desk: DeskSite, agent: DeskBrowser) -> None:
    services = plain_services(desk.folder / "photos")
    member = add_member(desk.database, services, desk.now)
    add_member(desk.database, services, desk.now, number="FW-300002", name="CHAN Tai Man")
    conversation = add_case(desk.database, desk.now, member=member)
    html = agent.get(f"/desk/conversations/{conversation}/member").text
    for shown in (
        "WONG Siu Mei",
        "黃小美",
        "FW-300001",
        ">120<",
        "31 Mar 2027",
        "My FESTIVAL Select",
        "繁體",
    ):
        assert shown in html
    assert "FW-300002" not in html and "CHAN" not in html
    guest = add_case(desk.database, desk.now, "guest")
    assert "Not linked to a membership" in agent.get(f"/desk/conversations/{guest}/member").text


def test_a_purchase_is_decided_in_both_languages_and_nothing_is_kept(
    desk: DeskSite, agent: DeskBrowser
) -> None:
    services = plain_services(desk.folder / "photos")
    member = add_member(desk.database, services, desk.now)
    conversation = add_case(desk.database, desk.now, member=member)
    purchase = {"programme": "festival-walk", "merchant": "UNIQLO", "amount": "850", "payment": "octopus"}
    before = said(desk.database, conversation)
    html = agent.post(f"/desk/conversations/{conversation}/ask", **purchase).text
    assert "this purchase brings 8 points" in html and "可獲8積分" in html
    assert re.search(r'data-insert="[^"]*可獲8積分', html)
    missing = agent.post(f"/desk/conversations/{conversation}/ask", **(purchase | {"payment": ""})).text
    assert "One fact is missing" in missing and 'value="UNIQLO"' in missing
    odd = agent.post(f"/desk/conversations/{conversation}/ask", **(purchase | {"amount": "lots"})).text
    assert "could not make sense of that purchase" in odd
    assert "The engine knows purchases" in agent.post(f"/desk/conversations/{conversation}/ask").text
    assert said(desk.database, conversation) == before


@pytest.mark.parametrize(
    "text", ["", "hello there my friend, how are you", "你好，請問有咩可以幫到你", "123"]
)
def test_the_language_of_a_draft_is_recognised(agent: DeskBrowser, text: str) -> None:
    answer = agent.post("/desk/writing", text=text).json()
    assert answer["language"] == {"h": "en", "你": "zh-Hant"}.get(text[:1])
