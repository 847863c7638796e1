"""`memberbot audit`: whether everything holds that must hold of the ledger; names what does not."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from typing import TYPE_CHECKING

from bot.json_values import JsonObject

if TYPE_CHECKING:
    from bot.ledger.invariants import Violation
    from bot.ledger.store import Database
    from bot.rules import Engine

# Members that one process looks at in a go; fewer than this are not worth a second process.
_STRETCH = 5000


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "--quick", action="store_true", help="do not decide every stored decision again, which takes longest"
    )
    parser.add_argument(
        "--processes",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="how many to use where there are many members (%(default)s)",
    )
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Check the whole database and print every violation as it is found; 1 when there is one, or it cannot be
    read."""
    from sqlalchemy.exc import DBAPIError

    from bot.ledger.invariants import INVARIANTS
    from bot.ledger.store import Database
    from bot.programmes import Programmes
    from bot.settings import load_settings

    settings = load_settings()
    now = settings.clock()()
    checked = [name for name in INVARIANTS if not (options.quick and name == "decisions_stand")]
    counts: Counter[str] = Counter()
    listed: list[JsonObject] = []
    database = Database.open(settings.database(), read_only=True)
    try:
        for violation in _violations(database, settings.database(), Programmes.load().engine, now, options):
            counts[violation.invariant] += 1
            number = _number(database, violation.member)
            if options.json:
                listed.append(_as_json(violation, number))
            else:
                print(_line(violation, number))
    except DBAPIError as error:
        print(f"memberbot: the database cannot be read: {error.orig}", file=sys.stderr)
        return 1
    finally:
        database.close()
    if options.json:
        answer = {
            "at": now.isoformat(),
            "sound": not listed,
            "invariants": {name: counts[name] for name in checked},
            "violations": listed,
        }
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for line in _summary(checked, counts):
            print(line)
    return 1 if counts else 0


def _violations(
    database: "Database", url: str, engine: "Engine", now: datetime, options: argparse.Namespace
) -> Iterator["Violation"]:
    """What is wrong, stretch by stretch of the members, then with the whole."""
    from bot.ledger.invariants import of_accounts, of_the_whole, stretches

    with database.reading() as session:
        parts = list(stretches(session, _STRETCH))
    if options.processes > 1 and len(parts) > 1:
        # Fresh processes: one that is copied would share our connections.
        with ProcessPoolExecutor(
            options.processes, get_context("spawn"), initializer=_begin, initargs=(url, now)
        ) as pool:
            for place, found in enumerate(pool.map(_stretch, parts), 1):
                yield from found
                _progress(place, len(parts))
    else:
        for first, last in parts:
            with database.reading() as session:
                yield from of_accounts(session, engine, now, first, last)
    with database.reading() as session:
        yield from of_the_whole(session, engine, now, replay=not options.quick)


def _begin(url: str, now: datetime) -> None:
    from bot.ledger.store import Database
    from bot.programmes import Programmes

    global _ours
    _ours = (Database.open(url, read_only=True), Programmes.load().engine, now)


_ours: "tuple[Database, Engine, datetime]"


def _stretch(part: tuple[int, int]) -> list["Violation"]:
    from bot.ledger.invariants import of_accounts

    database, engine, now = _ours
    with database.reading() as session:
        return list(of_accounts(session, engine, now, *part))


def _number(database: "Database", member: int | None) -> str | None:
    """The number of the member concerned, if any."""
    from sqlalchemy import select

    from bot.ledger.models import Member

    if member is None:
        return None
    with database.reading() as session:
        return session.scalar(select(Member.number).where(Member.id == member))


def _as_json(violation: "Violation", number: str | None) -> JsonObject:
    return {
        "invariant": violation.invariant,
        "subject": violation.subject,
        "member": number,
        "detail": violation.detail,
        "expected": violation.expected,
        "found": violation.found,
    }


def _line(violation: "Violation", number: str | None) -> str:
    member = f" of member {number}" if number else ""
    line = f"{violation.invariant}: {violation.subject}{member}: {violation.detail}"
    if violation.expected or violation.found:
        line += f"; expected {violation.expected or 'nothing'}, found {violation.found or 'nothing'}"
    return line


def _summary(checked: Sequence[str], counts: Mapping[str, int]) -> Iterator[str]:
    """What each invariant that is violated says, and how often it is; then how many there are in all."""
    from bot.ledger.invariants import INVARIANTS

    for name in checked:
        if counts[name]:
            yield f"{counts[name]:,} × {name}: {INVARIANTS[name]}"
    count = sum(counts.values())
    told = "nothing is wrong" if not count else "1 violation" if count == 1 else f"{count:,} violations"
    yield f"{len(checked)} invariants checked: {told}"


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:,} of {of:,} stretches of members", end="\n" if done == of else "", file=sys.stderr)
