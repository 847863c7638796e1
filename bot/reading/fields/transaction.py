# ruff: noqa: E501 - a pattern is easier to read on one line
"""What kind of transaction a paper tells of: a sale, or one that brought the shop no money.

Whole rows vote: a title, a stamp, a foot, the answer of a terminal, the state an app shows, a labelled sum, and
the sign of the total. A row votes when nothing is left of it but the words of one kind and words that stand on
any paper; so the name of an article ("Quotation Dictionary", training shoes) and a line of the shop's terms
("void if altered", "refund within 7 days") say nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.reading.fields import labels
from bot.reading.fields.amounts import amounts_of, last_sum
from bot.reading.fields.payment import Tender
from bot.reading.fields.totals import Sums
from bot.reading.ocr.lines import Row
from bot.reading.reading import Transaction

# What a row must hold to vote for a kind. Where words of two kinds stand in a row the first kind here counts.
_KINDS: tuple[tuple[Transaction, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))  # type: ignore[misc]
    for kind, pattern in (
        ("training", r"TRAINING(?: MODE)?|(?<![A-Z])TEST(?:ING)?(?: (?:MODE|PRINT|TRANSACTION|RECEIPT))?(?![A-Z])|(?<![A-Z])DEMO(?: MODE)?(?![A-Z])|PRACTI[CS]E(?: MODE)?|SPECIMEN|(?<![A-Z])SAMPLE(?: ONLY)?(?![A-Z])|培训(?:模式|专用|用)?|训练(?:模式|专用|用)?|练习(?:模式|专用|用)?|测试(?:模式|单|用)?|样本|示范(?:模式|单)?"),
        ("quotation", r"QUOTATION|(?<![A-Z])QUOTE(?![A-Z])|(?<![A-Z])ESTIMATE(?![A-Z])|PRO-? ?FORMA|报价单?|估价单?|估价|形式发票|报价表"),
        ("declined", r"DECLINED?(?![A-Z])|NOT (?:APPROVED|ACCEPTED|AUTHORI[SZ]ED|SUCCESSFUL|COMPLETED|PROCESSED)|UN-?SUCCESSFUL|(?<![A-Z])FAIL(?:ED|URE)?(?![A-Z])|REJECTED|REFUSED|DO NOT HONOU?R|INSUFFICIENT (?:FUNDS?|BALANCE)|(?:CARD )?EXPIRED(?: CARD)?|TIME-?D?[ -]?OUT|NO RESPONSE|(?<!不)失败|(?:被|遭|已|银行)?拒绝|不获(?:批准|接纳|授权)|未(?:获|能)(?:批准|接纳|授权|完成)|(?:未|不)(?:能)?成功|[逾超]时|余额不足|不批准|不接[纳受]|未完成"),
        ("void", r"(?:取消|撤销)\W*VOID|(?:取消|作废|撤销)(?:总?金额|总额|总数)|(?<![A-Z])VOID(?:ED)?(?![A-Z])(?:\W*取消)?|CANCELL?ED|CANCELLATION|(?<![A-Z])CANCEL(?=\W*(?:SALE|TRANSACTION|PAYMENT|BILL|RECEIPT|ORDER))|REVERSAL|REVERSED|作废|(?:已|交易|付款|销售|订单|支付|消费)(?:已|被)?(?:取消|撤销|撤消|注销)|(?:取消|撤销|撤消)(?:交易|销售|付款|消费|订单|单)|(?:消费|交易)?冲正|(?:交易|订单)(?:已)?关闭|已关闭"),
        ("refund", r"REFUND(?:ED|S?(?= (?:SLIP|RECEIPT|NOTE|TOTAL|AMOUNT|DUE)))?(?![A-Z])|RETURNED|(?<![A-Z])RETURN(?=\W*(?:RECEIPT|SLIP|NOTE|SALE|TRANSACTION|TOTAL|AMOUNT|$))|SALES? RETURNS?|CREDIT (?:NOTE|MEMO|SLIP|VOUCHER)|(?:已)?(?:全额|部分|全部)?退(?:款|货|回|费)(?!换)(?:中|处理中|完成|已到账|到账)?|退单|贷记(?:单|通知单)?|折让单|实退|应退|退还"),
        ("pending", r"PENDING|PROCESSING|IN PROGRESS|AWAITING(?: PAYMENT)?|WAITING(?: FOR PAYMENT)?|PRE-? ?AUTH(?:ORI[SZ]ATION|ORI[SZ]ED)?(?: ONLY)?|AUTHORI[SZ]ATION (?:ONLY|HOLD)|AUTH ONLY|UNPAID|NOT (?:YET )?PAID|(?:PRE-?|PROVISIONAL |PROFORMA )BILL|BILL PREVIEW|(?:KITCHEN|KITCHEN COPY) ORDER|KITCHEN COPY|ORDER (?:SLIP|CHIT|TICKET|SHEET)|HOLD BILL|PARKED SALE|SUSPENDED(?: SALE)?|(?:等待|等候|待)(?:买家)?(?:付款|支付|确认|收款)|(?:付款|支付|交易)?(?:待)?处理(?:中)?|待(?:确认|入账|审批)|(?:交易|付款|支付)?进行中|未(?:付款?|支付|结账?|结清|找数|缴)|预授权(?:完成)?|预结(?:账)?单?|(?:厨房|出品|落|点菜|点餐|下)单(?:纸|联)?|挂单|暂存单|审核中"),
        ("instalment", r"INSTALL?MENT(?:S)?(?: PAYMENT| PLAN)?|FINAL PAYMENT|BALANCE PAYMENT|(?:\d+)?(?:ST|ND|RD|TH) PAYMENT|分期(?:付款)?|第[\d一二三四五六七八九十]+期|[首尾末]期|(?:支付|付清|缴付|付|收)(?:尾数|尾款|余款)|(?:尾数|尾款|余款)(?:收据|付款|已付|付讫|单)|期数"),
        ("deposit", r"DEPOSIT|DOWN ?-?PAYMENT|(?:PARTIAL|PART|ADVANCE) PAYMENT|[订定]金|落订|预付款?|按金|首付款?"),
    )
)  # fmt: skip
# What may stand beside: it names the paper, its sums, its copies, and says nothing of the kind.
_NEUTRAL = re.compile(
    r"(?<![A-Z])(?:SALES?|TRANSACTIONS?|TRANS|TXN|PAYMENTS?|PAID|PAY|RECEIPTS?|INVOICE|SLIP|NOTE|BILL|CHECK|ORDER|TICKET|RECORD|VOUCHER|COPY|CUSTOMER|CARDHOLDER|MERCHANT|TOTAL|SUB|GRAND|NET|AMOUNT|AMT|DUE|STATUS|TYPE|RESULT|RESPONSE|RESP|CODE|STATE|MODE|DOCUMENT|DETAILS?|CARD|CREDIT|DEBIT|VISA|MASTERCARD|OCTOPUS|EPS|ALIPAY|ALIPAYHK|WECHAT|PAYME|FPS|CASH|TO|BY|OF|THE|THIS|IS|HAS|BEEN|WAS|FOR|A|AN|YOUR|ONLY|FULL|FULLY|PARTIAL|PARTIALLY|NO|LESS|HKD?|RMB|CNY|OFFICIAL|ITEM|GOODS|YET|NOT|VALID|VALUE|REAL|COMPLETED?|SUCCESS|SUCCESSFUL|SUCCESSFULLY|APPROVED|FIRST|LAST|FINAL|TABLE|WE)(?![A-Z])"
    r"|交易|付款|支付|消费|销售|收据|发票|单据|单号|凭证|凭单|存根|记录|纪录|通知|详情|账单|账户|订单|票据|类型|类别|种类|状态|当前|结果|金额|总额|总数|总计|合计|应付|实付|实收|已付|今次|本次|本期|已|此|本|的|项|单|人民币|港币|港元|元|顾客|客户|持卡人|商户|专用|模式|并非|真实|非|无效|信用卡|成功|完成|正式|货品|商品|原路|回|至|到|额|款|全额|部分|号|联|纸|贵|您|你|自动|银行卡|银行|卡|支付宝|微信|八达通"
)
_LABELLED = re.compile(
    r"STATUS|(?:TYPE|RESULT|RESPONSE|STATE|MODE)\W|类型|类别|种类|状态|结果"
)  # "Status: Declined"
_STAMPED = re.compile(r"[*=#<>~!-]{2,}.*[*=#<>~!-]{2,}|^\W*(\w[\w ]*?)\W+\1(?:\W+\1)*\W*$")
_LETTER = re.compile(r"[A-Z\u3400-\u9fff]")
# Sentences that say it outright, wherever they stand.
_SAID: tuple[tuple[Transaction, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))  # type: ignore[misc]
    for kind, pattern in (
        ("pending", r"(?:THIS IS )?NOT (?:AN? )?(?:VALID |OFFICIAL |TAX |SALES? )*(?:RECEIPT|PROOF OF (?:PAYMENT|PURCHASE))(?! (?:UNLESS|IF|WITHOUT))|PLEASE PAY (?:AT|TO) (?:THE )?(?:CASHIER|COUNTER)|PAYMENT NOT (?:YET )?(?:RECEIVED|MADE)|(?:不|并非|不能|不可)(?:是|作|当作|作为|当)?(?:正式|付款|交易)*(?:收据|收条|凭证|凭据)(?:使?用)?$|请(?:到|往|移步)?.{0,4}(?:柜[台面]|收银[处台])(?:付款|结账|付账|埋单)"),
        ("void", r"(?:TRANSACTION|SALE|PAYMENT|BILL|RECEIPT|INVOICE|ORDER) (?:HAS BEEN |WAS |IS )(?:VOIDED|CANCELL?ED|REVERSED|VOID\W*$)|(?:此|本|该)(?:单|收据|交易|发票|订单)(?:据)?(?:已|现已)?(?:作废|取消|注销|撤销)"),
        ("declined", r"(?:TRANSACTION|PAYMENT|CARD|SALE) (?:HAS BEEN |WAS |IS )?(?:DECLINED|REJECTED|REFUSED|NOT APPROVED|UNSUCCESSFUL|FAILED|TIMED OUT|COULD NOT BE (?:COMPLETED|PROCESSED))|PAYMENT (?:DIDN'?T|DID NOT) GO THROUGH|(?:WAS|WERE) NOT CHARGED|(?:NO|未有?|没有)\W*(?:MONEY|AMOUNT|款项|扣款)\W*(?:HAS BEEN|WAS|被)?\W*(?:TAKEN|CHARGED|DEDUCTED|扣除)|交易(?:已)?(?:被|遭)拒|(?:付款|支付|交易)(?:未能|不能|无法)(?:完成|处理)"),
        ("refund", r"HAS BEEN REFUNDED|REFUNDED TO (?:YOUR|THE|ORIGINAL|CARD|CUSTOMER)|REFUND (?:TO|ISSUED TO|PAID TO) (?:YOUR |THE |ORIGINAL )*(?:CARD|CUSTOMER|ACCOUNT|PAYMENT)\W*(?:[*X\d ]*)$|退款(?:已)?(?:退回|原路退回|退至|存入|转入)|已(?:于.*)?(?:全额)?退款(?!政策)"),
    )
)  # fmt: skip
# A row of the shop's terms, or of what one may press on a screen.
_TERMS = re.compile(
    r"(?<![A-Z])(?:IF|WITHIN|WITHOUT|POLICY|POLICIES|DAYS?|NON|NEEDED|REQUIRED|MUST|MAY|CAN|CANNOT|WILL|UNLESS|PRESENT|ALLOWED|ACCEPT|SUBJECT|RESERVES?|T&CS?|TERMS|EXCHANGES?|ABLE)(?![A-Z])|NON-?REFUND|REFUNDABLE|NO REFUND|恕不|概不|不设|不可|不得|不会|不获(?!批准|接纳|授权)|如需|如要|如欲|如有|若|须|凭|条款|[天日]内|退换|换货|更换|申请|政策|须知|只限|请保留|保证|保养|可退|办理|方可|有效"
)
# A sum that was taken off what is to pay: the purchase was begun earlier.
_PAID_BEFORE = re.compile(
    r"(?:LESS|PREVIOUS|EARLIER)\W*(?:DEPOSIT|DOWN ?PAYMENT|PAYMENTS?)|DEPOSIT (?:PAID|RECEIVED|DEDUCTED|USED|APPLIED)|(?:减|扣除?|已付|已收|已缴|扣减|抵扣)[订定]金|[订定]金(?:扣除|抵扣|已付|扣减)"
)
_STILL_DUE = re.compile(
    r"BALANCE (?:DUE|TO PAY|PAYABLE|OUTSTANDING)|OUTSTANDING|REMAINING|TO BE PAID|待付|尚欠|(?:尾数|尾款|余款|余数|余额)\W*(?:待付|未付|应付)?"
)
_LATER = re.compile(
    r"FINAL PAYMENT|BALANCE PAYMENT|尾期|末期|(?:支付|付清|缴付|付|收)(?:尾数|尾款|余款)|(?:尾数|尾款|余款)(?:收据|付款|已付|付讫|单)"
)
_EXCHANGED = re.compile(
    r"^\W*(?:(?:SALES? )?EXCHANGE(?:D)? ?(?:NOTE|RECEIPT|SLIP|INVOICE)?|换货(?:单据?|收据|凭证)?)\W*(?:EXCHANGE|换货)?\W*(?:NOTE|RECEIPT|SLIP|单)?\W*$"
)
# What is said of a case that may come.
_CONDITION = re.compile(
    r"(?<![A-Z])(?:IF|WHEN|WHENEVER|SHOULD|UNLESS|IN CASE|ONCE)(?![A-Z])|如果?|若|倘|一经"
)
# How recognition reads the stars around a stamp.
_STARS = re.compile(r"(?:^|(?<=[\s*★☆]))[常吉女六大太火交★☆*]{1,3}(?=$|[\s*★☆])")
_FROM_TILL = re.compile(
    r"RE-?TRAINING|POINTS?|积分|BALANCE ENQUIRY|查询余额"
)  # rows about something beside the purchase
# What bears a sale out: the terminal's word, an app's, money that changed hands.
_DONE = re.compile(
    r"(?<!NOT )APPROVED|(?<!NOT )ACCEPTED|SUCCESSFUL(?:LY)?|(?<![A-Z])SUCCESS(?![A-Z])|COMPLETED|(?<![A-Z])PAID(?![A-Z])|(?<!不)(?<!未)(?<!未能)成功|已付|已支付|已完成|(?<![不未获])批准|(?<![不未获])接纳|扣除金额|扣款金额|(?:AMOUNT )?DEDUCTED"
    r"|(?:APP(?:ROVAL|R|\.)?|AUTH(?:ORI[SZ]ATION)?)\.? ?(?:CODE|NO)\W*[A-Z0-9]{4,}|(?:授权|批核)(?:码|号码?|编号)\D{0,16}[A-Z0-9]{4,}"
)
_SALE = re.compile(
    r"^\W*(?:(?:TRANSACTION |TXN |TRANS )?TYPE|交易(?:类[别型]|种类))?\W*(?:\(TYPE\))?\W*(?:SALES?|PURCHASE|PAYMENT|销售|消费|购物|付款|签账)\W*(?:SALES?|PURCHASE|PAYMENT|销售|消费|付款|购物)?(?:[\W\d]|HKD?)*$"
)
_ENQUIRY = re.compile(
    r"BALANCE (?:ENQUIRY|INQUIRY)|(?:ENQUIRY|INQUIRY)\W*$|余额查询|查询余额|(?:FREE|COMPLIMENTARY) PARKING|免费泊车|免费停车|PARKING REDEMPTION|泊车(?:换领|优惠)凭?[证单]?"
)
_BEGUN_BEFORE = "a part was paid before"
_SURE_ENOUGH = 0.55


@dataclass(frozen=True, slots=True)
class Told:
    """The kind of transaction, how sure (0-1), why, and the row that says so."""

    kind: Transaction | None
    confidence: float
    reason: str = ""
    row: Row | None = None
    later_part: bool = False  # of a purchase paid in parts: not its first payment


@dataclass(frozen=True, slots=True)
class _Vote:
    kind: Transaction
    weight: float
    reason: str
    row: Row


def transaction_of(rows: Sequence[Row], sums: Sums, tenders: Sequence[Tender], slip: bool, app: bool) -> Told:
    """What the rows, the sign of the total and the money that changed hands say together."""
    votes = [*_votes(rows, sums), *_by_sign(rows, sums, app)]
    weights: dict[Transaction, float] = {}
    for vote in votes:
        weights[vote.kind] = 1 - (1 - weights.get(vote.kind, 0.0)) * (1 - vote.weight)
    if weights:
        kind = max(weights, key=lambda each: weights[each])
        if {"void", "refund"} <= weights.keys():
            kind = _title(votes)
        strongest = max((vote for vote in votes if vote.kind == kind), key=lambda vote: vote.weight)
        if weights[kind] >= _SURE_ENOUGH:
            others = [weights[each] for each in weights if each != kind]
            sure = min(0.98, weights[kind] + 0.04) - (0.06 if others and max(others) > 0.8 else 0.0)
            later = kind == "instalment" and any(_later(vote.row) for vote in votes)
            return Told(kind, sure, strongest.reason, strongest.row, later)
        return Told("sale", 0.6, "words that may say otherwise", strongest.row)
    if exchanged := next((row for row in rows if _EXCHANGED.match(row.plain)), None):
        return Told("sale", 0.6, "goods were exchanged", exchanged)
    return _sale(rows, sums, tenders, slip, app)


def paid_in_part(rows: Sequence[Row]) -> Transaction | None:
    """`deposit` or `instalment` where the paper's own words make it the paper of a part payment."""
    for vote in _votes(rows, None):
        own = vote.reason != _BEGUN_BEFORE  # a receipt for the whole names what was paid before
        if own and vote.kind in ("deposit", "instalment") and vote.weight >= _SURE_ENOUGH:
            return vote.kind
    return None


