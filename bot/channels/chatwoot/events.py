"""What Chatwoot tells our webhook: its signature, and the few events that matter here."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel

# Chatwoot signs the time with the body; an older delivery is a replay.
_FRESH = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class AgentWrote:
    """An agent's message to the member. `files` are addresses of what came with it."""

    conversation: int
    message: int
    agent: str
    text: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """A conversation was opened, resolved, snoozed, or handed to the bot (pending)."""

    conversation: int
    status: str
    agent: str | None


@dataclass(frozen=True, slots=True)
class Assigned:
    """An agent has the conversation now."""

    conversation: int
    agent: str


Event = AgentWrote | StatusChanged | Assigned


def genuine(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> bool:
    """Whether Chatwoot sent this, and just now.

    `X-Chatwoot-Signature: sha256=HMAC(secret, "{X-Chatwoot-Timestamp}.{body}")`.
    """
    stamp = headers.get("x-chatwoot-timestamp", "")
    if not stamp.isdecimal() or len(stamp) > 12:
        return False
    if abs(now.timestamp() - int(stamp)) > _FRESH.total_seconds():
        return False
    expected = hmac.digest(secret.encode(), stamp.encode() + b"." + body, "sha256").hex()
    return hmac.compare_digest(
        f"sha256={expected}".encode(), headers.get("x-chatwoot-signature", "").encode()
    )


class _Agent(BaseModel):
    id: int | str | None = None
    name: str | None = None
    type: str | None = None

    @property
    def called(self) -> str:
        """Their name, or what stands for it."""
        if not self.name and self.id is None:
            raise ValueError("an agent without name and id")
        return self.name or str(self.id)


class _Attachment(BaseModel):
    data_url: str | None = None


class _Conversation(BaseModel):
    id: int


class _Message(BaseModel):
    id: int
    message_type: str | int
    private: bool | None = None
    sender: _Agent | None = None
    attachments: list[_Attachment] | None = None
    conversation: _Conversation
    content: str | None = None


class _Meta(BaseModel):
    assignee: _Agent | None = None
    assignee_type: str | None = None


class _Change(BaseModel):
    """A conversation that changed."""

    id: int
    status: str = ""
    meta: _Meta | None = None
    changed_attributes: list[dict[str, object]] | None = None

    @property
    def assignee(self) -> str | None:
        """The agent who has it."""
        if self.meta is None or self.meta.assignee is None or self.meta.assignee_type == "AgentBot":
            return None
        return self.meta.assignee.called


def event_of(payload: Mapping[str, object]) -> Event | None:
    """The event in a delivery; None for one that changes nothing here (our own echo among them).

    Raises ValueError for one that is not of Chatwoot's shape.
    """
    match payload.get("event"):
        case "message_created":
            return _written(_Message.model_validate(payload))
        case "conversation_status_changed" | "conversation_opened" | "conversation_resolved":
            change = _Change.model_validate(payload)
            return StatusChanged(change.id, change.status, change.assignee)
        case "conversation_updated":
            change = _Change.model_validate(payload)
            # Of all updates only those are of interest that are about who has the conversation.
            about = any("assignee_id" in changed for changed in change.changed_attributes or ())
            return Assigned(change.id, change.assignee) if about and change.assignee else None
        case _:
            return None


def _written(message: _Message) -> AgentWrote | None:
    sender = message.sender
    # Members' own messages come back as incoming, ours as those of an agent bot; notes stay with the agents.
    if message.message_type not in ("outgoing", 1) or message.private or sender is None:
        return None
    if sender.type != "user":
        return None
    return AgentWrote(
        conversation=message.conversation.id,
        message=message.id,
        agent=sender.called,
        text=message.content or "",
        files=tuple(file.data_url for file in message.attachments or () if file.data_url),
    )
