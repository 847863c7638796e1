"""Texts that mean alike lie near each other; without the encoder everything works on words alone."""

import importlib.util
import threading
from datetime import datetime
from pathlib import Path

import pytest

from bot.knowledge import Knowledge
from bot.understanding import ANSWERABLE, encoder
from bot.understanding.encoder import SentenceEncoder
from bot.understanding.linear import Floats
from tests.support.known import knowledge

NOW = datetime.fromisoformat("2026-11-20T12:00:00+08:00")


@pytest.fixture(scope="module")
def ours() -> SentenceEncoder:
    found = SentenceEncoder.ours()
    assert found is not None, "the package is among those that the product needs"
    return found


def _vector(ours: SentenceEncoder, text: str) -> Floats:
    found = ours.vector(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "alike", "other"),
    [
        ("when do my points expire", "我啲分幾時過期", "我想找客服"),
        ("i want free parking", "想换免费停车", "how do I delete my account"),
        ("多謝晒", "thanks a lot", "张收据传错了"),
    ],
)
def test_what_means_alike_lies_nearer(ours: SentenceEncoder, text: str, alike: str, other: str) -> None:
    of_text = _vector(ours, text)
    assert of_text @ _vector(ours, alike) > of_text @ _vector(ours, other) + 0.1


def test_a_text_has_the_same_vector_alone_and_among_others(ours: SentenceEncoder) -> None:
    among = ours.encode(["泊車幾多分", "hello", ""])
    assert among.shape == (3, encoder.DIMENSIONS)
    assert abs(_vector(ours, "泊車幾多分") - among[0]).max() < 1e-3


def test_nobody_waits_while_it_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = SentenceEncoder()
    begun, on = threading.Event(), threading.Event()
    load = fresh._load

    def slowly() -> None:
        begun.set()
        on.wait(10)
        load()

    monkeypatch.setattr(fresh, "_load", slowly)
    loading = threading.Thread(target=fresh.load)
    loading.start()
    begun.wait(10)
    assert fresh.vector("hello") is None
    on.set()
    loading.join()
    assert fresh.vector("hello") is not None


def test_without_the_package_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert SentenceEncoder.ours() is None


def test_other_weights_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(encoder._SHA256, "sp.model", "0" * 64)
    assert SentenceEncoder.ours() is None


def test_words_alone_still_understand() -> None:
    known: Knowledge = knowledge()[0]
    words = known.understanding(Path("unused"), encode=False)
    assert words.parse("I want two hours of free parking", NOW).intent.name == "redeem_parking"
    hit = words.clauses_for("how many days do I have to upload a receipt?", "en")[0]
    assert (hit.clause, hit.score > ANSWERABLE) == ("festival-walk/points.11", True)
