"""A printed name compared with the member's: surely theirs, surely another's, or for a person to say."""

import pytest

from bot.reading.sets.holder import whose


@pytest.mark.parametrize(
    ("printed", "whom"),
    [
        ("CHAN SIU MING", "member"),
        ("Siu-Ming Chan", "member"),
        ("CHAN/SIU MING MR", "member"),
        ("CHAN SIUMING", "member"),
        ("CHAN SIU MING PETER", "member"),
        ("Mr Chan", "member"),
        ("陳兆明", "member"),
        ("陳先生", "member"),
        ("CHAN S M", "unsure"),
        ("CHEN ZHAO MING", "unsure"),
        ("C*** S** M***", "unsure"),
        ("陳**", "unsure"),
        ("CHAN SIU MlNG", "unsure"),
        ("WONG KA YAN", "other"),
        ("W*** K* Y**", "other"),
        ("黃嘉欣", "other"),
    ],
)
def test_whose_name_it_is(printed: str, whom: str) -> None:
    assert whose(printed, "CHAN Siu Ming", "陳兆明") == whom


def test_a_name_in_a_script_that_the_member_did_not_give_cannot_be_told() -> None:
    assert whose("陳兆明", "CHAN Siu Ming", None) == "unsure"
