"""A person takes over and leaves: what the member hears, and what time does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.dialogue.handover import Handover, Patience
from bot.ledger import staff
from bot.ledger.models import Case, Message
from tests.dialogue.conftest import NOW, Talk

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
        with led.database.transaction() as session:
            staff.add_examples(session, NOW)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)
        self.led.now = self.now

    def case(self) -> Case:
        with self.led.database.reading() as session:
            found = session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()
            assert found.conversation
            return found

    def new(self) -> list[Message]:
        """What the member was told since the last look."""
        with self.led.database.reading() as session:
            found = session.scalars(
                select(Message).order_by(Message.seq).where(Message.seq > self.seen)
            ).all()
        if found:
            self.seen = found[-1].seq
        return [message for message in found if message.direction == "out"]

    def texts(self) -> list[str]:
        return [message.text for message in self.new()]


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
