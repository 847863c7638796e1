"""Our classifier and Rasa's, trained from the same `intents/`, on the same validation split.

    python -m benchmarks.rasa.compare --rasa RASA_ENVIRONMENT/bin/python --models FOLDER

Rasa needs an environment of its own: docs/rasa.md. A model that lies in FOLDER already is not trained again.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from benchmarks.machine import machine
from benchmarks.nlu.validation import LabelledMessage, messages
from bot.clock import HONG_KONG
from bot.understanding import Understanding, training_data

_NOW = datetime(2026, 11, 20, 12, 0, tzinfo=HONG_KONG)
_RESULT = Path(__file__).resolve().parents[1] / "results" / "rasa.md"
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Training:
    """What making a model took."""

    name: str
    examples: int
    seconds: float
    megabytes: float  # the most memory that the process held


@dataclass(frozen=True)
class Measured:
    """How a model did. `milliseconds` has one entry for each message."""

    training: Training
    intents: Sequence[str]
    milliseconds: Sequence[float]
    megabytes: float


def main() -> None:
    """Train what is missing, measure, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rasa.compare", description=__doc__)
    parser.add_argument("--rasa", type=Path, required=True, help="the Python of Rasa's environment")
    parser.add_argument("--models", type=Path, required=True, help="folder for trained models")
    parser.add_argument(
        "--epochs", type=int, default=60, help="of DIET (%(default)s, as in intents/config.yml)"
    )
    parser.add_argument("--diet-examples", type=int, help="for each intent and variety; all when left out")
    parser.add_argument("--ours-only", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    said = messages(training_data.intents_folder() / "validation")
    if options.ours_only:  # in a process of its own, so that its memory is its own
        json.dump(asdict(_ours(said, options.diet_examples)), sys.stdout)
        return

    options.models.mkdir(parents=True, exist_ok=True)
    config = yaml.safe_load((training_data.intents_folder() / "config.yml").read_text("utf-8"))
    for part in config["pipeline"]:
        if part["name"] == "DIETClassifier":
            part |= {"epochs": options.epochs, "entity_recognition": False}
    lr = yaml.safe_load((_HERE / "lr.yml").read_text("utf-8"))
    diet_name = f"Rasa: jieba + DIET, {options.epochs} epochs"
    rows = [
        _in_a_process(options, None),
        *([_in_a_process(options, options.diet_examples)] if options.diet_examples else []),
        _rasa(options, "lr", "Rasa: jieba + LogisticRegression", lr, None, said),
        _rasa(options, "diet", diet_name, config, options.diet_examples, said),
    ]
    _RESULT.write_text(_table(rows, said), "utf-8")
    print(_RESULT.read_text("utf-8"))


def _in_a_process(options: argparse.Namespace, most: int | None) -> Measured:
    command = [sys.executable, "-m", "benchmarks.rasa.compare", "--ours-only"]
    command += ["--rasa", str(options.rasa), "--models", str(options.models)]
    command += ["--diet-examples", str(most)] if most else []
    answer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return Measured(**{**answer, "training": Training(**answer["training"])})


def _ours(said: Sequence[LabelledMessage], most: int | None) -> Measured:
    data = training_data.TrainingData.ours()
    examples = list(data.examples())
    questions = _some(list(data.questions()), most)
    if most:
        groups: dict[tuple[str, str], list[training_data.Example]] = {}
        for example in examples:
            groups.setdefault((example.variety, example.intent), []).append(example)
        examples = [example for group in groups.values() for example in _some(group, most)]
    started = time.perf_counter()
    understanding = Understanding.train_on(examples, questions)
    seconds = time.perf_counter() - started
    peak = _memory("VmHWM")
    for message in said[:20]:
        understanding.parse(message.text, _NOW)
    intents, milliseconds = [], []
    for message in said:
        started = time.perf_counter()
        intents.append(understanding.parse(message.text, _NOW).intent.name)
        milliseconds.append((time.perf_counter() - started) * 1000)
    name = "ours, a sample of that size" if most else "ours, as delivered"
    training = Training(name, len(examples) + len(questions), seconds, peak)
    return Measured(training, intents, milliseconds, _memory("VmRSS"))


def _rasa(
    options: argparse.Namespace,
    file: str,
    name: str,
    config: dict[str, object],
    most: int | None,
    said: Sequence[LabelledMessage],
) -> Measured:
    model, notes = options.models / f"{file}.tar.gz", options.models / f"{file}.json"
    if not model.is_file():
        data = options.models / f"{file}-data"
        count = _corpus(data, most)
        (options.models / f"{file}.yml").write_text(yaml.safe_dump(config, sort_keys=False), "utf-8")
        command = [options.rasa, "-m", "rasa", "train", "nlu", "--config", options.models / f"{file}.yml"]
        command += ["--nlu", data, "--out", options.models, "--fixed-model-name", file]
        environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
        started = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], env=environment)
        _pid, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"training {file} failed")
        took = Training(name, count, time.perf_counter() - started, usage.ru_maxrss / 1024)
        notes.write_text(json.dumps(asdict(took)), "utf-8")
    texts = json.dumps([message.text for message in said])
    command = [options.rasa, _HERE / "measure.py", model]
    answer = subprocess.run(command, input=texts, text=True, check=True, stdout=subprocess.PIPE).stdout
    return Measured(Training(**json.loads(notes.read_text("utf-8"))), **json.loads(answer.splitlines()[-1]))


