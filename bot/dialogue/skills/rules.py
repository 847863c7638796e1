"""Questions about the rules: the clause that answers, in our words and with today's figures."""

from collections.abc import Sequence

from bot.dialogue import shown, topic
from bot.dialogue.closest import CLOSEST, OR_MEANT, likeliest
from bot.dialogue.context import Context
from bot.dialogue.excerpts import excerpt
from bot.dialogue.intents import MenuEntry, intent
from bot.dialogue.turn import Button, Reply
from bot.understanding import ANSWERABLE, ClauseHit
from bot.wording import _

# A second clause is told in the same breath only when it fits about as well as the first.
_ALSO = 0.9
_RELATED = 3

_OF_MEMBERS = ("redeem", "upload")
_HOME = 0.1


@intent(
    "faq",
    means=_("Ask about the rules"),
    menu=MenuEntry(5, _("❓ Programme rules")),
    tells=True,
    own_matter=True,
    aside=True,
)
def answer_question(ctx: Context, *, ask_back: bool = True) -> list[Reply]:
    """Answer with the clause that fits best, related ones as buttons.

    Where the rules do not say, that is admitted and a person offered; nothing is said unless `ask_back`.
    """
    if (clause := ctx.request.first("c")) and _exists(ctx, str(clause)):
        return [_clause_reply(ctx, [str(clause)], related=_neighbours(ctx, str(clause)))]
    if ctx.request.pressed or not ctx.request.text.strip():
        return [_topics(ctx)]
    hits = search(ctx)
    if not hits or hits[0].score < ANSWERABLE:
        return [unanswered(ctx)] if ask_back else []
    best = [hits[0].clause]
    best += [
        hit.clause
        for hit in hits[1:2]
        if hit.score >= _ALSO * hits[0].score and _book(hit.clause) == _book(best[0])
    ]
    related = [hit.clause for hit in hits[len(best) :] if hit.score >= ANSWERABLE][:_RELATED]
    topic.note_clause(ctx, best[0])
    shown.note(ctx, shown.ShownRule(tuple(best)))
    return [_clause_reply(ctx, best, related)]


def quote(ctx: Context, clauses: Sequence[str]) -> Reply:
    """Clauses in their own words."""
    shown.note(ctx, shown.ShownRule(tuple(clauses)))
    return _clause_reply(ctx, list(clauses), [])


def when_credited(ctx: Context) -> Reply:
    """How long points take, by the home programme's book; that it does not say where it has no such rule."""
    clause = ctx.services.home.pack.deciding.get(("earn", "credited_within"))
    return unanswered(ctx) if clause is None else quote(ctx, [clause.id])


def search(ctx: Context) -> list[ClauseHit]:
    """The clauses that answer the request's words, best first: of the programme that they name, else of the
    one that gives points where they speak of points, else of all, those spoken of before preferred."""
    programme = ctx.request.first("programme")
    if programme is None and ctx.flow in _OF_MEMBERS and ctx.member is not None:
        programme = ctx.member.programme  # what is asked amid a redemption is asked of it
    if programme is None and topic.speaks_of_points(ctx.request.text):
        programme = topic.of_points(ctx)
    hits = ctx.services.understanding.clauses_for(
        ctx.request.text,
        ctx.language,
        programme=None if programme is None else str(programme),
        leaning=topic.leaning(ctx),
    )
    # Of clauses that fit about equally, those of the programme that is talked about come first, else those of
    # the one whose members link here.
    spoken_of = ctx.memory.get("programme") or ctx.services.home_programme
    home = f"{spoken_of}/"
    preferred = {hit.clause: _HOME for hit in hits if hit.score >= ANSWERABLE and hit.clause.startswith(home)}
    return sorted(hits, key=lambda hit: -hit.score - preferred.get(hit.clause, 0))


def fit(ctx: Context) -> float:
    """How well the rules answer the request's words; far below 0, how surely they say nothing of it."""
    hits = search(ctx) if ctx.request.text.strip() else []
    return max((hit.score for hit in hits), default=0.0)


def unanswered(ctx: Context) -> Reply:
    """The rules do not say; a person can. It may have been no question on the rules at all."""
    text = ctx.say(
        _(
            "The rules I know don't say anything about that, and I don't want to guess. Shall I pass it "
            "to a colleague?"
        )
    )
    person = ctx.button(_("👤 Talk to a person"), "talk_to_human")
    closest = likeliest(ctx, CLOSEST, but="faq")
    if closest:
        text = ctx.join(text, ctx.say(OR_MEANT))
    return ctx.reply(text, buttons=(person, *closest), custom={"unanswered": True})


def _clause_reply(ctx: Context, clauses: list[str], related: list[str]) -> Reply:
    words = ctx.services.words
    said = (words.clause(clause, ctx.language) for clause in clauses)
    text = "\n\n".join(excerpt(sentence, ctx.request.text) for sentence in said)
    source = ctx.say(
        _("Source: {programme}, {clauses}"),
        programme=words.programme(_book(clauses[0]), ctx.language),
        clauses=[words.heading(clause, ctx.language) for clause in clauses],
    )
    buttons = tuple(_clause_button(ctx, clause) for clause in related)
    return ctx.reply(f"{text}\n\n{source}", buttons=buttons, custom={"clauses": clauses})


def _book(clause: str) -> str:
    """The programme that a clause belongs to."""
    return clause.split("/")[0]


def _clause_button(ctx: Context, clause: str) -> Button:
    return ctx.button(ctx.services.words.heading(clause, ctx.language), "faq", c=clause)


def _exists(ctx: Context, clause: str) -> bool:
    """Whether a button's clause is (still) in the books."""
    return any(known.id == clause for known in ctx.services.engine.clauses())


def _neighbours(ctx: Context, clause: str) -> list[str]:
    """The clauses that stand around this one in the same section."""
    programme, _slash, local = clause.partition("/")
    section = local.rpartition(".")[0]
    ids = [
        c.id
        for c in ctx.services.engine.clauses(programme)
        if c.id.split("/")[1].rpartition(".")[0] == section
    ]
    at = ids.index(clause) if clause in ids else 0
    return [near for near in ids[max(0, at - 1) : at + 3] if near != clause][:_RELATED]


def _topics(ctx: Context) -> Reply:
    named = (ctx.request.first("programme"), ctx.memory.get("programme"), ctx.services.home_programme)
    programme = next(str(name) for name in named if name in ctx.services.programmes)
    ctx.remember(programme=programme)
    words = ctx.services.words
    starters = ctx.services.programmes[programme].chat.starters
    buttons = tuple(_clause_button(ctx, f"{programme}/{local}") for local in starters)
    others = tuple(
        ctx.button(words.programme(other, ctx.language), "faq", programme=other)
        for other in (known.id for known in ctx.services.programmes)
        if other != programme
    )
    text = ctx.say(
        _("What would you like to know about {programme}? Ask in your own words, or start here:"),
        programme=words.programme(programme, ctx.language),
    )
    return ctx.reply(text, buttons=buttons + others)
