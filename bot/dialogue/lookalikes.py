"""Sets that a reviewer compares with the one at hand: of the same number, shop, sum or picture."""

from dataclasses import dataclass
from itertools import product
from typing import Literal

from sqlalchemy.orm import Session

from bot.ledger import receipts
from bot.ledger.models import Receipt
from bot.reading.picture import same_picture
from bot.rules import Engine
from bot.text import resembles

Likeness = Literal["picture", "number", "sum", "shop"]

_SHOWN = 12
_WEIGHT: dict[Likeness, int] = {"picture": 8, "number": 4, "sum": 2, "shop": 1}


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Another set, and what it has in common with the one at hand, the most telling first."""

    receipt: Receipt
    likeness: tuple[Likeness, ...]
    same_member: bool


def lookalikes(session: Session, engine: Engine, receipt: Receipt) -> list[Lookalike]:
    """The sets worth a comparison, the most alike first."""
    found = {other.id: other for other in receipts.alike(session, receipt)}
    found |= {other.id: other for other in receipts.with_like_photos(session, receipt)}
    alike = [
        Lookalike(other, likeness, other.member_id == receipt.member_id)
        for other in found.values()
        if (likeness := tuple(_likeness(engine, receipt, other)))
    ]
    alike.sort(key=lambda each: (-sum(_WEIGHT[name] for name in each.likeness), -each.receipt.id))
    return alike[:_SHOWN]


def _likeness(engine: Engine, one: Receipt, other: Receipt) -> list[Likeness]:
    like: list[Likeness] = []
    prints = [[photo.fingerprint for photo in each.photos if photo.fingerprint] for each in (one, other)]
    if any(same_picture(*pair) for pair in product(*prints)):
        like.append("picture")
    if one.number_key is not None and one.number_key == other.number_key:
        like.append("number")
    if one.total is not None and one.total == other.total and one.issued_on == other.issued_on:
        like.append("sum")
    shops = [str(each.facts.get("merchant") or "") for each in (one, other)]
    if all(shops) and (engine.pack(one.programme).shops.same(*shops) or resembles(*shops)):
        like.append("shop")
    return like
