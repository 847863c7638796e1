"""Values of entities, and where they stand in the original text."""

from datetime import datetime
from decimal import Decimal

import pytest

from bot.understanding import Understanding

NOW = datetime.fromisoformat("2026-11-20T12:00:00+08:00")  # a Friday


def value(understanding: Understanding, text: str, entity: str) -> object:
    return understanding.parse(text, NOW).first(entity)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("買咗三百蚊嘢有冇分", "300"),
        ("花了两百块有积分吗", "200"),
        ("how many points for $1.2k", "1200"),
        ("使咗千二蚊有幾多分", "1200"),
        ("消費一千二百元有幾多積分", "1200"),
        ("I paid HK$1,234.50 by Visa, how many points", "1234.50"),
        ("八舊水有幾多分", "800"),
        ("六舊半嘢計唔計分", "650"),
        ("一百零五块六能积几分", "105.6"),
        ("二百三十八個半 有幾多分", "238.5"),
        ("花了1w2能积多少分", "12000"),
        ("spent two thousand and fifty at Uniqlo, points?", "2050"),
        ("3 grand on a sofa, how many points", "3000"),
        ("I spent 350 at Starbucks with Octopus yesterday", "350"),
        ("ＨＫ＄５００有幾多分", "500"),
        ("两千零五块", "2005"),
    ],
)
def test_amounts(understanding: Understanding, text: str, amount: str) -> None:
    assert value(understanding, text, "amount") == Decimal(amount)


@pytest.mark.parametrize("text", ["我有200分", "the code is 482913", "換2個鐘泊車", "15/11張單仲得唔得"])
def test_numbers_that_are_no_amounts(understanding: Understanding, text: str) -> None:
    assert value(understanding, text, "amount") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("yesterday", "2026-11-19"),
        ("尋日", "2026-11-19"),
        ("琴日買嘅", "2026-11-19"),
        ("前天买的", "2026-11-18"),
        ("大前日張單", "2026-11-17"),
        ("上星期六", "2026-11-14"),
        ("上周日", "2026-11-15"),
        ("last Sat", "2026-11-14"),
        ("15/11", "2026-11-15"),
        ("15/11/2025", "2025-11-15"),
        ("11月12號", "2026-11-12"),
        ("points from May 2026", "2026-05"),
        ("2026年5月买的", "2026-05"),
        ("12 May 2026", "2026-05-12"),
        ("十一月十二日", "2026-11-12"),
        ("12號買嘅", "2026-11-12"),
        ("Nov 3", "2026-11-03"),
        ("3rd of November", "2026-11-03"),
        ("2026-11-05", "2026-11-05"),
        ("3 days ago", "2026-11-17"),
        ("三日前", "2026-11-17"),
        ("兩個禮拜前", "2026-11-06"),
        ("25/12", "2026-12-25"),
        ("2/1", "2027-01-02"),
    ],
)
def test_dates_are_day_first_and_nearest(understanding: Understanding, text: str, day: str) -> None:
    assert value(understanding, text, "date") == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("嘟八達通", "octopus"),
        ("用信用咭", "credit_card"),
        ("paid by VISA", "credit_card"),
        ("轉數快俾錢", "fps"),
        ("支付宝付的", "alipay"),
        ("微信支付", "wechat_pay"),
        ("拍住賞", "tap_and_go"),
        ("银联卡", "unionpay_card"),
        ("云闪付", "unionpay_app"),
        ("Apple Pay", "apple_pay"),
        ("八達通銀包", "octopus_wallet"),
        ("俾現金", "cash"),
    ],
)
def test_payments(understanding: Understanding, text: str, code: str) -> None:
    assert value(understanding, text, "payment") == code


@pytest.mark.parametrize("text", ["換現金券", "can points be exchanged for cash", "冇咗張碌卡紙"])
def test_words_with_a_payment_in_them_are_none(understanding: Understanding, text: str) -> None:
    assert value(understanding, text, "payment") is None


@pytest.mark.parametrize(
    ("text", "shop"),
    [
        ("7-11 買嘢計唔計分", "7-Eleven"),
        ("七仔", "7-Eleven"),
        ("顺丰寄快递", "SF Express"),
        ("at starbuks", "Starbucks"),
        ("喺星巴客買咖啡", "Starbucks"),
        ("屈臣氏", "Watsons"),
        ("美國冒險樂園", "Jumpin Gym USA"),
        ("I bought a phone at the Apple Store", "Apple Store"),
    ],
)
def test_shops_by_any_name(understanding: Understanding, text: str, shop: str) -> None:
    assert value(understanding, text, "merchant") == shop


