"""The staff reads why a set needs a person, in each language."""

import pytest

from bot.languages import LANGUAGES, Language
from bot.wording import Wording
from bot.wording.doubts import DOUBTS, explain


@pytest.fixture(scope="module")
def words() -> Wording:
    return Wording.load(strict=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", DOUBTS)
def test_every_code_is_explained(words: Wording, code: str, language: Language) -> None:
    assert explain(words, language, f"{code}:17").endswith("." if language == "en" else "。")


def test_an_explanation_names_what_it_is_about(words: Wording) -> None:
    assert "receipt number" in explain(words, "en", "unsure:number")
    assert "set 17" in explain(words, "en", "photo_seen_before:17")
