"""Sending replies: texts and captions within their limits, keyboards, pictures, what became of each."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import replace

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    WebAppInfo,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.channels.ports import Dialogue
from bot.dialogue.turn import Button, Outgoing, Reply
from bot.json_values import Json, json_object, json_text

log = logging.getLogger(__name__)

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_NARROW = 14  # two buttons whose titles are at most so wide share a row; a Chinese character counts twice

# What another try cannot mend: the member blocked the bot, the chat is gone, the message is not accepted.
_PERMANENT = (Forbidden, BadRequest, ChatMigrated, InvalidToken)


class Outbox:
    """Delivers recorded replies through a bot and marks what became of each."""

    def __init__(self, bot: Bot, dialogue: Dialogue) -> None:
        self._bot = bot
        self._dialogue = dialogue
        self._under_way: set[int] = set()

    async def deliver_all(self, messages: Iterable[Outgoing]) -> None:
        """Deliver each conversation's messages in order, except what is being delivered already. After a
        refusal the rest of that conversation waits for the next sweep."""
        conversations: dict[int, list[Outgoing]] = {}
        for message in messages:
            if message.message_id not in self._under_way:
                conversations.setdefault(message.conversation_id, []).append(message)
        await asyncio.gather(*(self._deliver_in_order(ours) for ours in conversations.values()))

    async def _deliver_in_order(self, ours: list[Outgoing]) -> None:
        numbers = {message.message_id for message in ours}
        self._under_way |= numbers
        try:
            for message in ours:
                if not await self.deliver(message):
                    return
        finally:
            self._under_way -= numbers

    async def deliver(self, outgoing: Outgoing) -> bool:
        """Send one message and mark it. Returns whether the ones after it may follow."""
        try:
            sent = await self._send(int(outgoing.sender), outgoing.reply)
        except TelegramError as error:
            permanent = isinstance(error, _PERMANENT)
            log.warning("message %s was not sent: %s", outgoing.message_id, error)
            why = f"{type(error).__name__}: {error}"
            await asyncio.to_thread(self._dialogue.refused, outgoing.message_id, why, permanent)
            return permanent
        await asyncio.to_thread(self._dialogue.delivered, outgoing.message_id, str(sent.message_id))
        return True

    async def _send(self, chat: int, reply: Reply) -> Message:
        if (name := reply.custom.get("person")) and reply.text:
            # A chat has one sender: who writes stands above the words.
            reply = replace(reply, text=f"👤 {name}\n{reply.text}")
        keyboard = keyboard_of(reply.buttons, reply.custom.get("link"))
        if reply.image is not None:
            caption = reply.text or reply.image.alt
            if len(caption) > LONGEST_CAPTION:
                await self._send_text(chat, caption, None)
                caption = reply.image.alt[:LONGEST_CAPTION]
            return await self._bot.send_photo(
                chat, reply.image.png, caption=caption, reply_markup=keyboard, filename="code.png"
            )
        return await self._send_text(chat, reply.text, keyboard)

    async def _send_text(self, chat: int, text: str, keyboard: InlineKeyboardMarkup | None) -> Message:
        *first, last = pieces(text)
        for piece in first:
            await self._bot.send_message(chat, piece, link_preview_options=_NO_PREVIEW)
        return await self._bot.send_message(
            chat, last, reply_markup=keyboard, link_preview_options=_NO_PREVIEW
        )


_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def keyboard_of(buttons: tuple[Button, ...], link: Json = None) -> InlineKeyboardMarkup | None:
    """An inline keyboard: short titles two in a row, long ones alone.

    A `link` ({url, title}) opens inside Telegram, which takes secure addresses only; others stay in the text.
    """
    rows: list[list[InlineKeyboardButton]] = []
    if link is not None:
        title, url = (json_text(json_object(link)[name]) for name in ("title", "url"))
        if url.startswith("https://"):
            rows.append([InlineKeyboardButton(title, web_app=WebAppInfo(url))])
    room = False
    for button in buttons:
        key = InlineKeyboardButton(button.title, callback_data=button.payload)
        narrow = _width(button.title) <= _NARROW
        if narrow and room:
            rows[-1].append(key)
            room = False
        else:
            rows.append([key])
            room = narrow
    return InlineKeyboardMarkup(rows) if rows else None


def pieces(text: str, longest: int = LONGEST_TEXT) -> list[str]:
    """The text in parts that Telegram takes, cut at a paragraph, a line or a blank where there is one."""
    parts = []
    while len(text) > longest:
        cuts = (text.rfind(mark, 0, longest) for mark in ("\n\n", "\n", " "))
        cut = next((cut for cut in cuts if cut > longest // 2), longest)
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    # An empty message is not accepted; a reply without any word is shown as an ellipsis.
    return [*parts, text or "…"]


def _width(title: str) -> int:
    return sum(2 if ord(character) > 0x2E80 else 1 for character in title)
