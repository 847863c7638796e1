"""The `memberbot` command. Exit status: 0 done, 1 the thing asked failed, 2 the request was wrong.

Rooms are imported inside the commands that need them, so that `memberbot decide` starts at once.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from bot.commands import (
    actions,
    audit,
    clauses,
    decide,
    new,
    packs,
    parse,
    rasa,
    read,
    replay,
    serve,
    staff,
    talk,
    timers,
)
from bot.commands.console import FAILED, WRONG, error_json, one_line
from bot.rules import PackError, RequestError
from bot.settings import SettingsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
        sys.stdout.flush()
        return status
    except RequestError as error:
        print(one_line(error_json(error)), file=sys.stderr)
        return WRONG
    except (SettingsError, PackError) as error:
        print(f"memberbot: {error}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:  # the reader of our output has gone, as in `memberbot clauses | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="memberbot", description="Chat assistant for the members of loyalty programmes."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(command=run)
        return added

    decide.add_options(command("decide", decide.run, "decide a JSON request from standard input or a file"))
    listing = "list every clause: id, decides or states, our sentence for it"
    clauses.add_options(command("clauses", clauses.run, listing))
    packs.add_diff(command("packs", packs.diff, "compare rule books"))
    again = "decide all stored decisions again under a changed rule book and tell what changes (a dry run)"
    replay.add_options(command("replay", replay.run, again))
    parse.add_options(command("parse", parse.run, "understand texts from standard input, one a line"))
    training = "train the understanding of texts, if its training data has changed"
    command("train", parse.train, training)
    derived = "write the files of the Rasa project that follow from what the skills declare"
    rasa.add_options(command("rasa", rasa.run, derived))
    read.add_options(command("read", read.run, "read photos of receipts and payment slips"))
    talk.add_chat(command("chat", talk.chat, "talk to the bot in the terminal"))
    talk.add_ask(command("ask", talk.ask, "say one thing to the bot and see what it answers"))
    serving = "serve the web chat, HTTP, the desk, and Telegram when its token is set"
    serve.add_options(command("serve", serve.run, serving))
    actions.add_options(
        command("actions", actions.run, "serve a Rasa server with our skills as its custom actions")
    )
    command("work", serve.work, "read photos and run what is due, for servers with MEMBERBOT_WORK=0")
    command("migrate", serve.migrate_database, "create the database's tables or bring them up to date")
    checking = "check everything that must hold of points, vouchers and conversations"
    audit.add_options(command("audit", audit.run, checking))
    timers.add_options(
        command("timers", timers.run, "what is due by the calendar, what was done, what failed")
    )
    new.add_options(command("new", new.programme, "begin a programme, a clause or an intent"))
    staff.add_options(command("staff", staff.show, "the accounts of the desk"))
    return parser
