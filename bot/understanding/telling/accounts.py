"""Facts about a member and points: `tier`, `balance`, `redeem`, `join`, `birthday`."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bot.json_values import Json
from bot.understanding.candidates.found import Range, Span
from bot.understanding.telling import days
from bot.understanding.telling.amounts import in_brackets, plain
from bot.understanding.telling.board import Board, Mention
from bot.understanding.telling.movements import BOUGHT, DATED, Movement, movements
from bot.understanding.tiers import HIGHER

# What brought or took points, by the kind of entry.
_ENTRIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("welcome", re.compile(r"(?<![a-z])(?:welcome|joining|sign-?up)(?![a-z])|迎新|入会奖")),
    ("birthday", re.compile(r"(?<![a-z])(?:birthday|bday)(?![a-z])|生日")),
    (
        "bonus",
        re.compile(r"(?<![a-z])(?:bonus|promotion(?:al)?|extra|gift(?:ed)?)(?![a-z])|额外|奖励分|推广"),
    ),
    (
        "redeem",
        re.compile(
            r"(?<![a-z])(?:redeem(?:ed|ing)?|used|use|spent \d+ (?:points|pts)|spent on|exchanged|parking|"
            r"swapped|traded|for (?:a )?(?:parking|voucher)|burn(?:ed|t))(?![a-z])"
            r"|换咗|换了|兑换|用咗|用了|用掉|换领|使咗|换走|换"
        ),
    ),
    (
        "adjust",
        re.compile(
            r"(?<![a-z])(?:refund(?:ed)?|deduct(?:ed)?|taken back|took back|returned|"
            r"clawed back|reversed|taken away)(?![a-z])|扣返|扣咗|扣了|退货|收回|扣除|退"
        ),
    ),
    (
        "spend",
        re.compile(
            r"(?<![a-z])(?:earned|earn|got|from shopping|purchase[s]?|spending|receipts?|"
            r"credited|collected)(?![a-z])|赚|得|消费|买|积|储|入"
        ),
    ),
)
_OPENING = re.compile(
    r"(?<![a-z])(?:have|i've|hv|hav|got|balance|sitting on|hold|own|with|left|only)(?![a-z])"
    r"|有|结余|余额|手上|剩|得返|净系得|只得"
)
_PRICE = re.compile(
    r"(?<![a-z])(?:cost[s]?|for|needs?|price[d]?|worth|takes?|requires?|at)(?![a-z])|要|需要|需|换|卖|定价"
)
_NEW_CREDIT = re.compile(
    r"(?<![a-z])(?:spend|buy|purchase|if i|suppose)(?![a-z])|如果|再买|再消费|买|消费|使"
)
_DONE = re.compile(
    r"(?<![a-z])(?:already|earlier|this morning|before|redeemed|used)(?![a-z])|已经|之前|头先|"
    r"今朝|换咗|换了|用咗|用了|换过|兑换了"
)
_ASKING = re.compile(
    r"(?<![a-z])(?:more|another|again|extra|third|further|now|want|can i)(?![a-z])|再|多|第三|"
    r"而家|想|加|可唔可以|可以|能"
)
_AS_OF = re.compile(
    r"(?<![a-z])(?:by|as of|on|at|until|come|today is|it's now|still|will|would|left|"
    r"have)(?![a-z])\s*$|到|截至|去到|喺|今日系|今天是|而家系|等到"
)
_ASKED_NOW = re.compile(
    r"[?？]|(?<![a-z])(?:how many|will|would|am i|do i|what)(?![a-z])|几多|多少|剩|仲有|还有|"
    r"系咪|是不是|会唔会|会不会"
)
_FEWEST = 5  # a bare number below this is no credit where no points are named
_HOURS = re.compile(rf"\s?(?:(?:free|{HIGHER}|more|extra)\s){{0,3}}hours?(?![a-z])|\s?(?:个|小时|钟)")
_SAME_DAY = re.compile(r"(?<![a-z])(?:same day|on joining|that day)(?![a-z])|同日|同一天|当日|当天")
_COUNTED = re.compile(r"(?<![a-z])i (?:only )?(?:count(?:ed)?|think|reckon)(?![a-z])|我(?:自己)?(?:计|算|数)")
_RETURNED = re.compile(r"(?<![a-z])(?:refund\w*|return\w*)(?![a-z])|退货|退款|退")


def read_tier(board: Board, programme: str | None, currency: str, now: datetime) -> None:
    """Facts of `tier`: joined, the credits with their days, the day asked about."""
    found = days.assign_only(board, {"joined": days.JOINED})
    asked = _asked_day(board)
    days.say_days(board, found, {"joined": "member.joined"})
    joined = _joined_day(found)
    credits: list[dict[str, Json]] = []
    for movement in movements(board, _points_of(board), now):
        if _entry_kind(board, movement.points) in ("redeem", "adjust") or _own_sum(board, movement):
            continue  # points spent or added up by the member bring nothing
        on = movement.on or (joined if board.has(_SAME_DAY) else None) or now.date()
        credits.append({"on": str(on), "points": int(movement.points.value)})  # type: ignore[arg-type]
    if credits:
        board.say("credits", [*credits], _whole(board, "credit"), "add")
        _say_day_of(board, max(str(credit["on"]) for credit in credits), asked, now)
    money = board.free("money")
    if money and board.has(_NEW_CREDIT):
        board.take(money[0], "spent")
        board.say("spending", plain(money[0].value), money[0].place)
    _say_now(board, asked)


def read_balance(board: Board, programme: str | None, currency: str, now: datetime) -> None:
    """Facts of `balance`: the movements with their days, the day asked about."""
    asked = _asked_day(board)
    entries: list[dict[str, Json]] = []
    for movement in movements(board, _points_of(board), now):
        kind = _entry_kind(board, movement.points)
        amount = int(movement.points.value)  # type: ignore[arg-type]
        on = str(movement.on or now.date())
        entry: dict[str, Json] = {
            "kind": kind,
            "points": -amount if kind in ("redeem", "adjust") else amount,
            "on": on,
        }
        if kind == "spend":
            entry["spent_on"] = str(movement.bought or on)
        entries.append(entry)
    if entries:
        board.say("entries", [*entries], _whole(board, "credit"), "add")
        _say_day_of(board, max(str(entry["on"]) for entry in entries), asked, now)
    money = board.free("money")
    if money and board.has(_NEW_CREDIT):
        board.take(money[0], "spent")
        board.say("spending", plain(money[0].value), money[0].place)
    _say_now(board, asked)


def read_redeem(board: Board, programme: str | None, currency: str, now: datetime) -> None:
    """Facts of `redeem`: the reward, the balance, what was redeemed today, the level, other offers."""
    offers = board.values("with_offers")
    _plain(board, ("member.tier", "member.status", "level", "reward.kind"))
    if offers:
        board.say("with_offers", list(dict.fromkeys(offers)), (0, 1))
    for told in board.told:
        if told.path == "stock":
            board.say("reward.stock", told.value, (told.start, told.end))
    _read_hours(board)
    _read_price_and_balance(board)
    if not board.says("reward.kind"):
        reward = next((e for e in board.entities if e.entity == "reward"), None)
        if reward is not None:
            board.say("reward.kind", str(reward.value), board.place_of(reward))
    money = board.free("money")
    if money and not board.says("reward.value"):
        board.take(money[0], "value")
        board.say("reward.value", plain(money[0].value), money[0].place)
        if not board.says("reward.kind"):
            board.say("reward.kind", "evoucher", money[0].place)


def read_join(board: Board, programme: str | None, currency: str, now: datetime) -> None:
    """Facts of `join`: who applies, when an earlier membership was cancelled, the day of joining."""
    for told in board.told:
        if told.path.startswith("applicant."):
            board.say(told.path, told.value, (told.start, told.end))
    ages = board.free("age") or [
        m for m in board.free("number") if _figure_of(m) and 5 <= int(_figure_of(m) or 0) <= 110
    ]
    if ages and not board.says("applicant.age"):
        board.take(ages[0], "age")
        board.say("applicant.age", int(ages[0].value), ages[0].place)  # type: ignore[arg-type]
    days.keep_the_exact(board)
    found = days.assign_only(board, {"cancelled": days.CANCELLED, "now": days.JOINED, "born": days.BORN})
    if "born" in found and not board.says("applicant.age") and isinstance(found["born"].value, date):
        born = found["born"].value
        at = found["now"].value if "now" in found and isinstance(found["now"].value, date) else now.date()
        age = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
        board.say("applicant.age", max(0, age), found["born"].place)
    days.say_days(board, found, {"cancelled": "applicant.last_cancelled_on", "now": "now"})
    if "cancelled" not in found and board.values("applicant.last_cancelled_on"):
        return
    for mention in board.free(*DATED):
        if "cancelled" not in found and board.has(days.CANCELLED):
            board.take(mention, "cancelled")
            board.say("applicant.last_cancelled_on", days.moment(mention.value), mention.place)
            break
        if board.talk.kind == "join" and not board.says("now"):
            board.take(mention, "now")
            board.say("now", days.moment(mention.value), mention.place)  # "how about next September?"
            break


def read_birthday(board: Board, programme: str | None, currency: str, now: datetime) -> None:
    """Facts of `birthday`: birthday, joined, tier, whether this year's points came already."""
    _plain(board, ("member.tier", "granted_this_year", "member.status"))
    for mention in board.free("span"):
        span = mention.value
        if isinstance(span, Span) and (span.last - span.first).days >= _A_YEAR and span.first > now.date():
            board.take(mention, "now")
            board.say("now", span.first.isoformat(), mention.place)  # "and next year?"
    if board.impossible and not board.free("day") and (leap := _LEAP.search(board.text)) is not None:
        board.say("member.birthday", _LEAP_DAY, leap.span())
        board.impossible = ()
    found = days.assign(board, {"birthday": days.BORN, "joined": days.JOINED}, ("birthday", "joined"))
    days.say_days(board, found, {"birthday": "member.birthday", "joined": "member.joined"})