def test_a_wallet_is_not_the_shop_in_its_name(understanding: Understanding) -> None:
    assert value(understanding, "paid 200 by Apple Pay", "merchant") is None


@pytest.mark.parametrize(
    ("text", "programme"),
    [
        ("又一城有幾多分", "festival-walk"),
        ("FW points", "festival-walk"),
        ("太古城買上賞", "cityplaza"),
        ("支付宝K11活动", "alipay-k11"),
    ],
)
def test_programmes(understanding: Understanding, text: str, programme: str) -> None:
    assert value(understanding, text, "programme") == programme


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("講返英文", "en"),
        ("简体中文", "zh-Hans"),
        ("switch to traditional chinese please", "zh-Hant"),
        ("my wife can't read English, use simplified Chinese", "zh-Hans"),
        ("睇唔明簡體字,轉繁體", "zh-Hant"),
    ],
)
def test_the_language_wanted(understanding: Understanding, text: str, language: str) -> None:
    assert value(understanding, text, "language") == language


@pytest.mark.parametrize(
    ("text", "hours", "reward"),
    [
        ("redeem 2 hours parking", 2, "parking"),
        ("換兩個鐘泊車", 2, "parking"),
        ("兑换3小时停车", 3, "parking"),
        ("I'm elite, I want my 2 hours free parking", 2, "elite_parking"),
    ],
)
def test_hours_and_rewards_of_somebody_who_redeems(
    understanding: Understanding, text: str, hours: int, reward: str
) -> None:
    parse = understanding.parse(text, NOW)
    assert (parse.first("hours"), parse.first("reward")) == (hours, reward)


def test_places_are_those_of_the_original_text(understanding: Understanding) -> None:
    text = "😀 ＨＫ＄５００ 喺 ﬁgs 用 八達通"
    parse = understanding.parse(text, NOW)
    found = {entity.entity: text[entity.start : entity.end] for entity in parse.entities}
    assert found == {"amount": "ＨＫ＄５００", "merchant": "ﬁgs", "payment": "八達通"}


@pytest.mark.parametrize(
    ("text", "expecting", "found"),
    [
        ("350", "amount", Decimal(350)),
        ("三百五", "amount", Decimal(350)),
        ("2", "hours", 2),
        ("350", None, None),
    ],
)
def test_a_bare_number_is_what_was_asked_for(
    understanding: Understanding, text: str, expecting: str | None, found: object
) -> None:
    assert understanding.parse(text, NOW, expecting).first(expecting or "amount") == found


@pytest.mark.parametrize(
    ("text", "entity", "values"),
    [
        ("not cash, I paid by octopus", "payment", ["octopus"]),
        ("唔係用八達通，係俾現金", "payment", ["cash"]),
        ("不是现金，是用支付宝付的", "payment", ["alipay"]),
        ("octopus no sorry payme", "payment", ["payme"]),
        ("唔要英文，要中文", "language", ["zh-Hant"]),
        ("not 1 hour but 2 hours", "hours", [2]),
        ("唔係尋日 係前日", "date", ["2026-11-18"]),
        ("I spent $350 sorry $450", "amount", [Decimal(450)]),
        ("I bought 2 items at $175 each", "amount", [Decimal(350)]),
        ("I want four $50 vouchers", "amount", [Decimal(50)]),
        ("350元八達通", "amount", [Decimal(350)]),
        ("no no, not 3 hours", "hours", [3]),
    ],
)
def test_the_value_that_is_meant_is_told(
    understanding: Understanding, text: str, entity: str, values: list[object]
) -> None:
    found = understanding.parse(text, NOW).entities
    assert [each.value for each in found if each.entity == entity] == values


@pytest.mark.parametrize(
    "text",
    ["last week", "上星期買嘅", "bought on 31/11", "29 Feb 2027", "between $90 and $110", "一百至二百蚊"],
)
def test_what_is_no_single_value_is_no_entity(understanding: Understanding, text: str) -> None:
    assert value(understanding, text, "date") is None
    assert value(understanding, text, "amount") is None
