"""A purchase in words: the facts of `earn` and `claim`."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.json_values import Json
from bot.understanding.candidates.found import Range, Span
from bot.understanding.circumstances import CUES, kinds
from bot.understanding.telling import days
from bot.understanding.telling.amounts import plain
from bot.understanding.telling.board import Board, Mention, Told
from bot.understanding.telling.earlier import Earlier, read_earlier
from bot.understanding.telling.shops import read_place, read_shop
from bot.understanding.telling.sums import read_sums
from bot.understanding.telling.weather import read_weather

_ALREADY = re.compile(
    r"(?<![a-z])(?:already|so far|earlier|got|have|earned|collected|credited|before|"
    r"another receipt|other receipts?)(?![a-z])"
    r"|已经|已|之前|头先|攞咗|得咗|有咗|赚咗|拿了|得了|获得|入咗|储咗"
)
_SURELY = re.compile(
    r"(?<![a-z])(?:already|so far|earlier|before|credited"
    r"|other receipts?)(?![a-z])|已经|已|之前|头先|入咗|储咗"
)
_BONUS = re.compile(r"(?<![a-z])(?:bonus|extra|promotion|double)(?![a-z])|额外|奖赏分|奖励积分|推广")
_NUMBERED = re.compile(
    r"(?<![a-z])(?:receipt|invoice|bill|slip|ref(?:erence)?)\s?(?:no\.?|num(?:ber)?|#|id)?\s?(?:is|was|"
    r":|#)?\s?$"
    r"|(?:收据|单据|小票|发票|单|票)(?:号码?|编号)\s?(?:系|是|为|:)?\s?$"
)
_LONG = re.compile(r"\d{3}")
_FIRST = re.compile(
    r"(?<![a-z])first (?:receipt|purchase|set|one)(?![a-z])|首套|第一(?:套|张|次|单)|首张|首次"
)
_FAILED = re.compile(
    r"(?<![a-z])(?:refused|rejected|bounced|declined|failed|would(?:n't| not) (?:take|accept))(?![a-z])"
    r"|失败|被拒|打回头|退回|唔成功|不成功"
)


def read_earn(board: Board, programme: str | None, currency: str, now: datetime) -> None:
    """Facts of `earn`: the receipt, the days, what the day brought before."""
    _circumstances(board, "earn")
    read_number(board)
    earlier = read_earlier(board)
    history = _read_history_points(board)
    _read_bonus(board)
    read_sums(board, currency, whole_instalment=False)
    read_shop(board)
    cues: dict[str, days.Cue] = {
        "issued": (days.BOUGHT, days.RECEIPT),
        "submitted": days.SUBMITTED,
        "joined": days.JOINED,
        "birthday": days.BORN,
        "ended": days.ENDED,
    }
    _drop_days_of_others(board)
    found = days.assign(board, cues, ("issued", "submitted"))
    paths = {
        "issued": "receipt.issued_at",
        "submitted": "submitted_at",
        "joined": "member.joined",
        "birthday": "member.birthday",
    }
    days.say_days(board, found, paths)
    if "birthday" in found and board.has(_FIRST):
        board.say("first_set_of_birthday_month", True, found["birthday"].place)
    _read_part(board)
    _say_history(board, history, earlier, found.get("issued"), now)


def read_claim(board: Board, programme: str | None, currency: str, now: datetime) -> None:
    """Facts of `claim`: the receipt, the visit to the counter, the weather."""
    _circumstances(board, "claim")
    read_number(board)
    read_weather(board, now)
    read_sums(board, currency, whole_instalment=True)
    read_shop(board)
    _two_sums(board)
    _no_adding_up(board)
    read_place(board, programme)
    cues: dict[str, days.Cue] = {"issued": (days.BOUGHT, days.RECEIPT), "at": days.GOING}
    before = [t for t in board.told if t.path == "claimed.before"]
    claimed = _claimed_day(board, before)
    if before and claimed is None:
        cues["claimed"] = days.CLAIMED
    found = days.assign(board, cues, ("issued", "at"))
    days.say_days(board, found, {"at": "at"})
    _visit_clock(board, found, now)
    days.say_days(board, found, {"issued": "receipt.issued_at"})
    _no_bare_visit(board, found, now)
    if before:
        _say_claimed(board, claimed or found.get("claimed"), found.get("at"), before[0].start, now)


def _circumstances(board: Board, kind: str) -> None:
    """What the lexicon tells of a receipt, as it stands; instalments say more than a deposit among them."""
    for told in board.told:
        if told.path in CUES or told.path.startswith("weather") or kind not in kinds(told.path):
            continue
        if told.value == "deposit" and "instalment" in board.values("receipt.settlement"):
            continue
        value = [told.value] if told.path == "receipt.unreadable" else told.value
        board.say(told.path, value, (told.start, told.end))


def read_number(board: Board) -> None:
    """The number printed on the receipt, as it is written."""
    for mention in board.free("code"):
        named = _NUMBERED.search(board.text, max(0, mention.start - 24), mention.start)
        if named and _LONG.search(str(mention.value)):
            board.take(mention, "number")
            start, end = board.folded.span(*mention.place)
            board.say("receipt.number", board.original[start:end], mention.place)
            return


def _read_part(board: Board) -> None:
    """Which payment of several it is ("the second instalment")."""
    for mention in board.free("ordinal"):
        if mention.unit in ("instalment", "payment", "part", "deposit") or board.values("receipt.settlement"):
            if board.says("receipt.settlement_part"):
                continue
            board.take(mention, "part")
            board.say("receipt.settlement_part", int(mention.value), mention.place)  # type: ignore[arg-type]


def _drop_days_of_others(board: Board) -> None:
    """Days of something else: the month in "first receipt of this month", that of an upload that failed."""
    for mention in board.free(*days.DAYS):
        if mention.kind == "span" and any(
            board.gap(mention.place, match.span()) <= 6 for match in board.matches(_FIRST)
        ):
            mention.role = "month of the first receipt"
        elif (failed := board.nearest(mention, _FAILED)) is not None:
            bought = board.nearest(mention, days.BOUGHT)
            if (bought is None or failed < bought) and len(board.free(*days.DAYS)) > 1:
                mention.role = "failed upload"


def _read_history_points(board: Board) -> list[Mention]:
    """Points that the day brought before: said to be there already."""
    found = []
    for mention in board.free("points"):
        if board.nearest(mention, _ALREADY) is not None and not isinstance(mention.value, Range):
            if board.nearest(mention, _BONUS) in (0, 1, 2) or _expected(board, mention):
                continue
            board.take(mention, "history")
            found.append(mention)
    return found


def _expected(board: Board, mention: Mention) -> bool:
    """Whether points are asked about, and not said to be there: "got 4 points?"."""
    clause = board.scopes.clause_at(mention.start)
    return clause.mood == "asked" and board.nearest(mention, _SURELY) is None


def _read_bonus(board: Board) -> None:
    for mention in board.free("points"):
        gap = board.nearest(mention, _BONUS)
        if gap is not None and gap <= 12 and not isinstance(mention.value, Range):
            board.take(mention, "bonus")
            board.say("bonus_points", plain(mention.value), mention.place)


OTHER_SHOP = "another shop of the same day"


def _say_history(
    board: Board, earned: list[Mention], earlier: tuple[Earlier, ...], issued: Mention | None, now: datetime
) -> None:
    """Sets credited before: with points of the day, or so many of the same shop."""
    on = issued.value if issued is not None else now.date()
    if isinstance(on, datetime):
        on = on.date()
    if isinstance(on, Span):
        on = on.last
    merchant = next((str(f.value) for f in board.facts if f.path == "receipt.merchant"), "this shop")
    history: list[Json] = []
    for mention in earned:
        history.append({"merchant": OTHER_SHOP, "issued_at": str(on), "points": int(mention.value)})  # type: ignore[arg-type]
    nth = [t for t in board.told if t.path == "history.nth"]
    used = [t for t in board.told if t.path == "receipt_used" and t.value is True]
    if used and not earlier:
        total = next((f.value for f in board.facts if f.path == "receipt.total"), None)
        same: dict[str, Json] = {"merchant": merchant, "issued_at": str(on), "points": 0}
        if isinstance(total, int | float):
            same["total"] = total
        board.say("history", [same], (used[0].start, used[0].end), "add")
        return
    for number, one in enumerate(earlier, 1):
        history.append(
            {
                "merchant": one.merchant or merchant,
                "number": f"before {number}",
                "issued_at": str(on),
                "points": one.points,
            }
        )
    for place in range(len(earlier), max((int(str(t.value)) - 1 for t in nth), default=0)):
        history.append(
            {"merchant": merchant, "number": f"earlier {place + 1}", "issued_at": str(on), "points": 0}
        )
    if history:
        places = [*(m.place for m in earned), *(e.place for e in earlier), *((t.start, t.end) for t in nth)]
        board.say("history", history, places[0], "add")


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
        day = found["issued"].value if "issued" in found else now.date()
    if not isinstance(day, date) or isinstance(day, datetime):
        return
    board.facts = [fact for fact in board.facts if fact.path != "at"]
    board.take(clock, "at")
    at = datetime.combine(day, clock.value, now.tzinfo)  # type: ignore[arg-type]
    board.say("at", at.isoformat(), clock.place)


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
