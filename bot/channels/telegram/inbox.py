"""From updates to turns. An update is handled when the ledger has its effect, and not before."""

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from telegram import Bot, CallbackQuery, Document, Message, PhotoSize, Update, User
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, TelegramError

from bot.channels.metrics import Metrics
from bot.channels.ports import Dialogue
from bot.channels.telegram.albums import Albums
from bot.channels.telegram.menu import Menu, command_payload
from bot.channels.telegram.outbox import Outbox
from bot.channels.turns import receive
from bot.dialogue.turn import Photo, Received, Turn
from bot.languages import LANGUAGES, Language, nearest_language
from bot.wording import Wording, _

log = logging.getLogger(__name__)

CHANNEL = "telegram"
# The kinds of update that are asked for; everything else is not sent to us.
KINDS = ["message", "callback_query"]
_REMEMBERED = 10_000

_PRIVATE_ONLY = _("I only talk in private. Open a chat with me, and I will gladly help.")
_SORRY = _("Something went wrong on our side, and this was not handled. Please send it again a little later.")
_ALREADY_CHOSEN = _("You have already chosen here.")


class Inbox:
    """Takes updates from polling and from the webhook alike."""

    def __init__(
        self,
        bot: Bot,
        dialogue: Dialogue,
        words: Wording,
        metrics: Metrics,
        outbox: Outbox,
        menu: Menu,
        *,
        largest_photo: int,
        quiet: float,
    ) -> None:
        self._bot = bot
        self._dialogue = dialogue
        self._words = words
        self._metrics = metrics
        self._outbox = outbox
        self._menu = menu
        self._largest_photo = largest_photo
        self._albums = Albums(self._photos, quiet)
        self._handled: OrderedDict[int, None] = OrderedDict()
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def take(self, update: Update) -> None:
        """Handle an update; returns once its effect is in the ledger. Raises when that failed: then it should
        come again. One that has been handled before changes nothing."""
        if update.update_id in self._handled:
            return
        if update.callback_query is not None:
            await self._press(update.callback_query)
        elif update.message is not None:
            await self._message(update.message)
        self._handled[update.update_id] = None
        if len(self._handled) > _REMEMBERED:
            self._handled.popitem(last=False)

    async def apologise(self, update: Update) -> None:
        """Tell the member that an update could not be handled, so that it is not lost in silence."""
        if update.effective_chat is not None:
            sorry = self._words.say(_hint(update.effective_user), _SORRY)
            await self._aside(update.effective_chat.id, sorry)

    # -- kinds of updates ----------------------------------------------------------------------------------

    async def _message(self, message: Message) -> None:
        if message.chat.type != ChatType.PRIVATE:
            if (message.text or "").startswith("/"):
                await self._aside(message.chat.id, self._words.say(_hint(message.from_user), _PRIVATE_ONLY))
            return
        if message.media_group_id is not None and _file(message) is not None:
            await self._albums.add(message)
            return
        await self._albums.finish(message.chat.id)
        if _file(message) is not None:
            await self._photos([message])
        elif message.text is not None:
            async with self._in_turn(message.chat.id):
                await self._text(message, message.text)
        elif (kind := _unsupported(message)) is not None:
            async with self._in_turn(message.chat.id):
                await self._receive(message, _payload("unsupported", kind=kind))

    async def _text(self, message: Message, text: str) -> None:
        hint = _hint(message.from_user)
        payload = command_payload(text)
        if payload == "/greet" and hint == "zh-Hans":
            await self._menu.show_in(message.chat.id, hint)
        await self._receive(message, payload or text)

    async def _photos(self, messages: list[Message]) -> None:
        """One turn of all photos that came together."""
        chat = messages[0].chat.id
        async with self._in_turn(chat):
            photos = [photo for message in messages if (photo := await self._download(message)) is not None]
            captions = [message.caption for message in messages if message.caption]
            if photos:
                await self._receive(messages[0], "\n".join(captions), photos)
            if len(photos) < len(messages):
                too_large = _payload("unsupported", kind="too_large")
                await self._receive(messages[0], too_large, message_id=f"m{messages[0].message_id}.large")

    async def _press(self, press: CallbackQuery) -> None:
        message = press.message
        if message is None or press.data is None:
            await self._acknowledge(press, None)
            return
        chat = message.chat.id
        await self._albums.finish(chat)
        async with self._in_turn(chat):
            hint = _hint(press.from_user)
            # A keyboard acts once: a second tap, on whichever of its buttons, is the same turn.
            turn = Turn(CHANNEL, str(chat), press.data, (), f"k{message.message_id}", hint)
            received = await receive(self._dialogue, self._metrics, turn)
            again = self._words.say(hint, _ALREADY_CHOSEN) if received.duplicate else None
            await self._acknowledge(press, again)
            await self._put_away(chat, message.message_id)
            await self._answer(chat, received)
            if (language := _language_chosen(press.data)) is not None:
                await self._menu.show_in(chat, language)

    # -- helpers -------------------------------------------------------------------------------------------

    async def _receive(
        self, message: Message, text: str, photos: list[Photo] | None = None, *, message_id: str | None = None
    ) -> None:
        turn = Turn(
            channel=CHANNEL,
            sender=str(message.chat.id),
            text=text,
            photos=tuple(photos or ()),
            message_id=message_id or f"m{message.message_id}",
            language_hint=_hint(message.from_user),
        )
        await self._answer(message.chat.id, await receive(self._dialogue, self._metrics, turn))

    async def _answer(self, chat: int, received: Received) -> None:
        """Send the replies of a new turn. Those of one that came again were sent, or the sweep sends them."""
        if received.duplicate:
            return
        await self._outbox.deliver_all(received.replies)
        if received.reading:
            await self._attempt(self._bot.send_chat_action(chat, ChatAction.TYPING))

    async def _download(self, message: Message) -> Photo | None:
        """The photo or file of a message, or None when it is larger than we take."""
        file = _file(message)
        assert file is not None
        if (file.file_size or 0) > self._largest_photo:
            return None
        try:
            data = await (await self._bot.get_file(file.file_id)).download_as_bytearray()
        except BadRequest as error:
            log.info("a file was not given out: %s", error)
            return None
        name = file.file_name if isinstance(file, Document) else None
        return Photo(bytes(data), (name or "photo.jpg")[:200])

    async def _acknowledge(self, press: CallbackQuery, text: str | None) -> None:
        await self._attempt(self._bot.answer_callback_query(press.id, text=text))

    async def _put_away(self, chat: int, message_id: int) -> None:
        """Take the buttons off a message whose choice has been made."""
        await self._attempt(self._bot.edit_message_reply_markup(chat, message_id, reply_markup=None))

    async def _aside(self, chat: int, text: str) -> None:
        await self._attempt(self._bot.send_message(chat, text))

    async def _attempt(self, call: Awaitable[object]) -> None:
        """A courtesy that the turn does not hang on."""
        try:
            await call
        except TelegramError as error:
            log.info("a courtesy failed: %s", error)

    @asynccontextmanager
    async def _in_turn(self, chat: int) -> AsyncIterator[None]:
        """One thing at a time in each chat, in the order of arrival."""
        lock = self._turns.setdefault(chat, asyncio.Lock())
        async with lock:
            yield


def _hint(user: User | None) -> Language:
    return nearest_language(user.language_code if user else None)


def _file(message: Message) -> PhotoSize | Document | None:
    """The largest size of a photo, or a file: the reader says what it thinks of a PDF."""
    if message.photo:
        return message.photo[-1]
    # An animation is also sent as a document, for old clients.
    return message.document if message.animation is None else None


def _unsupported(message: Message) -> str | None:
    """What a message holds that we cannot take, or None for Telegram's own notices."""
    kinds = ("voice", "audio", "video", "video_note", "animation", "sticker", "location", "venue", "contact")
    return next((kind for kind in (*kinds, "poll", "dice", "story") if getattr(message, kind)), None)


def _payload(intent: str, **values: str) -> str:
    return f"/{intent}{json.dumps(values, separators=(',', ':'))}"


def _language_chosen(payload: str) -> Language | None:
    """The language that a button of the language menu stands for."""
    if payload.startswith("/change_language{"):
        for language in LANGUAGES:
            if f'"{language}"' in payload:
                return language
    return None
