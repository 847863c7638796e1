"""Which of several days is which: each gets the role whose words stand nearest, the rest by order."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from bot.clock import HONG_KONG
from bot.understanding.candidates.found import Span
from bot.understanding.telling.board import Board, Mention

DAYS = ("day", "span", "moment")

JOINED = re.compile(
    r"(?<![a-z])(?:join(?:ed|ing)?|became a member|become a member|signed up|sign up|"
    r"register(?:ed)? (?:as|for)|"
    r"member (?:since|from)|have been with you|my membership (?:is|dates) from|been a member|"
    r"membership (?:started|since|began)|enrol(?:led)?|opened (?:my|"
    r"an) account)(?![a-z])"
    r"|入会|入咗会|加入|成为会员|做会员|开户|登记(?:做|成为)|注册|先入|开(?:咗|了)?(?:会员|户|会籍)|会员.{0,14}开|就入(?:咗|了|的)|入(?:咗|了)?会员|"
    r"会员(?:由|自|是|系)?(?=\s?(?:\d|二零))|会籍|会员资格|会龄|申请(?:咗|了)?会"
)
BOUGHT = re.compile(
    r"(?<![a-z])(?:bought|buy|buying|purchased?|spent|spend|spending|paid|pay|shopp(?:ed|ing)|ate|dined|"
    r"lunch|"
    r"dinner|transaction|got (?:it|this)|dated|issued)(?![a-z])|买|消费|俾|付|食|吃|购|花|碌|刷|使咗|使了|"
    r"睇戏"
)
RECEIPT = re.compile(r"(?<![a-z])(?:receipt|bill|invoice)(?![a-z])|单据|收据|小票|发票|张单|单")
SUBMITTED = re.compile(
    r"(?<![a-z])(?:upload(?:ed|ing)?|submit(?:ted|ting)?|hand(?:ed|ing)?(?:\s\w+)? in|"
    r"send(?:ing)?(?:\s\w+)? in|sent (?:it )?in|"
    r"regist(?:er(?:ed|ing)?|ration)|e-?mail(?:ed|ing)?|scan(?:ned|ning)?|resubmit(?:ted|ting)?|"
    r"bring(?:ing)? it to|"
    r"tak(?:e|ing) it (?:to|in)|took it to|went to the desk)(?![a-z])|上传|上载|递交|提交|交(?!易|通)|登记|"
    r"上晒|补交|拎去|拿去|带去|upload"
)
BORN = re.compile(r"(?<![a-z])(?:birthday|bday|b-day|born|date of birth|dob)(?![a-z])|生日|出生|出世|生辰")
CANCELLED = re.compile(
    r"(?<![a-z])(?:cancel(?:l?ed|l?ing)?|quit|deleted?|clos(?:ed|ing)|terminated|left|"
    r"gave up)(?![a-z])|取消|退会|退咗|删除|删咗|删了|注销|终止|cut咗"
)
ENDED = re.compile(
    CANCELLED.pattern
    + r"|(?<![a-z])(?:suspended|frozen|blocked|locked|banned)(?![a-z])|暂停|冻结|停用|封咗|封了"
)
GOING = re.compile(
    r"(?<![a-z])(?:go(?:ing)?|come|coming|claim(?:ing)?|redeem(?:ing)?|collect(?:ing)?|"
    r"visit(?:ing)?|drop by|get there|arrive|"
    r"concierge|counter|pick (?:it )?up|queue|turn up|show up|reach|stand|went|came|exchange)(?![a-z])"
    r"|去|嚟|来|换|领|到|服务处|柜台|攞|拎|过嚟|过去|排队"
)
CLAIMED = re.compile(
    r"(?<![a-z])(?:already|earlier|previous(?:ly)?|before|last time|once)(?![a-z])|已经|之前|"
    r"换过|领过|攞过|拎过|换咗|领了|换了|上次"
)
ISSUED = re.compile(
    r"(?<![a-z])(?:issued|got (?:the|my|a) coupon|received|came through|coupon (?:from|dated|"
    r"of)|earned|was given)(?![a-z])"
    r"|派咗|派|发放|得到|获得|攞到|收到|拿到|返咗|返了|领到|入咗"
)
ENTERED = re.compile(
    r"(?<![a-z])(?:claim(?:ed|ing)?|collect(?:ed|ing)?|entry|enrol(?:led)?|sign(?:ed)? up|took|"
    r"grabbed|picked|"
    r"got (?:the|my|an) entry|register(?:ed)?|scanned)(?![a-z])"
    r"|报名|领(?:取|咗|了)?|攞咗|拎咗|扫"
)
Cue = re.Pattern[str] | tuple[re.Pattern[str], ...]
Cues = Mapping[str, Cue]
_WEAKER = 15  # how much farther a second cue of a role seems


LATER = "later"  # the day of a payment that is still to come
_RESTS = re.compile(
    r"(?<![a-z])(?:the rest|remaind\w*|remaining|balance|second payment|next payment)(?![a-z])"
    r"|余数|尾数|余款|尾款|剩余|其余"
)


def assign(board: Board, cues: Cues, order: tuple[str, ...]) -> dict[str, Mention]:
    """The day for each role: the nearest words decide, each role once; days without words go by `order`.

    Of several cues of a role the later ones say less.
    """
    days = _once(board, board.free(*DAYS))
    cues = {**cues, LATER: _RESTS}
    wishes = sorted(
        (gap + rank * _WEAKER, place, role)
        for place, mention in enumerate(days)
        for role, patterns in cues.items()
        for rank, cue in enumerate(patterns if isinstance(patterns, tuple) else (patterns,))
        if (gap := board.nearest(mention, cue)) is not None
    )
    found: dict[str, Mention] = {}
    given: set[int] = set()
    for _gap, place, role in wishes:
        if role not in found and place not in given:
            found[role] = days[place]
            given.add(place)
    rest = [mention for place, mention in enumerate(days) if place not in given]
    for role in order:
        if role not in found and rest:
            found[role] = rest.pop(0)
    for role, mention in found.items():
        mention.role = role
        patterns = cues.get(role, ())
        for cue in patterns if isinstance(patterns, tuple) else (patterns,):
            board.explained += [match.span() for match in board.matches(cue)]
    found.pop(LATER, None)
    return found


def keep_the_exact(board: Board) -> None:
    """A span that a day told beside it makes exact ("in April (10 Apr 2026)") says nothing more."""
    exact = [m.value for m in board.free("day") if isinstance(m.value, date)]
    for mention in board.free("span"):
        span = mention.value
        if isinstance(span, Span) and any(span.first <= day <= span.last for day in exact):
            board.take(mention, "exact elsewhere")


def _once(board: Board, days: list[Mention]) -> list[Mention]:
    """Without a day that is told twice in a breath (前日11月18號)."""
    kept: list[Mention] = []
    for mention in days:
        if kept and mention.value == kept[-1].value and board.gap(kept[-1].place, mention.place) <= 2:
            board.take(mention, "told twice")
        else:
            kept.append(mention)
    return kept


def assign_only(board: Board, cues: Cues) -> dict[str, Mention]:
    """Likewise, but days without words of their own stay free."""
    return assign(board, cues, ())


def with_clock(board: Board, mention: Mention) -> str | Span:
    """A day with the clock time told beside it, as a moment; the day alone without one."""
    if mention.kind != "day" or not isinstance(mention.value, date):
        return moment(mention.value)
    clocks = [clock for clock in board.free("clock") if board.gap(clock.place, mention.place) <= 30]
    if not clocks:
        return moment(mention.value)
    clock = min(clocks, key=lambda clock: board.gap(clock.place, mention.place))
    board.take(clock, "time")
    assert isinstance(clock.value, time)
    return datetime.combine(mention.value, clock.value, HONG_KONG).isoformat()


def moment(value: object) -> str | Span:
    """A day, instant or span as a fact's value."""
    if isinstance(value, Span):
        return value if value.first != value.last else value.first.isoformat()
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def say_days(board: Board, found: Mapping[str, Mention], paths: Mapping[str, str]) -> None:
    """Facts of the days found, by the path of each role."""
    for role, path in paths.items():
        if role in found:
            board.say(path, with_clock(board, found[role]), found[role].place)
