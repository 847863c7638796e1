"""`memberbot read`: what photos of receipts and payment slips say."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.console import DONE, FAILED, indented, one_line
from bot.json_values import Json, json_object

if TYPE_CHECKING:
    from bot.reading import Reader


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="as JSON; several photos as a list")
    shape.add_argument("--jsonl", action="store_true", help="one answer a line for each photo, in order")


def run(options: argparse.Namespace) -> int:
    """Print what each photo says; fails when one cannot be read."""
    from bot.reading import Reader

    reader = Reader()
    answers = []
    for path in options.photos:
        answer = _reading_of(reader, path)
        answers.append(answer)
        if options.jsonl:
            print(one_line(answer), flush=True)
        elif not options.json:
            _show_reading(answer)
    if options.json:
        print(indented(answers[0] if len(answers) == 1 else answers))
    return FAILED if any("error" in answer for answer in answers) else DONE


def _reading_of(reader: "Reader", path: Path) -> dict[str, Json]:
    """What a photo says, or why it cannot be read."""
    from bot.reading import PictureError, Reading, reading_json

    file: dict[str, Json] = {"file": str(path)}
    try:
        return file | reading_json(reader.read(path.read_bytes()))
    except OSError as error:
        return file | {"error": {"code": "no_file", "reason": error.strerror}}
    except PictureError as error:
        nothing = reading_json(Reading(document="unknown"))
        return file | nothing | {"error": {"code": error.code, "text": _in_words(error.code)}}


def _in_words(code: str) -> dict[str, str]:
    """Why a photo is refused, as members are told, in each language."""
    from bot.languages import LANGUAGES
    from bot.reading.picture import MAX_BYTES
    from bot.wording import Wording
    from bot.wording.pictures import PICTURE_PROBLEMS

    wording, megabytes = Wording.load(), MAX_BYTES // 2**20
    return {
        language: wording.say(language, PICTURE_PROBLEMS[code], megabytes=megabytes) for language in LANGUAGES
    }


def _show_reading(answer: dict[str, Json]) -> None:
    print(answer.pop("file"))
    if "error" in answer:
        error = json_object(answer["error"])
        said = json_object(error["text"])["en"] if "text" in error else error["reason"]
        print(f"    {said} ({error['code']})")
        return
    unsure = {
        name
        for name, sure in json_object(answer.pop("confidence")).items()
        if isinstance(sure, float) and sure < 0.9
    }
    for name, value in answer.items():
        if value not in (None, [], ()):
            doubt = "   (not sure)" if name in unsure else ""
            print(f"    {name + ':':<14}{value if isinstance(value, str) else one_line(value)}{doubt}")
