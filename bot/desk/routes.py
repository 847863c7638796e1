"""The desk's pages, all of them. Each comes from a module of its own."""

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from bot.desk.account import account_routes
from bot.desk.accounts import account_list_routes
from bot.desk.acts import act_routes
from bot.desk.audit_log import audit_log_routes
from bot.desk.beside import beside_routes, reply_routes
from bot.desk.broadcasts import broadcast_routes
from bot.desk.canned_replies import canned_reply_routes
from bot.desk.conversation import conversation_routes
from bot.desk.desk import SEE_OTHER, Desk
from bot.desk.errors import not_found
from bot.desk.figures import figures_routes
from bot.desk.hours import hours_routes
from bot.desk.inbox import inbox_routes
from bot.desk.members import member_routes
from bot.desk.packs import pack_routes
from bot.desk.pages import STATIC, DeskFiles
from bot.desk.ports import DeskPorts
from bot.desk.receipt_acts import receipt_act_routes
from bot.desk.receipt_page import receipt_routes
from bot.desk.receipts import receipts_routes
from bot.desk.rewards import reward_routes
from bot.desk.shops import shop_routes
from bot.desk.sign_in import sign_in_routes
from bot.desk.sign_in_elsewhere import sign_in_elsewhere_routes
from bot.desk.weather import weather_routes


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
