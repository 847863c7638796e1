"""Example members and an example catalogue, so that everything can be tried without a mall."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger import members, points, store
from bot.ledger.models import CannedReply, Member, Reward, Shop
from bot.programmes import HOME, Programme, Programmes
from bot.rules import Engine, JoinFigures
from bot.rules.dates import day_of

_REPLIES = Path(__file__).parent / "replies.yaml"


def load_demo(session: Session, programmes: Programmes, now: datetime, home: str = HOME) -> None:
    """Add the members, rewards and shops of a programme's demo that are not there yet; what is there stays
    as it is."""
    programme = programmes[home]
    folder = programme.folder / "demo"
    for shop in _read(folder / "shops.yaml"):
        if session.get(Shop, shop["id"]) is None:
            session.add(Shop(programme=home, id=shop["id"], names=shop["names"], example=True))
    for position, offer in enumerate(_read(folder / "rewards.yaml")):
        if session.get(Reward, offer["id"]) is None:
            session.add(_reward(home, offer, position))
    session.flush()
    _add_replies(session, now)
    for person in _read(folder / "members.yaml"):
        if members.find(session, home, person["number"]) is None:
            _add_member(session, programmes.engine, programme, person, now)


def _add_replies(session: Session, now: datetime) -> None:
    """The canned replies, unless the staff have some: what they removed stays away."""
    if session.scalars(select(CannedReply.id).limit(1)).first() is None:
        for reply in _read(_REPLIES):
            session.add(CannedReply(title=reply["title"], texts=reply["texts"], updated_at=now))


def _read(path: Path) -> list[dict[str, Any]]:
    """What a file lists; nothing where the demo of a programme has no such file."""
    if not path.is_file():
        return []
    read: list[dict[str, Any]] = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    return read


def _reward(programme: str, offer: Mapping[str, Any], position: int) -> Reward:
    return Reward(
        programme=programme,
        id=offer["id"],
        kind=offer["kind"],
        names=offer["names"],
        descriptions=offer["descriptions"],
        points=offer["points"],
        hours=offer.get("hours"),
        value=Decimal(offer["value"]) if "value" in offer else None,
        stock=offer.get("stock"),
        collect_days=offer.get("collect_days"),
        shops=offer.get("shops", []),
        position=position,
        example=True,
    )


def _add_member(
    session: Session, engine: Engine, programme: Programme, person: Mapping[str, Any], now: datetime
) -> None:
    member = Member(
        programme=programme.id,
        number=person["number"],
        name=person["name"],
        name_zh=person["name_zh"],
        phone=person["phone"],
        email=person["email"],
        language=person["language"],
        birthday=person["birthday"],
        joined=day_of(now - timedelta(days=person["joined"])),
        status=person.get("status", "active"),
        example=True,
    )
    session.add(member)
    session.flush()
    for place, entry in enumerate(person.get("entries", [])):
        at = now - timedelta(days=entry["days_ago"])
        spent = entry.get("spent_days_ago")
        posting = points.Posting(
            kind=entry["kind"],
            points=entry["points"] if "points" in entry else _welcome(engine, programme.id, at),
            on=day_of(at),
            spent_on=day_of(now - timedelta(days=spent)) if spent is not None else None,
            key=f"demo:{member.number}:{place}",
            reason="demo",
            actor="demo",
        )
        points.post(session, engine, member, posting, at)
    if not programme.offers("tier"):
        return
    standing = points.tier(session, engine, member, now).figures
    member.tier = standing.tier or "select"
    member.tier_since = standing.since
    member.tier_until = standing.until
    member.tier_due = False
    session.flush()


def _welcome(engine: Engine, programme: str, at: datetime) -> int:
    """What the programme gives a new member."""
    welcome = engine.decide(store.decision_request(programme, "join", {"applicant": {"age": 30}}, at))
    return welcome.of(JoinFigures).figures.points
