"""The HTTP app: the contract's routes, the web chat, and what operators watch."""

import logging

from anyio.to_thread import run_sync
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from bot.channels.edge import Edge
from bot.channels.metrics import CONTENT_TYPE
from bot.channels.ports import HttpPorts
from bot.channels.requests import ApiError
from bot.channels.rest import rest_routes
from bot.channels.web import STATIC, web_routes
from bot.pages import PageFiles

log = logging.getLogger(__name__)


def create_http(ports: HttpPorts) -> FastAPI:
    """The app to serve. Other rooms may add their own routes to it before it starts."""
    app = FastAPI(title="memberbot", docs_url=None, redoc_url=None)
    app.add_middleware(Edge, metrics=ports.metrics, max_body=ports.limits.body)
    app.include_router(rest_routes(ports))
    app.include_router(web_routes(ports))
    app.mount("/chat/static", PageFiles(directory=STATIC), name="static")

    @app.get("/health/live", summary="The process answers")
    async def live() -> JSONResponse:
        return JSONResponse({"status": "live"})

    @app.get("/health", summary="The process answers and what it depends on is usable")
    async def health() -> JSONResponse:
        try:
            checks = dict(await run_sync(ports.ready))
        except Exception:
            log.exception("the readiness check failed")
            checks = {"checks": False}
        ready = all(checks.values())
        body = {"status": "ready" if ready else "not ready", "live": True, "ready": ready, "checks": checks}
        return JSONResponse(body, status_code=200 if ready else 503)

    @app.get("/metrics", summary="Figures for Prometheus")
    async def metrics() -> Response:
        return Response(await run_sync(ports.metrics.render), media_type=CONTENT_TYPE)

    @app.exception_handler(ApiError)
    async def api_error(request: Request, error: ApiError) -> JSONResponse:
        parts = {
            "code": error.code,
            "message": error.message,
            "field": error.field,
            "expected": error.expected,
        }
        given = {name: value for name, value in parts.items() if value is not None}
        response = _error(request, error.status, given)
        if error.retry_after is not None:
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        code = {404: "not_found", 405: "wrong_method"}.get(error.status_code, "refused")
        response = _error(request, error.status_code, {"code": code, "message": str(error.detail)})
        response.headers.update(error.headers or {})
        return response

    return app


def _error(request: Request, status: int, error: dict[str, str]) -> JSONResponse:
    return JSONResponse({"error": error, "request_id": request.state.request_id}, status_code=status)