def is_enquiry(rows: Sequence[Row]) -> bool:
    """Whether nothing was bought: a balance asked for, parking hours given away."""
    return any(_ENQUIRY.search(row.plain) and last_sum(row) is None for row in rows[:8])


def _sale(rows: Sequence[Row], sums: Sums, tenders: Sequence[Tender], slip: bool, app: bool) -> Told:
    if is_enquiry(rows):
        return Told(None, 0.0, "an enquiry", next(row for row in rows if _ENQUIRY.search(row.plain)))
    said = next((row for row in rows if _DONE.search(row.plain) and not _TERMS.search(row.plain)), None)
    called = next((row for row in rows if _SALE.match(row.plain)), None)
    if sums.total is None:
        return Told("sale", 0.6, "its label", said) if said else Told(None, 0.0)
    if said or called:
        return Told("sale", 0.97, "it says so", said or called)
    paid = next((tender for tender in tenders if tender.amount is not None), None)
    if not slip and (paid or any(labels.CHANGE.search(row.plain) for row in rows)):
        return Told("sale", 0.96, "the sum paid stands on it", paid.row if paid else None)
    if not slip:
        return Told("sale", 0.92 if tenders else 0.8, "nothing speaks against it")
    return Told("sale", 0.85 if app else 0.92, "nothing speaks against it")


