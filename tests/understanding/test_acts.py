"""A message is cut into its acts: courtesies, a language, one request after another."""

from datetime import datetime

import pytest

from bot.understanding.acts import acts_of
from bot.understanding.turning_down import turns_down
from tests.support.known import knowledge

NOW = datetime.fromisoformat("2026-11-20T22:00:00+08:00")


def _acts(text: str) -> list[tuple[str, str]]:
    _known, understanding = knowledge()
    return [(act.kind, act.text) for act in acts_of(understanding.parse(text, NOW))]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Good evening! a fifty voucher please", ["greeting", "request"]),
        ("謝謝，請問在哪裏換？", ["thanks", "request"]),
        ("hi", ["request"]),
        ("thanks", ["request"]),
        ("你好，我想問下泊車點換，同埋積分幾時到期", ["greeting", "request", "request"]),
        ("how many points do I have? when do they expire? and can I get parking?", ["request"] * 3),
        ("please answer in english, how many points do I have?", ["language", "request"]),
        ("用中文答我，我有幾多分", ["language", "request"]),
        ("唔要英文，要中文", ["request"]),
        ("I spent $500 at Starbucks. Does it count? I paid with Octopus.", ["request"]),
    ],
)
def test_a_message_is_cut_where_another_act_begins(text: str, kinds: list[str]) -> None:
    assert [kind for kind, _text in _acts(text)] == kinds


def test_what_is_told_stays_with_the_question() -> None:
    acts = _acts("I spent $300 at UNIQLO today, paid by Visa. How many points? When will I get them?")
    assert [text for _kind, text in acts] == [
        "I spent $300 at UNIQLO today, paid by Visa. How many points?",
        "When will I get them?",
    ]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I don't need a human", "talk_to_human"),
        ("唔使搵職員", "talk_to_human"),
        ("I don't want to redeem parking", "redeem_parking"),
        ("不要换停车", "redeem_parking"),
    ],
)
def test_a_request_can_be_turned_down(text: str, intent: str) -> None:
    assert turns_down(text, intent)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I want a human", "talk_to_human"),
        ("why can't I redeem parking?", "redeem_parking"),
        ("我要真人", "talk_to_human"),
    ],
)
def test_a_request_stays_one(text: str, intent: str) -> None:
    assert not turns_down(text, intent)
