"""The engine's word on a confirmed set, told to the member: points and dates, or the reason and the way "
"to object."""

from collections.abc import Mapping
from decimal import Decimal

from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Reply
from bot.ledger import cases, crediting, receipts
from bot.ledger.models import Receipt
from bot.reading import ReceiptSet
from bot.reading.confidence import SURE
from bot.reading.sets import doubtful, paid
from bot.rules import Decision
from bot.wording import _

# Facts on which points hang: where the photos do not surely show one, a person looks before the credit.
_WEIGHTY = ("merchant", "issued_on", "total", "payment", "number", "deductions")

# Signals about a photo that are no reason for doubt.
_HARMLESS = frozenset({"two_papers"})


def doubts(found: ReceiptSet) -> list[str]:
    """Why a person should look at a set although the rules may approve it: codes for the staff."""
    assert found.receipt is not None
    unsure = [
        f"unsure:{field}"
        for field in doubtful(found.receipt)
        if field in _WEIGHTY and not _agreed(found, field)
    ]
    return [
        *unsure,
        *(f"mismatch:{what}" for what in found.mismatches),
        *set(found.receipt.signals) - _HARMLESS,
    ]


def _agreed(found: ReceiptSet, field: str) -> bool:
    """Whether the proof of payment surely says the same as the receipt."""
    receipt, proof = found.receipt, found.proof
    if receipt is None or proof is None or proof.confidence.get(field, 0.0) < SURE:
        return False
    if field == "total":
        return proof.total == paid(receipt)
    return field in ("issued_on", "payment") and getattr(receipt, field) == getattr(proof, field)


def borne_out(found: ReceiptSet, fact: str, value: str) -> bool:
    """Whether the proof of payment says the same as a member's correction; else a person compares it."""
    proof = found.proof
    if proof is None:
        return False
    match fact:
        case "total":
            return proof.total is not None and proof.total == Decimal(value)
        case "issued_at":
            return proof.issued_on is not None and proof.issued_on.isoformat() == value[:10]
        case "payment":
            return proof.payment == value
    return False


def decide(ctx: Context, receipt: Receipt) -> Answer:
    """Settle a set that the member confirmed."""
    reading = receipt.reading
    corrected = [f"corrected:{fact}" for fact in reading.get("corrected", ())]
    decision = crediting.settle(
        ctx.session,
        ctx.services.engine,
        receipt,
        doubts=[*reading["doubts"], *corrected],
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
        receipts.object_to(ctx.session, receipt, "objection", ctx.now)
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
    if figures["points"]:
        lines.append(
            ctx.say(
                _("They are in your account by {day} at the latest, and you can use them until {lapse}."),
                day=figures["credit_by"],
                lapse=figures["expires_on"],
            )
        )
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
