"""Roles of the sums of a purchase: total, deductions, tips, what was paid in the end, parts and pieces."""

import itertools
import re
from decimal import Decimal
from typing import Any

from bot.understanding.candidates.found import Range
from bot.understanding.telling.board import Board, Mention, Told

_TIPS = re.compile(r"(?<![a-z])(?:tips?|gratuity|tipped)(?![a-z])|贴士|小费")
_ADDED = re.compile(
    r"(?<![a-z])(?:plus|on top|extra|added|another|and|add|with)(?![a-z])|\+|另外|再|加(?!埋)|额外"
)
_INCLUDED = re.compile(
    r"(?<![a-z])(?:includ\w*|incl|of which|in there|inside)(?![a-z])|包|连|当中|其中|入面|里面|内含|含"
)
_TOTAL = re.compile(
    r"(?<![a-z])(?:total|bill|altogether|in all|original(?:ly)?|full price|before|came to|"
    r"receipt (?:says|shows|of|is|for|total)|list price|"
    r"priced? at|cost|whole)(?![a-z])|总共|合共|一共|总|共|原价|全单|账单|成单|张单|折前|标价|全额"
)
_NET = re.compile(
    r"(?<![a-z])(?:after|net|ended up|end up|in the end|remaining|rest|balance|only paid|"
    r"actually paid|final(?:ly)?|so (?:i )?paid|"
    r"paid the|left to pay|out of pocket|difference)(?![a-z])|之后|后|实付|实际|净|最后|最终|余|"
    r"剩|其余|结果|只系俾|只付|找咗|淨系|尾数"
)
_TAKEN_OFF = re.compile(
    r"(?<![a-z])(?:off|less|minus|deduct(?:ed)?|discount|used|use|using|redeem(?:ed)?|took|"
    r"knocked|saved|with|covered|worth)(?![a-z])"
    r"|减|扣|抵|折|用咗|用了|用|慳|省|优惠|-"
)
_PLUS = re.compile(
    r"[^,、.;!?。]{0,16}(?:,\s?)?\s?(?:\+|plus|and(?: another)?|&|加(?:埋)?|同(?:埋)?|和|,|、|再加)\s?(?:a |"
    r"another |the )?$"
)
_RECEIPTS = re.compile(
    r"(?<![a-z])(?:(?:two|three|2|3|both|separate|several|different|second) receipts?|receipts|"
    r"another receipt)(?![a-z])"
    r"|(?:两|二|三|2|3|几)(?:张|套)(?:单|收据|小票|发票|receipt)?|分开(?:两|三|几)?张?单|另一张"
)
_ONE_BILL = re.compile(
    r"(?<![a-z])(?:(?:one|single|same|1) (?:receipt|bill|transaction|order|payment|slip)|"
    r"all (?:together|in one)|"
    r"rung up together|in one go|altogether|paid together)(?![a-z])"
    r"|一张(?:单|收据|小票|发票)|同一?张(?:单|收据|小票)|同单|一单|一次过|一齐(?:俾|付|埋单|结)|一起(?:付|结|买单)|一笔(?:过|付)"
)
_PAID = re.compile(r"(?<![a-z])(?:paid|pay|charged)(?![a-z])|实付|付|碌|刷|俾")
_EXACTLY = re.compile(
    r"(?<![a-z])(?:exact(?:ly)?|precise(?:ly)?|to be exact|in fact)(?![a-z])|准确"
    r"|精确|确实|正确|确切|实数|其实"
)
_CASH = re.compile(r"(?<![a-z])(?:cash|coins|notes)(?![a-z])|现金")
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
_BUYS = re.compile(r"(?<![a-z])(?:bought|buy|buying|purchased?)(?![a-z])|买|购")
_USES = re.compile(r"(?<![a-z])(?:us(?:e|ed|ing)|with|by|less|minus|after|redeem\w*)(?![a-z])|用|扣|减|抵")
_SMALLEST = 10  # a bare number below this is no sum where others are told
_PRICE = re.compile(
    r"(?<![a-z])(?:minimum|at least|need to spend|threshold|every|per)(?![a-z])\s?\$?$|每\s?$|最少\s?$|满\s?$"
)


