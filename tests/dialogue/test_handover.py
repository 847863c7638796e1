"""A person takes over and leaves: what the member hears, and what time does."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import func, select

from bot.dialogue.handover import Handover, Patience
from bot.dialogue.turn import Image
from bot.ledger import staff
from bot.ledger.models import Case, ChatMessage, Receipt, Satisfaction, Voucher
from bot.ledger.staff import Span
from bot.ledger.store import Act
from bot.ledger.talks import cases
from tests.dialogue.conftest import NOW, Talk
from tests.support.threads import together
from tests.support.transcripts import notes_of

Start = Callable[..., Talk]


class Desk:
    """Customer service with a clock that the test turns."""

    def __init__(self, led: Talk) -> None:
        self.led = led
        self.now = NOW
        self.handover = Handover(
            led.database, led.services, lambda: self.now, Patience(timedelta(minutes=15), timedelta(hours=24))
        )
        self.seen = 0
        self.score: Callable[[int], str] = str
        with led.database.transaction() as session:
            staff.add_example_staff(session, NOW)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)
        self.led.now = self.now

    def case(self) -> Case:
        with self.led.database.reading() as session:
            found = session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()
            assert found.conversation
            return found

    def new(self) -> list[ChatMessage]:
        """What the member was told since the last look."""
        with self.led.database.reading() as session:
            found = session.scalars(
                select(ChatMessage).order_by(ChatMessage.seq).where(ChatMessage.seq > self.seen)
            ).all()
        if found:
            self.seen = found[-1].seq
        return [message for message in found if message.direction == "out"]

    def texts(self) -> list[str]:
        return [message.text for message in self.new()]

    def owner(self) -> str:
        return self.case().conversation.owner

    def count(self, table: type) -> int:
        with self.led.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def open_at(self, opens: int, closes: int) -> None:
        """Set hours that are the same every day."""
        week = {weekday: [Span(time(opens), time(closes))] for weekday in range(7)}
        with self.led.database.transaction() as session:
            staff.set_week(Act(session, "staff:oscar", NOW), "festival-walk", week)


@pytest.fixture
def desk(talk: Start) -> Desk:
    """A member who asked for a person."""
    led = talk(hint="en")
    led.send("let me talk to a person")
    desk = Desk(led)
    desk.new()
    return desk


def test_a_person_comes_speaks_and_leaves(desk: Desk) -> None:
    case = desk.case().id
    desk.handover.take(case, "amy")
    (joined,) = desk.new()
    assert "Amy Lam" in joined.text
    assert joined.custom["joined"] == "Amy Lam"
    assert desk.led.send("hello?") == []
    desk.handover.answer(case, "amy", "Hello, how can I help?", key="1")
    (answer,) = desk.new()
    assert (answer.text, answer.author, answer.custom["person"]) == (
        "Hello, how can I help?",
        "staff:amy",
        "Amy Lam",
    )
    assert desk.led.send("all fine now, thanks") == []
    desk.new()
    desk.handover.resolve(case, "amy", seen=desk.seen)
    left, question = desk.new()
    assert left.custom["left"]
    assert "I am back" in left.text
    assert len(question.buttons) == 5
    assert desk.led.send("hello")


def test_a_form_that_is_sent_twice_is_one_message(desk: Desk) -> None:
    case = desk.case().id
    sent = together(4, lambda _thread: desk.handover.answer(case, "amy", "Hello", key="form-1"))
    assert sorted(one.again for one in sent) == [False, True, True, True]
    assert len({one.seq for one in sent}) == 1
    assert desk.texts().count("Hello") == 1
    # Even when the case was resolved meanwhile.
    desk.handover.resolve(case, "amy", seen=desk.seen)
    assert desk.handover.answer(case, "amy", "Hello", key="form-1").again


def test_of_two_who_answer_at_once_one_has_the_conversation(desk: Desk) -> None:
    case = desk.case().id

    def answer(thread: int) -> str | None:
        who = ("amy", "susan")[thread]
        try:
            desk.handover.answer(case, who, f"This is {who}", key=who)
        except cases.HeldByAnotherError as error:
            return error.holder
        return None

    holders = together(2, answer)
    assert holders.count(None) == 1
    assert {desk.case().assignee} == set(holders) - {None}
    assert len(desk.new()) == 2  # who is there, and what they wrote


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_an_answer_is_neither_empty_nor_endless(desk: Desk, text: str) -> None:
    with pytest.raises(ValueError, match="1 to 4000"):
        desk.handover.answer(desk.case().id, "amy", text, key="1")
    assert desk.new() == []


def test_an_answer_may_be_a_picture(desk: Desk) -> None:
    desk.handover.answer(desk.case().id, "amy", "", key="1", image=Image(b"png", "a map"))
    _joined, answer = desk.new()
    assert (answer.image_alt, answer.text) == ("a map", "")


def test_a_member_who_writes_while_the_case_is_closed_is_not_lost(desk: Desk) -> None:
    case = desk.case().id
    desk.handover.answer(case, "amy", "Is that all?", key="1")
    desk.new()
    seen = desk.seen
    assert desk.led.send("no, one more thing") == []
    with pytest.raises(cases.MemberWroteError):
        desk.handover.resolve(case, "amy", seen=seen)
    assert (desk.owner(), desk.case().assignee) == ("person", "amy")
    assert desk.case().waiting_since is not None
    assert desk.new() == []


def test_while_it_is_the_members_turn_the_bot_stays_silent(desk: Desk) -> None:
    case = desk.case().id
    desk.handover.answer(case, "amy", "Please send me the receipt number.", key="1")
    desk.handover.hold_for_member(case, "amy")
    desk.new()
    desk.later(minutes=40)
    desk.handover.run_timers()
    assert desk.case().status == "pending"
    assert desk.led.send("R-7764") == []
    assert (desk.case().status, desk.case().assignee) == ("open", "amy")
    assert desk.new() == []


def test_a_case_that_changes_hands_says_who_is_there(desk: Desk) -> None:
    case = desk.case().id
    desk.handover.take(case, "amy")
    with pytest.raises(cases.HeldByAnotherError):
        desk.handover.take(case, "susan")
    desk.handover.assign(case, "susan", "susan")
    assert ["Amy" in text for text in desk.texts()] == [True, False]
    desk.handover.assign(case, "susan", "chatwoot/Ann Lee")
    assert "Ann Lee of customer service" in desk.texts()[0]
    desk.handover.assign(case, "susan", None)
    (back,) = desk.new()
    assert back.custom["left"]
    assert desk.owner() == "bot"
    assert desk.led.send("hello")


def test_nobody_answers_in_time_and_the_bot_is_back_once(desk: Desk) -> None:
    case = desk.case().id
    desk.handover.take(case, "amy")
    desk.new()
    desk.led.send("anybody there?")
    desk.later(minutes=14)
    desk.handover.run_timers()
    assert desk.new() == []
    desk.later(minutes=2)
    together(3, lambda _thread: desk.handover.run_timers())
    (back,) = desk.new()
    assert "I am back" in back.text
    assert (desk.owner(), desk.case().assignee, desk.case().status) == ("bot", None, "open")
    assert desk.led.send("what are my points?")
    desk.later(hours=3)
    desk.new()
    desk.handover.run_timers()
    assert desk.new() == []


def test_an_answer_in_time_keeps_the_person(desk: Desk) -> None:
    case = desk.case().id
    desk.handover.take(case, "amy")
    desk.later(minutes=10)
    desk.handover.answer(case, "amy", "One moment", key="1")
    desk.later(hours=2)
    desk.handover.run_timers()
    assert desk.case().assignee == "amy"


def test_who_waits_for_anybody_is_told_once_that_it_takes_longer(desk: Desk) -> None:
    desk.later(minutes=16)
    desk.handover.run_timers()
    assert "takes longer" in desk.texts()[0]
    desk.later(minutes=30)
    desk.handover.run_timers()
    assert desk.new() == []


def test_outside_the_hours_nobody_is_told_of_a_delay(desk: Desk) -> None:
    desk.open_at(10, 19)  # it is 22:00
    desk.later(minutes=30)
    desk.handover.run_timers()
    assert desk.new() == []
    desk.later(hours=11, minutes=40)  # the desk opened ten minutes ago
    desk.handover.run_timers()
    assert desk.new() == []
    desk.later(minutes=10)
    desk.handover.run_timers()
    assert len(desk.new()) == 1


def test_a_case_put_off_leaves_the_bot_and_comes_back(desk: Desk) -> None:
    case = desk.case().id
    desk.handover.take(case, "amy")
    desk.new()
    desk.handover.snooze(case, "amy", desk.now + timedelta(hours=1))
    assert "Amy Lam" in desk.texts()[0]
    assert desk.led.send("hello")
    desk.later(hours=1)
    desk.new()
    desk.handover.run_timers()
    assert (desk.case().status, desk.owner()) == ("open", "person")
    assert "Amy Lam" in desk.texts()[0]
    with pytest.raises(ValueError, match="still to come"):
        desk.handover.snooze(case, "amy", desk.now)


def test_a_case_put_off_without_a_holder_is_quiet(desk: Desk) -> None:
    case = desk.case().id
    desk.handover.snooze(case, "amy", desk.now + timedelta(hours=1))
    desk.later(hours=1)
    desk.handover.run_timers()
    assert desk.new() == []
    assert desk.case().status == "open"


def test_a_silent_member_ends_the_case_without_a_question(desk: Desk) -> None:
    case = desk.case().id
    desk.handover.answer(case, "amy", "Is that all?", key="1")
    desk.handover.hold_for_member(case, "amy")
    desk.later(hours=23)
    desk.handover.run_timers()
    desk.new()
    desk.later(hours=1)
    desk.handover.run_timers()
    (back,) = desk.new()
    assert "I am back" in back.text
    assert not back.buttons
    assert (desk.case().status, desk.case().resolved_by, desk.owner()) == ("resolved", "timer", "bot")
    assert desk.count(Satisfaction) == 0


def test_a_reopened_case_has_an_owner(desk: Desk) -> None:
    case = desk.case().id
    desk.handover.resolve(case, "amy", seen=desk.seen)
    assert "settled your case" in desk.texts()[0]
    desk.handover.reopen(case, "amy")
    assert (desk.owner(), desk.case().assignee) == ("person", "amy")
    desk.new()
    desk.handover.resolve(case, "amy", seen=99)
    desk.led.send("thanks, bye")
    assert desk.case().status == "resolved"  # what is not asked for opens nothing
    desk.led.send("I want to talk to a person")
    assert (desk.case().id, desk.case().status, desk.case().assignee) == (case, "open", None)
    assert desk.owner() == "bot"
    with pytest.raises(cases.WrongStatusError):
        desk.handover.reopen(case, "amy")


def test_staff_may_begin_a_conversation(talk: Start) -> None:
    led = talk()
    led.send("hello")
    desk = Desk(led)
    desk.new()
    case = desk.handover.begin(1, "amy")
    assert (desk.case().id, desk.case().reason, desk.owner()) == (case, "staff", "person")
    assert len(desk.new()) == 1


def test_notes_labels_and_urgency_are_not_shown_to_the_member(desk: Desk) -> None:
    case = desk.case().id
    desk.handover.take(case, "amy")
    desk.new()
    desk.handover.note(case, "susan", "Called the shop.")
    desk.handover.label(case, "susan", ["vip", "parking", "vip"])
    desk.handover.prioritise(case, "susan", cases.URGENT_PRIORITY)
    with pytest.raises(ValueError, match="priority"):
        desk.handover.prioritise(case, "susan", 77)
    assert desk.new() == []
    with desk.led.database.reading() as session:
        kept = session.get_one(Case, case)
        assert (kept.labels, kept.priority) == (["vip", "parking"], cases.URGENT_PRIORITY)
        assert [note.text for note in notes_of(session, kept)] == ["Called the shop."]


# -- what the member sent meanwhile -----------------------------------------------------------------------


def test_photos_sent_to_a_person_are_read_kept_and_taken_up_afterwards(talk: Start) -> None:
    led = talk(hint="en")
    led.link("FW-100001")
    led.send("I want to talk to a person")
    desk = Desk(led)
    case = desk.case().id
    desk.handover.take(case, "amy")
    desk.new()
    assert led.send("", "receipt") == []
    assert led.send("", "slip", "a PDF") == []
    assert desk.new() == []
    desk.handover.resolve(case, "amy", seen=desk.seen)
    assert any("Go on" in button["title"] for message in desk.new() for button in message.buttons)
    led.send("/upload_receipt")
    assert "HK$647" in led.text()


def test_photos_still_being_read_when_the_person_leaves_are_answered_by_the_bot(talk: Start) -> None:
    led = talk(hint="en")
    led.link("FW-100001")
    led.send("I want to talk to a person")
    desk = Desk(led)
    case = desk.case().id
    desk.handover.take(case, "amy")
    desk.new()
    led.jobs_waiting("receipt", "slip")
    desk.handover.resolve(case, "amy", seen=99)
    said = led.conductor.read_done(led.jobs.pop())
    assert "HK$647" in "".join(one.reply.text for one in said)


def test_a_question_of_the_bot_is_not_answered_by_what_is_said_to_a_person(talk: Start) -> None:
    led = talk(hint="en")
    led.link("FW-100001")
    led.send("parking for one hour")
    led.send("/talk_to_human")
    desk = Desk(led)
    case = desk.case().id
    desk.handover.take(case, "amy")
    led.send("yes please")
    desk.handover.resolve(case, "amy", seen=99)
    led.send("yes, thank you")
    assert desk.count(Voucher) == 0


def test_a_set_that_was_being_checked_is_shown_again(talk: Start) -> None:
    led = talk(hint="en")
    led.link("FW-100001")
    led.send("", "receipt", "slip")
    led.send("/talk_to_human")
    desk = Desk(led)
    case = desk.case().id
    desk.handover.take(case, "amy")
    led.send("yes")
    desk.new()
    desk.handover.resolve(case, "amy", seen=99)
    assert any("HK$647" in text for text in desk.texts())
    with led.database.reading() as session:
        assert session.scalars(select(Receipt)).one().state == "awaiting_confirmation"


# -- how it was ------------------------------------------------------------------------------------------


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """A member who was helped, and is asked how it was."""
    case = desk.case().id
    desk.handover.answer(case, "amy", "Done.", key="1")
    desk.handover.resolve(case, "amy", seen=99)
    _joined, _answer, _left, question = desk.new()
    desk.score = lambda score: next(
        b["payload"] for b in question.buttons if f'"score":"{score}"' in b["payload"]
    )
    return desk


def _answers(desk: Desk) -> tuple[int | None, str | None]:
    with desk.led.database.reading() as session:
        found = session.scalars(select(Satisfaction)).one()
        return found.score, found.words


def test_one_tap_and_words_for_who_has_some(asked: Desk) -> None:
    asked.led.send(asked.score(5))
    assert _answers(asked) == (5, None)
    asked.led.press("few words")
    asked.led.send("Amy was quick, your bot is useless")
    assert "passed your words on" in asked.led.text()
    assert _answers(asked) == (5, "Amy was quick, your bot is useless")


def test_a_second_tap_changes_the_score_and_keeps_the_words(asked: Desk) -> None:
    asked.led.send(asked.score(5))
    asked.led.press("few words")
    asked.led.send("fine")
    asked.led.send(asked.score(2))
    assert _answers(asked) == (2, "fine")


def test_who_writes_on_without_tapping_is_simply_answered(asked: Desk) -> None:
    asked.led.send("hello")
    assert _answers(asked) == (None, None)
    assert "Hello" in asked.led.text()


def test_words_may_be_left_out_after_all(asked: Desk) -> None:
    asked.led.send(asked.score(4))
    asked.led.press("few words")
    asked.led.press("Nothing more")
    assert _answers(asked) == (4, None)
    asked.led.send("hello")
    assert _answers(asked) == (4, None)


def test_buttons_of_others_and_odd_ones_do_nothing(asked: Desk, talk: Start) -> None:
    other = talk("somebody else", "en")
    for payload in (
        asked.score(1),
        '/rate{"case":"1","score":"9"}',
        '/rate{"case":"x","score":"1"}',
        '/rate{"case":"77","score":"1"}',
        "/rate",
    ):
        other.send(payload)
        assert "nothing was changed" in other.text()
    assert _answers(asked) == (None, None)


def test_a_case_is_asked_about_once(asked: Desk) -> None:
    case = asked.case().id
    asked.handover.reopen(case, "amy")
    asked.handover.answer(case, "amy", "And this too.", key="2")
    asked.handover.resolve(case, "amy", seen=99)
    assert not any(message.buttons for message in asked.new())


# -- waiting for a person --------------------------------------------------------------------------------


def test_asking_twice_is_one_handoff(desk: Desk) -> None:
    desk.led.send("/talk_to_human")
    assert "already" in desk.led.text()
    assert desk.count(Case) == 1


@pytest.mark.parametrize(
    ("language", "tomorrow", "monday"),
    [
        ("en", "tomorrow from 10:00", "Monday, 23 November 2026, 10:00"),
        ("zh-Hans", "明天10:00起", "2026年11月23日星期一 10:00起"),
        ("zh-Hant", "明天10:00起", "2026年11月23日星期一 10:00起"),
    ],
)
def test_outside_the_hours_the_member_hears_when_somebody_answers(
    talk: Start, language: str, tomorrow: str, monday: str
) -> None:
    led = talk(hint=language)
    desk = Desk(led)
    desk.open_at(10, 19)
    led.send("/talk_to_human")
    assert tomorrow in led.text()
    with led.database.transaction() as session:
        for day in (21, 22):
            closed = NOW.date().replace(day=day)
            staff.set_day(Act(session, "staff:oscar", NOW), "festival-walk", closed, [])
    led.send("/talk_to_human")
    assert monday in led.text()
    assert led.send("what are my points")


def test_before_the_opening_of_the_day_it_is_today(talk: Start) -> None:
    led = talk(hint="en")
    desk = Desk(led)
    desk.open_at(10, 19)
    desk.later(hours=11)
    led.send("/talk_to_human")
    assert "today from 10:00" in led.text()


def test_within_the_hours_the_member_hears_the_place_and_what_is_known_of_the_wait(talk: Start) -> None:
    desk = Desk(talk("first", "en"))
    desk.open_at(10, 23)
    for number in range(4):
        led = talk(f"earlier {number}", "en")
        led.send("/talk_to_human")
        assert "You are next." in led.text()
        assert "took about" not in led.text()
        desk.later(minutes=8)
        desk.handover.answer(desk.case().id, "amy", "Hello", key="1")
        desk.later(minutes=-8)
    first, second, angry = talk("one", "en"), talk("two", "en"), talk("three", "en")
    first.send("/talk_to_human")
    desk.later(minutes=8)
    desk.handover.answer(desk.case().id, "amy", "Hello", key="1")
    for led in (first, second, angry):
        led.now = desk.now
    second.send("/talk_to_human")
    assert "You are next. Lately the first answer took about 8 minutes." in second.text()
    first.sender = "four"
    first.send("/talk_to_human")
    assert "number 2" in first.text()
    angry.send("this is ridiculous, you are useless")
    assert "sorry" in angry.text()
    assert "You are next." in angry.text()


def test_two_failures_in_a_row_bring_a_person(talk: Start) -> None:
    led = talk(hint="en")
    desk = Desk(led)
    led.send("tell me a joke")
    assert desk.count(Case) == 0
    led.send("hello")
    led.send("who will win the world cup")
    assert desk.count(Case) == 0
    led.send("tell me a joke")
    assert desk.case().reason == "unanswered"
    custom = [said.reply.custom for said in led.last]
    assert custom == [{"handoff": True, "unanswered": True}]
    led.send("tell me a joke")
    led.send("tell me a joke")
    assert desk.count(Case) == 1


def test_anger_in_the_middle_of_something_brings_a_person_and_loses_nothing(talk: Start) -> None:
    led = talk(hint="en")
    led.link("FW-100001")
    led.send("", "receipt", "slip")
    led.press("Change something")
    led.press("Shop")
    led.send("you are useless, you stupid bot")
    desk = Desk(led)
    assert (desk.case().reason, desk.case().priority) == ("angry", cases.URGENT_PRIORITY)
    assert "HK$647" in led.text()
    assert "useless" not in led.text()
