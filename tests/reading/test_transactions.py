"""What kind of transaction a paper tells of, and that it says so surely."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.reading.fields.extract import read_paper
from tests.reading.layout import PAPER, SCREEN, rows

CASES = yaml.safe_load(Path(__file__).with_name("transactions.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[f"{n} {case['transaction']}" for n, case in enumerate(CASES)])
def test_the_paper_says_what_it_is(case: dict[str, Any]) -> None:
    reading = read_paper(rows(case["print"]), SCREEN if case.get("screen") else PAPER)
    assert reading.transaction == case["transaction"]
    assert case["transaction"] is None or reading.confidence["transaction"] >= 0.9
    if "total" in case:
        assert f"{reading.total:.2f}" == case["total"]
    assert reading.settlement_part == case.get("part", 1)
