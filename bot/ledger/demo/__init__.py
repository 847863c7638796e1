"""Example members and an example catalogue, so that everything can be tried without a mall."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.languages import Language
from bot.ledger import members, points, store
from bot.ledger.models import CannedReply, EntryKind, Member, MemberStatus, Reward, RewardKind, Shop
from bot.programmes import HOME, Programme, Programmes
from bot.rules import Engine, JoinFigures
from bot.rules.dates import day_of

_REPLIES = Path(__file__).parent / "replies.yaml"


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Shop(_Written):
    id: str
    names: dict[str, str]


class _Reward(_Written):
    id: str
    kind: RewardKind
    names: dict[str, str]
    descriptions: dict[str, str]
    points: int
    hours: int | None = None
    value: Decimal | None = None
    stock: int | None = None
    collect_days: int | None = None
    shops: list[str] = []


class _Entry(_Written):
    """`points` are left out where the pack says how many."""

    kind: EntryKind
    days_ago: int
    spent_days_ago: int | None = None
    points: int | None = None


class _Member(_Written):
    """`joined` so many days ago."""

    number: str
    name: str
    name_zh: str | None
    phone: str
    email: str | None
    language: Language
    birthday: date | None
    joined: int
    status: MemberStatus = "active"
    entries: list[_Entry] = []


class _Reply(_Written):
    title: str
    texts: dict[str, str]


_W = TypeVar("_W", bound=_Written)


def load_demo(session: Session, programmes: Programmes, now: datetime, home: str = HOME) -> None:
    """Add the members, rewards and shops of a programme's demo that are not there yet; what is there stays
    as it is."""
    programme = programmes[home]
    folder = programme.folder / "demo"
    for shop in _read(folder / "shops.yaml", _Shop):
        if session.get(Shop, shop.id) is None:
            session.add(Shop(programme=home, id=shop.id, names=shop.names, example=True))
    for position, offer in enumerate(_read(folder / "rewards.yaml", _Reward)):
        if session.get(Reward, offer.id) is None:
            session.add(_reward(home, offer, position))
    session.flush()
    _add_replies(session, now)
    for person in _read(folder / "members.yaml", _Member):
        if members.find(session, home, person.number) is None:
            _add_member(session, programmes.engine, programme, person, now)


def _add_replies(session: Session, now: datetime) -> None:
    """The canned replies, unless the staff have some: what they removed stays away."""
    if session.scalars(select(CannedReply.id).limit(1)).first() is None:
        for reply in _read(_REPLIES, _Reply):
            session.add(CannedReply(title=reply.title, texts=reply.texts, updated_at=now))


def _read(path: Path, entry: type[_W]) -> list[_W]:
    """What a file lists; nothing where the demo of a programme has no such file."""
    if not path.is_file():
        return []
    return [entry.model_validate(read) for read in yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)]


def _reward(programme: str, offer: _Reward, position: int) -> Reward:
    return Reward(
        programme=programme,
        **dict(offer),
        position=position,
        example=True,
    )


def _add_member(
    session: Session, engine: Engine, programme: Programme, person: _Member, now: datetime
) -> None:
    member = Member(
        programme=programme.id,
        number=person.number,
        name=person.name,
        name_zh=person.name_zh,
        phone=person.phone,
        email=person.email,
        language=person.language,
        birthday=person.birthday,
        joined=day_of(now - timedelta(days=person.joined)),
        status=person.status,
        example=True,
    )
    session.add(member)
    session.flush()
    for place, entry in enumerate(person.entries):
        at = now - timedelta(days=entry.days_ago)
        spent = entry.spent_days_ago
        posting = points.Posting(
            kind=entry.kind,
            points=entry.points if entry.points is not None else _welcome(engine, programme.id, at),
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