def _votes(rows: Sequence[Row], sums: Sums | None) -> Iterator[_Vote]:
    """One vote for each row that is nothing but words of a kind."""
    total = sums.total if sums else None
    for row in rows:
        text = row.plain
        said = next((kind for kind, pattern in _SAID if pattern.search(text)), None)
        if said is not None and _CONDITION.search(text):
            continue
        if said is not None:
            yield _Vote(said, 0.9, "it says so", row)
            continue
        if _FROM_TILL.search(text):
            continue
        kind = _kind_alone(text)
        if kind is None or _TERMS.search(text):
            continue
        amount = last_sum(row)
        if amount is not None:
            yield from _labelled_sum(rows, row, kind, total.row.index if total else None)
        else:
            yield _Vote(kind, _place(rows, row, kind), "it says so", row)


def _kind_alone(text: str) -> Transaction | None:
    """The kind whose words, with neutral ones, make up the whole of a row."""
    bare = re.sub(r"[\d.,$¥]+", " ", _STARS.sub(" ", text))
    for kind, pattern in _KINDS:
        if not pattern.search(bare):
            continue
        rest = _NEUTRAL.sub(" ", pattern.sub(" ", bare))
        for _other, words in _KINDS:
            rest = words.sub(" ", rest)
        if not _LETTER.search(rest):
            return kind
    return None


