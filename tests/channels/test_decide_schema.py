"""`POST /decide` as its OpenAPI description says: requests of all shapes are decided or refused by name."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.channels.http import create_http
from bot.channels.ports import HttpPorts
from bot.clock import system_clock
from bot.knowledge import Knowledge
from tests.rules.conftest import read_cases
from tests.support.fake_conductor import FakeConductor

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.load()


@pytest.fixture(scope="module")
def operation(knowledge: Knowledge) -> Any:
    """`POST /decide` of an app with the real engine behind it, in this process."""
    ports: dict[str, Any] = {
        "dialogue": FakeConductor(),
        "parse": None,
        "decide": lambda request: knowledge.decide(request, system_clock()),
        "ready": dict,
        "words": knowledge.words,
        "secret": b"a secret of the test",
        "demo": True,
    }
    api = schemathesis.openapi.from_asgi("/openapi.json", create_http(HttpPorts(**ports)))
    return api["/decide"]["POST"]


@pytest.mark.parametrize("examples", [20, pytest.param(300, marks=pytest.mark.prove)])
@pytest.mark.parametrize("mode", GenerationMode)
def test_every_request_is_decided_or_refused_by_name(
    operation: Any, knowledge: Knowledge, mode: GenerationMode, examples: int
) -> None:
    offering = {kind: pack.programme for pack in knowledge.engine.packs.values() for kind in pack.kinds}
    seen: set[int] = set()

    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:
        body = case.body
        if isinstance(body, dict) and body.get("kind") in offering and isinstance(body.get("programme"), str):
            body["programme"] = offering[body["kind"]]  # a made-up one would end it at once
        response = case.call()
        case.validate_response(response, checks=CHECKS)
        seen.add(response.status_code)
        if response.status_code == 422:
            assert response.json()["error"]["field"]

    ask()
    assert (200 if mode is GenerationMode.POSITIVE else 422) in seen


def test_the_description_takes_the_cases_of_the_rules(operation: Any, knowledge: Knowledge) -> None:
    """What the engine decides, the description allows."""
    from jsonschema_rs import validator_for

    described = operation.definition.raw["requestBody"]["content"]["application/json"]["schema"]
    allows = validator_for(described)
    for programme in knowledge.engine.packs:
        for case in read_cases(programme):
            assert allows.is_valid(case.values[0]), case.id
