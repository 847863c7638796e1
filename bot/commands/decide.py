"""`memberbot decide`: the decision on a JSON request."""

import argparse
from collections.abc import Callable
from pathlib import Path

from bot.commands.console import DONE, error_json, indented, input_file, json_value, one_line
from bot.json_values import JsonObject
from bot.rules import RequestError


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("file", nargs="?", type=Path, help="standard input when left out")
    parser.add_argument(
        "--jsonl", action="store_true", help="one request a line, one answer a line, in order"
    )


def run(options: argparse.Namespace) -> int:
    """Print the decision, or one for each line. Raises RequestError."""
    decide = _decider()
    with input_file(options.file) as source:
        if not options.jsonl:
            print(indented(decide(source.read())))
            return DONE
        # A wrong request is answered in its place and the stream goes on, so the status stays 0.
        for line in source:
            if line.strip():
                try:
                    answer = decide(line)
                except RequestError as error:
                    answer = error_json(error)
                print(one_line(answer), flush=True)
    return DONE


def _decider() -> Callable[[bytes], JsonObject]:
    """From the JSON text of a request to the JSON of its decision. Raises RequestError."""
    from bot.knowledge import Knowledge
    from bot.settings import load_settings

    knowledge, clock = Knowledge.load(), load_settings().clock()

    def decide(text: bytes) -> JsonObject:
        return knowledge.decide(json_value("request", text), clock())

    return decide
