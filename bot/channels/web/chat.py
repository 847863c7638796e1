"""The web chat at `/`: one page, the turns it sends, and the stream of messages that it listens to."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from bot.channels.pages import PAGES
from bot.channels.ports import HttpPorts
from bot.channels.requests import ApiError, multipart, photos_of, text_of, wrong
from bot.channels.rest.routes import data_uri
from bot.channels.turns import receive
from bot.channels.web.labels import labels
from bot.channels.web.news import News
from bot.channels.web.session import WebSession
from bot.dialogue.turn import Outgoing, Received, Turn
from bot.languages import LANGUAGES, Language
from bot.pages import LANGUAGE_NAMES, page_language
from bot.wording import Wording

CHANNEL = "web"
STATIC = Path(__file__).parents[1] / "static"

# Seconds between two looks of a stream that nothing stirs: while photos are being read, and otherwise.
_SOON, _CALMLY = 0.2, 1.0
_HEARTBEAT = 15.0


def web_routes(ports: HttpPorts) -> APIRouter:
    """The page and what its scripts call. Nothing here is part of the public interface."""
    routes = APIRouter(include_in_schema=False)
    session = WebSession(ports.secret)
    members = tuple(ports.members()) if ports.demo else ()
    words = labels(ports.words, ports.limits, members)
    dialogue = ports.dialogue
    said = News(dialogue)

    def sender_of(request: Request) -> str:
        sender = session.sender(request)
        if sender is None:
            raise ApiError(401, "no_conversation", "Open the page again to start a conversation.")
        return sender

    async def opened(sender: str, language: Language | None) -> Received:
        """The conversation, greeted on its first visit only: the greeting always has the same message id."""
        greeting = Turn(CHANNEL, sender, "/greet", message_id="hello", language_hint=language)
        return await run_sync(dialogue.receive, greeting)

    async def news(sender: str, conversation: int, after: int) -> tuple[bool, list[dict[str, Any]]]:
        """Whether photos are being read, and the messages after `after`. In this order: once photos are read,
        their replies are there."""
        reading = await run_sync(dialogue.busy, conversation)
        messages = await run_sync(dialogue.after, conversation, after)
        return reading, [
            web_message(message, ports.words) for message in messages if message.sender == sender
        ]

    @routes.get("/")
    async def page(request: Request) -> Response:
        language = page_language(request)
        sender = session.sender(request) or session.new()
        html = PAGES.get_template("chat.html").render(
            conversation=sender,
            language=language,
            languages=LANGUAGE_NAMES,
            labels=words,
            label=words[language],
            limits={"photo": ports.limits.photo, "photos": ports.limits.photos},
            members=members,
            demo=ports.demo,
        )
        response = HTMLResponse(html)
        session.keep(request, response, sender)
        return response

    @routes.post("/chat/open")
    async def open_conversation(request: Request) -> JSONResponse:
        sender = sender_of(request)
        received = await opened(sender, page_language(request))
        reading, messages = await news(sender, received.conversation_id, 0)
        return JSONResponse({"reading": reading, "messages": messages})

    @routes.post("/chat/new")
    async def new_conversation(request: Request) -> JSONResponse:
        response = JSONResponse({})
        session.keep(request, response, session.new())
        return response

    @routes.post("/chat/turn")
    async def take_turn(request: Request) -> JSONResponse:
        sender = sender_of(request)
        async with multipart(request, ports.limits) as fields:
            message_id = text_of(fields.get("message_id"), "message_id", required=True, longest=100)
            text = text_of(fields.get("text"), "text")
            photos = await photos_of(fields, ports.limits)
        if not text.strip() and not photos:
            raise wrong("text", "a text that is not empty, or photos")
        turn = Turn(CHANNEL, sender, text, photos, message_id, page_language(request))
        received = await receive(dialogue, ports.metrics, turn)
        messages = [web_message(message, ports.words) for message in received.replies]
        return JSONResponse({"seq": received.seq, "reading": received.reading, "messages": messages})

    @routes.get("/chat/messages")
    async def messages(request: Request) -> JSONResponse:
        sender = sender_of(request)
        received = await opened(sender, page_language(request))
        reading, found = await news(sender, received.conversation_id, last_seen(request))
        return JSONResponse({"reading": reading, "messages": found})

    @routes.get("/chat/events")
    async def events(request: Request) -> StreamingResponse:
        sender = sender_of(request)
        received = await opened(sender, page_language(request))

        async def stream() -> AsyncIterator[str]:
            seen = last_seen(request)
            was_reading: bool | None = None
            ends = time.monotonic() + ports.limits.stream
            quiet_since = time.monotonic()
            yield "retry: 1000\n\n"
            async with said.of(received.conversation_id) as stirred:
                while time.monotonic() < ends and not ports.closing.is_set():
                    stirred.clear()
                    reading, found = await news(sender, received.conversation_id, seen)
                    for message in found:
                        seen = message["seq"]
                        yield f"id: {seen}\nevent: message\ndata: {json.dumps(message)}\n\n"
                    # Said with every message too: the page knows of a reading earlier than the stream does.
                    if found or reading is not was_reading:
                        was_reading = reading
                        yield f"event: reading\ndata: {json.dumps(reading)}\n\n"
                    elif time.monotonic() - quiet_since > _HEARTBEAT:
                        yield ": still here\n\n"
                        quiet_since = time.monotonic()
                    if await request.is_disconnected():
                        return
                    with suppress(TimeoutError):
                        await asyncio.wait_for(stirred.wait(), _SOON if reading else _CALMLY)

        return StreamingResponse(
            stream(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
        )

    if ports.demo:

        @routes.get("/dev/sms")
        async def sms(request: Request) -> HTMLResponse:
            language = page_language(request)
            template = PAGES.get_template("sms.html")
            codes = await run_sync(ports.codes)
            return HTMLResponse(template.render(language=language, label=words[language], codes=codes))

    return routes


def web_message(outgoing: Outgoing, words: Wording) -> dict[str, Any]:
    """A message as the page's scripts take it, with what its clauses are about in each language."""
    reply = outgoing.reply
    image = {"src": data_uri(reply.image), "alt": reply.image.alt} if reply.image else None
    return {
        "seq": outgoing.seq,
        "text": reply.text,
        "buttons": [{"title": button.title, "payload": button.payload} for button in reply.buttons],
        "image": image,
        "custom": dict(reply.custom),
        "headings": {clause: _headings(clause, words) for clause in reply.custom.get("clauses", ())},
    }


def _headings(clause: str, words: Wording) -> dict[str, str]:
    """What a clause is about; nothing for one that a newer edition no longer has."""
    with suppress(KeyError):
        return {language: words.heading(clause, language) for language in LANGUAGES}
    return {}


def last_seen(request: Request) -> int:
    """The seq of the last message that the page has; what a reconnecting stream says counts most."""
    for seq in (request.headers.get("last-event-id", ""), request.query_params.get("after", "")):
        if seq.isascii() and seq.isdecimal() and len(seq) < 16:
            return int(seq)
    return 0
