"""The catalogue, and redeeming from it: points, stock and voucher in one transaction."""

import base64
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger import audit, decisions, points
from bot.ledger.models import DecisionRecord, Member, Reward, Voucher
from bot.rules import Decision, Engine
from bot.rules.dates import day_of, last_day

# 80 bits: nobody finds another member's voucher by trying.
_CODE_BYTES = 10
_SECRET_BYTES = 20


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
    return engine.decide(
        decisions.request(member.programme, "redeem", _facts(session, member, reward, now), now)
    )


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
    member = points.lock_member(session, member.id)
    earlier = session.scalars(
        select(Voucher).where(Voucher.member_id == member.id, Voucher.key == key)
    ).one_or_none()
    if earlier is not None:
        kept = session.get_one(DecisionRecord, earlier.decision_id)
        return Redemption(decisions.replay(engine, kept), earlier)

    reward = _lock_reward(session, session.get_one(Reward, reward.id))
    if price is not None and price != reward.points:
        raise PriceError
    request = decisions.request(member.programme, "redeem", _facts(session, member, reward, now), now)
    decision = engine.decide(request)
    kept = decisions.record(session, request, decision, member, now)
    if decision.outcome != "approved":
        return Redemption(decision, None)

    voucher = Voucher(
        code=_code(),
        secret=secrets.token_bytes(_SECRET_BYTES),
        member=member,
        reward=reward,
        decision_id=kept.id,
        key=key,
        points=reward.points,
        issued_at=now,
        issued_on=day_of(now),
        valid_until=_last_day(decision, reward, day_of(now)),
    )
    session.add(voucher)
    if reward.stock is not None:
        reward.stock -= 1
    session.flush()
    points.post(
        session,
        engine,
        member,
        points.Posting(
            kind="redeem",
            points=-reward.points,
            on=day_of(now),
            key=f"voucher:{voucher.id}",
            reason=f"reward:{reward.id}",
            actor=actor,
            clause=next(iter(decision.clauses), None),
            decision=kept,
        ),
        now,
    )
    audit.record(
        session,
        actor,
        "voucher.issued",
        f"voucher:{voucher.id}",
        {"reward": reward.id, "decision": kept.id},
        now,
    )
    session.flush()
    return Redemption(decision, voucher)


def _facts(session: Session, member: Member, reward: Reward, now: datetime) -> dict[str, Any]:
    wanted: dict[str, Any] = {"kind": reward.kind, "offer": reward.id, "points": reward.points}
    if reward.hours is not None:
        wanted["hours"] = reward.hours
    # A reward that was taken off the catalogue is out of stock to whoever still has its button.
    if reward.stock is not None or not reward.active:
        wanted["stock"] = (reward.stock or 0) if reward.active else 0
    return {
        "member": {"tier": member.tier, "status": member.status},
        "balance": points.spendable(session, member, day_of(now)),
        "reward": wanted,
        "today": _redeemed_on(session, member, day_of(now)),
    }


def _last_day(decision: Decision, reward: Reward, today: date) -> date:
    """The last day of a voucher redeemed today: the rule book's, or for gifts the operator's."""
    ruled: date | None = decision.figures["valid_until"]
    if ruled is not None:
        return ruled
    assert reward.collect_days is not None  # the table does not take a gift without
    return last_day(today, reward.collect_days)


def _redeemed_on(session: Session, member: Member, day: date) -> list[dict[str, Any]]:
    redeemed = session.execute(
        select(Reward.kind, Reward.id, Reward.hours)
        .join(Voucher, Voucher.reward_id == Reward.id)
        .where(Voucher.member_id == member.id, Voucher.issued_on == day, Voucher.state != "void")
        .order_by(Voucher.id)
    )
    return [
        {"kind": kind, "offer": offer} | ({} if hours is None else {"hours": hours})
        for kind, offer, hours in redeemed
    ]


def _lock_reward(session: Session, reward: Reward) -> Reward:
    """The reward as it is now; locked where stock is limited, else everybody would wait for everybody."""
    session.refresh(reward)
    if reward.stock is not None:
        session.refresh(reward, with_for_update=True)
    return reward


def _code() -> str:
    text = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
