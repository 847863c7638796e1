"""What only a linked member may see leads through linking first, and then goes on."""

import re
from collections.abc import Callable
from functools import wraps

from bot.dialogue import pointing, shown
from bot.dialogue.context import Answer, Context
from bot.dialogue.flows import link
from bot.dialogue.skills import rules
from bot.dialogue.turn import Reply
from bot.ledger.models import Member
from bot.understanding.asking import asked

MemberSkill = Callable[[Context, Member], Answer]

# What a guest may ask of the rules as well as of an account ("when do points lapse?"), and how well a clause
# has to fit to be told before the membership is asked for.
_ALSO_RULES = ("check_expiry", "check_tier", "delete_account")
_KINDS = {
    "check_tier": "tier",
    "check_balance": "balance",
    "check_expiry": "balance",
    "check_vouchers": "award",
}
_FITS = 0.3
_OWN = re.compile(r"\bmy\b|我[的嘅啲個个張张]", re.IGNORECASE)  # what is asked of one's own receipt or points


def members_only(skill: MemberSkill) -> Callable[[Context], Answer]:
    """Run the skill for the linked member; without one, link first and carry the request out after it."""

    @wraps(skill)
    def guarded(ctx: Context) -> Answer:
        if ctx.member:
            return skill(ctx, ctx.member)
        if (supposed := _supposed(ctx)) is not None:
            return supposed
        if _general(ctx):
            return rules.answer_question(ctx, ask_back=False) or [rules.when_credited(ctx)]
        return [*_rule(ctx), *link.begin(ctx, then=ctx.request)]

    return guarded


def _supposed(ctx: Context) -> list[Reply] | None:
    """What was decided for a guest on a case of the same kind, which is what a further question is about."""
    last = shown.last(ctx, shown.ShownDecision)
    if ctx.request.pressed or last is None or last.kind != _KINDS.get(ctx.request.intent):
        return None
    return pointing.explain(ctx, last) or None


def _general(ctx: Context) -> bool:
    """Whether a guest asks how long something takes, which the rules tell for everybody."""
    return (
        not ctx.request.pressed
        and asked(ctx.request.text) == "when"
        and _OWN.search(ctx.request.text) is None
    )


def _rule(ctx: Context) -> list[Reply]:
    """What the rules say for everybody, where that answers a guest's question already."""
    if ctx.request.pressed or ctx.request.intent not in _ALSO_RULES or rules.fit(ctx) < _FITS:
        return []
    return rules.answer_question(ctx, ask_back=False)
