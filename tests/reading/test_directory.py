"""Printed names and the programme's shops."""

from dataclasses import replace

import pytest

from bot.reading import Reading
from bot.reading.fields.directory import Directory, identified
from bot.text import Shop, ShopNames

DIRECTORY = Directory(
    ShopNames(
        [
            Shop(
                {"en": "Golden Leaf", "zh-Hans": "金叶珠宝", "zh-Hant": "金葉珠寶"},
                ("Golden Leaf Jewellery",),
            ),
            Shop({"en": "Livewell Pharmacy", "zh-Hans": "乐活药房", "zh-Hant": "樂活藥房"}),
        ]
    ),
    mall=("Festival Walk", "又一城"),
)
PAPER = Reading(document="shop_receipt", merchant="GOLDEN LEAF")


@pytest.mark.parametrize("printed", ["GOLDEN LEAF", "金葉珠寶", "金叶珠宝", "Golden Leaf Jewellery Ltd"])
def test_a_name_in_any_script_stays_as_printed(printed: str) -> None:
    assert identified(replace(PAPER, merchant=printed), DIRECTORY).merchant == printed


@pytest.mark.parametrize(
    ("printed", "shop"), [("G0LDEN LEAE", "Golden Leaf"), ("LlVEWELL PHARMACV", "Livewell Pharmacy")]
)
def test_a_misread_name_is_put_right(printed: str, shop: str) -> None:
    found = identified(replace(PAPER, merchant=printed), DIRECTORY)
    assert found.merchant == shop and not found.signals
    assert found.evidence["merchant"].words == printed


def test_an_unknown_shop_goes_to_staff_unless_the_paper_shows_the_mall() -> None:
    unknown = replace(PAPER, merchant="BLUE HARBOUR BOOKS")
    assert identified(unknown, DIRECTORY).signals == ("unknown_shop",)
    assert not identified(replace(unknown, address="Shop 5, Festival Walk, Kowloon Tong"), DIRECTORY).signals
