"""Names that data files carry in each language (shops, terms, rewards) keep to its script."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.languages import LANGUAGES, Language
from tests.wording.scripts import strangers

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "bot").rglob("*.yaml"))
CHINESE: tuple[Language, ...] = ("zh-Hans", "zh-Hant")


def _names(data: Any) -> Iterator[dict[str, str]]:
    if isinstance(data, dict):
        if set(data) & set(LANGUAGES):
            yield data
        else:
            data = list(data.values())
    if isinstance(data, list):
        for member in data:
            yield from _names(member)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_names_are_given_in_every_language_and_in_its_script(file: Path) -> None:
    for name in _names(yaml.safe_load(file.read_text("utf-8"))):
        assert set(name) == set(LANGUAGES), name
        assert all(name.values()), name
        for language in CHINESE:
            assert not strangers(name[language], language), name
