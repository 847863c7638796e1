"""Vouchers: a reminder while there is time, and their lapse."""

from collections.abc import Sequence
from datetime import timedelta

from bot.ledger import points, store
from bot.ledger.models import Voucher
from bot.ledger.store import Act, Batch
from bot.programmes import Needs
from bot.wording import _
from bot.work.timers.timer import Due, Look, Scene, Telling, Timer

_VOUCHERS = (_("🎟 My vouchers"), "/check_vouchers")
_DAY = timedelta(days=1)


def _find_ending(look: Look) -> Sequence[Due]:
    """Those that were held for longer than the reminder comes before their end."""
    last_day = look.day + look.periods.voucher_reminder
    untold = store.untouched("voucher_reminder", "voucher", Voucher.id, look.day)
    which = untold & (Voucher.issued_on < look.day)
    ending = points.vouchers_ending(
        look.session, look.programme, last_day, Batch(which, look.after, look.limit)
    )
    return [Due(voucher.id, "voucher", look.day) for voucher in ending]


def _remind(scene: Scene, due: Due) -> str | None:
    voucher = scene.session.get_one(Voucher, due.id)
    if voucher.state != "issued":
        return voucher.state
    scene.tell(
        voucher.member,
        Telling(
            _("Your voucher {name} is still unused. Its last day is {day}.").using(
                name=voucher.reward.names, day=voucher.valid_until
            ),
            on=due.on,
            key=f"{voucher.id}",
            buttons=(_VOUCHERS,),
            clauses=[clause.id for clause in scene.pack.roles.get(f"end_of_{voucher.reward.kind}", ())],
            until=voucher.valid_until,
        ),
    )
    return None


def _find_lapsed(look: Look) -> Sequence[Due]:
    past = points.vouchers_past(look.session, look.programme, look.day, look.after, look.limit)
    return [Due(voucher.id, "voucher", voucher.valid_until + _DAY) for voucher in past]


def _lapse(scene: Scene, due: Due) -> str | None:
    owner = scene.session.get_one(Voucher, due.id).member_id
    member = points.lock_member(scene.session, owner)
    voucher = points.lapse_voucher(Act(scene.session, scene.actor, scene.now), due.id)
    if voucher is None:
        return "used or taken back before"
    if voucher.points:  # what was free and for one day is not worth a message
        scene.tell(
            member,
            Telling(
                _(
                    "Your voucher {name} was not used by {day}, its last day, so it has lapsed. The rules do "
                    "not let us replace it."
                ).using(name=voucher.reward.names, day=voucher.valid_until),
                on=due.on,
                key=f"{voucher.id}",
                clauses=[clause.id for clause in scene.pack.roles.get(f"end_of_{voucher.reward.kind}", ())],
            ),
        )
    return None


VOUCHER_LAPSE = Timer(
    "voucher_lapse",
    "vouchers lapse when their last day is over",
    Needs("the lapse of vouchers", kinds=("redeem",)),
    _find_lapsed,
    _lapse,
)
VOUCHER_REMINDER = Timer(
    "voucher_reminder",
    "a word to the member before a voucher lapses",
    Needs("the reminder before vouchers lapse", kinds=("redeem",)),
    _find_ending,
    _remind,
)