_A_YEAR = 364
# A birthday has no year that could make its day impossible; one is given that has the day.
_LEAP = re.compile(r"29(?:th)?(?: of)? feb\w*|feb\w* 29(?:th)?|2月29[日号]?|29/0?2")
_LEAP_DAY = "2000-02-29"


# -- inside ------------------------------------------------------------------------------------------


def _plain(board: Board, paths: tuple[str, ...]) -> None:
    for told in board.told:
        if told.path in paths:
            board.say(told.path, told.value, (told.start, told.end))


def _figure_of(mention: Mention) -> int | None:
    return None if isinstance(mention.value, Range) else int(mention.value)  # type: ignore[arg-type]


def _points_of(board: Board) -> list[Mention]:
    """Points told, bare numbers among them where they are no small ones."""
    points = board.free("points", "number")
    named = any(m.kind == "points" for m in points)
    least = 1 if named else _FEWEST
    return [m for m in points if _counts(m, 1 if m.kind == "points" else least) and m.value]


def _joined_day(found: Mapping[str, Mention]) -> date | None:
    value = found["joined"].value if "joined" in found else None
    return value if isinstance(value, date) else None


def _own_sum(board: Board, movement: Movement) -> bool:
    """Points without a day that the member counted up ("I count 50 only")."""
    return movement.on is None and board.nearest(movement.points, _COUNTED) is not None


