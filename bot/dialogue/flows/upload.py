"""Sending a receipt: photos are collected into a set, read, checked by the member, and decided.

The set lies in the flow's state until it is complete and its member known; then the ledger has it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from bot.dialogue import consent, shown, topic
from bot.dialogue.context import Answer, Context, Onward, Request
from bot.dialogue.flows import about_set, another_photo, link, proposal, verdict
from bot.dialogue.flows.receipt_set import (
    as_json,
    facts_of,
    names_compared,
    of_one_purchase,
    reading_of,
    set_of,
    stored_photos,
)
from bot.dialogue.turn import Reply
from bot.json_values import Json, JsonObject, json_object, json_text
from bot.ledger import receipts
from bot.ledger.models import PhotoOfSet, Receipt, SentPhoto
from bot.ledger.receipts import Submission
from bot.ledger.store import Act
from bot.reading import PictureError, Reading, ReceiptSet
from bot.reading.picture import MAX_BYTES
from bot.wording import _, n_
from bot.wording.pictures import PICTURE_PROBLEMS

_PHOTOS: TypeAdapter[list[PhotoOfSet]] = TypeAdapter(list[PhotoOfSet])

NAME = "upload"
LINGERS = True

# Intents of words that are no request of their own: values in them correct the set being checked.
_ABOUT_THE_SET = ("affirm", "deny", "ask_earn", "upload_receipt", "check_receipt", "out_of_scope", "faq")


# How a question looks: it corrects nothing.
_ASKS = re.compile(
    r"[?？嗎吗呢]\s*$|算不算|[計计][唔不][計计]|有[冇没沒]|可[唔不]可|[係系]咪|是不是|[會会][唔不][會会]|能不能|得唔得|行不行|是否|"
    r"多少|[幾几]多"
)

# How the flow begins. A question about another purchase, say, puts it aside and does not end it.
_COLLECTING: JsonObject = {"step": "collecting", "returns": True}


@dataclass(frozen=True, slots=True)
class ReadPhoto:
    """A stored photo, what was read of it, and by field where the places of its doubtful fields are kept."""

    stored: SentPhoto
    result: Reading | PictureError
    crops: Mapping[str, str]


def begin(ctx: Context) -> Answer:
    """Explain what to send, and wait for it; or go on with what was already read."""
    if ctx.aside is not None:
        ctx.leave()  # only this flow is ever put aside
    topic.note(ctx, f"{ctx.services.home_programme}/points.")
    if ctx.flow != NAME:
        ctx.enter(NAME, **_COLLECTING)
    if ctx.state["step"] != "collecting":
        return prompt(ctx)  # one set after the other
    if ctx.memory.get("set"):
        return _add(ctx, [], [])
    return _next_step(ctx) if ctx.state.get("photos") else prompt(ctx)


def photos_arrived(ctx: Context, count: int) -> list[Reply]:
    """Photos were stored and will be read; say so at once."""
    if ctx.flow is None:
        ctx.enter(NAME, **_COLLECTING)
    # A photo in the middle of something else does not end that: the set waits for it.
    return [
        ctx.reply(
            n_(
                "Got it. I'm reading your photo, one moment …",
                "Got them. I'm reading your {count} photos, one moment …",
            ),
            count=count,
            custom={"reading": True},
        )
    ]


def photos_read(ctx: Context, results: Sequence[ReadPhoto]) -> Answer:
    """Photos were read: add them to the set and take the next step."""
    problems = [_problem(ctx, photo.result) for photo in results if isinstance(photo.result, PictureError)]
    read = _read(results)
    if not read:
        return problems
    if ctx.flow is None:
        # The member left the flow while the photo was being read.
        return problems
    if ctx.flow not in (NAME, another_photo.NAME):
        _keep(ctx, read)
        return [*problems, *resume(ctx)]
    if (asking := _whose(ctx, read)) is not None:
        _keep(ctx, read)
        return [*problems, *asking]
    return _add(ctx, read, problems)


def _problem(ctx: Context, error: PictureError) -> Reply:
    """Why a photo cannot be used. One that was given up is kept in the conversation, where staff can look."""
    text = ctx.say(PICTURE_PROBLEMS[error.code], megabytes=MAX_BYTES // 2**20)
    if error.code != "timed_out":
        return ctx.reply(text)
    return ctx.reply(text, buttons=(ctx.button(_("👤 Talk to a person"), "talk_to_human"),))


def _whose(ctx: Context, read: Sequence[PhotoOfSet]) -> list[Reply] | None:
    """The question whether photos belong to the set that waits for a yes, where that set lacks nothing; those
    of another purchase are kept for a set of their own."""
    if ctx.flow != NAME or ctx.state["step"] == "collecting":
        return None
    receipt = ctx.session.get_one(Receipt, ctx.state["receipt"])
    in_hand = receipt.reading["photos"]
    found = set_of(in_hand, receipt.reading["corrections"])
    if len(of_one_purchase([*in_hand, *read])) < len(in_hand) + len(read):
        text = _("That is a receipt of another purchase: I keep it, and we go on with it after this one.")
        return [ctx.reply(text), *_show(ctx, receipt)]
    if found.proof is None or found.mismatches or proposal.leaves_doubt(found):
        return None
    buttons = (ctx.action(_("It belongs to this one"), "join"), ctx.action(_("Another receipt"), "apart"))
    return [ctx.reply(_("Does the new photo belong to this receipt, or to another one?"), buttons=buttons)]


def photos_arrived_quietly(ctx: Context) -> None:
    """Photos were stored and will be read, while a person has the conversation."""
    if ctx.flow is None:
        ctx.enter(NAME, **_COLLECTING)


def photos_kept(ctx: Context, results: Sequence[ReadPhoto]) -> None:
    """Photos were read while a person has the conversation: they wait until the bot is back."""
    _keep(ctx, _read(results))


def resume(ctx: Context) -> list[Reply]:
    """After something else: show the set that was being checked, and offer to go on with photos read
    meanwhile."""
    shown: list[Reply] = []
    if ctx.flow == NAME and ctx.state["step"] != "collecting":
        receipt = ctx.session.get_one(Receipt, ctx.state["receipt"])
        if receipt.state == "awaiting_confirmation":
            ctx.keep(step="checking", field=None)
            shown = _show(ctx, receipt)
        else:
            ctx.leave()
    if not ctx.memory.get("set"):
        return shown
    button = ctx.button(_("Go on with the receipt"), "upload_receipt")
    text = ctx.say(_("Your photo is read. We can go on with it whenever you like."))
    return [*shown, ctx.reply(text, buttons=(button,))]


def _read(results: Sequence[ReadPhoto]) -> list[PhotoOfSet]:
    """The photos that could be read, as they are kept."""
    return [
        {
            "key": photo.stored["key"],
            "name": photo.stored["name"],
            "size": photo.stored["size"],
            "signals": photo.stored["signals"],
            "crops": photo.crops,
            "reading": as_json(photo.result),
        }
        for photo in results
        if isinstance(photo.result, Reading) and photo.stored["key"] is not None
    ]


def _photos(kept: Json) -> list[PhotoOfSet]:
    """Photos as the flow or the conversation keeps them."""
    return _PHOTOS.validate_python(kept or [])


def _corrections(ctx: Context) -> dict[str, str]:
    """The member's corrections, as the flow keeps them."""
    kept = json_object(ctx.state.get("corrections", {}))
    return {fact: json_text(value) for fact, value in kept.items()}


