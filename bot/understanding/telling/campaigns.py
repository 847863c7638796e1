"""Facts of a coupon campaign: `enrol`, `award`, `spend`. A tier is known by its coupon or threshold."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from bot.clock import HONG_KONG
from bot.understanding.candidates.found import Range, Span
from bot.understanding.telling import days
from bot.understanding.telling.amounts import plain
from bot.understanding.telling.board import Board, Mention
from bot.understanding.telling.told import Offer

_ENTRY = re.compile(
    r"(?<![a-z])(?:entry|tier|coupon|voucher|reward|level|option|claim(?:ed)?|enrol(?:led)?|"
    r"chose|choose|picked|offer|rebate|signed up)(?![a-z])"
    r"|报名|券|档|层级|级别|领|选|返|奖|嗰个|那个"
)
_PAID = re.compile(
    r"(?<![a-z])(?:paid|pay(?:ing|ment)?|spent|spend(?:ing)?|bill|bought|buy|purchase|"
    r"transaction|total|cost)(?![a-z])"
    r"|付|支付|消费|买|俾|刷|实付|账单|单|埋单|用咗|花"
)
_NO_ENTRY = re.compile(
    r"(?<![a-z])(?:(?:did ?n'?t|did not|never|have ?n'?t|haven't|forgot to|without|before|"
    r"no)\s(?:\w+\s){0,3}(?:claim\w*|entry|enrol\w*|register\w*|scan\w*|sign\w*))"
    r"|(?:冇|没有?|未|无|忘记|唔记得)(?:有|先|领|攞|拎|领取)?(?:过)?(?:报名|领|攞|扫码)"
)
_APP = re.compile(
    r"(?:alipay|支付宝|(?<![a-z])v(?:er(?:sion)?)?\.?|app|版本)(?:\s?(?:app|version|版本|is|系|是|为|:))?\s?$"
)
_CONDITION = re.compile(
    r"(?:满|夠|够)\s?(?:人民币|rmb|¥|￥)?\s?$|(?<![a-z])(?:spend|over|every)\s(?:rmb|¥)?\s?$"
)
_BRINGS = re.compile(
    r"\s?(?:元|块)?\s?(?:就|可)?(?:返|送|减|立返|回赠|抵)|\s?(?:yuan|rmb)?\s?(?:get|for|gives?)(?![a-z])"
)
_PAST = re.compile(r"过|已|(?<![a-z])(?:already|before|took part|joined|claimed|did|used)(?![a-z])")
_SEVERAL = re.compile(r"(?<![a-z])(?:transactions?|payments?|times|receipts?)(?![a-z])|笔|次|单")


def read_enrol(board: Board, offers: Sequence[Offer], now: datetime) -> None:
    """Facts of `enrol`."""
    _circumstances(board, ("user.", "daily_quota_left"))
    same = board.values("same_month.same") or board.values("same_month")
    if same and not _of_another_month(board, now):
        entries = [{"same": value if isinstance(value, str) else "account"} for value in dict.fromkeys(same)]
        board.say("same_month", entries, (0, 1))
    for mention in [*board.free("version"), *_after_the_app(board)][:1]:
        board.take(mention, "version")
        board.say("user.app_version", str(mention.value), mention.place)
    sums = [m for m in board.free("money", "number", "count") if m.kind != "count" or _offer_of(m, offers)]
    _read_tier(board, offers, "tier", sorted(sums, key=lambda m: not _wanted(board, m)))
    days.keep_the_exact(board)
    found = days.assign(board, {"at": days.ENTERED}, ("at",))
    days.say_days(board, found, {"at": "at"})


def _wanted(board: Board, mention: Mention) -> bool:
    """Whether a sum stands where something is asked or wished for, and not where it is told as past."""
    return board.scopes.clause_of(board.folded.origin[mention.start]).mood in ("asked", "wished")


def _of_another_month(board: Board, now: datetime) -> bool:
    """Whether the earlier entry is told with a month that is not the one asked about."""
    told = [(t.start, t.end) for t in board.told if t.path.startswith("same_month")]
    dates = board.free(*days.DAYS)
    past = [place for place in told if _PAST.search(board.text, *place)]
    earlier = [m for m in dates if any(board.gap(m.place, place) <= 6 for place in past or told)]
    rest = [month for m in dates if m not in earlier and (month := _month(m)) is not None]
    here = rest[-1] if rest else (now.year, now.month)
    months = [month for m in earlier if (month := _month(m)) is not None]
    if not months or here in months:
        return False
    for mention in earlier:
        board.take(mention, "entry of another month")
    return True


def _month(mention: Mention) -> tuple[int, int] | None:
    """Year and month of a day, or of a span that lies in one month."""
    value = mention.value
    if isinstance(value, Span):
        whole = (value.first.year, value.first.month) == (value.last.year, value.last.month)
        return (value.first.year, value.first.month) if whole else None
    return (value.year, value.month) if isinstance(value, date) else None


def _after_the_app(board: Board) -> list[Mention]:
    """Numbers that stand right behind the app's name or the word version ("Alipay 10.6")."""
    numbers = board.free("number", "money")
    return [m for m in numbers if _APP.search(board.text[max(0, m.start - 16) : m.start])]


