"""A voucher's own page, opened by a signed link from the chat: its code renews itself every half minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import segno
from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from bot.channels.edge import CONTENT_SECURITY_POLICY
from bot.channels.pages import PAGES, to_the_minute
from bot.channels.ports import VoucherPorts
from bot.channels.requests import ApiError
from bot.dialogue import offers
from bot.json_values import JsonObject
from bot.languages import LANGUAGES, Language
from bot.ledger import rewards
from bot.ledger.models import Reward, Voucher
from bot.ledger.rewards import ShopName
from bot.pages import LANGUAGE_NAMES, page_language
from bot.rules import Clause
from bot.wording import Message, _

_LABELS: dict[str, Message] = {
    "language": _("Language"),
    "show": _("Show this code to the staff."),
    "fresh": _("The code renews itself. A screenshot of it is not accepted."),
    "qr": _("QR code of your voucher"),
    "letters": _("The code in letters"),
    "how": _("How to use it"),
    "stale": _("No connection. The code comes back as soon as you are online again."),
    "state_used": _("Used"),
    "state_lapsed": _("Lapsed"),
    "state_void": _("Withdrawn"),
}
_STATES: dict[str, Message] = {
    "used": _("This voucher was used on {at}, at {where}."),
    "lapsed": _("The last day of this voucher was {day}."),
    "void": _("Our staff withdrew this voucher. Please ask us about it in the chat."),
}
_GONE: dict[str, Message] = {
    "title": _("This link has ended"),
    "language": _("Language"),
    "gone_about": _(
        "A link to a voucher is good for a short time only. Ask for your vouchers in the chat, and open the "
        "fresh link there."
    ),
    "to_chat": _("Back to the chat"),
}

# Telegram's web client shows the page in a frame; elsewhere it opens on its own.
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace(
        "frame-ancestors 'none'", "frame-ancestors https://web.telegram.org"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """The voucher of a link, the shops that take it (empty: all that take part), and where it was used."""

    voucher: Voucher
    shops: list[ShopName]
    used_where: ShopName | None


def voucher_routes(ports: VoucherPorts) -> APIRouter:
    """The page, and the code of the moment that its script asks for."""
    routes = APIRouter(include_in_schema=False)
    words = ports.words

    def find(link: str, now: datetime) -> _Found | None:
        with ports.database.reading() as session:
            voucher = rewards.linked_voucher(session, ports.voucher_key, link, now)
            if voucher is None:
                return None
            used_where = rewards.shop_name(session, voucher.used_where) if voucher.used_where else None
            return _Found(voucher, rewards.shops_taking(session, voucher.reward), used_where)

    def shown(found: _Found, now: datetime) -> JsonObject:
        """The voucher's state, what to say of it, and its code as long as it can be used."""
        voucher = found.voucher
        state = rewards.voucher_standing(voucher, now)
        if state == "valid":
            token = rewards.current_token(voucher, ports.voucher_key, now)
            picture = segno.make(token, error="m").svg_data_uri(border=2, light="#fff", omitsize=True)
            return {
                "state": state,
                "token": token,
                "picture": picture,
                "left": rewards.seconds_left(now),
                "step": rewards.STEP_SECONDS,
            }
        values = {
            "at": to_the_minute(voucher.used_at),
            "where": found.used_where,
            "day": voucher.valid_until,
        }
        about: dict[str, str] = {tag: words.say(tag, _STATES[state], **values) for tag in LANGUAGES}
        return {"state": state, "about": about}

    def how_to_use(reward: Reward) -> Sequence[Clause]:
        """What a member needs to know at the counter."""
        return ports.programmes[reward.programme].pack.roles.get(f"using_{reward.kind}", ())

    def labels(found: _Found, tag: Language) -> dict[str, str]:
        reward = found.voucher.reward
        clauses = how_to_use(reward)
        return {
            **{key: words.say(tag, message) for key, message in _LABELS.items()},
            "title": str(reward.names[tag]),
            "programme": words.programme(reward.programme, tag),
            "last_day": words.say(tag, _("Last day: {day}"), day=found.voucher.valid_until),
            "shops": words.say(tag, offers.TAKEN_AT, shops=found.shops) if found.shops else "",
            **{f"how_{number}": words.clause(clause.id, tag) for number, clause in enumerate(clauses)},
        }

    def gone(request: Request) -> HTMLResponse:
        language = page_language(request)
        said = {tag: {key: words.say(tag, message) for key, message in _GONE.items()} for tag in LANGUAGES}
        html = PAGES.get_template("gone.html").render(
            language=language, languages=LANGUAGE_NAMES, labels=said, label=said[language]
        )
        return HTMLResponse(html, 404, headers=_HEADERS)

    @routes.get("/voucher/{link}")
    async def page(request: Request, link: str) -> Response:
        now = ports.clock()
        found = await run_sync(find, link, now)
        if found is None:
            return gone(request)
        language = page_language(request)
        said = {tag: labels(found, tag) for tag in LANGUAGES}
        html = PAGES.get_template("voucher.html").render(
            language=language,
            languages=LANGUAGE_NAMES,
            labels=said,
            label=said[language],
            clauses=range(len(how_to_use(found.voucher.reward))),
            link=link,
            shown=shown(found, now),
        )
        return HTMLResponse(html, headers=_HEADERS)

    @routes.get("/voucher/{link}/code")
    async def code(link: str) -> JSONResponse:
        now = ports.clock()
        found = await run_sync(find, link, now)
        if found is None:
            raise ApiError(404, "no_voucher", "This link opens no voucher, or no longer.")
        return JSONResponse(shown(found, now), headers={"X-Robots-Tag": "noindex"})

    return routes