def _keep(ctx: Context, read: Sequence[PhotoOfSet]) -> None:
    ctx.remember(set=[*_photos(ctx.memory.get("set")), *read])


def _add(ctx: Context, read: Sequence[PhotoOfSet], problems: list[Reply]) -> Answer:
    """Put photos, and those that were kept, into the set that is collected or being checked."""
    read = [*_photos(ctx.memory.get("set")), *read]
    ctx.remember(set=None)
    if not (ctx.state.get("photos") or ctx.state.get("receipt")):
        if (joined := another_photo.join(ctx, read)) is not None:
            return [*problems, *joined]
        if ctx.flow != NAME:
            ctx.enter(NAME, **_COLLECTING)
    in_hand, corrections = _photos(ctx.state.get("photos")), dict[str, str]()
    if ctx.state["step"] != "collecting":
        # More photos for a set that is being checked (a better slip, say): it is put together anew with them.
        receipt = ctx.session.get_one(Receipt, ctx.state["receipt"])
        in_hand, corrections = receipt.reading["photos"], receipt.reading["corrections"]
        receipts.withdraw(ctx.session, receipt, ctx.now)
    photos = of_one_purchase([*in_hand, *read])
    notes = problems
    if len(photos) < len(in_hand) + len(read):
        aside = _("One of these receipts is of another purchase. Please send it again when this one is done.")
        notes = [*problems, ctx.reply(aside)]
    ctx.keep(step="collecting", receipt=None, field=None, photos=photos, corrections=corrections or None)
    step = _next_step(ctx)
    if isinstance(step, Onward):
        return Onward([*notes, *step.replies], step.request)
    return [*notes, *step]


