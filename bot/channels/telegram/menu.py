"""The bot's commands, in three languages, and what each one asks for."""

import logging
import re

from telegram import Bot, BotCommand, BotCommandScopeChat, MenuButtonCommands
from telegram.error import TelegramError

from bot.dialogue.intents import commands
from bot.dialogue.payload import encode
from bot.languages import Language
from bot.programmes import Programme
from bot.wording import Wording

log = logging.getLogger(__name__)

_COMMAND = re.compile(r"/([a-z]+)(?:@\w+)?(?:\s.*)?", re.DOTALL)


def command_payload(text: str) -> str | None:
    """What a command asks for, or None when the text is none of ours."""
    match = _COMMAND.fullmatch(text.strip())
    known = commands()
    return encode(known[match[1]][0]) if match and match[1] in known else None


class Menu:
    """Shows the commands. Telegram knows one Chinese only: readers of Simplified get theirs by chat."""

    def __init__(self, bot: Bot, words: Wording, home: Programme | None) -> None:
        """`home` is the programme whose commands are shown; all of them without one."""
        self._bot = bot
        self._words = words
        self._shown = {command: line for command, (_intent, line) in commands(home).items()}

    async def show(self) -> None:
        """Set the menu for everybody."""
        await self._bot.set_my_commands(self._commands("en"))
        await self._bot.set_my_commands(self._commands("zh-Hant"), language_code="zh")
        await self._bot.set_chat_menu_button(menu_button=MenuButtonCommands())

    async def show_in(self, chat: int, language: Language) -> None:
        """Set the menu of one chat. A menu is a convenience: when this fails, the chat goes on."""
        try:
            await self._bot.set_my_commands(self._commands(language), scope=BotCommandScopeChat(chat))
        except TelegramError as error:
            log.info("the menu of a chat was not set: %s", error)

    def _commands(self, language: Language) -> list[BotCommand]:
        return [BotCommand(command, self._words.say(language, line)) for command, line in self._shown.items()]
