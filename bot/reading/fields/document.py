# ruff: noqa: E501 - a pattern is easier to read on one line
"""What kind of paper it is: a shop's receipt, a slip of a card terminal, a screen of a payment app."""

import re
from collections.abc import Sequence

from bot.reading.fields import labels
from bot.reading.fields.amounts import last_sum
from bot.reading.ocr.lines import Row
from bot.reading.reading import Document

_SLIP = (
    (
        r"TERMINAL ?(?:ID|NO)|(?<![A-Z])TID(?![A-Z])|终端(?:机)?(?:编号|号)|(?:TERMINAL|终端机?)\W*(?:TERMINAL)?\W*\d{5,}|(?<![A-Z])TERM(?:INAL)? ?[#:]",
        2.0,
    ),
    (
        r"MERCHANT ?(?:ID|NO|NUMBER|#)|(?<![A-Z])MID(?![A-Z])|商户(?:编号|号(?!码?单))|(?:MERCHANT|商户)\W*(?:MERCHANT)?\W*\d{6,}",
        2.0,
    ),
    (r"BATCH|批次|批号", 1.5),
    (r"ENTRY(?: MODE)?\W*(?:CHIP|SWIPED?|CONTACTLESS|TAP|MANUAL|FALLBACK)", 2.0),
    (r"TRACE|(?<![A-Z])STAN(?![A-Z])|追踪", 1.5),
    (
        r"APP(?:ROVAL|R|\.)? ?CODE|AUTH\.? ?(?:CODE|NO)|授权(?:码|号)|批核(?:码|号)|RESP(?:ONSE)? ?CODE|^\W*(?:APPROVAL|APPR|AUTH)\W*[A-Z]?\d{4,}",
        1.2,
    ),
    (
        r"CUSTOMER ?COPY|MERCHANT ?COPY|CARDHOLDER|BANK ?COPY|持卡人|商户存根|顾客存根|客户存根|特约商户|商户联|客户联|持卡人联|顾客联|商店联",
        2.0,
    ),
    (
        r"(?<![A-Z])(?:AID|TVR|TSI|ARQC|ATC|RRN|ISN|TC)\s?:?\s?[0-9A-F]|CONTACTLESS|CHIP|PIN VERIFIED|NO SIGNATURE|SIGNATURE|无需签署|签名|签署|免签|非接触",
        1.0,
    ),
    (
        r"(?<![A-Z])ISN(?![A-Z])|提款金额|CASH ?OUT|(?:收款|付款|支付)(?:回条|证明|凭证)|交易单据|交易[前后]余[额值]|(?:收款|付款)类型|PAYMENT (?:CONFIRMATION|RECORD|ADVICE)",
        2.0,
    ),
    (
        r"(?:支付宝|微信|银联|云闪付|钱包)(?:支付)?(?:交易|订单)?(?:单号|号|编号)|(?:ALIPAY|WECHAT|PAYME|WALLET) ?(?:TRANS\w*|TXN|ORDER)",
        1.6,
    ),
    (
        r"(?:支付|付款|交易)成功",
        1.0,
    ),
    (r"^\W*(?:SALE|PURCHASE|PAYMENT)\W*(?:销售|消费|付款)?\W*$|^\W*(?:销售|消费|付款)\W*(?:SALE)?\W*$", 1.2),
    (r"^\W*EPS\W*(?:易办事)?\W*$|^\W*易办事\W*(?:EPS)?\W*$", 1.4),
    (r"APPROVED|ACCEPTED|交易接纳|交易成功|批准", 0.8),
    (r"EXP(?:IRY)?\.? ?(?:DATE)? ?:? ?[*X]{2}|有效期 ?:? ?[*X]{2}", 0.8),
    (
        r"八达通(?:卡)?(?:交易|付款)?(?:记录|纪录)|OCTOPUS.{0,12}(?:TRANSACTION|RECORD|PAYMENT RECORD)|TRANSACTION RECORD|交易[纪记]录|交易凭[条证]|签购单|CREDIT CARD SALES? SLIP|SALES SLIP|扣除金额|DEVICE ?(?:NO|ID)|机号",
        1.6,
    ),
    (
        r"^\W*(?:OCTOPUS|八达通)\W*(?:OCTOPUS|八达通)?\W*$|(?:OCTOPUS|八达通)\W*(?:付款|交易|消费)?\W*(?:收据|RECEIPT|记录|纪录|RECORD)",
        1.4,
    ),
    (r"扣除金额|DEDUCTED|AMOUNT DEDUCTED|扣减金额", 1.2),
)
_APP = (
    (
        r"(?:支付|付款|转账|交易|缴费|扣款|缴付)\s?成功|(?:PAYMENT|TRANSACTION|TRANSFER)S? (?:SUCCESS\w*|COMPLETED?|DETAILS?|RECEIPT|SUCCEEDED|APPROVED)|SUCCESSFUL(?:LY)?|PAID SUCCESS\w*|^\W*(?:PAID|YOU PAID|SENT|PAYMENT SENT|已付款|已支付|已完成|已付)\W*(?:\$|HK|\d|$)",
        2.0,
    ),
    (
        r"账单详情|交易详情|付款详情|退款详情|转账详情|订单详情|支付详情|付款记录|TRANSACTION DETAILS?|PAYMENT DETAILS?|BILL DETAILS?|RECEIPT DETAILS",
        2.0,
    ),
    (
        r"支付时间|付款时间|交易时间|创建时间|PAYMENT (?:DATE|TIME|METHOD)|PAID (?:WITH|AT|ON|TO|BY)|TRANSACTION (?:ID|TIME)",
        0.8,
    ),
    (
        r"商户(?:全称|单号|订单号|订单编号|名称)|收款方|收款人|转账金额|扣账(?:户口|账户)|退款(?:时间|方式|编号)|收款商户|收单机构|付款方式|支付方式|当前状态|交易单号|MERCHANT ORDER|ORDER REF|STATUS|状态|转入账户|商品说明",
        0.8,
    ),
    (
        r"^\W*(?:完成|DONE|返回|BACK TO|OK|CLOSE|关闭|返回商户|回到主页|查看账单|SHARE|分享|对此订单有疑问|申请退款|联络商户)\W*$",
        1.0,
    ),
    (
        r"^\W*(?:WALLET|PAYME|ALIPAY ?HK|ALIPAY|支付宝|支付宝HK|微信支付|WECHAT PAY|WECHAT PAY HK|BOC ?PAY\+?|OCTOPUS|八达通|TAP ?& ?GO|转数快|FPS|转数快\W*FPS|FPS\W*转数快|拍住赏|云闪付|HSBC|APPLE PAY|GOOGLE PAY|SAMSUNG PAY)\W*(?:支付宝(?:香港|HK)|香港)?\W*$",
        0.7,
    ),
)
_RECEIPT = (
    (r"SUB ?-? ?TOTAL|小计|SERVICE CHARGE|服务费|加一|件数|QTY|QUANTITY|数量|单价", 1.5),
    (r"CASHIER|收银|服务员|营业员|台号|TABLE|人数|SERVED BY|STAFF|PAX|COVERS|销售员|店员", 1.2),
    (r"CHANGE|找续|找零|TENDER", 1.2),
    (
        r"退换|EXCHANGE|REFUND POLICY|货物出门|货品出门|多谢惠顾|谢谢惠顾|THANK YOU FOR (?:SHOPPING|DINING)|WELCOME TO",
        0.8,
    ),
    (r"会员|MEMBER|积分|POINTS", 0.3),
    (labels.NUMBER_RECEIPT.pattern, 1.0),
    (
        r"^\W*(?:收据|发票|单据|CASH MEMO|OFFICIAL RECEIPT|RECEIPT|TAX INVOICE|INVOICE)\W*(?:收据|发票|单据|CASH MEMO|RECEIPT|INVOICE)?\W*$",
        1.0,
    ),
    (r"(?<![A-Z])[X×] ?\d+|\d+ ?@|@ ?\d", 0.4),
)
# What is handed out without anything being bought with it.
_FREE = re.compile(
    r"(?:FREE|COMPLIMENTARY) PARKING|PARKING REDEMPTION|免费(?:泊车|停车)|泊车(?:换领|优惠)凭?[证单]"
    r"|SINGLE JOURNEY|单程(?:车)?票|(?:TRAIN|RAILWAY|RAIL) TICKET|BOARDING PASS|登机证|检票|去程票|来回票"
)
_OF_A_TERMINAL = 1.5  # marks worth this much stand on nothing but a terminal's print
_SLIP_MARKS = tuple((re.compile(pattern), weight) for pattern, weight in _SLIP)
_APP_MARKS = tuple((re.compile(pattern), weight) for pattern, weight in _APP)
_RECEIPT_MARKS = tuple((re.compile(pattern), weight) for pattern, weight in _RECEIPT)


