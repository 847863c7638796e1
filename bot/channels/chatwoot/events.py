"""What Chatwoot tells our webhook: its signature, and the few events that matter here."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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


def event_of(payload: Mapping[str, Any]) -> Event | None:
    """The event in a delivery; None for one that changes nothing here (our own echo among them).

    Raises ValueError for one that is not of Chatwoot's shape.
    """
    try:
        match payload.get("event"):
            case "message_created":
                return _message(payload)
            case "conversation_status_changed" | "conversation_opened" | "conversation_resolved":
                return StatusChanged(int(payload["id"]), str(payload["status"]), _assignee(payload))
            case "conversation_updated":
                agent = _assignee(payload)
                return Assigned(int(payload["id"]), agent) if agent and _assignment(payload) else None
            case _:
                return None
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no event of Chatwoot: {error}") from error


def _message(payload: Mapping[str, Any]) -> AgentWrote | None:
    sender = payload.get("sender") or {}
    # Members' own messages come back as incoming, ours as those of an agent bot; notes stay with the agents.
    if (
        payload["message_type"] not in ("outgoing", 1)
        or payload.get("private")
        or sender.get("type") != "user"
    ):
        return None
    files = tuple(
        str(attachment["data_url"])
        for attachment in payload.get("attachments") or ()
        if attachment.get("data_url")
    )
    return AgentWrote(
        conversation=int(payload["conversation"]["id"]),
        message=int(payload["id"]),
        agent=str(sender.get("name") or sender["id"]),
        text=payload.get("content") or "",
        files=files,
    )


def _assignee(payload: Mapping[str, Any]) -> str | None:
    meta = payload.get("meta") or {}
    assignee = meta.get("assignee") or {}
    if not assignee or meta.get("assignee_type") == "AgentBot":
        return None
    return str(assignee.get("name") or assignee["id"])


def _assignment(payload: Mapping[str, Any]) -> bool:
    """Whether this update is about who has the conversation."""
    return any("assignee_id" in change for change in payload.get("changed_attributes") or ())
