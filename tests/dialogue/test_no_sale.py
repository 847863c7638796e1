"""Papers that are no plain sale: never credited unseen, and the member hears why."""

from collections.abc import Callable

import pytest

from bot.ledger.models import Receipt
from tests.dialogue.conftest import Talk

Start = Callable[..., Talk]
MEMBER = "FW-100001"


def _sent(talk: Start, *photos: str) -> Talk:
    led = talk()
    led.link(MEMBER)
    led.send("/upload_receipt")
    led.send("", *photos)
    return led


def _state(led: Talk) -> tuple[str, int | None]:
    with led.database.reading() as session:
        receipt = session.query(Receipt).order_by(Receipt.id.desc()).first()
        assert receipt is not None
        return receipt.state, receipt.points


@pytest.mark.parametrize(("photo", "words"), [("refund", "REFUND"), ("declined slip", "DECLINED")])
def test_a_lone_paper_that_is_no_sale_is_told_so_at_once(talk: Start, photo: str, words: str) -> None:
    led = _sent(talk, photo)
    assert words in led.text() and "no points" in led.text()


@pytest.mark.parametrize(
    ("photos", "words"),
    [(("refund", "slip"), "REFUND"), (("receipt", "declined slip"), "DECLINED")],
)
def test_a_set_with_such_a_paper_is_refused_with_the_reason(
    talk: Start, photos: tuple[str, ...], words: str
) -> None:
    led = _sent(talk, *photos)
    assert words in led.text()
    led.press("All correct")
    assert _state(led)[0] == "rejected"


@pytest.mark.parametrize(
    "photos",
    [
        ("quotation", "slip"),
        ("receipt below zero", "slip"),
        ("receipt", "slip below zero"),
        ("receipt of a kind unsure", "slip of a kind unsure"),
        ("receipt with a gift card", "slip"),
        ("receipt", "the shop's own slip"),
        ("receipt in a masked name", "slip"),
    ],
)
def test_what_is_in_doubt_goes_to_a_person(talk: Start, photos: tuple[str, ...]) -> None:
    led = _sent(talk, *photos)
    led.press("All correct")
    assert _state(led) == ("awaiting_review", None)


def test_the_member_hears_what_a_person_looks_at(talk: Start) -> None:
    led = _sent(talk, "quotation", "slip")
    led.press("All correct")
    assert "QUOTATION" in led.text() and "If everything is in order" not in led.text()


def test_a_sure_payment_bears_out_a_receipt_that_does_not_say_how_it_was_settled(talk: Start) -> None:
    led = _sent(talk, "receipt of a kind unsure", "slip")
    led.press("All correct")
    assert _state(led)[0] == "credited"


def test_a_printed_name_is_compared_and_not_kept(talk: Start) -> None:
    led = _sent(talk, "receipt in another's name", "slip")
    led.press("All correct")
    assert _state(led)[0] == "rejected"
    with led.database.reading() as session:
        kept = session.query(Receipt).one()
        assert "WONG" not in str(kept.reading) and kept.facts["name_on_receipt"] == "other"
