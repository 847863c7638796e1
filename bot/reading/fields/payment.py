# ruff: noqa: E501 - a pattern is easier to read on one line
"""How it was paid: the rows below the total that name a card, a wallet or cash, and the codes of the contract."""

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.reading.fields import labels
from bot.reading.fields.amounts import Amount, amounts_of, last_sum
from bot.reading.ocr.lines import Row

# The most special first: a wallet before the card behind it.
_MEANS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("apple_pay", r"APPLE ?PAY|苹果支付"),
        ("google_pay", r"GOOGLE ?PAY|(?<![A-Z])G ?PAY(?![A-Z])|GOOGLE WALLET"),
        ("samsung_pay", r"SAMSUNG ?(?:PAY|WALLET)|三星支付"),
        ("huawei_pay", r"HUAWEI ?PAY|华为(?:支付|钱包)"),
        ("mi_pay", r"(?<![A-Z])MI ?PAY(?![A-Z])|小米支付"),
        ("octopus_wallet", r"OCTOPUS ?(?:WALLET|APP|PAYMENT APP|E-?WALLET)|八达通(?:钱包|银包|APP)|O! ?EPAY|好易畀"),
        ("tng_wallet", r"(?<![A-Z])TNG(?: ?WALLET)?(?![A-Z])|TOUCH ?'?N ?'?GO"),
        ("tap_and_go", r"TAP ?(?:&|AND|N|\+)? ?GO(?! ?\w*TOUCH)|拍住赏"),
        ("boc_pay", r"BOC ?PAY\+?|中银(?:香港)?支付|BOCPAY"),
        ("payme", r"PAY ?ME(?![A-Z])"),
        ("fps", r"(?<![A-Z])FPS(?![A-Z])|转数快|FASTER PAYMENT"),
        ("wechat_pay", r"WE ?CHAT|WEIXIN|微信|财付通|TENPAY|(?<![\u4e00-\u9fff])零钱通?(?![\u4e00-\u9fff])"),
        ("alipay", r"ALI ?PAY|支付宝|ALIPAY ?HK|花呗|余额宝"),
        ("unionpay_app", r"UNION ?PAY ?(?:APP|QR|QUICK ?PASS|MOBILE)|云闪付|QUICK ?PASS|银联(?:二维码|扫码|手机闪付|APP)"),
        ("eps", r"(?<![A-Z])EPS(?![A-Z])|易办事|EASY ?PAY ?SYSTEM"),
        ("octopus", r"OCTOPUS|八达通|(?<![A-Z])OCTO?(?= ?(?:CARD|\d|NO|PAY|:))"),
        ("unionpay_card", r"UNION ?PAY|银联|(?<![A-Z])CUP(?![A-Z])|CHINA UNION"),
        ("debit_card", r"DEBIT|扣账卡|借记卡|提款卡|扣帐卡|储蓄卡|(?<![A-Z])MAESTRO|VISA ELECTRON|MYDEBIT"),
        ("credit_card", r"^\W*AE(?=\W*[\d$])|^\W*V/ ?M(?=\W*[\d$])|(?<![A-Z])VISA(?![A-Z])|MASTER ?CARD|(?<![A-Z])MASTER(?![A-Z])|AMEX|AMERICAN EXPRESS|运通|(?<![A-Z])JCB(?![A-Z])|DINERS?|CREDIT ?CARD|信用卡|万事达|维萨|(?<![A-Z])M/?CARD|CREDIT CARD|签账卡|DISCOVER|(?<![A-Z])(?:BANK|CARD) ?(?:PAYMENT|SALE)|刷卡|银行卡|信用咭|(?<![A-Z])CREDIT(?= *[\d$:*X]|$)|咭数"),
        ("cash", r"(?<![A-Z])CASH(?! ?(?:OUT|BACK|IER|VOUCHER|COUPON|DOLLAR|CARD|VCHR|ADVANCE|REBATE|DISC|SALES? ?(?:NO|#)|BILL|RECEIPT|MEMO|REGISTER|ON DELIVERY|SALE\b))(?![A-Z])|现金(?!券|卷|回|礼|代|折|奖|积|价|优|分|价值)|付现"),
        ("other", r"(?<![A-Z])(?:CHEQUE|CHECK PAYMENT|ATOME|BANK TRANSFER|PAYPAL|ATM|T/T|OCBC|GRAB ?PAY|BOOST|TASTE ?CARD)(?![A-Z])|支票|银行转账|先买后付|记账|挂账|(?<![A-Z])HSBC REWARD"),
    )
)  # fmt: skip
_ASKED = re.compile(
    r"付款方式|支付方式|付款方法|支付方法|付款类别|付款途径|支付途径|收款方式|结账方式|结算方式|支付类型|付款渠道|支付渠道|付款账户|付款工具|PAYMENT ?(?:METHOD|TYPE|MODE|BY|VIA|MEANS|DETAILS)?\s?[:]?|PAID (?:BY|WITH|VIA|USING)|PAY (?:BY|WITH|VIA)|TENDER(?: TYPE)?|(?<![A-Z])METHOD|CARD TYPE|卡类|卡种|PAYMENT\b|付款|支付(?!宝)|METHOD OF PAYMENT|MODE OF PAYMENT|FUNDING|收款"
)
_UNIONPAY = re.compile(r"(?<!\d)62\d{2,6}[\d ]{0,3}[*X]")  # the first digits of the scheme's cards
_MASKED = re.compile(r"[*X•●.]{2,} ?\d{3,4}|\d{4,6}[*X]{2,}")
# Sentences that name a way of payment without anybody having paid by it.
_NOT_PAID_BY = re.compile(
    r"接受|欢迎使用|受理|ACCEPT|WELCOME|可用|优惠码|立减活动|下次|NEXT|EARN|赚|推广|下载|DOWNLOAD|DISCOVER MORE|满\d|SPEND \D*\d|享|OFFER|抽奖|LUCKY|REBATE|WIN |换领|登记|REGISTER|账号|(?<![A-Z])SCAN|使用.{0,8}(?:付款|支付)|持.{0,10}卡|凡|敬请|PLEASE|退款|REFUND|增值(?!税)|TOP.?UP|RELOAD|ADD.?VALUE|客户服务|HOTLINE|热线|WWW\.|HTTP|\.COM|FOLLOW|请|如有|条款|浏览|参阅|进入|点击|查看|产品问题|TERMS|CONDITIONS"
)
# What the bills of wallets call things, where the bill names only the bank behind it; the first fits first.
_BILLS = (
    ("wechat_pay", re.compile(r"当前状态"), re.compile(r"(?:交易|商户)单号")),
    ("alipay", re.compile(r"账单详情|账单分类|商品说明"), re.compile(r"商[家户]订单号|交易号|订单号")),
)
_WALLETS = frozenset({"apple_pay", "google_pay", "samsung_pay", "huawei_pay", "mi_pay", "boc_pay", "alipay", "wechat_pay", "payme", "unionpay_app", "octopus_wallet", "tap_and_go"})  # fmt: skip
_IN_A_TELEPHONE = frozenset({"apple_pay", "google_pay", "samsung_pay", "huawei_pay", "mi_pay"})
_CARD_WORDS = re.compile(r"CARD|卡|PAYMENT|付款")
_LEAST = 0.12  # a mention worth less is none
_A_LABEL, _A_SENTENCE = 14, 46  # characters of the longest label, of the shortest sentence
_FURTHER = re.compile(
    r"BALANCE|余额|余值|结余|REMAIN|(?:CARD|OCTOPUS) ?(?:NO|NUMBER|ID)|卡号|号码|DEVICE|机号"
)


