"""The catalogues are whole: every sentence in both Chinese languages, the same values, its own script."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeGuard

import pytest
from babel.messages.catalog import Message as Entry
from babel.messages.extract import DEFAULT_KEYWORDS, check_and_call_extract_file, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from bot.languages import LOCALES, Language
from bot.programmes import folders
from bot.wording.catalogues import Catalogues
from bot.wording.message import BOT
from bot.wording.template import parse_template, placeholders
from tests.wording.scripts import strangers

ROOT = Path(__file__).parents[2]
FOLDERS = folders()
PROGRAMMES = sorted(FOLDERS)
DOMAINS = [BOT, *PROGRAMMES]
CHINESE: tuple[Language, ...] = ("zh-Hans", "zh-Hant")

# Names that are the same in every language.
PROPER_NAMES = {
    "Apple Pay",
    "BOC Pay",
    "Google Pay",
    "Huawei Pay",
    "Mi Pay",
    "My FESTIVAL Elite",
    "My FESTIVAL Select",
    "PayMe",
    "Samsung Pay",
}

# Words that give away a text converted from the other language instead of written in its own.
FOREIGN_WORDS: dict[Language, str] = {
    "zh-Hans": "上载|泊车|电邮|手机应用程序|应用程式|短讯|增值|扣账卡|讯息|登入|网上理财|手提电话",
    "zh-Hant": "上傳|停車[^場]|郵箱|郵件|小票|充值|短信|視頻|默認|登錄|複印|轉賬卡|借記卡",
}

_HAN = r"[\u3400-\u9fff]"
_WESTERN_PUNCTUATION = re.compile(rf"{_HAN} ?[,;:!?()]|[,;:!?()] ?{_HAN}|{_HAN}\.(?:\s|$)|[\"']")
_SPACED_VALUE = re.compile(rf"{_HAN} \{{|\}} {_HAN}")


@cache
def _sources(domain: str) -> frozenset[str]:
    """The English sources of a domain, as `make messages` finds them."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = DEFAULT_KEYWORDS | {"n_": (1, 2)}
    if domain == BOT:
        found = [
            message
            for _, _, message, _, _ in extract_from_dir(
                ROOT / "bot",
                methods,
                options,
                keywords,
                directory_filter=lambda name: Path(name).name not in FOLDERS,
            )
        ]
    else:
        found = [
            message
            for written in (*FOLDERS[domain].glob("editions/*.yaml"), FOLDERS[domain] / "chat.yaml")
            for _, _, message, _, _ in check_and_call_extract_file(
                written, methods, options, None, keywords, (), False
            )
        ]
    return frozenset(message if isinstance(message, str) else message[0] for message in found)


@cache
def _entries(language: Language, domain: str) -> tuple[Entry, ...]:
    path = Catalogues().path(language, domain)
    with path.open("rb") as file:
        return tuple(entry for entry in read_po(file, locale=LOCALES[language]) if entry.id)


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _translations(language: Language, domain: str) -> Iterator[tuple[str, str]]:
    """English sources (the plural where there is one) with their translation."""
    for entry in _entries(language, domain):
        for form in _forms(entry.string):
            if form:
                yield _forms(entry.id)[-1], form


def test_the_extraction_finds_the_sentences() -> None:
    assert len(_sources(BOT)) > 100
    for programme in PROGRAMMES:
        assert len(_sources(programme)) > 50, programme


def test_every_sentence_in_the_code_can_be_extracted() -> None:
    """A sentence that is put together (an f-string, a name) would be said in English only."""
    put_together, said = [], set()
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "n_"):
                sentences = [ast.unparse(part) for part in node.args if not _is_text(part)]
                put_together += [f"{path}:{node.lineno} {sentence}" for sentence in sentences]
                said |= {part.value for part in node.args[:1] if _is_text(part)}
    assert put_together == []
    assert said - _sources(BOT) == set()


def _is_text(node: ast.expr) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_english_has_no_catalogue_and_entries_no_places() -> None:
    assert {path.name for path in Catalogues().root.iterdir() if path.is_dir()} == {
        LOCALES[language] for language in CHINESE
    }
    assert [path for path in Catalogues().root.rglob("*.po") if "\n#: " in path.read_text("utf-8")] == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", CHINESE)
def test_catalogues_hold_exactly_the_sentences_of_code_and_packs(language: Language, domain: str) -> None:
    entries = {_forms(entry.id)[0] for entry in _entries(language, domain)}
    assert not _sources(domain) - entries, "missing: run `make messages`"
    assert not entries - _sources(domain), "left over: run `make messages`"


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", CHINESE)
def test_every_sentence_is_translated(language: Language, domain: str) -> None:
    untranslated = [
        _forms(entry.id)[0]
        for entry in _entries(language, domain)
        if entry.fuzzy or not entry.string or not all(_forms(entry.string))
    ]
    assert untranslated == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", CHINESE)
def test_a_translation_is_chinese(language: Language, domain: str) -> None:
    assert [
        (source, text)
        for source, text in _translations(language, domain)
        if not re.search(_HAN, text) and source not in PROPER_NAMES and re.search(r"[^\W\d_]", _literal(text))
    ] == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", CHINESE)
def test_translations_have_the_values_of_their_source(language: Language, domain: str) -> None:
    assert [
        (source, text)
        for source, text in _translations(language, domain)
        if placeholders(text) != placeholders(source)
    ] == []


@pytest.mark.parametrize("programme", PROGRAMMES)
@pytest.mark.parametrize("language", CHINESE)
def test_no_figure_is_typed_into_a_sentence_of_a_programme(language: Language, programme: str) -> None:
    numeral = re.compile(r"\d|[〇二三四五六七八九十百千萬万億亿廿卅兩两]")
    texts = [*_sources(programme), *(text for _, text in _translations(language, programme))]
    assert [text for text in texts if numeral.search(_ORDINARY.sub("", _literal(text)))] == []


# Words with a numeral in them that state no figure of a programme.
_ORDINARY = re.compile("八達通|八达通|二維碼|二维码|第三方|星期[二三四五六]|二月|[兩两]者")


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", CHINESE)
def test_each_text_keeps_to_its_script(language: Language, domain: str) -> None:
    assert [
        (found, text) for _, text in _translations(language, domain) if (found := strangers(text, language))
    ] == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", CHINESE)
def test_each_text_uses_the_words_of_its_place(language: Language, domain: str) -> None:
    foreign = re.compile(FOREIGN_WORDS[language])
    assert [text for _, text in _translations(language, domain) if foreign.search(text)] == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", CHINESE)
def test_chinese_text_is_set_as_chinese(language: Language, domain: str) -> None:
    """Full-width punctuation beside Chinese, the quotation marks of the place, no blanks around values."""
    foreign_quotes = set("「」『』" if language == "zh-Hans" else "“”‘’")
    assert [
        text
        for _, text in _translations(language, domain)
        if _WESTERN_PUNCTUATION.search(_literal(text, "值"))
        or _SPACED_VALUE.search(text)
        or foreign_quotes.intersection(text)
    ] == []


def _literal(text: str, value: str = "") -> str:
    """A sentence without its values (or with something in their place)."""
    return "".join(part if isinstance(part, str) else value for part in parse_template(text))
