"""An HTTP app over the conductor in memory."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.channels.http import create_http
from bot.channels.ports import HttpPorts
from bot.rules.decision import RequestError
from bot.understanding.parse import Entity, Intent, Parse
from tests.support.fake_conductor import FakeConductor
from tests.support.plain_services import knowledge


def parse(text: str) -> Parse:
    """Everything is a question about the balance."""
    intent = Intent("check_balance", 0.97)
    return Parse(text, intent, (Entity("hours", 2, 0, 1),), (intent, Intent("faq", 0.02)), "en")


def decide(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Approves everything that names a programme."""
    if not isinstance(request.get("programme"), str):
        raise RequestError("programme", "one of festival-walk, cityplaza, alipay-k11")
    return {"outcome": "approved", "missing": [], "clauses": []}


@pytest.fixture
def conductor() -> FakeConductor:
    return FakeConductor()


@pytest.fixture
def serve(conductor: FakeConductor) -> Callable[..., TestClient]:
    """Makes a client of an app; keyword arguments replace ports."""

    def make(**ports: Any) -> TestClient:
        given: dict[str, Any] = {
            "dialogue": conductor,
            "parse": parse,
            "decide": decide,
            "ready": lambda: {"database": True, "reader": True},
            "words": knowledge().words,
            "secret": b"a secret of the test",
            "demo": True,
        }
        return TestClient(create_http(HttpPorts(**(given | ports))), raise_server_exceptions=False)

    return make


@pytest.fixture
def client(serve: Callable[..., TestClient]) -> TestClient:
    return serve()
