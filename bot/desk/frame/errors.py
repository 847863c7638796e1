"""Why a page of the desk was not given. A page of the desk turns each into words (`pages.py`)."""

from dataclasses import dataclass

from bot.wording import Message, _


@dataclass
class DeskError(Exception):
    """What was asked cannot be done. `message` tells the person why and what to do next.

    A full page becomes a page with these words; a request of HTMX leaves the page as it is and shows them.
    """

    status: int
    message: Message

    def __post_init__(self) -> None:
        super().__init__(self.message.source)


class SignedOutError(Exception):
    """Nobody is signed in with this browser, or not any more."""


@dataclass
class ElsewhereError(Exception):
    """Something has to be done on another page first."""

    path: str

    def __post_init__(self) -> None:
        super().__init__(self.path)


def not_found() -> DeskError:
    """Nothing is at that address."""
    return DeskError(404, _("There is nothing here. It may have been moved or removed."))


def forbidden() -> DeskError:
    """The person's roles do not allow it."""
    return DeskError(403, _("Your account may not do this. Ask an operator if you need it."))
