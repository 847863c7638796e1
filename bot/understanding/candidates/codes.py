"""Digits that only name something: phone, member and receipt numbers, shops, levels, versions (10.3.10)."""

import re
from collections.abc import Iterator
from datetime import date

from bot.understanding.candidates.calendar_words import existing
from bot.understanding.candidates.found import Claim

_CODES = [
    # a word that says so before it
    re.compile(
        r"(?<![a-z])(?:(?:member(?:ship)?|card|receipt|invoice|order|ref(?:erence)?|slip|transaction"
        r"|account|id|phone|mobile|"
        r"tel(?:ephone)?|shop|unit|room|suite|code|otp|pin|ticket|case|bill|bus|gate)\s?(?:no\.?"
        r"|num(?:ber)?|#|code|is|id)?\s?"
        r"(?:is|was|:|=|#)?\s?#?|no\.?\s?|number\s"
        r"|#\s?)(?P<code>(?=[a-z\d-]*\d{3})[a-z\d]+(?:-[a-z\d]+)*)(?![\d.,]*\d|\s?(?:points?|pts"
        r"|dollars?|hkd|bucks|蚊|元|%))"
    ),
    re.compile(
        r"(?:会员|收据|单据|小票|发票|订单|单|交易|参考|电话|手机|验证|帐户|账户|卡)(?:号码?|编号|码"
        r"|号)\s?(?:系|是|为"
        r"|:)?\s?#?(?P<code>[a-z]{0,4}-?\d[\d-]{2,})"
    ),
    re.compile(r"(?:铺|舖|号铺|室|单位|电话|验证码)\s?(?P<code>[a-z]?\d{2,8})(?![\d.]|\s?[蚊元块分])"),
    # letters with digits: fw-100001, r2211-0042, p2, iphone15, k11
    re.compile(
        r"(?<![a-z\d])(?P<code>(?!(?:hkd|hk|rmb|usd|us|cny|x|v|for|at|to"
        r"|of)\d)[a-z]{1,12}-?\d+(?:-?[a-z\d]+)*)(?![\d.]*\d)"
    ),
    # digits of a shape: international and local phones, six and more digits, 7-11
    re.compile(r"(?<![\d.])(?P<code>(?:\+|00)\d(?:[ -]?\d){7,14})(?!\d)"),
    re.compile(
        r"(?<![\d.$,])(?P<code>(?:852[ -]?)?[2-9]\d{3}[ -]?\d{4})(?![\d.,]*\d|\s?(?:hkd|蚊|元|dollars))"
    ),
    re.compile(
        r"(?<![\d.$,¥-])(?P<code>\d{6,})(?![\d.,]*\d|\s?(?:hkd|rmb|蚊|元|块|分|points|dollars|bucks))"
    ),
    re.compile(r"(?<![\d.$a-z-])(?P<code>24/7|24x7)(?![\d/])"),
    re.compile(r"(?<![a-z])(?:iphone|ios|android|galaxy)\s?(?P<code>\d{1,2})(?![\d.,]*\d)"),
    re.compile(
        r"(?<![a-z])(?:model|series|size|exit|line|ending(?: in| with)?"
        r"|ends (?:in|with)|"
        r"last (?:4|four) digits(?: are| is)?|尾号|末四位)\s?(?:系|是)?(?P<code>\d{1,4})(?![\d.,]*\d)"
    ),
    # levels and other numbered things
    re.compile(
        r"(?<![\d.$])(?P<code>\d{1,2}|[一二三四五六七八九十]{1,3})(?:/f|楼|号(?:铺|舖|线|出口|店|柜"
        r"|风球|波|场))"
    ),
    re.compile(
        r"(?<![a-z])(?:level|floor|signal|t|no\.?|number)\s?(?P<code>\d{1,2})(?![\d.,]*\d|\s?(?:points"
        r"|hours|items|receipts))"
    ),
    re.compile(r"(?<![\d.$a-z])(?P<code>\d{1,2})(?:st|nd|rd|th)\s(?:floor|level)"),
]
_VERSION = re.compile(
    r"(?<![\d.])(?:(?P<word>(?<![a-z])(?:v|ver|version)\.?\s?|版本(?:号)?(?:系|是"
    r"|:)?\s?))?(?P<version>\d{1,3}(?:\.\d{1,3}){1,4})(?P<behind>\s?版)?(?![\d.]*\d)"
)
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d\d)")


def find(text: str, today: date) -> Iterator[Claim]:
    """Codes and versions of a folded text. A dotted day of about now (15.11.26) is a day."""
    for pattern in _CODES:
        for match in pattern.finditer(text):
            yield Claim("code", match["code"], *match.span("code"))
    for match in _VERSION.finditer(text):
        told = match["word"] or match["behind"]
        if told or match["version"].count(".") > 1:
            day = None if told else _dotted_day(match["version"], today)
            yield Claim("day" if day else "version", day or match["version"], *match.span())


def _dotted_day(written: str, today: date) -> date | None:
    match = _DOTTED_DAY.fullmatch(written)
    if not match:
        return None
    year = 2000 + int(match[3])
    return existing(year, int(match[2]), int(match[1])) if abs(year - today.year) <= 2 else None
