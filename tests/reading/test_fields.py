# ruff: noqa: E501 - a paper stands on one line
"""The facts of receipts as tills word and lay them out, without a camera in between."""

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from bot.reading import reading_json
from bot.reading.fields.extract import read_paper, without_guesses
from bot.reading.ocr.lines import pieces_of, rows_of
from tests.reading.layout import PAPER, SCREEN, rows, words

CASES = yaml.safe_load(Path(__file__).with_name("receipts.yaml").read_text(encoding="utf-8"))


def _facts(text: str, screen: bool = False) -> dict[str, Any]:
    return reading_json(read_paper(rows(text), SCREEN if screen else PAPER))


@pytest.mark.parametrize("case", CASES, ids=[case["print"].split("\n")[0].strip("# ") for case in CASES])
def test_facts_are_found(case: dict[str, Any]) -> None:
    found = _facts(case["print"], case.get("screen", False))
    for name, wanted in case["facts"].items():
        if wanted is None:
            assert found[name] is None, name
        elif name == "merchant":
            assert wanted in (found["merchant"] or "")
        elif name in ("total", "tips"):
            assert float(found[name]) == float(wanted)
        elif name == "issued_time":
            assert found[name].startswith(wanted)
        elif name == "deductions":
            assert [(d["kind"], float(d["amount"])) for d in found[name]] == [
                (d["kind"], float(d["amount"])) for d in wanted
            ]
        else:
            assert found[name] == wanted, name


def test_an_octopus_balance_is_no_total() -> None:
    found = _facts(
        "#好味店\n單號 A-20981\n20/11/2026 12:00\n飯盒   $52.00\n合計   $52.00\n八達通   $52.00\n餘額   $1,301.20"
    )
    assert found["total"] == "52.00" and found["payment"] == "octopus"


def test_a_lone_table_or_order_number_is_marked_doubtful_or_left_out() -> None:
    found = _facts(
        "#好味店\n檯號 18\n會員號碼 88123456\n20/11/2026 12:00\n飯盒   $52.00\n合計   $52.00\n現金   $52.00"
    )
    assert found["number"] is None


def test_a_total_that_does_not_agree_with_what_was_paid_is_not_sure() -> None:
    found = _facts(
        "#SHOP ONE\nReceipt No. 88-1234\n20/11/2026 12:00\nShirt   50.00\nTOTAL   90.00\nVISA   50.00"
    )
    assert found["confidence"]["deductions"] < 0.9


def test_what_is_printed_badly_is_never_sure() -> None:
    text = "#SHOP ONE\nReceipt No. 88-1234\n20/11/2026 12:00\nShirt   50.00\nTOTAL   50.00\nVISA   50.00"
    found = reading_json(read_paper(rows_of(pieces_of(words(text, score=0.6))), PAPER))
    assert all(found["confidence"][field] < 0.9 for field in ("number", "issued_on", "total", "merchant"))


def test_full_card_numbers_are_not_kept() -> None:
    text = "#SHOP ONE\n20/11/2026 12:00\nShirt   50.00\nTOTAL   50.00\nVISA 4111 1111 1111 1111   50.00"
    reading = read_paper(rows(text), PAPER)
    kept = " ".join(line.text for line in reading.lines) + str(reading.evidence)
    assert "4111 1111" not in kept and "1111" in kept


def test_what_is_hardly_more_than_a_guess_is_not_told() -> None:
    reading = read_paper(
        rows("#SHOP ONE\n20/11/2026 12:00\nShirt   50.00\nTOTAL   50.00\nVISA   50.00"), PAPER
    )
    told = without_guesses(replace(reading, confidence={**reading.confidence, "total": 0.3}))
    assert told.total is None and told.unreadable == ("total",)
    assert told.merchant == "SHOP ONE"


def test_no_mix_of_rows_is_too_odd_to_read() -> None:
    printed = [line for case in CASES for line in case["print"].split("\n") if line.strip()]
    chance = Random(3)
    for number in range(300):
        mixed = "\n".join(chance.choices(printed, k=chance.randint(1, 14)))
        reading = read_paper(rows(mixed), SCREEN if number % 2 else PAPER)
        assert reading.document in ("shop_receipt", "payment_slip", "unknown")
