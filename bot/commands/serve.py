"""`memberbot serve`, `work` and `migrate`: the processes of a server."""

import argparse
import os
import sys
from typing import NoReturn

from bot.commands.console import DONE, FAILED


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `serve`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="port to listen on (%(default)s)")


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    from bot.logs import configure_logging
    from bot.serve import PortError, serve
    from bot.settings import load_settings

    settings = load_settings()
    configure_logging(settings.secrets())
    try:
        serve(settings, options.host, options.port)
    except PortError as error:
        print(f"memberbot: {error}", file=sys.stderr)
        return FAILED
    return leave()


def work(_options: argparse.Namespace) -> int:
    """Do what members do not wait for, until SIGTERM or SIGINT."""
    import signal

    from bot.app import build
    from bot.logs import configure_logging
    from bot.settings import load_settings

    settings = load_settings()
    configure_logging(settings.secrets())
    app = build(settings, demo=bool(settings.demo))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: app.closing.set())
    app.start_work()
    app.closing.wait()
    app.close()
    return leave()


def leave() -> NoReturn:
    """End the process now. A photo being read would hold it up; it is read again at the next start."""
    sys.stdout.flush()
    os._exit(DONE)


def migrate_database(_options: argparse.Namespace) -> int:
    """Create the tables or bring them up to date."""
    from bot.app import migrate
    from bot.ledger.store import Database
    from bot.settings import load_settings

    database = Database.open(load_settings().database())
    migrate(database)
    database.close()
    return DONE
