"""What a channel brings that we cannot take: the channel names the kind, we say what to send instead."""

from collections.abc import Mapping

from bot.dialogue.context import Context
from bot.dialogue.intents import intent
from bot.dialogue.skills.smalltalk import offers
from bot.dialogue.turn import Reply
from bot.wording import Message, _

_SPOKEN = _("I can't listen to voice messages. Please write it in a few words.")
_TOO_LARGE = _("That file is too large for me. Please send a photo of the receipt instead.")
_OTHER = _("I can read texts and photos, but not this. Please write to me, or send photos of a receipt.")

_ANSWERS: Mapping[str, Message] = {"voice": _SPOKEN, "audio": _SPOKEN, "too_large": _TOO_LARGE}


@intent("unsupported")
def say_what_to_send(ctx: Context) -> list[Reply]:
    """Say that this kind of message cannot be taken, and what can."""
    kind = str(ctx.request.first("kind") or "")
    return [ctx.reply(_ANSWERS.get(kind, _OTHER), buttons=offers(ctx))]
