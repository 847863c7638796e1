"""A client of an app in this process, for the tests of pages and routes."""

from anyio.from_thread import BlockingPortalProvider
from fastapi.testclient import TestClient

_LOOP = BlockingPortalProvider()


class Client(TestClient):
    """Its requests run in one event loop a process, as a server's do: to start a thread and a loop for each
    takes longer than many a page."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.portal = _LOOP.__enter__()  # never left: its thread ends with the process
