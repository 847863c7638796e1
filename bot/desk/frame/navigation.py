"""The desk's pages as its navigation shows them. Each page declares its own entry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.desk.frame.people import SignedIn
from bot.ledger.models import Role
from bot.wording import Message

Count = Callable[[Session, SignedIn], int]


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A page in the navigation, for people with one of the roles.

    `key` is what a template sets as `here`; `icon` one of templates/icons.html; `count` how many things wait
    there for the person.
    """

    key: str
    title: Message
    path: str
    icon: str
    roles: tuple[Role, ...]
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one person sees it."""

    entry: NavigationEntry
    waiting: int


class Navigation:
    """The entries, in the order in which they are shown."""

    def __init__(self, entries: Sequence[NavigationEntry]) -> None:
        self._entries = entries

    def home(self, staff: SignedIn) -> str | None:
        """Where the person's work begins: their first page."""
        return next((entry.path for entry in self._entries if staff.may(*entry.roles)), None)

    def links(self, session: Session, staff: SignedIn) -> list[Link]:
        """What the person may see, with what waits there now."""
        return [
            Link(entry, entry.count(session, staff) if entry.count else 0)
            for entry in self._entries
            if staff.may(*entry.roles)
        ]
