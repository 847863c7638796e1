"""Every code that can reach a member has a name in each language."""

from typing import get_args, get_type_hints

import pytest

from bot.languages import LANGUAGES, Language
from bot.rules import figures, vocabulary
from bot.rules.facts.receipt import Receipt
from bot.wording import Wording, names

CODES = {
    "payment": vocabulary.Payment,
    "form": vocabulary.Form,
    "category": vocabulary.Category,
    "channel": vocabulary.Channel,
    "proof": vocabulary.Proof,
    "deduction": vocabulary.DeductionKind,
    "offer": vocabulary.ParkingOffer,
    "field": get_args(get_type_hints(Receipt)["unreadable"])[0],
}


@pytest.fixture(scope="module")
def words() -> Wording:
    return Wording.load(strict=True)


@pytest.mark.parametrize("table", CODES)
def test_every_code_of_the_interface_is_named(table: str) -> None:
    assert set(names.NAMES[table]) == set(get_args(CODES[table]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", names.NAMES)
def test_names_tell_codes_apart(words: Wording, table: str, language: Language) -> None:
    said = [words.say(language, name) for name in names.NAMES[table].values()]
    assert len(said) == len(set(said))


def test_every_unit_of_the_packs_is_counted() -> None:
    assert set(figures.UNITS) <= set(names.UNITS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", names.UNITS)
def test_units_count_one_and_many(words: Wording, unit: str, language: Language) -> None:
    one, many = (words.say(language, names.UNITS[unit], count=count) for count in (1, 1200))
    assert "1,200" in many
    assert ("1" in one) or one == "once"
