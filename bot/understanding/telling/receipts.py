"""A purchase in words: the facts of `earn` and `claim`."""

import re
from datetime import date, datetime

from bot.json_values import Json
from bot.understanding.candidates.found import Range, Span
from bot.understanding.circumstances import CUES, kinds
from bot.understanding.telling import days
from bot.understanding.telling.amounts import cash_part, plain
from bot.understanding.telling.board import Board, Mention, Told
from bot.understanding.telling.earlier import Earlier, read_earlier
from bot.understanding.telling.shops import read_shop
from bot.understanding.telling.sums import read_sums

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
    r"(?<![a-z])(?:receipt|invoice|bill(?=\s(?:no|num|#|id))|slip|ref(?:erence)?)\s?(?:no\.?|num(?:ber)?|#|id)?\s?(?:is|was|"
    r":|#)?\s?$"
    r"|(?:收据|单据|小票|发票|单|票)(?:号码?|编号)\s?(?:系|是|为|:)?\s?$"
)
_LONG = re.compile(r"\d{3}")
_FIRST = re.compile(
    r"(?<![a-z])first (?:receipt|purchase|set|one)(?![a-z])|首套|第一(?:套|张|次|单)|首张|首次"
)
_SENTENCE = re.compile(r"[!?。;]|\.(?!\d)")
_FAILED = re.compile(
    r"(?<![a-z])(?:refused|rejected|bounced|declined|failed|would(?:n't| not) (?:take|accept))(?![a-z])"
    r"|失败|被拒|打回头|退回|唔成功|不成功"
)


def read_earn(board: Board, programme: str | None, currency: str, now: datetime) -> None:
    """Facts of `earn`: the receipt, the days, what the day brought before."""
    read_circumstances(board, "earn")
    read_number(board)
    leave_missing_receipt(board)
    earlier = read_earlier(board)
    history = _read_history_points(board)
    _read_bonus(board)
    read_sums(board, currency, whole_instalment=False)
    read_shop(board)
    leave_other_slip(board)
    cues: dict[str, days.Cue] = {
        "issued": (days.BOUGHT, days.RECEIPT),
        "submitted": days.SUBMITTED,
        "joined": days.JOINED,
        "birthday": days.BORN,
        "ended": days.ENDED,
    }
    _drop_days_of_others(board)
    order = ("submitted", "issued") if board.talk.day == "submitted_at" else ("issued", "submitted")
    found = _in_order(board, days.assign(board, cues, order), now)
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
    read_deposit(board)
    _say_history(board, history, earlier, found.get("issued"), now)


# What says nothing more where something else is told of the same fact.
_YIELDS = {
    ("receipt.settlement", "deposit"): "instalment",
    ("receipt.payment_proof", "none"): "app_screenshot",  # of the two proofs, one will do
}


def read_circumstances(board: Board, kind: str) -> None:
    """What the lexicon tells of a receipt, as it stands."""
    for told in board.told:
        if told.path in CUES or told.path.startswith("weather") or kind not in kinds(told.path):
            continue
        if _YIELDS.get((told.path, str(told.value))) in board.values(told.path):
            continue
        if (told.path, told.value) == ("receipt.payment", "cash") and cash_part(board) is not None:
            continue
        if (told.path, told.value) == ("receipt.payment", "cash") and _of_tip(board, told):
            continue
        if told.path == "receipt.settlement_part" and told.value != 1 and _still_to_come(board, told):
            continue
        value: Json = told.value
        if told.path == "receipt.unreadable":
            value = list(dict.fromkeys(board.values(told.path)))
        board.say(told.path, value, (told.start, told.end))
    later = next(
        (
            t
            for t in board.told
            if t.path == "receipt.settlement_part" and t.value != 1 and not _still_to_come(board, t)
        ),
        None,
    )
    if later is not None and not board.says("receipt.settlement"):
        board.say("receipt.settlement", "instalment", (later.start, later.end))  # "the final payment"


_TIP = re.compile(r"(?<![a-z])(?:tips?|tipped|gratuity)(?![a-z])|贴士|小费")


def _of_tip(board: Board, told: Told) -> bool:
    """Whether it is the tip that was paid so, and not the bill."""
    start, end = board.clause(told.start)
    return _TIP.search(board.text, start, end) is not None and len(board.free("money")) < _TWO


_TWO = 2
_TO_COME = re.compile(
    r"(?<![a-z])(?:next (?:month|week|year)|later|will (?:be )?(?:pay|paid)|to (?:pay|be paid)|due|"
    r"afterwards|when it (?:arrives|comes))(?![a-z])|下个?(?:月|星期|周|年)|[才先再]付|迟啲|之后|取货|到货"
)


def _still_to_come(board: Board, told: Told) -> bool:
    """Whether a payment of a part is one that follows: "the rest is due next month"."""
    start, end = board.clause(told.start)
    return _TO_COME.search(board.text, start, end) is not None


