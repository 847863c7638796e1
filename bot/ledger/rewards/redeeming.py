"""The catalogue, and redeeming from it: points, stock and voucher in one transaction."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from bot.json_values import Json, JsonObject
from bot.ledger import points, store
from bot.ledger.models import (
    DecisionRecord,
    Member,
    MemberStatus,
    Reward,
    RewardKind,
    Tier,
    Voucher,
    VoucherState,
)
from bot.ledger.store import Prepared, RuledAct, write
from bot.rules import Decision, Engine, RedeemFigures
from bot.rules.dates import day_of, last_day

# 80 bits: nobody finds another member's voucher by trying.
_CODE_BYTES = 10
_SECRET_BYTES = 20


class _Asked(NamedTuple):
    """A member, and a reward, as they are now."""

    tier: Tier
    status: MemberStatus
    id: str
    kind: RewardKind
    points: int
    hours: int | None
    stock: int | None
    active: bool
    collect_days: int | None
    version: int


class _Issued(NamedTuple):
    """A voucher, and the reward that it is for."""

    voucher_id: int
    key: str
    state: VoucherState
    offer: str
    kind: RewardKind
    hours: int | None


class _Left(NamedTuple):
    stock: int


# The member, locked, and the reward as it is now: not locked, or everybody would wait for everybody.
_ASKED = Prepared(
    select(
        Member.tier,
        Member.status,
        Reward.id,
        Reward.kind,
        Reward.points,
        Reward.hours,
        Reward.stock,
        Reward.active,
        Reward.collect_days,
        Reward.version,
    )
    .join(Reward, Reward.id == bindparam("reward"))
    .where(Member.id == bindparam("member"))
    .with_for_update(key_share=True, of=Member),
    _Asked._make,
)
# What the member redeemed on a day, and under the key of a request.
_ISSUED = Prepared(
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
    .order_by(Voucher.id),
    _Issued._make,
)
# One of a limited stock, if the reward is still the one that was decided about and any is left.
_TAKE_ONE = Prepared(
    update(Reward.__table__)  # type: ignore[arg-type]
    .where(Reward.id == bindparam("reward"), Reward.version == bindparam("seen"), Reward.stock > 0)
    .values(stock=Reward.stock - 1)
    .returning(Reward.stock),
    _Left._make,
)


class PriceError(Exception):
    """The reward costs another number of points than the member agreed to."""


@dataclass(frozen=True, slots=True)
class Redemption:
    """The engine's decision, and the voucher when it approves."""

    decision: Decision[RedeemFigures]
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


def preview(
    session: Session, engine: Engine, member: Member, reward: Reward, now: datetime
) -> Decision[RedeemFigures]:
    """What redeeming the reward now would be decided as; changes nothing."""
    today = day_of(now)
    issued = _ISSUED(session, member=member.id, request=None, day=today)
    facts = _facts(member, reward, points.spendable(session, member, today), issued)
    return engine.decide(store.decision_request(member.programme, "redeem", facts, now)).of(RedeemFigures)


def redeem(
    act: RuledAct, member: Member, reward: Reward, *, key: str, price: int | None = None
) -> Redemption:
    """Redeem a reward, or say why not. The same key of the same member gives the same voucher again.

    `price` is what the member agreed to pay; raises `PriceError` when an operator changed it since. The
    member is locked, so that points cannot be spent twice. One of a limited stock is taken only if any is
    left and the reward is as it was decided about; else it is decided again on the reward as it is now.
    """
    act.session.flush()
    today = day_of(act.now)
    (asked,) = _ASKED(act.session, member=member.id, reward=reward.id)
    issued = _ISSUED(act.session, member=member.id, request=key, day=today)
    if (earlier := next((voucher for voucher in issued if voucher.key == key), None)) is not None:
        voucher = act.session.get_one(Voucher, earlier.voucher_id)
        kept = act.session.get_one(DecisionRecord, voucher.decision_id)
        return Redemption(store.replay_decision(act.engine, kept).of(RedeemFigures), voucher)

    account = points.account(act.session, member)
    while True:
        if price is not None and price != asked.points:
            raise PriceError
        facts = _facts(asked, asked, account.spendable(today), issued)
        request = store.decision_request(member.programme, "redeem", facts, act.now)
        decision = act.engine.decide(request).of(RedeemFigures)
        if decision.outcome != "approved" or _taken(act.session, asked):
            break
        (asked,) = _ASKED(act.session, member=member.id, reward=reward.id)
    if reward in act.session:
        act.session.expire(reward)  # whoever looks at it next sees what is left
    decision_id = store.keep_decision(act.session, request, decision, member, act.now)
    if decision.outcome != "approved":
        return Redemption(decision, None)

    voucher = write(
        act.session,
        Voucher(
            code=_code(),
            secret=secrets.token_bytes(_SECRET_BYTES),
            member_id=member.id,
            reward_id=asked.id,
            decision_id=decision_id,
            key=key,
            points=asked.points,
            issued_at=act.now,
            issued_on=today,
            valid_until=_last_day(decision, asked, today),
            state="issued",
        ),
    )
    payment = points.Posting(
        kind="redeem",
        points=-asked.points,
        on=today,
        key=f"voucher:{voucher.id}",
        reason=f"reward:{asked.id}",
        actor=act.actor,
        clause=next(iter(decision.clauses), None),
        decision_id=decision_id,
    )
    issue = store.AuditNote(
        actor=act.actor,
        action="voucher.issued",
        subject=f"voucher:{voucher.id}",
        detail={"reward": asked.id, "decision": decision_id},
    )
    points.enter(act.session, act.engine, account, payment, act.now, issue)
    return Redemption(decision, voucher)


def _facts(
    member: Member | _Asked, reward: Reward | _Asked, balance: int, today: Iterable[_Issued]
) -> JsonObject:
    """What the engine needs to know: who asks, for what, and what was redeemed today."""
    wanted: dict[str, Json] = {"kind": reward.kind, "offer": reward.id, "points": reward.points}
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


def _taken(session: Session, reward: _Asked) -> bool:
    """Whether there is one for this redemption, as the reward was read; it is then taken from the stock."""
    return reward.stock is None or bool(_TAKE_ONE(session, reward=reward.id, seen=reward.version))


def _last_day(decision: Decision[RedeemFigures], reward: _Asked, today: date) -> date:
    """The last day of a voucher redeemed today: the rule book's, or for gifts the operator's."""
    ruled = decision.figures.valid_until
    if ruled is not None:
        return ruled
    assert reward.collect_days is not None  # the table does not take a gift without
    return last_day(today, reward.collect_days)


def _code() -> str:
    text = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
