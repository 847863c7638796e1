"""`memberbot actions`: whom it serves, what it says to Rasa, how it ends."""

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
from tests.support.live_server import free_port

pytest.importorskip("rasa_sdk", reason="the extra `rasa` is not installed: pip install 'memberbot[rasa]'")

PATIENCE = 120.0  # for a start on a busy machine

# As Rasa 3.6 calls an action.
CALL = {
    "next_action": "action_help",
    "sender_id": "anna",
    "tracker": {
        "sender_id": "anna",
        "slots": {"language": None},
        "latest_message": {"text": "你识做啲咩？", "intent": {"name": "help"}, "entities": []},
        "events": [{"event": "user", "text": "你识做啲咩？", "timestamp": 1795160000.5}],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": "action_listen",
    },
    "domain": {},
    "version": "3.6.21",
}


@contextmanager
def serving(data: Path, **environment: str) -> Iterator[tuple["subprocess.Popen[str]", httpx.Client]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "actions", "--port", str(port)],
        env={**os.environ, "MEMBERBOT_DATA": str(data), "DATABASE_URL": "", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as rasa:
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline:
                with suppress(httpx.TransportError):
                    rasa.get("/health")
                    break
                assert process.poll() is None, process.communicate()
                time.sleep(0.1)
            yield process, rasa
    finally:
        process.kill()
        process.communicate()


def test_the_demo_answers_rasa_and_stops_at_a_signal(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, rasa):
        answer = rasa.post("/webhook", json=CALL)
        elsewhere = rasa.post("/webhook", json=CALL, headers={"Origin": "https://elsewhere.example"})
        process.send_signal(signal.SIGTERM)
        output, log = process.communicate(timeout=PATIENCE)
    assert answer.json()["responses"][0]["buttons"]
    assert [event["name"] for event in answer.json()["events"]] == ["language"]
    assert elsewhere.status_code == 403
    assert process.returncode == 0
    assert output.endswith("/webhook (demo)\n")
    assert '"level": "error"' not in log


def test_outside_the_demo_rasa_shows_a_key(tmp_path: Path) -> None:
    key = "k" * 40
    with serving(tmp_path, MEMBERBOT_API_KEYS=key) as (_process, rasa):
        assert rasa.get("/health").status_code == 200
        assert rasa.get("/actions").status_code == 401
        assert rasa.post("/webhook", json=CALL).status_code == 401
        assert rasa.post("/webhook", json=CALL, headers={"X-API-Key": "another"}).status_code == 403
        assert rasa.post("/webhook", json=CALL, headers={"X-API-Key": key}).status_code == 200
        assert rasa.post("/webhook", json=CALL, headers={"Authorization": f"Bearer {key}"}).status_code == 200


def test_where_it_cannot_serve_it_says_why(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = memberbot("actions", "--port", str(port), MEMBERBOT_DATA=str(tmp_path))
    assert answer.returncode == 1
    assert answer.stderr == f"memberbot: cannot listen on 127.0.0.1:{port}: Address already in use\n"

    answer = memberbot("actions", "--host", "0.0.0.0", MEMBERBOT_DATA=str(tmp_path))
    assert answer.returncode == 2
    assert answer.stderr.startswith("memberbot: MEMBERBOT_API_KEYS: needed to serve on 0.0.0.0")
