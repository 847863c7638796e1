"""Text messages: from the outbox, in the member's words, to whoever carries them."""

import logging
from collections.abc import Mapping
from datetime import timedelta

import httpx

from bot.clock import Clock
from bot.languages import nearest_language
from bot.ledger import members
from bot.ledger.members import SmsSender
from bot.ledger.store import Database
from bot.wording import Message, Wording, _

log = logging.getLogger(__name__)

_TEXTS: Mapping[str, Message] = {
    "link_code": _(
        "{code} is your code to link your membership, valid for {minutes:minutes}. Keep it to yourself."
    ),
}

_BATCH = 20
# After this many failures a message is given up: its code has expired long before.
_MOST_ATTEMPTS = 6


class LogSender:
    """Writes the demo's messages to the log: its members are made up and have no telephones."""

    def send(self, phone: str, text: str, key: str) -> None:
        log.info("text message to …%s: %s", phone[-2:], text)


class NoSender:
    """Stands where an operator has not named a gateway."""

    def send(self, phone: str, text: str, key: str) -> None:
        raise RuntimeError("no gateway for text messages: set SMS_URL")


class GatewaySender:
    """Hands messages to an HTTP gateway: POST {"to", "text"} with the key as `Idempotency-Key`."""

    def __init__(self, url: str, token: str | None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._url = url
        self._client = httpx.Client(timeout=10, headers=headers)

    def send(self, phone: str, text: str, key: str) -> None:
        answer = self._client.post(
            self._url, json={"to": phone, "text": text}, headers={"Idempotency-Key": key}
        )
        if answer.is_error:
            raise RuntimeError(f"the gateway answered {answer.status_code}")


class TextMessages:
    """Sends what waits in the outbox."""

    def __init__(self, database: Database, words: Wording, sender: SmsSender, clock: Clock) -> None:
        self._database = database
        self._words = words
        self._sender = sender
        self._clock = clock

    def send_waiting(self) -> None:
        """Send every message that is due. One that fails is tried again, each time later."""
        with self._database.transaction() as session:
            waiting = members.pending_sms(session, _BATCH, self._clock())
        for message in waiting:
            text = self._words.say(nearest_language(message.language), _TEXTS[message.kind], **message.values)
            try:
                self._sender.send(message.phone, text, f"sms-{message.id}")
            except Exception as error:
                log.warning("text message %d was not sent: %s", message.id, error)
                last = message.attempts >= _MOST_ATTEMPTS
                retry = None if last else self._clock() + timedelta(seconds=2**message.attempts)
                with self._database.transaction() as session:
                    members.mark_sms_failed(session, message.id, str(error), retry)
            else:
                with self._database.transaction() as session:
                    members.mark_sms_sent(session, message.id, self._clock())
