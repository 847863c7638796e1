"""The webhook that Chatwoot calls: `POST /webhooks/chatwoot`."""

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from bot.channels.chatwoot.agents import Agents
from bot.channels.chatwoot.events import event_of, genuine
from bot.channels.requests import ApiError, parsed
from bot.clock import Clock

_LARGEST = 1024 * 1024


def chatwoot_routes(agents: Agents, secret: str, clock: Clock) -> APIRouter:
    """The route. Only what Chatwoot signed within the last minutes is taken."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/webhooks/chatwoot")
    async def deliver(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LARGEST:
                raise ApiError(413, "too_large", f"A delivery may have at most {_LARGEST} bytes.")
        if not genuine(bytes(body), request.headers, secret, clock()):
            raise ApiError(
                401, "not_signed", "This delivery is not signed by our Chatwoot, or is an old one."
            )
        try:
            payload = parsed(bytes(body))
            event = event_of(payload) if isinstance(payload, dict) else None
        except ValueError as error:
            raise ApiError(422, "wrong_request", str(error)) from None
        if event is not None:
            await run_sync(agents.act, event)
        return JSONResponse({"taken": event is not None})

    return routes
