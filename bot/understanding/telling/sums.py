"""Roles of the sums of a purchase: total, deductions, tips, what was paid in the end, parts and pieces."""

import itertools
import re
from decimal import Decimal

from bot.understanding.candidates.found import Range
from bot.understanding.telling.amounts import (
    CASH,
    RECEIPTS,
    SMALLEST,
    TOTAL,
    amount_of,
    drop_received,
    drop_rough,
    foreign_sums,
    is_close,
    plain,
    sums_on,
)
from bot.understanding.telling.board import Board, Mention
from bot.understanding.telling.deductions import (
    Deduction,
    missing_deduction,
    read_deductions,
    read_paid,
    say_deductions,
    taken_off,
)

_TIPS = re.compile(r"(?<![a-z])(?:tips?|gratuity|tipped)(?![a-z])|贴士|小费")
_ADDED = re.compile(
    r"(?<![a-z])(?:plus|on top|extra|added|another|and|add|with)(?![a-z])|\+|另外|再|加(?!埋)|额外"
)
_INCLUDED = re.compile(
    r"(?<![a-z])(?:includ\w*|incl|of which|in there|inside)(?![a-z])|包|连|当中|其中|入面|里面|内含|含"
)
_NET = re.compile(
    r"(?<![a-z])(?:after|net|ended up|end up|in the end|remaining|rest|balance|only paid|"
    r"actually paid|final(?:ly)?|so (?:i )?paid|"
    r"paid the|left to pay|out of pocket|difference)(?![a-z])|之后|后|实付|实际|净|最后|最终|余|"
    r"剩|其余|结果|只系俾|只付|找咗|淨系|尾数"
)
_PLUS = re.compile(
    r"[^,、.;!?。]{0,16}(?:,\s?)?\s?(?:\+|plus|and(?: another)?|&|加(?:埋)?|同(?:埋)?|和|,|、|再加)\s?(?:a |"
    r"another |the )?$"
)
_ONE_BILL = re.compile(
    r"(?<![a-z])(?:(?:one|single|same|1) (?:receipt|bill|transaction|order|payment|slip)|"
    r"all (?:together|in one)|"
    r"rung up together|in one go|altogether|paid together)(?![a-z])"
    r"|一张(?:单|收据|小票|发票)|同一?张(?:单|收据|小票)|同单|一单|一次过|一齐(?:俾|付|埋单|结)|一起(?:付|结|买单)|一笔(?:过|付)"
)
_DEPOSIT = re.compile(r"(?<![a-z])(?:deposit|down ?payment|downpay)(?![a-z])|订金|定金|按金|首期")
_NTH_PART = re.compile(
    r"(?<![a-z])(?:(?:first|second|third|last|1st|2nd|3rd|\dth) (?:instal?lment|payment|part|month)|"
    r"(?:today|now|this month) (?:i )?(?:paid|pay)|down ?payment)(?![a-z])"
    r"|第[一二三四五六七八九十\d]+期|首期|头期|今期|今日(?:俾|付|只付|先俾)|今天(?:付|只付)"
)
_INSTALMENT = re.compile(
    r"(?<![a-z])(?:instal?lments?|monthly|months?|per month|a month|each month|parts?)(?![a-z])|"
    r"分期|每期|每个?月|月供|期"
)
_SLIP = re.compile(r"(?<![a-z])slip(?: says| shows| is| has)?(?![a-z])|存根|签账单|付款纪录|付款记录")
_PAPER = re.compile(r"(?<![a-z])receipt(?: says| shows| is| has)?(?![a-z])|收据|小票|发票|张单")
_PRICE = re.compile(
    r"(?<![a-z])(?:minimum|at least|need to spend|threshold|every|per)(?![a-z])\s?\$?$|每\s?$|最少\s?$|满\s?$"
)


_TIP_NEAR = 16
_MEANS_NEAR = 4  # "500 by Visa", 500碌卡
_OF_IT = re.compile(r"(?<![a-z])(?:of (?:it|that|which)|including|incl)(?![a-z])|其中|当中|入面|里面")


