"""Chatwoot over HTTP: a member speaks through the client API of an API inbox, the bot as an agent bot.

Client API: https://developers.chatwoot.com/api-reference (contacts, conversations, messages of an inbox).
Application API with an agent bot's token: creating messages and changing the status of a conversation.
"""

from collections.abc import Sequence
from typing import Any, Literal

import httpx

from bot.dialogue.turn import Photo

Status = Literal["open", "pending", "resolved", "snoozed"]

_TIMEOUT = 10.0
# A picture that an agent sent; more than members' channels take is left as a link.
LARGEST_ATTACHMENT = 10 * 1024 * 1024


class ChatwootError(Exception):
    """Chatwoot could not be reached or did not take a request; `permanent` where asking again is no use."""

    def __init__(self, what: str, *, permanent: bool = False) -> None:
        super().__init__(what)
        self.permanent = permanent


class ChatwootClient:
    """One inbox of one account. Methods raise ChatwootError."""

    def __init__(
        self,
        url: str,
        *,
        account: int,
        inbox: str,
        bot_token: str,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._origin = httpx.URL(url).copy_with(path="/")
        self._inbox = f"/public/api/v1/inboxes/{inbox}"
        self._account = f"/api/v1/accounts/{account}"
        self._bot = {"api_access_token": bot_token}
        self._http = httpx.Client(base_url=url, timeout=_TIMEOUT, transport=transport)

    def open_conversation(self, contact: str, name: str, about: dict[str, str]) -> int:
        """Make the contact, where it is not there yet, and a conversation with it; the conversation's id.

        `contact` is our name for the member's side and never changes; `about` shows beside the conversation.
        """
        self._post(f"{self._inbox}/contacts", json={"source_id": contact, "name": name})
        made = self._post(
            f"{self._inbox}/contacts/{contact}/conversations", json={"custom_attributes": about}
        )
        return int(made["id"])

    def member_said(
        self, contact: str, conversation: int, text: str, photos: Sequence[Photo], echo: str
    ) -> None:
        """Add what the member wrote or sent."""
        self._post(
            f"{self._inbox}/contacts/{contact}/conversations/{conversation}/messages",
            data={"content": text, "echo_id": echo},
            files=[("attachments[]", (photo.name, photo.data)) for photo in photos] or None,
        )

    def bot_said(self, conversation: int, text: str, *, private: bool = False) -> None:
        """Add what the bot wrote to the member; `private` is a note that only agents see."""
        self._post(
            f"{self._account}/conversations/{conversation}/messages",
            json={"content": text, "message_type": "outgoing", "private": private},
            headers=self._bot,
        )

    def set_status(self, conversation: int, status: Status) -> None:
        """Have agents see the conversation as waiting for them (open), with the bot (pending) or settled."""
        self._post(
            f"{self._account}/conversations/{conversation}/toggle_status",
            json={"status": status},
            headers=self._bot,
        )

    def attachment(self, address: str) -> bytes | None:
        """A file that an agent sent; None where it lies elsewhere than on this Chatwoot, or is too large."""
        url = httpx.URL(address)
        if (url.scheme, url.host, url.port) != (self._origin.scheme, self._origin.host, self._origin.port):
            return None
        try:
            with self._http.stream("GET", url, follow_redirects=False) as answer:
                if not answer.is_success:
                    return None
                data = bytearray()
                for chunk in answer.iter_bytes():
                    data += chunk
                    if len(data) > LARGEST_ATTACHMENT:
                        return None
                return bytes(data)
        except httpx.HTTPError as error:
            raise ChatwootError(f"an attachment cannot be fetched: {error}") from error

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _post(self, path: str, **request: Any) -> Any:
        try:
            answer = self._http.post(path, **request)
        except httpx.HTTPError as error:
            raise ChatwootError(f"Chatwoot cannot be reached: {error}") from error
        if answer.is_error:
            permanent = answer.is_client_error and answer.status_code not in (408, 425, 429)
            raise ChatwootError(f"Chatwoot answered {answer.status_code} to {path}", permanent=permanent)
        return answer.json() if answer.content else None
