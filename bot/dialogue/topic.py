"""What was spoken of last, so that a short question ("有效期多久？") is taken to go on about it."""

import re
from datetime import datetime, timedelta

from bot.dialogue.context import Context
from bot.json_values import json_list, json_object, json_text
from bot.text import is_han

# By how much clauses are preferred: those of the section spoken of, and those of the programme.
_SECTION = 0.2
_PROGRAMME = 0.12

_FRESH_FOR = timedelta(minutes=30)
_SHORT = 45  # Latin letters; a Chinese character tells as much as three


_POINTS = re.compile(
    r"\bpoints?\b|積分|积分|分數|分数|[有冇幾几多少儲储攢攒賺赚計计]分(?![店期鐘钟行開开])", re.IGNORECASE
)


def speaks_of_points(text: str) -> bool:
    """Whether the words are about points."""
    return _POINTS.search(text) is not None


def of_points(ctx: Context) -> str | None:
    """The programme that words about points mean: ours where it gives any, else the only one that does."""
    giving = [known.id for known in ctx.services.programmes if known.offers("earn")]
    if ctx.services.home_programme in giving:
        return ctx.services.home_programme
    return giving[0] if len(giving) == 1 else None


def note(ctx: Context, *starts: str) -> None:
    """Remember what is spoken of: how the ids of its clauses start (`festival-walk/evoucher.`)."""
    ctx.remember(topic={"starts": list(starts), "at": ctx.now.isoformat()})


def note_clause(ctx: Context, clause: str) -> None:
    """Remember the section of a clause that was told."""
    programme, _slash, local = clause.partition("/")
    section = local.rpartition(".")[0]
    in_words = section and not section[0].isdigit()  # 8.vi is no section of its own
    note(ctx, f"{programme}/{section}." if in_words else f"{programme}/")


def leaning(ctx: Context) -> dict[str, float]:
    """How much clauses are preferred, by how their ids start."""
    preferred: dict[str, float] = {}
    if programme := ctx.memory.get("programme"):
        preferred[f"{programme}/"] = _PROGRAMME
    topic = json_object(ctx.memory.get("topic", {}))
    at = datetime.fromisoformat(json_text(topic["at"])) if topic else None
    if at is not None and _short(ctx.request.text) and at > ctx.now - _FRESH_FOR:
        for start in map(json_text, json_list(topic["starts"])):
            preferred[start.partition("/")[0] + "/"] = _PROGRAMME
            preferred[start] = _SECTION
    return preferred


def programme(ctx: Context) -> str | None:
    """The programme whose rules were told last, if that is not long ago."""
    topic = json_object(ctx.memory.get("topic", {}))
    if not topic or datetime.fromisoformat(json_text(topic["at"])) <= ctx.now - _FRESH_FOR:
        return None
    named = {json_text(start).partition("/")[0] for start in json_list(topic["starts"])}
    return named.pop() if len(named) == 1 else None


def _short(text: str) -> bool:
    return sum(3 if is_han(character) else 1 for character in text) <= _SHORT