def _score(rows: Sequence[Row], marks: Sequence[tuple[re.Pattern[str], float]]) -> float:
    return sum(weight for pattern, weight in marks if any(pattern.search(row.plain) for row in rows))


def _hits(rows: Sequence[Row], marks: Sequence[tuple[re.Pattern[str], float]], least: float) -> int:
    return sum(
        weight >= least and any(pattern.search(row.plain) for row in rows) for pattern, weight in marks
    )


def kind_of(rows: Sequence[Row], on_screen: bool) -> tuple[Document, bool, float]:
    """(document, whether it is a payment app's screen, confidence) for one paper."""
    slip, app, receipt = (_score(rows, marks) for marks in (_SLIP_MARKS, _APP_MARKS, _RECEIPT_MARKS))
    if any(_FREE.search(row.plain) for row in rows[:8]):
        return "unknown", False, 0.9
    items = _item_rows(rows)
    receipt += 0.8 * min(5, items)
    if items >= 2 and _hits(rows, _SLIP_MARKS, 1.4) < 2:
        slip /= 2  # a receipt with a line or two about the card
    if on_screen:
        app += 1.0 + slip / 2
    else:
        app *= 0.8
    if not on_screen and _terminal_below(rows):
        slip = app = 0.0  # the block of the terminal stands on the till's own paper
    proof = max(slip, app)
    if proof >= 2.0 and proof > receipt:
        return "payment_slip", on_screen or app > slip, _sure(proof - receipt)
    if receipt < 1.0 and not any(last_sum(row) for row in rows):
        return "unknown", False, 0.5
    return "shop_receipt", False, _sure(receipt - proof + 1)


