"""The catalogue, and redeeming from it: points, stock and voucher in one transaction."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, update
from sqlalchemy.orm import Session

from bot.ledger import audit, decisions, points
from bot.ledger.database import write
from bot.ledger.models import DecisionRecord, Member, Reward, Voucher
from bot.rules import Decision, Engine
from bot.rules.dates import day_of, last_day

# 80 bits: nobody finds another member's voucher by trying.
_CODE_BYTES = 10
_SECRET_BYTES = 20

# A row of chosen columns, which it has as attributes.
_Row = Row[*tuple[Any, ...]]

# Statements of the main path are made once: making one takes longer than having it carried out.
_LOCK_MEMBER = (
    select(Member.tier, Member.status).where(Member.id == bindparam("member")).with_for_update(key_share=True)
)
# What the member redeemed on a day, and under the key of a request.
_ISSUED = (
    select(
        Voucher.id.label("voucher_id"),
        Voucher.key,
        Voucher.state,
        Reward.id.label("offer"),
        Reward.kind,
        Reward.hours,
    )
    .join(Reward, Voucher.reward_id == Reward.id)
    .where(
        Voucher.member_id == bindparam("member"),
        or_(Voucher.issued_on == bindparam("day"), Voucher.key == bindparam("request")),
    )
    .order_by(Voucher.id)
)
_REWARD = select(
    Reward.id, Reward.kind, Reward.points, Reward.hours, Reward.stock, Reward.active, Reward.collect_days
).where(Reward.id == bindparam("reward"))
_LOCK_REWARD = _REWARD.with_for_update(key_share=True)
_TAKE_ONE = (
    update(Reward.__table__)  # type: ignore[arg-type]
    .where(Reward.id == bindparam("reward"))
    .values(stock=Reward.stock - 1)
)


class PriceError(Exception):
    """The reward costs another number of points than the member agreed to."""


@dataclass(frozen=True, slots=True)
class Redemption:
    """The engine's decision, and the voucher when it approves."""

    decision: Decision
    voucher: Voucher | None


def offers(session: Session, programme: str) -> list[Reward]:
    """What the catalogue offers now, in its order; sold-out rewards included."""
    return list(
        session.scalars(
            select(Reward)
            .where(Reward.programme == programme, Reward.active)
            .order_by(Reward.position, Reward.id)
        )
    )


def preview(session: Session, engine: Engine, member: Member, reward: Reward, now: datetime) -> Decision:
    """What redeeming the reward now would be decided as; changes nothing."""
    today = day_of(now)
    issued = session.execute(_ISSUED, {"member": member.id, "request": None, "day": today}).all()
    facts = _facts(member, reward, points.spendable(session, member, today), issued)
    return engine.decide(decisions.request(member.programme, "redeem", facts, now))


def redeem(
    session: Session,
    engine: Engine,
    member: Member,
    reward: Reward,
    *,
    key: str,
    now: datetime,
    actor: str,
    price: int | None = None,
) -> Redemption:
    """Redeem a reward, or say why not. The same key of the same member gives the same voucher again.

    `price` is what the member agreed to pay; raises `PriceError` when an operator changed it since. Facts are
    read under the locks of the member and, where stock is limited, of the reward, so that neither points nor
    stock can be spent twice.
    """
    session.flush()
    connection, today = session.connection(), day_of(now)
    locked = connection.execute(_LOCK_MEMBER, {"member": member.id}).one()
    issued = connection.execute(_ISSUED, {"member": member.id, "request": key, "day": today}).all()
    if (earlier := next((voucher for voucher in issued if voucher.key == key), None)) is not None:
        voucher = session.get_one(Voucher, earlier.voucher_id)
        kept = session.get_one(DecisionRecord, voucher.decision_id)
        return Redemption(decisions.replay(engine, kept), voucher)

    offer = _lock_reward(session, reward)
    if price is not None and price != offer.points:
        raise PriceError
    account = points.account(session, member)
    facts = _facts(locked, offer, account.spendable(today), issued)
    request = decisions.request(member.programme, "redeem", facts, now)
    decision = engine.decide(request)
    kept = decisions.record(session, request, decision, member, now)
    if decision.outcome != "approved":
        return Redemption(decision, None)

    if offer.stock is not None:
        connection.execute(_TAKE_ONE, {"reward": offer.id})
    voucher = write(
        session,
        Voucher(
            code=_code(),
            secret=secrets.token_bytes(_SECRET_BYTES),
            member_id=member.id,
            reward_id=offer.id,
            decision_id=kept.id,
            key=key,
            points=offer.points,
            issued_at=now,
            issued_on=today,
            valid_until=_last_day(decision, offer, today),
            state="issued",
        ),
    )
    payment = points.Posting(
        kind="redeem",
        points=-offer.points,
        on=today,
        key=f"voucher:{voucher.id}",
        reason=f"reward:{offer.id}",
        actor=actor,
        clause=next(iter(decision.clauses), None),
        decision=kept,
    )
    points.enter(session, engine, member, account, payment, now)
    noted = {"reward": offer.id, "decision": kept.id}
    audit.record(session, actor, "voucher.issued", f"voucher:{voucher.id}", noted, now)
    return Redemption(decision, voucher)


def _facts(
    member: Member | _Row, reward: Reward | _Row, balance: int, today: Iterable[_Row]
) -> dict[str, Any]:
    """What the engine needs to know: who asks, for what, and what was redeemed today."""
    wanted: dict[str, Any] = {"kind": reward.kind, "offer": reward.id, "points": reward.points}
    if reward.hours is not None:
        wanted["hours"] = reward.hours
    # A reward that was taken off the catalogue is out of stock to whoever still has its button.
    if reward.stock is not None or not reward.active:
        wanted["stock"] = (reward.stock or 0) if reward.active else 0
    return {
        "member": {"tier": member.tier, "status": member.status},
        "balance": balance,
        "reward": wanted,
        "today": [
            {"kind": voucher.kind, "offer": voucher.offer}
            | ({} if voucher.hours is None else {"hours": voucher.hours})
            for voucher in today
            if voucher.state != "void"
        ],
    }


def _last_day(decision: Decision, reward: _Row, today: date) -> date:
    """The last day of a voucher redeemed today: the rule book's, or for gifts the operator's."""
    ruled: date | None = decision.figures["valid_until"]
    if ruled is not None:
        return ruled
    return last_day(today, reward.collect_days)  # the table does not take a gift without


def _lock_reward(session: Session, reward: Reward) -> _Row:
    """The reward as it is now; locked where stock is limited, else everybody would wait for everybody."""
    connection, named = session.connection(), {"reward": reward.id}
    found = connection.execute(_LOCK_REWARD if reward.stock is not None else _REWARD, named).one()
    if reward.stock is None and found.stock is not None:
        found = connection.execute(_LOCK_REWARD, named).one()
    if reward in session:
        session.expire(reward)  # whoever looks at it next sees what is left
    return found


def _code() -> str:
    text = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
