"""What was taken off a purchase: vouchers, gift cards, discounts, points, cash beside a card."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bot.json_values import Json
from bot.understanding.candidates.found import Range
from bot.understanding.telling.amounts import CASH, TOTAL, amount_of, cash_part, is_close, number, sums_on
from bot.understanding.telling.board import Board, Mention, Told

_TAKEN_OFF = re.compile(
    r"(?<![a-z])(?:off|less|minus|deduct(?:ed)?|discount|used|use|using|redeem(?:ed)?|took|"
    r"knocked|saved|with|covered|worth)(?![a-z])"
    r"|减|扣|抵|折|用咗|用了|用|慳|省|优惠|-"
)
_OFF_THIS = re.compile(
    r"(?:减|扣|抵|慳)(?:咗|了|去|掉)?\s?(?:hk)?\$?$|"
    r"(?<![a-z])(?:less|minus|took off|saved|deducted)\s(?:hk)?\$?$"
)
_ON_TOP = re.compile(r"(?:(?<![a-z])(?:plus|add(?:ed)?|with)\s?(?:a\s)?|\+\s?|加(?:埋|上)?)$")
_SERVICE = re.compile(
    r"\s?(?:service|tax|gst|surcharge|tips?|gratuity|handling)|\s?(?:加一|服务费|小费|贴士|税)"
)
_PAID = re.compile(r"(?<![a-z])(?:paid|pay|charged)(?![a-z])|实付|付|碌|刷|俾")
_BUYS = re.compile(r"(?<![a-z])(?:bought|buy|buying|purchased?)(?![a-z])|买|购")
_USES = re.compile(r"(?<![a-z])(?:us(?:e|ed|ing)|with|by|less|minus|after|redeem\w*)(?![a-z])|用|扣|减|抵")


@dataclass(slots=True)
class Deduction:
    """What was taken off; the amount is None where the words don't tell it. `place` is where they tell it."""

    kind: str
    amount: Decimal | None
    place: tuple[int, int]
    percent: Decimal | None = None


def taken_off(deductions: Iterable[Deduction]) -> Decimal:
    """What deductions come to, as far as their amounts are known."""
    return sum((known.amount for known in deductions if known.amount is not None), Decimal(0))


def read_deductions(board: Board) -> list[Deduction]:
    """The deductions that the words tell."""
    found: list[Deduction] = []
    for told in [t for t in board.told if t.path == "deduction.kind"]:
        place = _cash_word(board, told) if told.value == "cash" else (told.start, told.end)
        kind = str(told.value)
        if any(known.kind == kind and board.together(known.place, place) for known in found):
            continue
        percent = next((m for m in board.free("percent") if board.gap(m.place, place) <= 12), None)
        money = [
            m for m in sums_on(board) if board.gap(m.place, place) <= 24 and _deductible(board, m, place)
        ]
        money = [m for m in money if _said_off(board, m)] or money
        if percent is not None:
            percent.role = "deduction"
            found.append(Deduction(kind, None, place, _share(percent)))
        elif money:
            mention = min(money, key=lambda m: _distance(board, m, place))
            mention.role = "deduction"
            found.append(Deduction(kind, amount_of(mention), mention.place))
        elif not _bought(board, kind, place):
            found.append(Deduction(kind, None, place))
    if (part := cash_part(board)) is not None and not found:
        part.role = "deduction"
        found.append(Deduction("cash", amount_of(part), part.place))
    for mention in board.free("percent"):
        if _surcharge(board, mention):
            mention.role = "surcharge"
        elif not found:
            mention.role = "deduction"
            found.append(Deduction("discount", None, mention.place, _share(mention)))
    return found


def _surcharge(board: Board, mention: Mention) -> bool:
    """Whether a share comes on top: "plus 10% service"."""
    before = board.text[max(0, mention.start - 12) : mention.start]
    return _ON_TOP.search(before) is not None or _SERVICE.match(board.text, mention.end) is not None


def _share(mention: Mention) -> Decimal | None:
    return mention.value if isinstance(mention.value, Decimal) else None


def _distance(board: Board, mention: Mention, place: tuple[int, int]) -> int:
    """How far a sum is from a word for a deduction; across clauses it is farther, said to be off nearer."""
    across = 0 if board.together(mention.place, place) else 8
    return board.gap(mention.place, place) + across + (0 if is_close(board, mention, _TAKEN_OFF, 6) else 4)


def _cash_word(board: Board, told: Told) -> tuple[int, int]:
    """The word itself within "200元付现金，400元刷卡"."""
    word = CASH.search(board.text, told.start, told.end)
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
    if amount_of(mention) is None or not (
        board.together(mention.place, place) or board.gap(mention.place, place) <= 6
    ):
        return False
    if _said_off(board, mention):
        return True
    others = [m for m in sums_on(board) if m is not mention]
    if not others:
        spent = is_close(board, mention, TOTAL, 8) or board.gap(mention.place, place) > 10
        return not spent
    nearest = min(board.gap(m.place, place) for m in others)
    here = board.gap(mention.place, place)
    if is_close(board, mention, TOTAL, 8) and not is_close(board, mention, _TAKEN_OFF, 4):
        return False
    return here <= nearest + 3


def _said_off(board: Board, mention: Mention) -> bool:
    """Whether a sum stands right behind a word for taking off: 減咗$120, "minus $120"."""
    return _OFF_THIS.search(board.text, max(0, mention.start - 14), mention.start) is not None


def missing_deduction(
    total: Decimal, paid: Decimal | None, known: Decimal, percent: Decimal | None
) -> Decimal | None:
    """The amount of a deduction that follows from what was paid, or from its share of the total."""
    if paid is not None and total - known - paid > 0:
        return total - known - paid
    return None if percent is None else total * percent / 100


def read_paid(board: Board, total: Decimal | Range | None, deductions: list[Deduction]) -> None:
    """What was paid in the end is less than the rest: the difference was taken off as well."""
    if not isinstance(total, Decimal) or board.values("receipt.settlement") or not deductions:
        return
    off = taken_off(deductions)
    for mention in sums_on(board):
        figure = amount_of(mention)
        if figure is not None and total / 2 <= figure < total - off and is_close(board, mention, _PAID, 3):
            mention.role = "net"
            deductions.append(Deduction("discount", total - off - figure, mention.place))
            return


def say_deductions(board: Board, deductions: list[Deduction]) -> None:
    """The fact `receipt.deductions`; one without an amount is left over."""
    known: list[Json] = [
        {"kind": each.kind, "amount": number(each.amount)} for each in deductions if each.amount is not None
    ]
    if known:
        board.say("receipt.deductions", known, deductions[0].place)
    for deduction in deductions:
        if deduction.amount is None:
            board.leave_over(deduction.place, "circumstance")
