"""A verdict in words: what was asked first, then what decided, then one next step."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from bot.dialogue import shown
from bot.dialogue.cases.frame import Frame
from bot.dialogue.cases.headlines import headline
from bot.dialogue.cases.requests import assume, day, decide
from bot.dialogue.cases.verdict import Branch, Verdict
from bot.dialogue.context import Context
from bot.dialogue.stated import stated
from bot.dialogue.turn import Button, Reply
from bot.json_values import Json, JsonObject
from bot.rules import Decision
from bot.rules.answers import BalanceFigures
from bot.rules.dates import last_day
from bot.wording import Message, Money, Said, _
from bot.wording.names import NAMES

_REASONS = 4  # reasons that are told at once; no member reads a wall of text
_LISTED = 6  # branches that are told one by one


def explain(ctx: Context, frame: Frame, verdict: Verdict, changed: Collection[str] = ()) -> Reply:
    """The reply that states a verdict on a case. `changed` are the facts that a variation changed."""
    lines: list[str] = []
    said = _changes(ctx, frame, changed)
    if verdict.open:
        lines += _branches(ctx, verdict)
    elif verdict.decision.outcome == "incomplete":
        lines += _likely(ctx, frame, verdict)
    else:
        lines += _decided(ctx, frame, verdict, varied=bool(said), redated="receipt.issued_at" in changed)
    if said:
        lines.insert(0, said)
    if (
        not verdict.open
        and "receipt.issued_at" in verdict.assumed
        and verdict.decision.outcome != "incomplete"
    ):
        lines.append(ctx.say(_("(You named no day, so I took today.)")))
    if verdict.residue:
        lines.append(_left_over(ctx, verdict))
    if not verdict.open and verdict.decision.outcome != "incomplete":
        until = _upload_by(ctx, frame, verdict.decision)
        if until is None:
            shown.note_decision(ctx, verdict.decision)
        else:
            shown.note_decision(ctx, verdict.decision, upload_by=until)
    return ctx.reply("\n".join(lines), buttons=_buttons(ctx, verdict), custom=custom(frame, verdict))


def custom(frame: Frame, verdict: Verdict) -> JsonObject:
    """What tools read of a reply that states a decision (contract, section 3)."""
    decision = verdict.likely or verdict.decision if verdict.outcome == "incomplete" else verdict.decision
    return stated(decision, frame.told(), outcome=verdict.outcome, missing=verdict.missing)


# -- parts ---------------------------------------------------------------------------------------------


def _decided(ctx: Context, frame: Frame, verdict: Verdict, *, varied: bool, redated: bool) -> list[str]:
    """The verdict with its reasons; of a variation what is other than before."""
    decision = verdict.decision
    lines = []
    if verdict.residue and decision.outcome == "approved":
        lines.append(ctx.say(_("Only as far as I understood it:")))
    lines.append(_head(ctx, decision))
    lines += _lots(ctx, decision)
    before = _told_before(ctx, decision) if varied else frozenset()
    reasons = _reasons(ctx, frame, decision)
    kept = [reason for reason in reasons if reason not in before] or reasons[:1]
    lines += [f"• {reason}" for reason in kept[:_REASONS]]
    if decision.outcome == "approved" and (not before or redated):
        lines += _deadlines(ctx, frame, decision)
    if "member.live_plus" in verdict.assumed and decision.outcome == "approved":
        lines.append(ctx.say(_("That is for members; I took it that you are one.")))
    return lines


def _told_before(ctx: Context, decision: Decision) -> frozenset[str]:
    """The reasons that were told with the decision before, where that was of the same kind and outcome."""
    before = next((one for one in shown.all_of(ctx) if isinstance(one, shown.ShownDecision)), None)
    if before is None or (before.kind, before.outcome) != (decision.kind, decision.outcome):
        return frozenset()
    return frozenset(reason.text[ctx.language] for reason in before.reasons)


def _likely(ctx: Context, frame: Frame, verdict: Verdict) -> list[str]:
    """What holds if what is missing is as usual; nothing where that cannot be told."""
    if verdict.likely is None or verdict.likely.outcome == "incomplete":
        return []
    decision = verdict.likely
    if decision.outcome != "approved":
        return [_head(ctx, decision), *(f"• {reason}" for reason in _reasons(ctx, frame, decision))]
    lines = [
        ctx.say(_("It depends on one thing that I don't know yet. If that is in order:")),
        _head(ctx, decision),
    ]
    return lines


def _branches(ctx: Context, verdict: Verdict) -> list[str]:
    """What holds for which of the values that the words leave open."""
    lines = [ctx.say(_("That depends:"))]
    for branch in verdict.branches[:_LISTED]:
        head = _head(ctx, branch.decision)
        if branch.decision.outcome != "approved":
            head = ctx.join(head, *ctx.reasons(branch.decision)[:1])
        lines.append("• " + ctx.say(_("{when}: {then}"), when=_when(ctx, branch), then=head))
    return lines


def _when(ctx: Context, branch: Branch) -> str:
    """For which values a branch holds, its first and its last."""
    values = [next(iter(chosen.values())) for chosen in branch.chosen if chosen]
    if not values:
        return ""
    first, last = _value(values[0]), _value(values[-1])
    if first == last:
        return ctx.say(_("{value}"), value=first)
    return ctx.say(_("{first} to {last}"), first=first, last=last)


def _value(value: Json) -> Said:
    match value:
        case str():
            try:
                return date.fromisoformat(value)
            except ValueError:
                return value
        case float():
            return Decimal(str(value))
        case int():
            return value
    return str(value)


def _head(ctx: Context, decision: Decision) -> str:
    return ctx.say(headline(decision, ctx.services.engine.pack(decision.programme)))


def _reasons(ctx: Context, frame: Frame, decision: Decision) -> list[str]:
    """Why, each sentence once. Where a programme refuses everything on that day nothing else matters, and its
    clauses about days all say the same: the first will do."""
    reasons = list(dict.fromkeys(ctx.reasons(decision)))
    if decision.outcome != "rejected" or len(reasons) < 2 or frame.kind not in ("earn", "claim"):
        return reasons
    told = {
        path: known.value for path, known in frame.facts.items() if path in ("receipt.issued_at", "at", "now")
    }
    days = {path: value for path, value in told.items() if isinstance(value, str)}
    if days.keys() != told.keys():
        return reasons
    engine = ctx.services.engine
    anything = decide(
        engine, decision.programme, frame.kind, assume(engine, decision.programme, frame.kind, days, ctx.now)
    )
    everything = anything.outcome == "rejected" and set(anything.clauses) <= set(decision.clauses)
    return ctx.reasons(anything)[:1] if everything and len(anything.clauses) > 1 else reasons


def _lots(ctx: Context, decision: Decision) -> list[str]:
    if not isinstance(decision.figures, BalanceFigures) or decision.outcome != "approved":
        return []
    return [
        ctx.say(_("• {points:points} until {day}"), points=lot.points, day=lot.expires_on)
        for lot in decision.figures.lots or ()
    ]


def _deadlines(ctx: Context, frame: Frame, decision: Decision) -> list[str]:
    """The next step of a purchase that counts: by when the receipt has to come."""
    until = _upload_by(ctx, frame, decision)
    if until is None:
        return []
    return [ctx.say(_("Upload the receipt and the payment slip by {day}."), day=until)]


def _upload_by(ctx: Context, frame: Frame, decision: Decision) -> date | None:
    """The last day for the receipt of a purchase that counts; None where it was handed in, or is over."""
    if decision.kind != "earn" or decision.outcome != "approved" or frame.value("submitted_at") is not None:
        return None
    pack = ctx.services.engine.pack(decision.programme)
    clause = pack.deciding.get(("earn", "upload_window"))
    issued = frame.value("receipt.issued_at")
    if clause is None or not isinstance(issued, str | None):
        return None
    bought = day(issued) if issued else ctx.now.date()
    until = last_day(bought, clause.count("days"), pack.reading("first_day"))
    return until if until >= ctx.now.date() else None


def _left_over(ctx: Context, verdict: Verdict) -> str:
    words = "”, “".join(dict.fromkeys(verdict.residue))
    return ctx.say(
        _(
            "I could not place “{words}” and left it out. Could you tell me what it means here, or "
            "ask a person?"
        ),
        words=words,
    )


def _buttons(ctx: Context, verdict: Verdict) -> tuple[Button, ...]:
    decision = verdict.decision
    if verdict.residue or verdict.outcome == "review":
        return (ctx.button(_("👤 Talk to a person"), "talk_to_human"),)
    if verdict.outcome == "approved" and decision.kind == "earn":
        return (ctx.button(_("📷 Send the receipt"), "upload_receipt"),)
    return ()


# What a varied fact is called, and how its value is shown.
_VARIED: Mapping[str, tuple[Message, str]] = {
    "receipt.total": (_("With an amount of {value}:"), "money"),
    "payment.amount": (_("With an amount of {value}:"), "money"),
    "receipt.payment": (_("Paid by {value}:"), "payment"),
    "receipt.issued_at": (_("On {value}:"), "day"),
    "at": (_("On {value}:"), "day"),
    "payment.at": (_("On {value}:"), "day"),
    "receipt.merchant": (_("At {value}:"), "text"),
}


def _changes(ctx: Context, frame: Frame, changed: Collection[str]) -> str:
    """What a variation changed, in a few words; nothing where that is more than one thing."""
    known = [path for path in changed if path in _VARIED and frame.value(path) is not None]
    if len(known) != 1:
        return ""
    message, style = _VARIED[known[0]]
    value = frame.value(known[0])
    if style == "money" and isinstance(value, int | float):
        currency = ctx.services.engine.pack(frame.programme or ctx.services.home_programme).currency
        return ctx.say(message, value=Money(Decimal(str(value)), currency))
    if not isinstance(value, str):
        return ""
    if style in NAMES and value in NAMES[style]:
        return ctx.say(message, value=NAMES[style][value])
    return ctx.say(message, value=day(value) if style == "day" else value)
