"""Text messages leave the outbox once, in the member's words, and are tried again when they fail."""

from datetime import datetime, timedelta

import pytest

from bot.clock import HONG_KONG
from bot.knowledge import Knowledge
from bot.ledger.members import SmsText, sms
from bot.ledger.models import Sms
from bot.ledger.store import Database
from bot.work.sms import TextMessages

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=HONG_KONG)


class Gateway:
    """Remembers what it was given; refuses the first `refusals`."""

    def __init__(self, refusals: int = 0) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.refusals = refusals

    def send(self, phone: str, text: str, key: str) -> None:
        if self.refusals:
            self.refusals -= 1
            raise RuntimeError("busy")
        self.sent.append((phone, text, key))


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def waiting(database: Database, language: str) -> int:
    with database.transaction() as session:
        code = {"code": "120453", "minutes": 10}
        return sms.enqueue_sms(session, "+85200001001", SmsText(language, "link_code", code), NOW).id


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_code_is_sent_once_in_the_members_language(database: Database, language: str) -> None:
    gateway, number = Gateway(), waiting(database, language)
    words = Knowledge.load().words
    texts = TextMessages(database, words, gateway, Clock())
    texts.send_waiting()
    texts.send_waiting()
    [(phone, text, key)] = gateway.sent
    assert (phone, key) == ("+85200001001", f"sms-{number}")
    assert "120453" in text and "10" in text
    assert ("code" in text) is (language == "en")


def test_a_refused_message_is_tried_later(database: Database) -> None:
    gateway, clock = Gateway(refusals=2), Clock()
    waiting(database, "en")
    texts = TextMessages(database, Knowledge.load().words, gateway, clock)
    texts.send_waiting()
    texts.send_waiting()
    assert gateway.refusals == 1  # the second look came too early
    for _ in range(2):
        clock.now += timedelta(seconds=30)
        texts.send_waiting()
    assert len(gateway.sent) == 1


def test_a_message_that_nobody_takes_is_given_up(sqlite_database: Database) -> None:
    gateway, clock = Gateway(refusals=1000), Clock()
    number = waiting(sqlite_database, "en")
    texts = TextMessages(sqlite_database, Knowledge.load().words, gateway, clock)
    for _ in range(20):
        texts.send_waiting()
        clock.now += timedelta(hours=1)
    with sqlite_database.reading() as session:
        message = session.get_one(Sms, number)
    assert (message.state, message.failure) == ("failed", "busy")
    assert gateway.refusals > 990
