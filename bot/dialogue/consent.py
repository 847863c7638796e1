"""Consent to what cannot be undone, or goes to the staff: the proposal's button, or a plain yes to it.

Words count only as the answer to the proposal itself: the last message that the member got must carry its
button, and not be old. What was said since (a notice, an answer that did not put the proposal again) makes a
later yes a yes to something else, and after hours nobody knows what they are saying yes to.
"""

import re
from collections.abc import Callable
from datetime import timedelta

from bot.dialogue import intents
from bot.dialogue.context import Answer, Context, Onward, Request
from bot.dialogue.payload import decode
from bot.dialogue.turn import Button, Reply
from bot.ledger import talks
from bot.text import fold_typed
from bot.understanding.asking import asked
from bot.understanding.consent import Act, after_refusal, is_refusal, is_yes

# How sure it must be that the words are a request of their own ("I don't want a bot").
_SURELY = 0.9

# How long a proposal can be agreed to in words; its button stays.
_FRESH = timedelta(hours=1)

# "How many points do I have" is asked of the account, "how many points is that" of the proposal.
_OWN = re.compile(
    r"(?<![a-z])(?:my (?:points|balance|tier|account|membership)|(?:do|have) i (?:have|got|own)|"
    r"(?:points|pts) have i)(?![a-z])|"
    r"points? (?:expire|lapse|run out)|(?:rest|remaind\w*|remaining|left ?over)(?: \w+){0,3} (?:points|pts)|"
    r"(?<![a-z])(?:other|remaining) (?:points|pts)|"
    r"[剩余](?:下|低|返)?(?:[的嘅])?(?:积?分)|积分.{0,4}(?:过期|到期|失效)|我(?:的|嘅)?积?分|我(?:而家|现在|宜家)?有"
)


def says_yes(ctx: Context, act: Act) -> bool:
    """Whether the message is nothing but a yes; to what, is another question."""
    if ctx.request.pressed:
        return ctx.request.intent == "affirm"  # as clients of the HTTP interface send a yes
    return is_yes(ctx.request.text, act)


def given(ctx: Context, act: Act, yes: Button) -> bool:
    """Whether the turn consents to the open proposal, whose button for it is `yes`."""
    if ctx.request.pressed and decode(ctx.request.text) == decode(yes.payload):
        return True
    if not says_yes(ctx, act):
        return False
    last = talks.last_said(ctx.session, ctx.conversation.id)
    if last is None or ctx.now - last.created_at > _FRESH:
        return False
    return any(button["payload"] == yes.payload for button in last.buttons)


def refused(ctx: Context) -> bool:
    """Whether the member's words refuse what is proposed."""
    if ctx.request.intent == "deny" and (ctx.request.pressed or asked(ctx.request.text) is None):
        return True
    if ctx.request.pressed:
        return False
    plainly = after_refusal(ctx.request.text) is not None
    return plainly or (not of_something_else(ctx) and is_refusal(ctx.request.text))


def ended(ctx: Context, stop: Callable[[Context], list[Reply]]) -> Answer:
    """What a refusal brings: the proposal's end, and what else the message asks for ("no, my balance")."""
    rest = None if ctx.request.pressed else after_refusal(ctx.request.text)
    replies = stop(ctx)
    if rest is None:
        return replies
    return Onward(replies, Request.of(ctx.services.understanding.parse(rest, ctx.now)))


def own_account(ctx: Context) -> bool:
    """Whether the words ask about the member's own points, not about what is proposed."""
    return _OWN.search(fold_typed(ctx.request.text).text) is not None


def of_something_else(ctx: Context) -> bool:
    """Whether the words are surely no answer to a proposal."""
    known = intents.of(ctx.request.intent)
    return known is not None and known.own_matter and ctx.request.confidence >= _SURELY
