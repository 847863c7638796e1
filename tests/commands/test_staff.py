"""`memberbot staff`, as whoever has the server uses it."""

import io
import json
import sys
from collections.abc import Callable

import pytest

from bot.cli import main
from bot.ledger.staff import Passwords
from bot.ledger.staff import accounts as staff
from bot.ledger.store import Database
from tests.support.command import memberbot

PASSWORD = "paper lantern harbour\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command on a database; gives its status and what it printed."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    def command(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status = main(["staff", *arguments])
        return status, *capsys.readouterr()

    return command


def account(url: str, login: str) -> staff.Staff | None:
    database = Database.open(url)
    try:
        with database.reading() as session:
            return staff.find_staff(session, login)
    finally:
        database.close()


def test_an_account_from_adding_to_switching_off(run: Run, sqlite_url: str) -> None:
    added = run(
        "add", "Kim@mall.hk", "--role", "operator", "--role", "agent", "--name", "Kim Lau", stdin=PASSWORD
    )
    assert added == (0, "kim@mall.hk can sign in at /desk\n", "")
    made = account(sqlite_url, "kim@mall.hk")
    assert made and made.roles == ["agent", "operator"] and not made.password_temporary
    assert Passwords().check(made.password_hash, PASSWORD.strip()).right
    assert run("list")[1] == "kim@mall.hk\tKim Lau\tagent,operator\ton\tno second factor\n"

    status, _out, said = run("disable", "kim@mall.hk")
    assert status == 2 and "not the last operator" in json.loads(said)["error"]["expected"]
    assert run("add", "sam", "--role", "operator", stdin=PASSWORD)[0] == 0
    assert run("disable", "kim@mall.hk")[0] == 0
    assert run("enable", "KIM@mall.hk")[0] == 0
    assert run("reset", "kim@mall.hk", stdin="another lantern harbour\n")[0] == 0
    again = account(sqlite_url, "kim@mall.hk")
    assert again and again.active and Passwords().check(again.password_hash, "another lantern harbour").right
    assert run("reset", "nobody", stdin=PASSWORD) == (1, "", "memberbot: nobody has the login nobody\n")


@pytest.mark.parametrize(
    ("arguments", "stdin", "field"),
    [
        (("add", "kim", "--role", "agent"), "short\n", "password"),
        (("add", "kim", "--role", "agent"), "", "password"),
        (("add", "k", "--role", "agent"), PASSWORD, "LOGIN"),
        (("add", "kim", "--role", "agent", "--name", "x" * 81), PASSWORD, "--name"),
    ],
)
def test_what_cannot_be_is_explained(run: Run, arguments: tuple[str, ...], stdin: str, field: str) -> None:
    status, _out, said = run(*arguments, stdin=stdin)
    assert status == 2
    assert json.loads(said)["error"]["field"] == field


def test_a_password_is_never_an_argument() -> None:
    done = memberbot("staff", "add", "kim", "--role", "agent", "--password", "x")
    assert done.returncode == 2 and "unrecognized arguments" in done.stderr