_NO_RECEIPT = re.compile(
    r"(?<![a-z])(?:(?:no|without (?:the |a )?|lost (?:the |my )?(?:shop )?)\s?receipt(?!\s?(?:no|num|#))"
    r"|receipt(?:'s| is| has| was)? (?:gone|lost|missing)|(?:only|just) (?:have |got )?(?:the |a )?"
    r"(?:card |payment )?slip)(?![a-z])"
    r"|(?:冇|没有?|无)(?:了|咗)?(?:商户|店铺|机印|购物)?(?:收据|小票)(?!编?号)|(?:收据|小票)(?:没了|丢了|冇咗)"
    r"|(?:净系|淨系|只)(?:得|有|剩)(?:返|番|低)?张?(?:存根|付款存根|签购单|卡纸|碌卡纸|刷卡单)"
)


def leave_missing_receipt(board: Board) -> None:
    """That the shop's receipt is not there is no fact of a receipt: a person has to hear of it."""
    if (missing := _NO_RECEIPT.search(board.text)) is not None:
        board.leave_over(missing.span(), "circumstance")


_SLIP = re.compile(r"(?<![a-z])(?:slip|card copy)(?![a-z])|存根|签购单|签账单|刷卡单|付款(?:纪录|记录|单)")


def leave_other_slip(board: Board) -> None:
    """A slip of another day than its receipt's is no fact of a receipt: a person has to hear of it."""
    told = board.free(*days.DAYS)
    of_slip = [m for m in told if (near := board.nearest(m, _SLIP)) is not None and near <= _BESIDE_IT]
    others = [m for m in told if m not in of_slip and board.nearest(m, days.RECEIPT) is not None]
    if len(of_slip) == 1 and others and others[0].value != of_slip[0].value:
        board.take(of_slip[0], "slip")
        board.leave_over(of_slip[0].place, "circumstance")


_BESIDE_IT = 12  # characters between a paper's name and its day
_IN_FULL = re.compile(
    r"(?<![a-z])(?:in full|fully paid|full(?:y)? (?:payment|deposit)|(?:whole|entire|full)"
    r" (?:amount|deposit|sum|price)|paid (?:it )?(?:all|off)|nothing (?:more|else|left) to pay"
    r"|no (?:balance|more to pay))(?![a-z])"
    r"|全数|全额|全部(?:付|俾|缴|找)|付清|找清|缴清|结清|俾晒|付全|一次过?(?:付|俾|缴)"
)
_FOR_GOOD = re.compile(
    r"(?<![a-z])(?:non-? ?refundable|not refundable|no refunds?|(?:can't|cannot|can not|won't)"
    r" (?:be )?(?:refund\w*|get (?:it|that) back)"
    r"|not (?:be )?refund\w*)(?![a-z])"
    r"|(?:不可|不能|不可以|唔可以|唔|不得|恕不|概不|不设|唔设|冇得|不予|不会|唔会|无法|不)(?:获|能|得|再|办理)?退"
)


def read_deposit(board: Board) -> None:
    """A deposit that was paid in full and is not given back; each may be said for itself."""
    if "deposit" in board.values("receipt.settlement") and board.has(_IN_FULL) and board.has(_FOR_GOOD):
        board.say("receipt.fully_paid_deposit", True, next(board.matches(_FOR_GOOD)).span())
        board.explained += [m.span() for cue in (_IN_FULL, _FOR_GOOD) for m in board.matches(cue)]


def _in_order(board: Board, found: dict[str, Mention], now: datetime) -> dict[str, Mention]:
    """The days without a day of handing in that was another one's, comes before the purchase, or is none."""
    issued, submitted = (_first_day(found.get(role)) for role in ("issued", "submitted"))
    again = any(told.value is True for told in board.told if told.path == "receipt_used")
    early = issued is not None and submitted is not None and submitted < issued and submitted != now.date()
    span = submitted is not None and isinstance(found["submitted"].value, Span)
    if again or early or (span and board.nearest(found["submitted"], days.SUBMITTED) is None):
        found.pop("submitted", None)
    return found


def _first_day(mention: Mention | None) -> date | None:
    value = mention.value if mention is not None else None
    if isinstance(value, Span):
        return value.last
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


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
        elif (failed := _failed_behind(board, mention)) is not None:
            bought = board.nearest(mention, days.BOUGHT)
            if (bought is None or failed < bought) and len(board.free(*days.DAYS)) > 1:
                mention.role = "failed upload"


def _failed_behind(board: Board, mention: Mention) -> int | None:
    """How far the words for a failure are: in the clause, or behind it before another day is named."""
    if (near := board.nearest(mention, _FAILED)) is not None:
        return near
    later = min((m.start for m in board.free(*days.DAYS) if m.start > mention.start), default=None)
    stop = _SENTENCE.search(board.text, mention.end)
    end = min(later or len(board.text), stop.start() if stop else len(board.text))
    failed = _FAILED.search(board.text, mention.end, end)
    uploaded = board.nearest(mention, days.SUBMITTED)
    return board.gap(mention.place, failed.span()) if failed and uploaded is not None else None


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
    if used and not earlier and not nth:
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
