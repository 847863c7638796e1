# ruff: noqa: E501 - facts stand side by side
"""Photos into sets: what belongs together, what is missing, what disagrees."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from bot.reading import Deduction, Reading, pair, to_earn_receipt
from bot.reading.fields import SURE
from bot.reading.reading import Line

RECEIPT = Reading(
    document="shop_receipt", merchant="金葉珠寶 GOLDEN LEAF", number="GL-220871", issued_on=date(2026, 11, 13),
    issued_time=time(17, 31), total=Decimal("1200.00"), currency="HKD", payment="credit_card",
)  # fmt: skip
SLIP = Reading(
    document="payment_slip", merchant="GOLDEN LEAF", number="631717330912", issued_on=date(2026, 11, 13),
    issued_time=time(17, 32, 15), total=Decimal("1200.00"), currency="HKD", payment="credit_card",
)  # fmt: skip


def test_a_receipt_and_its_slip_match() -> None:
    made = pair([SLIP, RECEIPT])
    assert made.matches and made.receipt is RECEIPT and made.proof is SLIP and made.proof_kind == "slip"


def test_a_slip_of_another_sum_and_day_does_not() -> None:
    other = replace(SLIP, total=Decimal("1020.00"), issued_on=date(2026, 11, 12))
    assert pair([RECEIPT, other]).mismatches == ("amount", "date")


def test_deductions_are_taken_off_before_comparing() -> None:
    receipt = replace(RECEIPT, deductions=(Deduction("voucher", Decimal("200.00")),))
    assert pair([receipt, replace(SLIP, total=Decimal("1000.00"))]).matches


def test_a_wallet_that_charged_its_own_currency_is_compared_by_the_sum_of_the_shop() -> None:
    wallet = replace(SLIP, total=Decimal("1104.00"), currency="CNY", local_total=Decimal("1200.00"))
    assert pair([RECEIPT, wallet]).matches
    assert pair([RECEIPT, replace(wallet, local_total=Decimal("1104.00"))]).mismatches == ("amount",)


def test_a_card_in_a_wallet_is_the_same_payment() -> None:
    assert pair([replace(RECEIPT, payment="apple_pay"), SLIP]).matches
    assert pair([RECEIPT, replace(SLIP, payment="octopus")]).mismatches == ("payment",)


def test_what_is_missing_is_named() -> None:
    assert pair([RECEIPT]).missing == ("proof",)
    assert pair([SLIP]).missing == ("receipt",)
    assert pair([]).missing == ("receipt", "proof")


def test_an_app_screen_is_told_from_a_slip() -> None:
    assert pair([RECEIPT, replace(SLIP, form="screenshot")]).proof_kind == "app_screenshot"


def test_a_slip_in_the_same_photo_is_the_proof() -> None:
    assert pair([replace(RECEIPT, beside=(SLIP,))]).matches


def test_parts_of_a_long_receipt_become_one() -> None:
    head = replace(RECEIPT, total=None, payment=None)
    foot = Reading(document="shop_receipt", total=Decimal("1200.00"), payment="credit_card", currency="HKD")
    made = pair([head, foot, SLIP])
    assert made.receipt is not None and made.matches
    assert (made.receipt.number, made.receipt.total) == ("GL-220871", Decimal("1200.00"))


def _lines(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text, 0.97, (0, 0, 9, 9)) for text in texts)


ITEMS = ("Oat milk 1L 22.00", "Eggs 10s 31.90", "Rice 5kg 64.00", "Tissue 12R 48.00")


def test_halves_of_a_long_receipt_are_joined_where_they_overlap() -> None:
    head = replace(
        RECEIPT,
        total=Decimal("48.00"),
        payment=None,
        lines=_lines("GOLDEN LEAF", "No. GL-220871", *ITEMS, "TGTAI 12C0"),
    )
    foot = Reading(
        document="shop_receipt",
        total=Decimal("1200.00"),
        payment="credit_card",
        currency="HKD",
        confidence={"total": 0.95},
        # The same print, seen again: a letter may be misread.
        lines=_lines("Rice 5kg 64.00", "Tissue l2R 48.00", "TOTAL 1,200.00", "Visa"),
    )
    for photos in ([head, foot, SLIP], [foot, head, SLIP]):
        made = pair(photos)
        assert made.receipt is not None and made.matches and not made.unused
        assert (made.receipt.number, made.receipt.total) == ("GL-220871", Decimal("1200.00"))
        assert [line.text for line in made.receipt.lines][-4:] == [*ITEMS[2:], "TOTAL 1,200.00", "Visa"]
        assert made.receipt.confidence["total"] >= SURE


def test_a_total_that_nothing_ties_to_its_head_is_unsure() -> None:
    head = replace(RECEIPT, total=None, payment=None, lines=_lines("GOLDEN LEAF", *ITEMS))
    foot = Reading(
        document="shop_receipt",
        total=Decimal("1200.00"),
        payment="credit_card",
        confidence={"total": 0.97},
        lines=_lines("TOTAL 1,200.00", "Visa"),
    )
    made = pair([head, foot])
    assert made.receipt is not None and made.receipt.confidence["total"] < SURE


def test_two_shops_are_never_mixed() -> None:
    other = replace(
        RECEIPT, merchant="LIVEWELL", number="LW-1", issued_on=date(2026, 11, 14), total=Decimal("88.00")
    )
    made = pair([RECEIPT, other, SLIP])
    assert made.receipt is RECEIPT and made.unused == (other,)


def test_of_two_slips_the_fitting_one_is_taken() -> None:
    other = replace(SLIP, total=Decimal("88.00"))
    made = pair([RECEIPT, other, SLIP])
    assert made.proof is SLIP and made.unused == (other,)


def test_the_facts_for_a_decision() -> None:
    receipt = replace(
        RECEIPT,
        tips=Decimal("80"),
        deductions=(Deduction("gift_card", Decimal("500")),),
        unreadable=("address",),
    )
    facts = to_earn_receipt(pair([receipt, replace(SLIP, total=Decimal("700"))]))
    assert facts == {
        "merchant": "金葉珠寶 GOLDEN LEAF", "number": "GL-220871", "issued_at": "2026-11-13T17:31:00+08:00", "total": "1200.00",
        "payment": "credit_card", "payment_proof": "slip", "form": "original", "slip_matches": True, "tips": "80.00",
        "deductions": [{"kind": "gift_card", "amount": "500.00"}], "unreadable": ["address"],
    }  # fmt: skip


def test_what_may_be_a_crease_is_no_folded_receipt_yet() -> None:
    folded = replace(RECEIPT, form="folded", confidence={"form": 0.85})
    assert to_earn_receipt(pair([folded, SLIP]))["form"] == "original"
    sure = replace(RECEIPT, form="folded", confidence={"form": 0.95})
    assert to_earn_receipt(pair([sure, SLIP]))["form"] == "folded"
