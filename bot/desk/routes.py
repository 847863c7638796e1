"""The desk as a whole: its rooms, its navigation, and the addresses that belong to no room."""

from fastapi import FastAPI
from starlette.responses import RedirectResponse, Response, StreamingResponse

from bot.desk import inbox, members, operating, receipts, reports, signing_in
from bot.desk.frame import SEE_OTHER, Desk, DeskFiles, DeskPorts, TheVisit, guarded, not_found

ROOMS = (signing_in, inbox, receipts, members, operating, reports)

# The pages in the order in which the navigation shows them.
ENTRIES = (
    inbox.INBOX,
    inbox.REPLIES,
    members.MEMBERS,
    reports.REPORTS,
    operating.REWARDS,
    operating.SHOPS,
    operating.HOURS,
    operating.RULES,
    receipts.RECEIPTS,
    operating.WEATHER,
    operating.NOTICES,
    reports.AUDIT_LOG,
    operating.PEOPLE,
)

router = guarded()


def add_desk(http: FastAPI, ports: DeskPorts) -> None:
    """Serve the desk below `/desk`."""
    add_desk_routes(http, elsewhere=ports.openid is not None)
    open_desk(http, ports)


def add_desk_routes(http: FastAPI, *, elsewhere: bool) -> None:
    """Add the desk's addresses, with those of signing in at an identity provider where there is one."""
    http.mount("/desk/static", DeskFiles(), name="desk-static")
    for room in ROOMS:
        for routes in room.ROUTERS:
            http.include_router(routes)
    if elsewhere:
        for routes in signing_in.ELSEWHERE:
            http.include_router(routes)
    http.include_router(router)  # last: it answers for every address that is left


def open_desk(http: FastAPI, ports: DeskPorts) -> None:
    """Put a desk behind the addresses."""
    http.state.desk = Desk(ports, ENTRIES)
    if ports.openid:
        http.state.identity_provider = signing_in.provider_of(ports, ports.openid)


@router.get("/desk")
def home(visit: TheVisit) -> Response:
    """Where one arrives: the person's first page."""
    if first := visit.desk.navigation.home(visit.staff):
        return RedirectResponse(first, SEE_OTHER)
    return visit.render("home.html")


@router.get("/desk/events")
async def events(visit: TheVisit) -> StreamingResponse:
    """What every open page listens to."""
    return StreamingResponse(
        visit.desk.changes.stream(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


@router.get("/desk/session")
async def session() -> Response:
    """Whether the browser is still signed in: a script asks when its stream ends."""
    return Response(status_code=204)


@router.get("/desk/navigation")
def navigation(visit: TheVisit, here: str = "") -> Response:
    """The navigation with what waits there now."""
    return visit.render("navigation.html", here=here)


@router.get("/desk/{path:path}")
def nothing(path: str) -> Response:
    """What is said for addresses without a page."""
    raise not_found()