@dataclass(frozen=True, slots=True)
class Tender:
    """A row that says how (part of) the sum was paid."""

    payment: str  # a payment code of the contract
    row: Row
    amount: Decimal | None
    amount_found: Amount | None
    weight: float  # how certain the row is about payment and no advertisement, 0-1

    @property
    def asked(self) -> bool:
        """Whether its row itself asks how the sum was paid."""
        return bool(_ASKED.search(self.row.plain))

    @property
    def of_credit(self) -> bool:
        """Whether its row speaks of credit."""
        return "CREDIT" in self.row.plain


def means_in(text: str) -> str | None:
    """The way of payment that folded text names, as a code."""
    return next((code for code, pattern in _MEANS if pattern.search(text)), None)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A row that names a way of payment, with what its weight hangs on."""

    row: Row
    text: str
    named: bool  # by name, and not by a card's number alone
    paid: bool  # a sum stands beside it
    asked: bool  # it answers the question how the sum was paid
    first: bool  # at the head of a till's paper

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether the pattern is in the row."""
        return bool(pattern.search(self.text))


# What a mention is worth: the base, and what speaks for and against it.
_BASE = 0.5
_WEIGHTS: tuple[tuple[float, Callable[[_Mention], bool]], ...] = (
    (+0.35, lambda mention: mention.paid),
    (+0.3, lambda mention: mention.asked),
    (+0.3, lambda mention: mention.says(_MASKED)),
    (-0.3, lambda mention: not mention.named),  # what the paper names goes before
    (-0.5, lambda mention: mention.says(_NOT_PAID_BY) and not mention.paid),
    (-0.2, lambda mention: mention.says(_NOT_PAID_BY) and mention.paid),
    (-0.3, lambda mention: mention.says(_FURTHER)),
    (-0.2, lambda mention: len(mention.text) > _A_SENTENCE and not mention.paid),
    (-0.1, lambda mention: mention.first and not mention.paid),
)


