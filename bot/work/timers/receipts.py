"""Receipts: a set under review comes first when its points are due; when it is late, its member is told."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from bot.ledger import store, talks
from bot.ledger.models import Conversation, Receipt
from bot.ledger.store import Act, TimerDue
from bot.ledger.talks import Need
from bot.programmes import Needs
from bot.rules import Pack
from bot.rules.dates import day_of
from bot.wording import _
from bot.work.timers.timer import Due, Look, Scene, Telling, Timer

_CREDITING = ("earn", "credited_within")
_RECEIPTS = (_("🧾 My receipts"), "/check_receipt")
_DAY = timedelta(days=1)


def _credit_by(pack: Pack, receipt: Receipt) -> date:
    """The last day on which the points of a set are to be credited."""
    return pack.working_days.after(day_of(receipt.submitted_at), pack.deciding[_CREDITING].count("days"))


def _waiting(look: Look, days_before: int) -> Iterator[tuple[Receipt, date]]:
    """Sets under review that may be due, with the last day of each. A working day is a day at least."""
    pack = look.pack
    days = pack.deciding[_CREDITING].count("days")
    handed_in = look.morning - timedelta(days=days - days_before - 1)
    for receipt in look.session.scalars(
        select(Receipt)
        .where(
            Receipt.programme == look.programme,
            Receipt.state == "awaiting_review",
            Receipt.submitted_at < handed_in,
            Receipt.id > look.after,
        )
        .order_by(Receipt.id)
    ):
        yield receipt, _credit_by(pack, receipt)


def _find_due(look: Look) -> Sequence[Due]:
    """From the working day before the last one on."""
    following = look.pack.working_days.after(look.day, 1)
    return _not_done(
        look,
        "review_due",
        [Due(receipt.id, "receipt", last) for receipt, last in _waiting(look, 1) if last <= following],
    )


def _find_late(look: Look) -> Sequence[Due]:
    return _not_done(
        look,
        "review_late",
        [Due(receipt.id, "receipt", last + _DAY) for receipt, last in _waiting(look, 0) if last < look.day],
    )


def _not_done(look: Look, timer: str, due: Sequence[Due]) -> Sequence[Due]:
    return [one for one in due if not store.is_claimed(look.session, TimerDue(timer, one.subject, one.on))][
        : look.limit
    ]


def _bring_forward(scene: Scene, due: Due) -> str:
    receipt = scene.session.get_one(Receipt, due.id)
    if receipt.state != "awaiting_review":
        return receipt.state
    place = _place(scene, receipt)
    case = None
    if place is not None:
        case, _new = talks.open_case(
            scene.session,
            place,
            Need("receipt", priority=talks.URGENT_PRIORITY, receipt=receipt),
            now=scene.now,
        )
    detail = {"credit_by": due.on, "case": case.id if case is not None else None}
    Act(scene.session, scene.actor, scene.now).note("receipt.due", due.subject, detail)
    return f"to be credited by {due.on}"


def _tell_of_delay(scene: Scene, due: Due) -> str:
    receipt = scene.session.get_one(Receipt, due.id)
    if receipt.state != "awaiting_review":
        return receipt.state
    place = _place(scene, receipt)
    detail = {"credit_by": due.on - _DAY}
    Act(scene.session, scene.actor, scene.now).note("receipt.late", due.subject, detail)
    scene.tell(
        receipt.member,
        Telling(
            _(
                "Your receipt from {merchant:printed} is still being looked at, and we are past the day by "
                "which we wanted to be done. We are sorry. It comes first now; there is nothing you "
                "need to do."
            ).using(merchant=str(receipt.facts["merchant"])),
            on=due.on,
            key=f"{receipt.id}",
            buttons=(_RECEIPTS,),
            clauses=[scene.pack.deciding[_CREDITING].id],
            conversation=place,
        ),
    )
    return "told"


def _place(scene: Scene, receipt: Receipt) -> Conversation | None:
    """The conversation in which the set was sent, locked, while it still is its member's."""
    if receipt.conversation_id is None:
        return None
    place = talks.lock_conversation(scene.session, receipt.conversation_id)
    return place if place.member_id == receipt.member_id else None


REVIEW_DUE = Timer(
    "review_due",
    "sets under review come first when their points are due",
    Needs("reviews that fall due", rules=(_CREDITING,)),
    _find_due,
    _bring_forward,
)
REVIEW_LATE = Timer(
    "review_late",
    "a word to the member when points were not credited in time",
    Needs("reviews that are late", rules=(_CREDITING,)),
    _find_late,
    _tell_of_delay,
)
