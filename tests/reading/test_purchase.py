"""What a paper says of the purchase beside its figures."""

import pytest

from bot.reading import to_earn_receipt
from bot.reading.fields.extract import read_paper
from bot.reading.sets.pairing import pair
from tests.reading.layout import PAPER, rows

HEAD = "#NORTH QUAY STORE\nReceipt 5-99120\n18/11/2026 16:40\n"
SLIP = (
    "HSBC\n#NORTH QUAY STORE\nTERMINAL ID 20031877\nMERCHANT ID 000112233445566\nSALE\n"
    "VISA ************1288\n"
    "18 NOV 2026 16:41:11\nREF NO 632109887711\nAPPR CODE 088121\nTOTAL    HKD 500.00\nCUSTOMER COPY"
)


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("E-Gift Card", "gift_card_purchase"),
        ("Octopus Add Value", "top_up"),
        ("Membership Fee", "membership_fee"),
        ("學費 十一月", "tuition"),
        ("Parking Fee", "parking"),
        ("郵票套裝", "stamps"),
        ("Gold Bar 5g", "gold"),
        ("電影票 x2", "cinema"),
        ("Wool Coat", None),
        ("Gift Card Holder", None),
    ],
)
def test_what_was_bought_stands_in_the_line(line: str, category: str | None) -> None:
    reading = read_paper(rows(f"{HEAD}{line}    500.00\nTOTAL    500.00\nVISA    500.00"), PAPER)
    assert reading.category == category
    assert "mixed_basket" not in reading.signals


def test_a_gift_card_among_other_goods_is_for_a_person_and_its_line_is_marked() -> None:
    text = f"{HEAD}Wool Coat    300.00\nGift Card    200.00\nTOTAL    500.00\nVISA    500.00"
    reading = read_paper(rows(text), PAPER)
    assert reading.category is None and "mixed_basket" in reading.signals
    assert "Gift Card" in reading.evidence["category"].words


def test_a_shared_bill_is_known_by_its_count() -> None:
    assert read_paper(rows(f"{HEAD}SPLIT BILL 1/2\nFish    500.00\nTOTAL    500.00"), PAPER).split


def test_the_facts_say_what_the_papers_say() -> None:
    paid = "Deposit Paid    500.00\nBalance Due    400.00\nVISA    500.00"
    text = f"{HEAD}DEPOSIT RECEIPT\nSofa    900.00\n{paid}"
    facts = to_earn_receipt(pair([read_paper(rows(text), PAPER), read_paper(rows(SLIP), PAPER)]))
    assert (facts["settlement"], facts["total"], facts["slip_matches"]) == ("deposit", "500.00", True)


def test_a_slip_on_which_nothing_was_paid_is_no_proof() -> None:
    receipt = read_paper(rows(f"{HEAD}Coat    500.00\nTOTAL    500.00\nVISA    500.00"), PAPER)
    declined = read_paper(rows(SLIP.replace("APPR CODE 088121", "*** DECLINED ***")), PAPER)
    assert to_earn_receipt(pair([receipt, declined]))["payment_proof"] == "none"
    refund = read_paper(rows(SLIP.replace("SALE", "REFUND")), PAPER)
    assert to_earn_receipt(pair([receipt, refund]))["refunded"] is True