def _counts(mention: Mention, least: int = 1) -> bool:
    return not isinstance(mention.value, Range) and int(mention.value) >= least  # type: ignore[arg-type]


def _whole(board: Board, role: str) -> tuple[int, int]:
    places = [m.place for m in board.mentions if m.role == role]
    return (places[0][0], places[-1][1]) if places else (0, 0)


def _entry_kind(board: Board, mention: Mention) -> str:
    """What brought or took these points: the nearest word of its clause, else spending."""
    near = [
        (gap, place, kind)
        for place, (kind, cue) in enumerate(_ENTRIES)
        if (gap := board.nearest(mention, cue)) is not None
    ]
    kind = min(near)[2] if near else "spend"
    if kind == "adjust" and not board.has(_RETURNED) and any(k == "redeem" for _gap, _place, k in near):
        return "redeem"  # the system "took" points for a redemption
    return kind


def _asked_day(board: Board) -> Mention | None:
    """The day that the question is about: it stands in the asking clause, away from any points."""
    dates = board.free(*DATED)
    points = [m for m in board.free("points", "number") if _counts(m)]
    for mention in reversed(dates):
        start, end = board.clause(mention.start)
        clause = board.text[start:end] + board.text[end : end + 2]
        asked = _ASKED_NOW.search(clause) is not None
        as_of = _AS_OF.search(board.text[max(0, mention.start - 16) : mention.start]) is not None
        own = any(board.together(m.place, mention.place) for m in points)
        own = own or board.nearest(mention, BOUGHT) is not None
        if not own and (asked or (as_of and len(dates) > len(points))):
            mention.role = "now"
            return mention
    return None


