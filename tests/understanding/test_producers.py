"""Every fact of every kind can be told in words, or stands here with the reason why not."""

import pytest

from bot.rules.facts.leaves import leaves
from bot.rules.registry import KINDS
from bot.rules.vocabulary import CODES
from bot.understanding import TrainingData
from bot.understanding.circumstances import Lexicon

LEXICON = Lexicon.load()

# Read from the candidates of a message: numbers, sums of money, days, names. By the role that they take.
ROLES = {
    "day or moment": [
        "member.joined",
        "member.birthday",
        "receipt.issued_at",
        "submitted_at",
        "history.issued_at",
        "at",
        "claimed_on",
        "weather.from",
        "weather.until",
        "weather.announced_at",
        "entries.on",
        "entries.spent_on",
        "opening.expires_on",
        "credits.on",
        "applicant.last_cancelled_on",
        "entry.claimed_at",
        "payment.at",
        "coupon.issued_at",
    ],
    "sum of money": [
        "receipt.total",
        "receipt.tips",
        "receipt.deductions.amount",
        "history.total",
        "payment.amount",
        "coupon.face",
        "entry.tier",
        "tier",
    ],
    "count of points, hours or years": [
        "history.points",
        "bonus_points",
        "balance",
        "reward.hours",
        "reward.points",
        "today.hours",
        "entries.points",
        "opening.points",
        "credits.points",
        "applicant.age",
        "user.app_version",
    ],
    "name": ["receipt.merchant", "receipt.address", "history.merchant", "reward.offer", "today.offer"],
    "words for it, with the role of what stands beside them": [
        "receipt.deductions.kind",  # the cue deduction.kind
        "entries.kind",
        "today.kind",  # reward.kind with "already", "earlier"
        "reward.stock",  # stock
    ],
}
UNTOLD = {
    "receipt.number": "nobody recites it; the paper shows it",
    "history.number": "nobody recites it; the ledger holds it",
    "receipt.deposit_of_used_transaction": "the same as the fact of that name beside the receipt",
}


def test_every_fact_has_a_producer_in_words() -> None:
    facts = {leaf for kind in KINDS.values() for leaf in leaves(kind.facts)}
    produced = {*LEXICON.paths, *(path for paths in ROLES.values() for path in paths), *UNTOLD}
    assert facts - produced == set()


def test_nothing_is_listed_that_is_no_fact() -> None:
    facts = {leaf for kind in KINDS.values() for leaf in leaves(kind.facts)}
    assert {*(path for paths in ROLES.values() for path in paths), *UNTOLD} - facts == set()


@pytest.mark.parametrize("path", sorted(LEXICON.paths))
def test_every_path_of_the_lexicon_concerns_a_kind(path: str) -> None:
    assert LEXICON.paths[path]


def test_every_payment_has_a_name() -> None:
    assert set(CODES["payments"]) == set(TrainingData.ours().lookups()["payment"].values())