def read_sums(board: Board, currency: str, *, whole_instalment: bool) -> None:
    """The facts `receipt.total`, `receipt.tips`, `receipt.deductions`; what finds no role stays free.

    `whole_instalment`: of a purchase in parts the whole counts, not the part that is paid now.
    """
    foreign = foreign_sums(board, currency)
    drop_rough(board)
    drop_received(board)
    tips = _read_tips(board)
    deductions = read_deductions(board)
    sums = [m for m in sums_on(board) if amount_of(m) is not None or isinstance(m.value, Range)]
    sums = [m for m in sums if board.nearest(m, _PRICE) != 0]
    _read_mismatch(board, sums)
    sums = [m for m in sums if m.role is None]
    net = next((m for m in sums if is_close(board, m, _NET, 14) and not is_close(board, m, TOTAL, 5)), None)
    if net is not None and (len(sums) > 1 or deductions):
        sums.remove(net)
        net.role = "net"
    else:
        net = None
    total: Decimal | Range | None
    whole_sum = _whole_of(sums, deductions) if net is None else None
    if whole_sum is not None:
        total = _settled(whole_sum, sums, "follows")
    else:
        total = _total_of(board, sums, whole_instalment=whole_instalment)
    known = taken_off(deductions)
    paid = amount_of(net) if net else None
    if total is None and paid is not None:
        total = paid + known
    elif isinstance(total, Decimal) and paid is not None and not deductions and total < paid:
        first = next(m for m in board.mentions if m.role == "total")
        kind = "cash" if board.nearest(first, CASH) is not None else "discount"
        deductions.append(Deduction(kind, total, first.place))  # "300 cash, the other 500"
        total += paid
    if isinstance(total, Decimal) and paid is None and (cash := _beside_cash(board, deductions)):
        total += cash
    whole = isinstance(total, Decimal)
    for deduction in deductions:
        if deduction.amount is None and isinstance(total, Decimal):
            deduction.amount = missing_deduction(total, paid, known, deduction.percent)
    read_paid(board, total, deductions)
    if isinstance(total, Decimal) and paid is not None and whole and not deductions and paid < total:
        deductions.append(Deduction("discount", total - paid, net.place if net else (0, 0)))
    if tips is not None:
        amount, added = tips
        board.say("receipt.tips", plain(amount[0]), amount[1])
        if added and isinstance(total, Decimal) and total - amount[0] not in map(amount_of, board.mentions):
            total += amount[0]
    if total is None:
        for mention in foreign:
            board.leave_over(mention.place, "foreign_currency")
    else:
        place = next((m.place for m in board.mentions if m.role == "total"), net.place if net else (0, 0))
        board.say("receipt.total", plain(total), place)
    say_deductions(board, deductions)
    if isinstance(total, Decimal):
        off = [each.amount for each in deductions if each.amount is not None]
        _settle(board, total, off, tips[0][0] if tips else Decimal(0))


def _beside_cash(board: Board, deductions: list[Deduction]) -> Decimal | None:
    """What was paid in cash beside a sum that was paid otherwise: "$300 cash and $500 by Visa" is 800."""
    sums = [m for m in board.mentions if m.role == "total"]
    cash = [one.amount for one in deductions if one.kind == "cash"]
    if len(sums) != 1 or len(cash) != 1 or board.has(_OF_IT) or is_close(board, sums[0], TOTAL, 8):
        return None
    means = [t for t in board.told if t.path == "receipt.payment" and t.value != "cash"]
    near = any(board.gap(sums[0].place, (t.start, t.end)) <= _MEANS_NEAR for t in means)
    return cash[0] if near else None


def _settle(board: Board, total: Decimal, off: list[Decimal], tips: Decimal) -> None:
    """Give a role to the sums that follow from the total: what was left of it, a sum that is told twice."""
    follows = {total, total - tips, *itertools.accumulate([total, *(-amount for amount in off)])}
    follows |= {total - tips - sum(off), total - sum(off), sum(off, Decimal(0)), *off}
    free = [m for m in board.free("money", "number") if (amount_of(m) or 0) >= SMALLEST]
    for mention in free:
        if amount_of(mention) in follows:
            mention.role = "follows"
    rest = [m for m in free if m.role is None]
    if len(rest) > 1 and sum((amount_of(m) or Decimal(0) for m in rest), Decimal(0)) in follows:
        for mention in rest:
            mention.role = "item"


def _read_mismatch(board: Board, sums: list[Mention]) -> None:
    """The slip says one sum and the receipt another."""
    slip = next((m for m in sums if is_close(board, m, _SLIP, 9)), None)
    receipt = next((m for m in sums if m is not slip and is_close(board, m, _PAPER, 9)), None)
    if slip is None or receipt is None or slip.value == receipt.value or board.says("receipt.slip_matches"):
        return
    slip.role = "slip"
    board.say("receipt.slip_matches", False, slip.place)


def _read_tips(board: Board) -> tuple[tuple[Decimal, tuple[int, int]], bool] | None:
    words = [match.span() for match in board.matches(_TIPS)]
    money = [
        (min(board.gap(m.place, word) for word in words), m)
        for m in board.free("money", "number")
        if board.nearest(m, _TIPS) is not None
    ]
    if not money:
        return None
    gap, mention = min(money, key=lambda found: found[0])
    amount = amount_of(mention)
    if amount is None or gap > _TIP_NEAR:
        return None
    mention.role = "tips"
    board.explained += [match.span() for match in board.matches(_TIPS)]
    included = board.nearest(mention, _INCLUDED)
    added = board.nearest(mention, _ADDED)
    return (amount, mention.place), added is not None and (included is None or added < included)


