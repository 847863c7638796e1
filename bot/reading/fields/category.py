# ruff: noqa: E501 - a pattern is easier to read on one line
"""What was bought, and how: the categories and channels of the rules that lines and the shop's name give away.

Every line with a sum is looked at for itself: a gift card among other goods makes a mixed basket, which is no
category of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from bot.reading.fields import labels
from bot.reading.fields.amounts import last_sum
from bot.reading.fields.deductions import deduction_kind
from bot.reading.fields.payment import means_in
from bot.reading.ocr.lines import Row
from bot.rules.vocabulary import Category, Channel

# An article's line, most special first.
_ARTICLES: tuple[tuple[Category, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))  # type: ignore[misc]
    for code, pattern in (
        ("top_up", r"TOP[ -]?UP(?! BAG)|ADD[ -]?VALUE|RELOAD|增值(?!税|服务)|充值"),
        ("stored_value_card", r"(?:SOLD|NEW|ADULT|CHILD|ELDER|ON-?LOAN) OCTOPUS|OCTOPUS (?:CARD|PRODUCT)(?! (?:NO|HOLDER|CASE))|八达通(?:卡|产品)(?!套|号)|储值卡|PREPAID (?:CARD|SIM)|STORED[ -]VALUE"),
        ("gift_card_purchase", r"(?:E-?)?GIFT ?-?CARDS?(?! ?HOLDER)(?![A-Z])|礼[品物]卡|礼卡|购物卡|(?:ITUNES|APPLE|STEAM|GOOGLE PLAY|NETFLIX|PLAYSTATION|NINTENDO E?SHOP) (?:GIFT )?(?:CARD|CODE)|点数卡"),
        ("voucher_purchase", r"(?:CASH|GIFT|SHOPPING|MEAL|CAKE|E-?) ?(?:VOUCHER|COUPON|CERT(?:IFICATE)?)S?(?![A-Z])|(?<![A-Z])VOUCHERS? (?:HKD?\$?|\$)? ?\d|^\W*\d*\W*(?:E-?)?VOUCHERS?(?![A-Z])|现金券|礼券|购物券|饼卡|饼券|餐券|代金券|电子券|月饼券"),
        ("merchant_membership_card", r"(?:MEMBER|MEMBERSHIP|VIP|PRIVILEGE) ?CARD(?! ?(?:NO|NUMBER|#|:|HOLDER))|会员卡(?!号|编)|贵宾卡(?!号|编)"),
        ("membership_fee", r"MEMBERSHIP (?:FEE|RENEWAL|JOINING)|(?:JOINING|ANNUAL|MONTHLY|RENEWAL|SUBSCRIPTION) FEE|(?:GYM|FITNESS|CLUB) (?:MEMBERSHIP|PLAN)|会(?:员)?费|年费|月费|入会费|续会费?|会籍(?:费|续)"),
        ("tuition", r"TUITION|SCHOOL FEES?|COURSE FEE|(?:COOKING|BAKING|BALLET|DANCE|PIANO|SWIMMING|YOGA|SKATING|ENGLISH|MATHS?|ART|MUSIC|LANGUAGE|PHONICS) (?:CLASS(?:ES)?|COURSE|LESSONS?)|(?:TRIAL|GROUP|PRIVATE) (?:CLASS|LESSON)S?|学费|课程(?:费)?|补习|堂费|学堂|训练班|兴趣班|暑期班|溜冰班"),
        ("cinema", r"(?:MOVIE|CINEMA|FILM) TICKETS?|ADMISSION TICKET|戏票|电影票|(?:[23]D|IMAX|4DX) .*(?:TICKET|SEAT)"),
        ("ev_charging", r"(?:EV|ELECTRIC VEHICLE) ?CHARG\w*|电动车充电|汽车充电|(?<![A-Z])KWH(?![A-Z])"),
        ("phone_charger", r"POWER ?BANK RENTAL|(?:RENT(?:AL)?|HIRE) .*(?:POWER ?BANK|CHARGER)|充电宝(?:租借|租用)|(?:租借|租用)充电(?:宝|器)"),
        ("parking", r"(?:HOURLY|DAY|NIGHT|MONTHLY|CAR)?\W*PARKING(?: (?:FEE|CHARGE|HOURS?))?(?![A-Z])(?! (?:OFFER|REDEMPTION|COUPON|SENSOR|TOY))|泊车(?:费|收费)|停车(?:费|收费)|时租(?:泊车|停车|车位)"),
        ("locker", r"LOCKER (?:RENTAL|FEE|HIRE)|储物柜(?:租|费)|寄存(?:费|柜)|LUGGAGE STORAGE"),
        ("stamps", r"POSTAGE|(?:POSTAGE|COMMEMORATIVE|DEFINITIVE) STAMPS?|邮票|邮费"),
        ("gold", r"(?:GOLD|PLATINUM) (?:BAR|BULLION|INGOT|PELLET|COIN)S?|BULLION|金(?:条|粒|砖|锭)|足金(?:条|粒)|储金|黄金积存"),
        ("game_tokens", r"(?:GAME|ARCADE|PLAY) ?(?:TOKEN|COIN|CREDIT)S?|游戏(?:币|代币)|代币"),
        ("charity", r"DONATION|CHARITY (?:SALE|RAFFLE|FUND)|捐款|捐献|善款|义卖"),
        ("currency_exchange", r"(?:CURRENCY|FOREIGN|MONEY) EXCHANGE|(?:BUY|SELL) (?:USD|JPY|RMB|CNY|EUR|GBP)|外币(?:兑换|找换)|找换"),
        ("bill_payment", r"BILL PAYMENT|(?:ELECTRICITY|WATER|GAS|TELEPHONE|UTILITY|RATES) BILL|(?:缴付|代缴|代收)|电费|水费|煤气费|差饷|缴费"),
        ("insurance", r"INSURANCE (?:PREMIUM|PLAN|POLICY)|PREMIUM PAYMENT|保险(?:费|计划)|保费"),
        ("investment", r"INVESTMENT|UNIT TRUST|(?:MUTUAL )?FUND SUBSCRIPTION|投资|基金认购"),
        ("telecom", r"MOBILE (?:PLAN|BILL|SERVICE|TARIFF)|DATA PLAN|SERVICE PLAN \d|BROADBAND|5G (?:PLAN|SERVICE)|月费计划|上网计划|数据计划|话费|电话费"),
        ("hotel", r"ROOM (?:CHARGE|RATE|NIGHT)S?|(?:DELUXE|SUPERIOR|STANDARD|TWIN) ROOM|房费|房租|住宿|NIGHT\(S\)"),
        ("medical", r"CONSULTATION(?: FEE)?|(?:DENTAL|MEDICAL|CLINIC|DOCTOR|VACCIN\w+|X-?RAY|PHYSIO\w*) ?(?:FEE|TREATMENT|CONSULT\w*|SERVICE|INJECTION)?(?![A-Z])|诊金|诊费|药费|医疗|牙科|洗牙|疫苗|接种|针灸|物理治疗"),
        ("office", r"OFFICE (?:RENT(?:AL)?|LEASE)|WORKSTATION RENTAL|写字楼租|商务中心"),
    )
)  # fmt: skip
# The shop's own name or title, which covers the whole paper.
_SHOPS: tuple[tuple[Category, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))  # type: ignore[misc]
    for code, pattern in (
        ("cinema", r"CINEMAS?(?![A-Z])|(?<![A-Z])(?:UA|MCL|EMPEROR|BROADWAY|CINEMATHEQUE|GRAND OCEAN) CINEMA|戏院|影城|影院|电影院"),
        ("parking", r"CAR ?PARK(?![A-Z])|停车场|停车库"),
        ("currency_exchange", r"MONEY (?:CHANGER|EXCHANGE)|CURRENCY EXCHANGE|找换店|兑换店"),
        ("medical", r"MEDICAL CENT(?:RE|ER)|(?<![A-Z])CLINIC|DENTAL|POLYCLINIC|诊所|医务所|医疗中心|牙医|牙科|医院|HOSPITAL"),
        ("tuition", r"(?:LEARNING|EDUCATION|TUTORIAL|MUSIC|BALLET|COOKING) (?:CENT(?:RE|ER)|SCHOOL|STUDIO|ACADEMY)|教育中心|补习社|学校|琴行|学院"),
        ("hotel", r"(?<![A-Z])HOTEL(?![A-Z])|酒店|宾馆"),
        ("stamps", r"POST OFFICE|HONGKONG POST|邮政局|邮局"),
        ("insurance", r"INSURANCE (?:COMPANY|LIMITED|CO)|保险公司"),
        ("charity", r"CHARITY|FOUNDATION|慈善|基金会"),
    )
)  # fmt: skip
_SERVED = re.compile(
    r"(?<![A-Z])(?:PAX|COVERS?|DINE ?-?IN|TABLE)(?![A-Z])|人数|位数|堂食|台号|桌台?号|枱号|茶[芥位]|加一"
)
# What a till prints about the article lines without being one.
_NO_ARTICLE = re.compile(
    r"余额|BALANCE|找续|CHANGE(?![A-Z])|手续费|TIPS?(?![A-Z])|小费|ROUND|SERVICE CH|服务费|加一|实收|(?<![A-Z])TAX(?![A-Z])|VAT|扣除|BAG(?![A-Z])|膠袋|胶袋|卡号|(?:CARD|OCTOPUS) ?(?:NO|NUMBER)|上[一1]?次|LAST (?:ADD|TOP)"
)
_CHANNELS: tuple[tuple[Channel, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))  # type: ignore[misc]
    for code, pattern in (
        ("app", r"(?:MOBILE|APP|IN-?APP) ORDER(?:ING)?(?! NOW)|ORDER(?:ED)? (?:VIA|BY|IN|THROUGH|FROM|WITH) (?:THE |OUR |MOBILE )*APP(?![A-Z])|(?:手机|流动)(?:应用)?(?:程式|程序|APP)?(?:订单|落单|点餐|下单)|APP\W?(?:订单|落单|点餐|下单)|FOOD ?PANDA|DELIVEROO|(?<![A-Z])KEETA(?![A-Z])|UBER ?EATS|户户送"),
        ("online", r"ONLINE (?:ORDER|STORE|SHOP|PURCHASE|SHOPPING)|(?<![A-Z])E-? ?(?:SHOP|STORE|COMMERCE)(?![A-Z])|WEB ?-?(?:ORDER|STORE|SHOP)|CLICK (?:&|AND|N) COLLECT|网上(?:订单|商店|购物|订购|购买|落单)|网购(?:订单|单)?|网店(?:订单)?|官网订单|电商|线上(?:订单|商店)"),
        ("mail", r"MAIL ORDER|邮购"),
        ("phone", r"(?:TELE)?PHONE ORDER|电话(?:订购|落单|订单)"),
    )
)  # fmt: skip
_ADVERTISES = re.compile(
    r"PLEASE|VISIT|SCAN|DOWNLOAD|WWW\.|HTTP|\.COM|登入|下载|浏览|扫|立即|获取|优惠|TRY|ENJOY|NOW|尽享|关注|FOLLOW|JOIN|(?<![A-Z])AT(?![A-Z])"
)
CODES = frozenset(get_args(Category))


@dataclass(frozen=True, slots=True)
class Bought:
    """What the paper says was bought: a category where all of it is of one, the rows that say so."""

    category: Category | None
    confidence: float
    rows: tuple[Row, ...]
    mixed: bool = False  # only some of the lines are of such a kind


def bought(rows: Sequence[Row], merchant: str | None, total_row: int | None) -> Bought:
    """The category of a paper. `merchant` is its folded name; `total_row` where its total stands."""
    articles = [row for row in rows if _is_article(row, total_row)]
    named = [(row, code) for row in articles if (code := _article(row.plain)) is not None]
    codes = {code for _row, code in named}
    if len(codes) == 1 and len(named) == len(articles):
        return Bought(codes.pop(), 0.95, tuple(row for row, _code in named))
    if named:
        return Bought(None, 0.0, tuple(row for row, _code in named), mixed=True)
    for code, pattern in _SHOPS:
        if merchant and pattern.search(merchant):
            return Bought(code, 0.9, ())
    heads = [row for row in rows[:10] if last_sum(row) is None]
    title = next(((row, code) for row in heads if (code := _title(row.plain)) is not None), None)
    if title is not None:
        return Bought(title[1], 0.9, (title[0],))
    served = [row for row in rows if _SERVED.search(row.plain)]
    return Bought("dining", 0.9, (served[0],)) if served else Bought(None, 0.0, ())


def channel_of(rows: Sequence[Row]) -> tuple[Channel, Row] | None:
    """How the purchase was made, where it was not in the shop, and the row that says so."""
    for row in rows:
        if len(row.plain) > 48 or _ADVERTISES.search(row.plain):
            continue
        for code, pattern in _CHANNELS:
            if pattern.search(row.plain):
                return code, row
    return None


def _is_article(row: Row, total_row: int | None) -> bool:
    """Whether the row is the line of an article: words and a sum to be paid, above the total."""
    text = row.plain
    amount = last_sum(row)
    if amount is None or amount.value <= 0 or (total_row is not None and row.index >= total_row):
        return False
    if any(pattern.search(text) for pattern in (labels.SUBTOTAL, labels.GRAND_TOTAL, _NO_ARTICLE)):
        return False
    if labels.TOTAL.match(text.strip()) or (means_in(text) is not None and _article(text) is None):
        return False
    return bool(re.search(r"[A-Z]{3}|[\u3400-\u9fff]{2}", text)) and deduction_kind(text) != "discount"


def _article(text: str) -> Category | None:
    return next((code for code, pattern in _ARTICLES if pattern.search(text)), None)


def _title(text: str) -> Category | None:
    """The category of a row that is no more than its words: the heading "TUITION RECEIPT"."""
    for code, pattern in _ARTICLES:
        rest = re.sub(r"RECEIPT|OFFICIAL|收据|正式|RECORD|TICKETS?|票|[\W\d]", "", pattern.sub("", text))
        if pattern.search(text) and len(rest) <= 2:
            return code
    return None
