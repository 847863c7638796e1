"""What the member hears of customer service: who is there, how long it takes, and when the bot is back."""

from datetime import datetime, timedelta

from bot.dialogue.context import Context
from bot.dialogue.turn import Button, Reply
from bot.json_values import JsonObject
from bot.ledger import staff, talks
from bot.ledger.models import Case
from bot.wording import Message, _

# From so many answers of late we know how long people wait for the first one.
_ENOUGH = 5

# The scores of satisfaction and what their buttons say, the best first.
SCORES: dict[str, Message] = {
    "5": _("😀 Great"),
    "4": _("🙂 Good"),
    "3": _("😐 Fair"),
    "2": _("🙁 Poor"),
    "1": _("😞 Bad"),
}


# -- a person is asked for ------------------------------------------------------------------------------


def passed_on(ctx: Context, case: Case, opened: bool, *, first: Message | None, custom: JsonObject) -> Reply:
    """The conversation waits for a person now (or did already), `first` saying why."""
    news = _(
        "I passed your conversation on to customer service (case {number}). A colleague will answer "
        "you right here."
    )
    known = _(
        "Customer service has your conversation already (case {number}). A colleague will answer you "
        "right here."
    )
    sentences = [
        *([ctx.say(first)] if first else []),
        ctx.say(news if opened else known, number=str(case.id)),
        *outlook(ctx, case),
        ctx.say(_("Until then I keep helping with what I can.")),
    ]
    return ctx.reply(ctx.join(*sentences), custom={"handoff": True, **custom})


def still_waiting(ctx: Context, case: Case) -> Reply:
    """How it stands for somebody who asks whether anybody is there."""
    told = _("A colleague has been told and will answer you right here (case {number}).")
    helping = ctx.say(_("Until then I keep helping with what I can."))
    text = ctx.join(ctx.say(told, number=str(case.id)), *outlook(ctx, case), helping)
    return ctx.reply(text, custom={"handoff": True})


def outlook(ctx: Context, case: Case) -> list[str]:
    """Within the hours: the place in the queue, and how long it takes nowadays, where that is known. Outside
    them: when somebody will be there. Where no hours are set, nothing is promised."""
    hours = staff.hours_of(ctx.session, ctx.services.home_programme)
    if not hours.known:
        return []
    if hours.open_since(ctx.now) is None:
        return _closed_until(ctx, hours.next_opening(ctx.now))
    place = talks.place_in_queue(ctx.session, case)
    said = [
        ctx.say(_("You are next.") if place == 1 else _("You are number {place} in the queue."), place=place)
    ]
    waits = sorted(
        wait for asked, wait in talks.recent_waits(ctx.session, ctx.now) if hours.open_since(asked)
    )
    if len(waits) >= _ENOUGH:
        wait = _in_round_figures(waits[len(waits) // 2])
        said.append(ctx.say(_("Lately the first answer took about {wait}."), wait=wait))
    return said


def _closed_until(ctx: Context, opening: datetime | None) -> list[str]:
    if opening is None:
        return []
    days = (opening.date() - ctx.now.date()).days
    if days == 0:
        when = _("Customer service is closed right now and answers again today from {opening:time}.")
    elif days == 1:
        when = _("Customer service is closed right now and answers again tomorrow from {opening:time}.")
    else:
        when = _("Customer service is closed right now and answers again from {day:weekday}, {opening:time}.")
    return [ctx.say(when, opening=opening, day=opening.date())]


def _in_round_figures(wait: timedelta) -> timedelta:
    minutes = max(1, round(wait / timedelta(minutes=1)))
    step = 1 if minutes < 10 else 5 if minutes < 60 else 30
    return timedelta(minutes=-(-minutes // step) * step)


# -- a person comes and goes ----------------------------------------------------------------------------


def joined(ctx: Context, name: str | None) -> Reply:
    """A person has the conversation now."""
    text = (
        _("{name} of customer service is with you now.") if name else _("Customer service is with you now.")
    )
    return ctx.reply(text, name=name or "", custom={"handoff": True, "joined": name or ""})


def settled(ctx: Context, name: str | None) -> Reply:
    """The person has settled the matter."""
    text = (
        _("{name} has left the conversation. I am back: ask me anything.")
        if name
        else _("Customer service has left the conversation. I am back: ask me anything.")
    )
    return _back(ctx, ctx.say(text, name=name or ""))


def back_in_queue(ctx: Context, case: Case, name: str | None) -> Reply:
    """The person cannot go on; somebody else will."""
    text = (
        _("{name} has left the conversation, and another colleague will go on with it.")
        if name
        else _("Another colleague will go on with your conversation.")
    )
    helping = ctx.say(_("Until then I keep helping with what I can."))
    return _back(ctx, ctx.join(ctx.say(text, name=name or ""), *outlook(ctx, case), helping))


def put_off(ctx: Context, name: str | None) -> Reply:
    """The person needs more time."""
    text = (
        _("{name} needs some time for this and will get back to you right here.")
        if name
        else _("Customer service needs some time for this and will get back to you right here.")
    )
    helping = ctx.say(_("Until then I keep helping with what I can."))
    return _back(ctx, ctx.join(ctx.say(text, name=name or ""), helping))


def nobody_answered(ctx: Context, case: Case) -> Reply:
    """The person did not answer in time."""
    text = _(
        "I am sorry that you have not had an answer yet. I am back; your case {number} stays in the queue."
    )
    return _back(ctx, ctx.join(ctx.say(text, number=str(case.id)), *outlook(ctx, case)))


def takes_longer(ctx: Context, case: Case) -> Reply:
    """Nobody has taken the case for some time."""
    text = _("I am sorry that it takes longer: customer service has not got to your case {number} yet.")
    helping = ctx.say(_("Until then I keep helping with what I can."))
    return ctx.reply(ctx.join(ctx.say(text, number=str(case.id)), *outlook(ctx, case), helping))


def closed_in_silence(ctx: Context) -> Reply:
    """The member has not written for so long that the matter seems to be settled."""
    text = _(
        "As I have not heard from you, customer service takes the matter as settled. If it is not, just "
        "ask for a person again. I am back: ask me anything."
    )
    return _back(ctx, ctx.say(text))


def closed(ctx: Context, case: Case) -> Reply:
    """A case is resolved while the bot has the conversation."""
    text = _("Customer service has settled your case {number}. If it is not, just ask for a person again.")
    return ctx.reply(text, number=str(case.id))


def _back(ctx: Context, text: str) -> Reply:
    return ctx.reply(text, custom={"left": True})


# -- how it was -------------------------------------------------------------------------------------------


def how_was_it(ctx: Context, case: Case) -> Reply:
    """One tap tells how the member found the help."""
    buttons = tuple(
        ctx.button(title, "rate", case=str(case.id), score=score) for score, title in SCORES.items()
    )
    return ctx.reply(
        _("How was the help of my colleague?"), buttons=buttons, custom={"satisfaction": case.id}
    )


def add_words(ctx: Context, case_id: int) -> Button:
    """The button that lets the member add words to a score."""
    return ctx.button(_("✏️ Add a few words"), "rate", case=str(case_id))