def read_award(board: Board, offers: Sequence[Offer], now: datetime) -> None:
    """Facts of `award`: the entry coupon and the payment."""
    _circumstances(board, ("payment.",))
    none = _NO_ENTRY.search(board.text)
    if none is None:
        # A face is never the payment; a threshold is the tier where the words for the entry stand beside it.
        _read_tier(board, offers, "entry.tier", _tier_candidates(board, offers))
    _read_amount(board)
    _read_transactions(board)
    known = board.talk.kind in ("enrol", "award") or none is not None
    order = ("paid", "claimed") if known else ("claimed", "paid")
    found = days.assign(board, {"claimed": days.ENTERED, "paid": _PAID}, order if none is None else ("paid",))
    if len(found) == 1 and "claimed" in found and none is not None:
        found = {"paid": found["claimed"]}
    days.say_days(board, found, {"claimed": "entry.claimed_at", "paid": "payment.at"})
    if "claimed" not in found and none is None:
        _claimed_at_a_time(board, found)
    if none is not None:
        board.facts = [fact for fact in board.facts if not fact.path.startswith("entry.")]
        board.say("entry", None, none.span())


def _claimed_at_a_time(board: Board, found: dict[str, Mention]) -> None:
    """An entry coupon of which only the time is told was claimed on the day of the payment."""
    clocks = [c for c in board.free("clock") if board.nearest(c, days.ENTERED) is not None]
    day = found["paid"].value if "paid" in found else None
    if clocks and isinstance(day, date):
        board.take(clocks[0], "claimed")
        assert isinstance(clocks[0].value, time)
        claimed = datetime.combine(day, clocks[0].value, HONG_KONG)
        board.say("entry.claimed_at", claimed.isoformat(), clocks[0].place)


def read_spend(board: Board, offers: Sequence[Offer], now: datetime) -> None:
    """Facts of `spend`: the coupon and the payment."""
    _circumstances(board, ("payment.", "with_other_coupons", "payer_is_holder"))
    _read_tier(board, offers, "coupon.face", _tier_candidates(board, offers, thresholds=False))
    _read_amount(board)
    # Of a coupon that was talked about before, a day alone is that of using it.
    order = ("paid", "issued") if board.talk.kind in ("award", "spend") else ("issued", "paid")
    found = days.assign(board, {"issued": days.ISSUED, "paid": _PAID_OR_USED}, order)
    days.say_days(board, found, {"issued": "coupon.issued_at", "paid": "payment.at"})


_PAID_OR_USED = re.compile(_PAID.pattern + r"|(?<![a-z])(?:use|using|used)(?![a-z])|用|使用")


def _circumstances(board: Board, starts: tuple[str, ...]) -> None:
    for told in board.told:
        if told.path.startswith(starts):
            board.say(told.path, told.value, (told.start, told.end))


