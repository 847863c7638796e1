"""What staff are shown of an answer: the bot's own words for this member; asking changes nothing."""

from collections.abc import Callable

import pytest

from bot.dialogue import enquiry
from bot.dialogue.enquiry import Enquiry
from bot.ledger import members
from bot.ledger.models import Conversation
from tests.dialogue.conftest import NOW, Talk

StartTalk = Callable[..., Talk]


def enquire(talk: Talk, text: str, language: str = "en", number: str | None = "FW-100001") -> Enquiry:
    with talk.database.reading() as session:
        member = members.find(session, "festival-walk", number) if number else None
        found = enquiry.enquire_in_words(talk.services, session, member, text, language, NOW)  # type: ignore[arg-type]
        assert session.query(Conversation).count() == 0
    return found


def said(found: Enquiry) -> str:
    return "\n".join(reply.text for reply in found.replies)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Would 850 dollars at UNIQLO by Octopus bring points?", "en", "8 points"),
        ("Would 850 dollars at UNIQLO by Octopus bring points?", "zh-Hant", "8積分"),
        ("我有幾多分", "en", "247 points"),
        ("我的积分什么时候到期？", "zh-Hans", "2027年3月31日"),
        ("can I register a photocopy of the receipt", "en", "Source: "),
    ],
)
def test_the_answer_is_the_bots_in_the_language_asked_for(
    talk: StartTalk, text: str, language: str, expected: str
) -> None:
    assert expected in said(enquire(talk(), text, language))


def test_it_is_what_the_member_would_be_told(talk: StartTalk) -> None:
    asked = "Would 850 dollars at UNIQLO by Octopus bring points?"
    answer = said(enquire(talk(), asked))
    led = talk()
    led.link("FW-100001")
    led.send(asked)
    assert led.text() == answer


def test_a_missing_fact_is_named_and_what_was_said_is_kept(talk: StartTalk) -> None:
    found = enquire(talk(), "would 850 dollars at UNIQLO earn points at festival walk?")
    assert found.missing == "receipt.payment"
    assert (found.programme, found.purchase["merchant"], found.purchase["amount"]) == (
        "festival-walk",
        "Uniqlo",
        "850",
    )


@pytest.mark.parametrize("text", ["I want to talk to a person", "hello", "", "🙂", "350"])
def test_what_changes_something_or_asks_nothing_is_not_answered(talk: StartTalk, text: str) -> None:
    assert enquire(talk(), text).replies == ()


def test_a_purchase_in_another_programme_is_decided_by_its_rules(talk: StartTalk) -> None:
    led, june = talk(), NOW.replace(month=6, day=10)
    purchase = {"amount": "800", "date": "2026-06-10", "tier": "60", "claimed": "2026-06-09"}
    with led.database.reading() as session:
        found = enquiry.enquire_purchase(led.services, session, None, "alipay-k11", purchase, "en", june)
        nothing = enquiry.enquire_purchase(led.services, session, None, "alipay-k11", {}, "en", NOW)
    assert "coupon" in said(found)
    assert nothing.replies
