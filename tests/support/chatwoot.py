"""A Chatwoot as its public API description has it: what our client asks, and what it tells our webhook."""

import hmac
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

ADDRESS = "https://desk.example"
ACCOUNT, INBOX = 7, "Jx3hUqyFrGkH"
TOKEN, SECRET = "an agent bot's token", "the webhook's secret"


@dataclass
class Mirrored:
    """A conversation there."""

    contact: str
    status: str = "pending"
    messages: list[dict[str, Any]] = field(default_factory=list)


class Chatwoot:
    """Answers requests; `failing` makes it answer with that status instead."""

    def __init__(self) -> None:
        self.contacts: dict[str, str] = {}
        self.conversations: dict[int, Mirrored] = {}
        self.files: dict[str, httpx.Response] = {}
        self.failing: int | None = None
        self._message = 100

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def said(self, conversation: int) -> list[tuple[str, str]]:
        """The messages of a conversation: their type and text."""
        return [(m["message_type"], m["content"]) for m in self.conversations[conversation].messages]

    # -- its API -------------------------------------------------------------------------------------------

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.failing:
            return httpx.Response(self.failing)
        path = request.url.path
        if path in self.files:
            return self.files[path]
        public = re.fullmatch(rf"/public/api/v1/inboxes/{INBOX}/contacts(?:/([^/]+)(/.*)?)?", path)
        if public and request.method == "POST":
            return self._client_api(request, *public.groups())
        own = re.fullmatch(rf"/api/v1/accounts/{ACCOUNT}/conversations/(\d+)/(messages|toggle_status)", path)
        if own and request.headers.get("api_access_token") != TOKEN:
            return httpx.Response(401)
        if own and int(own[1]) in self.conversations:
            return self._application_api(int(own[1]), own[2], json.loads(request.content))
        return httpx.Response(404)

    def _client_api(self, request: httpx.Request, contact: str | None, rest: str | None) -> httpx.Response:
        if contact is None:
            given = json.loads(request.content)
            self.contacts[given["source_id"]] = given["name"]
            return httpx.Response(200, json={"source_id": given["source_id"], "pubsub_token": "x"})
        if contact not in self.contacts:
            return httpx.Response(404)
        if rest == "/conversations":
            number = len(self.conversations) + 1
            self.conversations[number] = Mirrored(contact)
            return httpx.Response(200, json={"id": number, "inbox_id": 1, "messages": []})
        match = re.fullmatch(r"/conversations/(\d+)/messages", rest or "")
        if match is None or self.conversations[int(match[1])].contact != contact:
            return httpx.Response(404)
        body = request.content
        if request.headers["content-type"].startswith("multipart/"):
            found = re.search(rb'name="content"\r\n\r\n(.*?)\r\n--', body, re.DOTALL)
            text, files = (found[1].decode() if found else ""), body.count(b'name="attachments[]"')
        else:
            text, files = httpx.QueryParams(body.decode()).get("content", ""), 0
        return self._keep(int(match[1]), "incoming", text, files=files)

    def _application_api(self, number: int, what: str, given: dict[str, Any]) -> httpx.Response:
        if what == "toggle_status":
            self.conversations[number].status = given["status"]
            return httpx.Response(200, json={"payload": {"current_status": given["status"]}})
        return self._keep(number, given["message_type"], given["content"], private=given["private"])

    def _keep(self, number: int, kind: str, text: str, **more: Any) -> httpx.Response:
        self._message += 1
        message = {"id": self._message, "message_type": kind, "content": text, **more}
        self.conversations[number].messages.append(message)
        return httpx.Response(200, json=message)


# -- what it tells our webhook -----------------------------------------------------------------------------


def agent_message(conversation: int, message: int, text: str, **more: Any) -> dict[str, Any]:
    """The event of a message that an agent wrote."""
    return {
        "event": "message_created",
        "id": message,
        "content": text,
        "message_type": "outgoing",
        "content_type": "text",
        "private": False,
        "source_id": None,
        "sender": {"id": 3, "name": "Amy Lau", "email": "amy@desk.example", "type": "user"},
        "inbox": {"id": 1, "name": "memberbot"},
        "conversation": {"id": conversation, "inbox_id": 1, "status": "open", "channel": "Channel::Api"},
        "account": {"id": ACCOUNT, "name": "The mall"},
        **more,
    }


def status_change(conversation: int, status: str, agent: str | None = "Amy Lau") -> dict[str, Any]:
    """The event of a changed status."""
    assignee = {"id": 3, "name": agent, "type": "user"} if agent else None
    return {
        "event": "conversation_status_changed",
        "id": conversation,
        "inbox_id": 1,
        "status": status,
        "channel": "Channel::Api",
        "changed_attributes": [{"status": {"previous_value": "open", "current_value": status}}],
        "meta": {"sender": {"id": 12, "name": "CHAN Tai Man"}, "assignee": assignee, "assignee_type": "User"},
    }


def assignment(conversation: int, agent: str | None) -> dict[str, Any]:
    """The event of a conversation that an agent has now, or nobody."""
    event = status_change(conversation, "open", agent)
    changed = [{"assignee_id": {"previous_value": None, "current_value": 3 if agent else None}}]
    return event | {"event": "conversation_updated", "changed_attributes": changed}


def signed(payload: object, now: datetime, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """A delivery as Chatwoot makes it: body and headers."""
    body = json.dumps(payload).encode()
    stamp = str(int(now.timestamp()))
    signature = hmac.digest(secret.encode(), f"{stamp}.".encode() + body, "sha256").hex()
    return body, {
        "Content-Type": "application/json",
        "X-Chatwoot-Timestamp": stamp,
        "X-Chatwoot-Signature": f"sha256={signature}",
        "X-Chatwoot-Delivery": "6f0d3a3e-8a5d-4c0b-9a55-3c1d1c6d9f10",
    }
