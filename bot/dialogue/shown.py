"""What was just shown to the member, so that "why", "by when", "the 100 one" and "that voucher" find it.

Kept in the conversation's memory in the ledger, the newest first, one of each kind: a restart loses nothing.
What is older than half an hour is no longer pointed at, and what was shown under one membership not under
another.

Whoever states a decision records it: `note_decision(ctx, decision, upload_by=day)` right where its reply is
made. Days that the figures hold (`credit_by`, `expires_on`, `valid_until`, …) are kept by themselves; a day
that the reply adds is given by its name in `DAYS`. From then on "why?" is answered by the decision's clauses,
"by when?" and "when does it expire?" by its days. Other things are recorded with `note`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import Field, TypeAdapter

from bot.dialogue.context import Context
from bot.json_values import JsonObject, json_object, json_objects, json_text
from bot.rules import Decision
from bot.rules.answers import AwardFigures
from bot.wording import Reason

_FRESH_FOR = timedelta(minutes=30)
_KEPT = 8

# Days that can be asked for: what has to be done by then, when something happens, when something ends.
DAYS = (
    "upload_by", "credit_by", "by", "expires_on", "valid_until", "entry_valid_until", "until", "on",
    "open_from",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision. `receipt` is the set that it was made on, where there is one; `figures` are those that are
    numbers, by the names of the public interface."""

    programme: str
    kind: str
    outcome: str
    reasons: tuple[Reason, ...]
    figures: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, date | datetime] = field(default_factory=dict)
    receipt: int | None = None
    what: Literal["decision"] = "decision"


@dataclass(frozen=True, slots=True)
class ShownOffers:
    """A list of rewards to choose from, by their ids, in the order shown."""

    rewards: tuple[str, ...]
    what: Literal["offers"] = "offers"


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """One reward that is proposed, or was refused."""

    reward: str
    count: int = 1
    what: Literal["offer"] = "offer"


@dataclass(frozen=True, slots=True)
class ShownVouchers:
    """Vouchers that are held, by their codes, in the order shown."""

    codes: tuple[str, ...]
    what: Literal["vouchers"] = "vouchers"


@dataclass(frozen=True, slots=True)
class ShownReceipts:
    """Sets of the member, by their ids, in the order shown; a single one may be waiting for a yes."""

    receipts: tuple[int, ...]
    what: Literal["receipts"] = "receipts"


@dataclass(frozen=True, slots=True)
class ShownRule:
    """Clauses that were told."""

    clauses: tuple[str, ...]
    what: Literal["rule"] = "rule"


@dataclass(frozen=True, slots=True)
class ShownEnd:
    """How a proposal ended, and what it was for by its names: a yes that comes late finds it."""

    how: Literal["redeemed", "submitted", "unlinked", "deleted", "subscribed", "refused", "kept"]
    of: Mapping[str, str] = field(default_factory=dict)
    what: Literal["end"] = "end"


Shown = ShownDecision | ShownOffers | ShownOffer | ShownVouchers | ShownReceipts | ShownRule | ShownEnd
S = TypeVar("S", ShownDecision, ShownOffers, ShownOffer, ShownVouchers, ShownReceipts, ShownRule, ShownEnd)

_KEEPING: TypeAdapter[Shown] = TypeAdapter(Annotated[Shown, Field(discriminator="what")])


def note(ctx: Context, shown: Shown) -> None:
    """Remember what the reply shows."""
    others = [kept for kept in _remembered(ctx) if not _same(json_object(kept["value"]), shown)]
    newest = {
        "at": ctx.now.isoformat(),
        "member": _whose(ctx),
        "value": _KEEPING.dump_python(shown, mode="json"),
    }
    ctx.remember(shown=[newest, *others][:_KEPT])


def _same(kept: Mapping[str, object], shown: Shown) -> bool:
    """Whether what was kept is of the same sort: of decisions one of each kind is kept."""
    return kept["what"] == shown.what and kept.get("kind") == getattr(shown, "kind", None)


def note_decision(
    ctx: Context, decision: Decision, *, receipt: int | None = None, **days: date | None
) -> None:
    """Remember a decision with its reasons, figures and days (names of `DAYS`)."""
    figures = decision.figures.named()
    found = {name: day for name in DAYS if isinstance(day := figures.get(name), date)}
    if isinstance(decision.figures, AwardFigures) and (coupon := decision.figures.coupon) is not None:
        found["valid_until"] = coupon.valid_until
    note(
        ctx,
        ShownDecision(
            decision.programme,
            decision.kind,
            decision.outcome,
            tuple(ctx.services.words.reasons(decision)),
            {name: value for name, value in figures.items() if isinstance(value, int)},
            found | {name: day for name, day in days.items() if day is not None},
            receipt,
        ),
    )


def all_of(ctx: Context) -> list[Shown]:
    """All that was shown not long ago, the newest first."""
    return [
        _KEEPING.validate_python(kept["value"])
        for kept in _remembered(ctx)
        if kept["member"] == _whose(ctx)
        and datetime.fromisoformat(json_text(kept["at"])) + _FRESH_FOR > ctx.now
    ]


def newest(ctx: Context) -> Shown | None:
    """What was shown last, if that is not long ago."""
    return next(iter(all_of(ctx)), None)


def last(ctx: Context, kind: type[S]) -> S | None:
    """What of a kind was shown last, if that is not long ago."""
    return next((value for value in all_of(ctx) if isinstance(value, kind)), None)


def _remembered(ctx: Context) -> list[JsonObject]:
    return json_objects(ctx.memory.get("shown"))


def _whose(ctx: Context) -> int | None:
    return ctx.conversation.member_id
