"""What the chat needs to know of a programme, as `chat.yaml` states it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.rules.local import LocalName
from bot.rules.vocabulary import Tier


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Asked(_Part):
    """A fact that is asked for when it is missing: its dotted path below `facts`.

    `ask` is the question in English, translated in the programme's catalogues; without it the chat asks as it
    does for every programme (`bot/wording/questions.py`). `told` says whether members tell it in their own
    words; otherwise the chat only takes one of its buttons.
    """

    fact: str
    ask: str | None = None
    told: bool = True


def _asked(value: object) -> object:
    """A fact that is asked for in the usual words is written as its path alone."""
    return {"fact": value} if isinstance(value, str) else value


class MemberNumber(_Part):
    """What a member's number is called (in a sentence: "your …"), what one looks like, where it is found."""

    name: LocalName
    example: str
    where: LocalName


class Chat(_Part):
    """What the chat needs to know of a programme.

    `called` is what members call it within a sentence, `mall` the place, `printed` its names as tills
    print them, `names` all by which people mean it in a message, `tiers` how they call its tiers,
    `membership` what is linked ("link your …"). `starters` are clauses (by their short ids) that are good
    to start reading from. `about_one_purchase` are those that say the same as what is asked about a single
    purchase ("does my lunch count?"): questions about them are no sign of a question about the rules.
    `asks` gives, for each kind of decision, the facts that are asked for, in their order; `assumed` those
    that are taken for granted of someone who only asks.
    """

    called: LocalName
    mall: LocalName
    printed: tuple[str, ...]
    names: tuple[str, ...]
    membership: LocalName
    member_number: MemberNumber
    starters: tuple[str, ...]
    about_one_purchase: tuple[str, ...] = ()
    tiers: Mapping[Tier, tuple[str, ...]] = {}
    asks: Mapping[str, tuple[Annotated[Asked, BeforeValidator(_asked)], ...]] = {}
    assumed: Mapping[str, Mapping[str, bool | int | str]] = {}

    def order(self, kind: str) -> tuple[str, ...]:
        """The facts of a kind in the order in which they are asked for."""
        return tuple(asked.fact for asked in self.asks.get(kind, ()))

    def asked(self, kind: str, fact: str) -> Asked | None:
        """How a fact of a kind is asked for; None where the programme does not say."""
        return next((asked for asked in self.asks.get(kind, ()) if asked.fact == fact), None)
