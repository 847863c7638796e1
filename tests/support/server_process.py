"""A server in a process of its own, which tests may kill and start again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from tests.support.data_folder import lay_out

PATIENCE = 120.0  # for a start on a busy machine, models trained anew

# The reader of `tests/work/server.py` knows its photos by name; the rest is `memberbot serve`.
KNOWING_READER = ("tests.work.server",)
REAL = ("bot", "serve", "--port")


class Server:
    """A server on a data folder, and on its own SQLite file unless `environment` says otherwise."""

    def __init__(
        self,
        folder: Path,
        command: tuple[str, ...] = KNOWING_READER,
        environment: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.data = folder / "data"
        lay_out(self.data)
        self.process: subprocess.Popen[bytes] | None = None
        self._command = command
        self._environment = environment
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._log: Any = (folder / f"log-{self.port}").open("ab")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.spawn()
        self.wait()

    def spawn(self) -> None:
        """Start without waiting."""
        environment = {
            **os.environ,
            "MEMBERBOT_DATA": str(self.data),
            "DATABASE_URL": "",
            "MEMBERBOT_ENCODER": "0",  # a second of processor time for each of many starts
            **self._environment(),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self._command, str(self.port)],
            env=environment,
            stdout=self._log,
            stderr=self._log,
        )

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + PATIENCE
        with httpx.Client(verify=False) as client:
            while time.monotonic() < deadline:
                with suppress(httpx.TransportError):
                    if client.get(f"{self.url}/health").status_code == 200:
                        return
                assert self.process is not None and self.process.poll() is None, "the server ended by itself"
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> tuple[int, float]:
        """Ask it to end; its exit status, and how long that took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE), time.monotonic() - began

    def close(self) -> None:
        """Leave no process and no open file behind."""
        if self.process is not None and self.process.poll() is None:
            self.kill()
        self._log.close()


@contextmanager
def serving(
    folder: Path, *command: str, environment: Callable[[], Mapping[str, str]] = dict
) -> Iterator[Server]:
    """A server that answers inside the block."""
    server = Server(folder, command or KNOWING_READER, environment)
    try:
        server.start()
        yield server
    finally:
        server.close()
