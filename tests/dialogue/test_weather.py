"""A typhoon signal that shuts the counter is part of what the bot answers."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.clock import HONG_KONG
from bot.languages import Language
from bot.ledger import rewards
from bot.ledger.store import Act
from tests.dialogue.conftest import Talk

MORNING = datetime(2023, 11, 20, 9, 0, tzinfo=HONG_KONG)  # while the promotion at Cityplaza lasted

QUESTIONS: dict[Language, tuple[str, str]] = {
    "en": ("HK$3,000 at UNIQLO in Cityplaza by credit card: do I get the reward?", "typhoon"),
    "zh-Hans": ("在太古城中心UNIQLO刷信用卡消费3000元，有奖赏吗？", "8号"),
    "zh-Hant": ("喺太古城中心UNIQLO用信用卡買咗3000蚊，有冇獎賞？", "8號"),
}


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_shut_counter_is_told_of(language: Language, talk: Callable[..., Talk]) -> None:
    question, signal = QUESTIONS[language]
    asking = talk(hint=language)
    asking.now = MORNING
    asking.send(question)
    assert signal not in asking.text()
    with asking.database.transaction() as session:
        raised = rewards.raise_signal(
            Act(session, "staff:amy", MORNING), "typhoon_8", starts_at=MORNING, announced_at=None
        )
    asking.send(question)
    assert signal in asking.text()
    assert any("cityplaza/20" in said.reply.custom.get("clauses", ()) for said in asking.last)
    with asking.database.transaction() as session:
        noon = MORNING + timedelta(hours=3)
        rewards.lower_signal(Act(session, "staff:amy", noon), raised.id, ends_at=noon)
    asking.send(question)
    assert signal not in asking.text()  # the counter opens again on the same day