def _terminal_below(rows: Sequence[Row]) -> bool:
    """Whether a till's receipt with articles and their sum stands above the first line of a terminal."""
    first = next(
        (
            row.index
            for row in rows
            for pattern, weight in _SLIP_MARKS
            if weight >= _OF_A_TERMINAL and pattern.search(row.plain)
        ),
        0,
    )
    above = rows[:first]
    summed = [
        row
        for row in above
        if last_sum(row) is not None and (labels.SUBTOTAL.search(row.plain) or labels.TOTAL.search(row.plain))
    ]
    return bool(summed) and _item_rows(above[: summed[0].index]) > 0


def _item_rows(rows: Sequence[Row]) -> int:
    """Rows of words and a sum at the right that are no total: what was bought."""
    count = 0
    for row in rows:
        text = row.plain
        if (
            last_sum(row) is None
            or labels.TOTAL.search(text)
            or labels.AMOUNT.search(text)
            or labels.NOT_TOTAL.search(text)
        ):
            continue
        if labels.GRAND_TOTAL.search(text) or re.search(
            r"余额|BALANCE|找续|CHANGE|VISA|MASTER|手续费|TIPS|立减|优惠|折扣|DISCOUNT|实收", text
        ):
            continue
        if re.search(r"[A-Z]{3,}|[\u4e00-\u9fff].*[\u4e00-\u9fff]|\d ?[@×]", text):
            count += 1
    return count


def _sure(margin: float) -> float:
    return min(0.99, 0.7 + 0.1 * margin)
