# ruff: noqa: E501 - a paper stands on one line
"""Forms that the words on the paper give away."""

from dataclasses import replace

import pytest

from bot.reading.fields.forms import form_of, words_say
from tests.reading.layout import PAPER, SCREEN, rows


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("*** REPRINT ***", "reprint"),
        ("重新列印", "reprint"),
        ("2ND COPY", "reprint"),
        ("收據副本 COPY", "reprint"),
        ("补打联", "reprint"),
        ("商戶聯 MERCHANT COPY", "merchant_copy"),
        ("店舖存根", "merchant_copy"),
        ("公司聯", "merchant_copy"),
        ("eReceipt", "electronic"),
        ("此乃電子收據，無需簽署", "electronic"),
        ("送貨單", "delivery_note"),
        ("CUSTOMER COPY", None),
        ("持卡人存根 CARDHOLDER COPY", None),
        ("下載電子收據請掃描", None),
        ("遺失收據恕不補發", None),
        ("影印本不獲接納", None),
        ("Photocopy of receipt is not accepted 影印本無效", None),
        ("Receipt copy sent to your e-mail", None),
        ("Delivery Note No: DN-5512", None),
        ("Merchant copy is kept for 60 days", None),
        ("A duplicate receipt costs HK$20", None),
        ("Ticket re-print at counter: $10 each", None),
        ("I acknowledge receipt of goods", None),
    ],
)
def test_words_on_the_paper(line: str, form: str | None) -> None:
    said = words_say(rows(line))
    assert (said.form if said else None) == form


def test_a_screen_is_told_by_its_looks() -> None:
    text = "14:22   5G\nPayMe\nPaid\n$ 52.00\nTHE TEA LOFT\n20 Nov 2026 14:20"
    assert form_of(rows(text), SCREEN).form == "screenshot"
    assert form_of(rows(text), PAPER).form == "original"


def test_a_receipt_book_filled_in_by_hand() -> None:
    text = "收據 RECEIPT\nNo. 004427\n日期 2026年11月16日\n茲收到 Received from   陳先生\n花束   480\n合計   480.00"
    assert form_of(rows(text), replace(PAPER, pen_words=3)).form == "handwritten"


def test_a_receipt_book_filled_in_by_machine() -> None:
    text = "收據 RECEIPT\nNo. 004427\n日期 2026年11月16日\n茲收到   陳先生\n鏡框   480.00\n合計   480.00\n付款   VISA"
    form = form_of(rows(text), PAPER)
    assert form.form == "original" and form.confidence < 0.9
