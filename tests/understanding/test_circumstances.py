"""The lexicon of facts finds what messages tell, in every variety, and nothing in look-alikes."""

from functools import cache
from pathlib import Path

import pytest

from bot.text import fold_typed
from bot.understanding.circumstances import Circumstance, Lexicon
from bot.understanding.phrases import PhraseIndex, read_phrases
from bot.understanding.scope import Scopes
from bot.understanding.training_data import read_yaml

CASES = read_yaml(Path(__file__).parent / "circumstances.yaml")
TOLD = [(path, value) for path, values in CASES["told"].items() for value in values]


@cache
def lexicon() -> Lexicon:
    return Lexicon.load()


def told(text: str) -> tuple[Circumstance, ...]:
    folded = fold_typed(text)
    return lexicon().find(folded, Scopes(folded))


@pytest.mark.parametrize(("path", "value"), TOLD)
def test_a_value_is_found_in_every_variety(path: str, value: object) -> None:
    texts = CASES["told"][path][value]
    assert len(texts) >= 5
    missed = [
        text
        for text in texts
        if not any(c.path == path and c.value == value and not c.negated for c in told(str(text)))
    ]
    assert missed == []


@pytest.mark.parametrize("path", CASES["untold"])
def test_words_that_only_look_like_it_tell_nothing(path: str) -> None:
    wrong = {
        text: [(c.value, text[c.start : c.end]) for c in found]
        for text in CASES["untold"][path]
        if (found := [c for c in told(text) if c.path == path and c.value not in (False, "full", "in_store")])
    }
    assert wrong == {}


@pytest.mark.parametrize(("text", "path", "expected"), CASES["negated"])
def test_a_negation_turns_a_value_or_denies_it(text: str, path: str, expected: object) -> None:
    found = [f"not {c.value}" if c.negated else c.value for c in told(text) if c.path == path]
    assert expected in found


def test_places_are_those_of_the_original_text() -> None:
    text = "Ｄinner:　我老公碌卡"
    (paid,) = (c for c in told(text) if c.path == "receipt.payer")
    assert text[paid.start : paid.end] == "老公碌卡"


def test_an_innocent_value_yields_to_another_one() -> None:
    assert {c.value for c in told("I paid with my husband's card") if c.path == "receipt.payer"} == {"other"}


def test_a_fact_says_which_kinds_it_concerns() -> None:
    kinds = {c.path: c.kinds for c in told("paid by alipay")}
    assert kinds == {
        "receipt.payment": frozenset({"earn", "claim"}),
        "payment.method": frozenset({"award", "spend"}),
    }


def test_a_denied_word_and_a_look_alike_are_no_circumstances() -> None:
    for text in ("冇小費，三百蚊", "No tips: 300 at Log-On", "the staff were very helpful", "小票没丢"):
        folded = fold_typed(text)
        assert lexicon().suspicious(folded, Scopes(folded), ()) == (), text


def test_warming_up_leaves_nothing_to_compile() -> None:
    phrase = read_phrases("my (wife|husband) paid", {})[0]
    PhraseIndex([(phrase, None)]).compile()
    assert "pattern" in vars(phrase)


def test_what_looks_like_a_circumstance_is_noticed() -> None:
    def noticed(text: str) -> list[str]:
        folded = fold_typed(text)
        explained = [(c.start, c.end) for c in told(text)]
        return [text[start:end] for start, end in lexicon().suspicious(folded, Scopes(folded), explained)]

    assert noticed("300 at Log-On by visa, but the cashier rang it up as a sample") == [
        "but the cashier rang it up as a sample"
    ]
    assert noticed("300 at Log-On by visa, but my husband paid") == []
    assert noticed("三百蚊八達通，不過係我阿媽借住先嘅") != []
    assert noticed("300 at Log-On by visa") == []
