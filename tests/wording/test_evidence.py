"""Staff read why the reader took a value, in each language."""

import pytest

from bot.languages import LANGUAGES, Language
from bot.wording import Wording
from bot.wording.evidence import REASONS, reasons_of


@pytest.fixture(scope="module")
def words() -> Wording:
    return Wording.load(strict=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(words: Wording, language: Language) -> None:
    said = reasons_of(words, language, "; ".join(REASONS))
    assert len(set(said)) == len(REASONS)
    assert language == "en" or not any(reason in said for reason in REASONS)


def test_a_shop_of_the_directory_is_named_and_the_rest_left_out(words: Wording) -> None:
    stated = "reads almost like LOG-ON of the directory; something nobody has words for"
    assert reasons_of(words, "en", stated) == ["reads almost like LOG-ON in the directory"]