def read_sums(board: Board, currency: str, *, whole_instalment: bool) -> None:
    """The facts `receipt.total`, `receipt.tips`, `receipt.deductions`; what finds no role stays free.

    `whole_instalment`: of a purchase in parts the whole counts, not the part that is paid now.
    """
    foreign = _foreign(board, currency)
    _drop_rough(board)
    tips = _read_tips(board)
    deductions = _read_deductions(board)
    sums = [m for m in _money(board) if _figure(m) is not None or isinstance(m.value, Range)]
    sums = [m for m in sums if board.nearest(m, _PRICE) != 0]
    _read_mismatch(board, sums)
    sums = [m for m in sums if m.role is None]
    net = next((m for m in sums if _close(board, m, _NET, 14) and not _close(board, m, _TOTAL, 5)), None)
    if net is not None and (len(sums) > 1 or deductions):
        sums.remove(net)
        net.role = "net"
    else:
        net = None
    whole_sum = _whole_of(sums, deductions) if net is None else None
    if whole_sum is not None:
        total = _settled(whole_sum, sums, "follows")
    else:
        total = _total_of(board, sums, whole_instalment=whole_instalment)
    known = sum((Decimal(str(d["amount"])) for d in deductions if d["amount"] is not None), Decimal(0))
    paid = _figure(net) if net else None
    if total is None and paid is not None:
        total = paid + known
    whole = isinstance(total, Decimal)
    for deduction in deductions:
        if deduction["amount"] is None and isinstance(total, Decimal):
            deduction["amount"] = _missing_deduction(total, paid, known, deduction.get("percent"))
    _read_paid(board, total, deductions)
    if isinstance(total, Decimal) and paid is not None and whole and not deductions and paid < total:
        deductions.append({"kind": "discount", "amount": total - paid, "place": net.place if net else (0, 0)})
    if tips is not None:
        amount, added = tips
        board.say("receipt.tips", plain(amount[0]), amount[1])
        if added and isinstance(total, Decimal):
            total += amount[0]
    if total is None:
        for mention in foreign:
            board.leave_over(mention.place, "foreign_currency")
    else:
        place = next((m.place for m in board.mentions if m.role == "total"), net.place if net else (0, 0))
        board.say("receipt.total", plain(total), place)
    _say_deductions(board, deductions)
    if isinstance(total, Decimal):
        off = [Decimal(str(d["amount"])) for d in deductions if d["amount"] is not None]
        _settle(board, total, off, tips[0][0] if tips else Decimal(0))


def _read_paid(board: Board, total: Any, deductions: list[dict[str, Any]]) -> None:
    """What was paid in the end is less than the rest: the difference was taken off as well."""
    if not isinstance(total, Decimal) or board.values("receipt.settlement") or not deductions:
        return
    off = sum((Decimal(str(d["amount"])) for d in deductions if d["amount"] is not None), Decimal(0))
    for mention in _money(board):
        figure = _figure(mention)
        if figure is not None and total / 2 <= figure < total - off and _close(board, mention, _PAID, 3):
            mention.role = "net"
            deductions.append({"kind": "discount", "amount": total - off - figure, "place": mention.place})
            return


def _settle(board: Board, total: Decimal, off: list[Decimal], tips: Decimal) -> None:
    """Give a role to the sums that follow from the total: what was left of it, a sum that is told twice."""
    follows = {total, total - tips, *itertools.accumulate([total, *(-amount for amount in off)])}
    follows |= {total - tips - sum(off), total - sum(off), sum(off, Decimal(0)), *off}
    free = [m for m in board.free("money", "number") if (_figure(m) or 0) >= _SMALLEST]
    for mention in free:
        if _figure(mention) in follows:
            mention.role = "follows"
    rest = [m for m in free if m.role is None]
    if len(rest) > 1 and sum((_figure(m) or Decimal(0) for m in rest), Decimal(0)) in follows:
        for mention in rest:
            mention.role = "item"


def _read_mismatch(board: Board, sums: list[Mention]) -> None:
    """The slip says one sum and the receipt another."""
    slip = next((m for m in sums if _close(board, m, _SLIP, 9)), None)
    receipt = next((m for m in sums if m is not slip and _close(board, m, _PAPER, 9)), None)
    if slip is None or receipt is None or slip.value == receipt.value or board.says("receipt.slip_matches"):
        return
    slip.role = "slip"
    board.say("receipt.slip_matches", False, slip.place)


