"""Sums of money on the table: which there are, what they come to, and which of them count."""

import re
from decimal import Decimal

from bot.understanding.candidates.found import Range, Span, Value
from bot.understanding.telling.board import Board, Mention

TOTAL = re.compile(
    r"(?<![a-z])(?:total|bill|altogether|in all|original(?:ly)?|full price|before|came to|"
    r"receipt (?:says|shows|of|is|for|total)|list price|"
    r"priced? at|cost|whole)(?![a-z])|总共|合共|一共|总|共|原价|全单|账单|成单|张单|折前|标价|全额"
)
RECEIPTS = re.compile(
    r"(?<![a-z])(?:(?:two|three|2|3|both|separate|several|different|second) receipts?|receipts|"
    r"another receipt|(?:two|three|2|3|different|several) (?:different )?(?:shops|stores))(?![a-z])"
    r"|[两二三几23]间(?:唔同|不同)?[嘅的]?(?:铺|店|商户)"
    r"|一张[^,。;!?]{0,10}[,、和同]\s?(?:另)?一张"
    r"|(?:两|二|三|2|3|几)(?:张|套)(?:单|收据|小票|发票|receipt)?|分开(?:两|三|几)?张?单|另一张"
)
EXACTLY = re.compile(
    r"(?<![a-z])(?:exact(?:ly)?|precise(?:ly)?|to be exact|in fact)(?![a-z])|准确"
    r"|精确|确实|正确|确切|实数|其实"
)
CASH = re.compile(r"(?<![a-z])(?:cash|coins|notes)(?![a-z])|现金")
_BESIDE = 6  # characters between a sum and the word that says how it was paid
SMALLEST = 10  # a bare number below this is no sum where others are told


def plain(value: Value) -> int | float | str | Range | Span:
    """A value as a fact has it: an amount as a number of JSON, a range as it is."""
    if isinstance(value, Decimal):
        return number(value)
    return value if isinstance(value, Range | Span) else str(value)


def number(amount: Decimal) -> int | float:
    """An amount as a number of JSON."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def in_brackets(board: Board, mention: Mention) -> bool:
    """Whether a number is what brackets hold, or begins it: the price behind a reward's name."""
    return board.text[: mention.start].rstrip().endswith("(")


def sums_on(board: Board) -> list[Mention]:
    """The sums without a role, in order; bare numbers only where nothing says money."""
    money = board.free("money")
    bare = [m for m in board.free("number") if isinstance(m.value, Range) or (amount_of(m) or 0) >= SMALLEST]
    return sorted(
        [*money, *bare] if not money or RECEIPTS.search(board.text) else money, key=lambda m: m.start
    ) or [m for m in board.free("number") if amount_of(m) is not None and amount_of(m) != 0]


def amount_of(mention: Mention) -> Decimal | None:
    """What a sum comes to, so many times each; None for a range."""
    if not isinstance(mention.value, Decimal):
        return None
    return mention.value * (mention.each or 1)


def cash_part(board: Board) -> Mention | None:
    """The sum that was paid in cash beside another way of paying: "by card, my sister put in 300 in cash"."""
    paid = set(board.values("receipt.payment"))
    sums = [m for m in board.free("money", "number") if (amount_of(m) or 0) >= SMALLEST]
    if "cash" not in paid or len(paid) < 2 or len(sums) < 2:
        return None
    beside = [
        m for m in sums if any(board.gap(m.place, word.span()) <= _BESIDE for word in board.matches(CASH))
    ]
    return beside[0] if len(beside) == 1 else None


def is_close(board: Board, mention: Mention, cue: re.Pattern[str], within: int) -> bool:
    """Whether a cue stands at most so many characters from a sum, in its clause."""
    gap = board.nearest(mention, cue)
    return gap is not None and gap <= within


def foreign_sums(board: Board, currency: str) -> list[Mention]:
    """The sums in other currencies: they say nothing beside a total in the programme's own."""
    found = [m for m in board.free("money") if m.currency not in (None, currency)]
    for mention in found:
        mention.role = "foreign"
    return found


def drop_rough(board: Board) -> None:
    """A rough sum gives way to the exact one that is told with it: 六百幾蚊，準確啲係$623."""
    if not board.has(EXACTLY):
        return
    money = [m for m in board.free("money") if isinstance(m.value, Decimal)]
    exact = [m.value for m in money if not m.about]
    for mention in money:
        near = [e for e in exact if mention.value <= e < mention.value * 2]  # type: ignore[operator]
        if mention.about and near:
            mention.role = "rough"


_RECEIVED = re.compile(
    r"(?<![a-z])(?:got|gets?|receive[ds]?|won|win|earned|(?:(?:was|were|been) )?given|gave|gives?|comes with)"
    r"\s(?:me |us )?(?:back )?(?:an? |the |my |another |one )?(?:free )?(?:hk)?\$?\s?$"
    r"|(?:送|派|返|攞到?|拎到?|收到?|得到?|获赠?)(?:咗|了|返|我)?(?:[一1]?张)?(?:hk)?\$?\s?$"
)
_VOUCHER = re.compile(
    r"\s?(?:hkd?|dollars?)?\s?(?:cash |gift |shopping |discount |e-?)?(?:vouchers?|coupons?|cards?)(?![a-z])"
    r"|\s?(?:元|蚊|块)?(?:嘅|的)?(?:现金|购物|礼|优惠|代金|折扣)?[券卷]"
)


def drop_received(board: Board) -> None:
    """What the member was given is no part of a sum: "and got a $50 voucher"."""
    for mention in board.free("money", "number"):
        before = board.text[max(0, mention.start - 40) : mention.start]
        if _RECEIVED.search(before) and _VOUCHER.match(board.text, mention.end):
            mention.role = "received"
