"""How something that goes on in the background fares: whether it works, or has been failing for a while."""

import threading
import time

# What fails for longer than this is not mended by trying again.
_PATIENCE_SECONDS = 30.0


class Condition:
    """Noted by the one thread that does the work, asked by any."""

    def __init__(self, patience: float = _PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._failing_since: float | None = None

    def fine(self) -> None:
        """A round went well."""
        self._failing_since = None

    def failed(self) -> None:
        """A round failed."""
        if self._failing_since is None:
            self._failing_since = time.monotonic()

    def well(self, thread: threading.Thread) -> bool:
        """Whether the work goes on in this thread. Work that was not begun is another process's."""
        if thread.ident is None:
            return True
        since = self._failing_since
        return thread.is_alive() and (since is None or time.monotonic() - since < self._patience)