def _say_day_of(board: Board, last: str, asked: Mention | None, now: datetime) -> None:
    """Points that are still to come are asked about as of the day on which they are there."""
    if asked is None and date.fromisoformat(last) > now.date():
        board.say("now", last, _whole(board, "credit"))


_AFTER = re.compile(r"(?:当日)?(?:之后|以后|后|过后)(?!面)")


def _say_now(board: Board, mention: Mention | None) -> None:
    if mention is not None:
        value = mention.value.last if isinstance(mention.value, Span) else mention.value
        if isinstance(value, date) and _AFTER.match(board.text, mention.end):
            value += timedelta(days=1)  # 3月31号之后: the day itself is over
        board.say("now", days.moment(value), mention.place)


_WITH_POINTS = re.compile(r"(?<![a-z])(?:with|for|using|use) (?:my )?points(?![a-z])|用[积積]?分")


def _read_hours(board: Board) -> None:
    """Hours asked for, and hours redeemed earlier today."""
    free = (m for m in board.mentions if m.role is None and not isinstance(m.value, Range))
    hours = [m for m in free if _in_hours(board, m)]
    kind = next(iter(board.values("reward.kind")), "parking")
    by_points = board.has(_WITH_POINTS)
    if not hours:
        if board.values("today.kind"):
            board.say("today", [{"kind": board.values("today.kind")[0], "hours": 1}], (0, 1), "add")
        return
    done = [m for m in hours if _says_done(board, m)]
    asked = [m for m in hours if m not in done]
    if done and not asked and len(done) > 1:
        asked = [done.pop()]
    for mention in done:
        board.take(mention, "today")
    if done:
        kind = kind if kind in ("parking", "elite_parking") else "parking"
        today: list[Json] = [
            {"kind": kind, "hours": hours, "offer": f"{kind} {hours}"}
            for hours in (max(1, int(m.value)) for m in done)  # type: ignore[arg-type]
        ]
        board.say("today", today, done[0].place, "add")
    if asked:
        board.take(asked[-1], "hours")
        wanted = max(1, int(asked[-1].value))  # type: ignore[arg-type]
        board.say("reward.hours", wanted, asked[-1].place)
        if by_points and done and kind == "elite_parking":
            board.facts = [fact for fact in board.facts if fact.path != "reward.kind"]
            board.say("reward.kind", "parking", asked[-1].place)  # "and two more hours with points"
            return
        if any(int(m.value) == wanted for m in done):  # type: ignore[arg-type]
            board.say("reward.offer", f"{kind} {wanted}", asked[-1].place)


def _in_hours(board: Board, mention: Mention) -> bool:
    """Whether a number counts hours: "2 hours", or with words between: "2 free Elite hours"."""
    if mention.kind == "hours":
        return True
    return mention.kind == "number" and _HOURS.match(board.text, mention.end) is not None


def _says_done(board: Board, mention: Mention) -> bool:
    done, asking = board.nearest(mention, _DONE), board.nearest(mention, _ASKING)
    return done is not None and (asking is None or done < asking)


def _read_price_and_balance(board: Board) -> None:
    points = [m for m in board.free("points") if not isinstance(m.value, Range)]
    if not points:
        points = [m for m in board.free("number") if not isinstance(m.value, Range)]
    if len(points) == 1:
        have, price = board.nearest(points[0], _OPENING), board.nearest(points[0], _PRICE)
        path = "reward.points" if price is not None and (have is None or price < have) else "balance"
        _say_points(board, points[0], path)
        return
    priced = [m for m in points if in_brackets(board, m)]
    for mention in points:
        have, price = board.nearest(mention, _OPENING), board.nearest(mention, _PRICE)
        is_balance = have is not None and (price is None or have <= price)
        if priced:  # "the $50 voucher (60 points)": the others are those that one has
            is_balance = mention not in priced
        path = "balance" if is_balance and not board.says("balance") else "reward.points"
        if not board.says(path):
            _say_points(board, mention, path)


def _say_points(board: Board, mention: Mention, path: str) -> None:
    board.take(mention, path)
    board.say(path, int(mention.value), mention.place)  # type: ignore[arg-type]
