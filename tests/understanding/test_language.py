"""The language of a message by its script."""

import pytest

from bot.languages import Language
from bot.understanding import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How many points do I have?", "en"),
        ("我有多少積分", "zh-Hant"),
        ("我有多少积分", "zh-Hans"),
        ("我啲point幾時expire呀", "zh-Hant"),
        ("hi 我想check下我啲balance", "zh-Hant"),
        ("I had dinner at 翠園 last night, any points?", "en"),
        ("👍", None),
        ("350", None),
        ("ok", None),
        ("ok thanks", None),
        ("你好", None),
        ("", None),
    ],
)
def test_script_tells_the_language(text: str, language: Language | None) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "current", "language"),
    [
        ("ok", "zh-Hans", "zh-Hans"),
        ("你好", "zh-Hans", "zh-Hans"),
        ("你好,我想查分", "en", "zh-Hant"),
        ("🙏", "en", "en"),
    ],
)
def test_a_message_that_does_not_tell_keeps_the_conversations(
    text: str, current: Language, language: Language
) -> None:
    assert detect_language(text, current) == language
