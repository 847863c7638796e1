"""What the engine decided on a confirmed set, told to the member: points and dates, or why not."""

from collections.abc import Sequence

from bot.dialogue import shown
from bot.dialogue.context import Answer, Context
from bot.dialogue.flows import objection, proposal
from bot.dialogue.flows.doubts import doubts
from bot.dialogue.flows.receipt_set import set_of
from bot.dialogue.outcome import KEEP_THE_PAPERS, LOOK_AGAIN, Again, Speech, bonus, mended_by_papers
from bot.dialogue.turn import Reply
from bot.json_values import Json, JsonObject
from bot.ledger import receipts, talks
from bot.ledger.models import Receipt
from bot.ledger.store import RuledAct
from bot.ledger.talks import Need
from bot.rules import Decision, EarnFigures
from bot.wording import _


def decide(ctx: Context, receipt: Receipt) -> Answer:
    """Settle a set that the member confirmed."""
    corrections = receipt.reading["corrections"]
    decision = receipts.settle(
        RuledAct(ctx.session, f"member:{receipt.member_id}", ctx.now, ctx.services.engine),
        receipt,
        doubts=doubts(ctx, receipt, set_of(receipt.reading["photos"], corrections), corrections),
    )
    custom: dict[str, Json] = {
        "clauses": list(decision.clauses),
        "outcome": decision.outcome,
        "receipt": receipt.id,
    }
    if receipt.state != "awaiting_confirmation":
        custom["effect"] = "submitted"
        shown.note(ctx, shown.ShownEnd("submitted"))
    shown.note_decision(ctx, decision, receipt=receipt.id)
    match receipt.state:
        case "credited":
            return [_credited(ctx, decision, custom)]
        case "rejected":
            return [_rejected(ctx, receipt, decision, custom)]
        case "awaiting_review":
            against = proposal.no_sale(ctx, set_of(receipt.reading["photos"], corrections))
            return [_in_review(ctx, receipt, decision, custom, against)]
    return [ctx.reply(_("Some things are still missing, so nothing was decided yet."), custom=custom)]


def object_to(ctx: Context, receipt: Receipt) -> list[Reply]:
    """A person looks at a rejected set again."""
    if receipt.state == "rejected":
        receipts.object_to(ctx.session, receipt, ctx.now)
    case, _opened = talks.open_case(
        ctx.session, ctx.conversation, Need("receipt", receipt=receipt), now=ctx.now
    )
    text = ctx.say(
        _("A colleague will look at this receipt again (case {number}) and tell you the result right here."),
        number=str(case.id),
    )
    said = [ctx.reply(text, custom={"handoff": True})]
    return said if ctx.flow is not None else [*said, *objection.begin(ctx, receipt)]


def _credited(ctx: Context, decision: Decision[EarnFigures], custom: JsonObject) -> Reply:
    speech = Speech(ctx.services.words, ctx.language)
    points = decision.figures.points
    lines = [ctx.say(_("Done: this purchase brings you {points:points}. 🎉"), points=points)]
    lines += [*bonus(speech, decision), *speech.reasons(decision), ctx.say(KEEP_THE_PAPERS)]
    balance = ctx.button(_("⭐ My points"), "check_balance")
    return ctx.reply("\n".join(lines), buttons=(balance,), custom=custom)


def _rejected(ctx: Context, receipt: Receipt, decision: Decision, custom: JsonObject) -> Reply:
    lines = [ctx.say(_("This receipt brings no points:"))]
    speech = Speech(ctx.services.words, ctx.language)
    lines += speech.reasons(decision)
    if mended_by_papers(decision):
        pack = ctx.services.engine.pack(receipt.programme, receipt.issued_on)
        lines += Again.of(pack, receipt.issued_on, ctx.now).told(speech)
    look_again = ctx.button(LOOK_AGAIN, "object", r=str(receipt.id))
    return ctx.reply("\n".join(lines), buttons=(look_again,), custom=custom)


def _in_review(
    ctx: Context,
    receipt: Receipt,
    decision: Decision[EarnFigures],
    custom: JsonObject,
    against: Sequence[str],
) -> Reply:
    talks.open_case(ctx.session, ctx.conversation, Need("receipt", receipt=receipt), now=ctx.now)
    lines = [
        ctx.say(
            _(
                "A colleague has to look at this receipt before points are credited. You will hear from "
                "us right here."
            )
        )
    ]
    lines += against
    if decision.outcome == "review":
        lines += Speech(ctx.services.words, ctx.language).reasons(decision)
    elif not against:
        lines.append(
            ctx.say(_("If everything is in order it brings {points:points}."), points=decision.figures.points)
        )
    return ctx.reply("\n".join(lines), custom={**custom, "handoff": True})
