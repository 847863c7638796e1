"""`claim`: whether a receipt set brings the reward at the counter, and from when a storm lets it."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.rules.answers import ClaimFigures, CounterReward
from bot.rules.checks.counter import reopening
from bot.rules.dates import day_of
from bot.rules.decision import Finding
from bot.rules.facts.claim import Claim
from bot.rules.query import Query, holds
from bot.rules.registry import Answer, Kind, kind, measure

REWARD = measure(
    "reward_for_spending",
    "claim",
    figures={"minimum": "money", "value": "money", "count": "vouchers"},
    lists=("terms.reward", "terms.reward_id"),
    says={"holds": ("net",)},
)


def _missing(facts: Claim) -> list[str]:
    receipt = facts.receipt
    starred: tuple[tuple[str, object], ...] = (
        ("member.live_plus", facts.member.live_plus),
        ("receipt.merchant", receipt.merchant),
        ("receipt.issued_at", receipt.issued_at),
        ("receipt.total", receipt.total),
        ("receipt.payment", receipt.payment),
        ("at", facts.at),
    )
    return [path for path, value in starred if value is None]


def _on(facts: Claim, now: date | datetime | None) -> date | None:
    day = facts.receipt.issued_on or facts.on
    return day_of(now) if day is None and now is not None else day


def _answer(query: Query[Claim]) -> Answer[ClaimFigures]:
    clause, net = query.required(REWARD), query.facts.receipt.net
    assert net is not None  # nothing is missing
    reward = CounterReward(
        id=clause.code("reward_id"),
        name=clause.by_language("reward"),
        value=clause.money("value"),
        currency=query.pack.currency,
        count=clause.count("count"),
    )
    return Answer(ClaimFigures(reward), [holds(clause, net=query.pack.sum(net))])


def _nothing(facts: Claim, findings: Sequence[Finding]) -> ClaimFigures:
    return ClaimFigures(reopening=reopening(findings))


CLAIM = kind(Kind("claim", Claim, _missing, _on, _answer, _nothing, measures=(REWARD,)))
