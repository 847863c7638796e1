"""Changing the language, at any time."""

from bot.dialogue.context import Context
from bot.dialogue.intents import Command, MenuEntry, intent
from bot.dialogue.payload import encode
from bot.dialogue.turn import Button, Reply
from bot.languages import LANGUAGES
from bot.wording import _

# Each language under its own name, so that it is found whatever the bot speaks now.
_OWN_NAMES = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}


def switch(ctx: Context, wanted: str) -> None:
    """Write in that language from now on."""
    ctx.conversation.language = wanted
    ctx.conversation.language_fixed = True
    if ctx.member:
        ctx.member.language = wanted


@intent(
    "change_language",
    means=_("Change the language"),
    menu=MenuEntry(7, _("🌐 Language")),
    command=Command(7, "language", _("Language")),
    own_matter=True,
    aside=True,
)
def change_language(ctx: Context) -> list[Reply]:
    """Set the language that was named, or offer the three."""
    wanted = ctx.request.first("language")
    if wanted not in LANGUAGES:
        buttons = tuple(
            Button(name, encode("change_language", language=code)) for code, name in _OWN_NAMES.items()
        )
        return [ctx.reply(_("Which language shall I write in?"), buttons=buttons)]
    switch(ctx, str(wanted))
    return [ctx.reply(_("I will write in English from now on."), custom={"language": str(wanted)})]
