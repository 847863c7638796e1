"""Questions and doubts about the set that waits for its member's yes, and corrections that are taken back."""

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.dialogue import pointing, shown
from bot.dialogue.context import Context
from bot.dialogue.flows import proposal
from bot.dialogue.flows.receipt_set import facts_of, set_of
from bot.dialogue.turn import Reply
from bot.json_values import Json, JsonObject
from bot.ledger import receipts
from bot.ledger.models import Receipt
from bot.rules import Decision, EarnFigures
from bot.text import fold_typed
from bot.understanding.asking import Question, asked
from bot.wording import _

# "Sorry, it was right": what was corrected last is as the photo has it.
_RIGHT_AFTER_ALL = re.compile(
    r"(?<![a-z])(?:(?:it|that|the \w+|you) (?:was|were|is|are|had it) (?:right|correct|fine|ok)|was right|"
    r"(?:leave|keep) it (?:as it (?:is|was))|as (?:it was|before)|change it back|undo (?:that|it)|"
    r"my mistake)(?![a-z])|"
    r"(?:原来|本来|其实|之前|头先|刚才)(?:嗰个|那个|的|嘅)?(?:系|是|都)?(?:啱|对|冇错|没错|正确)|(?:改返|"
    r"换返|改回)(?:原来|之前|头先)?|我(?:睇|看|搞|记|讲|说)错"
)


def taken_back(ctx: Context, receipt: Receipt) -> dict[str, str] | None:
    """The corrections that stay when the member takes the last one back in words; None where they don't."""
    corrections = dict(receipt.reading["corrections"])
    text = fold_typed(ctx.request.text).text
    if ctx.request.pressed or not corrections or not _RIGHT_AFTER_ALL.search(text):
        return None
    corrections.popitem()
    return corrections


def standing(receipt: Receipt, told: Mapping[str, str]) -> dict[str, str]:
    """The corrections of a set with what is told now; one to what the photo has is none."""
    read = facts_of(set_of(receipt.reading["photos"]))
    corrections = {**receipt.reading["corrections"], **told}
    return {fact: value for fact, value in corrections.items() if not _same(fact, read.get(fact), value)}


def answer(ctx: Context, receipt: Receipt) -> list[Reply] | None:
    """The answer to a question about the set, and the question whether it is right once more; None where the
    words ask nothing of it."""
    question = None if ctx.request.pressed else asked(ctx.request.text)
    if question is None or ctx.request.first("merchant") is not None:
        return None
    if question in ("hesitates", "sure", "undo"):
        return [proposal.not_yet(ctx)]
    told = _told(ctx, receipt, question)
    return None if told is None else [*told, proposal.not_yet(ctx)]


def _told(ctx: Context, receipt: Receipt, question: Question) -> list[Reply] | None:
    if ctx.member is None or question not in ("why", "price", "when", "expires", "by_when"):
        return None
    decision: Decision[EarnFigures] = receipts.preview(
        ctx.session, ctx.services.engine, ctx.member, receipt.facts, ctx.now
    )
    shown.note_decision(ctx, decision)
    kept = shown.last(ctx, shown.ShownDecision)
    if kept is None:
        return None
    if question == "why" or decision.outcome != "approved":
        return pointing.explain(ctx, kept) or None
    custom: JsonObject = {"clauses": list(decision.clauses)}
    if question == "price":
        text = _("If everything is in order it brings {points:points}.")
        return [ctx.reply(text, points=decision.figures.points, custom=custom)]
    return pointing.answer(ctx)


def _same(fact: str, read: Json, told: str) -> bool:
    if read is None:
        return False
    if fact == "total":
        return Decimal(str(read)) == Decimal(told)
    return str(read)[: len(told)] == told if fact == "issued_at" else str(read) == told
