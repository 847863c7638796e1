"""Whole dialogues as data (tests/conversations), each led in every language.

A dialogue is a list of turns. A turn has one of
- `say` (words by language), `photos` (names of conftest.py), `press` (part of a button's title, by language),
  `payload` (as a button sends it), `code` (type the one-time code),
and what is expected of the replies to it:
- `clauses` that they rest on, `has` and `lacks` (parts of the text, by language or for all), `image`,
  `handoff`, `unanswered`, `outcome`, `effect` (the one that cannot be undone; null: none).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue.payload import encode
from bot.languages import LANGUAGES, Language
from tests.dialogue.conftest import Talk

FOLDER = Path(__file__).parents[1] / "conversations"
DIALOGUES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}


def _in(language: Language, words: Any) -> list[str]:
    chosen = words.get(language, []) if isinstance(words, dict) else words
    return [str(chosen)] if isinstance(chosen, str | int) else [str(part) for part in chosen or []]


def _lead(talk: Talk, turn: dict[str, Any], language: Language) -> None:
    if "say" in turn:
        talk.send(*_in(language, turn["say"]))
    elif "photos" in turn:
        talk.send("", *turn["photos"])
    elif "press" in turn:
        talk.press(*_in(language, turn["press"]))
    elif "payload" in turn:
        talk.send(turn["payload"])
    elif "code" in turn:
        talk.send(talk.code())
    else:
        raise ValueError(f"a turn that does nothing: {turn}")


def _check(talk: Talk, turn: dict[str, Any], language: Language) -> None:
    text = talk.text()
    custom = [said.reply.custom for said in talk.last]
    for part in _in(language, turn.get("has")):
        assert part in text, f"{part!r} is not in:\n{text}"
    for part in _in(language, turn.get("lacks")):
        assert part not in text, f"{part!r} is in:\n{text}"
    clauses = [clause for known in custom for clause in known.get("clauses", ())]
    for clause in turn.get("clauses", ()):
        assert clause in clauses, f"{clause} is not among {clauses}:\n{text}"
    for mark in ("handoff", "unanswered"):
        if mark in turn:
            assert any(known.get(mark) for known in custom) is turn[mark], text
    if "effect" in turn:
        effects = [known["effect"] for known in custom if "effect" in known]
        assert effects == ([turn["effect"]] if turn["effect"] else []), text
    if "outcome" in turn:
        assert turn["outcome"] in [known.get("outcome") for known in custom], text
    if "image" in turn:
        assert any(said.reply.image for said in talk.last) is turn["image"], text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DIALOGUES)
def test_dialogue(name: str, language: Language, talk: Callable[..., Talk]) -> None:
    dialogue = DIALOGUES[name]
    led = talk(hint=language)
    if "now" in dialogue:
        led.now = dialogue["now"]
    if number := dialogue.get("member"):
        led.send(encode("change_language", language=language))
        led.link(number)
    for position, turn in enumerate(dialogue["turns"]):
        try:
            _lead(led, turn, language)
            _check(led, turn, language)
        except AssertionError as error:
            raise AssertionError(f"{name}, {language}, turn {position + 1}: {error}") from error


@pytest.mark.parametrize("name", DIALOGUES)
def test_every_turn_speaks_all_languages(name: str) -> None:
    for turn in DIALOGUES[name]["turns"]:
        for part in ("say", "press", "has", "lacks"):
            if isinstance(turn.get(part), dict):
                assert set(turn[part]) == set(LANGUAGES), turn