def plain(value: Any) -> Any:
    """An amount as a number of JSON."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _money(board: Board) -> list[Mention]:
    money = board.free("money")
    bare = [m for m in board.free("number") if isinstance(m.value, Range) or (_figure(m) or 0) >= _SMALLEST]
    return sorted(
        [*money, *bare] if not money or _RECEIPTS.search(board.text) else money, key=lambda m: m.start
    ) or [m for m in board.free("number") if _figure(m) is not None and _figure(m) != 0]


def _figure(mention: Mention) -> Decimal | None:
    if not isinstance(mention.value, Decimal):
        return None
    return mention.value * (mention.each or 1)


def _close(board: Board, mention: Mention, cue: re.Pattern[str], within: int) -> bool:
    gap = board.nearest(mention, cue)
    return gap is not None and gap <= within


def _foreign(board: Board, currency: str) -> list[Mention]:
    """The sums in other currencies: they say nothing beside a total in the programme's own."""
    found = [m for m in board.free("money") if m.currency not in (None, currency)]
    for mention in found:
        mention.role = "foreign"
    return found


def _drop_rough(board: Board) -> None:
    """A rough sum gives way to the exact one that is told with it: 六百幾蚊，準確啲係$623."""
    if not board.has(_EXACTLY):
        return
    money = [m for m in board.free("money") if isinstance(m.value, Decimal)]
    exact = [m.value for m in money if not m.about]
    for mention in money:
        near = [e for e in exact if mention.value <= e < mention.value * 2]  # type: ignore[operator]
        if mention.about and near:
            mention.role = "rough"


def _read_tips(board: Board) -> tuple[tuple[Decimal, tuple[int, int]], bool] | None:
    money = [(gap, m) for m in _money(board) if (gap := board.nearest(m, _TIPS)) is not None]
    if not money:
        return None
    gap, mention = min(money, key=lambda found: found[0])
    amount = _figure(mention)
    if amount is None or gap > 12:
        return None
    mention.role = "tips"
    board.explained += [match.span() for match in board.matches(_TIPS)]
    included = board.nearest(mention, _INCLUDED)
    added = board.nearest(mention, _ADDED)
    return (amount, mention.place), added is not None and (included is None or added < included)


def _read_deductions(board: Board) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for told in [t for t in board.told if t.path == "deduction.kind"]:
        place = _cash_word(board, told) if told.value == "cash" else (told.start, told.end)
        if any(d["kind"] == told.value and board.together(d["place"], place) for d in found):
            continue
        percent = next((m for m in board.free("percent") if board.gap(m.place, place) <= 12), None)
        money = [m for m in _money(board) if board.gap(m.place, place) <= 24 and _deductible(board, m, place)]
        if percent is not None:
            percent.role = "deduction"
            found.append({"kind": told.value, "amount": None, "percent": percent.value, "place": place})
        elif money:
            mention = min(money, key=lambda m: _distance(board, m, place))
            mention.role = "deduction"
            found.append({"kind": told.value, "amount": _figure(mention), "place": mention.place})
        elif not _bought(board, told.value, place):
            found.append({"kind": told.value, "amount": None, "place": place})
    for mention in board.free("percent"):
        if not found:
            mention.role = "deduction"
            found.append(
                {"kind": "discount", "amount": None, "percent": mention.value, "place": mention.place}
            )
    return found


def _distance(board: Board, mention: Mention, place: tuple[int, int]) -> int:
    """How far a sum is from a word for a deduction; across clauses it is farther, said to be off nearer."""
    across = 0 if board.together(mention.place, place) else 8
    return board.gap(mention.place, place) + across + (0 if _close(board, mention, _TAKEN_OFF, 6) else 4)


def _cash_word(board: Board, told: Told) -> tuple[int, int]:
    """The word itself within "200元付现金，400元刷卡"."""
    word = _CASH.search(board.text, told.start, told.end)
    return word.span() if word else (told.start, told.end)


def _bought(board: Board, kind: str, place: tuple[int, int]) -> bool:
    """Whether a voucher or gift card was bought rather than used: then that is what the purchase is."""
    start, _end = board.clause(place[0])
    before = board.text[start : place[0]]
    category = {"gift_card": "gift_card_purchase", "voucher": "voucher_purchase"}.get(kind)
    if category is None or not _BUYS.search(before) or _USES.search(before):
        return False
    if not board.values("receipt.category"):
        board.say("receipt.category", category, place)
    return True


