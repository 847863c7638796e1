"""The engine with our packs, and cases written as data."""

import copy
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import yaml

from bot.programmes import OURS, Programmes
from bot.rules import Decision, Engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Programmes.load().engine


@pytest.fixture(scope="session")
def festival_walk() -> Engine:
    """An engine with nothing but Festival Walk on its shelf."""
    return Engine.load(OURS / "festival-walk" / "editions")


def read_cases(programme: str) -> list[Any]:
    """The cases of a programme as pytest parameters: (request, expectation)."""
    written = yaml.safe_load((OURS / programme / "cases.yaml").read_text("utf-8"))
    return [
        pytest.param(request_of(programme, case, written["base"]), case["expect"], id=case["name"])
        for case in written["cases"]
    ]


def covered(programme: str) -> set[str]:
    """The clauses that the cases of a programme are about."""
    written = yaml.safe_load((OURS / programme / "cases.yaml").read_text("utf-8"))
    return {clause for case in written["cases"] for clause in case.get("covers", ())}


def readings(programme: str) -> set[str]:
    """The interpretations that the cases of a programme are about."""
    written = yaml.safe_load((OURS / programme / "cases.yaml").read_text("utf-8"))
    return {case["reads"] for case in written["cases"] if "reads" in case}


def request_of(programme: str, case: Mapping[str, Any], bases: Mapping[str, Any]) -> dict[str, Any]:
    """The request of a case: the base of its kind with the facts that the case sets."""
    base = copy.deepcopy(bases[case["kind"]])
    for path, value in case.get("with", {}).items():
        *parents, leaf = path.split(".")
        place = base["facts"]
        for parent in parents:
            place = place.setdefault(parent, {})
        place[leaf] = value
    now = case.get("now", base["now"])
    return {"programme": programme, "kind": case["kind"], "now": now, "facts": base["facts"]}


def plain(value: Any) -> Any:
    """A figure as JSON would show it."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return {name: plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
    return value


def assert_decided(decision: Decision, expect: Mapping[str, Any]) -> None:
    """The decision is as expected in everything that the case states."""
    clauses = [clause.partition("/")[2] for clause in decision.clauses]
    found = {
        "outcome": decision.outcome,
        "missing": list(decision.missing),
        "clauses": clauses,
        **plain(decision.figures.named()),
    }
    assert {name: found.get(name, "absent") for name in expect} == dict(expect)
