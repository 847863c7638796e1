"""The shops that take part: what they are called, and whether they take vouchers now."""

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.languages import LANGUAGES
from bot.ledger import store
from bot.ledger.models import Reward, Shop, Voucher
from bot.ledger.store import Act

# An id is written into keys and addresses.
SHOP_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

# What a shop is called, by language; its id where nobody named it.
ShopName = Mapping[str, str] | str

SHOP_FIELDS = (*(f"names.{language}" for language in LANGUAGES), "active")


def shops_of(session: Session, programme: str) -> list[Shop]:
    """All shops of a programme, those that take part first."""
    found = session.scalars(
        select(Shop).where(Shop.programme == programme).order_by(Shop.active.desc(), Shop.id)
    )
    return list(found)


def shops_without_name(session: Session, programme: str) -> list[str]:
    """Ids of shops that rewards or used vouchers name and nobody has entered."""
    rewards = session.execute(select(Reward.id, Reward.shops).where(Reward.programme == programme)).all()
    used = session.scalars(
        select(Voucher.used_where)
        .join(Reward, Reward.id == Voucher.reward_id)
        .where(Reward.programme == programme, Voucher.used_where.is_not(None))
        .distinct()
    )
    met = {shop for _id, of_reward in rewards for shop in of_reward} | {shop for shop in used if shop}
    return sorted(met - set(session.scalars(select(Shop.id).where(Shop.id.in_(met)))))


def shop_names(session: Session, ids: Iterable[str]) -> dict[str, ShopName]:
    """What shops are called, by their ids."""
    wanted = list(ids)
    known = {shop.id: shop.names for shop in session.scalars(select(Shop).where(Shop.id.in_(wanted)))}
    return {identity: known.get(identity, identity) for identity in wanted}


def shop_name(session: Session, identity: str) -> ShopName:
    """What one shop is called."""
    return shop_names(session, [identity])[identity]


def shops_taking(session: Session, reward: Reward) -> list[ShopName]:
    """Where a reward's vouchers are taken now; empty where all participating shops take them."""
    return [
        called
        for identity, called in shop_names(session, reward.shops).items()
        if takes_part(session, identity)
    ]


def takes_part(session: Session, identity: str) -> bool:
    """Whether a shop takes vouchers: not one that an operator took off the list."""
    shop = session.get(Shop, identity)
    return shop is None or shop.active


def add_shop(act: Act, programme: str, identity: str, values: Mapping[str, object]) -> Shop | None:
    """Enter a shop; None where the id is taken. `values` are by the names of SHOP_FIELDS."""
    if act.session.get(Shop, identity) is not None:
        return None
    shop = Shop(
        id=identity,
        programme=programme,
        names={language: values[f"names.{language}"] for language in LANGUAGES},
        active=values["active"],
        version=1,
    )
    store.introduce(act, shop, SHOP_FIELDS, subject=f"shop:{identity}")
    return shop


def change_shop(act: Act, identity: str, values: Mapping[str, object], seen: int) -> list[str]:
    """Rename a shop, or have it take part or not; the fields that changed. Raises `StaleError`."""
    shop = act.session.get_one(Shop, identity, with_for_update=True)
    return store.revise(act, shop, values, seen=seen, subject=f"shop:{identity}")
