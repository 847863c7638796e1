"""A programme without any code of its own is led through conversations: at home, and beside the others."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.languages import Language
from bot.ledger.demo import load_demo
from bot.ledger.store import Database
from tests.dialogue.conftest import NOW, Talk, talks_over
from tests.support.known import knowledge_with_invented

pytestmark = pytest.mark.xdist_group("invented programmes")  # trained once, for all of them

Talks = Callable[..., Talk]

LANE, MARKET, OURS = "harbour-lane", "quay-market", "festival-walk"
# What would speak of points, rewards or tiers, in any language.
OF_POINTS = ("point", "reward", "voucher", "receipt", "积分", "積分", "奖赏", "獎賞", "券", "小票", "收據")


@pytest.fixture
def talks(sqlite_database: Database, tmp_path: Path) -> Iterator[Callable[[str], Talks]]:
    """Starts a bot whose home is the programme named, over a database with its demo's members."""
    known = knowledge_with_invented()

    def start(home: str) -> Talks:
        with sqlite_database.transaction() as session:
            load_demo(session, known[0].programmes, NOW, home)
        return talks_over(sqlite_database, tmp_path, home, known)

    yield start


def titles(talk: Talk) -> list[str]:
    return [button.title for said in talk.last for button in said.reply.buttons]


SAID: dict[Language, dict[str, str]] = {
    "en": {
        "hello": "hello",
        "linking": "What is your Harbour Lane card number? It is printed on your card.",
        "balance": "how many points do I have?",
        "rule": "how long do I have to upload a receipt at Harbour Lane?",
        "days": "Upload within 3 days.",
        "purchase": "I spent $120 at UNIQLO by octopus today at Harbour Lane, how many points?",
        "asked": "Did I get points for UNIQLO at Harbour Lane today, paid by octopus?",
        "question": "How much is on the till's receipt?",
        "points": "2 points",
        "redeem": "I want a shopping voucher",
        "yes": "yes",
    },
    "zh-Hans": {
        "hello": "你好",
        "linking": "请问您的海港里会员卡号是多少？号码印在会员卡上。",
        "balance": "我有多少积分？",
        "rule": "海港里的小票要在几天内上传？",
        "days": "请在3天内上传。",
        "purchase": "今天在海港里优衣库用八达通消费120元，有多少积分？",
        "asked": "今天在海港里优衣库用八达通付款，有积分吗？",
        "question": "收银小票上的金额是多少？",
        "points": "2积分",
        "redeem": "我想兑换购物券",
        "yes": "好的",
    },
    "zh-Hant": {
        "hello": "你好",
        "linking": "請問你的海港里會員卡號碼是甚麼？號碼印在會員卡上。",
        "balance": "我有幾多分？",
        "rule": "海港里啲收據要幾多日內上載？",
        "days": "請於3天內上載。",
        "purchase": "今日喺海港里優衣庫用八達通買咗120蚊嘢，有幾多分？",
        "asked": "今日喺海港里優衣庫用八達通俾錢，有冇積分？",
        "question": "收銀收據上的金額是多少？",
        "points": "2積分",
        "redeem": "我想換購物券",
        "yes": "好",
    },
}


@pytest.mark.parametrize("language", SAID)
def test_at_home_it_is_linked_asked_and_redeemed_in_three_languages(
    talks: Callable[[str], Talks], language: Language
) -> None:
    said, talk = SAID[language], talks(LANE)(hint=language)
    talk.send(said["hello"])
    assert "Harbour Lane" in talk.text() or "海港里" in talk.text()
    talk.send("/link_account")
    assert said["linking"] in talk.text()
    talk.send("HL-5001")
    talk.send(talk.code())
    assert "90" in talk.text()
    talk.send(said["balance"])
    assert "90" in talk.text()
    talk.send(said["rule"])
    assert said["days"] in talk.text()
    talk.send(said["purchase"])
    assert said["points"] in talk.text()
    talk.send(said["redeem"])
    assert "40" in talk.text() and "50" in talk.text()
    talk.send(said["yes"])
    assert any(reply.reply.custom.get("effect") == "redeemed" for reply in talk.last), talk.text()
    talk.send("/check_balance")
    assert "50" in talk.text()


@pytest.mark.parametrize("language", SAID)
def test_what_is_missing_is_asked_in_its_own_words(talks: Callable[[str], Talks], language: Language) -> None:
    said, talk = SAID[language], talks(LANE)(hint=language)
    talk.send(said["asked"])
    assert said["question"] in talk.text()
    talk.send("120")
    assert said["points"] in talk.text()


@pytest.mark.parametrize("language", SAID)
def test_beside_the_others_it_is_asked_about_by_name(
    talks: Callable[[str], Talks], language: Language
) -> None:
    said, talk = SAID[language], talks(OURS)(hint=language)
    talk.send(said["rule"])
    assert said["days"] in talk.text()
    talk.send(said["purchase"])
    assert said["points"] in talk.text()
    another = talks(OURS)("somebody else", language)
    another.send("/faq")
    another.press({"en": "Harbour Lane", "zh-Hans": "海港里", "zh-Hant": "海港里"}[language])
    assert {"en": "Days to upload", "zh-Hans": "上传期限", "zh-Hant": "上載期限"}[language] in titles(another)


@pytest.mark.parametrize("language", SAID)
def test_without_points_nothing_is_offered_that_it_lacks(
    talks: Callable[[str], Talks], language: Language
) -> None:
    talk = talks(MARKET)(hint=language)
    talk.send(SAID[language]["hello"])
    offered = titles(talk)
    talk.send("/help")
    offered += titles(talk)
    assert [title for title in offered if any(word in title.lower() for word in OF_POINTS)] == []
    for intent in ("/check_balance", "/check_tier", "/browse_rewards", "/upload_receipt", "/delete_account"):
        talk.send(intent)
        assert "Quay Market" in talk.text() or "市集" in talk.text()
        assert set(titles(talk)) <= set(offered)


def test_without_points_it_is_linked_by_its_own_number_and_asked(talks: Callable[[str], Talks]) -> None:
    talk = talks(MARKET)(hint="en")
    talk.send("/link_account")
    assert "What is your Quay Market number? It is on your card." in talk.text()
    talk.send("QM-7001")
    talk.send(talk.code())
    assert "Ben Quay" in talk.text()
    talk.send("does my $250 lunch at Quay Market count if I pay by octopus?")
    assert "tea voucher" in talk.text()
    talk.send("how many days do I have to claim the Quay Market gift?")
    assert "within 5 days" in talk.text()


def test_without_points_photos_are_not_taken_for_a_claim_of_points(talks: Callable[[str], Talks]) -> None:
    talk = talks(MARKET)(hint="en")
    talk.link("QM-7001")
    talk.send("", "receipt", "slip")
    assert "the Quay Market Gift has nothing of that kind" in talk.text()
