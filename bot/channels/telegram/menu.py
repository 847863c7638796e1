"""The bot's commands, in three languages, and what each one asks for."""

import logging
import re
from collections.abc import Callable

from telegram import Bot, BotCommand, BotCommandScopeChat, MenuButtonCommands
from telegram.error import TelegramError

from bot.languages import Language
from bot.wording import Message, Wording, _

log = logging.getLogger(__name__)

# Command -> what it asks for, and its line in the menu. The first two are Telegram's own customs.
_COMMANDS: dict[str, tuple[str, Message]] = {
    "start": ("/greet", _("Start")),
    "help": ("/help", _("What I can do")),
    "points": ("/check_balance", _("My points and when they lapse")),
    "receipt": ("/upload_receipt", _("Send a receipt")),
    "rewards": ("/browse_rewards", _("Rewards to redeem")),
    "vouchers": ("/check_vouchers", _("My vouchers")),
    "language": ("/change_language", _("Language")),
    "person": ("/talk_to_human", _("Talk to a person")),
    "stop": ("/stop", _("Leave what we are doing")),
}
_COMMAND = re.compile(r"/([a-z]+)(?:@\w+)?(?:\s.*)?", re.DOTALL)


def command_payload(text: str) -> str | None:
    """What a command asks for, or None when the text is none of ours."""
    match = _COMMAND.fullmatch(text.strip())
    return _COMMANDS[match[1]][0] if match and match[1] in _COMMANDS else None


class Menu:
    """Shows the commands. Telegram knows one Chinese only: readers of Simplified get theirs by chat."""

    def __init__(self, bot: Bot, words: Wording, offers: Callable[[str], bool]) -> None:
        self._bot = bot
        self._words = words
        self._shown = {
            command: line
            for command, (payload, line) in _COMMANDS.items()
            if offers(payload.removeprefix("/"))
        }

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
