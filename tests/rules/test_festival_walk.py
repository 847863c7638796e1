"""Festival Walk, clause by clause."""

from typing import Any

import pytest

from bot.rules import Engine
from tests.rules.conftest import assert_decided, covered, read_cases


@pytest.mark.parametrize(("request_", "expect"), read_cases("festival-walk"))
def test_case(festival_walk: Engine, request_: dict[str, Any], expect: dict[str, Any]) -> None:
    assert_decided(festival_walk.decide(request_), expect)


def test_every_deciding_clause_has_a_case(festival_walk: Engine) -> None:
    deciding = {clause.key for clause in festival_walk.clauses("festival-walk") if clause.kind == "decides"}
    assert deciding - covered("festival-walk") == set()
