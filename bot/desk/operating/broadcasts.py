"""Notices to all members who agreed to get news: written in every language, looked at, sent, stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame.errors import DeskError, not_found
from bot.desk.frame.navigation import Entry
from bot.desk.frame.pages import SEE_OTHER, Desk
from bot.dialogue.broadcasts import NO_MORE
from bot.languages import LANGUAGES
from bot.ledger import members, store
from bot.ledger.models import Broadcast, BroadcastState, Role, Tier
from bot.ledger.store import Act, Edit
from bot.wording import Message, _
from bot.wording.names import TIER

_PATH = "/desk/broadcasts"
_ROLES: tuple[Role, ...] = ("operator",)
_LONGEST = 1500  # what a member still reads
_LONGEST_TITLE = 80
_FASTEST, _USUAL = 1200, 120  # members a minute

_STATES: Mapping[BroadcastState, tuple[Message, str]] = {
    "draft": (_("Draft"), "plain"),
    "sending": (_("Being sent"), "info"),
    "paused": (_("Paused"), "warn"),
    "sent": (_("Sent"), "good"),
    "stopped": (_("Stopped"), "bad"),
}

_NO_TITLE = _("Please give it a title of at most {most} characters; only staff see it.")
_NO_TEXT = _("Please write the notice in this language, in at most {most} characters.")
_NO_RATE = _("Please give a number between 1 and {most}.")
_UNDER_WAY = _("This notice is on its way already and cannot be changed.")
_NOT_NOW = _("That cannot be done any more. Load the page again to see how far the notice is.")
_CHANGED = _("Somebody has changed this notice meanwhile. Look at it again before you send it.")


@dataclass
class Draft:
    """What the form holds, as it was typed, and what is wrong with it by field."""

    title: str = ""
    texts: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(LANGUAGES, ""))
    tiers: Sequence[str] = ()
    per_minute: str = str(_USUAL)
    version: int = 0
    errors: dict[str, Message] = field(default_factory=dict)

    def check(self) -> bool:
        """Whether it can be kept; notes what is wrong."""
        if not 0 < len(self.title) <= _LONGEST_TITLE:
            self.errors["title"] = _NO_TITLE.using(most=_LONGEST_TITLE)
        for language, text in self.texts.items():
            if not 0 < len(text) <= _LONGEST:
                self.errors[language] = _NO_TEXT.using(most=_LONGEST)
        if not (self.per_minute.isascii() and self.per_minute.isdecimal()) or not (
            0 < int(self.per_minute[:9]) <= _FASTEST
        ):
            self.errors["per_minute"] = _NO_RATE.using(most=_FASTEST)
        return not self.errors

    def values(self) -> dict[str, Any]:
        """The columns of a notice with what was typed."""
        return {
            "title": self.title,
            "texts": dict(self.texts),
            "tiers": list(self.tiers),
            "per_minute": int(self.per_minute),
        }


def _draft_of(values: Mapping[str, Any], version: int) -> Draft:
    return Draft(values["title"], values["texts"], values["tiers"], str(values["per_minute"]), version)


def broadcast_routes(desk: Desk) -> APIRouter:
    """The list, the form with its preview, and the switches."""
    desk.navigation.add(Entry("broadcasts", _("Notices"), _PATH, "horn", _ROLES))
    routes = desk.router(*_ROLES)
    ports = desk.ports
    programme = ports.services.home_programme

    def form(
        request: Request,
        notice: Broadcast | None,
        draft: Draft,
        status: int = 200,
        edits: Sequence[Edit] = (),
    ) -> Response:
        audience = None
        if notice is not None:
            with ports.database.reading() as session:
                audience = members.audience_of(session, notice)
        return desk.render(
            request,
            "broadcast_form.html",
            status,
            notice=notice,
            draft=draft,
            audience=audience,
            edits=edits,
            all_languages=LANGUAGES,
            longest=_LONGEST,
            tiers=TIER,
            in_language=lambda language: ports.words.say(language, NO_MORE),
        )

    def found(session: Session, number: int, *, locked: bool = False) -> Broadcast:
        notice = members.lock_broadcast(session, number) if locked else session.get(Broadcast, number)
        if notice is None or notice.programme != programme:
            raise not_found()
        return notice

    @routes.get(_PATH)
    def listed(request: Request) -> Response:
        with ports.database.reading() as session:
            notices = members.broadcasts_of(session, programme)
        return desk.render(request, "broadcasts.html", notices=notices, states=_STATES)

    @routes.get(f"{_PATH}/new")
    def empty(request: Request) -> Response:
        return form(request, None, Draft())

    @routes.get(f"{_PATH}/{{number}}")
    def page(request: Request, number: int) -> Response:
        with ports.database.reading() as session:
            notice = found(session, number)
            audience = members.audience_of(session, notice)
        if notice.state == "draft":
            return form(request, notice, _draft_of(vars(notice), notice.version))
        return desk.render(
            request,
            "broadcast.html",
            notice=notice,
            audience=audience,
            states=_STATES,
            all_languages=LANGUAGES,
        )

    @routes.post(f"{_PATH}/save")
    def save(
        request: Request,
        title: Annotated[str, Form()] = "",
        text_en: Annotated[str, Form()] = "",
        text_zh_hans: Annotated[str, Form()] = "",
        text_zh_hant: Annotated[str, Form()] = "",
        tiers: Annotated[list[Tier], Form()] = [],  # noqa: B006 - never changed
        per_minute: Annotated[str, Form()] = "",
        number: Annotated[int | None, Form()] = None,
        version: Annotated[int, Form()] = 0,
    ) -> Response:
        texts = {"en": text_en.strip(), "zh-Hans": text_zh_hans.strip(), "zh-Hant": text_zh_hant.strip()}
        draft = Draft(title.strip(), texts, tiers, per_minute.strip(), version)
        actor, now = desk.staff(request).actor, ports.clock()
        sound = draft.check()
        with ports.database.transaction() as session:
            notice = found(session, number, locked=True) if number is not None else None
            if notice is not None and notice.state != "draft":
                raise DeskError(409, _UNDER_WAY)
            if sound and notice is None:
                notice = Broadcast(programme=programme, created_by=actor, created_at=now, **draft.values())
                members.write_broadcast(Act(session, actor, now), notice)
            elif sound and notice is not None:
                try:
                    subject = f"broadcast:{notice.id}"
                    store.revise(
                        Act(session, actor, now), notice, draft.values(), seen=version, subject=subject
                    )
                except store.StaleError as stale:
                    return form(request, notice, _draft_of(stale.merged, stale.version), 409, stale.edits)
        if not sound:
            return form(request, notice, draft, 422)
        assert notice is not None
        return RedirectResponse(f"{_PATH}/{notice.id}", SEE_OTHER)

    @routes.post(f"{_PATH}/{{number}}/{{state}}")
    def switch(
        request: Request, number: int, state: BroadcastState, version: Annotated[int, Form()]
    ) -> Response:
        """Start, pause, resume or stop."""
        with ports.database.transaction() as session:
            notice = found(session, number, locked=True)
            if notice.version != version:
                raise DeskError(409, _CHANGED)
            try:
                members.move_broadcast(Act(session, desk.staff(request).actor, ports.clock()), notice, state)
            except members.BroadcastStateError:
                raise DeskError(409, _NOT_NOW) from None
        return RedirectResponse(f"{_PATH}/{number}", SEE_OTHER)

    return routes
