"""The HTTP of Rasa's own clients: the REST channel, the parser, and the engine's decisions."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from bot.channels.api_keys import ApiKeys
from bot.channels.ports import HttpPorts
from bot.channels.requests import ApiError, json_object, multipart, parsed, photos_of, text_of, wrong
from bot.channels.rest.decide_schema import decide_operation
from bot.channels.turns import receive, with_reading
from bot.clock import HONG_KONG
from bot.dialogue.turn import Outgoing, Photo, Turn
from bot.json_values import Json, JsonObject
from bot.languages import nearest_language
from bot.rules.decision import RequestError
from bot.understanding import parse_json

CHANNEL = "rest"

# Names the messages of an answer, so that who fetches the later ones knows those that came already.
SEQ_HEADER = "Memberbot-Seq"

_LONGEST_ID = 200


def rest_routes(ports: HttpPorts) -> APIRouter:
    """The routes of the contract's section 3 that speak JSON."""
    routes = APIRouter(dependencies=[Depends(_key_check(ports))])

    @routes.post("/webhooks/rest/webhook", summary="Say something as a member", openapi_extra=_WEBHOOK)
    async def webhook(request: Request) -> JSONResponse:
        turn = await _turn(request, ports)
        received = await receive(ports.dialogue, ports.metrics, turn)
        replies = await with_reading(ports.dialogue, received, ports.limits.photo_wait)
        numbers = ",".join(str(reply.seq) for reply in replies)
        return JSONResponse([rasa_message(reply) for reply in replies], headers={SEQ_HEADER: numbers})

    @routes.get("/webhooks/rest/messages", summary="Messages that came later", openapi_extra=_MESSAGES)
    async def messages(request: Request) -> JSONResponse:
        query = request.query_params
        sender = text_of(query.get("sender"), "sender", required=True, longest=_LONGEST_ID)
        after = query.get("after") or "0"
        if not (after.isascii() and after.isdecimal() and len(after) < 16):
            raise wrong("after", "the seq of the last message that you fetched")
        found = await run_sync(ports.dialogue.later, CHANNEL, sender, int(after))
        return JSONResponse([{**rasa_message(message), "seq": message.seq} for message in found])

    @routes.post("/model/parse", summary="Understand a text", openapi_extra=_PARSE)
    async def parse(request: Request) -> JSONResponse:
        body = await json_object(request, ports.limits.json_body)
        text = body.get("text")
        if not isinstance(text, str):
            raise wrong("text", "a text")
        return JSONResponse(parse_json(await run_sync(ports.parse, text)))

    @routes.post("/decide", summary="Decide by the rule book", openapi_extra=decide_operation())
    async def decide(request: Request) -> JSONResponse:
        body = await json_object(request, ports.limits.json_body)
        try:
            return JSONResponse(await run_sync(ports.decide, body))
        except RequestError as error:
            raise wrong(error.field, error.expected) from None

    return routes


def rasa_message(outgoing: Outgoing) -> dict[str, Json]:
    """A reply as Rasa's REST channel shapes it, with only the parts it has."""
    reply = outgoing.reply
    message: dict[str, Json] = {"recipient_id": outgoing.sender}
    if reply.text:
        message["text"] = reply.text
    if reply.buttons:
        message["buttons"] = [{"title": button.title, "payload": button.payload} for button in reply.buttons]
    if reply.image:
        message["image"] = reply.image.data_uri
    if reply.custom:
        message["custom"] = dict(reply.custom)
    return message


def _key_check(ports: HttpPorts) -> Callable[[Request], Awaitable[None]]:
    """A dependency that asks for an API key, outside the demo."""
    keys = ApiKeys(ports.api_keys)

    async def check(request: Request) -> None:
        if not ports.demo:
            keys.check(request.headers)

    return check


async def _turn(request: Request, ports: HttpPorts) -> Turn:
    """The caller's turn, from JSON or from a form with photos."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with multipart(request, ports.limits) as fields:
            body: dict[str, object] = {name: fields.get(name) for name in ("sender", "message")}
            metadata = text_of(fields.get("metadata"), "metadata")
            photos = await photos_of(fields, ports.limits)
        if metadata.strip():
            try:
                body["metadata"] = parsed(metadata.encode())
            except ValueError:
                raise wrong("metadata", "a JSON object") from None
    elif kind in ("application/json", ""):
        body, photos = dict(await json_object(request, ports.limits.json_body)), ()
    else:
        raise ApiError(415, "wrong_type", "Send application/json, or multipart/form-data with photos.")
    return _turn_from(body, photos, ports)


def _turn_from(body: Mapping[str, object], photos: tuple[Photo, ...], ports: HttpPorts) -> Turn:
    metadata = body.get("metadata")
    if metadata is None:
        metadata = {}
    if not isinstance(metadata, dict):
        raise wrong("metadata", "an object")
    message = text_of(body.get("message"), "message")
    if not message.strip() and not photos:
        raise wrong("message", "a text that is not empty, or photos")
    language = text_of(metadata.get("language"), "metadata.language", longest=_LONGEST_ID)
    message_id = text_of(metadata.get("message_id"), "metadata.message_id", longest=_LONGEST_ID)
    return Turn(
        channel=CHANNEL,
        sender=text_of(body.get("sender"), "sender", required=True, longest=_LONGEST_ID),
        text=message,
        photos=photos,
        message_id=message_id or None,
        language_hint=nearest_language(language) if language else None,
        now=_instant(metadata.get("now")) if ports.demo else None,
    )


def _instant(value: object) -> datetime | None:
    """A time of the demo's clock; one without an offset is Hong Kong time."""
    if value is None:
        return None
    expected = "an ISO 8601 time such as 2026-11-20T12:00:00+08:00"
    if not isinstance(value, str):
        raise wrong("metadata.now", expected)
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        raise wrong("metadata.now", expected) from None
    return instant.astimezone(HONG_KONG) if instant.tzinfo else instant.replace(tzinfo=HONG_KONG)


def _body(schemas: dict[str, JsonObject]) -> dict[str, Json]:
    """The request body of an operation, for the OpenAPI page of the service."""
    return {
        "requestBody": {"required": True, "content": {kind: {"schema": s} for kind, s in schemas.items()}}
    }


_METADATA: JsonObject = {
    "type": "object",
    "properties": {
        "language": {"type": "string", "description": "first guess of the member's language (BCP 47)"},
        "message_id": {"type": "string", "description": "the same id twice is carried out once"},
        "now": {"type": "string", "format": "date-time", "description": "the demo's clock"},
    },
}
_SAID: JsonObject = {"sender": {"type": "string"}, "message": {"type": "string"}}
_WEBHOOK = _body(
    {
        "application/json": {
            "type": "object",
            "required": ["sender", "message"],
            "properties": {**_SAID, "metadata": _METADATA},
        },
        "multipart/form-data": {
            "type": "object",
            "required": ["sender"],
            "properties": {
                **_SAID,
                "metadata": {"type": "string", "description": "the same object as JSON text"},
                "photo": {"type": "array", "items": {"type": "string", "format": "binary"}},
            },
        },
    }
)
_MESSAGES = {
    "parameters": [
        {"name": "sender", "in": "query", "required": True, "schema": {"type": "string"}},
        {
            "name": "after",
            "in": "query",
            "description": "the seq of the last message that you fetched",
            "schema": {"type": "integer", "default": 0},
        },
    ]
}
_PARSE = _body(
    {"application/json": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}}
)
