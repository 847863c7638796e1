"""Vouchers at the counter: the code they show changes every half minute, and is good once."""

import hashlib
import hmac
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.ledger.models import Member, Voucher
from bot.ledger.rewards import shops
from bot.ledger.store import Act
from bot.programmes import Needs
from bot.rules.dates import day_of
from bot.rules.kinds.redeem import REDEEMED_BY

# A step of the code in seconds, as RFC 6238 has it. The step before the present one still counts, because
# between showing a code and checking it the clock may turn.
STEP_SECONDS = 30
_STEPS_BACK = 1
_MAC_BYTES = 10
_LONGEST_TOKEN = 80

# What the book of a programme must say of the vouchers that its members redeem.
NEEDS = tuple(
    Needs(f"a voucher for {kind}", rules=(("redeem", rule),), roles=(f"using_{kind}", f"end_of_{kind}"))
    for kind, rule in REDEEMED_BY.items()
)

Verdict = Literal["valid", "used", "lapsed", "void", "copied", "wrong_shop", "forged"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a shop is told about a code.

    `valid`: good (and used by this very check if so asked); `used`: before, at `used_at` and `used_where`;
    `lapsed`: its last day is over; `void`: taken back by staff; `copied`: a code of an earlier half minute,
    as from a screenshot; `wrong_shop`: good, but not here; `forged`: not made by us.
    """

    verdict: Verdict
    voucher: Voucher | None = None

    @property
    def used_at(self) -> datetime | None:
        """When the voucher was used."""
        return self.voucher.used_at if self.voucher else None

    @property
    def used_where(self) -> str | None:
        """Where the voucher was used."""
        return self.voucher.used_where if self.voucher else None


def held_vouchers(session: Session, member: Member, now: datetime) -> list[Voucher]:
    """The vouchers a member can use, those that lapse first before the others."""
    return list(
        session.scalars(
            select(Voucher)
            .where(
                Voucher.member_id == member.id, Voucher.state == "issued", Voucher.valid_until >= day_of(now)
            )
            .order_by(Voucher.valid_until, Voucher.id)
        )
    )


def voucher_standing(voucher: Voucher, now: datetime) -> Literal["valid", "used", "lapsed", "void"]:
    """Whether a voucher can be used, or why it cannot any more."""
    match voucher.state:
        case "used":
            return "used"
        case "void":
            return "void"
        case "issued" if voucher.valid_until >= day_of(now):
            return "valid"
        case _:
            return "lapsed"


def current_token(voucher: Voucher, key: bytes, now: datetime) -> str:
    """The code that a voucher shows now: its name, the half minute, and a signature of both."""
    step = _step(now)
    return f"{voucher.code}.{step:X}.{_sign(voucher, key, step)}"


def seconds_left(now: datetime) -> float:
    """How long the code of this moment is the present one."""
    return STEP_SECONDS - now.timestamp() % STEP_SECONDS


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code that is shown at a shop."""

    token: str
    shop: str


def check_voucher(
    session: Session, key: bytes, shown: ShownCode, now: datetime, *, use: bool = True
) -> CheckResult:
    """Check a code at a shop; a valid one is used by that, unless `use` is false.

    However many check the same code at once, one of them gets `valid`.
    """
    token, shop = shown.token, shown.shop
    if len(token) > _LONGEST_TOKEN:
        return CheckResult("forged")
    code, _, rest = token.partition(".")
    step_text, _, signature = rest.partition(".")
    voucher = session.scalars(select(Voucher).where(Voucher.code == code)).one_or_none()
    step = _parse_step(step_text)
    if voucher is None or step is None:
        return CheckResult("forged")
    if not hmac.compare_digest(_sign(voucher, key, step).encode(), signature.encode("utf-8", "replace")):
        return CheckResult("forged")
    if step > _step(now):
        return CheckResult("forged")  # we never sign for the future
    if (verdict := voucher_standing(voucher, now)) != "valid":
        return CheckResult(verdict, voucher)
    if step < _step(now) - _STEPS_BACK:
        return CheckResult("copied", voucher)
    if voucher.reward.shops and shop not in voucher.reward.shops:
        return CheckResult("wrong_shop", voucher)
    if not shops.takes_part(session, shop):
        return CheckResult("wrong_shop", voucher)
    if use and not _use(session, voucher, shop, now):
        return CheckResult(voucher_standing(voucher, now), voucher)
    return CheckResult("valid", voucher)


def void_voucher(act: Act, voucher: Voucher, reason: str, *, put_back: bool = False) -> bool:
    """Take back a voucher that was not used; False when it was. Staff only: a member cannot cancel.

    `put_back` returns it to a limited stock.
    """
    done = act.session.execute(
        update(Voucher)
        .where(Voucher.id == voucher.id, Voucher.state == "issued")
        .values(state="void", void_reason=reason)
        .returning(Voucher.id)
    ).one_or_none()
    act.session.refresh(voucher)
    if done is None:
        return False
    detail = {"reason": reason}
    if put_back and voucher.reward.stock is not None:
        act.session.refresh(voucher.reward, with_for_update=True)
        voucher.reward.stock += 1
        detail["stock"] = "put back"
    act.note("voucher.void", f"voucher:{voucher.id}", detail)
    act.session.flush()
    return True


def _use(session: Session, voucher: Voucher, shop: str, now: datetime) -> bool:
    """Mark the voucher used if it still is not: the database lets one such update through."""
    done = session.execute(
        update(Voucher)
        .where(Voucher.id == voucher.id, Voucher.state == "issued")
        .values(state="used", used_at=now, used_where=shop)
        .returning(Voucher.id)
    ).one_or_none()
    session.refresh(voucher)
    if done is None:
        return False
    Act(session, f"shop:{shop}", now).note("voucher.used", f"voucher:{voucher.id}", {})
    return True


def _sign(voucher: Voucher, key: bytes, step: int) -> str:
    mac = hmac.digest(key, voucher.secret + f"voucher {voucher.code} {step}".encode(), hashlib.sha256)
    return b32encode(mac[:_MAC_BYTES]).decode()


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def _parse_step(text: str) -> int | None:
    """The step of a code, as we write it and no other way."""
    try:
        step = int(text, 16)
    except ValueError:
        return None
    return step if f"{step:X}" == text else None
