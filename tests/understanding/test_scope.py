"""Clauses with mood and tense; what is denied and what is taken back, in every variety."""

import pytest

from bot.text import fold_typed
from bot.understanding.scope import Scopes


def negated(text: str, words: str) -> bool:
    start = text.index(words)
    return Scopes(fold_typed(text)).negated(start, start + len(words))


@pytest.mark.parametrize(
    ("text", "denied", "held"),
    [
        ("not cash, I paid by octopus", "cash", "octopus"),
        ("I didn't use Octopus, I paid cash", "Octopus", "cash"),
        ("唔係用八達通，係俾現金", "八達通", "現金"),
        ("不是现金，是用支付宝付的", "现金", "支付宝"),
        ("not by cash but by octopus", "cash", "octopus"),
        ("octopus instead of cash", "cash", "octopus"),
        ("octopus rather than cash", "cash", "octopus"),
        ("paid by octopus, no gift card", "gift card", "octopus"),
        ("paid by octopus without a voucher", "voucher", "octopus"),
        ("冇用現金券，用八達通", "現金券", "八達通"),
        ("没有用优惠券，刷卡付的", "优惠券", "刷卡"),
        ("用八達通而非現金", "現金", "八達通"),
        ("唔要英文，要中文", "英文", "中文"),
        ("forgot to bring the slip but have the receipt", "slip", "receipt"),
        ("唔使搵職員，講返泊車", "職員", "泊車"),
        ("I don't want to redeem parking, a voucher please", "parking", "voucher"),
        ("優惠券冇用到，八達通俾", "優惠券", "八達通"),
        ("the coupon was not used, paid by octopus", "coupon", "octopus"),
        ("I never used cash, only payme", "cash", "payme"),
        ("未用過現金券，八達通俾", "現金券", "八達通"),
        ("no gift card no voucher, just octopus", "voucher", "octopus"),
        ("冇用現金券冇用優惠券，碌八達通", "優惠券", "八達通"),
        ("i didnt use octopus, i paid cash", "octopus", "cash"),
        ("請勿轉接職員，講泊車", "職員", "泊車"),
    ],
)
def test_a_negator_denies_its_own_part_alone(text: str, denied: str, held: str) -> None:
    assert (negated(text, denied), negated(text, held)) == (True, False)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("有冇分 350蚊", "350"),
        ("計唔計分 用八達通", "八達通"),
        ("why didn't I get points for $350", "$350"),
        ("I didn't get points for $350", "$350"),
        ("點解尋日350蚊冇分", "350"),
        ("未收到尋日350蚊嘅分", "350"),
        ("唔該換兩個鐘泊車", "兩個鐘"),
        ("no problem, 2 hours", "2 hours"),
        ("不好意思想換泊車", "泊車"),
        ("isn't it octopus", "octopus"),
        ("not only octopus", "octopus"),
        ("it's not that I didn't pay by octopus", "octopus"),
        ("唔係冇用八達通", "八達通"),
        ("是不是用八达通", "八达通"),
        ("差不多350元", "350"),
        ("唔見咗張收據", "收據"),
    ],
)
def test_what_only_looks_denied_holds(text: str, held: str) -> None:
    assert not negated(text, held)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("paypal no sorry payme", "paypal", "payme"),
        ("octopus, I mean alipay", "octopus", "alipay"),
        ("八達通，唔係，係支付寶", "八達通", "支付寶"),
        ("用现金，说错了，支付宝", "现金", "支付宝"),
        ("Muji 打錯 係Uniqlo", "Muji", "Uniqlo"),
    ],
)
def test_a_correction_takes_back_what_stands_before_it(text: str, first: str, second: str) -> None:
    places = [(text.index(word), text.index(word) + len(word)) for word in (first, second)]
    scopes = Scopes(fold_typed(text))
    assert scopes.taken_back(places) == {0}
    assert (scopes.retracted(*places[0]), scopes.retracted(*places[1])) == (True, False)


@pytest.mark.parametrize("text", ["sorry, 350", "octopus, sorry for the trouble", "唔好意思 八達通"])
def test_an_excuse_takes_nothing_back(text: str) -> None:
    assert Scopes(fold_typed(text)).taken_back([(len(text) - 3, len(text))]) == set()


@pytest.mark.parametrize(
    ("text", "moods"),
    [
        ("I spent $350 at Muji, how many points?", ["told", "asked"]),
        ("喺無印買咗350蚊，有幾多分", ["told", "asked"]),
        ("if I spend 30k, is that enough", ["supposed", "asked"]),
        ("如果我買三萬，夠唔夠", ["supposed", "asked"]),
        ("I want two hours of parking", ["wished"]),
        ("我想換泊車", ["wished"]),
        ("the website says 7 days", ["quoted_rule"]),
        ("条款写明七天内", ["quoted_rule"]),
        ("可以用現金嗎", ["asked"]),
    ],
)
def test_moods(text: str, moods: list[str]) -> None:
    assert [clause.mood for clause in Scopes(fold_typed(text)).clauses] == moods


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("I bought it", "past"),
        ("買咗", "past"),
        ("买了", "past"),
        ("I will come tomorrow", "future"),
        ("我聽日會嚟", "future"),
        ("我打算去", "future"),
        ("I am a member", "present"),
        ("八達通", None),
    ],
)
def test_tenses(text: str, tense: str | None) -> None:
    assert Scopes(fold_typed(text)).clause_of(0).tense == tense
