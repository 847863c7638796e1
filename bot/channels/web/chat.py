"""The web chat at `/`: one page, the turns it sends, and the stream of messages that it listens to."""

from pathlib import Path

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from bot.channels.pages import PAGES
from bot.channels.ports import HttpPorts
from bot.channels.requests import ApiError, multipart, photos_of, text_of, wrong
from bot.channels.turns import receive
from bot.channels.web.labels import labels
from bot.channels.web.messages import web_message
from bot.channels.web.session import WebSession
from bot.channels.web.stream import Streams, last_seen
from bot.dialogue.turn import Received, Turn
from bot.languages import Language
from bot.pages import LANGUAGE_NAMES, page_language

CHANNEL = "web"
STATIC = Path(__file__).parents[1] / "static"


def web_routes(ports: HttpPorts) -> APIRouter:
    """The page and what its scripts call. Nothing here is part of the public interface."""
    routes = APIRouter(include_in_schema=False)
    session = WebSession(ports.secret)
    members = tuple(ports.members()) if ports.demo else ()
    words = labels(ports.words, ports.limits, members)
    dialogue = ports.dialogue
    streams = Streams(ports)

    def sender_of(request: Request) -> str:
        sender = session.sender(request)
        if sender is None:
            raise ApiError(401, "no_conversation", "Open the page again to start a conversation.")
        return sender

    async def opened(sender: str, language: Language | None) -> Received:
        """The conversation, greeted on its first visit only: the greeting always has the same message id."""
        greeting = Turn(CHANNEL, sender, "/greet", message_id="hello", language_hint=language)
        return await run_sync(dialogue.receive, greeting)

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
        reading, messages = await streams.news(sender, received.conversation_id, 0)
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
        reading, found = await streams.news(sender, received.conversation_id, last_seen(request))
        return JSONResponse({"reading": reading, "messages": found})

    @routes.get("/chat/events")
    async def events(request: Request) -> StreamingResponse:
        sender = sender_of(request)
        received = await opened(sender, page_language(request))

        stream = streams.events(request, sender, received.conversation_id)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    if ports.demo:

        @routes.get("/dev/sms")
        async def sms(request: Request) -> HTMLResponse:
            language = page_language(request)
            template = PAGES.get_template("sms.html")
            codes = await run_sync(ports.codes)
            return HTMLResponse(template.render(language=language, label=words[language], codes=codes))

    return routes
