"""Whether a message is about a case: one told, one varied, or the answer to what was asked about one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.dialogue import shown
from bot.dialogue.cases import talk
from bot.dialogue.cases.frame import Frame
from bot.dialogue.cases.questions import PROGRAMME
from bot.dialogue.context import Answer, Context
from bot.dialogue.skills import rules
from bot.text import fold_typed
from bot.understanding.asking import asked, asks_why
from bot.understanding.candidates import Candidate, Range, Span, find_candidates
from bot.understanding.telling import Fact, FactValue, Telling

# Intents that are never a case, when they are this sure.
_ELSEWHERE = ("talk_to_human", "delete_account", "change_language", "link_account", "stop")
_SURE = 0.8
_CERTAIN = 0.9

# Facts that are told in passing, and make no case by themselves.
_SLIGHT = (
    "via",
    "receipt.category",
    "receipt.payer",
    "payment.method",
    "payment.mall",
    "now",
    "receipt.channel",
)
# How a thought that goes on with a case begins, how long it is at most, and how well a rule fits that is
# surely meant instead.
_SUPPOSED = re.compile(
    r"\W*(?:(?:ok(?:ay)?|and|but|so|then|hmm+|well)\W+)*(?:what if|if|even if|suppose|say|but if)(?![a-z])|"
    r"\W*(?:咁|那|不过|但系|但是)?(?:如果|要是|假如|就算|若果?)"
)
# Another tier than the one chosen is no variation: a rule says whether it can be.
_SWITCHES = re.compile(
    r"(?<![a-z])(?:switch|swap|change (?:it |my \w+ )?(?:to|for|into)|upgrade)(?![a-z])|"
    r"(?:换|转|改)(?:成|做|为|去|咗|到)?(?:另|其他|\d|嗰|那|个)"
)
_ONE_THOUGHT = 80
_SURELY_A_RULE = 0.5
_GENERAL = 0.35  # how well a rule fits that answers better than a decision on next to nothing

_TELLS = re.compile(
    r"(?<![a-z])(?:i(?:'m| am|'ve| have)? (?:just |already )?(?:bought|spent|paid|had|used|got|"
    r"joined|claimed|ate|did|went|redeemed|cancelled|turn|am|have)|"
    r"i'm|my|we (?:bought|spent|paid)|if i|suppose|i want to|can i|will i|would i|am i|do i|"
    r"does this|this receipt|spent|bought|paid)(?![a-z])"
    r"|我|家[母父]|本人|[他她佢]|咗|了(?!解)|如果|假如"
)
_FOLLOW_UP = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|fine|hmm+|well|right|all ?right|oh|ah|wait|好|嗯|哦|喔|唔|哎吔|"
    r"哎呀|咦)[,.，。、\s]+)?"
    r"(?:and\b|but\b|oops\b|my mistake|what if|what about|how about|or if|if\b|make (?:it|"
    r"that)\b|sorry\b|"
    r"actually\b|i mean|no,?\s|so\b|then\b|forget\b|"
    r"咁|如果|那|換|换|改|要是|假如|若|定係|或者|應該|应该|唔係|不是|不對|不对|"
    r"不好意思|唔好意思|對唔住|[对對]不起|抱歉|[講讲說说打][錯错]|.{1,12}呢\W*$)",
    re.IGNORECASE,
)
# What is so with nearly every purchase.
_INNOCENT = (
    ("receipt.form", "original"),
    ("receipt.payment_proof", "slip"),
    ("receipt.payer", "member"),
    ("receipt.channel", "in_store"),
)
_BARE_NAME = 12  # a shop's name and hardly anything else
_SHORT = 30
_WHAT_AND_WHERE = frozenset({"receipt.merchant", "receipt.total", "payment.amount"})


def concerns(ctx: Context) -> Telling | None:
    """The case that the message tells or asks about; None where it is about something else."""
    request = ctx.request
    if request.pressed or not request.text.strip():
        return None
    if request.intent in _ELSEWHERE and request.confidence >= _SURE:
        return None
    if asks_why(request.text) and request.first("amount") is None and shown.newest(ctx) is not None:
        return None  # "why not 600?" asks about what was said
    telling = talk.read(ctx)
    if telling.kind is None or _switches(ctx):
        return None
    if varies(ctx, telling):
        return telling
    strong = [fact for fact in telling.facts if fact.path not in _SLIGHT and fact.act != "retract"]
    return telling if _rich(ctx, telling, strong) else None


def answer(ctx: Context, telling: Telling) -> Answer:
    """The answer to a message about a case: a variation goes on from the one before; of several purchases
    each is decided for itself."""
    if (each := _several(ctx, telling)) and (replies := talk.take_each(ctx, each)):
        return replies
    return talk.take(ctx, telling, anew=not varies(ctx, telling))


def unplaced(ctx: Context) -> Frame | None:
    """The case that goes on with words of which nothing was understood ("and if I pay him back?"): they are
    named as left out, and no rule that happens to sound alike is quoted instead. None for anything else."""
    frame, text = talk.current(ctx), ctx.request.text
    if ctx.request.pressed or frame is None or frame.kind in talk.OF_ACCOUNT or frame.programme is None:
        return None
    if len(text) > _ONE_THOUGHT or not _SUPPOSED.match(fold_typed(text).text) or asked(text) is not None:
        return None
    if rules.fit(ctx) >= _SURELY_A_RULE:
        return None
    return replace(frame, residue=(text.strip(" ?？。."),))


def _several(ctx: Context, telling: Telling) -> list[Telling]:
    """The purchases of a message that tells several whole ones."""
    texts = ctx.services.understanding.purchases(ctx.request.text, ctx.now)
    told = [talk.read(ctx.asking(replace(ctx.request, text=text))) for text in texts]
    whole = all({"receipt.merchant", "receipt.total"} <= {fact.path for fact in one.facts} for one in told)
    if not whole or telling.kind not in ("earn", "claim"):
        return []
    return [replace(one, kind=telling.kind, programme=one.programme or telling.programme) for one in told]


def varies(ctx: Context, telling: Telling) -> bool:
    """Whether the message varies the case that was talked about just before."""
    frame = talk.current(ctx)
    if frame is None or frame.kind != telling.kind or not telling.facts:
        return False
    if telling.programme not in (None, frame.programme):
        return False
    text = ctx.request.text
    if _rule_asked(ctx, telling):
        return False
    if asked(text) in _LOOKED_UP and all(fact.path in _SLIGHT for fact in telling.facts):
        return False  # "and by when must I upload it?"
    if _FOLLOW_UP.match(text):
        return True
    if frame.kind in talk.OF_ACCOUNT:
        return False
    if ctx.request.intent in ("out_of_scope", "greet", "thank") and ctx.request.confidence >= _CERTAIN:
        return False
    told = {fact.path for fact in telling.facts}
    if len(text) <= _BARE_NAME or ctx.request.intent in ("affirm", "deny"):
        return True
    whole = bool(told & _WHAT_AND_WHERE)
    return not whole and (ctx.request.intent == "ask_earn" or len(fold_typed(text).text) <= _SHORT)


def _switches(ctx: Context) -> bool:
    """Whether another tier is wished for than the one that was chosen."""
    frame = talk.current(ctx)
    chosen = frame is not None and frame.value("entry.tier") is not None
    return chosen and _SWITCHES.search(fold_typed(ctx.request.text).text) is not None


def _rule_asked(ctx: Context, telling: Telling) -> bool:
    """Whether the words surely ask about a rule and name only what is so anyway ("the paper receipt")."""
    clear = ctx.request.intent == "faq" and ctx.request.confidence >= _CERTAIN
    return clear and all((fact.path, fact.value) in _INNOCENT for fact in telling.facts)


def new_case(ctx: Context, telling: Telling, frame: Frame) -> bool:
    """Whether a message under an open question tells another case than the one asked about."""
    return (
        telling.kind is not None
        and frame.kind != telling.kind
        and len(telling.facts) > 1
        and telling.confidence > _SURE
    )


def answers(ctx: Context, frame: Frame, path: str) -> Telling | None:
    """What an answer to the question for a fact tells; None where the words are about something else."""
    telling = talk.read(ctx, asked=path)
    if new_case(ctx, telling, frame) and all(fact.path != path for fact in telling.facts):
        return None
    if telling.kind is not None and telling.kind != frame.kind:
        telling = replace(
            telling, kind=frame.kind, facts=tuple(f for f in telling.facts if f.path in _shared(path))
        )
    if any(fact.path == path for fact in telling.facts) or (path == PROGRAMME and telling.programme):
        return telling
    asks = ctx.request.text.rstrip().endswith(("?", "？"))
    if asks and not _FOLLOW_UP.match(ctx.request.text):
        return None
    if path == PROGRAMME and not telling.facts and frame.value("receipt.total") is None:
        path = "receipt.total"  # a number alone, before the programme is known
    given = _bare(ctx, frame, path)
    if given is not None:
        others = tuple(fact for fact in telling.facts if fact.path != path and not _same_value(fact, given))
        return replace(
            telling, facts=(*others, Fact(path, given, "set", 0, len(ctx.request.text))), residue=()
        )
    about_it = telling.facts and telling.kind == frame.kind and not asks
    return telling if about_it else None


def _shared(path: str) -> tuple[str, ...]:
    return (path, "receipt.total", "receipt.payment", "receipt.merchant", "receipt.issued_at")


def _same_value(fact: Fact, given: FactValue) -> bool:
    return bool(fact.value == given)


_DAYS = (
    "receipt.issued_at",
    "payment.at",
    "entry.claimed_at",
    "coupon.issued_at",
    "member.joined",
    "member.birthday",
    "at",
)
_NUMBERS = (
    "receipt.total",
    "payment.amount",
    "applicant.age",
    "balance",
    "reward.points",
    "reward.hours",
    "entry.tier",
    "coupon.face",
    "tier",
)
_OF_COUPONS = ("enrol", "award", "spend")
_OF_THE_PAPER = ("receipt.unreadable", "receipt.form")
# What makes a redemption a case to be thought through.
_OF_ANOTHER_DAY = frozenset({"balance", "today", "with_offers", "reward.stock"})
_SUMS = ("money", "number")
_COUNTED = ("applicant.age", "balance", "reward.points", "reward.hours")
_COUNTS = (*_SUMS, "points", "hours", "age", "count")
_NO_NAME = ("greet", "thank", "goodbye", "affirm", "deny", "stop", "help", "talk_to_human")
_LONGEST_NAME = 40
_LOOKED_UP = ("by_when", "when", "expires", "where", "rule")


def _bare(ctx: Context, frame: Frame, path: str) -> FactValue:
    """A value that stands alone in the words, as what was asked for."""
    text, intent = ctx.request.text, ctx.request.intent
    found = [
        c for c in find_candidates(fold_typed(text), ctx.now).candidates if not c.negated and not c.retracted
    ]
    if path in _DAYS:
        days = [c.value for c in found if c.kind in ("day", "span", "moment")]
        if days and isinstance(days[0], Span | date):
            return days[0] if isinstance(days[0], Span) else days[0].isoformat()
        return _day_within(frame.value(path), found)
    if path in _NUMBERS:
        kinds = _COUNTS if path in _COUNTED else _SUMS
        numbers = [c.value for c in found if c.kind in kinds]
        if numbers and isinstance(numbers[0], Range | Decimal):
            return numbers[0] if isinstance(numbers[0], Range) else int(numbers[0])
        return None
    if path in ("user.mainland_id", "user.mainland_phone") and intent in ("affirm", "deny"):
        return intent == "affirm"
    if path == "receipt.merchant" and len(text) <= _LONGEST_NAME and intent not in _NO_NAME and not found:
        return text.strip() if asked(text) is None and _looks_like_a_name(text) else None
    return None


def _day_within(known: FactValue, found: Sequence[Candidate]) -> str | None:
    """The day of a month told before, from its number alone ("the 12th")."""
    numbers = [
        int(c.value) for c in found if c.kind in ("number", "ordinal") and isinstance(c.value, Decimal)
    ]
    if isinstance(known, Span) and len(numbers) == 1 and 1 <= numbers[0] <= known.last.day:
        return known.first.replace(day=numbers[0]).isoformat()
    return None


def _looks_like_a_name(text: str) -> bool:
    """Whether words may be a shop's name: few of them, and no sentence."""
    words = text.split()
    return len(words) <= 5 and not re.search(
        r"[?？!]|(?<![a-z])(?:i|you|why|what|how|when|don't|know)(?![a-z])|唔知|不知|点解|为什么|"
        r"[几幾]多|多少|[几幾][时時]|[差仲咁点點邊边哪吗嗎呢]|有[冇没沒]|多[久耐]|等|我|已[经經]|[系係]咪|得唔得|可以|如果",
        text.lower(),
    )


