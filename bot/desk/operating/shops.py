"""Participating shops: what they are called, and whether they take vouchers."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame.edit_words import history, told
from bot.desk.frame.errors import not_found
from bot.desk.frame.forms import Fields, SentForm, as_typed
from bot.desk.frame.navigation import Entry
from bot.desk.frame.pages import SEE_OTHER, Desk
from bot.ledger import rewards, store
from bot.ledger.models import Shop
from bot.ledger.rewards import SHOP_FIELDS, SHOP_ID
from bot.ledger.store import Act, value_of
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


def shop_routes(desk: Desk) -> APIRouter:
    """The list of shops, a shop's own page, and adding one."""
    desk.navigation.add(Entry("shops", _("Shops"), "/desk/shops", icon="shop", roles=("operator",)))
    routes = desk.router("operator")
    ports = desk.ports
    programme = ports.services.home_programme

    @routes.get("/desk/shops")
    def all_shops(request: Request) -> Response:
        with ports.database.reading() as session:
            listed = rewards.shops_of(session, programme)
            nameless = rewards.shops_without_name(session, programme)
        return desk.render(request, "shops.html", shops=listed, nameless=nameless)

    @routes.get("/desk/shops/new")
    def new(request: Request, id: str = "") -> Response:
        return show(request, None, {"id": id, "active": "on"}, {})

    @routes.post("/desk/shops/new")
    def add(request: Request, sent: SentForm) -> Response:
        fields, values = read(sent)
        identity = fields.raw("id").strip()
        if not SHOP_ID.fullmatch(identity) or identity in _ADDRESSES:
            fields.errors["id"] = _BAD_ID
        if fields.errors:
            return show(request, None, fields.typed(), fields.errors, 422)
        with ports.database.transaction() as session:
            actor = desk.staff(request).actor
            added = rewards.add_shop(Act(session, actor, ports.clock()), programme, identity, values)
        if added is None:
            return show(request, None, fields.typed(), {"id": _TAKEN}, 409)
        return RedirectResponse("/desk/shops", SEE_OTHER)

    @routes.get("/desk/shops/{identity}")
    def one(request: Request, identity: str) -> Response:
        with ports.database.reading() as session:
            shop = find(session, identity)
        typed = as_typed({field: value_of(shop, field) for field in SHOP_FIELDS})
        return show(request, shop, typed, {}, seen=shop.version)

    @routes.post("/desk/shops/{identity}")
    def save(request: Request, identity: str, sent: SentForm, seen: Annotated[int, Form()]) -> Response:
        fields, values = read(sent)
        with ports.database.reading() as session:
            shop = find(session, identity)
        if fields.errors:
            return show(request, shop, fields.typed(), fields.errors, 422, seen=seen)
        try:
            with ports.database.transaction() as session:
                rewards.change_shop(
                    Act(session, desk.staff(request).actor, ports.clock()), identity, values, seen
                )
        except store.StaleError as stale:
            typed = as_typed(stale.merged)
            return show(request, shop, typed, {}, 409, seen=stale.version, stale=stale.edits)
        return RedirectResponse("/desk/shops", SEE_OTHER)

    def show(
        request: Request,
        shop: Shop | None,
        typed: dict[str, Any],
        errors: dict[str, Message],
        status: int = 200,
        *,
        seen: int = 0,
        stale: Sequence[store.Edit] = (),
    ) -> Response:
        changes: list[store.Edit] = []
        if shop is not None:
            with ports.database.reading() as session:
                changes = history(session, f"shop:{shop.id}")
        return desk.render(
            request,
            "shop.html",
            status,
            shop=shop,
            seen=seen,
            typed=typed,
            errors=errors,
            names=FIELD_NAMES,
            stale=told(stale, FIELD_NAMES),
            history=told(changes, FIELD_NAMES),
        )

    def find(session: Session, identity: str) -> Shop:
        shop = session.get(Shop, identity)
        if shop is None or shop.programme != programme:
            raise not_found()
        return shop

    return routes


def read(sent: SentForm) -> tuple[Fields, dict[str, Any]]:
    """The fields of a shop as they were typed."""
    fields = Fields(sent)
    return fields, {**fields.in_languages("names", 60), "active": bool(fields.raw("active"))}
