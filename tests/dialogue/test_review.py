"""What staff decide about a set, and what its member reads of it and can do about it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.dialogue.lookalikes import lookalikes
from bot.dialogue.review import HeldByAnotherError, InReview, RefusedError, Review, Reviewer, StaleError
from bot.languages import LANGUAGES, Language
from bot.ledger import receipts
from bot.ledger.models import Audit, Case, ChatMessage, Conversation, Entry, Receipt
from bot.rules import RequestError
from tests.dialogue.conftest import NOW, Talk
from tests.support.threads import together

AMY, BEN, CHIEF = Reviewer("amy"), Reviewer("ben"), Reviewer("chief", may_override=True)

CONFIRM = {"en": "All correct", "zh-Hans": "全部正确", "zh-Hant": "全部正確"}
AGAIN = {"en": "person", "zh-Hans": "复核", "zh-Hant": "覆核"}
ANOTHER = {"en": "another photo", "zh-Hans": "另一张", "zh-Hant": "另一張"}


@pytest.fixture
def handed_in(talk: Callable[..., Talk]) -> Callable[..., Talk]:
    """A conversation whose member handed in these photos and confirmed them."""

    def make(*photos: str, language: Language = "en", number: str = "FW-100001", sender: str = "m") -> Talk:
        led = talk(sender=sender, hint=language)
        led.send(f'/change_language{{"language":"{language}"}}')
        led.link(number)
        led.send("", *photos)
        led.press(CONFIRM[language])
        return led

    return make


def desk(led: Talk) -> Review:
    return Review(led.database, led.services, lambda: NOW)


def latest(led: Talk) -> Receipt:
    with led.database.reading() as session:
        return session.scalars(select(Receipt).order_by(Receipt.id.desc()).limit(1)).one()


def case_of(led: Talk, **changes: Any) -> InReview:
    receipt = latest(led)
    facts = {name: value for name, value in {**receipt.facts, **changes}.items() if value is not None}
    with led.database.reading() as session:
        return InReview(receipt.id, facts, receipts.steps_of(session, receipt)[-1].id)


def told(led: Talk) -> ChatMessage:
    """The last message to the member."""
    with led.database.reading() as session:
        return session.scalars(
            select(ChatMessage).where(ChatMessage.direction == "out").order_by(ChatMessage.id.desc()).limit(1)
        ).one()


def press(led: Talk, title: str) -> str:
    """Press a button under the last message; what is said to that."""
    payloads = [button["payload"] for button in told(led).buttons if title in button["title"]]
    assert payloads, f"no {title!r} among {told(led).buttons}"
    led.send(payloads[0])
    return led.text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_corrected_set_is_approved_and_its_member_told(
    handed_in: Callable[..., Talk], language: Language
) -> None:
    led = handed_in("receipt, total unsure", "slip", language=language)
    assert latest(led).state == "awaiting_review"
    desk(led).approve(case_of(led, total="647.00", slip_matches=True), AMY, points=6)
    message = told(led)
    expected = {
        "en": ("UNIQLO", "6 points", "total", "31 March 2027"),
        "zh-Hans": ("UNIQLO", "6积分", "总金额", "2027年3月31日"),
        "zh-Hant": ("UNIQLO", "6積分", "總金額", "2027年3月31日"),
    }
    assert all(part in message.text for part in expected[language]), message.text
    assert message.custom["outcome"] == "approved"
    assert latest(led).state == "credited"
    with led.database.reading() as session:
        assert [(c.field, c.old, c.new, c.actor) for c in receipts.corrections_of(session, latest(led))][
            :2
        ] == [
            ("slip_matches", False, True, "staff:amy"),
            ("total", "847.00", "647.00", "staff:amy"),
        ]
        assert session.scalars(select(Case.status)).one() == "resolved"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rejection_gives_the_reason_and_what_can_be_done(
    handed_in: Callable[..., Talk], language: Language
) -> None:
    led = handed_in("receipt of an unknown shop", "slip", language=language)
    clauses = ["festival-walk/points.17", "festival-walk/points.16"]
    case = case_of(led, form="reprint")
    desk(led).reject(case, AMY, clauses=clauses, again=True, note="<b>Sorry</b> 對不起")
    text = told(led).text
    words = led.services.words
    assert words.clause("festival-walk/points.16", language) in text
    assert words.clause("festival-walk/points.17", language) not in text  # the engine's finding says more
    assert "<b>Sorry</b> 對不起" in text
    dates = {
        "en": ("26 Nov", "3 Dec"),
        "zh-Hans": ("11月26日", "12月3日"),
        "zh-Hant": ("11月26日", "12月3日"),
    }
    assert all(day in text for day in dates[language]), text
    assert latest(led).state == "rejected"

    press(led, AGAIN[language])
    led.send({"en": "it is the original", "zh-Hans": "这是原件", "zh-Hant": "呢張係正本"}[language])
    assert latest(led).state == "awaiting_review"
    with led.database.reading() as session:
        steps = receipts.steps_of(session, latest(led))
        assert receipts.standing_doubts(steps) == ["unknown_shop", "objection"]
        assert [note.author for note in receipts.remarks_on(session, latest(led))] == [
            "staff:amy",
            "member:1",
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_photo_joins_the_set_and_staff_look_again(
    handed_in: Callable[..., Talk], language: Language
) -> None:
    led = handed_in("receipt, total unsure", "slip", language=language)
    desk(led).ask_for_photo(case_of(led), AMY, papers=["receipt"], causes=["blurred"])
    first = latest(led)
    assert first.state == "awaiting_photo"
    assert "UNIQLO" in told(led).text
    press(led, ANOTHER[language])
    led.send("", "receipt")
    assert "UNIQLO" in led.text()
    again = latest(led)
    assert (again.id, again.state, str(again.total)) == (first.id, "awaiting_review", "647.00")
    assert [photo["reading"]["total"] for photo in again.reading["photos"]] == ["847.00", "647.00", "647.00"]
    with led.database.reading() as session:
        assert len(session.get_one(Receipt, again.id).photos) == 3
        assert session.get_one(Conversation, again.conversation_id).flow is None
        assert [each.status for each in session.scalars(select(Case).order_by(Case.id))] == [
            "resolved",
            "open",
        ]
    desk(led).approve(case_of(led), AMY, points=6)
    assert latest(led).state == "credited"


def test_what_staff_corrected_before_asking_stays(handed_in: Callable[..., Talk]) -> None:
    led = handed_in("receipt, total unsure", "slip")
    case = case_of(led, total="647.00", category="dining", slip_matches=True)
    desk(led).ask_for_photo(case, AMY, papers=["receipt"], causes=["blurred"])
    led.send("", "receipt, total unsure")
    facts = latest(led).facts
    assert (facts["total"], facts["category"], facts["slip_matches"]) == ("647.00", "dining", True)


def test_a_photo_that_comes_by_itself_joins_and_another_purchase_does_not(
    handed_in: Callable[..., Talk],
) -> None:
    led = handed_in("receipt, total unsure", "slip")
    desk(led).ask_for_photo(case_of(led), AMY, papers=["slip"], causes=["missing"])
    first = latest(led).id
    led.send("", "small receipt 0", "small slip 0")
    assert latest(led).id != first
    led.press("Cancel")
    led.send("", "slip")
    with led.database.reading() as session:
        assert session.get_one(Receipt, first).state == "awaiting_review"


def test_a_member_without_another_photo_says_so(handed_in: Callable[..., Talk]) -> None:
    led = handed_in("receipt, total unsure", "slip")
    desk(led).ask_for_photo(
        case_of(led), AMY, papers=["receipt", "slip"], causes=[], note="The top is missing"
    )
    assert "The top is missing" in told(led).text
    assert "decides with what is there" in press(led, "no other photo")
    assert latest(led).state == "awaiting_review"
    assert "Your latest receipts" in (led.send('/no_photo{"r":"1"}') and led.text())


def test_staff_stop_waiting_for_a_photo(handed_in: Callable[..., Talk]) -> None:
    led = handed_in("receipt, total unsure", "slip")
    desk(led).ask_for_photo(case_of(led), AMY, papers=["receipt"], causes=[])
    desk(led).take_back(latest(led).id, BEN)
    assert latest(led).state == "awaiting_review"
    with pytest.raises(StaleError):
        desk(led).take_back(latest(led).id, BEN)


def test_a_decision_counts_once_and_is_told_once(handed_in: Callable[..., Talk]) -> None:
    led = handed_in("receipt, number unsure", "slip")
    case, said = case_of(led), told(led).id

    def decide(thread: int) -> type[Exception] | None:
        try:
            if thread % 2:
                desk(led).approve(case, AMY, points=6)
            else:
                desk(led).reject(case, BEN, clauses=["festival-walk/points.4"], again=False)
        except (StaleError, HeldByAnotherError) as error:
            return type(error)
        return None

    assert together(6, decide).count(None) == 1
    with led.database.reading() as session:
        assert (
            session.scalar(select(func.count()).where(ChatMessage.id > said, ChatMessage.direction == "out"))
            == 1
        )
    with pytest.raises(StaleError) as stale:
        desk(led).approve(case, AMY, points=6)
    assert stale.value.state in ("credited", "rejected")


def test_who_lost_the_claim_changes_nothing(handed_in: Callable[..., Talk]) -> None:
    led = handed_in("receipt, number unsure", "slip")
    with led.database.transaction() as session:
        receipts.claim_review(session, latest(led).id, "ben", NOW)
    with pytest.raises(HeldByAnotherError) as held:
        desk(led).approve(case_of(led, total="999"), AMY, points=9)
    assert held.value.holder == "ben"
    assert latest(led).facts["total"] == "647.00"


def test_what_is_not_allowed_changes_nothing(handed_in: Callable[..., Talk]) -> None:
    led = handed_in("receipt, number unsure", "slip")
    cash, said = case_of(led, payment="cash"), told(led).id
    refusals: list[tuple[str, Callable[[], None]]] = [
        ("override", lambda: desk(led).approve(cash, AMY, points=6, reason="kind")),
        ("reason", lambda: desk(led).approve(cash, CHIEF, points=6)),
        ("incomplete", lambda: desk(led).approve(case_of(led, merchant=None), AMY, points=6)),
        ("clauses", lambda: desk(led).reject(cash, AMY, clauses=[], again=False)),
        ("clauses", lambda: desk(led).reject(cash, AMY, clauses=["cityplaza/4"], again=False)),
        ("papers", lambda: desk(led).ask_for_photo(cash, AMY, papers=[], causes=[])),
        (
            "note",
            lambda: desk(led).reject(
                cash, AMY, clauses=["festival-walk/points.4"], again=False, note="x" * 501
            ),
        ),
    ]
    for why, act in refusals:
        with pytest.raises(RefusedError) as refused:
            act()
        assert refused.value.why == why
    with pytest.raises(StaleError):
        desk(led).approve(case_of(led), AMY, points=7)
    with pytest.raises(RequestError):
        desk(led).approve(case_of(led, total="-1"), AMY, points=0)
    assert (latest(led).state, latest(led).facts["payment"], told(led).id) == (
        "awaiting_review",
        "credit_card",
        said,
    )


def test_a_supervisor_overrides_with_a_reason_on_record(handed_in: Callable[..., Talk]) -> None:
    led = handed_in("receipt, number unsure", "slip")
    desk(led).approve(case_of(led, payment="cash"), CHIEF, points=6, reason="Promised by the mall")
    with led.database.reading() as session:
        note = session.scalars(select(Audit).where(Audit.action == "receipt.overridden")).one()
        assert note.detail["reason"] == "Promised by the mall"
        assert session.scalar(select(func.sum(Entry.points)).where(Entry.key == "receipt:1")) == 6
    assert "Promised" not in told(led).text


def test_a_set_that_another_member_used_cannot_be_approved(handed_in: Callable[..., Talk]) -> None:
    handed_in("receipt", "slip", number="FW-100002", sender="other")
    led = handed_in("receipt", "slip")
    assert latest(led).state == "awaiting_review"
    with pytest.raises(RefusedError) as refused:
        desk(led).approve(case_of(led), CHIEF, points=6, reason="I insist")
    assert refused.value.why == "used"
    with led.database.reading() as session:
        (other,) = lookalikes(session, led.services.engine, session.get_one(Receipt, latest(led).id))
        assert other.likeness == ("picture", "number", "sum", "shop")
        assert not other.same_member
    desk(led).reject(case_of(led), AMY, clauses=["festival-walk/points.7"], again=False)
    assert "FW-100002" not in told(led).text


def test_the_preview_says_what_the_decision_will(handed_in: Callable[..., Talk]) -> None:
    led = handed_in("receipt, total unsure", "slip")
    case = replace(case_of(led, total="647.00", slip_matches=True))
    with led.database.reading() as session:
        receipt = session.get_one(Receipt, case.receipt_id)
        judgement = desk(led).judge(session, receipt, case.facts)
        text = desk(led).approval_text(receipt, judgement, case.facts)
        assert callable(text)
        foreseen = text("en")
        assert judgement.points == 6
    desk(led).approve(case, AMY, points=6)
    assert told(led).text == foreseen
