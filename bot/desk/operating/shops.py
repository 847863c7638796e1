"""Participating shops: what they are called, and whether they take vouchers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Form
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame import (
    SEE_OTHER,
    Fields,
    NavigationEntry,
    SentForm,
    TheVisit,
    Visit,
    as_typed,
    guarded,
    not_found,
)
from bot.desk.operating.edits import history, told
from bot.ledger import rewards, store
from bot.ledger.models import Shop
from bot.ledger.rewards import SHOP_FIELDS, SHOP_ID
from bot.ledger.store import value_of
from bot.wording import Message, _

FIELD_NAMES: dict[str, Message] = {
    "names.en": _("Name in English"),
    "names.zh-Hant": _("Name in Traditional Chinese"),
    "names.zh-Hans": _("Name in Simplified Chinese"),
    "active": _("Takes vouchers"),
}

_BAD_ID = _("Please use 1 to 40 small letters, digits and hyphens, such as parking-office.")
_TAKEN = _("This id is taken. Please choose another one.")

# What the pages' own addresses say in the place of an id.
_ADDRESSES = ("new",)


@dataclass(frozen=True, slots=True)
class ShopForm:
    """What was typed, and what is wrong with it by field; the version that the page showed, and what somebody
    else changed since."""

    typed: Mapping[str, object]
    errors: Mapping[str, Message] = field(default_factory=dict)
    seen: int = 0
    stale: Sequence[store.Edit] = ()


ENTRY = NavigationEntry("shops", _("Shops"), "/desk/shops", icon="shop", roles=("operator",))

router = guarded("operator")


@router.get("/desk/shops")
def all_shops(visit: TheVisit) -> Response:
    """The shops that take part, and those that a reward names and nobody has."""
    with visit.reading() as session:
        listed = rewards.shops_of(session, visit.programme)
        nameless = rewards.shops_without_name(session, visit.programme)
    return visit.render("shops.html", shops=listed, nameless=nameless)


@router.get("/desk/shops/new")
def new(visit: TheVisit, id: str = "") -> Response:
    """The form for a new shop."""
    return _show(visit, None, ShopForm({"id": id, "active": "on"}))


@router.post("/desk/shops/new")
def add(visit: TheVisit, sent: SentForm) -> Response:
    """Add a shop."""
    fields, values = _read(sent)
    identity = fields.raw("id").strip()
    if not SHOP_ID.fullmatch(identity) or identity in _ADDRESSES:
        fields.errors["id"] = _BAD_ID
    if fields.errors:
        return _show(visit, None, ShopForm(fields.typed(), fields.errors), 422)
    with visit.acting() as act:
        added = rewards.add_shop(act, visit.programme, identity, values)
    if added is None:
        return _show(visit, None, ShopForm(fields.typed(), {"id": _TAKEN}), 409)
    return RedirectResponse("/desk/shops", SEE_OTHER)


@router.get("/desk/shops/{identity}")
def one(visit: TheVisit, identity: str) -> Response:
    """A shop, to be changed."""
    with visit.reading() as session:
        shop = _find(visit, session, identity)
    typed = as_typed({name: value_of(shop, name) for name in SHOP_FIELDS})
    return _show(visit, shop, ShopForm(typed, seen=shop.version))


@router.post("/desk/shops/{identity}")
def save(visit: TheVisit, identity: str, sent: SentForm, seen: Annotated[int, Form()]) -> Response:
    """Change a shop, unless somebody else changed it meanwhile."""
    fields, values = _read(sent)
    with visit.reading() as session:
        shop = _find(visit, session, identity)
    if fields.errors:
        return _show(visit, shop, ShopForm(fields.typed(), fields.errors, seen), 422)
    try:
        with visit.acting() as act:
            rewards.change_shop(act, identity, values, seen)
    except store.StaleError as stale:
        form = ShopForm(as_typed(stale.merged), seen=stale.version, stale=stale.edits)
        return _show(visit, shop, form, 409)
    return RedirectResponse("/desk/shops", SEE_OTHER)


def _show(visit: Visit, shop: Shop | None, form: ShopForm, status: int = 200) -> Response:
    changes: list[store.Edit] = []
    if shop is not None:
        with visit.reading() as session:
            changes = history(session, f"shop:{shop.id}")
    return visit.render(
        "shop.html",
        status,
        shop=shop,
        seen=form.seen,
        typed=form.typed,
        errors=form.errors,
        names=FIELD_NAMES,
        stale=told(form.stale, FIELD_NAMES),
        history=told(changes, FIELD_NAMES),
    )


def _find(visit: Visit, session: Session, identity: str) -> Shop:
    shop = session.get(Shop, identity)
    if shop is None or shop.programme != visit.programme:
        raise not_found()
    return shop


def _read(sent: SentForm) -> tuple[Fields, dict[str, object]]:
    """The fields of a shop as they were typed."""
    fields = Fields(sent)
    return fields, {**fields.in_languages("names", 60), "active": bool(fields.raw("active"))}
