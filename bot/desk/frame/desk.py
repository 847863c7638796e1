"""The desk as a process has it: one for all requests, in the application's state."""

from collections.abc import Sequence

from starlette.requests import Request

from bot.desk.frame.access import Access
from bot.desk.frame.events import Changes
from bot.desk.frame.navigation import Navigation, NavigationEntry
from bot.desk.frame.ports import DeskPorts
from bot.desk.frame.templates import Pages
from bot.desk.frame.views import Views


class Desk:
    """What every page is built on. `entries` are the navigation's, in their order."""

    def __init__(self, ports: DeskPorts, entries: Sequence[NavigationEntry]) -> None:
        self.ports = ports
        self.access = Access(ports)
        self.navigation = Navigation(entries)
        self.pages = Pages(ports, self.access, self.navigation)
        self.changes = Changes(ports.database, ports.closing, ports.stream)
        self.views = Views(ports.database, ports.clock)


def desk_of(request: Request) -> Desk:
    """The desk that a request came to."""
    desk: Desk = request.app.state.desk
    return desk
