"""Models are trained once for the data that they are made of, and kept."""

import shutil
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from bot.understanding import ClauseText, TrainingData, Understanding, model_file
from bot.understanding.training_data import intents_folder
from tests.support.threads import together

NOW = datetime.fromisoformat("2026-11-20T12:00:00+08:00")


@pytest.fixture
def little(tmp_path: Path) -> TrainingData:
    """Training data of three intents in English."""
    folder = tmp_path / "intents"
    shutil.copytree(intents_folder() / "lookups", folder / "lookups")
    for path in ("concepts.yml", "nlu/en/greet.yml", "nlu/en/goodbye.yml", "nlu/en/check_balance.yml"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(intents_folder() / path, folder / path)
    return TrainingData(folder)


def test_the_models_are_kept_and_an_unsound_file_replaced(little: TrainingData, tmp_path: Path) -> None:
    sentence = [ClauseText("festival-walk/points.11", "en", "Upload the receipt in time.")]
    Understanding.load(tmp_path, sentence, little)
    kept = list(tmp_path.glob("*.npz"))
    assert len(kept) == 2
    for file in kept:
        file.write_bytes(b"broken")
    assert Understanding.load(tmp_path, sentence, little).parse("hello", NOW).intent.name == "greet"
    assert all(file.read_bytes() != b"broken" for file in kept)


def test_another_sentence_of_a_clause_leaves_the_intents_alone(little: TrainingData, tmp_path: Path) -> None:
    for text in ("Upload the receipt in time.", "Upload the receipt within 7 days."):
        Understanding.load(tmp_path, [ClauseText("festival-walk/points.11", "en", text)], little)
    assert len(list(tmp_path.glob("intents-*.npz"))) == 1
    assert len(list(tmp_path.glob("clauses-*.npz"))) == 2


def test_another_example_leaves_the_clauses_alone(little: TrainingData, tmp_path: Path) -> None:
    sentence = [ClauseText("festival-walk/points.11", "en", "Upload the receipt in time.")]
    Understanding.load(tmp_path, sentence, little)
    with (little.folder / "nlu/en/greet.yml").open("a") as examples:
        examples.write("    - ahoy there\n")
    Understanding.load(tmp_path, sentence, little)
    assert len(list(tmp_path.glob("intents-*.npz"))) == 2
    assert len(list(tmp_path.glob("clauses-*.npz"))) == 1


def test_of_many_that_miss_a_model_one_trains(tmp_path: Path) -> None:
    trained = []

    def train() -> int:
        trained.append(7)
        return 7

    number: model_file.Form[int] = model_file.Form(
        lambda made: {"it": np.array(made)}, lambda arrays: int(arrays["it"])
    )
    found = together(4, lambda _thread: model_file.kept(tmp_path / "number.npz", number, train))
    assert (found, trained) == ([7] * 4, [7])
