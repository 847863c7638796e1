"""The card on a paper: its last four digits, no more."""

import pytest

from bot.reading.fields.cards import card_digits, mask_cards
from bot.reading.fields.extract import read_paper
from tests.reading.layout import PAPER, rows


@pytest.mark.parametrize(
    ("print_", "digits"),
    [
        ("VISA  xxxxxxxxxxxx4412   262.00", "4412"),
        ("Card: ************8841", "8841"),
        ("Card No. 6222 02** **** 1234", "1234"),
        ("卡號  ****-****-****-7712", "7712"),
        ("XXXX XXXX XXXX 5521", "5521"),
        ("Mastercard (Google Pay) ****1188   HKD1,398.00", "1188"),
        ("Card: 4321-XXXX-XXXX-0091", "0091"),
        ("中銀信用卡 (3456)", "3456"),
        ("VISA\n**** 3321", "3321"),
        ("VISA 4111 1111 1111 1111", "1111"),
        ("會員卡號碼 8012****3321", None),
        ("八達通 卡號 ****5678", None),
        ("Tel ****1234", None),
        ("VISA ****1111\nMASTER ****2222", None),
        ("**** REPRINTED RECEIPT ****\nNo. 1234", None),
        ("Invoice 2026112000012345", None),
    ],
)
def test_the_last_four_digits_are_found(print_: str, digits: str | None) -> None:
    assert card_digits(rows(print_)) == digits


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("VISA 4111 1111 1111 1111 $20.00", "VISA ****1111 $20.00"),
        ("4111111111111111", "****1111"),
        ("6222 02** **** 1234", "****1234"),
        ("Card no. 4111111111111112", "Card no. ****1112"),
        ("Invoice 2026112000012345", "Invoice 2026112000012345"),
        ("**** COPY ****", "**** COPY ****"),
    ],
)
def test_no_more_of_a_number_is_kept(text: str, masked: str) -> None:
    assert mask_cards(text) == masked


def test_a_reading_keeps_four_digits_at_most() -> None:
    reading = read_paper(
        rows("#SHOP ONE\n20/11/2026 12:00\nTOTAL   90.00\nVISA 4111 1111 1111 1111   90.00\nThank you"), PAPER
    )
    assert reading.card_digits == "1111"
    assert "4111" not in repr(reading)


@pytest.mark.parametrize(
    ("text", "above", "kept"),
    [
        ("八達通卡號 31187204", "", "八達通卡號 ****7204"),
        ("Octopus No. 9911 2087", "", "Octopus No. ****2087"),
        ("八達通卡號碼 8812 3340 (1)", "", "八達通卡號碼 ****3340"),
        ("編號 3387 1204", "八達通 $41.0", "編號 ****1204"),
        ("單號 33871204", "八達通 $41.0", "單號 33871204"),
        ("八達通查詢熱線 2266 2222", "", "八達通查詢熱線 2266 2222"),
        ("八達通 1,443.0", "", "八達通 1,443.0"),
    ],
)
def test_the_number_of_an_octopus_card_is_cut_too(text: str, above: str, kept: str) -> None:
    assert mask_cards(text, above) == kept