def _corpus(folder: Path, most: int | None) -> int:
    """Copies the examples for Rasa, of each intent and variety at most `most`; returns how many."""
    shutil.rmtree(folder, ignore_errors=True)
    count = 0
    nlu = training_data.intents_folder() / "nlu"
    for path in sorted(nlu.glob("*/*.yml")):
        document = training_data.read_yaml(path)
        for block in document["nlu"]:
            lines = _some([line for line in block["examples"].splitlines() if line.strip()], most)
            block["examples"] = "\n".join(lines) + "\n"
            count += len(lines)
        copy = folder / path.relative_to(nlu)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), "utf-8")
    return count


def _some(things: list[Any], most: int | None) -> list[Any]:
    return things if most is None or len(things) <= most else random.Random(7).sample(things, most)


def _memory(what: str) -> float:
    """A line of this process' status, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(what))


def _table(rows: Sequence[Measured], said: Sequence[LabelledMessage]) -> str:
    varieties = sorted({message.variety for message in said})
    head = ["", "examples", "all", *varieties, "training", "its memory", "parse p50", "p95", "memory"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for row in rows:
        right = [found == message.intent for found, message in zip(row.intents, said, strict=True)]
        shares = [
            _share([r for r, message in zip(right, said, strict=True) if message.variety == variety])
            for variety in varieties
        ]
        times = sorted(row.milliseconds)
        cells = [row.training.name, f"{row.training.examples:,}", _share(right), *shares]
        cells += [f"{row.training.seconds:.0f} s", f"{row.training.megabytes:.0f} MB"]
        cells += [
            f"{median(times):.1f} ms",
            f"{times[int(len(times) * 0.95)]:.1f} ms",
            f"{row.megabytes:.0f} MB",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return _TEXT.format(machine=machine(), messages=len(said), table="\n".join(lines))


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right) / len(right):.1%}"


_TEXT = """# Our classifier and Rasa's

{machine}

{messages} messages of `intents/validation`, intents right. No model saw them in training, but what this
split showed guided our work, which may flatter our figures. Ours also learns from `questions/` and
`concepts.yml`, which Rasa has no use for. Each model is measured in a process of its own: training time
is that of the whole command for Rasa and of the training alone for ours (which trains the index of
clauses too); memory is the most it held in training and then what it holds with the model loaded, for
ours with what training left behind. A parse is timed alone, in process, without HTTP.

{table}

Command: `python -m benchmarks.rasa.compare` (docs/rasa.md).
"""


if __name__ == "__main__":
    main()
