"""The desk's pages, all of them. Each comes from a module of its own."""

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from bot.desk.frame.errors import not_found
from bot.desk.frame.pages import SEE_OTHER, Desk
from bot.desk.frame.ports import DeskPorts
from bot.desk.frame.templates import STATIC, DeskFiles
from bot.desk.inbox.acts import act_routes
from bot.desk.inbox.beside import beside_routes, reply_routes
from bot.desk.inbox.conversation import conversation_routes
from bot.desk.inbox.queues import inbox_routes
from bot.desk.members.pages import member_routes
from bot.desk.operating.accounts import account_list_routes
from bot.desk.operating.broadcasts import broadcast_routes
from bot.desk.operating.canned_replies import canned_reply_routes
from bot.desk.operating.hours import hours_routes
from bot.desk.operating.packs import pack_routes
from bot.desk.operating.rewards import reward_routes
from bot.desk.operating.shops import shop_routes
from bot.desk.operating.weather import weather_routes
from bot.desk.receipts.acts import receipt_act_routes
from bot.desk.receipts.page import receipt_routes
from bot.desk.receipts.queue import receipts_routes
from bot.desk.reports.audit_log import audit_log_routes
from bot.desk.reports.statistics import figures_routes
from bot.desk.signing_in.account import account_routes
from bot.desk.signing_in.sign_in import sign_in_routes
from bot.desk.signing_in.sign_in_elsewhere import sign_in_elsewhere_routes


def add_desk(http: FastAPI, ports: DeskPorts) -> None:
    """Serve the desk below `/desk`."""
    desk = Desk(ports)
    http.mount("/desk/static", DeskFiles(directory=STATIC), name="desk-static")
    http.include_router(sign_in_routes(desk))
    if ports.openid:
        http.include_router(sign_in_elsewhere_routes(desk, ports.openid))
    # The pages, in the order in which the navigation shows them.
    http.include_router(inbox_routes(desk))
    http.include_router(conversation_routes(desk))
    http.include_router(act_routes(desk))
    http.include_router(beside_routes(desk))
    http.include_router(reply_routes(desk))
    http.include_router(canned_reply_routes(desk))
    http.include_router(member_routes(desk))
    http.include_router(figures_routes(desk))
    http.include_router(reward_routes(desk))
    http.include_router(shop_routes(desk))
    http.include_router(hours_routes(desk))
    http.include_router(pack_routes(desk))
    http.include_router(receipts_routes(desk))
    http.include_router(receipt_routes(desk))
    http.include_router(receipt_act_routes(desk))
    http.include_router(weather_routes(desk))
    http.include_router(broadcast_routes(desk))
    http.include_router(audit_log_routes(desk))
    http.include_router(account_list_routes(desk))
    http.include_router(account_routes(desk))
    http.include_router(home_routes(desk))  # last: it answers for every address that is left


def home_routes(desk: Desk) -> APIRouter:
    """Where one arrives, what every page listens to, and what is said for addresses without a page."""
    routes = desk.router()

    @routes.get("/desk")
    def home(request: Request) -> Response:
        if first := desk.navigation.home(desk.staff(request)):
            return RedirectResponse(first, SEE_OTHER)
        return desk.render(request, "home.html")

    @routes.get("/desk/events")
    async def events() -> StreamingResponse:
        return StreamingResponse(
            desk.changes.stream(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
        )

    @routes.get("/desk/session")
    async def session() -> Response:
        """Whether the browser is still signed in: a script asks when its stream ends."""
        return Response(status_code=204)

    @routes.get("/desk/navigation")
    def navigation(request: Request, here: str = "") -> Response:
        return desk.render(request, "navigation.html", here=here)

    @routes.get("/desk/{path:path}")
    def nothing(path: str) -> Response:
        raise not_found()

    return routes