def find_tenders(rows: Sequence[Row], slip: bool) -> list[Tender]:
    """The rows that tell the payment, in the order of the paper."""
    tenders = []
    no_cents = not any(a.cents for row in rows if not _FURTHER.search(row.plain) for a in amounts_of(row))
    for position, row in enumerate(rows):
        code = _code_of(row.plain, slip)
        if code is None:
            continue
        amount = _beside(rows, position, slip, no_cents)
        mention = _Mention(
            row,
            row.plain,
            named=means_in(row.plain) is not None,
            paid=amount is not None,
            asked=_is_asked(rows, position),
            first=position <= 1 and not slip,
        )
        weight = _BASE + sum(worth for worth, holds in _WEIGHTS if holds(mention))
        found = None if mention.says(_FURTHER) else amount
        tenders.append(
            Tender(code, row, abs(found.value) if found else None, found, max(0.05, min(1.0, weight)))
        )
    return tenders + _unnamed_wallet(rows, tenders) if slip else tenders


def _code_of(text: str, slip: bool) -> str | None:
    """The code of the means that a row names; of a bare card's number what its digits tell."""
    code = means_in(text)
    if _deducted(text) and code in (None, "cash"):
        return None
    if code is not None or not (_MASKED.search(text) and _CARD_WORDS.search(text)):
        return code
    if _UNIONPAY.search(text):
        return "unionpay_card"
    return None if slip else "credit_card"


def _beside(rows: Sequence[Row], position: int, slip: bool, no_cents: bool) -> Amount | None:
    """The sum in a row, or beside the card's number below it."""
    row = rows[position]
    amount = last_sum(row, sure=not no_cents or bool(_MASKED.search(row.plain)))
    if amount is None and not slip and position + 1 < len(rows) and _masked_only(rows[position + 1]):
        return last_sum(rows[position + 1])
    return amount


def _is_asked(rows: Sequence[Row], position: int) -> bool:
    """Whether a row, or the short one above it, asks how the sum was paid."""
    if _ASKED.search(rows[position].plain):
        return True
    above = rows[position - 1].plain if position else ""
    return len(above) < _A_LABEL and bool(_ASKED.search(above))


def _unnamed_wallet(rows: Sequence[Row], tenders: Sequence[Tender]) -> list[Tender]:
    """The wallet whose bill this is by its labels, where no wallet is named."""
    if any(tender.payment in _WALLETS for tender in tenders):
        return []
    for code, *labelled in _BILLS:
        found = [next((row for row in rows if label.search(row.plain)), None) for label in labelled]
        if all(found) and found[0] is not None:
            return [Tender(code, found[0], None, None, 0.6)]
    return []


@dataclass(frozen=True, slots=True)
class _Standing:
    """A tender among the others of its paper, with what its rank hangs on."""

    tender: Tender
    slip: bool
    app: bool
    above_total: bool  # on a till's paper
    own_debit: bool  # a means stands on the paper for which any debit card is only the source

    @property
    def meant(self) -> bool:
        """Whether it was paid by, and is not only named by an advertisement."""
        return not _NOT_PAID_BY.search(self.tender.row.plain)

    def is_one(self, codes: Container[str]) -> bool:
        """Whether its code is one of these."""
        return self.tender.payment in codes


# Wallets before their cards, paid rows before mere mentions.
_RANKS: tuple[tuple[float, Callable[[_Standing], bool]], ...] = (
    (-0.35, lambda one: one.above_total and one.tender.amount is None),
    (-0.45, lambda one: one.above_total and one.tender.amount is not None),
    (-0.3, lambda one: one.above_total and one.tender.amount is not None and not one.tender.asked),  # an item
    (-0.05, lambda one: one.is_one({"cash"})),
    (-0.4, lambda one: one.is_one({"cash"}) and one.slip),
    (+0.3, lambda one: one.is_one(_IN_A_TELEPHONE) and one.meant),  # whatever card is named beside it
    (+0.6, lambda one: one.is_one(_WALLETS) and one.meant and one.app),  # whatever card feeds it
    (+0.12, lambda one: one.is_one(_WALLETS) and one.meant and not one.app),
    # said beside the scheme, which stands for credit otherwise
    (+0.15, lambda one: one.is_one({"debit_card"}) and not one.tender.of_credit and not one.own_debit),
    (-0.2, lambda one: one.is_one({"debit_card"}) and one.tender.of_credit),
)


def settle(tenders: Sequence[Tender], total_row: int | None, slip: bool, app: bool = False) -> Tender | None:
    """The tender that names the payment of the paper; the first of equals."""
    # UnionPay and EPS have codes of their own, and a wallet goes before the account that feeds it.
    own_debit = any(tender.payment in _WALLETS | {"unionpay_card", "eps"} for tender in tenders)
    best: tuple[float, Tender] | None = None
    for tender in tenders:
        above = not slip and total_row is not None and tender.row.index < total_row
        standing = _Standing(tender, slip, app, above, own_debit)
        score = tender.weight + sum(worth for worth, holds in _RANKS if holds(standing))
        if best is None or score > best[0] + 1e-9:
            best = (score, tender)
    return best[1] if best is not None and best[0] > _LEAST else None


def _deducted(text: str) -> bool:
    return bool(labels.VOUCHER.search(text) or labels.GIFT_CARD.search(text))


def _masked_only(row: Row) -> bool:
    return bool(_MASKED.search(row.plain)) and means_in(row.plain) is None
