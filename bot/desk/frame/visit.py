"""One request to the desk: who asks, and everything that the answer is made with."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.desk.frame.desk import Desk, desk_of
from bot.desk.frame.people import SignedIn
from bot.desk.frame.ports import DeskPorts
from bot.desk.frame.templates import toast
from bot.languages import Language
from bot.ledger.staff import AccountAct
from bot.ledger.store import Act
from bot.rules import Engine
from bot.wording import Message, Said, Wording


@dataclass(frozen=True, slots=True)
class Visit:
    """A request and the desk that it came to."""

    request: Request
    desk: Desk

    # -- who asks -------------------------------------------------------------------------------------

    @property
    def staff(self) -> SignedIn:
        """The person, on pages for people who are signed in."""
        return self.desk.access.staff(self.request)

    @property
    def language(self) -> Language:
        """The person's own, or the browser's while nobody is signed in."""
        return self.desk.pages.language(self.request)

    @property
    def token(self) -> str:
        """The token of the browser's session; empty for none."""
        return self.desk.access.token(self.request)

    @property
    def is_fragment(self) -> bool:
        """Whether HTMX asks for a part of a page."""
        return is_fragment(self.request)

    # -- what is there --------------------------------------------------------------------------------

    @property
    def ports(self) -> DeskPorts:
        """What the desk is built on."""
        return self.desk.ports

    @property
    def engine(self) -> Engine:
        """The rule books."""
        return self.ports.services.engine

    @property
    def words(self) -> Wording:
        """The sentences of the product."""
        return self.ports.words

    @property
    def programme(self) -> str:
        """The programme whose members the desk looks after."""
        return self.ports.services.home_programme

    def now(self) -> datetime:
        """The product's time."""
        return self.ports.clock()

    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads."""
        return self.ports.database.reading()

    def transaction(self) -> AbstractContextManager[Session]:
        """A session whose changes are kept when it ends well."""
        return self.ports.database.transaction()

    @contextmanager
    def acting(self) -> Iterator[Act]:
        """A transaction in which the person acts now."""
        with self.transaction() as session:
            yield Act(session, self.staff.actor, self.now())

    # -- what is answered -----------------------------------------------------------------------------

    def render(self, template: str, status: int = 200, /, **values: object) -> HTMLResponse:
        """A page, or a fragment of one: a template that does not extend `layout.html`.

        A page reads what waits for the person in the navigation: render it in a thread (as `def` routes do).
        """
        return self.desk.pages.render(self.request, template, status, **values)

    def say(self, message: Message, **values: Said) -> str:
        """A sentence in the language of the page."""
        return self.desk.pages.say(self.request, message, **values)

    def toast(self, response: Response, message: Message, **values: Said) -> Response:
        """Say for a moment that something was done, on the page that gets this response."""
        return toast(response, self.say(message, **values))

    # -- what is noted --------------------------------------------------------------------------------

    def saw(self, action: str, subject: str) -> None:
        """Note in the audit trail that the person looked at a member's data, once in a while.

        `action` such as `conversation.viewed`, `subject` a table and an id. Opens a transaction of its own.
        """
        self.desk.views.note(self.staff.actor, action, subject)

    def account_act(self) -> AccountAct:
        """What the person does to an account now, as the audit trail has it."""
        return AccountAct(self.staff.actor, self.now())


async def _visit(request: Request) -> Visit:
    return Visit(request, desk_of(request))


TheVisit = Annotated[Visit, Depends(_visit)]


def is_fragment(request: Request) -> bool:
    """Whether HTMX asks for a part of a page."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-boosted") != "true"
