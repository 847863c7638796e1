"""What cannot be undone happens by its button, or by nothing but a yes to the proposal just made."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.dialogue.recording import record
from bot.dialogue.turn import Button, Reply
from bot.ledger import talks
from bot.ledger.models import DeletionRequest, Member, Receipt, Voucher
from tests.dialogue.conftest import NOW, Talk

MEMBER = "FW-100001"

# Each of these was once taken for a yes.
NO_CONSENT = [
    "why?",
    "are you sure",
    "ok wait",
    "ok let me think",
    "是吗",
    "好貴",
    "好的我想想",
    "yes but the other one",
    "yes i want 2 of them",
    "ok if it can be cancelled",
    "yes, tomorrow",
]


@pytest.fixture
def member(talk: Callable[..., Talk]) -> Talk:
    led = talk(hint="en")
    led.link(MEMBER)
    return led


def _vouchers(talk: Talk) -> int:
    with talk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Voucher)) or 0


def _effects(talk: Talk) -> list[object]:
    return [said.reply.custom["effect"] for said in talk.last if "effect" in said.reply.custom]


def _states(talk: Talk) -> list[str]:
    with talk.database.reading() as session:
        return list(session.scalars(select(Receipt.state).order_by(Receipt.id)))


def test_no_words_but_a_plain_yes_redeem(member: Talk) -> None:
    before = _vouchers(member)
    for words in NO_CONSENT:
        member.send('/redeem{"reward":"parking-2h"}')
        member.send(words)
        assert _vouchers(member) == before and not _effects(member), words
    member.send('/redeem{"reward":"parking-2h"}')
    member.send("好呀")
    assert _vouchers(member) == before + 1
    assert _effects(member) == ["redeemed"]


@pytest.mark.parametrize("no", ["no", "no thanks", "唔使喇", "算了", "not now", "don't", "太貴，不要了"])
def test_a_refusal_ends_the_proposal(member: Talk, no: str) -> None:
    before = _vouchers(member)
    member.send('/redeem{"reward":"parking-2h"}')
    member.send(no)
    assert (
        "nothing was redeemed" in member.text() or "没有换领" in member.text() or "沒有換領" in member.text()
    )
    for yes in ("好", "yes", "👍"):
        member.send(yes)
    assert _vouchers(member) == before


def test_a_double_yes_and_a_late_one_do_nothing_twice(member: Talk) -> None:
    before = _vouchers(member)
    member.send('/redeem{"reward":"parking-2h"}')
    button = next(b.payload for said in member.last for b in said.reply.buttons if "Redeem" in b.title)
    for again in ("yes", "yes", button, "yes", button):
        member.send(again)
    assert _vouchers(member) == before + 1


def test_a_yes_days_later_puts_the_proposal_again(member: Talk) -> None:
    before = _vouchers(member)
    member.send('/redeem{"reward":"parking-2h"}')
    member.now = NOW + timedelta(days=2)
    member.send("yes")
    assert _vouchers(member) == before and not _effects(member)
    member.send("yes")
    assert _effects(member) == ["redeemed"]


def test_another_reward_takes_the_place_of_the_proposed_one(member: Talk) -> None:
    before = _vouchers(member)
    member.send('/redeem{"reward":"parking-2h"}')
    member.send("yes but 1 hour")
    assert _vouchers(member) == before
    assert "1 hour" in member.text() and "Shall I redeem it?" in member.text()
    member.send("yes")
    assert _vouchers(member) == before + 1
    with member.database.reading() as session:
        newest = session.scalars(select(Voucher).order_by(Voucher.id.desc())).first()
        assert newest is not None and newest.reward.hours == 1


def test_a_yes_after_something_else_was_said_is_asked_about(member: Talk) -> None:
    before = _vouchers(member)
    member.send('/redeem{"reward":"parking-2h"}')
    with member.database.transaction() as session:
        place = talks.find_conversation(session, member.channel, member.sender)
        assert place is not None
        record(session, place, [Reply("Shall we call you?", buttons=(Button("Yes", "/x"),))], NOW)
    member.send("yes")
    assert _vouchers(member) == before
    member.send("yes")
    assert _vouchers(member) == before + 1


def test_a_set_is_submitted_by_a_plain_yes_only(member: Talk) -> None:
    member.send("", "receipt", "slip")
    for words in NO_CONSENT:
        member.send(words)
        assert _states(member)[-1] == "awaiting_confirmation" and not _effects(member), words
    if "Is it right?" not in member.text():
        member.send("yes")
    member.send("yes, all correct")
    assert _states(member)[-1] != "awaiting_confirmation"
    assert _effects(member) == ["submitted"]
    states = _states(member)
    member.send("yes")
    assert _states(member) == states


def test_no_to_a_set_asks_what_is_wrong_and_a_later_yes_shows_it_again(member: Talk) -> None:
    member.send("", "receipt", "slip")
    member.send("no")
    member.send("好")
    assert _states(member)[-1] == "awaiting_confirmation"


def _deletions(talk: Talk) -> int:
    with talk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(DeletionRequest)) or 0


def test_an_account_is_deleted_by_a_plain_yes_only(member: Talk) -> None:
    before = _deletions(member)
    for words in (*NO_CONSENT, "don't", "唔好刪", "取消", "no"):
        member.send("/delete_account")
        member.send(words)
        assert _deletions(member) == before and not _effects(member), words
    member.send("/delete_account")
    member.send("yes, delete it")
    assert _deletions(member) == before + 1
    assert _effects(member) == ["deleted"]


def _news(talk: Talk) -> bool:
    with talk.database.reading() as session:
        agreed = session.scalars(select(Member.news_agreed_at).where(Member.number == MEMBER)).one()
        return agreed is not None


def test_news_are_agreed_to_by_a_plain_yes_only(member: Talk) -> None:
    for words in (*NO_CONSENT, "no"):
        member.send("/news")
        member.send(words)
        assert not _news(member) and not _effects(member), words
    member.send("/news")
    member.send("好")
    assert _news(member)
    assert _effects(member) == ["subscribed"]
