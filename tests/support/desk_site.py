"""The desk over a database of the test: staff of each role, and browsers for them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from fastapi import FastAPI
from httpx import Response

from bot.channels.http import create_http
from bot.channels.ports import HttpPorts
from bot.clock import HONG_KONG, system_clock
from bot.desk import DeskPorts, add_desk_routes, open_desk
from bot.dialogue.handover import Handover
from bot.ledger import staff
from bot.ledger.models import Role, Staff
from bot.ledger.staff import ROLES, AccountAct, NewStaff, Passwords
from bot.ledger.store import Database
from tests.support.client import Client
from tests.support.fake_conductor import FakeConductor
from tests.support.plain_services import knowledge, plain_services

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=HONG_KONG)
PASSWORD = "paper lantern harbour"
# What is to take long takes no time here.
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
_HASHED = QUICK.hash(PASSWORD)
_CSRF = re.compile(r'name="csrf" value="(\w+)"')


class NoUnderstanding:
    """Sees no likeness between questions, and no answer."""

    def groups(self, texts: Sequence[str]) -> list[list[int]]:
        return [[number] for number in range(len(texts))]

    def clauses_for(self, question: str, language: str) -> tuple[object, ...]:
        return ()


@cache
def _app(elsewhere: bool) -> FastAPI:
    """The app of all desks of a process; with signing in at an identity provider, or without. Its routes take
    longer to make than most tests."""
    words = knowledge().words
    app = create_http(HttpPorts(FakeConductor(), lambda text: None, dict, dict, words, b"a secret"))  # type: ignore[arg-type, return-value]
    add_desk_routes(app, elsewhere=elsewhere)
    return app


@dataclass
class DeskSite:
    """The HTTP app with the desk. `now` is what its clock says and `real_now` that of signing in; both stand
    still until a test moves them."""

    database: Database
    folder: Path
    now: datetime = NOON
    real_now: datetime = field(default_factory=system_clock)
    ports: dict[str, Any] = field(default_factory=dict)
    _app: FastAPI | None = None

    @property
    def app(self) -> FastAPI:
        """The app, whose desk is given at the first use `ports` in place of the usual ones."""
        if self._app is None:
            services = replace(plain_services(self.folder / "photos"), understanding=NoUnderstanding())  # type: ignore[arg-type]
            usual: dict[str, Any] = {
                "database": self.database,
                "services": services,
                "handover": Handover(self.database, services, lambda: self.now),
                "clock": lambda: self.now,
                "key": b"a key of the tests, 32 bytes long",
                "second_factor": frozenset(),
                "real_clock": lambda: self.real_now,
                "passwords": QUICK,
            }
            ports = DeskPorts(**(usual | self.ports))
            self._app = _app(ports.openid is not None)
            open_desk(self._app, ports)
        return self._app

    def person(self, login: str, *roles: Role, password: str = PASSWORD, **fields: Any) -> Staff:
        """Add an account."""
        hashed = _HASHED if password == PASSWORD else QUICK.hash(password)
        with self.database.transaction() as session:
            by = AccountAct("terminal:test", self.now)
            return staff.add_staff(session, NewStaff(login, login.title(), roles, hashed, **fields), by)

    def people(self) -> None:
        """Add one person of each role, who is called like it, and `nobody` without one."""
        for role in ROLES:
            self.person(role, role)
        self.person("nobody")

    def browser(self, login: str | None = None, *, address: str = "10.0.0.1") -> "DeskBrowser":
        """A browser, signed in when a login is given."""
        browser = DeskBrowser(Client(self.app, follow_redirects=False, client=(address, 4000)))
        if login is not None:
            answer = browser.sign_in(login)
            assert answer.status_code == 303, answer.text
        return browser

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)
        self.real_now += timedelta(**time)


@dataclass
class DeskBrowser:
    """A browser that sends forms as the desk's own pages do."""

    client: Client
    csrf: str = ""

    def sign_in(self, login: str, password: str = PASSWORD, next: str = "/desk/account") -> Response:
        """Send the form of the sign-in page."""
        form = {"login": login, "password": password, "next": next}
        answer = self.client.post("/desk/sign-in", data=form)
        self.csrf = ""
        return answer

    def get(self, path: str, **headers: str) -> Response:
        """Open a page."""
        return self.client.get(path, headers=headers)

    def post(self, path: str, headers: dict[str, str] | None = None, **form: Any) -> Response:
        """Send a form of a page, with its token."""
        if not self.csrf:
            found = _CSRF.search(self.client.get("/desk/account").text)
            self.csrf = found[1] if found else ""
        return self.client.post(path, data={"csrf": self.csrf, **form}, headers=headers)

    def page_csrf(self, html: str) -> str:
        """The token in a page."""
        found = _CSRF.search(html)
        assert found
        return found[1]


def opened(url: str, folder: Path) -> Iterator[DeskSite]:
    """A desk on the database at an address."""
    database = Database.open(url)
    yield DeskSite(database, folder)
    database.close()
