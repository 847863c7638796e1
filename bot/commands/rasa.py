"""`memberbot rasa`: the files of the Rasa project that follow from what the skills declare."""

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template

from bot.commands.console import DONE

_SKELETON = Path(__file__).with_name("skeletons") / "domain.yml"
_VERSION = 'version: "3.1"\n\n'

# What Rasa runs where no rule fits (https://rasa.com/docs/rasa/default-actions): the words as they are.
_FALLBACK = "action_default_fallback"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--folder", type=Path, help="the project to write to instead of our own")
    parser.add_argument(
        "--names",
        metavar="FILE",
        type=Path,
        help="write what the programmes are called, as a lookup of a Rasa project, and nothing else",
    )


def run(options: argparse.Namespace) -> int:
    """Write the files."""
    from bot.understanding import TrainingData
    from bot.understanding.training_data import intents_folder

    if options.names is not None:
        options.names.parent.mkdir(parents=True, exist_ok=True)
        options.names.write_text(TrainingData.ours().programme_names(), "utf-8")
        return DONE
    folder = options.folder or intents_folder()
    for name, text in project_files(folder).items():
        (folder / name).write_text(text, "utf-8")
    return DONE


def project_files(folder: Path) -> Mapping[str, str]:
    """By file name, what the project in a folder should hold of the declared intents: those that have
    examples there can be said, the others are what buttons ask for."""
    from bot.dialogue.registry import INTENTS

    exemplified = {path.stem for path in folder.glob("nlu/*/*.yml")}
    names = sorted(INTENTS)  # as they are declared would be as their modules happen to be loaded
    said = [name for name in names if name in exemplified]
    pressed = ["go", *(name for name in names if name not in exemplified)]
    skeleton = Template(_SKELETON.read_text("utf-8"))
    return {
        "domain.yml": skeleton.substitute(
            said=_lines(said),
            pressed=_lines(pressed),
            actions=_lines([*(f"action_{name}" for name in names), _FALLBACK]),
        ),
        "rules.yml": _VERSION
        + "# Each message is one turn of our engine: its flows (upload, redeem, link) keep their own state.\n"
        + "rules:\n"
        + "".join(_rule(name, f"action_{name}") for name in names)
        + "# The words as they are: a button of the running flow, and what Rasa is not sure about.\n"
        + "".join(_rule(name, _FALLBACK) for name in ("go", "nlu_fallback")),
        "buttons.yml": _VERSION
        + "# Nobody types these: Rasa wants two examples of every intent of the domain. Pressed buttons are\n"
        + "# recognised by their form, without the model; our own classifier never sees this file.\nnlu:\n"
        + "".join(f"- intent: {name}\n  examples: |\n    - /{name}\n    - /{name}{{}}\n" for name in pressed),
    }


def _lines(names: Iterable[str]) -> str:
    return "\n".join(f"- {name}" for name in names)


def _rule(intent: str, action: str) -> str:
    return f"- rule: {intent}\n  steps:\n  - intent: {intent}\n  - action: {action}\n"