def _tier_candidates(board: Board, offers: Sequence[Offer], *, thresholds: bool = True) -> list[Mention]:
    """Sums that may name a tier rather than a payment, the likeliest first."""
    sums = board.free("money", "number", "count")
    faces = [m for m in sums if _is_face(m, offers)]
    if faces:
        return sorted(faces, key=lambda m: _or_far(board.nearest(m, _ENTRY)))
    if not thresholds or len(sums) < 2:
        return []
    return sorted(
        [
            m
            for m in sums
            if _offer_of(m, offers) and _or_far(board.nearest(m, _ENTRY)) < _or_far(board.nearest(m, _PAID))
        ],
        key=lambda m: _or_far(board.nearest(m, _ENTRY)),
    )


def _is_face(mention: Mention, offers: Sequence[Offer]) -> bool:
    return any(mention.value == offer.face for offer in offers)


def _offer_of(mention: Mention, offers: Sequence[Offer]) -> Offer | None:
    return next((o for o in offers if mention.value in (Decimal(o.face), Decimal(o.spend))), None)


def _read_tier(board: Board, offers: Sequence[Offer], path: str, candidates: Sequence[Mention]) -> None:
    for mention in candidates:
        offer = _offer_of(mention, offers)
        if offer is not None:
            board.take(mention, "tier")
            board.say(path, offer.face, mention.place)
            break
    for mention in board.free("money", "number"):  # the other name of the same tier
        if board.says(path) and _or_far(board.nearest(mention, _PAID)) > 12 and _offer_of(mention, offers):
            same = _offer_of(mention, offers)
            if same is not None and any(f.path == path and f.value == same.face for f in board.facts):
                others = [m for m in board.free("money") if m is not mention]
                if others or path == "tier":
                    board.take(mention, "tier")


def _read_amount(board: Board) -> None:
    sums = board.free("money") or [
        m for m in board.free("number") if isinstance(m.value, Decimal) and m.value >= 10
    ]
    for mention in [m for m in sums if _names_an_offer(board, m)]:
        board.take(mention, "offer")
        sums.remove(mention)
    if not sums:
        return
    many = [m for m in sums if m.each]
    best = many[0] if many else min(sums, key=lambda m: (_or_far(board.nearest(m, _PAID)), m.start))
    board.take(best, "amount")
    if best.value is not None and not isinstance(best.value, Range):
        assert isinstance(best.value, Decimal)
        total = best.value * (best.each or 1)
        if best.each and best.each > 1 and not board.says("payment.transactions"):
            board.say("payment.transactions", best.each, best.place)
        extra = [m for m in board.free("money") if _added(board, best, m)]
        for mention in extra:
            board.take(mention, "amount")
            total += mention.value  # type: ignore[operator]
        if extra and not board.says("payment.transactions"):
            board.say("payment.transactions", len(extra) + 1, best.place)
        board.say("payment.amount", plain(total), best.place)
    else:
        board.say("payment.amount", best.value, best.place)


def _names_an_offer(board: Board, mention: Mention) -> bool:
    """Whether a sum is the condition by which an offer is known: 满2000返60."""
    before = _CONDITION.search(board.text, max(0, mention.start - 10), mention.start)
    return before is not None and _BRINGS.match(board.text, mention.end) is not None


def _added(board: Board, one: Mention, other: Mention) -> bool:
    between = board.text[min(one.end, other.end) : max(one.start, other.start)]
    joined = re.fullmatch(r"[^.;!?。]{0,16}(?:\+|plus|and|加|同埋?|和|,)[^.;!?。]{0,16}", between)
    return isinstance(other.value, Decimal) and joined is not None


def _read_transactions(board: Board) -> None:
    if board.says("payment.transactions"):
        return
    for mention in board.free("count", "number"):
        if (
            isinstance(mention.value, Decimal)
            and 1 < mention.value <= 20
            and _or_far(board.nearest(mention, _SEVERAL)) <= 4
        ):
            board.take(mention, "transactions")
            board.say("payment.transactions", int(mention.value), mention.place)
            return


def _or_far(gap: int | None) -> int:
    return 99 if gap is None else gap
