"""What the demo's own pages show: whom one can be, and the codes that would have gone to telephones."""

from datetime import date, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.channels.ports import DemoMember, OneTimeCode
from bot.clock import Clock
from bot.ledger import demo, members, staff
from bot.ledger.models import Lot, Member
from bot.ledger.store import Act, Database
from bot.programmes import Programmes
from bot.rules.dates import day_of
from bot.wording import Message, _

# A turn may bring the demo's clock and lie far back; the page shows the latest codes of any day.
_LONG_AGO = timedelta(days=365 * 10)
_MOST_CODES = 20

_NEW = timedelta(days=60)
_SOON = timedelta(days=180)

# Every day; an operator sets the real hours.
_OPEN = staff.Span(time(10), time(23))


class Demo:
    """The made-up members of a database."""

    def __init__(self, database: Database, clock: Clock, programmes: Programmes, home: str) -> None:
        self._database = database
        self._clock = clock
        self._programmes = programmes
        self._home = home

    def load(self) -> None:
        """Add the members, rewards, and people and hours of the desk that are not there yet."""
        try:
            self._load()
        except IntegrityError:  # another process that starts loads them at the same time, and has now done so
            self._load()

    def _load(self) -> None:
        with self._database.transaction() as session:
            demo.load_demo(session, self._programmes, self._clock(), self._home)
            staff.add_example_staff(session, self._clock())
            if not staff.hours_of(session, self._home).known:
                week = {weekday: [_OPEN] for weekday in range(7)}
                staff.set_week(Act(session, "staff:example", self._clock()), self._home, week)

    def members(self) -> list[DemoMember]:
        """Whom one can be, and what is special about each."""
        today = day_of(self._clock())
        with self._database.reading() as session:
            lapsing = func.min(Lot.expires_on).filter(Lot.remainder > 0, Lot.expires_on >= today)
            rows = session.execute(
                select(Member, lapsing)
                .outerjoin(Lot, Lot.member_id == Member.id)
                .where(Member.example)
                .group_by(Member.id)
                .order_by(Member.number)
            )
            return [
                DemoMember(member.number, member.name or "", _special(member, lapses, today))
                for member, lapses in rows
            ]

    def codes(self) -> list[OneTimeCode]:
        """The latest one-time codes, newest first."""
        with self._database.reading() as session:
            sent = members.recent_sms(session, self._clock() - _LONG_AGO)
            return [
                OneTimeCode(
                    text.phone, text.values["code"], text.created_at, text.created_at + members.CODE_VALID
                )
                for text in sent
                if text.kind == "link_code"
            ][:_MOST_CODES]


def _special(member: Member, lapses: date | None, today: date) -> Message:
    if member.status == "suspended":
        return _("suspended")
    if member.tier == "elite":
        return _("member of the higher tier")
    if member.joined > today - _NEW:
        return _("new member")
    if lapses is not None and lapses <= today + _SOON:
        return _("points that lapse soon")
    return _("member of the first tier")
