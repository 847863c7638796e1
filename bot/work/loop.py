"""Something small that is done again and again while the process lives."""

import logging
import threading
from collections.abc import Callable

from bot.work.condition import Condition

log = logging.getLogger(__name__)


class Loop:
    """Runs `action` every `seconds` in a thread of its own; what it raises is logged and does not end it."""

    def __init__(self, name: str, seconds: float, action: Callable[[], object]) -> None:
        self._seconds = seconds
        self._action = action
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._condition = Condition()

    @property
    def well(self) -> bool:
        """Whether it goes on, and not failing for long."""
        return self._condition.well(self._thread)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round that is running."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.wait(self._seconds):
            try:
                self._action()
                self._condition.fine()
            except Exception:
                self._condition.failed()
                log.exception("%s failed and goes on", self._thread.name)