def _total_of(board: Board, sums: list[Mention], *, whole_instalment: bool) -> Decimal | Range | None:
    """The total from the sums that are left; several are added where the words add them."""
    if not sums:
        return None
    in_parts = board.values("receipt.settlement")
    if "deposit" in in_parts and "instalment" not in in_parts and len(sums) > 1:
        part = min(sums, key=lambda m: _or_far(board.nearest(m, _DEPOSIT)))
        return _settled(part, sums)
    if "instalment" in in_parts:
        return _instalment(board, sums, whole=whole_instalment)
    if whole := _sum_of_others(sums):
        if not board.has(RECEIPTS):
            return _settled(whole, sums, "item")
        whole.role = "sum of receipts"  # which do not add up: the largest alone
        sums = [m for m in sums if m is not whole]
        return _settled(max(sums, key=lambda m: amount_of(m) or 0), sums, "another receipt")
    if len(sums) > 1 and all(isinstance(m.value, Decimal) for m in sums) and _joined(board, sums):
        for mention in sums:
            mention.role = "total"
        return sum((amount_of(m) or Decimal(0) for m in sums), Decimal(0))
    best = min(sums, key=lambda m: (_or_far(board.nearest(m, TOTAL)), m.start))
    best.role = "total"
    return best.value if isinstance(best.value, Range) else amount_of(best)


def _whole_of(sums: list[Mention], deductions: list[Deduction]) -> Mention | None:
    """The sum that the others and what was taken off add up to: "bill 500, 150 in cash, 350 by card"."""
    off = [each.amount for each in deductions if each.amount is not None]
    figures = [amount_of(m) for m in sums]
    if not off or len(sums) < 2 or None in figures:
        return None
    together = sum((figure for figure in figures if figure is not None), sum(off, Decimal(0)))
    return next((m for m, figure in zip(sums, figures, strict=True) if figure == together / 2), None)


def _settled(part: Mention, sums: list[Mention], others: str = "whole") -> Decimal | None:
    part.role = "total"
    for other in sums:
        if other is not part:
            other.role = others
    return amount_of(part)


def _sum_of_others(sums: list[Mention]) -> Mention | None:
    """The sum that all others add up to."""
    figures = [amount_of(m) for m in sums]
    if len(sums) < 3 or None in figures:
        return None
    together = sum((figure for figure in figures if figure is not None), Decimal(0))
    return next((m for m, figure in zip(sums, figures, strict=True) if figure == together / 2), None)


def _instalment(board: Board, sums: list[Mention], *, whole: bool) -> Decimal | None:
    """The part due now, or the whole: from the one told and the number of parts."""
    count = next(
        (
            m
            for m in board.free("count", "number")
            if isinstance(m.value, Decimal)
            and 1 < m.value <= 60
            and board.nearest(m, _INSTALMENT) is not None
        ),
        None,
    )
    parts = [m for m in sums if m.each]
    figures = sorted((m for m in sums if amount_of(m) is not None), key=lambda m: m.value)  # type: ignore[arg-type,return-value]
    for mention in sums:
        mention.role = "total"
    first = [m for m in figures if not whole and is_close(board, m, _NTH_PART, 12)]
    if first:
        return amount_of(first[0])
    if parts:
        return amount_of(parts[0]) if whole else Decimal(str(parts[0].value))
    if len(figures) > 1:
        return amount_of(figures[-1] if whole else figures[0])
    amount = amount_of(figures[0]) if figures else None
    if amount is None or count is None:
        return amount
    count.role = "parts"
    assert isinstance(count.value, Decimal)
    monthly = re.compile(r"(?<![a-z])(?:each|per|a month|monthly|every month)(?![a-z])|每期|每个?月")
    each = board.nearest(figures[0], monthly) is not None
    if whole:
        return amount * count.value if each else amount
    return amount if each else amount / count.value


def _joined(board: Board, sums: list[Mention]) -> bool:
    """Whether the words between the sums add them up."""
    if board.has(RECEIPTS):
        return False
    between = [board.text[a.end : b.start] for a, b in itertools.pairwise(sums)]
    if board.has(_ONE_BILL) and not any(is_close(board, m, TOTAL, 8) for m in sums):
        return all(re.fullmatch(r"[^.;!?。]{1,40}", text) for text in between)
    return all(
        _PLUS.fullmatch(text)
        or re.fullmatch(r"[^,.;!?]{0,24}(?:\+|plus|and|加埋?|同埋?|和)[^.;!?]{0,16}", text)
        for text in between
    )


def _or_far(gap: int | None) -> int:
    return 99 if gap is None else gap
