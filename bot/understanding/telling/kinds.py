"""Which programme and which kind of decision a message is about: scored by words, finds and circumstances."""

import re
from collections.abc import Callable, Mapping

from bot.understanding.telling.amounts import in_brackets
from bot.understanding.telling.board import Board
from bot.understanding.telling.told import Programme
from bot.understanding.tiers import HIGHER, TIER

_POINTS = re.compile(
    r"(?<![a-z])(?:points?|pts)(?![a-z])|积分|分数|[有冇几多少储攒赚计得到\d]\s?分(?![店期钟行开析别享之付])"
)
_PARK = re.compile(r"(?<![a-z])park(?:ing)?(?![a-z])|泊车|停车|泊")

# Words for each kind and their weight. What is bought, paid and received is found as facts and counts below.
_WORDS: Mapping[str, tuple[tuple[re.Pattern[str], float], ...]] = {
    "earn": (
        (
            re.compile(
                r"(?<![a-z])(?:earn|points? for|get (?:any |the |my )?points|how many points|"
                r"count for points|register (?:this|my|a) receipt|upload)(?![a-z])|计分|储分|"
                r"有冇分|有分|积分登记|几多分|多少积分|得到积分|入分|积到分|攒分|"
                r"(?:能|可以?|得|有|积|计|获|记)几分|能?积分吗"
            ),
            1.5,
        ),
        (
            re.compile(
                r"(?<![a-z])(?:spent|bought|paid|receipt|spend|purchase[d]?)(?![a-z])|买|消费|"
                r"收据|张单|小票|俾咗|付了|食|吃"
            ),
            1.0,
        ),
    ),
    "redeem": (
        (
            re.compile(
                r"(?<![a-z])(?:redeem(?:ed|ing)?|exchange|swap|trade|use (?:my |\d+ )?points|"
                r"change (?:my )?points)(?![a-z])|换领|兑换|换(?!完|句|言)|用积分|用分"
            ),
            1.5,
        ),
        (_PARK, 1.2),
        (re.compile(r"(?<![a-z])(?:e-?vouchers?|gift|reward)(?![a-z])|礼券|礼品|电子券|奖赏"), 0.7),
        (re.compile(r"(?<![a-z])p[1-9](?![a-z0-9])|3\s?\+\s?1|三加一|日泊|夜泊|day park|night park"), 0.8),
    ),
    "tier": (
        (
            re.compile(
                rf"{TIER}|"
                r"(?<![a-z])(?:tier|upgrade[d]?|promot(?:ed|ion)|renew(?:ed|al)?|"
                r"status|downgraded?)(?![a-z])|升级|升做|晋升|会籍|级别|等级|续会|续期|延续|"
                r"降级|保级|升到"
            ),
            1.6,
        ),
        (
            re.compile(
                rf"(?:升|离|距离?|到|保)\s?(?:级)?\s?(?:{HIGHER})|"
                rf"(?<![a-z])(?:needed|more|need) (?:\w+ ){{0,4}}(?:{HIGHER})"
            ),
            1.5,
        ),
    ),
    "balance": (
        (
            re.compile(
                r"(?<![a-z])(?:expir(?:e|es|ed|y|ing)|laps(?:e|es|ed|ing)|balance|left|"
                r"remain(?:ing)?|still have|how many (?:points )?(?:do|will|would|"
                r"should) i (?:still )?have|valid until|run out|die|forfeit\w*|lose)(?![a-z])|"
                r"到期|过期|失效|余额|剩|仲有|还有|还剩|结余|作废|结馀"
            ),
            1.6,
        ),
    ),
    "join": (
        (
            re.compile(
                r"(?<![a-z])(?:(?:can|could|may|able to|eligible to|allowed to|want to|wanna|"
                r"would like to|if|let) (?:i|he|she|my \w+|we|they|him|"
                r"her)?\s?(?:still )?(?:join|sign up|"
                r"register(?! (?:my|this|it|the|these|both|that|them|a receipt|another)(?![a-z]))|apply|"
                r"rejoin|become a member|open|"
                r"be a member)|apply for (?:a )?membership|rejoin|re-?register|"
                r"welcome (?:points|reward)|new member|to join|join (?:my \w+|(?:the )?(?:programme|"
                r"program|scheme))|sign (?:\w+ )?up)(?![a-z])|可唔可以入会|入会|"
                r"加入会|做会员|成为会员|申请会|开户|迎新|登记做|再申请|重新申请|重新加入|"
                r"注册会员|开个户|申请"
            ),
            1.6,
        ),
        (
            re.compile(
                r"(?<![a-z])(?:age[d]?|years? old|yrs? old|turn(?:s|ing)?|underage|hkid|id card|"
                r"same (?:phone|email))(?![a-z])|岁|身份证|同一个电话"
            ),
            0.8,
        ),
    ),
    "birthday": ((re.compile(r"(?<![a-z])(?:birthday|bday|b-day|born)(?![a-z])|生日|牛一"), 2.2),),
    "claim": (
        (
            re.compile(
                r"(?<![a-z])(?:claim|redeem|collect|voucher|concierge|counter|reward|qualify|"
                r"exchange|count)(?![a-z])|换|领|服务处|现金券|柜台|计唔计|符合"
            ),
            1.0,
        ),
        (
            re.compile(
                r"(?<![a-z])(?:typhoon|signal|t8|t10|no\. ?8|black rain\w*|rainstorm)(?![a-z])|"
                r"风球|台风|黑雨|黑色暴雨|八号|打风"
            ),
            1.0,
        ),
    ),
    "enrol": (
        (
            re.compile(
                r"(?<![a-z])(?:entry coupon|entry voucher|enrol+|sign up|register|claim (?:the|"
                r"an|a|my)?\s?(?:entry|coupon)|take part|join|participate|eligible|"
                r"registration)(?![a-z])|报名|领取?(?:报名)?券|参加|参与|资格"
            ),
            1.2,
        ),
        (
            re.compile(
                r"(?<![a-z])(?:mainland|version|app|id|verified|account|device|phone)(?![a-z])|"
                r"内地|大陆|身份证|版本|实名|手机号|同一部|账号|帐号"
            ),
            1.0,
        ),
    ),
    "award": (
        (
            re.compile(
                r"(?<![a-z])(?:get|earn|receive|bring|give|award|trigger|qualify|reward|rebate|"
                r"cashback|back)(?![a-z])|返|获得|发放|奖|有冇券|派|攞到|拿到|回赠|得到"
            ),
            0.8,
        ),
        (
            re.compile(
                r"(?<![a-z])(?:entry coupon|entry|claimed|paid|spent|pay|transaction|"
                r"spend)(?![a-z])|报名券|领咗|领了|付了|消费|俾咗|支付|付款|刷"
            ),
            0.8,
        ),
    ),
    "spend": (
        (
            re.compile(
                r"(?<![a-z])(?:use|using|apply|spend (?:the|my) coupon|off|deduct(?:ed)?|redeem|"
                r"stack|combine|with another coupon)(?![a-z])|用(?!支付宝|户|alipay)|抵扣|扣|"
                r"使用|叠加|抵|减"
            ),
            0.9,
        ),
        (re.compile(r"(?<![a-z])(?:coupon|voucher)(?![a-z])|代金券|现金券|优惠券|张券|[的嘅]券|实付"), 0.9),
        (
            re.compile(
                r"(?<![a-z])(?:rmb ?\d+ (?:coupon|voucher)|(?:issued|got|received) (?:my|the|"
                r"a)? ?(?:\w+ )?(?:coupon|voucher))|\d+\s?(?:元|蚊|块)?(?:嘅|的)?(?:代金券|券)"
            ),
            0.9,
        ),
    ),
}

