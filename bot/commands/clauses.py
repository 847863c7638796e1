"""`memberbot clauses`: every clause in our words."""

import argparse

from bot.commands.console import DONE, indented
from bot.languages import LANGUAGES


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--programme", help="of this programme only")
    parser.add_argument("--language", choices=LANGUAGES, help="in this language only")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print the clauses. Raises RequestError for a programme that has none."""
    from bot.knowledge import Knowledge

    languages = [options.language] if options.language else LANGUAGES
    clauses = Knowledge.load().clauses(options.programme, languages)
    if options.json:
        print(indented(clauses))
        return DONE
    for clause in clauses:
        print(clause["id"], clause["kind"], sep="\t")
        for text in clause["text"].values():
            print(f"    {text}")
    return DONE