def _place(rows: Sequence[Row], row: Row, kind: Transaction) -> float:
    """The worth of a row without a sum, by where and how it stands."""
    text = row.plain
    if _STAMPED.search(text) or _LABELLED.search(text):
        return 0.95
    short = len(text) <= 32
    if kind in ("deposit", "instalment"):
        return (
            0.88
            if row.index <= max(6, len(rows) // 3)
            and re.search(r"RECEIPT|SLIP|INVOICE|NOTE|PAYMENT|收据|单|付款|证|发票|期", text)
            else 0.4
        )
    return 0.92 if short else 0.8


def _labelled_sum(rows: Sequence[Row], row: Row, kind: Transaction, total: int | None) -> Iterator[_Vote]:
    """The vote of a row with a sum: what was refunded, a deposit; a line taken back by the till is no vote."""
    text = row.plain
    above = total is not None and row.index < total
    amount = last_sum(row)
    if amount is None or amount.value == 0:
        return
    if kind in ("deposit", "instalment"):
        if _PAID_BEFORE.search(text) or (amount.value < 0 and kind == "deposit"):
            yield _Vote("instalment", 0.8, _BEGUN_BEFORE, row)
        elif _STILL_DUE.search(text) and not _LATER.search(text):
            return
        elif total is None or row.index == total or _only_part(rows, row):
            yield _Vote(kind, 0.85, "its label", row)
        else:
            yield _Vote(kind, 0.45, "its label", row)
    elif kind == "refund":
        yield _Vote(kind, 0.3 if above and amount.value > 0 else 0.85, "its label", row)
    elif labels.TOTAL.search(text):
        yield _Vote(kind, 0.9, "its label", row)
    elif not above:
        yield _Vote(kind, 0.85, "its label", row)


def _only_part(rows: Sequence[Row], row: Row) -> bool:
    """Whether another row says what remains to be paid after this one."""
    return any(other is not row and _STILL_DUE.search(other.plain) and last_sum(other) for other in rows)


def _later(row: Row) -> bool:
    part = re.search(
        r"第([\d二三四五六七八九十]+)期|(\d+)(?:ND|RD|TH) PAYMENT|(\d+) ?(?:/|OF) ?\d+", row.plain
    )
    number = next((each for each in part.groups() if each), "1") if part else "1"
    return number != "1" or bool(_LATER.search(row.plain) or _PAID_BEFORE.search(row.plain))


def _title(votes: Sequence[_Vote]) -> Transaction:
    """Which of a void and a refund the paper is: money comes back by both, so the word that stands first says."""
    said = [vote for vote in votes if vote.kind in ("void", "refund") and vote.weight >= _SURE_ENOUGH]
    return min(said or votes, key=lambda vote: (vote.reason != "it says so", vote.row.index)).kind


def _by_sign(rows: Sequence[Row], sums: Sums, app: bool) -> Iterator[_Vote]:
    """A total below nothing gives money back; a wallet's screen shows what was paid with a minus."""
    if sums.total is None:
        return
    row, value = sums.total.row, sums.total.amount.value
    if app:
        if re.match(r"^\W*\+", row.text):
            yield _Vote("refund", 0.7, "money came in", row)
    elif value < 0:
        others = [a.value for each in rows if each is not row for a in amounts_of(each) if a.sure]
        weight = 0.88 if all(other <= 0 for other in others) else 0.75
        yield _Vote("refund", weight, "the total is below nothing", row)
