"""`memberbot packs diff`: what changes for members from one rule book to another."""

import argparse
import json
from pathlib import Path

from bot.languages import LANGUAGES
from bot.programmes import Programmes
from bot.rules import Pack, RequestError, load_pack


def add_diff(packs: argparse.ArgumentParser) -> None:
    """The subcommand `diff`."""
    subcommands = packs.add_subparsers(required=True, metavar="COMMAND")
    help = "say what changes for members from one edition of a rule book to another"
    parser = subcommands.add_parser("diff", help=help, description=help)
    parser.set_defaults(command=diff)
    parser.add_argument("old", metavar="OLD", help="a pack file, or an edition as PROGRAMME.EDITION")
    parser.add_argument("new", metavar="NEW", help="likewise")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="to say it in (%(default)s)")
    parser.add_argument("--json", action="store_true")


def diff(options: argparse.Namespace) -> int:
    """Print the differences of two packs. Raises RequestError and PackError."""
    from bot.wording.changes import PackChanges

    old, new = _pack("OLD", options.old), _pack("NEW", options.new)
    if old.programme != new.programme:
        raise RequestError("NEW", f"a pack of {old.programme}, and {options.new} is one of {new.programme}")
    changes = PackChanges(old, new)
    if options.json:
        print(json.dumps(changes.as_json(options.language), ensure_ascii=False, indent=2))
    else:
        for line in changes.text(options.language):
            print(line)
    return 0


def _pack(field: str, named: str) -> Pack:
    """The pack in a file, or the product's own of that name. Raises RequestError and PackError."""
    if (path := Path(named)).is_file():
        return load_pack(path)
    editions = Programmes.load().engine.shelf.editions.values()
    ours = {f"{pack.programme}.{pack.edition}": pack for packs in editions for pack in packs}
    if named not in ours:
        raise RequestError(field, f"a pack file, or one of {', '.join(ours)}")
    return ours[named]
