"""The set-up on several processes: what docker-compose.yml says, and the proxy's file before real servers."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.support.live_server import free_port
from tests.support.server_process import PATIENCE, REAL, Server

ROOT = Path(__file__).parents[1]
PROXY = ROOT / "deploy" / "nginx.conf"
SECRETS = {
    "POSTGRES_PASSWORD": "p" * 32,
    "MEMBERBOT_SECRET": "s" * 32,
    "MEMBERBOT_API_KEYS": "k" * 32,
    "MEMBERBOT_SITE": "chat.example.com",
}


def compose() -> list[str]:
    """The client of Docker's compose, whichever there is."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if (
            shutil.which(command[0])
            and not subprocess.run([*command, "version"], capture_output=True).returncode
        ):
            return command
    pytest.skip("neither `docker compose` nor `docker-compose` is installed")


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    ran = subprocess.run(
        [*compose(), "config"], cwd=ROOT, env=os.environ | SECRETS, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    described: dict[str, Any] = yaml.safe_load(ran.stdout)
    return described


def test_compose_describes_every_part(described: dict[str, Any]) -> None:
    services = described["services"]
    assert set(services) == {"proxy", "web1", "web2", "worker", "migrate", "postgres"}
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]
    for name in ("web1", "web2", "worker", "migrate"):
        assert services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"]
        assert services[name]["environment"]["MEMBERBOT_SECRET"] == "s" * 32
    assert services["web1"]["environment"]["PUBLIC_URL"] == "https://chat.example.com"
    assert {**services["web1"], "networks": {}} == {**services["web2"], "networks": {}}


def test_only_the_proxy_is_believed(described: dict[str, Any]) -> None:
    services = described["services"]
    on_front = {name for name, service in services.items() if "front" in service["networks"]}
    assert on_front == {"proxy", "web1", "web2"}
    address = services["proxy"]["networks"]["front"]["ipv4_address"]
    assert services["web1"]["environment"]["MEMBERBOT_PROXIES"] == address


def configuration(folder: Path, plain: int, tls: int, servers: list[Server]) -> Path:
    """The proxy's file with the ports and paths of this test, and with the certificate it names."""
    certificate = [
        "-keyout",
        folder / "privkey.pem",
        "-out",
        folder / "fullchain.pem",
        "-subj",
        "/CN=localhost",
    ]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *certificate],
        check=True,
        capture_output=True,
    )
    text = PROXY.read_text()
    version = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr
    if "nginx/1.2" in version and int(version.split("/1.")[1].split(".")[0]) < 25:
        # Before 1.25 the same was said in another place.
        text = text.replace("listen 443 ssl;", "listen 443 ssl http2;").replace("http2 on;", "")
    for theirs, ours in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{tls} "),
        ("web1:8080", f"127.0.0.1:{servers[0].port}"),
        ("web2:8080", f"127.0.0.1:{servers[1].port}"),
        ("/etc/nginx/tls", str(folder)),
        ("/tmp/nginx.pid", str(folder / "nginx.pid")),
    ):
        assert theirs in text
        text = text.replace(theirs, ours)
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


@contextmanager
def proxied(tmp_path: Path, url: str) -> Iterator[tuple[str, list[Server]]]:
    """Two servers behind the proxy; its address."""
    if shutil.which("nginx") is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not installed")
    environment = {
        "DATABASE_URL": url,
        "MEMBERBOT_DATA": str(tmp_path / "data"),
        "MEMBERBOT_SECRET": "s" * 32,
        "MEMBERBOT_DEMO": "1",
        "MEMBERBOT_PROXIES": "127.0.0.1",
    }
    servers = [Server(tmp_path, REAL, environment=lambda: environment) for _ in range(2)]
    plain, tls = free_port(), free_port()
    address = f"https://127.0.0.1:{tls}"
    proxy = None
    try:
        for server in servers:
            server.start()
        proxy = subprocess.Popen(
            ["nginx", "-c", configuration(tmp_path, plain, tls, servers), "-g", "daemon off;"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        moved = _wait(f"http://127.0.0.1:{plain}/desk?x=1")
        assert (moved.status_code, moved.headers["Location"]) == (308, "https://127.0.0.1/desk?x=1")
        _wait(f"{address}/health")
        yield address, servers
    finally:
        if proxy is not None:
            proxy.send_signal(signal.SIGQUIT)
            proxy.wait(PATIENCE)
        for server in servers:
            server.close()


def _wait(url: str) -> httpx.Response:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(httpx.TransportError):
            return httpx.get(url, verify=False)
        time.sleep(0.1)
    raise AssertionError("the proxy did not start")


def test_the_proxy_streams_limits_and_passes_over_the_dead(postgres_url: str, tmp_path: Path) -> None:
    with (
        proxied(tmp_path, postgres_url) as (address, servers),
        httpx.Client(base_url=address, timeout=60, verify=False) as page,
    ):
        assert page.get("/metrics").status_code == 404

        # Over TLS the bot knows that it is over TLS, and it is the bot's own headers that arrive.
        first = page.get("/")
        assert "Secure" in first.headers["Set-Cookie"]
        assert first.headers["Strict-Transport-Security"] and first.headers["Content-Security-Policy"]

        # What is said arrives while the stream is open: nothing on the way waits for more.
        page.post("/chat/open")
        with page.stream("GET", "/chat/events") as events:
            lines = events.iter_lines()
            while next(lines) != "event: reading":
                pass
            said = time.monotonic()
            page.post("/chat/turn", files={"message_id": (None, "1"), "text": (None, "hello")})
            while not next(lines).startswith("event: message"):
                pass
            assert time.monotonic() - said < 10

        # The bot itself, not the proxy, says that a photo is too large; beyond all reason it is the proxy.
        photo = {"message_id": (None, "2"), "photo": ("p.png", b"x" * (16 * 1024 * 1024), "image/png")}
        refused = page.post("/chat/turn", files=photo)
        assert (refused.status_code, refused.json()["error"]["code"]) == (413, "photo_too_large")
        with suppress(httpx.TransportError):  # the proxy may close before all was sent
            assert page.post("/chat/turn", content=b"x" * (60 * 1024 * 1024)).status_code == 413

        # One of the two is gone: nobody notices.
        servers[0].kill()
        body = {"sender": "me", "message": "hello"}
        answers = [page.post("/webhooks/rest/webhook", json=body).status_code for _turn in range(6)]
        assert answers == [200] * 6