# How telling it is that a fact of the kind is told, by the start of its path.
_PATHS: Mapping[str, Mapping[str, float]] = {
    "earn": {"receipt.": 0.6},
    "claim": {"receipt.": 0.3, "claim": 0.6, "weather": 0.8},
    "redeem": {"reward.": 1.2, "level": 1.0, "with_offers": 1.0, "today": 0.6, "stock": 1.5},
    "join": {"applicant.": 1.2},
    "birthday": {"granted_this_year": 1.5},
    "enrol": {"user.": 1.2, "same_month": 1.2, "daily_quota_left": 1.2},
    "award": {"payment.transactions": 1.0, "entry": 0.8},
    "spend": {"with_other_coupons": 1.5, "payer_is_holder": 1.5, "coupon.": 1.0},
}
_OF_ANYBODY = "applicant.tenant_staff"  # the same words say it of a member
_FREE_HOURS = re.compile(
    rf"(?<![a-z])(?:{HIGHER}|free)\s(?:free\s|(?:{HIGHER})\s)?(?:parking|hours?)|小时免费|免费(?:泊车|停车)|"
    r"hours? (?:of )?(?:free )?park"
)
_ENTRY_COUPON = re.compile(r"(?<![a-z])entry|报名|(?<![a-z])enrol")
_LEFT_THEN = re.compile(
    r"(?:过期|到期|失效|余额|剩|结余|有几多分|有多少(?:积)?分)|(?<![a-z])(?:lapse|expire|left|balance)(?![a-z])"
)
_OFFER = re.compile(r"(?<![a-z])(?:can i|may i|want to|wanna)(?![a-z])|可唔可以|可以|想|能不能|能否")
_AT_A_PRICE = re.compile(r"(?<![a-z])(?:at|for|costs?|costing)\s$|(?:要|需要|售)\s?$")
_USED_IT = re.compile(r"用[咗了]|(?<![a-z])(?:used|with)(?![a-z])|减[咗了]|抵[咗了扣]")
_SURE = 1.6  # a score that leaves no doubt
_SAME_AS_BEFORE = 0.8


