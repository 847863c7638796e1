"""The trained models as one numpy file: nothing in it is executed when it is loaded."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from bot.understanding.linear import LinearModel, Vectoriser
from bot.understanding.retrieval import ClauseIndex

_INDEX = ("label_of", "postings", "values", "pointers", "coefficients")


def save(path: Path, intents: LinearModel, clauses: ClauseIndex, meta: dict[str, Any]) -> None:
    """Writes beside `path` and renames, so that a reader never sees half a file."""
    arrays: dict[str, Any] = {
        "meta": _bytes(json.dumps(meta, ensure_ascii=False)),
        "intents_labels": _bytes("\n".join(intents.labels)),
        "intents_weights": intents.weights,
        "intents_bias": intents.bias,
        "clauses_labels": _bytes("\n".join(clauses.labels)),
        **_packed("intents", intents.vectoriser),
        **_packed("clauses", clauses.vectoriser),
        **{f"clauses_{name}": getattr(clauses, name) for name in _INDEX},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("wb") as file:
        np.savez(file, **arrays)
    unfinished.replace(path)


def load(path: Path) -> tuple[LinearModel, ClauseIndex, dict[str, Any]]:
    """What `save` wrote. Raises ValueError, KeyError or OSError if the file is not sound."""
    with np.load(path, allow_pickle=False) as arrays:
        intents = LinearModel(
            tuple(_text(arrays["intents_labels"]).split("\n")),
            _unpacked("intents", arrays),
            arrays["intents_weights"],
            arrays["intents_bias"],
        )
        clauses = ClauseIndex(
            labels=tuple(_text(arrays["clauses_labels"]).split("\n")),
            vectoriser=_unpacked("clauses", arrays),
            **{name: arrays[f"clauses_{name}"] for name in _INDEX},
        )
        return intents, clauses, json.loads(_text(arrays["meta"]))


def _bytes(text: str) -> Any:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _text(array: Any) -> str:
    return str(array.tobytes().decode())


def _packed(name: str, vectoriser: Vectoriser) -> dict[str, Any]:
    return {f"{name}_features": _bytes("\n".join(vectoriser.index)), f"{name}_idf": vectoriser.idf}


def _unpacked(name: str, arrays: Any) -> Vectoriser:
    names = _text(arrays[f"{name}_features"]).split("\n")
    return Vectoriser({feature: place for place, feature in enumerate(names)}, arrays[f"{name}_idf"])
