"""Linking a membership: the member number, then the one-time code sent to the registered phone."""

import re
from collections.abc import Mapping

from bot.dialogue.context import Answer, Context, Onward, Request
from bot.dialogue.turn import Button, Reply
from bot.json_values import JsonObject, json_list, json_object, json_text
from bot.ledger import members
from bot.text import half_width
from bot.understanding.linking import Aside, aside
from bot.wording import Message, _

NAME = "link"
LINGERS = True

# What a member number looks like: a short prefix and digits, however it is spaced. In a sentence about
# something else four digits are a year or an amount ("points earned in 2026").
_NUMBER = re.compile(r"\b([A-Za-z]{0,3}[\s-]?\d{4,10})\b")
_NUMBER_IN_SENTENCE = re.compile(
    r"(?<![$\d.,])\b([A-Za-z]{1,3}-?\d{4,10}|(?:[A-Za-z]{2,3}\s)?\d{5,10})\b(?![.,]\d)"
)
_NUMBER_ALONE = 24  # "my number is FW 100001"
_CODE = re.compile(r"(?<!\d)(\d[\s-]?){6}(?!\d)")

_ABOUT_CODE: Mapping[Aside, Message] = {
    "what_for": _(
        "The code shows that the membership is yours: I sent it to the phone registered with it. Once you "
        "type it here I can show your points; nobody else can."
    ),
    "nothing_came": _(
        "An SMS may take a minute or two. If nothing comes, I can send a new code; say “send again” or press "
        "the button. The code that was sent stays good until then."
    ),
    "safe": _(
        "Yes. The code works once, for this chat only, and for a few minutes. I never ask for a password or "
        "a card number, and you should not give the code to anybody else."
    ),
    "lost_phone": _(
        "The code only goes to the registered phone. If that number is no longer yours, customer service has "
        "to change it in person; a colleague can tell you what to bring."
    ),
}
_ABOUT_NUMBER: Mapping[Aside, Message] = {
    "what_for": _(
        "With the number I find your membership; then I send a code to its phone, so that only you see it."
    ),
    "safe": _(
        "Yes. The number alone shows nothing: I send a code to the registered phone first. I never ask for a "
        "password or a card number."
    ),
    "where_number": _("It stands in the app under your virtual member card and looks like {example}."),
    "lost_number": _(
        "You find it in the app under your virtual member card. If you can't open the app, a colleague can "
        "help. The rules I can tell you without it."
    ),
}


def begin(ctx: Context, then: Request | None = None) -> list[Reply]:
    """Start linking; `then` is carried out once the membership is linked."""
    waiting: JsonObject | None = None
    if then is not None:
        waiting = {"intent": then.intent, "text": then.text, "values": _as_json(then)}
    if ctx.flow == NAME and ctx.state.get("step") == "code":
        ctx.keep(then=waiting or ctx.state.get("then"))  # the code that was sent still counts
        return prompt(ctx)
    ctx.enter(NAME, step="number", then=waiting)
    if number := _number_in(ctx.request.text, _NUMBER if then is None else _NUMBER_IN_SENTENCE):
        return _take_number(ctx, number)
    return _ask_number(ctx, wanted=then is not None)


def answer(ctx: Context) -> Answer | None:
    """Take a member number or a code."""
    if pressed := ctx.pressed():
        action, _argument = pressed
        if action == "again":
            return _take_number(ctx, json_text(ctx.state["number"]))
        ctx.keep(step="number", number=None)
        return _ask_number(ctx, wanted=False)
    if ctx.request.pressed:
        return None
    if told := _aside(ctx):
        return told
    if ctx.request.intent == "deny" and not any(map(str.isdigit, ctx.request.text)):
        return stop(ctx)
    if ctx.state["step"] == "number":
        alone = len(ctx.request.text) <= _NUMBER_ALONE
        number = _number_in(ctx.request.text, _NUMBER if alone else _NUMBER_IN_SENTENCE)
        return _take_number(ctx, number) if number else None
    code = _CODE.search(half_width(ctx.request.text))
    if code:
        return _take_code(ctx, re.sub(r"\D", "", code[0]))
    if any(map(str.isdigit, ctx.request.text)) and len(ctx.request.text) <= _NUMBER_ALONE:
        return [ctx.reply(_("The code has six digits. Please type just those."), buttons=_code_buttons(ctx))]
    return None


def prompt(ctx: Context) -> list[Reply]:
    """Ask the open question again."""
    if ctx.state["step"] == "number":
        return [ctx.reply(_("To go on with linking: what is your member number? (“stop” leaves it.)"))]
    return [ctx.reply(_("To go on with linking: what is the code in the SMS?"), buttons=_code_buttons(ctx))]


