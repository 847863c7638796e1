"""Checking vouchers: `POST /verify` for tills, and the page `/verify` for a phone's camera."""

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.channels.pages import PAGES, to_the_minute
from bot.channels.ports import VoucherPorts
from bot.channels.requests import ApiError, json_object, multipart, text_of, wrong
from bot.channels.vouchers.shop_session import HEADER, ShopSession
from bot.channels.vouchers.verify_labels import EXPLANATIONS, LABELS
from bot.json_values import Json, JsonObject
from bot.languages import LANGUAGES, Language
from bot.ledger import rewards
from bot.ledger.rewards import CheckResult, ShopName, ShownCode
from bot.pages import LANGUAGE_NAMES, page_language
from bot.wording import Said

# The demo's own shop, when the operator has set none: the parking office of the example catalogue.
EXAMPLE_SHOP = ("parking-office", "example-key-parking-office")

# The page is the only one that may use the camera.
_PERMISSIONS = "camera=(self), microphone=(), geolocation=(), payment=()"
_SEE_OTHER = 303


def verify_routes(ports: VoucherPorts) -> APIRouter:
    """The public check and the page that calls it."""
    routes = APIRouter()
    example = ports.demo and not ports.shop_keys
    session = ShopSession(ports.secret, [EXAMPLE_SHOP] if example else ports.shop_keys)
    words = {
        tag: {key: ports.words.say(tag, message) for key, message in LABELS.items()} for tag in LANGUAGES
    }

    async def show(request: Request, *, refused: bool = False) -> HTMLResponse:
        language = page_language(request)
        shop = session.remembered(request, ports.clock())
        called = await run_sync(_called, ports, shop) if shop else ""
        labels = {tag: said | {"shop": _in(called, tag)} for tag, said in words.items()}
        html = PAGES.get_template("verify.html").render(
            language=language,
            languages=LANGUAGE_NAMES,
            labels=labels,
            label=labels[language],
            shop=shop,
            example=EXAMPLE_SHOP[1] if example else None,
            refused=refused,
        )
        return HTMLResponse(
            html, status_code=403 if refused else 200, headers={"Permissions-Policy": _PERMISSIONS}
        )

    @routes.post("/verify", summary="Check a voucher's code at a shop, and use it", openapi_extra=_CHECK)
    async def verify(request: Request) -> JSONResponse:
        shop = session.caller(request, ports.clock())
        body = await json_object(request, ports.limits.json_body)
        token, named, use = body.get("token"), body.get("shop"), body.get("use", True)
        if not isinstance(token, str):
            raise wrong("token", "the text of the voucher's QR code")
        if named is not None and not isinstance(named, str):
            raise wrong("shop", "the id of the shop whose key is shown")
        if not isinstance(use, bool):
            raise wrong("use", "true or false")
        if named is not None and named != shop:
            raise ApiError(403, "another_shop", "This key belongs to another shop.", "shop")
        result, where = await run_sync(_check, ports, token.strip(), shop, use)
        return JSONResponse(_answer(ports, result, where, shop, use))

    @routes.get("/verify", include_in_schema=False)
    async def page(request: Request) -> Response:
        return await show(request)

    @routes.post("/verify/key", include_in_schema=False)
    async def enter(request: Request) -> Response:
        async with multipart(request, ports.limits) as fields:
            key = text_of(fields.get("key"), "key", longest=1000).strip()
        if session.shop_of(key) is None:
            return await show(request, refused=True)
        response = RedirectResponse("/verify", _SEE_OTHER)
        session.remember(request, response, key, ports.clock())
        return response

    @routes.post("/verify/leave", include_in_schema=False)
    async def leave() -> Response:
        response = RedirectResponse("/verify", _SEE_OTHER)
        session.forget(response)
        return response

    return routes


def _check(ports: VoucherPorts, token: str, shop: str, use: bool) -> tuple[CheckResult, ShopName | None]:
    """The verdict, and what the shop is called where the voucher was used. Raises ApiError for guessers."""
    now = ports.clock()
    with ports.database.transaction() as session:
        if seconds := rewards.wait_after_wrong_codes(session, shop, now):
            said = f"Too many wrong codes. Try again in {seconds} seconds."
            raise ApiError(429, "too_many_wrong_codes", said, retry_after=seconds)
        result = rewards.check_voucher(session, ports.voucher_key, ShownCode(token, shop), now, use=use)
        if result.verdict == "forged":
            rewards.note_wrong_code(session, shop, now)
        return result, rewards.shop_name(session, result.used_where) if result.used_where else None


def _called(ports: VoucherPorts, shop: str) -> ShopName:
    with ports.database.reading() as session:
        return rewards.shop_name(session, shop)


def _in(name: ShopName, language: Language) -> str:
    return name if isinstance(name, str) else name[language]


def _answer(
    ports: VoucherPorts, result: CheckResult, where: ShopName | None, shop: str, use: bool
) -> JsonObject:
    """What the shop is told: about the voucher, never about whose it is."""
    voucher = result.voucher
    used_now = use and result.verdict == "valid"
    used_here = result.verdict == "used" and result.used_where == shop
    message = EXPLANATIONS["used_now" if used_now else "used_here" if used_here else result.verdict]
    values: dict[str, Said] = {}
    if voucher is not None:
        values = {"name": voucher.reward.names, "day": voucher.valid_until}
        values |= {"at": to_the_minute(result.used_at), "where": where}
    return {
        "verdict": result.verdict,
        "used_now": used_now,
        "text": {tag: ports.words.say(tag, message, **values) for tag in LANGUAGES},
        "reward": dict(voucher.reward.names) if voucher else None,
        "valid_until": voucher.valid_until.isoformat() if voucher else None,
        "used_at": result.used_at.isoformat() if result.used_at else None,
        "used_where": result.used_where,
    }


_CHECK: dict[str, Json] = {
    "parameters": [
        {"name": HEADER, "in": "header", "schema": {"type": "string"}, "description": "the shop's key"}
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["token"],
                    "properties": {
                        "token": {"type": "string", "description": "the text of the voucher's QR code"},
                        "shop": {"type": "string", "description": "the shop's id; its key says the same"},
                        "use": {
                            "type": "boolean",
                            "default": True,
                            "description": "false only looks: the voucher stays unused",
                        },
                    },
                }
            }
        },
    },
}
