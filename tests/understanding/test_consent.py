"""What is a yes to a proposal, and what only looks like one."""

from pathlib import Path

import pytest
import yaml

from bot.understanding.consent import Act, after_refusal, is_refusal, is_yes

ACTS: tuple[Act, ...] = ("redeem", "submit", "delete", "subscribe")

WORDS = yaml.safe_load(Path(__file__).with_name("consent.yaml").read_text("utf-8"))


@pytest.mark.parametrize("act", ACTS)
def test_a_plain_yes_in_every_variety(act: Act) -> None:
    assert [text for text in WORDS["plain"] if not is_yes(text, act)] == []


@pytest.mark.parametrize("act", ACTS)
def test_the_act_may_be_named(act: Act) -> None:
    assert [text for text in WORDS["naming_it"][act] if not is_yes(text, act)] == []


@pytest.mark.parametrize("act", ACTS)
def test_anything_more_is_no_yes(act: Act) -> None:
    assert [text for text in WORDS["never"] + WORDS["never_to"][act] if is_yes(text, act)] == []


@pytest.mark.parametrize("act", ACTS)
def test_a_yes_with_anything_else_is_none(act: Act) -> None:
    more = (
        "?",
        " 2",
        " $50",
        " but",
        " tomorrow",
        " wait",
        " why",
        " 嗎",
        "但係",
        "等等",
        "…",
        " not",
        "，一百蚊嗰張",
    )
    assert [text + rest for text in WORDS["plain"] for rest in more if is_yes(text + rest, act)] == []


def test_refusals_and_what_is_none() -> None:
    assert [text for text in WORDS["refusals"] if not is_refusal(text)] == []
    assert [text for text in WORDS["no_refusals"] if is_refusal(text)] == []


def test_a_long_text_is_no_yes_and_costs_no_time() -> None:
    assert not is_yes("好" * 5000 + "x", "redeem")
    assert not is_yes("好的" * 29 + "x", "redeem")


def test_what_follows_a_refusal_is_another_matter() -> None:
    for text, rest in {
        "no thanks, what's my balance": "what's my balance",
        "算了不换了，帮我查查积分什么时候过期": "帮我查查积分什么时候过期",
        "都係唔要喇 幫我睇下幾時到期": "幫我睇下幾時到期",
        "I don't need a human, just redeem it": None,
        "no problem, go ahead": None,
        "算了": None,
    }.items():
        assert after_refusal(text) == rest, text
