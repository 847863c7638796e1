"""Sets that are likely of one purchase although their numbers read differently."""

from typing import Any

import pytest

from bot.reading.sets.resemblance import same_purchase

FACTS: dict[str, Any] = {
    "merchant": "Marks & Spencer",
    "number": "MS-2611-00318",
    "issued_at": "2026-11-19T13:05:00+08:00",
    "total": "1234.50",
}
DAY = {"issued_at": "2026-11-19"}


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "MS-2611-O0378"},
        {"number": None},
        {"number": "ORDER 77", "issued_at": "2026-11-19T13:05:40+08:00"},
        {"merchant": "MARKS & SPENCE", "number": "MS-2611-00319"},
        {**DAY, "number": "MS-2611-0O318"},
    ],
)
def test_likely_the_same(changes: dict[str, Any]) -> None:
    assert same_purchase(FACTS, FACTS | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"total": "1234.40"},
        {"issued_at": "2026-11-18T13:05:00+08:00"},
        {"issued_at": "2026-11-19T15:20:00+08:00", "number": "MS-2611-00452"},
        {"merchant": "Log-On"},
        {**DAY, "number": "MS-2611-00977"},
        {"merchant": None},
    ],
)
def test_another_purchase(changes: dict[str, Any]) -> None:
    assert not same_purchase(FACTS, FACTS | changes)
