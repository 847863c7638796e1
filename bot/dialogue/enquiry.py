"""What the bot would answer a member, for the staff to see: nothing is kept and nothing changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from bot.dialogue.cases import routing, talk
from bot.dialogue.cases.frame import Frame
from bot.dialogue.cases.parts import frame_of, parts_of
from bot.dialogue.context import Answer, Context, Onward, Request, Services
from bot.dialogue.registry import INTENTS
from bot.dialogue.skills import rules
from bot.dialogue.skills.fallback import too_unsure
from bot.dialogue.turn import Reply
from bot.json_values import json_text
from bot.languages import Language
from bot.ledger.models import Conversation, Member

# A courtesy as clear as this asks for nothing that the rules could tell.
_CLEAR = 0.9


@dataclass(frozen=True, slots=True)
class Enquiry:
    """An answer in one language; no replies where the words ask for nothing that can be told.

    `programme` and `purchase` are what was understood of a purchase, `missing` the fact it still needs.
    """

    replies: tuple[Reply, ...]
    programme: str | None = None
    purchase: Mapping[str, str] = field(default_factory=dict)
    missing: str | None = None


def enquire_in_words(
    services: Services, session: Session, member: Member | None, text: str, language: Language, now: datetime
) -> Enquiry:
    """The answer to a sentence, as if the member had typed it. The session need not be one that writes."""
    parse = services.understanding.parse(text, now)
    request = Request.of(parse)
    ctx = _context(services, session, member, request, language, now)
    telling, known = routing.concerns(ctx), INTENTS.get(request.intent)
    if telling is not None:
        answer: Answer = routing.answer(ctx, telling)
    elif known is not None and known.courtesy and request.confidence >= _CLEAR:
        answer = []
    elif known is not None and known.tells and not too_unsure(request):
        answer = known.skill(ctx)
    else:  # the rules may say something about it
        answer = rules.answer_question(ctx, ask_back=False) if any(map(str.isalpha, text)) else []
    return _enquiry(ctx, answer.replies if isinstance(answer, Onward) else answer)


def enquire_purchase(
    services: Services,
    session: Session,
    member: Member | None,
    programme: str,
    purchase: Mapping[str, str],
    language: Language,
    now: datetime,
) -> Enquiry:
    """The decision on a purchase told by its parts (`merchant`, `amount`, …)."""
    ctx = _context(services, session, member, Request("ask_earn", pressed=True), language, now)
    answer = talk.settle(ctx, frame_of(services.engine, programme, purchase))
    return _enquiry(ctx, answer.replies if isinstance(answer, Onward) else answer)


def _context(
    services: Services,
    session: Session,
    member: Member | None,
    request: Request,
    language: Language,
    now: datetime,
) -> Context:
    """A turn of a conversation that is never stored."""
    conversation = Conversation(channel="desk", sender="", member=member, language=language)
    return Context(services, session, conversation, now, request)


def _enquiry(ctx: Context, replies: list[Reply]) -> Enquiry:
    kept = ctx.state.get("frame") if ctx.flow == talk.FLOW else ctx.memory.get("case")
    if kept is None:
        return Enquiry(tuple(replies))
    frame = Frame.from_json(kept)
    missing = ctx.state.get("missing")
    return Enquiry(
        tuple(replies), frame.programme, parts_of(frame), None if missing is None else json_text(missing)
    )
