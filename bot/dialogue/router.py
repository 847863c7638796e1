"""From a request to replies: the running flow first, then the skill of the intent."""

import re
from collections.abc import Callable, Sequence

from bot.dialogue import intents, pointing
from bot.dialogue.cases import routing
from bot.dialogue.cases.talk import settle
from bot.dialogue.context import Answer, Context, Onward, Request
from bot.dialogue.flows import upload
from bot.dialogue.intents import Skill
from bot.dialogue.payload import FLOW_ACTION
from bot.dialogue.registry import FLOWS, INTENTS
from bot.dialogue.skills import about_us, handoff, language, points, rewards, rules, smalltalk, spending
from bot.dialogue.skills.fallback import SURE, ask_which, hardly_said, not_understood, too_unsure
from bot.dialogue.turn import Reply
from bot.json_values import json_number
from bot.understanding import linking
from bot.understanding.anger import is_angry
from bot.understanding.asking import asked
from bot.understanding.turning_down import turns_down
from bot.wording import _

# A detour (linking, say) may lead to the request that was waiting for it; it never leads in circles.
_LONGEST_DETOUR = 3

# How often a flow asks its question again after other things came up; it goes on waiting in silence then.
_REMINDERS = 2

# Flows that keep what the member writes, word for word.
_TAKEN_WHOLE = ("objection", "remark")

# A car that stops somewhere ends nothing.
_PARKED = re.compile(r"\bpark|[停泊](?:车|車|在|喺|系|p\d)", re.IGNORECASE)

# After so many turns in a row without an answer a person is brought in.
_PATIENCE = 2

# A request that is less clear than the first is taken for a question where the rules fit it so well (better
# if it is rather clear and a question is not the runner-up), or fit it so badly that they say nothing of it.
# Measured on the validation split.
_CLEAR = 0.9
_RIVAL = 0.3
_ANSWERED = 0.3
_WELL_ANSWERED = 0.45
_NOT_ANSWERED = -0.3


def respond(ctx: Context) -> list[Reply]:
    """The replies to one turn. Changes the conversation and the ledger through `ctx.session` only."""
    if ctx.aside is not None and ctx.request.first("f") == ctx.aside:
        ctx.leave()  # a button of the flow that was put aside
    aside = ctx.aside
    replies = _in_turn(ctx)
    back = aside is not None and ctx.conversation.flow_id == aside
    if ctx.flow is not None and back and ctx.request.intent != "upload_receipt":
        replies += FLOWS[ctx.flow].prompt(ctx)  # what it was put aside for is over
    missed = any(reply.custom.get("unanswered") for reply in replies)
    misses = json_number(ctx.memory.get("misses", 0)) + 1 if missed else 0
    ctx.remember(misses=misses % _PATIENCE or None)
    if misses < _PATIENCE:
        return replies
    # The bot has failed again: a person is brought in, in place of another offer to bring one in.
    handed_over = handoff.talk_to_human(ctx, "unanswered")
    return handed_over + [reply for reply in replies if not reply.custom.get("unanswered")]


def photos_read(ctx: Context, results: Sequence[upload.ReadPhoto]) -> list[Reply]:
    """The replies to photos that were read. What else was going on is asked about again after them."""
    running = ctx.conversation.flow_id
    replies = follow(ctx, upload.photos_read(ctx, results))
    flow = ctx.flow
    if flow is None or flow == upload.NAME or ctx.conversation.flow_id != running:
        return replies
    return replies + FLOWS[flow].prompt(ctx)


def _in_turn(ctx: Context) -> list[Reply]:
    """The replies to each act of the message, in their order. A courtesy beside a request needs none; what a
    flow waits for in the member's own words is taken whole."""
    acts = ctx.request.acts
    if len(acts) < 2 or ctx.flow in _TAKEN_WHOLE:
        return follow(ctx, _answer(ctx))
    replies: list[Reply] = []
    for act in acts:
        if act.kind == "language":
            language.switch(ctx, str(act.language))
        elif act.kind == "request":
            parse = ctx.services.understanding.parse(act.text, ctx.now)
            step = ctx.asking(Request.of(parse))
            replies = _joined(replies, follow(step, _answer(step)))
    return replies


def _joined(said: Sequence[Reply], more: Sequence[Reply]) -> list[Reply]:
    """The replies to two acts: one answer to two questions is given once, and what a flow asks is last."""
    asked_last = more[-1].buttons if more else ()
    kept = [reply for reply in said if not (asked_last and reply.buttons == asked_last and len(said) > 1)]
    return [*kept, *(reply for reply in more if all(reply.text != other.text for other in kept))]


def follow(ctx: Context, answer: Answer) -> list[Reply]:
    """The replies of an answer, and of what it leads on to."""
    replies: list[Reply] = []
    for _detour in range(_LONGEST_DETOUR):
        if not isinstance(answer, Onward):
            return replies + answer
        replies += answer.replies
        ctx = ctx.asking(answer.request)
        answer = _answer(ctx)
    return replies


