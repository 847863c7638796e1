"""What others changed, in words: for the person whose page is behind them, and as the history of a thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.json_values import json_list, json_text
from bot.ledger.models import Audit
from bot.ledger.rewards import ShopName
from bot.ledger.store import Edit, edits_in
from bot.wording import Message, _

_NOTHING = _("nothing")
_YES, _NO = _("yes"), _("no")
_UNLIMITED = _("unlimited")

_LATEST = 20

_NO_SHOPS: Mapping[str, ShopName] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """One change as a page shows it: what, from what to what, by whom and when."""

    what: Message
    old: object
    new: object
    who: str
    at: datetime


def told(
    edits: Sequence[Edit], names: Mapping[str, Message], shops: Mapping[str, ShopName] = _NO_SHOPS
) -> list[Told]:
    """Changes as a page shows them; `names` are what the fields are called, `shops` what the shops are."""
    return [
        Told(
            names[edit.field],
            _shown(edit.field, edit.old, shops),
            _shown(edit.field, edit.new, shops),
            edit.actor.removeprefix("staff:"),
            edit.at,
        )
        for edit in edits
        if edit.field in names
    ]


def history(session: Session, subject: str) -> list[Edit]:
    """The latest changes of a thing that operators edit, the last one first."""
    notes = session.scalars(
        select(Audit)
        .where(Audit.subject == subject, Audit.action.like("%.changed") | Audit.action.like("%.restocked"))
        .order_by(Audit.id.desc())
        .limit(_LATEST)
    )
    return [edit for note in notes for edit in edits_in(note)]


def shops_in(edits: Sequence[Edit]) -> set[str]:
    """The shops that changes name."""
    changed = [value for edit in edits if edit.field == "shops" for value in (edit.old, edit.new)]
    return {json_text(shop) for value in changed if value is not None for shop in json_list(value)}


def _shown(field: str, value: object, shops: Mapping[str, ShopName]) -> object:
    """A JSON value as people read it."""
    match value:
        case True:
            return _YES
        case False:
            return _NO
        case None if field == "stock":
            return _UNLIMITED
        case None | "" | []:
            return _NOTHING
        case list():
            return [shops.get(shop, shop) for shop in value]
    return value
