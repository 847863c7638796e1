"""`memberbot parse` and `memberbot train`: understanding texts."""

import argparse
import sys

from bot.commands.console import DONE, error_json, json_value, one_line
from bot.rules import RequestError


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `parse`."""
    parser.add_argument("--jsonl", action="store_true", help='a {"text": ...} a line in, a parse a line out')


def run(options: argparse.Namespace) -> int:
    """Print what each line of standard input means."""
    from bot.knowledge import Knowledge
    from bot.settings import load_settings
    from bot.understanding import parse_json

    settings = load_settings()
    clock = settings.clock()
    understanding = Knowledge.load().understanding(settings.folder(), encode=settings.encoder)
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        try:
            text = _text_of(line) if options.jsonl else line.decode(errors="replace").rstrip("\r\n")
            answer = one_line(parse_json(understanding.parse(text, clock())))
        except RequestError as error:
            answer = one_line(error_json(error))
        print(answer, flush=True)
    return DONE


def _text_of(line: bytes) -> str:
    """The text in a line of `parse --jsonl`. Raises RequestError."""
    request = json_value("request", line)
    text = request.get("text") if isinstance(request, dict) else None
    if not isinstance(text, str):
        raise RequestError("text", "a text")
    return text


def train(options: argparse.Namespace) -> int:
    """Train, unless that was done with the present data."""
    from bot.knowledge import Knowledge
    from bot.settings import load_settings

    Knowledge.load().understanding(load_settings().folder())
    return DONE
