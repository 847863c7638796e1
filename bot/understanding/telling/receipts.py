"""A purchase in words: the facts of `earn` and `claim`."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from bot.understanding.candidates.found import Range, Span
from bot.understanding.circumstances import CUES, kinds
from bot.understanding.telling import days
from bot.understanding.telling.board import Board, Mention, Told
from bot.understanding.telling.shops import read_place, read_shop
from bot.understanding.telling.sums import plain, read_sums
from bot.understanding.telling.weather import read_weather

_ALREADY = re.compile(
    r"(?<![a-z])(?:already|so far|earlier|got|have|earned|collected|credited|before|"
    r"another receipt|other receipts?)(?![a-z])"
    r"|已经|已|之前|头先|攞咗|得咗|有咗|赚咗|拿了|得了|获得|入咗|储咗"
)
_BONUS = re.compile(r"(?<![a-z])(?:bonus|extra|promotion|double)(?![a-z])|额外|奖赏分|奖励积分|推广")
_FIRST = re.compile(
    r"(?<![a-z])first (?:receipt|purchase|set|one)(?![a-z])|首套|第一(?:套|张|次|单)|首张|首次"
)
_UPLOADED_TODAY = re.compile(r"(?<![a-z])(?:today|now)(?![a-z])|今日|今天|而家|现在")


def read_earn(board: Board, programme: str | None, currency: str, now: datetime) -> None:
    """Facts of `earn`: the receipt, the days, what the day brought before."""
    _circumstances(board, "earn")
    history = _read_history_points(board)
    _read_bonus(board)
    read_sums(board, currency, whole_instalment=False)
    read_shop(board)
    cues: dict[str, Any] = {
        "issued": (days.BOUGHT, days.RECEIPT),
        "submitted": days.SUBMITTED,
        "joined": days.JOINED,
        "birthday": days.BORN,
    }
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
    _say_history(board, history, found.get("issued"), now)


def read_claim(board: Board, programme: str | None, currency: str, now: datetime) -> None:
    """Facts of `claim`: the receipt, the visit to the counter, the weather."""
    _circumstances(board, "claim")
    read_weather(board, now)
    read_sums(board, currency, whole_instalment=True)
    read_shop(board)
    read_place(board, programme)
    cues: dict[str, Any] = {"issued": (days.BOUGHT, days.RECEIPT), "at": days.GOING}
    before = [t for t in board.told if t.path == "claimed.before"]
    claimed = _claimed_day(board, before)
    if before and claimed is None:
        cues["claimed"] = days.CLAIMED
    found = days.assign(board, cues, ("issued", "at"))
    days.say_days(board, found, {"issued": "receipt.issued_at", "at": "at"})
    _visit_clock(board, found, now)
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


def _read_part(board: Board) -> None:
    """Which payment of several it is ("the second instalment")."""
    for mention in board.free("ordinal"):
        if mention.unit in ("instalment", "payment", "part", "deposit") or board.values("receipt.settlement"):
            if board.says("receipt.settlement_part"):
                continue
            board.take(mention, "part")
            board.say("receipt.settlement_part", int(mention.value), mention.place)  # type: ignore[arg-type]


def _read_history_points(board: Board) -> list[Mention]:
    """Points that the day brought before: said to be there already."""
    found = []
    for mention in board.free("points"):
        if board.nearest(mention, _ALREADY) is not None and not isinstance(mention.value, Range):
            if board.nearest(mention, _BONUS) in (0, 1, 2):
                continue
            board.take(mention, "history")
            found.append(mention)
    return found


def _read_bonus(board: Board) -> None:
    for mention in board.free("points"):
        gap = board.nearest(mention, _BONUS)
        if gap is not None and gap <= 12 and not isinstance(mention.value, Range):
            board.take(mention, "bonus")
            board.say("bonus_points", plain(mention.value), mention.place)


OTHER_SHOP = "another shop of the same day"


def _say_history(board: Board, earned: list[Mention], issued: Mention | None, now: datetime) -> None:
    """Sets credited before: with points of the day, or so many of the same shop."""
    on = issued.value if issued is not None else now.date()
    if isinstance(on, datetime):
        on = on.date()
    if isinstance(on, Span):
        on = on.last
    merchant = next((str(f.value) for f in board.facts if f.path == "receipt.merchant"), "this shop")
    history: list[dict[str, Any]] = []
    for mention in earned:
        history.append({"merchant": OTHER_SHOP, "issued_at": str(on), "points": int(mention.value)})  # type: ignore[arg-type]
    nth = [t for t in board.told if t.path == "history.nth"]
    used = [t for t in board.told if t.path == "receipt_used" and t.value is True]
    if used:
        total = next((f.value for f in board.facts if f.path == "receipt.total"), None)
        same = {"merchant": merchant, "issued_at": str(on), "points": 0, "total": total}
        board.say(
            "history",
            [{name: value for name, value in same.items() if value is not None}],
            (used[0].start, used[0].end),
            "add",
        )
        return
    for place in range(max((int(t.value) - 1 for t in nth), default=0)):
        history.append(
            {"merchant": merchant, "number": f"earlier {place + 1}", "issued_at": str(on), "points": 0}
        )
    if history:
        place_of = earned[0].place if earned else (nth[0].start, nth[0].end)
        board.say("history", history, place_of, "add")


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
