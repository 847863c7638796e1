"""The engine's word on a confirmed set, told to the member: points and dates, or the reason and the way "
"to object."""

from collections.abc import Mapping

from bot.dialogue.context import Answer, Context
from bot.dialogue.flows.doubts import doubts
from bot.dialogue.flows.receipt_set import set_of
from bot.dialogue.turn import Reply
from bot.ledger import cases, crediting, receipts
from bot.ledger.models import Receipt
from bot.rules import Decision
from bot.wording import _


def decide(ctx: Context, receipt: Receipt) -> Answer:
    """Settle a set that the member confirmed."""
    corrections = receipt.reading["corrections"]
    decision = crediting.settle(
        ctx.session,
        ctx.services.engine,
        receipt,
        doubts=doubts(ctx, receipt, set_of(receipt.reading["photos"], corrections), corrections),
        actor=f"member:{receipt.member_id}",
        now=ctx.now,
    )
    custom = {"clauses": list(decision.clauses), "outcome": decision.outcome, "receipt": receipt.id}
    match receipt.state:
        case "credited":
            return [_credited(ctx, decision, custom)]
        case "rejected":
            return [_rejected(ctx, receipt, decision, custom)]
        case "awaiting_review":
            return [_in_review(ctx, receipt, decision, custom)]
    return [ctx.reply(_("Some things are still missing, so nothing was decided yet."), custom=custom)]


def object_to(ctx: Context, receipt: Receipt) -> list[Reply]:
    """A person looks at a rejected set again."""
    if receipt.state == "rejected":
        receipts.object_to(ctx.session, receipt, ctx.now)
    case, _opened = cases.open_case(
        ctx.session, ctx.conversation, reason="receipt", receipt=receipt, now=ctx.now
    )
    text = ctx.say(
        _("A colleague will look at this receipt again (case {number}) and tell you the result right here."),
        number=str(case.id),
    )
    return [ctx.reply(text, custom={"handoff": True})]


def _credited(ctx: Context, decision: Decision, custom: Mapping[str, object]) -> Reply:
    figures = decision.figures
    lines = [ctx.say(_("Done: this purchase brings you {points:points}. 🎉"), points=figures["points"])]
    if figures.get("birthday_points"):
        lines.append(
            ctx.say(
                _(
                    "As the first receipt of your birthday month it brings {points:points} more, credited "
                    "in {month}."
                ),
                points=figures["birthday_points"],
                month=figures["birthday_credited_in"],
            )
        )
    lines += [f"• {reason}" for reason in dict.fromkeys(ctx.reasons(decision))]
    lines.append(ctx.say(_("Please keep the paper receipt and the slip; the mall may ask to see them.")))
    balance = ctx.button(_("⭐ My points"), "check_balance")
    return ctx.reply("\n".join(lines), buttons=(balance,), custom=custom)


def _rejected(ctx: Context, receipt: Receipt, decision: Decision, custom: Mapping[str, object]) -> Reply:
    lines = [ctx.say(_("This receipt brings no points:"))]
    lines += [f"• {reason}" for reason in dict.fromkeys(ctx.reasons(decision))]
    again = ctx.button(_("Ask a person to look again"), "object", r=str(receipt.id))
    return ctx.reply("\n".join(lines), buttons=(again,), custom=custom)


def _in_review(ctx: Context, receipt: Receipt, decision: Decision, custom: Mapping[str, object]) -> Reply:
    cases.open_case(ctx.session, ctx.conversation, reason="receipt", receipt=receipt, now=ctx.now)
    lines = [
        ctx.say(
            _(
                "A colleague has to look at this receipt before points are credited. You will hear from "
                "us right here."
            )
        )
    ]
    if decision.outcome == "review":
        lines += [f"• {reason}" for reason in dict.fromkeys(ctx.reasons(decision))]
    else:
        lines.append(
            ctx.say(
                _("If everything is in order it brings {points:points}."), points=decision.figures["points"]
            )
        )
    return ctx.reply("\n".join(lines), custom={**custom, "handoff": True})