def stop(ctx: Context) -> list[Reply]:
    """Leave it unlinked."""
    ctx.leave()
    return [ctx.reply(_("All right, nothing was linked."))]


def _aside(ctx: Context) -> list[Reply]:
    """The answer to what is asked beside the number or the code, and the open question once more; nothing
    where the words are something else, or hold the number or the code."""
    text = half_width(ctx.request.text)
    about = aside(text)
    if about is None or _CODE.search(text) or _number_in(text, _NUMBER_IN_SENTENCE):
        return []
    person = ctx.button(_("👤 Talk to a person"), "talk_to_human")
    if ctx.state["step"] == "number":
        if (message := _ABOUT_NUMBER.get(about)) is None:
            return []
        told = ctx.say(message, example=ctx.services.home.chat.member_number.example)
        return [ctx.reply(told, buttons=(person,) if about == "lost_number" else ()), *prompt(ctx)]
    if about == "resend":
        return _take_number(ctx, json_text(ctx.state["number"]))
    if (message := _ABOUT_CODE.get(about)) is None:
        return []
    if about == "lost_phone":
        return [ctx.reply(message, buttons=(person,)), *prompt(ctx)]
    return [ctx.reply(message), *prompt(ctx)]


def _ask_number(ctx: Context, *, wanted: bool) -> list[Reply]:
    number = ctx.services.home.chat.member_number
    text = ctx.join(
        ctx.say(_("What is your {number}?"), number=number.name.by_language()),
        number.where.by_language()[ctx.language],
    )
    if wanted:
        text = ctx.join(ctx.say(_("For that I need to know your membership.")), text)
    return [ctx.reply(text)]


def _take_number(ctx: Context, number: str) -> list[Reply]:
    start = members.start_link(ctx.session, ctx.services.home_programme, number, ctx.conversation, ctx.now)
    if start.outcome == "unknown":
        return [
            ctx.reply(
                _(
                    "I can't find a membership with the number {number}. Please check it in the app and "
                    "type it again."
                ),
                number=number,
            )
        ]
    if start.outcome == "too_many":
        ctx.leave()
        return [
            ctx.reply(
                _(
                    "Too many codes were asked for. Please try again after {time}, or let a colleague "
                    "help you."
                ),
                time=start.retry_at,
                buttons=(ctx.button(_("👤 Talk to a person"), "talk_to_human"),),
            )
        ]
    ctx.keep(step="code", number=number)
    text = ctx.say(
        _(
            "I sent a six-digit code to the phone number ending in {digits}. Please type it here within "
            "{minutes:minutes}."
        ),
        digits=start.phone_ending,
        minutes=start.valid_minutes,
    )
    return [ctx.reply(text, buttons=_code_buttons(ctx))]


def _take_code(ctx: Context, code: str) -> Answer:
    result = members.confirm_link(ctx.session, ctx.conversation, code, ctx.now)
    if result.outcome == "wrong":
        return [
            ctx.reply(
                _("That code is not right. You have {tries:tries} left."),
                tries=result.tries_left,
                buttons=_code_buttons(ctx),
            )
        ]
    if result.outcome == "expired":
        return [
            ctx.reply(_("That code is no longer valid. Shall I send a new one?"), buttons=_code_buttons(ctx))
        ]
    if result.outcome != "linked":
        ctx.keep(step="number", number=None)
        return [
            ctx.reply(
                _(
                    "There were too many wrong codes, so I cancelled this one. Please type your member "
                    "number again."
                )
            )
        ]
    waiting = ctx.state.get("then")
    ctx.leave()
    assert ctx.member is not None
    done = [
        ctx.reply(
            _("Welcome, {name}! Your membership {number} is linked."),
            name=ctx.addressee,
            number=ctx.member.number,
        )
    ]
    if waiting:
        wanted = json_object(waiting)
        values = {
            name: tuple(map(json_text, json_list(found)))
            for name, found in json_object(wanted["values"]).items()
        }
        asked = Request(json_text(wanted["intent"]), values, json_text(wanted["text"]), pressed=True)
        return Onward(done, asked)
    onward = "check_balance" if ctx.services.home.offers("balance") else "greet"
    return Onward(done, Request(onward, pressed=True))


def _code_buttons(ctx: Context) -> tuple[Button, ...]:
    return ctx.action(_("Send a new code"), "again"), ctx.action(_("Another member number"), "number")


def _number_in(text: str, pattern: re.Pattern[str] = _NUMBER) -> str | None:
    match = pattern.search(half_width(text))
    return re.sub(r"\s", "", match[1]).upper() if match else None


def _as_json(request: Request) -> dict[str, list[str]]:
    return {name: [str(value) for value in found] for name, found in request.values.items()}
