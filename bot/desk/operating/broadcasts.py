"""Notices to all members who agreed to get news: written in every language, looked at, sent, stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, get_args

from fastapi import Form
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame import SEE_OTHER, DeskError, NavigationEntry, TheVisit, Visit, guarded, not_found
from bot.dialogue.broadcasts import NO_MORE
from bot.languages import LANGUAGES
from bot.ledger import members, store
from bot.ledger.models import Broadcast, BroadcastState, Role, Tier
from bot.ledger.store import Edit
from bot.wording import Message, _

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

    def values(self) -> dict[str, object]:
        """The columns of a notice with what was typed."""
        return {
            "title": self.title,
            "texts": dict(self.texts),
            "tiers": list(self.tiers),
            "per_minute": int(self.per_minute),
        }


class Sent(BaseModel):
    """The form as a browser sends it; without a `number` for a new notice."""

    title: str = ""
    text_en: str = ""
    text_zh_hans: str = ""
    text_zh_hant: str = ""
    tiers: list[Tier] = []
    per_minute: str = ""
    number: int | None = None
    version: int = 0

    def draft(self) -> Draft:
        """What was typed, not checked yet."""
        texts = {"en": self.text_en, "zh-Hans": self.text_zh_hans, "zh-Hant": self.text_zh_hant}
        return Draft(
            self.title.strip(),
            {language: text.strip() for language, text in texts.items()},
            self.tiers,
            self.per_minute.strip(),
            self.version,
        )


class _Columns(BaseModel):
    """The columns of a notice that its form holds."""

    model_config = ConfigDict(from_attributes=True)

    title: str
    texts: dict[str, str]
    tiers: list[str]
    per_minute: int


def _draft_of(notice: Broadcast | Mapping[str, object], version: int) -> Draft:
    """What the form holds for a notice, or for the values of its columns."""
    shown = _Columns.model_validate(notice)
    return Draft(shown.title, shown.texts, shown.tiers, str(shown.per_minute), version)


ENTRY = NavigationEntry("broadcasts", _("Notices"), _PATH, "horn", _ROLES)

router = guarded(*_ROLES)


@router.get(_PATH)
def listed(visit: TheVisit) -> Response:
    """All notices."""
    with visit.reading() as session:
        notices = members.broadcasts_of(session, visit.programme)
    return visit.render("broadcasts.html", notices=notices, states=_STATES)


@router.get(f"{_PATH}/new")
def empty(visit: TheVisit) -> Response:
    """The form for a new notice."""
    return _form(visit, None, Draft())


@router.get(f"{_PATH}/{{number}}")
def page(visit: TheVisit, number: int) -> Response:
    """A notice: the form while it is a draft, then how far it is."""
    with visit.reading() as session:
        notice = _found(visit, session, number)
        audience = members.audience_of(session, notice)
    if notice.state == "draft":
        return _form(visit, notice, _draft_of(notice, notice.version))
    return visit.render(
        "broadcast.html",
        notice=notice,
        audience=audience,
        states=_STATES,
        all_languages=LANGUAGES,
    )


@router.post(f"{_PATH}/save")
def save(visit: TheVisit, sent: Annotated[Sent, Form()]) -> Response:
    """Keep a notice as it was written, a new one or one that is still a draft."""
    draft = sent.draft()
    sound = draft.check()
    with visit.acting() as act:
        notice = _found(visit, act.session, sent.number, locked=True) if sent.number is not None else None
        if notice is not None and notice.state != "draft":
            raise DeskError(409, _UNDER_WAY)
        if sound and notice is None:
            notice = Broadcast(
                programme=visit.programme, created_by=act.actor, created_at=act.now, **draft.values()
            )
            members.write_broadcast(act, notice)
        elif sound and notice is not None:
            try:
                subject = f"broadcast:{notice.id}"
                store.revise(act, notice, draft.values(), seen=sent.version, subject=subject)
            except store.StaleError as stale:
                return _form(visit, notice, _draft_of(stale.merged, stale.version), 409, stale.edits)
    if not sound:
        return _form(visit, notice, draft, 422)
    assert notice is not None
    return RedirectResponse(f"{_PATH}/{notice.id}", SEE_OTHER)


@router.post(f"{_PATH}/{{number}}/{{state}}")
def switch(visit: TheVisit, number: int, state: BroadcastState, version: Annotated[int, Form()]) -> Response:
    """Start, pause, resume or stop."""
    with visit.acting() as act:
        notice = _found(visit, act.session, number, locked=True)
        if notice.version != version:
            raise DeskError(409, _CHANGED)
        try:
            members.move_broadcast(act, notice, state)
        except members.BroadcastStateError:
            raise DeskError(409, _NOT_NOW) from None
    return RedirectResponse(f"{_PATH}/{number}", SEE_OTHER)


def _form(
    visit: Visit,
    notice: Broadcast | None,
    draft: Draft,
    status: int = 200,
    edits: Sequence[Edit] = (),
) -> Response:
    audience = None
    if notice is not None:
        with visit.reading() as session:
            audience = members.audience_of(session, notice)
    return visit.render(
        "broadcast_form.html",
        status,
        notice=notice,
        draft=draft,
        audience=audience,
        edits=edits,
        all_languages=LANGUAGES,
        longest=_LONGEST,
        tiers=get_args(Tier) if visit.ports.services.home.offers("tier") else (),
        in_language=lambda language: visit.words.say(language, NO_MORE),
    )


def _found(visit: Visit, session: Session, number: int, *, locked: bool = False) -> Broadcast:
    notice = members.lock_broadcast(session, number) if locked else session.get(Broadcast, number)
    if notice is None or notice.programme != visit.programme:
        raise not_found()
    return notice
