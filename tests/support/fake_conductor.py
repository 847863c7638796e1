"""A conductor in memory, for tests of the channels: the same promises, answers that are easy to foresee."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.dialogue.turn import Button, Image, Outgoing, Received, Reply, Turn

# 8 x 8 grey pixels.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000008000000080000000000e164e157"
    "0000000d49444154789c63f8ffff3f030a0100a1b90bf5c0cc1c9b0000000049454e44ae426082"
)


@dataclass
class _Conversation:
    id: int
    channel: str
    sender: str
    seq: int = 0
    seen: dict[str, Received] = field(default_factory=dict)
    outgoing: list[Outgoing] = field(default_factory=list)
    unread: int = 0


def small_talk(turn: Turn) -> list[Reply]:
    """Answers by keyword; anything else comes back as it was."""
    if turn.photos:
        return [Reply(f"Reading {len(turn.photos)} photo(s)…")]
    match turn.text:
        case "/greet" | "/start":
            buttons = (Button("Balance", "/check_balance"), Button("Upload a receipt", "/upload_receipt"))
            return [Reply("Hello!", buttons=buttons)]
        case "qr":
            return [
                Reply(
                    "Your voucher",
                    image=Image(PNG, "QR code"),
                    custom={"clauses": ["festival-walk/evoucher.1"]},
                )
            ]
        case "nothing":
            return []
        case "boom":
            raise RuntimeError("an inner detail")
    return [Reply(f"You said: {turn.text}")]


class FakeConductor:
    """Answers with `answer`; photos count as read when `finish_reading` says so (at once when `instant`)."""

    def __init__(self, answer: Callable[[Turn], list[Reply]] = small_talk, *, instant: bool = False) -> None:
        self.answer = answer
        self.instant = instant
        self.turns: list[Turn] = []
        self.marks: dict[int, str] = {}  # message id -> platform id, or why it was refused
        self.refusals: list[tuple[int, str, bool]] = []
        self._lock = threading.RLock()
        self._conversations: dict[tuple[str, str], _Conversation] = {}

    def receive(self, turn: Turn) -> Received:
        with self._lock:
            talk = self._conversations.setdefault(
                (turn.channel, turn.sender),
                _Conversation(len(self._conversations) + 1, turn.channel, turn.sender),
            )
            if turn.message_id is not None and turn.message_id in talk.seen:
                first = talk.seen[turn.message_id]
                return Received(talk.id, first.seq, True, first.replies, bool(talk.unread))
            replies = self.answer(turn)
            self.turns.append(turn)
            talk.seq += 1
            seq = talk.seq
            outgoing = tuple(self._record(talk, reply) for reply in replies)
            if turn.photos:
                talk.unread += 1
                if self.instant:
                    self.finish_reading(turn.channel, turn.sender)
            received = Received(talk.id, seq, False, outgoing, bool(turn.photos))
            if turn.message_id is not None:
                talk.seen[turn.message_id] = received
            return received

    def finish_reading(self, channel: str, sender: str, text: str = "120 points, please confirm") -> None:
        """The photos of a conversation have been read: their reply is recorded."""
        with self._lock:
            talk = self._conversations[channel, sender]
            talk.unread = 0
            self._record(talk, Reply(text, buttons=(Button("Confirm", "/affirm"), Button("Wrong", "/deny"))))

    def say(self, channel: str, sender: str, reply: Reply) -> Outgoing:
        """A later message to the member, as from a person at the desk."""
        with self._lock:
            return self._record(self._conversations[channel, sender], reply)

    def after(self, conversation_id: int, seq: int) -> list[Outgoing]:
        with self._lock:
            return [m for m in self._find(conversation_id).outgoing if m.seq > seq]

    def later(self, channel: str, sender: str, seq: int) -> list[Outgoing]:
        with self._lock:
            talk = self._conversations.get((channel, sender))
            return self.after(talk.id, seq) if talk else []

    def said_since(self, message_id: int | None) -> tuple[int, frozenset[int]]:
        with self._lock:
            said = {m.message_id: talk.id for talk in self._conversations.values() for m in talk.outgoing}
            places = {place for id_, place in said.items() if message_id is not None and id_ > message_id}
            return max(said, default=0), frozenset(places)

    def busy(self, conversation_id: int) -> bool:
        with self._lock:
            return bool(self._find(conversation_id).unread)

    def pending(self, channel: str, limit: int = 50) -> list[Outgoing]:
        with self._lock:
            return [
                message
                for talk in self._conversations.values()
                for message in talk.outgoing
                if message.channel == channel and message.message_id not in self.marks
            ][:limit]

    def delivered(self, message_id: int, platform_id: str | None = None) -> None:
        with self._lock:
            self.marks[message_id] = platform_id or "delivered"

    def refused(self, message_id: int, why: str, permanent: bool) -> None:
        with self._lock:
            if permanent:
                self.marks[message_id] = why
            self.refusals.append((message_id, why, permanent))

    def _find(self, conversation_id: int) -> _Conversation:
        return next(talk for talk in self._conversations.values() if talk.id == conversation_id)

    def _record(self, talk: _Conversation, reply: Reply) -> Outgoing:
        talk.seq += 1
        number = sum(len(other.outgoing) for other in self._conversations.values()) + 1
        outgoing = Outgoing(number, talk.id, talk.channel, talk.sender, talk.seq, reply)
        talk.outgoing.append(outgoing)
        return outgoing
