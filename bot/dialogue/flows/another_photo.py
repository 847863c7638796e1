"""Staff asked for another photo of a set: the next one joins it, and the set goes back to them.

The flow is only entered by the button under their question; a photo that comes by itself joins as well.
"""

from collections.abc import Sequence
from itertools import product

from bot.dialogue.context import Answer, Context
from bot.dialogue.flows.receipt_set import differences, facts_of, reading_of, set_of, stored_photos
from bot.dialogue.outcome import name_of
from bot.dialogue.turn import Reply
from bot.json_values import Json
from bot.ledger import receipts, talks
from bot.ledger.models import PhotoOfSet, Receipt
from bot.ledger.receipts import Submission
from bot.ledger.store import Act
from bot.ledger.talks import Need
from bot.reading import Reading
from bot.reading.fields import SURE
from bot.wording import _

NAME = "another_photo"
LINGERS = True

# What tells one purchase from another where it was read surely: on papers of one kind, and on a receipt and
# its slip, which have numbers of their own.
_TELLING, _COMMON = ("number", "issued_on", "total"), ("issued_on", "total")

# Facts that follow from the photos and the other facts.
_FOLLOWING = ("slip_matches", "unreadable")


def awaited(ctx: Context, receipt_id: object = None) -> Receipt | None:
    """The linked member's set of that id for which staff wait, or the one asked for last."""
    if ctx.member is None:
        return None
    waiting = receipts.awaited_from(ctx.session, ctx.member)
    return next((each for each in waiting if receipt_id is None or str(each.id) == str(receipt_id)), None)


def begin(ctx: Context, receipt: Receipt) -> list[Reply]:
    """Wait for the photo."""
    ctx.enter(NAME, awaited=receipt.id)
    return prompt(ctx)


def answer(ctx: Context) -> Answer | None:
    """Photos come by themselves; here the member says that there are none."""
    action, _argument = ctx.pressed() or (ctx.request.intent, "")
    if action == "upload_receipt":
        return prompt(ctx)
    if action in ("none", "deny"):
        return give_up(ctx, ctx.session.get_one(Receipt, ctx.state["awaited"]))
    return stop(ctx) if action == "cancel" else None


def prompt(ctx: Context) -> list[Reply]:
    """Ask for the photo."""
    receipt = ctx.session.get_one(Receipt, ctx.state["awaited"])
    text = ctx.say(_("Please send the new photo for {receipt}."), receipt=name_of(receipt))
    buttons = (ctx.action(_("I have no other photo"), "none"), ctx.action(_("Not now"), "cancel"))
    return [ctx.reply(text, buttons=buttons)]


def stop(ctx: Context) -> list[Reply]:
    """Not now; the set goes on waiting."""
    ctx.leave()
    return [ctx.reply(_("All right. Send the photo whenever you are ready; the receipt waits for it."))]


def give_up(ctx: Context, receipt: Receipt) -> list[Reply]:
    """There is no other photo: staff decide with what they have."""
    if ctx.flow == NAME:
        ctx.leave()
    if receipt.state == "awaiting_photo":
        actor = f"member:{receipt.member_id}"
        reason = receipts.NO_OTHER_PHOTO
        receipts.move(Act(ctx.session, actor, ctx.now), receipt, "awaiting_review", reason=reason)
        _to_staff(ctx, receipt)
    return [ctx.reply(_("All right. My colleague decides with what is there and tells you right here."))]


def join(ctx: Context, read: Sequence[PhotoOfSet]) -> list[Reply] | None:
    """Put photos that were read into the set that waits for some, and give it back to the staff; None, and
    nothing is done, where none waits or they surely show another purchase."""
    receipt = awaited(ctx, ctx.state.get("awaited"))
    if receipt is None:
        return None
    # Of a set whose photos were deleted meanwhile, nothing is left that was read.
    kept, told = receipt.reading.get("photos", []), receipt.reading.get("corrections", {})
    if _of_another_purchase(kept, read):
        return None
    ctx.leave()
    photos = [*kept, *read]
    receipts.add_photos(
        ctx.session,
        receipt,
        Submission(
            _with_staffs_corrections(ctx, receipt, photos, facts_of(set_of(photos, told))),
            {"photos": photos, "corrections": told},
            stored_photos(read),
        ),
        ctx.now,
    )
    _to_staff(ctx, receipt)
    text = ctx.say(
        _("Thank you. The photo is with {receipt}; a colleague looks at it again and tells you right here."),
        receipt=name_of(receipt),
    )
    return [ctx.reply(text, custom={"receipt": receipt.id})]


def _with_staffs_corrections(
    ctx: Context, receipt: Receipt, photos: Sequence[PhotoOfSet], facts: dict[str, Json]
) -> dict[str, Json]:
    """The facts of all photos, but where staff had corrected one before they asked, that."""
    for change in receipts.corrections_of(ctx.session, receipt):
        if change.actor.startswith("staff:") and change.field not in _FOLLOWING:
            facts[change.field] = receipt.facts.get(change.field)
    facts = {name: value for name, value in facts.items() if value is not None}
    if "slip_matches" in facts:
        facts["slip_matches"] = not differences(photos, facts)
    return facts


def _to_staff(ctx: Context, receipt: Receipt) -> None:
    talks.open_case(ctx.session, ctx.conversation, Need("receipt", receipt=receipt), now=ctx.now)


def _of_another_purchase(kept: Sequence[PhotoOfSet], read: Sequence[PhotoOfSet]) -> bool:
    """Whether a new photo differs from one that was kept in all that was read surely of both, and that is
    more than one thing."""
    for new, old in product(_papers(read), _papers(kept)):
        telling = _TELLING if new.document == old.document else _COMMON
        both = [name for name in telling if _sure(new, name) and _sure(old, name)]
        if len(both) > 1 and all(getattr(new, name) != getattr(old, name) for name in both):
            return True
    return False


def _papers(photos: Sequence[PhotoOfSet]) -> list[Reading]:
    return [reading for reading in map(reading_of, photos) if reading.document != "unknown"]


def _sure(reading: Reading, name: str) -> bool:
    return getattr(reading, name) is not None and reading.confidence.get(name, 0.0) >= SURE