def programme_of(board: Board, programmes: Mapping[str, Programme]) -> str | None:
    """The programme that the words name, else the one that gives points where they speak of them, else the
    one spoken of before."""
    named = [str(e.value) for e in board.entities if e.entity == "programme" and e.value in programmes]
    if named:
        return named[0]
    talk = board.talk
    if _POINTS.search(board.text) and talk.home in programmes and talk.programme in (None, talk.home):
        return talk.home
    return talk.programme


def kind_of(board: Board, kinds: tuple[str, ...]) -> tuple[str | None, float]:
    """The likeliest of the kinds and how sure that is."""
    scores = {kind: _score(board, kind) for kind in kinds}
    if board.talk.kind in scores:
        scores[board.talk.kind] += _SAME_AS_BEFORE
    ranked = sorted(scores, key=lambda kind: -scores[kind])
    if not ranked or scores[ranked[0]] <= 0:
        return None, 0.0
    best = ranked[0]
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    sure = min(1.0, scores[best] / _SURE)
    return best, sure * (1.0 if scores[best] - second >= 0.3 else 0.8)


def _score(board: Board, kind: str) -> float:
    score = sum(weight for pattern, weight in _WORDS.get(kind, ()) if pattern.search(board.text))
    for start, weight in _PATHS.get(kind, {}).items():
        if any(t.path.startswith(start) and t.path != _OF_ANYBODY for t in board.told):
            score += weight
    finds = _FINDS.get(kind)
    return score if finds is None else score + finds(board)


def _purchase(board: Board) -> float:
    """A sum, a shop, a way of paying: the marks of a purchase."""
    shop = any(e.entity == "merchant" for e in board.entities)
    money = any(m.kind == "money" or (shop and m.kind == "number") for m in board.mentions)
    paid = any(t.path in ("receipt.payment", "payment.method") for t in board.told)
    return 0.9 * money + 0.6 * shop + 0.4 * paid


def _credits(board: Board) -> float:
    points = sum(m.kind == "points" for m in board.mentions)
    days = sum(m.kind in ("day", "span", "moment") for m in board.mentions)
    return 0.4 * bool(points and days) + 0.3 * (points > 1 and days > 1) + 1.5 * _listed(board)


def _listed(board: Board) -> bool:
    """Whether points are listed with their days."""
    points = sum(m.kind == "points" for m in board.mentions)
    return points > 1 and sum(m.kind in ("day", "span", "moment") for m in board.mentions) > 2


def _campaign(board: Board, of_payment: bool) -> float:
    money = sum(m.kind in ("money", "number") for m in board.mentions)
    return 0.4 * (money > 1) if of_payment else -0.3 * (money > 1)


def _entry(board: Board) -> float:
    """The entry coupon, or the lack of one, is named."""
    return 1.2 * (board.has(_ENTRY_COUPON) or any(t.path == "entry" for t in board.told))


def _identity(board: Board) -> float:
    """Who the user is, or that the day's number is used up, matters at the entry only."""
    return 1.6 * any(t.path.startswith(("user.", "daily_quota_left", "same_month")) for t in board.told)


def _paid_later(board: Board) -> float:
    """An entry coupon with its day, and a payment with another: the entry is over, whoever the user is."""
    sums = sum(m.kind == "money" for m in board.mentions)
    dated = sum(m.kind in ("day", "moment") for m in board.mentions)
    return 1.6 * (sums > 1 and dated > 1 and board.has(_ENTRY_COUPON))


def _priced(board: Board) -> bool:
    """Whether brackets hold what a reward costs: "the $50 voucher (60 points)"."""
    return any(m.kind == "points" and in_brackets(board, m) for m in board.mentions)


def _redeemed_hours(board: Board) -> float:
    return 0.6 * any(m.kind == "hours" for m in board.mentions) + 1.2 * board.has(_FREE_HOURS)


_FINDS: Mapping[str, Callable[[Board], float]] = {
    "earn": _purchase,
    "claim": _purchase,
    "tier": _credits,
    "balance": lambda board: (
        _credits(board)
        + 1.5 * (_listed(board) and board.has(_LEFT_THEN) and not board.has(_OFFER))
        + 0.2 * (len([m for m in board.mentions if m.kind == "points"]) > 1)
        - 1.5 * any(t.path == "receipt.payment" for t in board.told)
    ),
    "award": lambda board: _campaign(board, True) + _entry(board) + _paid_later(board),
    "spend": lambda board: _campaign(board, True) - _entry(board),
    "enrol": lambda board: (
        _identity(board) + _campaign(board, False) + 0.8 * any(m.kind == "version" for m in board.mentions)
    ),
    "redeem": lambda board: (
        _redeemed_hours(board)
        + 1.5 * _priced(board)
        + 0.8 * any(m.kind == "points" and _AT_A_PRICE.search(board.text[: m.start]) for m in board.mentions)
        - 1.5 * (board.has(_USED_IT) and board.talk.kind in ("earn", "claim"))
    ),
    "join": lambda board: 0.8 * any(m.kind == "age" for m in board.mentions),
}
