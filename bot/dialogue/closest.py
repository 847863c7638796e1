"""What words that nothing answers may have meant: the likeliest wishes, as buttons."""

from bot.dialogue import intents
from bot.dialogue.context import Context
from bot.dialogue.turn import Button
from bot.wording import _

CLOSEST = 3  # the right one is nearly always among these
OR_MEANT = _("Or did you mean one of these?")

_FAINT = 0.02  # guesses below it are noise


def likeliest(ctx: Context, most: int, but: str = "") -> tuple[Button, ...]:
    """The meanings that are closest to the words (`but` one), as buttons."""
    guessed = [
        guess.name for guess in ctx.request.ranking if guess.name != but and guess.confidence >= _FAINT
    ]
    known = [found for name in guessed if (found := intents.of(name)) is not None]
    close = [found for found in known if found.means and found.offered(ctx.services.home)]
    return tuple(ctx.button(found.means, found.name) for found in close[:most] if found.means)
