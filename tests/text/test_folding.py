"""What foldings of text make one, and what they keep apart."""

import pytest

from bot.reading import folding as reading
from bot.text import fold, fold_typed, half_width
from bot.text.folding import words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café de Coral", "CAFE DE CORAL"),
        ("ＬＯＧ－ＯＮ", "log on"),
        ("city'super", "City Super"),
        ("衞訊電訊舖", "卫讯电讯铺"),
        ("大家樂", "大家乐"),
        ("Häagen-Dazs", "haagen dazs"),
    ],
)
def test_ways_of_writing_a_name_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_name_without_letters_folds_to_nothing() -> None:
    assert fold("— ·") == ""


def test_words_are_what_a_name_is_folded_from() -> None:
    assert words("Watson\u2019s 屈臣氏, Shop 3-14") == ("watsons", "屈臣氏", "shop", "3", "14")
    assert fold("Watson\u2019s 屈臣氏, Shop 3-14") == "watsons屈臣氏shop314"


def test_a_message_keeps_its_places_and_its_punctuation() -> None:
    folded = fold_typed("Café？唔係 ＨＫ$５００")
    assert folded.text == "cafe?唔系 hk$500"
    start = folded.text.index("500")
    assert folded.span(start, start + 3) == (11, 14)


def test_an_accent_typed_on_its_own_moves_nothing() -> None:
    folded = fold_typed("cafe\u0301 2")
    assert folded.text == "cafe 2"
    assert folded.span(5, 6) == (6, 7)


def test_only_in_a_message_is_a_usual_slip_another_word() -> None:
    assert fold_typed("食左").text == "食咗"
    assert reading.fold("左") == "左"


def test_half_width_leaves_script_and_case() -> None:
    assert half_width(" 總額　 ＨＫ＄ ") == "總額 HK$"
