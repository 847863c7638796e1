"""A message about a case: kept in its frame, decided, answered, and one question where it is needed."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.dialogue import topic
from bot.dialogue.cases import standing
from bot.dialogue.cases.following import in_order, taken_over, under_its_weather
from bot.dialogue.cases.frame import Frame, known_paths, merged, without_paper
from bot.dialogue.cases.questions import PROGRAMME, choices, first_to_ask, question
from bot.dialogue.cases.requests import day
from bot.dialogue.cases.verdict import Verdict, judge
from bot.dialogue.cases.words import explain
from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Reply
from bot.json_values import Json, JsonObject, json_object, json_text
from bot.rules import RequestError
from bot.text import fold_typed
from bot.understanding.telling import Talk, Telling
from bot.understanding.telling.teller import programmes_of
from bot.wording import _

FLOW = "case"
FRESH_FOR = timedelta(minutes=30)
# Another receipt than the one talked about: what stood on that one is not said of it.
_ANOTHER = re.compile(
    r"(?<![a-z])(?:another|other|different|second|new) (?:receipt|bill|purchase|one|slip)(?![a-z])|"
    r"另(?:外)?一?[张单笔套]"
)

# Kinds that are asked of a member's own account.
OF_ACCOUNT = ("tier", "balance")


def read(ctx: Context, asked: str | None = None) -> Telling:
    """What the words of the turn tell of a case, in the light of the one that was talked about."""
    frame = current(ctx)
    talk = Talk(
        programme=frame.programme if frame else _spoken_of(ctx),
        kind=frame.kind if frame else None,
        asked=asked,
        home=topic.of_points(ctx),
        day=frame.day if frame else None,
        visit=_visit(frame),
    )
    programmes, understanding = programmes_of(ctx.services.engine), ctx.services.understanding
    telling = understanding.tell(ctx.request.text, ctx.now, talk, programmes)
    if telling.programme is None and telling.kind in _PURCHASES:
        # Who is meant tells what a purchase is there: its facts are read anew as of that kind.
        programme = _meant(ctx, merged(Frame(telling.kind), telling)[0])
        if programme and telling.kind not in ctx.services.engine.shelf.kinds[programme]:
            telling = understanding.tell(
                ctx.request.text, ctx.now, replace(talk, programme=programme), programmes
            )
    return telling


def _visit(frame: Frame | None) -> date | None:
    """The day of the visit that is talked about."""
    at = frame.value("at") if frame else None
    return day(at) if isinstance(at, str) else None


def current(ctx: Context) -> Frame | None:
    """The case that was talked about last, if that is not long ago."""
    kept = json_object(ctx.memory.get("case") or {})
    if not kept or datetime.fromisoformat(json_text(kept["at"])) <= ctx.now - FRESH_FOR:
        return None
    return Frame.from_json(kept)


def keep(ctx: Context, frame: Frame) -> None:
    """Keep a case for the turns to come."""
    ctx.remember(programme=frame.programme, case={**frame.as_json(), "at": ctx.now.isoformat()})


def open_to(ctx: Context, kind: str, programme: str) -> None:
    """Let what a member asks of their own account be varied ("and with 500 more?"); a purchase that is being
    talked about stays the case."""
    before = current(ctx)
    if before is None or before.kind in OF_ACCOUNT:
        keep(ctx, Frame(kind, programme))


def take(ctx: Context, telling: Telling, *, anew: bool = False) -> Answer:
    """Take what a message tells, decide, and answer."""
    last = current(ctx)
    before = None if anew or last is None or telling.kind not in (None, last.kind) else last
    frame = before or Frame(telling.kind or "earn", telling.programme)
    if before is None and last is not None:
        frame = _following(ctx, last, frame)
    if before is not None and _ANOTHER.search(fold_typed(ctx.request.text).text):
        frame = without_paper(frame)
    frame, changed = merged(frame, telling)
    frame = in_order(frame, ctx.request.text)
    if "at" in changed and "weather" not in changed:
        frame = under_its_weather(frame)
    return settle(ctx, frame, changed if before is not None else frozenset())


def take_each(ctx: Context, told: Sequence[Telling]) -> list[Reply]:
    """The verdicts on several purchases of one message; none where the programme of one is not known. The
    last one is talked about from here on."""
    frames = [merged(Frame(one.kind or "earn", one.programme), one)[0] for one in told]
    programmes = [frame.programme or _meant(ctx, frame) for frame in frames]
    if None in programmes:
        return []
    known = [
        _of_programme(ctx, replace(frame, programme=programme))
        for frame, programme in zip(frames, programmes, strict=True)
    ]
    try:
        replies = [look_up(ctx, frame) for frame in known]
    except RequestError:
        return []
    keep(ctx, known[-1])
    return [
        replace(reply, text=f"{frame.value('receipt.merchant')}: {reply.text}")
        for frame, reply in zip(known, replies, strict=True)
    ]


def _following(ctx: Context, before: Frame, frame: Frame) -> Frame:
    """The new frame with what follows from the case that was talked about before it."""
    if frame.programme not in (None, before.programme):
        return frame
    try:
        decided = _judged(ctx, before).decision if before.programme is not None else None
    except RequestError:
        decided = None
    return frame.with_facts(taken_over(before, decided, frame.kind, ctx.now.date()))


def _judged(ctx: Context, frame: Frame) -> Verdict:
    return judge(ctx.services.engine, frame, _base(ctx, frame), _granted(ctx, frame), ctx.now)


def settle(ctx: Context, frame: Frame, changed: frozenset[str] = frozenset()) -> Answer:
    """Decide a frame and answer; ask for its programme where that is not known."""
    programme = frame.programme or _meant(ctx, frame)
    if programme is None:
        return _ask(ctx, frame, PROGRAMME, [])
    frame = _of_programme(ctx, replace(frame, programme=programme))
    try:
        verdict = _judged(ctx, frame)
    except RequestError as error:
        return _impossible(ctx, frame, error)
    keep(ctx, frame)
    missing = _missing(ctx, frame, verdict)
    reply = explain(ctx, frame, verdict, changed)
    if missing is None:
        if ctx.flow == FLOW:
            ctx.leave()
        return [reply]
    return _ask(ctx, frame, missing, [reply])


def look_up(ctx: Context, frame: Frame) -> Reply:
    """The verdict on a frame that does not become the case that is talked about. Raises RequestError."""
    return explain(ctx, frame, _judged(ctx, frame))


def refusal(ctx: Context, frame: Frame) -> Reply | None:
    """The reply to a case that is rejected on the little that is known of it; None where it is not."""
    verdict = judge(ctx.services.engine, frame, {}, _granted(ctx, frame), ctx.now)
    return explain(ctx, frame, verdict) if verdict.outcome == "rejected" else None


def prompt(ctx: Context) -> list[Reply]:
    """Ask for the missing fact again."""
    frame = Frame.from_json(ctx.state["frame"])
    path = json_text(ctx.state["missing"])
    return [ctx.reply(question(ctx, frame, path), buttons=choices(ctx, frame, path))]


# -- inside --------------------------------------------------------------------------------------------


def _ask(ctx: Context, frame: Frame, path: str, said: list[Reply]) -> list[Reply]:
    """The question for a fact, in one reply with what can be said already."""
    frame = replace(frame, asked={**frame.asked, path: frame.asked.get(path, 0) + 1})
    if frame.programme is not None:
        keep(ctx, frame)
    ctx.enter(FLOW, frame=frame.as_json(), missing=path)
    asking = ctx.say(question(ctx, frame, path))
    first = said[0] if said else ctx.reply("")
    text = f"{first.text}\n{asking}" if first.text else asking
    return [ctx.reply(text, buttons=choices(ctx, frame, path), custom=first.custom)]


def _missing(ctx: Context, frame: Frame, verdict: Verdict) -> str | None:
    """The one fact to ask for; none where all is known, or where knowing it would change nothing."""
    if verdict.open and verdict.outcome == "incomplete" and not verdict.missing:
        return next(iter(verdict.branches[0].chosen[0]), None)
    if not verdict.missing or verdict.decision.outcome != "incomplete":
        return None
    if verdict.likely is not None and verdict.likely.outcome not in ("approved", "incomplete"):
        return None
    return first_to_ask(ctx, frame, verdict.missing)


def _granted(ctx: Context, frame: Frame) -> JsonObject:
    """What the programme takes for granted of someone who only asks."""
    return ctx.services.programmes[frame.programme or ""].chat.assumed.get(frame.kind, {})


def _base(ctx: Context, frame: Frame) -> JsonObject:
    """Facts of the ledger: a linked member's own, the weather, the catalogue's prices."""
    base: dict[str, Json] = {}
    if ctx.member is not None and ctx.member.programme == frame.programme:
        base |= standing.facts_of(ctx.session, ctx.member, frame.kind, ctx.now)
    if frame.kind == "claim":
        base["weather"] = standing.weather_of(ctx.session, ctx.now)
    if frame.kind == "redeem" and frame.programme is not None:
        told = {path: known.value for path, known in frame.facts.items()}
        base |= standing.priced(ctx.session, frame.programme, told)
    return base


def _spoken_of(ctx: Context) -> str | None:
    """The programme that was spoken of last."""
    programme = ctx.memory.get("programme") or topic.programme(ctx)
    return None if programme is None else json_text(programme)


def _meant(ctx: Context, frame: Frame) -> str | None:
    """The programme that is meant where none is named: the member's, or the only one that runs today."""
    if ctx.member is not None:
        return ctx.member.programme
    if spoken_of := _spoken_of(ctx):
        return spoken_of
    telling = [path for path in frame.facts if path.startswith("receipt.")]
    if frame.kind in ("earn", "claim") and len(telling) > 1:
        running = [name for name in ctx.services.engine.packs if _runs(ctx, name)]
        return running[0] if len(running) == 1 else None
    return None


