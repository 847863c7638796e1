"""A visit to the counter in words: the facts of `claim`."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from bot.understanding.candidates.found import Span
from bot.understanding.telling import days
from bot.understanding.telling.amounts import is_close, plain
from bot.understanding.telling.board import Board, Mention, Told
from bot.understanding.telling.receipts import (
    leave_missing_receipt,
    read_circumstances,
    read_deposit,
    read_number,
)
from bot.understanding.telling.shops import read_place, read_shop
from bot.understanding.telling.sums import read_sums
from bot.understanding.telling.weather import read_weather


def read_claim(board: Board, programme: str | None, currency: str, now: datetime) -> None:
    """Facts of `claim`: the receipt, the visit to the counter, the weather."""
    read_circumstances(board, "claim")
    read_number(board)
    leave_missing_receipt(board)
    read_deposit(board)
    before = [t for t in board.told if t.path == "claimed.before"]
    _read_helper(board)
    _drop_signals(board)
    _drop_claimed_sums(board, before)
    _drop_reward_sums(board)
    read_weather(board, now)
    hour = _bare_hour(board)
    read_sums(board, currency, whole_instalment=True)
    read_shop(board)
    _two_sums(board)
    _no_adding_up(board)
    read_place(board, programme)
    cues: dict[str, days.Cue] = {"issued": (days.BOUGHT, days.RECEIPT), "at": days.GOING}
    claimed = _claimed_day(board, before)
    if before and claimed is None:
        cues["claimed"] = days.CLAIMED
    order = ("at", "issued") if board.talk.day == "at" else ("issued", "at")
    found = _receipt_first(days.assign(board, cues, order))
    days.say_days(board, found, {"at": "at"})
    _visit_clock(board, found, now)
    if hour is not None and not board.says("at"):
        _say_hour(board, hour, now)
    days.say_days(board, found, {"issued": "receipt.issued_at"})
    _no_bare_visit(board, found, now)
    if before:
        _say_claimed(board, claimed or found.get("claimed"), found.get("at"), before[0].start, now)


def _receipt_first(found: dict[str, Mention]) -> dict[str, Mention]:
    """The days with the earlier one as that of the receipt: nobody goes to the counter before buying."""
    if "issued" not in found or "at" not in found:
        return found
    issued, at = found["issued"], found["at"]
    if issued.kind == at.kind == "day" and str(at.value) < str(issued.value):
        issued.role, at.role = "at", "issued"
        return {**found, "issued": at, "at": issued}
    return found


_CUSTOMER = re.compile(r"(?<![a-z])(?:customers?|clients?)(?![a-z])|顾客|客人|客户|人客|个客")


def _read_helper(board: Board) -> None:
    """Somebody who works in a shop and speaks of a customer comes in the customer's place."""
    staff = next((t for t in board.told if t.path == "member.tenant_staff" and t.value is True), None)
    if staff is not None and board.has(_CUSTOMER):
        board.facts = [fact for fact in board.facts if fact.path != "claimant"]
        board.say("claimant", "shop_staff", (staff.start, staff.end))


_REWARD = re.compile(
    r"\s?(?:hkd|dollars?|元|蚊|块)?(?:嘅|的)?\s?(?:\w+\s)?(?:(?:e-?)?vouchers?|coupons?|现金券|礼券|券)"
)
_NEAR = 12
_WANTS = re.compile(
    r"(?<![a-z])(?:get|claim|redeem|collect|receive|have|exchange)(?![a-z])|换|领|攞|得到|拎|兑|拿"
)


def _drop_reward_sums(board: Board) -> None:
    """What the reward is worth: "do I get the $50 voucher?"."""
    sums = board.free("money")
    for mention in sums if len(sums) > 1 else ():
        asked = board.scopes.clause_at(mention.start).mood in ("asked", "wished")
        if asked and _REWARD.match(board.text, mention.end) and is_close(board, mention, _WANTS, _NEAR):
            board.take(mention, "reward")


