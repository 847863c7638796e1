"""What changes between two packs, said in three languages."""

from pathlib import Path

import pytest

from bot.languages import LANGUAGES, Language
from bot.programmes import OURS
from bot.rules import Pack, load_pack
from bot.rules.vocabulary import CODES
from bot.wording.changes import LISTS, PackChanges
from bot.wording.names import NAMES
from tests.support.programmes import edition
from tests.wording.scripts import strangers

BOOK = edition("festival-walk", "2025-06").read_text("utf-8")
EDITS = (
    ("{from: 2025-06-01}", "{from: 2027-01-01, until: 2027-12-31}"),
    ("per_day: 500 points", "per_day: 600 points"),
    ("boc_pay, fps, google_pay,", "boc_pay, google_pay,"),
    ("gazetted_until: 2027", "gazetted_until: 2028"),
    ("first_day: 1 days", "first_day: 0 days"),
)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pack, Pack]:
    changed = BOOK
    for written, instead in EDITS:
        assert written in changed
        changed = changed.replace(written, instead, 1)
    path = tmp_path_factory.mktemp("packs") / "festival-walk.2027-01.yaml"
    path.write_text(changed.replace('edition: "2025-06"', 'edition: "2027-01"'), "utf-8")
    return load_pack(edition("festival-walk", "2025-06")), load_pack(path)


def test_it_reads_as_what_changes_for_members(books: tuple[Pack, Pack]) -> None:
    said = "\n".join(PackChanges(*books).text("en"))
    assert "edition 2027-01 compared with edition 2025-06" in said
    assert "In force from 1 January 2027" in said
    assert "Ends on 31 December 2027" in said
    assert "festival-walk/points.8  The daily cap\n    500 points becomes 600 points." in said
    assert "Taken off the ways of paying that count: FPS." in said
    assert "Reading 1: Counting days and months\n    1 day becomes 0 days." in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_is_said_in_the_language(books: tuple[Pack, Pack], language: Language) -> None:
    changes = PackChanges(*books)
    for there_and_back in (changes, PackChanges(changes.new, changes.old)):
        for section in there_and_back.sections(language):
            for _, said in section.changes:
                assert said and "{" not in said and "…" not in said
                assert language == "en" or not strangers(said, language), said


def test_even_books_that_share_nothing_can_be_compared(books: tuple[Pack, Pack], tmp_path: Path) -> None:
    for other in OURS.glob("*/editions/*.yaml"):
        programme = other.parts[-3]
        text = other.read_text("utf-8").replace(f"programme: {programme}\n", "programme: festival-walk\n", 1)
        (tmp_path / other.name).write_text(text, "utf-8")
        changes = PackChanges(books[1], load_pack(tmp_path / other.name))
        for language in LANGUAGES:
            assert all(said for section in changes.sections(language) for _, said in section.changes)


def test_every_list_and_code_of_a_pack_has_words() -> None:
    assert set(CODES) | {"shops"} == set(LISTS)
    for name, codes in CODES.items():
        _, style = LISTS[name]
        assert not style or set(codes) <= set(NAMES[style]), name


def test_the_same_book_changes_nothing(books: tuple[Pack, Pack]) -> None:
    assert list(PackChanges(books[0], books[0]).text("en"))[1:] == ["Nothing changes."]


def test_as_json_a_figure_keeps_its_unit(books: tuple[Pack, Pack]) -> None:
    found = PackChanges(*books).as_json("zh-Hant")
    assert (found["programme"], found["old"], found["new"]) == ("festival-walk", "2025-06", "2027-01")
    cap = next(section for section in found["changes"] if section.get("clause") == "festival-walk/points.8")
    assert cap["changes"] == [
        {
            "what": "figure",
            "name": "per_day",
            "old": 500,
            "new": 600,
            "unit": "points",
            "text": "由500積分改為600積分。",
        }
    ]