def answer(ctx: Context) -> Answer | None:
    """Take a button or words about the set that is being checked."""
    state = ctx.state
    action, argument = ctx.pressed() or (ctx.request.intent, "")
    if state["step"] == "collecting":
        if action == "upload_receipt":
            return begin(ctx)
        return stop(ctx) if action in ("cancel", "deny") else None
    receipt = ctx.session.get_one(Receipt, state["receipt"])
    if state["step"] == "typing" and not ctx.request.pressed:
        return _typed(ctx, receipt)
    if consent.given(ctx, "submit", proposal.all_correct(ctx)):
        ctx.leave()
        decided = verdict.decide(ctx, receipt)
        return [*decided, *resume(ctx)] if isinstance(decided, list) else decided
    if consent.says_yes(ctx, "submit"):
        return _show(ctx, receipt)  # a yes to something else
    if not ctx.request.pressed:
        if (answered := _worded(ctx, receipt, action)) is not None:
            return answered
        if field := proposal.field_named(ctx):
            action, argument = "field", field
    return _carried_out(ctx, receipt, action, argument)


def _worded(ctx: Context, receipt: Receipt, action: str) -> Answer | None:
    """What words about the set do: take corrections back, correct, ask about it."""
    if (kept := about_set.taken_back(ctx, receipt)) is not None:
        told = proposal.corrections_in(ctx, receipt)
        return _correct(ctx, receipt, told) if told else _recorrected(ctx, receipt, kept)
    asks = _ASKS.search(ctx.request.text)
    if action in _ABOUT_THE_SET and not asks and (told := proposal.corrections_in(ctx, receipt)):
        return _correct(ctx, receipt, told)
    return about_set.answer(ctx, receipt)


def _carried_out(ctx: Context, receipt: Receipt, action: str, argument: str) -> Answer | None:
    """What a button of the set does, or words that mean the same."""
    match action:
        case "join":
            return _add(ctx, [], [])
        case "apart":
            text = _("All right, it is kept as a receipt of its own. First this one: is it right?")
            return [ctx.reply(text), *_show(ctx, receipt)]
        case "affirm":
            return [proposal.not_yet(ctx)]
        case "change" | "deny":
            ctx.keep(step="checking")
            return [proposal.which_field(ctx)]
        case "field":
            ctx.keep(step="typing", field=argument)
            return [proposal.ask_value(ctx, argument)]
        case "value":
            return _set_value(ctx, receipt, json_text(ctx.state["field"]), argument)
        case "cancel":
            return stop(ctx)
        case "back":
            ctx.keep(step="checking", field=None)
            return _show(ctx, receipt)
    return None


def prompt(ctx: Context) -> list[Reply]:
    """Ask for what is missing, or show the set again."""
    state = ctx.state
    if state["step"] == "collecting":
        if ctx.memory.get("set"):
            return resume(ctx)
        if state.get("photos"):
            return _ask_rest(ctx, set_of(_photos(state["photos"])))
        return [
            ctx.reply(
                _(
                    "Please send a photo of the printed shop receipt and one of the payment slip "
                    "(for a payment app, a screenshot of the payment). Both together is best."
                ),
                buttons=(ctx.action(_("Not now"), "cancel"),),
            )
        ]
    return _show(ctx, ctx.session.get_one(Receipt, state["receipt"]))


def stop(ctx: Context) -> list[Reply]:
    """Withdraw the set."""
    if receipt_id := ctx.state.get("receipt"):
        receipt = ctx.session.get_one(Receipt, receipt_id)
        receipts.withdraw(ctx.session, receipt, ctx.now)
    shown.note(ctx, shown.ShownEnd("kept"))
    ctx.leave()
    return [
        ctx.reply(
            _(
                "All right, nothing was submitted. You can send the receipt again any time before its "
                "deadline."
            )
        )
    ]


# ----------------------------------------------------------------------------------------------------


