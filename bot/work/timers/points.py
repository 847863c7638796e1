"""Points: a word three months before they lapse, their lapse, birthday points and the double ones."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.ledger import points, store
from bot.ledger.models import Lot, Member
from bot.ledger.store import Act, Batch, RuledAct
from bot.programmes import Needs
from bot.rules.dates import add_months
from bot.wording import _
from bot.work.timers.timer import Due, Look, Scene, Telling, Timer

_DAY = timedelta(days=1)
_REWARDS = (_("🎁 Rewards"), "/browse_rewards")
_POINTS = (_("⭐ My points"), "/check_balance")


def _coming_last_day(look: Look) -> date:
    yearly = look.pack.deciding["balance", "points_lapse"].yearly("day")
    this_year = yearly.of(look.day.year)
    return this_year if this_year >= look.day else yearly.of(look.day.year + 1)


def _find_lapsing(look: Look) -> Sequence[Due]:
    """From the day of the reminder on, so that points credited after it are told of too."""
    last_day = _coming_last_day(look)
    from_day = add_months(last_day, -look.pack.role("lapse_reminder").count("months"))
    if look.day < from_day:
        return []
    waiting = store.untouched("points_reminder", "member", Lot.member_id, from_day)
    held = points.holders_of_lot(
        look.session, look.programme, last_day, Batch(waiting, look.after, look.limit)
    )
    return [Due(member, "member", from_day) for member in held]


def _remind(scene: Scene, due: Due) -> str:
    reminder = scene.pack.role("lapse_reminder")
    last_day = add_months(due.on, reminder.count("months"))
    member = points.lock_member(scene.session, due.id)
    held = points.held_in_lot(scene.session, member, last_day)
    if not held:
        return "none left"
    scene.tell(
        member,
        Telling(
            _("{points:points} of yours lapse soon: {day} is the last day to use them.").using(
                points=held, day=last_day
            ),
            on=last_day,
            buttons=(_REWARDS, _POINTS),
            clauses=[reminder.id],
            until=last_day,
        ),
    )
    return f"{held} points"


def _find_lapsed(look: Look) -> Sequence[Due]:
    waiting = store.untouched("points_lapse", "member", Lot.member_id, look.day)
    held = points.holders_of_lot(
        look.session, look.programme, look.day - _DAY, Batch(waiting, look.after, look.limit)
    )
    return [Due(member, "member", look.day) for member in held]


def _lapse(scene: Scene, due: Due) -> str:
    last_day = due.on - _DAY
    member = points.lock_member(scene.session, due.id)
    lapsed = points.lapse_points(Act(scene.session, scene.actor, scene.now), member, last_day)
    if lapsed:
        left = points.spendable(scene.session, member, due.on)
        scene.tell(
            member,
            Telling(
                _(
                    "{lapsed:points} of yours lapsed at the end of {day}, as points do once a year. You have "
                    "{left:points} now."
                ).using(lapsed=lapsed, day=last_day, left=left),
                on=due.on,
                buttons=(_POINTS,),
                clauses=[scene.pack.role("lapsed_points").id],
            ),
        )
    return f"{lapsed} points"


def _find_birthdays(look: Look) -> Sequence[Due]:
    if look.day.day != 1:
        return []
    waiting = store.untouched("birthday", "member", Member.id, look.day)
    born = points.born_in(
        look.session, look.programme, look.day.month, Batch(waiting, look.after, look.limit)
    )
    return [Due(member, "member", look.day) for member in born]


def _congratulate(scene: Scene, due: Due) -> str:
    member = points.lock_member(scene.session, due.id)
    decision = points.grant_birthday(
        RuledAct(scene.session, scene.actor, scene.now, scene.engine), member, due.on
    )
    if decision.outcome != "approved":
        return decision.outcome
    granted = decision.figures.points
    scene.tell(
        member,
        Telling(
            _("Happy birthday month! 🎂 We have credited {points:points} to you as a present.").using(
                points=granted
            ),
            on=due.on,
            buttons=(_POINTS, _REWARDS),
            clauses=decision.clauses,
        ),
    )
    return f"{granted} points"


def _find_doubles(look: Look) -> Sequence[Due]:
    if look.day != points.birthday_double_day(look.pack, look.day):
        return []
    waiting = store.untouched("birthday_double", "member", Member.id, look.day)
    month = look.day.replace(day=1)
    found = points.born_last_month_with_receipt(
        look.session, look.programme, month, Batch(waiting, look.after, look.limit)
    )
    return [Due(member, "member", look.day) for member in found]


def _double(scene: Scene, due: Due) -> str:
    member = points.lock_member(scene.session, due.id)
    double = points.grant_birthday_double(
        RuledAct(scene.session, scene.actor, scene.now, scene.engine), member, due.on
    )
    if double is None:
        return "nothing to double"
    scene.tell(
        member,
        Telling(
            _(
                "Your double birthday points are here: {points:points} for your receipt from "
                "{merchant:printed}."
            ).using(points=double.points, merchant=str(double.receipt.facts["merchant"])),
            on=due.on,
            buttons=(_POINTS, _REWARDS),
            clauses=[points.double_clause(scene.engine, member.programme).id],
        ),
    )
    return f"{double.points} points"


POINTS_LAPSE = Timer(
    "points_lapse",
    "points lapse when the last day of their lot is over",
    Needs("the lapse of points", kinds=("balance",), roles=("lapsed_points",)),
    _find_lapsed,
    _lapse,
)
BIRTHDAY = Timer(
    "birthday",
    "birthday points on the first day of the birthday month",
    Needs("the birthday present", kinds=("birthday",)),
    _find_birthdays,
    _congratulate,
)
BIRTHDAY_DOUBLE = Timer(
    "birthday_double",
    "double points of the birthday month, late in the month after it",
    Needs(
        "the double points of the birthday month",
        rules=(("earn", "birthday_doubles"),),
        readings=(points.LATE,),
    ),
    _find_doubles,
    _double,
)
POINTS_REMINDER = Timer(
    "points_reminder",
    "a word to the member before points lapse",
    Needs("the reminder before points lapse", kinds=("balance",), roles=("lapse_reminder",)),
    _find_lapsing,
    _remind,
)
