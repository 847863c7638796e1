"""Money told from codes, weights and dates, with the slips of recognition undone."""

from decimal import Decimal

import pytest

from bot.reading.fields.amounts import amounts_of
from tests.reading.layout import rows


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("HK$1,265.50", "1265.50"),
        ("HK$1.265.50", "1265.50"),
        ("HKS514.40", "514.40"),
        ("$5O.0O", "50.00"),
        ("HK$514 .40", "514.40"),
        ("-$25.00", "-25.00"),
        ("(25.00)", "-25.00"),
        ("25.00-", "-25.00"),
        ("158.4", "158.4"),
        ("HKD 5,489.00", "5489.00"),
        ("合计792.00", "792.00"),
        ("238.00元", "238.00"),
        ("$12,340", "12340"),
    ],
)
def test_sums(text: str, value: str) -> None:
    (amount,) = amounts_of(rows(text)[0])
    assert amount.value == Decimal(value) and amount.sure


@pytest.mark.parametrize(
    "text", ["0.253 CT", "1.250KG", "SPF50", "20/11/2026", "12:48:09", "YT-0217-442093", "50%", "W330-7-5521"]
)
def test_no_sums(text: str) -> None:
    assert not [amount for amount in amounts_of(rows(text)[0]) if amount.sure]
