"""Which names are taken for one another, which a person looks at, and which are others."""

import pytest

from bot.text import ALIKE, RESEMBLING, UNRELATED, Nearest, likeness, likeness_within, slips
from bot.text.comparing import resembles

SLIPS = [
    ("G0LDEN LEAE", "Golden Leaf"),
    ("LlVEWELL PHARMACV", "Livewell Pharmacy"),
    ("starbuks", "Starbucks"),
    ("Starbukcs", "Starbucks"),
    ("Paciflc Cofee", "Pacific Coffee"),
    ("MANNlN6S", "Mannings"),
    ("Lukfok", "Lukfook"),
    ("太平洋咖啤", "太平洋咖啡"),
    ("U N I Q L 0", "UNIQLO"),
]
OTHERS = [
    ("Chow Sang Sang", "Chow Tai Fook"),
    ("SF Express", "Sushi Express"),
    ("Pacific Coffee", "Luckin Coffee"),
    ("Wing On", "LOG-ON"),
    ("Huawei Store", "Xiaomi Store"),
    ("Ole supermarket", "Taste supermarket"),
    ("Jasons", "Watsons"),
    ("周生生珠寶", "周大福珠寶"),
    ("三聯書店", "誠品書店"),
]


@pytest.mark.parametrize(("written", "shop"), SLIPS)
def test_a_slip_leaves_a_name_alike(written: str, shop: str) -> None:
    assert likeness(written, shop) >= ALIKE
    assert Nearest({shop: shop, "Marks & Spencer": "another"}).find(written) == shop


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_another_shop_is_not_alike(one: str, other: str) -> None:
    assert likeness(one, other) < ALIKE
    assert Nearest({other: other}).find(one) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("屈臣民", "屈臣氏"),
        ("星巴客", "星巴克"),
        ("Phillip Wayne", "Philip Wain"),
        ("noddl", "nodd1"),
        ("MUJ1", "Muji"),
    ],
)
def test_what_resembles_is_looked_at(one: str, other: str) -> None:
    assert resembles(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("Lara", "Zara"), ("Nikes", "Nike"), ("莎沙", "莎莎"), ("SF Express", "Sushi Express")]
)
def test_short_and_other_names_resemble_nothing(one: str, other: str) -> None:
    assert not resembles(one, other)


def test_words_around_a_name_do_not_count_within() -> None:
    assert likeness_within("MARKS & SPENCE", "Marks & Spencer (HK) Ltd, Festival") >= RESEMBLING
    assert likeness_within("Blue Harbour Trading", "Golden Leaf") < UNRELATED
    assert likeness_within("", "Golden Leaf") == 0.0


def test_slips_count_neighbours_that_changed_places_once() -> None:
    assert slips("CHNA", "CHAN") == 1
    assert slips("CHAN", "CHEUNG") == 3
