"""`memberbot new programme|clause|intent`: skeletons, and what is left to do (docs/adding.md)."""

import argparse
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from string import Template

from bot.clock import system_clock
from bot.commands.console import DONE
from bot.programmes import OURS, folders
from bot.rules import RequestError
from bot.rules.dates import day_of

_SKELETONS = Path(__file__).parent / "skeletons"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_INTENT = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_CLAUSE = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


def add_options(new: argparse.ArgumentParser) -> None:
    """The things there are to begin."""
    kinds = new.add_subparsers(required=True, metavar="WHAT")

    def kind(name: str, help: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        parser = kinds.add_parser(name, help=help, description=help)
        parser.set_defaults(command=run)
        return parser

    folder = kind("programme", "a folder for a programme", programme)
    folder.add_argument("name", metavar="NAME", help="its id, such as harbour-lane")
    folder.add_argument("--in", dest="folder", type=Path, default=OURS, help=argparse.SUPPRESS)
    clause = kind("clause", "a clause in the newest edition of a programme", _clause)
    clause.add_argument("name", metavar="PROGRAMME/NUMBER", help="its id, as clauses lists them")
    clause.add_argument("--in", dest="folder", type=Path, default=OURS, help=argparse.SUPPRESS)
    intent = kind("intent", "something that members can ask for, and its skill", _intent)
    intent.add_argument("name", metavar="NAME", help="such as find_shop")
    intent.add_argument("--in", dest="folder", type=Path, default=None, help=argparse.SUPPRESS)


def programme(options: argparse.Namespace) -> int:
    """Begin a programme's folder. Raises RequestError for a name that cannot be, or is there already."""
    name = _named("NAME", options.name, _NAME, "small letters, digits and hyphens")
    folder: Path = options.folder / name
    if folder.exists():
        raise RequestError("NAME", f"a new one: {folder} is there already")
    today = day_of(system_clock())
    edition = f"{today:%Y-%m}"
    values = {"id": name, "today": f"{today}", "year": f"{today.year}", "edition": edition}
    (folder / "editions").mkdir(parents=True)
    written = {f"editions/{edition}.yaml": "edition.yaml"} | {
        each: each for each in ("chat.yaml", "questions.yml", "cases.yaml")
    }
    for file, skeleton in written.items():
        (folder / file).write_text(_filled(skeleton, **values), "utf-8")
    return _said(
        [folder / file for file in written],
        [
            f"{name}/editions/{edition}.yaml: its name, terms, clauses, and the roles that are asked for",
            f"{name}/chat.yaml: what it and its mall are called and written like, member number, starters",
            f"{name}/chat.yaml: under asks, what is asked for each kind that it decides, and in which order",
            f"{name}/questions.yml: two questions or more for each clause in each language",
            f"{name}/cases.yaml: a case for each deciding clause, on both sides of its boundary",
            "make messages, then translate its catalogues beside them",
            f"memberbot train, then try it: MEMBERBOT_PROGRAMME={name} memberbot chat",
        ],
    )


def _clause(options: argparse.Namespace) -> int:
    book, _slash, key = str(options.name).partition("/")
    found = folders(options.folder)
    if book not in found:
        raise RequestError("PROGRAMME", f"one of {', '.join(found)}")
    _named("NUMBER", key, _CLAUSE, "the number of the clause")
    folder = found[book]
    edition = max((folder / "editions").glob("*.yaml"))
    text = edition.read_text("utf-8")
    written = f'"{key}"' if key.replace(".", "").isdigit() else key
    if f"\n  {written}:\n" in text:
        raise RequestError("NUMBER", f"a new one: {edition.name} has a clause {key}")
    edition.write_text(text.rstrip("\n") + "\n" + _filled("clause.yaml", key=written), "utf-8")
    questions = folder / "questions.yml"
    asked = questions.read_text("utf-8").rstrip("\n") + "\n" if questions.is_file() else ""
    questions.write_text(asked + _filled("questions_of_clause.yml", id=book, key=key), "utf-8")
    return _said(
        [edition, questions],
        [
            f"{edition.name}: move it to its place in the book, and write its heading and what it says",
            f"{edition.name}: its rules under decides in place of states, what they say under findings",
            "questions.yml: two questions or more in each language",
            "cases.yaml: where it decides, a case on each side of its boundary that `covers` it",
            "make messages, then translate its sentences in the catalogues beside it",
            "python -m pytest tests/rules tests/wording tests/understanding/test_training_data.py",
        ],
    )


def _intent(options: argparse.Namespace) -> int:
    from bot.understanding.training_data import VARIETIES, intents_folder

    name = _named("NAME", options.name, _INTENT, "small letters, digits and underscores")
    project = options.folder / "intents" if options.folder else intents_folder()
    skill = (options.folder or OURS.parents[1]) / "bot" / "dialogue" / "skills" / f"{name}.py"
    examples = [project / "nlu" / variety / f"{name}.yml" for variety in VARIETIES]
    if any(path.exists() for path in (*examples, skill)):
        raise RequestError("NAME", f"a new one: there is an intent {name}")
    for path in examples:
        path.write_text(_filled("examples.yml", id=name), "utf-8")
    skill.parent.mkdir(parents=True, exist_ok=True)
    skill.write_text(_filled("skill.txt", id=name), "utf-8")
    return _said(
        [*examples, skill],
        [
            f"intents/nlu/*/{name}.yml: thirty examples or more in each variety, lines that begin with '- '",
            f"intents/validation/messages.*.yml: some more that are not trained on, with intent: {name}",
            f"bot/dialogue/skills/{name}.py: what it is called, what it needs and answers",
            f"bot/dialogue/registry.py: {name} among the modules of the skills; then memberbot rasa",
            "make messages, then translate its sentences",
            "memberbot train, then python -m pytest tests/understanding tests/commands/test_rasa.py",
        ],
    )


def _named(field: str, name: str, pattern: re.Pattern[str], expected: str) -> str:
    if not pattern.fullmatch(name):
        raise RequestError(field, expected)
    return name


def _filled(skeleton: str, **values: str) -> str:
    return Template((_SKELETONS / skeleton).read_text("utf-8")).substitute(values)


def _said(written: Sequence[Path], left: Sequence[str]) -> int:
    print("Written:")
    for path in written:
        print(f"  {path}")
    print("Left to do:")
    for number, step in enumerate(left, 1):
        print(f"  {number}. {step}")
    return DONE
