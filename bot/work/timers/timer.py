"""What a timer is: it finds what is due on a day, and does each of these once, in its own transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from bot.clock import HONG_KONG
from bot.dialogue import notices
from bot.dialogue.context import Services
from bot.ledger.models import Conversation, Member
from bot.programmes import Needs, Programme
from bot.rules import Engine, Pack
from bot.rules.dates import day_of
from bot.wording import Message

# Members are not told of something that lies longer back: after a long standstill, or from before us.
_OLD_NEWS = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Periods:
    """What an operator sets, where the rule book leaves it open. `photo_months` None: as long as members are
    to keep their receipts by the book."""

    voucher_reminder: timedelta = timedelta(days=14)
    unused_photos: timedelta = timedelta(days=30)
    photo_months: int | None = None


class Due(NamedTuple):
    """One thing that fell due: the id of a row of some table, and the day."""

    id: int
    table: str
    on: date

    @property
    def subject(self) -> str:
        """The row, as audit trail and runs name it."""
        return f"{self.table}:{self.id}"


@dataclass(frozen=True, slots=True)
class Look:
    """Looking for what is due on a day, in order of ids, a batch at a time."""

    session: Session
    home: Programme
    periods: Periods
    day: date
    after: int = 0
    limit: int = 200

    @property
    def programme(self) -> str:
        """The id of the programme whose members are looked after."""
        return self.home.id

    @property
    def pack(self) -> Pack:
        """Its book as it is now."""
        return self.home.pack

    @property
    def morning(self) -> datetime:
        """The first moment of the day."""
        return datetime.combine(self.day, time(), HONG_KONG)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a member is told: `on` is the day of what is told, and with `key` its key."""

    message: notices.Said
    on: date
    key: str = ""
    buttons: Sequence[tuple[Message, str]] = ()
    clauses: Sequence[str] = ()
    until: date | None = None
    conversation: Conversation | None = None


@dataclass(slots=True)
class Scene:
    """Doing one thing: the transaction, and what remains to be done after it. `day` is the one being run,
    which lies in the past while a standstill is made up for."""

    timer: str
    services: Services
    periods: Periods
    session: Session
    now: datetime
    day: date
    photos: list[str] = field(default_factory=list)  # files to remove after the commit

    @property
    def engine(self) -> Engine:
        return self.services.engine

    @property
    def pack(self) -> Pack:
        """The book of the programme whose members are looked after."""
        return self.services.home.pack

    @property
    def actor(self) -> str:
        """Who does it, for the audit trail."""
        return f"timer:{self.timer}"

    def tell(self, member: Member, telling: Telling) -> None:
        """Tell the member, unless it is old news."""
        today, until = day_of(self.now), telling.until
        if telling.on + _OLD_NEWS < today or (until is not None and until < today):
            return
        notices.tell(
            self.services,
            self.session,
            member,
            telling.message,
            key=f"{self.timer}:{telling.key or telling.on}",
            now=self.now,
            buttons=telling.buttons,
            custom={"clauses": list(telling.clauses)} if telling.clauses else None,
            until=until,
            conversation=telling.conversation,
        )


@dataclass(frozen=True, slots=True)
class Timer:
    """`find` gives what is due and not done; `act` does one of these and may say what came of it.

    One `all_day` has things that fall due at any moment and is looked at all the time; the others once a day.
    It runs for programmes that have what it `needs`.
    """

    name: str
    about: str
    needs: Needs
    find: Callable[[Look], Sequence[Due]]
    act: Callable[[Scene, Due], str | None]
    all_day: bool = False
