"""Who answers here, for which malls, how it works, and how people of customer service are reached."""

from collections.abc import Sequence
from itertools import groupby

from bot.dialogue import desk_words
from bot.dialogue.context import Answer, Context
from bot.dialogue.flows import unlink
from bot.dialogue.skills import rules, smalltalk
from bot.dialogue.turn import Button, Reply
from bot.ledger import staff, talks
from bot.rules.pack import Pack
from bot.understanding.about_us import Topic, topic_of
from bot.wording import Message, _

_WEEKDAYS: tuple[Message, ...] = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


def answer(ctx: Context) -> Answer | None:
    """The answer to a question about us; None where it is none."""
    topic = None if ctx.request.pressed else topic_of(ctx.request.text)
    return None if topic is None else _answer(ctx, topic)


def _answer(ctx: Context, topic: Topic) -> Answer | None:
    match topic:
        case "who":
            return [_who(ctx)]
        case "malls":
            return [_malls(ctx)]
        case "how":
            return smalltalk.assist(ctx)
        case "unlink":
            return unlink.begin(ctx)
        case "waiting":
            return _waiting(ctx)
        case "changing_details" | "no_fee":
            said = ctx.services.home.pack.roles.get(topic, ())
            return [rules.quote(ctx, [clause.id for clause in said])] if said else None
        case "hours" | "contact":
            named = ctx.request.first("programme")
            if named is not None and named != ctx.services.home_programme:
                return rules.answer_question(ctx)
            return [_reached(ctx, hours_first=topic == "hours")]


def _who(ctx: Context) -> Reply:
    text = ctx.say(
        _("I am a computer program, the chat assistant for {programmes}. No person is typing here."),
        programmes=_called(ctx),
    )
    more = ctx.say(
        _("I know the rules, look up points and read receipts; for anything else a colleague can take over.")
    )
    return ctx.reply(ctx.join(text, more), buttons=(_person(ctx),))


def _malls(ctx: Context) -> Reply:
    programmes = ctx.services.programmes
    lines = [ctx.say(_("I know these programmes:"))]
    lines += [
        ctx.say(_("• {programme}"), programme=ctx.services.words.programme(programme.id, ctx.language))
        for programme in programmes
    ]
    home = ctx.services.words.programme(ctx.services.home_programme, ctx.language)
    lines.append(
        ctx.say(_("Points, receipts and rewards can be handled here for {programme}."), programme=home)
    )
    buttons = tuple(
        ctx.button(ctx.services.words.programme(one.id, ctx.language), "faq", programme=one.id)
        for one in programmes
    )
    return ctx.reply("\n".join(lines), buttons=buttons)


def _waiting(ctx: Context) -> list[Reply] | None:
    """How it stands for somebody who waits for a person; a greeting where nobody is waited for."""
    case = talks.current_case(ctx.session, ctx.conversation)
    if case is None:
        return smalltalk.here(ctx)
    return [desk_words.still_waiting(ctx, case)]


def _reached(ctx: Context, *, hours_first: bool) -> Reply:
    """Where customer service is, how to write to it, and when it answers."""
    pack = ctx.services.engine.pack(ctx.services.home_programme)
    places, clause = _places(ctx, pack)
    hours = _hours(ctx)
    lines = [*hours, *places] if hours_first else [*places, *hours]
    custom = {"clauses": [clause]} if clause else {}
    return ctx.reply("\n".join(lines), buttons=(_person(ctx),), custom=custom)


def _places(ctx: Context, pack: Pack) -> tuple[list[str], str | None]:
    """The lines on where customer service is, as the rule book names it, and the clause that does."""
    terms, lines = pack.terms, []
    if "desk" in terms:
        text = _("You find customer service at {place}, {mall}, {address}.")
        lines.append(ctx.say(text, place=terms["desk"], mall=terms["mall"], address=terms["mall_address"]))
    if "email" in terms:
        lines.append(ctx.say(_("E-mail: {email}"), email=terms["email"]))
    said = (
        clause.id for clause in pack.clauses.values() if "{email}" in clause.says and "{desk}" in clause.says
    )
    return lines, next(said, None)


def _hours(ctx: Context) -> list[str]:
    hours = staff.hours_of(ctx.session, ctx.services.home_programme)
    if not hours.known:
        return [
            ctx.say(_("I have no opening hours on record. A colleague can tell you; I am here at any hour."))
        ]
    days = [(day, hours.weekly.get(day, ())) for day in range(7)]
    lines = [ctx.say(_("Customer service answers at these times:"))]
    for spans, group in groupby(days, key=lambda entry: entry[1]):
        if spans:
            lines.append(_stretch(ctx, [day for day, _spans in group], spans))
    opening = hours.next_opening(ctx.now)
    if hours.open_since(ctx.now) is not None:
        lines.append(ctx.say(_("Somebody is there right now.")))
    elif opening is not None:
        lines.append(ctx.say(_("It is closed now, and opens on {day:weekday}, {day:time}."), day=opening))
    return lines


def _stretch(ctx: Context, days: Sequence[int], spans: staff.Spans) -> str:
    times = ", ".join(f"{span.opens:%H:%M}–{span.closes:%H:%M}" for span in spans)
    first, last = ctx.say(_WEEKDAYS[days[0]]), ctx.say(_WEEKDAYS[days[-1]])
    if len(days) == 1:
        return ctx.say(_("• {day}: {times}"), day=first, times=times)
    return ctx.say(_("• {first} to {last}: {times}"), first=first, last=last, times=times)


def _called(ctx: Context) -> list[str]:
    return [ctx.services.words.programme(programme.id, ctx.language) for programme in ctx.services.programmes]


def _person(ctx: Context) -> Button:
    return ctx.button(_("👤 Talk to a person"), "talk_to_human")
