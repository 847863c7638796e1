"""How much must be spent for so many points: a purchase decided the other way round."""

import re
from collections.abc import Callable
from decimal import Decimal

from bot.dialogue import shown, topic
from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Reply
from bot.ledger import points
from bot.text import fold_typed
from bot.understanding.candidates import find_candidates
from bot.understanding.tiers import HIGHER
from bot.wording import _
from bot.wording.message import Money

Skill = Callable[[Context], Answer]

_LONGEST = 120
_ASKS = re.compile(
    r"(?<![a-z])(?:how much (?:money )?(?:do|must|should|would|will|have|need)?\s?(?:i|we|to)?\s?"
    r"(?:still |have to |need to |must )?(?:\w+ ){0,2}(?:spend|shop|buy)|"
    r"how much (?:more )?(?:spending|shopping)|how many (?:hk)?(?:dollars|\$)|"
    r"what (?:do|must|should) i (?:(?:have|need) to )?spend|spend how much|"
    r"need (?:to )?spend how much)(?![a-z])|"
    r"(?:使|用|花|洗|碌|买|消费|俾|付)(?:够|满|到)?[几多](?:多|少)?(?:钱|蚊|元)?|"
    r"(?:几多|多少)(?:钱|蚊|元)(?:先|才)|消费(?:满|够)?(?:几多|多少)"
)
_THAT = re.compile(r"(?<![a-z])(?:that|it|those|them)(?![a-z])|嗰|那|呢|即系|就是")
_HIGHER = re.compile(HIGHER)


def needed(ctx: Context) -> Skill | None:
    """The skill for a question how much must be spent for points: those named, those just shown as lacking,
    or those up to the next tier."""
    request = ctx.request
    text = fold_typed(request.text)
    if request.pressed or len(text.text) > _LONGEST or _ASKS.search(text.text) is None:
        return None
    programme = topic.of_points(ctx)
    if programme is None or request.first("programme") not in (None, programme):
        return None
    found = find_candidates(text, ctx.now).candidates
    if any(c.kind == "money" for c in found):
        return None
    told = [int(c.value) for c in found if c.kind == "points" and isinstance(c.value, Decimal)]
    wanted = told[0] if len(told) == 1 else _lacking(ctx, text.text)
    return None if not wanted else lambda ctx: [_spending(ctx, programme, wanted)]


def _lacking(ctx: Context, text: str) -> int | None:
    """The points that a member still lacks, where the words mean them."""
    last = shown.last(ctx, shown.ShownDecision)
    if last is not None and last.kind == "tier" and _THAT.search(text):
        return last.figures.get("needed")
    if ctx.member is not None and _HIGHER.search(text):
        return points.tier(ctx.session, ctx.services.engine, ctx.member, ctx.now).figures.needed
    return None


def _spending(ctx: Context, programme: str, wanted: int) -> Reply:
    pack = ctx.services.engine.pack(programme)
    clause = pack.deciding["earn", "points_for_spending"]
    step, each = clause.money("step"), clause.count("points_per_step")
    amount = step * -(-wanted // each)
    text = ctx.say(
        _("{points:points} take {amount} of purchases that count: {each:points} for every full {step}."),
        points=wanted,
        amount=Money(amount, pack.currency),
        each=each,
        step=Money(step, pack.currency),
    )
    clauses = [clause.id]
    cap = pack.deciding.get(("earn", "daily_cap"))
    if cap is not None and wanted > cap.count("per_day"):
        more = _("A day brings at most {cap:points}, so they take several days.")
        text = ctx.join(text, ctx.say(more, cap=cap.count("per_day")))
        clauses.append(cap.id)
    return ctx.reply(text, custom={"clauses": clauses})