def _runs(ctx: Context, programme: str) -> bool:
    """Whether a programme is not over, and has begun."""
    pack = ctx.services.engine.pack(programme)
    today = ctx.now.date()
    return pack.valid_from <= today and (pack.valid_until is None or today <= pack.valid_until)


# The kind that a purchase is of, by what a programme answers.
_PURCHASES = ("earn", "claim", "award")
_RENAMED = {
    "award": {
        "receipt.total": "payment.amount",
        "receipt.issued_at": "payment.at",
        "receipt.payment": "payment.method",
    },
    "earn": {
        "payment.amount": "receipt.total",
        "payment.at": "receipt.issued_at",
        "payment.method": "receipt.payment",
    },
}


def _of_programme(ctx: Context, frame: Frame) -> Frame:
    """The frame as a kind that its programme answers: a purchase earns here and is claimed for there."""
    kinds = ctx.services.engine.shelf.kinds[frame.programme or ""]
    if frame.kind in kinds:
        return frame
    kind = next((kind for kind in _PURCHASES if kind in kinds), kinds[0])
    names = _RENAMED.get(kind, _RENAMED["earn"] if kind == "claim" else {})
    facts = {names.get(path, path): known for path, known in frame.facts.items()}
    if kind == "award":
        facts = {path: known for path, known in facts.items() if path.startswith(("payment.", "entry"))}
    return replace(frame, kind=kind, facts=facts)


def _impossible(ctx: Context, frame: Frame, error: RequestError) -> list[Reply]:
    """Facts that cannot be true together, or a value that is none."""
    keep(ctx, frame)
    if (
        error.field.endswith((".at", "submitted_at", ".until", "spent_on", "claimed_at", "issued_at"))
        or error.field == "at"
    ):
        text = _("Those days cannot be right together. Which day comes first?")
    elif known_paths(frame, ("coupon", "entry", "tier")) and "one of" in error.expected:
        text = _("There is no such offer in this programme. Which one is it?")
    else:
        text = _(
            "I could not make sense of that purchase. Please tell me the shop, the amount, the "
            "way of paying and the day."
        )
    return [ctx.reply(text)]
