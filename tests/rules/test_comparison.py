"""The differences between two packs, as data."""

from pathlib import Path

import pytest

from bot.rules import load_pack
from bot.rules.comparison import Change, compare
from bot.rules.figures import Quantity
from tests.support.programmes import INVENTED, edition

SOUND = edition("harbour-lane", "2024", INVENTED).read_text("utf-8")

SHOP = "      - {name: {en: Corner Bakery, zh-Hans: 街角面包, zh-Hant: 街角麵包}}\n"
TAILOR = {"en": "Tailor", "zh-Hans": "裁缝", "zh-Hant": "裁縫"}


def differences(folder: Path, *edits: tuple[str, str]) -> list[Change]:
    """What comparing finds after editing the pack's text."""
    changed = SOUND
    for written, instead in edits:
        assert written in changed
        changed = changed.replace(written, instead, 1)
    packs = []
    for name, text in (("old.yaml", SOUND), ("new.yaml", changed)):
        (folder / name).write_text(text, "utf-8")
        packs.append(load_pack(folder / name))
    return compare(*packs)


def test_the_same_pack_has_no_differences(tmp_path: Path) -> None:
    assert differences(tmp_path) == []


@pytest.mark.parametrize(
    ("written", "instead", "change"),
    [
        (
            "days: 3 days",
            "days: 5 days",
            Change("clause", "3", "figure", "days", Quantity(3, "days"), Quantity(5, "days")),
        ),
        (
            "payments: [octopus]",
            "payments: [eps, payme]",
            Change("clause", "5", "list", "payments", ("octopus",), ("eps", "payme")),
        ),
        (
            "says: Only the net amount counts.",
            "says: Tips do not count.",
            Change("clause", "2", "says", old="Only the net amount counts.", new="Tips do not count."),
        ),
        (
            "Not by {payment:payment}.",
            "Sorry.",
            Change("clause", "5", "finding", "unlisted", "Not by {payment:payment}.", "Sorry."),
        ),
        (
            "heading: Points",
            "heading: Earning",
            Change("clause", "1", "heading", old="Points", new="Earning"),
        ),
        (
            SHOP,
            SHOP + "      - {name: {en: Tailor, zh-Hans: 裁缝, zh-Hant: 裁縫}}\n",
            Change("clause", "6", "list", "shops", (), (TAILOR,)),
        ),
        (
            "zh-Hant: 街角麵包}}",
            "zh-Hant: 街角麵包}, known_as: [Corner Bread]}",
            Change("clause", "6", "known_as", "Corner Bakery", (), ("Corner Bread",)),
        ),
        (
            "    states: true\n    says: Welcome to {mall}.",
            "    decides: {earn: not_split}\n    says: One bill.\n    findings: {split: One bill.}",
            Change("clause", "7", "kind", old="states", new="decides"),
        ),
        (
            "earn: shop_not_excluded",
            "earn: [shop_not_excluded, not_closed]",
            Change(
                "clause", "6", "rules", old=("shop_not_excluded",), new=("shop_not_excluded", "not_closed")
            ),
        ),
        (
            "first_day: 1 days",
            "first_day: 0 days",
            Change("interpretation", "1", "figure", "first_day", Quantity(1, "days"), Quantity(0, "days")),
        ),
        (
            "email: points@harbour-lane.example",
            "email: hello@harbour-lane.example",
            Change("pack", "", "term", "email", "points@harbour-lane.example", "hello@harbour-lane.example"),
        ),
        (
            "gazetted_until: 2026",
            "gazetted_until: 2027",
            Change("pack", "", "calendar", "gazetted_until", 2026, 2027),
        ),
    ],
)
def test_a_difference_is_found_where_it_stands(
    tmp_path: Path, written: str, instead: str, change: Change
) -> None:
    edits = [(written, instead)]
    if "not_closed" in instead:  # a rule brings its sentence
        edits.append(("findings: {shop:", "findings: {breaks: Closed., shop:"))
    assert change in differences(tmp_path, *edits)


def test_clauses_come_and_go(tmp_path: Path) -> None:
    welcome = '  "7":\n    heading: A word of welcome\n    states: true\n    says: Welcome to {mall}.\n'
    farewell = '  "8":\n    heading: Farewell\n    states: true\n    says: Come back.\n'
    assert differences(tmp_path, (welcome, farewell)) == [
        Change("clause", "8", "added", new="Come back."),
        Change("clause", "7", "removed", old="Welcome to {mall}."),
    ]


def test_a_term_of_the_pack_is_told_once(tmp_path: Path) -> None:
    found = differences(tmp_path, ("mall: {en: Harbour Lane,", "mall: {en: Harbour Mall,"))
    assert [(change.part, change.what, change.name) for change in found] == [("pack", "term", "mall")]
