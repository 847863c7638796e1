"""Values by type and language, plurals, messages in messages, and what happens when a value is missing."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from babel.numbers import format_decimal

from bot.clock import HONG_KONG
from bot.languages import LANGUAGES, LOCALES, Language
from bot.rules.figures import MonthDay, Quantity
from bot.text import Shop
from bot.wording import Message, Money, Wording, WordingError, _, n_
from bot.wording.template import TemplateError, parse_template


@pytest.fixture(scope="module")
def words() -> Wording:
    return Wording.load(strict=True)


@pytest.mark.parametrize(
    ("placeholder", "value", "en", "hans", "hant"),
    [
        ("{x}", 1234, "1,234", "1,234", "1,234"),
        ("{x:plain}", 1234, "1234", "1234", "1234"),
        ("{x}", Decimal("0.5"), "0.5", "0.5", "0.5"),
        ("{x:points}", 1, "1 point", "1积分", "1積分"),
        ("{x:points}", 1000, "1,000 points", "1,000积分", "1,000積分"),
        ("{x}", Quantity(7, "working_days"), "7 working days", "7个工作日", "7個工作天"),
        ("{x:plain}", Quantity(18, "years"), "18", "18", "18"),
        ("{x}", Quantity(Decimal("100"), "HKD"), "HK$100", "HK$100", "HK$100"),
        ("{x}", Money(Decimal("1234.5")), "HK$1,234.50", "HK$1,234.50", "HK$1,234.50"),
        ("{x}", Money(Decimal("-20")), "-HK$20", "-HK$20", "-HK$20"),
        ("{x}", Money(Decimal("2000.00"), "CNY"), "RMB¥2,000", "¥2,000", "RMB¥2,000"),
        ("{x}", date(2026, 11, 2), "2 November 2026", "2026年11月2日", "2026年11月2日"),
        ("{x:short}", date(2026, 11, 2), "2 Nov 2026", "2026年11月2日", "2026年11月2日"),
        ("{x:day}", date(2026, 11, 2), "2 Nov", "11月2日", "11月2日"),
        ("{x:month}", date(2026, 11, 2), "November 2026", "2026年11月", "2026年11月"),
        (
            "{x:weekday}",
            date(2026, 11, 2),
            "Monday, 2 November 2026",
            "2026年11月2日星期一",
            "2026年11月2日星期一",
        ),
        ("{x}", MonthDay(3, 31), "31 March", "3月31日", "3月31日"),
        ("{x}", time(20, 0), "20:00", "20:00", "20:00"),
        ("{x}", time(19, 59, 59), "19:59:59", "19:59:59", "19:59:59"),
        (
            "{x}",
            datetime(2026, 11, 2, 23, 30, tzinfo=UTC),
            "3 November 2026, 07:30",
            "2026年11月3日 07:30",
            "2026年11月3日 07:30",
        ),
        ("{x:time}", datetime(2026, 11, 2, 9, 5, tzinfo=HONG_KONG), "09:05", "09:05", "09:05"),
        ("{x}", timedelta(days=7), "7 days", "7天", "7天"),
        ("{x}", timedelta(hours=25, minutes=1), "1 day 1 hour 1 minute", "1天1小时1分钟", "1天1小時1分鐘"),
        ("{x}", timedelta(0), "0 days", "0天", "0天"),
        ("{x}", ["a", "b", "c"], "a, b and c", "a、b 和 c", "a、b 及 c"),
        ("{x}", (1, 2), "1 and 2", "1和2", "1及2"),
        ("{x:or}", ("a", "b"), "a or b", "a 或 b", "a 或 b"),
        (
            "by {x:payment or}",
            ("octopus", "cash"),
            "by Octopus or cash",
            "by 八达通或现金",
            "by 八達通或現金",
        ),
        ("{x:payment}", "octopus", "Octopus", "八达通", "八達通"),
        ("{x}", {"en": "parking", "zh-Hans": "停车", "zh-Hant": "泊車"}, "parking", "停车", "泊車"),
        (
            "{x}",
            Shop({"en": "SF Express", "zh-Hans": "顺丰", "zh-Hant": "順豐"}),
            "SF Express",
            "顺丰",
            "順豐",
        ),
        ("{x:printed}", "顺丰速运 SF", "顺丰速运 SF", "顺丰速运 SF", "順豐速運 SF"),
        ("{x:printed}", "皇后大道 順豐站", "皇后大道 順豐站", "皇后大道 顺丰站", "皇后大道 順豐站"),
        ("{x}", "as it is", "as it is", "as it is", "as it is"),
        ("{x}", _("{count} left").using(count=3), "3 left", "3 left", "3 left"),
    ],
)
def test_values_by_type_style_and_language(
    words: Wording, placeholder: str, value: Any, en: str, hans: str, hant: str
) -> None:
    said = [words.say(language, Message(placeholder), x=value) for language in LANGUAGES]
    assert said == [en, hans, hant]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [0, 7, 999, 1000, 1234567, Decimal("0.5"), Decimal("12345.67"), -1200])
def test_numbers_look_as_the_locale_wants_them(
    words: Wording, number: int | Decimal, language: Language
) -> None:
    assert words.put(language, number) == format_decimal(number, locale=LOCALES[language])


def test_the_plural_is_chosen_by_the_count(words: Wording) -> None:
    message = n_("{count} voucher", "{count} vouchers")
    assert words.say("en", message, count=1) == "1 voucher"
    assert words.say("en", message, count=0) == "0 vouchers"
    assert words.say("zh-Hant", message, count=1) == "1張禮券"


def test_values_can_be_given_with_the_message_or_when_it_is_said(words: Wording) -> None:
    message = Message("{a} and {b}").using(a=1)
    assert words.say("en", message, b=2) == "1 and 2"
    assert words.say("en", message.using(b=3)) == "1 and 3"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Apple Store", "在 Apple Store 用"),
        ("7-Eleven", "在 7-Eleven 用"),
        ("K11", "在 K11 用"),
        ("挑戰者", "在挑戰者用"),
        ("24/7 FITNESS", "在 24/7 FITNESS 用"),
        ("CIAK 意大利餐廳", "在 CIAK 意大利餐廳用"),
        ("7-Eleven 便利店", "在 7-Eleven 便利店用"),
        (("P1", "P2", "P3"), "在 P1、P2 及 P3 用"),
        (Money(Decimal("100")), "在HK$100用"),
        (7, "在7用"),
        (time(11, 0), "在11:00用"),
    ],
)
def test_chinese_sets_a_blank_beside_a_latin_name_and_none_beside_a_figure(
    words: Wording, value: Any, said: str
) -> None:
    assert words.say("zh-Hant", Message("在{x}用"), x=value) == said
    assert words.say("zh-Hant", Message("「{x}」"), x=value) == f"「{said[1:-1].strip()}」"


def test_a_sentence_that_begins_with_a_name_begins_with_a_capital(words: Wording) -> None:
    message = Message("{x:payment} does not count, {x:payment} is {x:payment}.")
    assert (
        words.say("en", message, x="credit_card") == "Credit card does not count, credit card is credit card."
    )
    assert words.say("en", Message("{x} is a shop."), x="nodi") == "nodi is a shop."


def test_a_value_is_never_taken_for_a_template(words: Wording) -> None:
    assert words.say("en", Message("{x}"), x="{y} {") == "{y} {"


@pytest.mark.parametrize("value", [None, True, object(), {"en": "only"}, {1, 2}])
def test_what_has_no_words_is_an_error(words: Wording, value: Any) -> None:
    with pytest.raises(WordingError):
        words.say("zh-Hant", Message("{x}"), x=value)


@pytest.mark.parametrize("placeholder", ["{x:payment}", "{x:no_such_table}"])
def test_a_code_without_a_name_is_an_error(words: Wording, placeholder: str) -> None:
    with pytest.raises(WordingError):
        words.say("en", Message(placeholder), x="barter")


def test_a_missing_value_is_an_error(words: Wording) -> None:
    with pytest.raises(WordingError, match="points"):
        words.say("en", Message("You have {points}."))


def test_a_member_never_reads_a_raw_placeholder() -> None:
    assert Wording.load().say("en", Message("You have {points}.")) == "You have …."


@pytest.mark.parametrize("text", ["{", "}", "{Name}", "{a b}", "{{x}}", "{x!r}"])
def test_a_stray_brace_is_no_sentence(text: str) -> None:
    with pytest.raises(TemplateError):
        parse_template(text)
