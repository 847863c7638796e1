"""The flow that waits for a missing fact of a case. It swallows nothing: words about something else go on."""

from bot.dialogue.cases import talk
from bot.dialogue.cases.frame import Frame, merged
from bot.dialogue.cases.questions import PROGRAMME
from bot.dialogue.cases.routing import answers, new_case
from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Reply
from bot.json_values import json_text
from bot.wording import _

NAME = talk.FLOW
LINGERS = True

_WORDS = {"yes": True, "no": False}


def answer(ctx: Context) -> Answer | None:
    """Take the fact that was asked for, and whatever else is told about the case."""
    frame, path = Frame.from_json(ctx.state["frame"]), json_text(ctx.state["missing"])
    if pressed := ctx.pressed():
        return talk.settle(ctx, _pressed(frame, path, *pressed))
    if ctx.request.pressed:
        return None
    told = answers(ctx, frame, path)
    if told is None:
        return (
            stop(ctx)
            if ctx.request.intent == "deny"
            else prompt(ctx)
            if ctx.request.intent == "affirm"
            else None
        )
    if new_case(ctx, told, frame):
        return None
    frame, changed = merged(frame, told)
    if path == PROGRAMME and told.programme is None:
        ctx.keep(frame=frame.as_json())
        return talk.settle(ctx, frame)
    return talk.settle(ctx, frame, frozenset(changed - {path}))


def prompt(ctx: Context) -> list[Reply]:
    """Ask for the missing fact."""
    return talk.prompt(ctx)


def stop(ctx: Context) -> list[Reply]:
    """Leave the question."""
    ctx.leave()
    return [ctx.reply(_("All right, we leave that."))]


def _pressed(frame: Frame, path: str, action: str, value: str) -> Frame:
    if action == "no_entry":
        return frame.with_facts({"entry": None})
    if path == PROGRAMME:
        return Frame(frame.kind, value, frame.facts, frame.asked, frame.residue)
    return frame.with_facts({path: _WORDS.get(value, int(value) if value.isdigit() else value)})