def _drop_claimed_sums(board: Board, before: list[Told]) -> None:
    """Sums of the receipt that brought an earlier reward: another one is asked about."""
    sums = board.free("money")
    theirs = [m for m in sums if any(board.together(m.place, (t.start, t.end)) for t in before)]
    if len(theirs) < len(sums):
        for mention in theirs:
            board.take(mention, "claimed before")


def _visit_clock(board: Board, found: dict[str, Mention], now: datetime) -> None:
    """A clock time without a day of its own is that of the visit."""
    clocks = board.free("clock")
    if not clocks:
        return
    clock = min(clocks, key=lambda c: gap if (gap := board.nearest(c, days.GOING)) is not None else 99)
    if "at" in found:
        day = found["at"].value
    elif "issued" in found and board.nearest(clock, days.GOING) is None:
        return
    else:
        day = _day_of_visit(board, found, now)
    if not isinstance(day, date) or isinstance(day, datetime):
        return
    board.facts = [fact for fact in board.facts if fact.path != "at"]
    board.take(clock, "at")
    at = datetime.combine(day, clock.value, now.tzinfo)  # type: ignore[arg-type]
    board.say("at", at.isoformat(), clock.place)


def _day_of_visit(board: Board, found: dict[str, Mention], now: datetime) -> date:
    """The day of a visit of which only the time is told: the last one named, or today."""
    named = [m.value for m in board.mentions if m.kind in ("day", "moment")]
    told = [v.date() if isinstance(v, datetime) else v for v in named if isinstance(v, date)]
    others = [day for day in told if "issued" not in found or day != found["issued"].value]
    return max(told) if others else board.talk.visit or max([*told, now.date()])


_SIGNAL = re.compile(
    r"(?<![a-z])(?:typhoon|signal|t)\s?(?:signal )?(?:no\.?|number)?\s?$|(?:台风|风球|挂)\s?$"
)
_HOURS_OF_THE_DAY = 12
_MORNING = 11  # from which on a bare hour is one of the morning: nobody comes to a mall at seven


def _drop_signals(board: Board) -> None:
    """The number of a signal is no sum: "typhoon 8"."""
    signals = [(t.start, t.end) for t in board.told if t.path == "weather.signal"]
    for mention in board.free("number", "money", "count"):
        within = any(start <= mention.start and mention.end <= end for start, end in signals)
        if within or _SIGNAL.search(board.text, max(0, mention.start - 16), mention.start):
            board.take(mention, "signal")


def _bare_hour(board: Board) -> Mention | None:
    """An hour told as nothing but a number, where the visit is talked about: "ok 7 then"."""
    numbers = [m for m in board.free("number") if isinstance(m.value, Decimal)]
    if board.talk.day != "at" or len(numbers) != 1 or board.free("money", "clock"):
        return None
    hour = numbers[0]
    if not isinstance(hour.value, Decimal) or not 1 <= hour.value <= _HOURS_OF_THE_DAY:
        return None
    board.take(hour, "at")
    return hour


def _say_hour(board: Board, hour: Mention, now: datetime) -> None:
    assert isinstance(hour.value, Decimal)
    of_day = int(hour.value) + (_HOURS_OF_THE_DAY if hour.value < _MORNING else 0)
    at = datetime.combine(board.talk.visit or now.date(), time(of_day), now.tzinfo)
    board.say("at", at.isoformat(), hour.place)


_MONTH = re.compile(
    r"月|/|-|(?<![a-z])(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec|to(?:day|night|morrow)|"
    r"[a-z]+day)"
    r"|[今明后昨寻听]|星期|周"
)


def _visit_after_receipt(board: Board, found: dict[str, Mention]) -> None:
    """A visit on a day of no month ("on the 22nd") is the first such day that is not before the receipt."""
    at, issued = found["at"], found["issued"].value
    first = issued.date() if isinstance(issued, datetime) else issued
    fact = next((f for f in board.facts if f.path == "at"), None)
    if fact is None or not isinstance(first, date) or _MONTH.search(board.text[at.start : at.end]):
        return
    visit = datetime.fromisoformat(str(fact.value))
    if timedelta(0) < first - visit.date() < timedelta(days=62) and visit.day >= first.day:
        later = visit.replace(year=first.year, month=first.month).isoformat()
        board.facts[board.facts.index(fact)] = replace(
            fact, value=later if "T" in str(fact.value) else later[:10]
        )