def _answer(ctx: Context) -> Answer:
    request = ctx.request
    if request.intent == FLOW_ACTION and request.first("f") != ctx.conversation.flow_id:
        return [
            ctx.reply(_("That button belongs to something that is already finished, so nothing was changed."))
        ]
    if ctx.flow is None:
        return _skill(ctx)(ctx)

    flow = FLOWS[ctx.flow]
    # "I changed my mind, make it Octopus" tells something; what tells nothing ends the flow.
    stops = request.intent == "stop" and not _doubts(ctx)
    if stops and not request.values:
        return flow.stop(ctx)
    # Angry words answer no question, but they may be what the member has to say of us or of a decision.
    answer = None if flow.LINGERS and _angry(ctx) else flow.answer(ctx)
    if answer is not None:
        return answer
    if stops:
        return flow.stop(ctx)
    # Something else came up. It is answered; the flow asks its question again, but does not nag.
    running = ctx.conversation.flow_id
    detours = json_number(ctx.state.get("detours", 0)) + 1
    skill = _skill(ctx)
    answer = [] if skill is smalltalk.nothing_open else skill(ctx)
    if skill is smalltalk.nothing_open and flow.LINGERS:
        return flow.prompt(ctx) or skill(ctx)
    if isinstance(answer, Onward) or ctx.conversation.flow_id != running:
        return answer
    if not flow.LINGERS:
        ctx.leave()
        return answer
    ctx.keep(detours=detours)
    return answer + flow.prompt(ctx) if detours <= _REMINDERS else answer


def _doubts(ctx: Context) -> bool:
    """Whether words that sound like leaving are a question or a doubt about what is asked ("wait")."""
    text = ctx.request.text
    if ctx.request.pressed:
        return False
    return asked(text) is not None or linking.aside(text) is not None or _PARKED.search(text) is not None


def _skill(ctx: Context) -> Skill:
    """The skill for the request; asks back where the words are not clear enough to act on."""
    for find in _FINDERS:
        if (found := find(ctx)) is not None:
            return found
    known = INTENTS.get(ctx.request.intent)
    if known is not None and not known.offered(ctx.services.home):
        return smalltalk.not_offered
    if not ctx.request.pressed and _about_rules(ctx):
        return rules.answer_question
    if not ctx.request.pressed and too_unsure(ctx.request):
        return ask_which
    if not ctx.request.pressed and hardly_said(ctx.request):
        return not_understood
    return not_understood if known is None else known.skill


def _angry_words(ctx: Context) -> Skill | None:
    return handoff.soothe if _angry(ctx) else None


def _turned_down(ctx: Context) -> Skill | None:
    down = not ctx.request.pressed and turns_down(ctx.request.text, ctx.request.intent)
    return smalltalk.left_alone if down else None


def _case(ctx: Context) -> Skill | None:
    """A case that is told, or varied."""
    telling = routing.concerns(ctx)
    return None if telling is None else lambda ctx: routing.answer(ctx, telling)


def _case_left(ctx: Context) -> Skill | None:
    """A case that goes on with words that were not understood."""
    frame = routing.unplaced(ctx)
    return None if frame is None else lambda ctx: settle(ctx, frame)


def _kept(ctx: Context) -> Skill | None:
    """Whether no points were taken: the balance tells."""
    asks = not ctx.request.pressed and ctx.member is not None and asked(ctx.request.text) == "kept"
    return points.check_balance if asks else None


def _undone(ctx: Context) -> Skill | None:
    """Whether what was redeemed can be taken back, where nothing that was shown tells: the rules do."""
    return rules.answer_question if not ctx.request.pressed and asked(ctx.request.text) == "undo" else None


def _told(answer: Callable[[Context], Answer | None]) -> Callable[[Context], Skill | None]:
    """What answers at once, as something that finds a skill."""

    def find(ctx: Context) -> Skill | None:
        replies = answer(ctx)
        return None if replies is None else lambda _ctx: replies

    return find


# What is looked for in the words before their intent counts, in this order.
_FINDERS: tuple[Callable[[Context], Skill | None], ...] = (
    _angry_words,
    _told(about_us.answer),
    _turned_down,
    _told(pointing.disputed),
    rewards.again,
    rewards.picked,
    spending.needed,
    _case,
    _told(pointing.answer),
    rewards.taken_up,
    rewards.asked_about,
    rewards.named_alone,
    _kept,
    _undone,
    _case_left,
)


def _about_rules(ctx: Context) -> bool:
    """Whether words that were taken for a request, though not surely, are a question that the rules answer,
    or one that they certainly do not answer ("how much is parking per hour?")."""
    request = ctx.request
    if request.intent == "faq" and not too_unsure(request):
        return False
    if request.intent not in intents.meanings() and request.intent != "out_of_scope":
        return False
    if request.intent == "ask_earn" and not too_unsure(request):
        return False  # that skill looks into the rules itself
    if request.intent != "out_of_scope" and request.confidence >= _CLEAR:
        return False
    if request.first("merchant") is not None or rewards.wished_for(ctx):
        return False
    fit = rules.fit(ctx)
    if fit <= _NOT_ANSWERED:
        return request.intent != "out_of_scope"
    asks = any(guess.name == "faq" and guess.confidence > _RIVAL for guess in request.ranking[1:2])
    return fit >= (_ANSWERED if asks or request.confidence < SURE else _WELL_ANSWERED)


def _angry(ctx: Context) -> bool:
    """Whether the member's words call for a person whatever else they ask for."""
    return not ctx.request.pressed and is_angry(ctx.request.text)
