"""`memberbot serve`: where it listens, whom it lets in, how it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.support.command import memberbot

PATIENCE = 120.0  # for a start on a busy machine

# What one server in its own process is enough for.
of_the_demo = pytest.mark.xdist_group("serve demo")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(data: Path, **environment: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", str(port)],
        env={**os.environ, "MEMBERBOT_DATA": str(data), "DATABASE_URL": "", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                httpx.get(f"{url}/health/live")
                break
            assert process.poll() is None, process.communicate()
            time.sleep(0.1)
        yield process, url
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_a_signal_even_while_a_page_listens(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path) as (process, url), httpx.Client(base_url=url) as page:
        page.get("/")
        page.post("/chat/open")
        with page.stream("GET", "/chat/events") as events:
            assert events.status_code == 200
            began = time.monotonic()
            process.send_signal(number)
            output, log = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert time.monotonic() - began < 5
    assert output.startswith(f"memberbot is at {url} (demo)")
    assert '"level": "error"' not in log


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo behind a proxy, in the year 2031."""
    folder = tmp_path_factory.mktemp("demo")
    with serving(
        folder, MEMBERBOT_NOW="2031-05-02T12:00:00+08:00", MEMBERBOT_PROXIES="127.0.0.1", MEMBERBOT_DEMO="1"
    ) as (_process, url):
        yield url


@of_the_demo
def test_what_it_depends_on_is_ready_at_once(demo: str) -> None:
    health = httpx.get(f"{demo}/health")
    assert health.status_code == 200
    assert health.json()["checks"] == dict.fromkeys(("database", "reader", "worker", "timers"), True)


@of_the_demo
def test_a_demo_obeys_the_clock_and_needs_no_key(demo: str) -> None:
    request = {
        "programme": "festival-walk",
        "kind": "birthday",
        "facts": {"member": {"joined": "2020-01-01", "birthday": "1990-05-16"}},
    }
    assert httpx.post(f"{demo}/decide", json=request).json()["on"].startswith("2031-")


def secure(url: str) -> bool:
    """Whether a page that a proxy fetched by HTTPS is told to be so."""
    page = httpx.get(f"{url}/", headers={"X-Forwarded-Proto": "https"})
    return "Secure" in page.headers["Set-Cookie"]


@of_the_demo
def test_a_proxy_that_was_named_is_believed(demo: str) -> None:
    assert secure(demo)


@pytest.mark.parametrize("proxies", ["10.1.0.0/24", ""])
def test_another_is_not(tmp_path: Path, proxies: str) -> None:
    with serving(tmp_path, MEMBERBOT_PROXIES=proxies, MEMBERBOT_DEMO="1") as (_process, url):
        assert not secure(url)


def test_with_a_key_it_is_no_demo(tmp_path: Path) -> None:
    key = "k" * 40
    with serving(tmp_path, MEMBERBOT_API_KEYS=key) as (_process, url):
        hello = {"sender": "a", "message": "hello"}
        refused = httpx.post(f"{url}/webhooks/rest/webhook", json=hello)
        taken = httpx.post(f"{url}/webhooks/rest/webhook", json=hello, headers={"X-API-Key": key})
        codes = httpx.get(f"{url}/dev/sms")
    assert (refused.status_code, taken.status_code, codes.status_code) == (401, 200, 404)


def test_a_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = memberbot("serve", "--port", str(port), MEMBERBOT_DATA=str(tmp_path))
    assert answer.returncode == 1
    assert answer.stderr == f"memberbot: cannot listen on 127.0.0.1:{port}: Address already in use\n"


def test_strangers_are_not_served_without_a_key(tmp_path: Path) -> None:
    answer = memberbot("serve", "--host", "0.0.0.0", "--port", "0", MEMBERBOT_DATA=str(tmp_path))
    assert answer.returncode == 2
    assert answer.stderr.startswith("memberbot: MEMBERBOT_API_KEYS: needed to serve on 0.0.0.0")
