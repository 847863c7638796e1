"""A member's side of a Telegram chat: writes, sends photos, presses buttons, and sees what the bot sent."""

from collections.abc import Sequence
from typing import Any

from tests.support.telegram_emulator.server import BotApi


class EmulatedChat:
    """A private chat; a negative id is a group."""

    def __init__(self, api: BotApi, chat: int = 42, language: str | None = "en") -> None:
        self.api = api
        self.chat = chat
        self.user: dict[str, Any] = {"id": abs(chat), "is_bot": False, "first_name": "Tai Man"}
        if language:
            self.user["language_code"] = language

    def write(self, text: str) -> int:
        """Send a text; returns the update's id."""
        content: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        return self.send(**content)

    def send(self, **content: Any) -> int:
        """Send a message of any kind; returns the update's id."""
        return self.api.add_update(message=self._message(**content))

    def send_photos(self, photos: Sequence[bytes], caption: str = "") -> list[int]:
        """Send photos together, as an album when there are several; returns the updates' ids."""
        group = {"media_group_id": self.api.new_id("album")} if len(photos) > 1 else {}
        numbers = []
        for index, data in enumerate(photos):
            small, large = self.api.add_file(data[:10]), self.api.add_file(data)
            sizes = [
                {"file_id": file, "file_unique_id": file, "width": side, "height": side, "file_size": size}
                for file, side, size in ((small, 90, 10), (large, 1280, len(data)))
            ]
            words = {"caption": caption} if caption and index == 0 else {}
            numbers.append(self.send(photo=sizes, **group, **words))
        return numbers

    def send_file(self, data: bytes, name: str, kind: str, size: int | None = None) -> int:
        """Send a file; `size` is what Telegram says of it."""
        file = self.api.add_file(data)
        document = {
            "file_id": file,
            "file_unique_id": file,
            "file_name": name,
            "mime_type": kind,
            "file_size": len(data) if size is None else size,
        }
        return self.send(document=document)

    def press(self, title: str, *, message: dict[str, Any] | None = None) -> int:
        """Press a button of the latest message that offers it, or of `message` as it was once seen."""
        message = message or next(m for m in reversed(self.seen()) if title in buttons(m))
        query = {
            "id": self.api.new_id("query"),
            "from": self.user,
            "chat_instance": "1",
            "message": dict(message),
            "data": buttons(message)[title],
        }
        return self.api.add_update(callback_query=query)

    def seen(self) -> list[dict[str, Any]]:
        """The bot's messages as they look now, oldest first."""
        return [message for message in self.api.messages[self.chat] if message["from"]["is_bot"]]

    def texts(self) -> list[str]:
        """The words of the bot's messages."""
        return [message.get("text") or message.get("caption", "") for message in self.seen()]

    def wait_for(self, *texts: str, seconds: float = 10) -> None:
        """Wait until the bot's messages are these. Raises AssertionError."""
        try:
            self.api.wait_for(lambda: self.texts() == list(texts), seconds)
        except AssertionError:
            assert self.texts() == list(texts)
            raise

    def _message(self, **content: Any) -> dict[str, Any]:
        return self.api.new_message(self.chat, **{"from": self.user}, **content)


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """The buttons below a message: title -> payload."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button["callback_data"] for row in rows for button in row}
