"""`memberbot timers`: what time brings: what is due, what was done and when, what failed."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.json_values import JsonObject

if TYPE_CHECKING:
    from bot.work.timers import Report


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print how every timer stands; 1 when one failed, or the database cannot be read."""
    from sqlalchemy.exc import DBAPIError

    from bot.ledger.store import Database
    from bot.parts import periods
    from bot.programmes import Programmes, home_of
    from bot.settings import load_settings
    from bot.work.timers import report

    settings = load_settings()
    today = settings.clock()().date()
    database = Database.open(settings.database(), read_only=True)
    try:
        found = report(database, home_of(Programmes.load(), settings.programme), periods(settings), today)
    except DBAPIError as error:
        print(f"memberbot: the database cannot be read: {error.orig}", file=sys.stderr)
        return 1
    finally:
        database.close()
    if options.json:
        print(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
    else:
        for line in _text(found):
            print(line)
    return 1 if found.failures else 0


def _as_json(found: "Report") -> JsonObject:
    return {
        "began_on": found.began_on.isoformat() if found.began_on else None,
        "days_to_run": found.missed,
        "timers": [
            {
                "name": timer.name,
                "about": timer.about,
                "due": due,
                "done": past.done,
                "last_done_at": past.last_done_at.isoformat() if past.last_done_at else None,
                "failed": past.failed,
            }
            for timer, due, past in found.timers
        ],
        "failures": [
            {
                "timer": failure.timer,
                "subject": failure.subject,
                "due_on": failure.due_on.isoformat(),
                "attempts": failure.attempts,
                "failure": failure.failure,
                "next_attempt_at": failure.next_attempt_at.isoformat() if failure.next_attempt_at else None,
            }
            for failure in found.failures
        ],
    }


def _text(found: "Report") -> Iterator[str]:
    if found.began_on is None:
        yield "the timers have not run on this database yet"
    elif found.missed:
        yield f"running since {found.began_on}; days still to be run: {found.missed}"
    else:
        yield f"running since {found.began_on}; today is done"
    yield ""
    yield f"{'timer':<18}{'due':>8}{'done':>10}{'failed':>8}  last done"
    for timer, due, past in found.timers:
        last = past.last_done_at.strftime("%Y-%m-%d %H:%M") if past.last_done_at else "never"
        yield f"{timer.name:<18}{due:>8,}{past.done:>10,}{past.failed:>8,}  {last:<18}{timer.about}"
    for failure in found.failures:
        again = failure.next_attempt_at
        when = f"again at {again:%Y-%m-%d %H:%M}" if again else "not again"
        yield f"failed: {failure.timer} of {failure.subject}, due {failure.due_on}, {when}: {failure.failure}"
