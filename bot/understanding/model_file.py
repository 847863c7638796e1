"""The trained models as one numpy file: nothing in it is executed when it is loaded."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from bot.understanding.linear import LinearModel, Vectoriser
from bot.understanding.retrieval import ClauseIndex


def save(path: Path, intents: LinearModel, clauses: ClauseIndex, meta: dict[str, Any]) -> None:
    """Writes beside `path` and renames, so that a reader never sees half a file."""
    arrays: dict[str, Any] = {"meta": _text(json.dumps(meta, ensure_ascii=False))}
    arrays |= _packed("intents", intents) | _packed("clauses", clauses.model)
    arrays |= {
        f"index_{name}": getattr(clauses, name) for name in ("clause_of", "postings", "values", "pointers")
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("wb") as file:
        np.savez(file, **arrays)
    unfinished.replace(path)


def load(path: Path) -> tuple[LinearModel, ClauseIndex, dict[str, Any]]:
    """What `save` wrote. Raises ValueError, KeyError or OSError if the file is not sound."""
    with np.load(path, allow_pickle=False) as arrays:
        index = {name: arrays[f"index_{name}"] for name in ("clause_of", "postings", "values", "pointers")}
        meta = json.loads(arrays["meta"].tobytes().decode())
        return _unpacked("intents", arrays), ClauseIndex(model=_unpacked("clauses", arrays), **index), meta


def _text(text: str) -> Any:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _packed(name: str, model: LinearModel) -> dict[str, Any]:
    return {
        f"{name}_labels": _text("\n".join(model.labels)),
        f"{name}_features": _text("\n".join(model.vectoriser.index)),
        f"{name}_idf": model.vectoriser.idf,
        f"{name}_weights": model.weights.astype(np.float16),
        f"{name}_bias": model.bias,
    }


def _unpacked(name: str, arrays: Any) -> LinearModel:
    names = arrays[f"{name}_features"].tobytes().decode().split("\n")
    return LinearModel(
        tuple(arrays[f"{name}_labels"].tobytes().decode().split("\n")),
        Vectoriser({feature: place for place, feature in enumerate(names)}, arrays[f"{name}_idf"]),
        arrays[f"{name}_weights"],
        arrays[f"{name}_bias"],
    )
