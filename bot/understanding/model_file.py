"""Trained models kept as numpy files: nothing in them is executed when they are loaded."""

import fcntl
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from bot.understanding.classifier import IntentModel
from bot.understanding.linear import DenseModel, LinearModel, Vectoriser
from bot.understanding.retrieval import ClauseIndex, Meanings

Model = TypeVar("Model")
Arrays = Mapping[str, Any]  # numpy arrays by name

_LOG = logging.getLogger(__name__)
_POSTINGS = ("label_of", "postings", "values", "pointers", "coefficients")


@dataclass(frozen=True, slots=True)
class Form(Generic[Model]):
    """How a kind of model is written as arrays, and made of them again."""

    pack: Callable[[Model], Arrays]
    unpack: Callable[[Arrays], Model]


def kept(path: Path, form: Form[Model], train: Callable[[], Model]) -> Model:
    """The model of a file; where there is none or it is not sound, trained now and kept there.

    Of several processes that miss it at the same time one trains, and the others wait for what it wrote.
    """
    found = _load(path, form)
    if found is not None:
        return found
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.with_suffix(".lock")):
        found = _load(path, form)
        if found is None:
            found = train()
            _save(path, form.pack(found))
    return found


def _load(path: Path, form: Form[Model]) -> Model | None:
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return form.unpack(arrays)
    except (OSError, ValueError, KeyError):
        _LOG.warning("The kept model %s cannot be read; training anew", path)
        return None


def _save(path: Path, arrays: Arrays) -> None:
    """Writes beside `path` and renames, so that a reader never sees half a file."""
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("wb") as file:
        np.savez(file, **arrays)
    unfinished.replace(path)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _pack_intents(model: IntentModel) -> Arrays:
    vocabulary = {"concepts": model.concepts, "lookups": model.lookups, "known_words": model.known_words}
    return {
        "vocabulary": _bytes(json.dumps(vocabulary, ensure_ascii=False)),
        "labels": _bytes("\n".join(model.linear.labels)),
        "weights": model.linear.weights,
        "bias": model.linear.bias,
        **_pack_vectoriser(model.linear.vectoriser),
        **_pack_dense(model.meaning),
    }


def _unpack_intents(arrays: Arrays) -> IntentModel:
    linear = LinearModel(
        tuple(_text(arrays["labels"]).split("\n")),
        _unpack_vectoriser(arrays),
        arrays["weights"],
        arrays["bias"],
    )
    return IntentModel(linear, _unpack_dense(arrays), **json.loads(_text(arrays["vocabulary"])))


def _pack_clauses(index: ClauseIndex) -> Arrays:
    return {
        "labels": _bytes("\n".join(index.labels)),
        **_pack_vectoriser(index.vectoriser),
        **{name: getattr(index, name) for name in _POSTINGS},
        **({"vectors": index.meanings.vectors} if index.meanings else {}),
        **_pack_dense(index.meanings.regression if index.meanings else None),
    }


def _unpack_clauses(arrays: Arrays) -> ClauseIndex:
    regression = _unpack_dense(arrays)
    return ClauseIndex(
        labels=tuple(_text(arrays["labels"]).split("\n")),
        vectoriser=_unpack_vectoriser(arrays),
        **{name: arrays[name] for name in _POSTINGS},
        meanings=Meanings(arrays["vectors"], regression) if regression else None,
    )


def _pack_dense(model: DenseModel | None) -> Arrays:
    return {"dense_weights": model.weights, "dense_bias": model.bias} if model else {}


def _unpack_dense(arrays: Arrays) -> DenseModel | None:
    if "dense_weights" not in arrays:
        return None
    return DenseModel(arrays["dense_weights"], arrays["dense_bias"])


def _pack_vectoriser(vectoriser: Vectoriser) -> Arrays:
    return {"features": _bytes("\n".join(vectoriser.index)), "idf": vectoriser.idf}


def _unpack_vectoriser(arrays: Arrays) -> Vectoriser:
    names = _text(arrays["features"]).split("\n")
    return Vectoriser({feature: place for place, feature in enumerate(names)}, arrays["idf"])


def _bytes(text: str) -> Any:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _text(array: Any) -> str:
    return str(array.tobytes().decode())


INTENTS = Form(_pack_intents, _unpack_intents)
CLAUSES = Form(_pack_clauses, _unpack_clauses)
