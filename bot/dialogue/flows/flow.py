"""What every flow can do: take an answer, ask its question again, and be left."""

from typing import Protocol

from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Reply


class Flow(Protocol):
    """A conversation of several turns. Its state lies in the ledger with the conversation."""

    LINGERS: bool
    """Whether the flow goes on after something else came up; one that could cost the member much does not."""

    def answer(self, ctx: Context) -> Answer | None:
        """Take the turn as an answer to what the flow asked; None when it is about something else."""

    def prompt(self, ctx: Context) -> list[Reply]:
        """Ask the open question again, after something else came up."""

    def stop(self, ctx: Context) -> list[Reply]:
        """The member leaves the flow."""
