"""`memberbot staff`: the accounts of the desk, for whoever has the server."""

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.commands.console import DONE, FAILED
from bot.ledger.staff import NewPassword, NewStaff
from bot.rules import RequestError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.ledger.models import Staff
    from bot.ledger.staff import AccountAct

_ROLES = ("agent", "reviewer", "supervisor", "operator")

# Why an account cannot be made like that: the field and what is expected, by a StaffError's reason.
_EXPECTED = {
    "login": ("LOGIN", "small letters, digits, dots and hyphens, or an e-mail address"),
    "taken": ("LOGIN", "one that nobody has yet"),
    "name": ("--name", "a name of at most 80 characters"),
    "password_short": ("password", "12 characters or more"),
    "password_long": ("password", "at most 200 characters"),
    "password_login": ("password", "one that is hard to guess and does not hold the login"),
    "last_operator": ("LOGIN", "not the last operator: make somebody else operator first"),
}


def add_options(staff: argparse.ArgumentParser) -> None:
    """The subcommands."""
    subcommands = staff.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: object, help: str) -> argparse.ArgumentParser:
        added = subcommands.add_parser(name, help=help, description=help)
        added.set_defaults(command=run)
        return added

    password = "the password is asked for, or read from standard input"
    adding = command("add", add, f"add an account; {password}")
    adding.add_argument("login", metavar="LOGIN")
    adding.add_argument(
        "--role", choices=_ROLES, action="append", required=True, help="what it may do; may be repeated"
    )
    adding.add_argument("--name", help="the person's name (the login when left out)")
    command("list", show, "list the accounts")
    for name, run, help in (
        ("reset", reset, f"set a new password and remove the second factor; {password}"),
        ("disable", disable, "switch an account off and sign it out"),
        ("enable", enable, "switch an account on again"),
    ):
        command(name, run, help).add_argument("login", metavar="LOGIN")


def add(options: argparse.Namespace) -> int:
    """Add an account. Raises RequestError."""
    from bot.ledger.staff import (
        Passwords,
        StaffError,
        add_staff,
        find_staff,
    )

    with _accounts() as (session, by):
        # Before the password is asked for, so that nobody types it for nothing.
        if find_staff(session, options.login):
            raise StaffError("taken")
    hashed = Passwords().hash(_password(options.login))
    with _accounts() as (session, by):
        added = add_staff(
            session,
            NewStaff(options.login, options.name or options.login, options.role, password_hash=hashed),
            by,
        )
    print(f"{added.login} can sign in at /desk")
    return DONE


def show(_options: argparse.Namespace) -> int:
    """Print one account a line, its parts separated by tabs."""
    from bot.ledger.staff import (
        all_staff,
    )

    with _accounts() as (session, _by):
        for person in all_staff(session):
            state = "on" if person.active else "off"
            factor = "second factor" if person.totp_secret else "no second factor"
            roles = ",".join(person.roles) or "no role"
            print(person.login, person.name, roles, state, factor, sep="\t")
    return DONE


def reset(options: argparse.Namespace) -> int:
    """Set a password and remove the second factor. Raises RequestError."""
    from bot.ledger.staff import Passwords, remove_second_factor, set_password

    with _accounts() as (session, by):
        if _found(session, options.login) is None:
            return FAILED
    hashed = Passwords().hash(_password(options.login))
    with _accounts() as (session, by):
        person = _found(session, options.login)
        assert person is not None
        set_password(session, person, NewPassword(hashed), by)
        remove_second_factor(session, person, by)
    return DONE


def disable(options: argparse.Namespace) -> int:
    """Switch an account off. Raises RequestError for the last operator."""
    return _set_active(options.login, False)


def enable(options: argparse.Namespace) -> int:
    """Switch an account on."""
    return _set_active(options.login, True)


def _set_active(login: str, active: bool) -> int:
    from bot.ledger.staff import set_active

    with _accounts() as (session, by):
        person = _found(session, login)
        if person is None:
            return FAILED
        set_active(session, person, active, by)
    return DONE


def _found(session: "Session", login: str) -> "Staff | None":
    from bot.ledger.staff import find_staff

    person = find_staff(session, login, lock=True)
    if person is None:
        print(f"memberbot: nobody has the login {login}", file=sys.stderr)
    return person


def _password(login: str) -> str:
    """Typed twice where somebody sits at a terminal, else the first line. Raises RequestError."""
    from bot.ledger.staff import (
        StaffError,
        check_password,
    )

    if sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if getpass.getpass("Again: ") != password:
            raise RequestError("password", "the same one twice")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    try:
        check_password(password, login)
    except StaffError as error:
        raise RequestError(*_EXPECTED[error.reason]) from None
    return password


@contextmanager
def _accounts() -> Iterator[tuple["Session", "AccountAct"]]:
    """A transaction on a database that is up to date, and who acts. Raises RequestError."""
    from bot.ledger.staff import (
        AccountAct,
        StaffError,
    )
    from bot.ledger.store import Database
    from bot.settings import load_settings

    settings = load_settings()
    database = Database.open(settings.database())
    database.migrate()
    try:
        with database.transaction() as session:
            yield session, AccountAct("terminal:memberbot", settings.clock()())
    except StaffError as error:
        raise RequestError(*_EXPECTED[error.reason]) from None
    finally:
        database.close()