def _next_step(ctx: Context) -> Answer:
    photos, corrections = _photos(ctx.state["photos"]), _corrections(ctx)
    if ctx.member is not None:
        photos = names_compared(photos, ctx.member)
    found = set_of(photos, corrections)
    if (told := proposal.no_sale_alone(ctx, found)) is not None:
        ctx.keep(photos=None)
        return [told]
    if found.receipt is None or (found.proof is None and not _hopeless(ctx, found)):
        return _ask_rest(ctx, found)
    if ctx.member is None:
        ctx.remember(set=photos)
        ctx.leave()
        known = ctx.reply(_("I have read your receipt and its proof of payment."))
        return [known, *link.begin(ctx, then=Request("upload_receipt", pressed=True))]
    receipt = receipts.submit(
        ctx.session,
        ctx.member,
        ctx.conversation,
        Submission(facts_of(found), {"photos": photos, "corrections": corrections}, stored_photos(photos)),
        ctx.now,
    )
    ctx.keep(step="checking", receipt=receipt.id, photos=None, corrections=None)
    return proposal.show(ctx, receipt, found, _crops(photos))


def _hopeless(ctx: Context, found: ReceiptSet) -> bool:
    """Whether the receipt alone is refused, so that no proof of payment need be asked for."""
    if ctx.member is None:
        return False
    decision = receipts.preview(ctx.session, ctx.services.engine, ctx.member, facts_of(found), ctx.now)
    return decision.outcome == "rejected"


def _ask_rest(ctx: Context, found: ReceiptSet) -> list[Reply]:
    leave = (ctx.action(_("Leave it"), "cancel"),)
    if any("two_receipts" in photo.signals for photo in found.unused):
        text = ctx.say(_("I see receipts of two different purchases. Please send one purchase at a time."))
        ctx.keep(photos=None)
    elif found.receipt is not None and found.receipt.total is None:
        text = ctx.say(
            _(
                "I have part of the receipt of {merchant}, but I can't see its total. Please send a photo of "
                "the part that shows it, and the payment slip."
            ),
            merchant=found.receipt.merchant or ctx.say(_("the shop")),
        )
    elif found.receipt is not None:
        text = ctx.say(
            _(
                "I have the receipt of {merchant}. Now the payment slip, please (for a payment app, a "
                "screenshot)."
            ),
            merchant=found.receipt.merchant or ctx.say(_("the shop")),
        )
    elif found.proof is not None:
        text = ctx.say(_("I have the proof of payment. Now the printed shop receipt, please."))
    else:
        text = ctx.say(
            _(
                "I can't make out a receipt in that photo. Please lay it flat in good light, get close, "
                "and try again."
            )
        )
        ctx.keep(photos=None)
    return [ctx.reply(text, buttons=leave)]


def _crops(photos: Sequence[PhotoOfSet]) -> dict[str, str]:
    """By field of the shop receipt: where the photo store keeps its place in the photo."""
    found: dict[str, str] = {}
    for photo in photos:
        if reading_of(photo).document == "shop_receipt":
            found |= photo["crops"]
    return found


def _show(ctx: Context, receipt: Receipt) -> list[Reply]:
    kept = receipt.reading
    return proposal.show(ctx, receipt, set_of(kept["photos"], kept["corrections"]), {})


def _typed(ctx: Context, receipt: Receipt) -> Answer | None:
    field = json_text(ctx.state["field"])
    value = proposal.value_in(ctx, field)
    if value is None:
        if ctx.request.intent in ("deny", "affirm") or ctx.request.confidence < 0.6:
            return [proposal.ask_value(ctx, field, again=True)]
        return None
    return _set_value(ctx, receipt, field, value)


def _set_value(ctx: Context, receipt: Receipt, field: str, value: str) -> list[Reply]:
    return _correct(ctx, receipt, {field: value})


def _correct(ctx: Context, receipt: Receipt, told: Mapping[str, str]) -> list[Reply]:
    return _recorrected(ctx, receipt, about_set.standing(receipt, told))


def _recorrected(ctx: Context, receipt: Receipt, corrections: dict[str, str]) -> list[Reply]:
    """The set with these corrections and no others, shown again."""
    kept = receipt.reading
    receipt.reading = {**kept, "corrections": corrections}
    facts = facts_of(set_of(kept["photos"], corrections))
    receipts.correct(Act(ctx.session, f"member:{receipt.member_id}", ctx.now), receipt, facts)
    ctx.keep(step="checking", field=None)
    return _show(ctx, receipt)