def _deductible(board: Board, mention: Mention, place: tuple[int, int]) -> bool:
    """Whether a sum beside a word for a deduction is its amount, and not the whole from which it is taken."""
    if _figure(mention) is None or not (
        board.together(mention.place, place) or board.gap(mention.place, place) <= 6
    ):
        return False
    others = [m for m in _money(board) if m is not mention]
    if not others:
        spent = _close(board, mention, _TOTAL, 8) or board.gap(mention.place, place) > 10
        return not spent
    nearest = min(board.gap(m.place, place) for m in others)
    here = board.gap(mention.place, place)
    if _close(board, mention, _TOTAL, 8) and not _close(board, mention, _TAKEN_OFF, 4):
        return False
    return here <= nearest + 3


def _missing_deduction(total: Decimal, paid: Decimal | None, known: Decimal, percent: Any) -> Decimal | None:
    if paid is not None and total - known - paid > 0:
        return total - known - paid
    if isinstance(percent, Decimal):
        return total * percent / 100
    return None


def _total_of(board: Board, sums: list[Mention], *, whole_instalment: bool) -> Any:
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
        return _settled(whole, sums, "item")
    if len(sums) > 1 and all(isinstance(m.value, Decimal) for m in sums) and _joined(board, sums):
        for mention in sums:
            mention.role = "total"
        return sum((_figure(m) or Decimal(0) for m in sums), Decimal(0))
    best = min(sums, key=lambda m: (_or_far(board.nearest(m, _TOTAL)), m.start))
    best.role = "total"
    return best.value if isinstance(best.value, Range) else _figure(best)


def _whole_of(sums: list[Mention], deductions: list[dict[str, Any]]) -> Mention | None:
    """The sum that the others and what was taken off add up to: "bill 500, 150 in cash, 350 by card"."""
    off = [Decimal(str(d["amount"])) for d in deductions if d["amount"] is not None]
    figures = [_figure(m) for m in sums]
    if not off or len(sums) < 2 or None in figures:
        return None
    together = sum((figure for figure in figures if figure is not None), sum(off, Decimal(0)))
    return next((m for m, figure in zip(sums, figures, strict=True) if figure == together / 2), None)


def _settled(part: Mention, sums: list[Mention], others: str = "whole") -> Decimal | None:
    part.role = "total"
    for other in sums:
        if other is not part:
            other.role = others
    return _figure(part)


def _sum_of_others(sums: list[Mention]) -> Mention | None:
    """The sum that all others add up to."""
    figures = [_figure(m) for m in sums]
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
    figures = sorted((m for m in sums if _figure(m) is not None), key=lambda m: m.value)  # type: ignore[arg-type,return-value]
    for mention in sums:
        mention.role = "total"
    first = [m for m in figures if not whole and _close(board, m, _NTH_PART, 12)]
    if first:
        return _figure(first[0])
    if parts:
        return _figure(parts[0]) if whole else Decimal(str(parts[0].value))
    if len(figures) > 1:
        return _figure(figures[-1] if whole else figures[0])
    amount = _figure(figures[0]) if figures else None
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
    if board.has(_RECEIPTS):
        return False
    between = [board.text[a.end : b.start] for a, b in itertools.pairwise(sums)]
    if board.has(_ONE_BILL) and not any(_close(board, m, _TOTAL, 8) for m in sums):
        return all(re.fullmatch(r"[^.;!?。]{1,40}", text) for text in between)
    return all(
        _PLUS.fullmatch(text)
        or re.fullmatch(r"[^,.;!?]{0,24}(?:\+|plus|and|加埋?|同埋?|和)[^.;!?]{0,16}", text)
        for text in between
    )


def _or_far(gap: int | None) -> int:
    return 99 if gap is None else gap


def _say_deductions(board: Board, deductions: list[dict[str, Any]]) -> None:
    known = [{"kind": d["kind"], "amount": plain(d["amount"])} for d in deductions if d["amount"] is not None]
    if known:
        board.say("receipt.deductions", known, deductions[0]["place"])
    for deduction in deductions:
        if deduction["amount"] is None:
            board.leave_over(deduction["place"], "circumstance")