def _two_sums(board: Board) -> None:
    """One sum on the receipt and another on the slip do not match."""
    sums = [m for m in board.mentions if m.kind in ("money", "number") and isinstance(m.value, Decimal)]
    by_paper = {
        name: m.value
        for m in sums
        for name, words in (("receipt", _ON_RECEIPT), ("slip", _ON_SLIP))
        if words.search(board.text[max(0, m.start - 24) : m.start])
    }
    if len(by_paper) == 2 and len(set(by_paper.values())) == 2 and not board.says("receipt.slip_matches"):
        board.say("receipt.slip_matches", False, sums[0].place)


_SAYS = r"\s?(?:上|写|度)*(?:系|是|为|写|印|显示|says?|shows?|is|has)*\s?(?:hk)?\$?$"
_ON_RECEIPT = re.compile(r"(?:(?<!card )(?<![a-z])receipt|小票|收据|发票|(?<!签购)(?<!存)单)" + _SAYS)
_ON_SLIP = re.compile(r"(?:(?<![a-z])slip|存根|签购单|付款单)" + _SAYS)


def _no_adding_up(board: Board) -> None:
    """Sums at several shops are several receipts, which do not add up: the largest alone counts."""
    shops = {str(e.value): board.place_of(e) for e in board.entities if e.entity == "merchant"}
    sums = [m for m in board.mentions if m.kind in ("money", "number") and isinstance(m.value, Decimal)]
    own: dict[str, Mention] = {}
    for shop, place in shops.items():
        beside = [m for m in sums if board.gap(place, m.place) <= 4 and m not in own.values()]
        if beside:
            own[shop] = beside[0]
    if len(own) < 2:
        return
    shop, largest = max(own.items(), key=lambda item: item[1].value)  # type: ignore[arg-type, return-value]
    board.facts = [f for f in board.facts if f.path not in ("receipt.total", "receipt.merchant")]
    board.say("receipt.total", plain(largest.value), largest.place)
    board.say("receipt.merchant", shop, shops[shop])
    for mention in sums:
        if mention.role is None:
            board.take(mention, "another receipt")


def _no_bare_visit(board: Board, found: dict[str, Mention], now: datetime) -> None:
    """A visit today without a time is now; a receipt of that day cannot be later than the visit."""
    if "at" in found and "issued" in found:
        _visit_after_receipt(board, found)
    at = next((str(f.value) for f in board.facts if f.path == "at"), None)
    if at == str(now.date()):
        board.facts = [fact for fact in board.facts if fact.path != "at"]
        at = None
    issued = next((str(f.value) for f in board.facts if f.path == "receipt.issued_at"), None)
    if "T" in (issued or "") and "issued" in found and str(issued) >= (at or now.isoformat()):
        board.facts = [fact for fact in board.facts if fact.path != "receipt.issued_at"]
        board.say("receipt.issued_at", str(issued)[:10], found["issued"].place)


def _claimed_day(board: Board, before: list[Told]) -> Mention | None:
    """The day that stands in or right beside the words for an earlier claim ("尋日換過一張")."""
    for told in before:
        place = (told.start, told.end)
        near = [m for m in board.free(*days.DAYS) if board.gap(m.place, place) <= 3]
        if near and str(told.value) != "today":
            board.take(near[0], "claimed")
            return near[0]
    return None


def _say_claimed(
    board: Board, claimed: Mention | None, at: Mention | None, start: int, now: datetime
) -> None:
    value = claimed.value if claimed is not None else None
    if value is None:
        value = at.value if at is not None and isinstance(at.value, date) else now.date()
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, Span):
        value = value.last
    word = next((t.value for t in board.told if t.path == "claimed.before"), None)
    if claimed is None and word == "yesterday" and isinstance(value, date):
        value -= timedelta(days=1)
    board.say("claimed_on", [str(value)], (start, start + 1), "add")