def _rich(ctx: Context, telling: Telling, strong: list[Fact]) -> bool:
    """Whether so much is told that a decision answers better than a rule."""
    if not strong:
        return False
    kind, request = telling.kind, ctx.request
    personal = _TELLS.search(fold_typed(request.text).text) is not None
    if kind in ("tier", "balance"):
        return any(fact.path in ("credits", "entries", "spending") for fact in strong)
    if kind == "redeem":
        told = {fact.path for fact in strong}
        wants = request.intent in ("redeem_parking", "redeem_evoucher") and ctx.member is not None
        if wants and not told & _OF_ANOTHER_DAY:
            return False  # a member's wish is proposed, not decided about
        return bool(told & {*_OF_ANOTHER_DAY, "reward.points"}) or (
            bool(told & {"level", "member.tier"}) and "reward.kind" in told
        )
    if kind == "join":
        applicant = [fact for fact in strong if fact.path.startswith("applicant.")]
        return bool(applicant) and (personal or len(applicant) > 1)
    if kind == "birthday":
        return any(fact.path in ("member.birthday", "member.joined", "granted_this_year") for fact in strong)
    if kind in ("enrol", "award", "spend"):
        before = talk.current(ctx)
        return len(strong) > 1 or personal or (before is not None and before.kind in _OF_COUPONS)
    if request.intent in ("upload_receipt", "check_receipt") and len(strong) < 3:
        return False
    if len({fact.path for fact in strong}) > 1:
        return True
    if strong[0].path in _OF_THE_PAPER and talk.current(ctx) is None:
        return False  # "what if it's faded?" asks for the rule
    if request.intent == "ask_earn":
        return any(fact.path == "receipt.merchant" for fact in strong) or rules.fit(ctx) < _GENERAL
    return personal and not any(
        fact.path in ("receipt.merchant", "receipt.total", "receipt.payment") for fact in strong
    )
