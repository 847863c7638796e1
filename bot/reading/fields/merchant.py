# ruff: noqa: E501 - a pattern is easier to read on one line
"""Who sold it and where: the name at the head of the paper in the largest print, the address below it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.fields import labels
from bot.reading.fields.amounts import amounts_of
from bot.reading.fields.dates import dates_in, mended, times_in
from bot.reading.fields.payment import means_in
from bot.reading.ocr.lines import Piece, Row
from bot.text import UNRELATED, has_han, likeness_within

_ADDRESS = re.compile(
    r"(?<![A-Z])(?:SHOP|UNIT|ROOM|RM|FLAT|SUITE|STALL|KIOSK|LEVEL|LOT|BLOCK|BLK)\s?(?:NO\.?)?\s?[#:]?\s?[A-Z]{0,3}-?\d|\d/F|(?<![A-Z])[GBLU]{1,2}/F|(?<![A-Z])(?:ROAD|RD|STREET|ST\.|AVENUE|AVE|DRIVE|LANE|PATH|TERRACE|CENTRE|CENTER|PLAZA|BUILDING|BLDG|TOWER|MANSION|ARCADE|ESTATE|KOWLOON|KLN|HONG KONG|N\.?T\.?|NEW TERRITORIES|BASEMENT|GROUND FLOOR|FLOOR|JALAN|JLN|TAMAN|LORONG|SELANGOR|JOHOR|KUALA LUMPUR|MALAYSIA|BANDAR|PERSIARAN|HONGKONG|WAN CHAI|CENTRAL|MONG KOK|TSIM SHA TSUI|CAUSEWAY BAY|TAIKOO|TSUEN WAN|SHA ?TIN|TAI PO|YUEN LONG|TUEN MUN|KWUN TONG)(?![A-Z])"
    r"|[\u4e00-\u9fff]\d+号|\d+号[\u4e00-\u9fff]*[铺楼室店]|[道路街里巷]\d+|地下|地库|\d+楼|\d+[A-Z]?铺|[A-Z]*\d+-?\d*[A-Z]?号?铺|号铺|商场|广场|大厦|中心\d|购物|香港岛?[\u4e00-\u9fff]|九龙|新界|港岛|尖沙咀|铜锣湾|旺角|中环|金钟|太古|观塘|沙田|荃湾|元朗|屯门|将军澳|湾仔|北角|[东西南北]翼"
)
_NOT_NAME = re.compile(
    r"^\W*TE[1I]\W|显示屏|^\W*SCREEN ?\d|^\W*(?:ITEMS?|DESCRIPTION|收据|明细|项目|商品)\W*$|^\W*\d{5,}\s*\d*[\u3400-\u9fffA-Z]|(?<![A-Z])(?:TEL|FAX|HOTLINE|WHATSAPP|E-?MAIL|ADDRESS|REG(?:ISTRATION)?\.? ?NO|BRN?|GST|SST|CO\.? ?NO|BRANCH CODE|CUSTOMER ?COPY|MERCHANT ?COPY|CARDHOLDER|TERMINAL|MERCHANT ID|CASHIER|INBOX|APPROVED|SUCCESS\w*|TRANSACTION RECORD|GOODS SOLD|NOT (?:RETURN|REFUND)ABLE|E-?RECEIPT|NO-?REPLY|RECEIVED FROM|REPRINT|DUPLICATE)(?![A-Z])"
    # Words that a name may hold: labels where a number or nothing follows.
    r"|^\W*(?:PHONE|DATE|TIME|STAFF|TABLE|BATCH|STATUS|MEMBER|COPY|NO|DONE|WALLET|SERVER|GUESTS?|PAX)(?:\W*(?:NO|ID|NAME)\b)?\W*(?:\d|:|$)|(?<![A-Z])(?:DATE|TIME|PHONE|TABLE|MEMBER|STAFF) ?(?:NO\b|ID\b|:|\d)|(?<![A-Z])COPY\W*$|^\W*(?:YOU )?PAID"
    r"|(?:ORDER|QUEUE|TICKET|COLLECTION|PICK.?UP) ?(?:NO|NUMBER|#)|YOUR (?:ORDER|NUMBER)|取餐|轮候|叫号|排队号|^\W*[A-Z]?\W?\d[\d-]+\w?\W*$|^\W*$"
    r"|电话|传真|热线|地址|商业登记|公司编号|存根|日期|时间|收银|台号|收件匣|返回|完成|状态|账单详情|交易详情|补印|重印|(?:待|正在)?处理中?\W*$|等待|待处理|会员|第?\d+次|成功|已付|交易纪录|交易记录|支付|付款方式|电子收据|MERCHANT SERVICES?|CREDIT SERVICES?|BALANCE|余[额值]|^\W*(?:AMOUNT|REFERENCE|TOTAL)\W*$|^\W*(?:客户|顾客|CUSTOMER|SOLD TO|BILL TO)\W*|回条|收款证明|付款证明|凭证|CONFIRMATION|^\W*宝号|收件箱|邮件|信箱|^\W*(?:FROM|TO|SUBJECT)\W*:|NO SIGNATURE|(?<![A-Z])[A-Z]{2,}\W*[:#]\W*\d|^兹收到|^\W*(?:VISA|MASTERCARD|AMEX)\W*$|WWW\.|HTTP|^\W*[A-Z0-9.-]+\.[A-Z]{2,}(?:/\S*)?\W*$"
)
# Who handles the card and is not the shop.
_ACQUIRER = re.compile(
    r"(?<![A-Z])(?:HSBC|HANG SENG(?: BANK)?|BANK OF CHINA|BOC(?:HK)?|BOC CREDIT CARD|DBS(?: BANK)?|STANDARD CHARTERED|CITIBANK|CITI(?=\W*$)|BANK OF EAST ASIA|BEA|DAH SING(?: BANK)?|BANK OF COMMUNICATIONS|CHINA CONSTRUCTION BANK|CCB|ICBC|CMB WING LUNG|WING LUNG|FUBON|SHANGHAI COMMERCIAL|CHONG HING|NANYANG|OCBC(?: WING HANG)?|WING HANG|PUBLIC BANK|AEON CREDIT|AIRSTAR|MOX|ZA BANK|GLOBAL PAYMENTS?|FISERV|FIRST DATA|WORLDLINE|WORLDPAY|ADYEN|STRIPE|KPAY|BBMSL|QFPAY|RAZER|EFT ?PAY(?:MENTS)?|WONDER|SPECTRA|JETCO|NETS|MAYBANK|CIMB|RHB|SWIFTPASS|YEDPAY|PAYDOLLAR|ASIAPAY|SINO ?PAY|ALLINPAY|UNIVERSAL PAYMENT|CHINA UMS|CREDIT CARD CENT(?:RE|ER)|[A-Z]*ACQUIRING|CARD CENT(?:RE|ER)|QR MERCHANT|MERCHANT(?=\W*$))(?![A-Z])"
    r"|BANKING CORP|[A-Z]BANK\W*$|(?<![A-Z])BANK(?![A-Z])|(?<![A-Z])[A-Z]{1,6}-?PAY\W*$|收单|扫码收款|银行|汇丰|恒生银行|中国银行|中银|星展|渣打|花旗|东亚银行|大新|交通银行|建设银行|工商银行|工银|招商永隆|永隆|富邦|上海商业|创兴|南洋商业|华侨永亨|永亨|大众银行|通联支付|环汇|银联商务|易办事|八达通卡有限公司"
)
_LABEL = re.compile(
    r"^\W*(?:商户(?:全称|名称)?|商家(?:名称)?|收款(?:方|人|商户|商家)(?:名称)?|商店(?:名称)?|店铺(?:名称)?|付款给|支付给|付给|转账给|特约商户|收款账户|对方(?:账户|名称)?|MERCHANT(?: NAME)?(?! ?\w* ?COPY)|PAID TO|PAY TO|TO|PAYEE|SHOP NAME|STORE NAME|(?:SHOP|STORE)(?=\W*(?::|$))|RECIPIENT|RECEIVED BY|SELLER)(?:\W*(?:MERCHANT|PAYEE)(?: NAME)?(?![A-Z]))?\W*(?=\s|:|$|[\u4e00-\u9fff])"
)
_MERCHANT_NUMBER = re.compile(r"(?i)(?:merchant|shop|store|商户|商戶)?(?: ?(?:no|id)\b)?[\d\W]+")
# The sender of an electronic receipt.
_FROM = re.compile(
    r"(?:RECEIPT|INVOICE|ORDER|PURCHASE|SHOPPING|BOOKING)(?: IS)? (?:FROM|AT|WITH) (?=[A-Z])|来自(?=.+的(?:电子)?(?:收据|发票|单据))"
)
# What may stand beside a mall's name without being the shop's.
_PLACE = re.compile(
    r"(?<![A-Z])(?:HK|HONG ?KONG|KLN|KOWLOON|N\.?T|MALL|SHOP|BRANCH|STORE|LEVEL|FLOOR)(?![A-Z])|香港|九龙|商场|购物中心|分店|[总本]店"
)
_COMPANY = re.compile(
    r"LIMITED|(?<![A-Z])LTD|有限公司|COMPANY|SDN\.? ?BHD|(?<![A-Z])(?:INC|CO)\.|集团|ENTERPRISE|TRADING|HOLDINGS?"
)
_MALAYSIAN = re.compile(r"(?<![A-Z])BHD(?![A-Z])")
_SENT_TO = re.compile(r"送货|DELIVERY|SHIP TO|收货|寄往")
_CALL = re.compile(r"TEL|电话|热线|PHONE|FAX|WWW|HTTP")
_LONGEST_ADDRESS = 5  # lines
_IN_HONG_KONG = re.compile(r"[A-Z]{2,}.*HONG ?KONG\W*$")
_NAME_MISREAD = str.maketrans({"0": "O", "1": "I"})


@dataclass(frozen=True, slots=True)
class Name:
    """The printed name of the shop."""

    value: str
    rows: tuple[Row, ...]
    weight: float  # 0-1
    reason: str


def find_merchant(rows: Sequence[Row], slip: bool, app: bool) -> Name | None:
    """The name at the head of the paper; on an app's screen the one under its label or beside the amount."""
    labelled = _labelled(rows) if slip else None
    near = _beside_headline(rows) if app else None
    if near is not None or (app and labelled is not None):
        return near or labelled
    head = _head(rows, slip)
    sender = _sender(rows)
    if sender is not None:
        return sender
    if slip and labelled is not None:
        return labelled
    if not head:
        return labelled or _stamp(rows)
    return _joined(rows, head, slip)


def find_address(rows: Sequence[Row], name: Name | None) -> tuple[str, tuple[Row, ...]] | None:
    """The lines of the shop's address, joined: the first run of lines that look like one, below the name."""
    under_name = name is not None and name.rows[0].index <= 3
    start = name.rows[-1].index if name is not None and under_name else -1
    found: list[Row] = []
    for row in rows:
        if row.index <= start:
            continue
        if _in_address(row, found):
            found.append(row)
        elif found:
            break
        if len(found) == _LONGEST_ADDRESS:
            break
    return (" ".join(row.text for row in lines), lines) if (lines := _in_one_script(found)) else None


def _in_address(row: Row, found: Sequence[Row]) -> bool:
    """Whether the row is a line of the shop's address, after the lines that were found."""
    text = row.plain
    if _SENT_TO.search(text) or _CALL.search(text) or amounts_sure(row):
        return False
    if dates_in(mended(text)) and times_in(text):
        return False
    if _ADDRESS.search(text) or labels.MALL.search(text):
        return True
    after_comma = bool(found) and found[-1].plain.endswith(",")
    return after_comma and not text.rstrip().endswith(",") and not _NOT_NAME.search(text)


def _in_one_script(found: Sequence[Row]) -> tuple[Row, ...]:
    """The lines of an address in the script of its first."""
    chinese = [row for row in found if has_han(row.text)]
    if not chinese or len(chinese) == len(found):
        return tuple(found)
    return tuple(chinese if chinese[0] is found[0] else (row for row in found if row not in chinese))


def amounts_sure(row: Row) -> bool:
    """Whether a certain sum of money stands in the row."""
    return any(amount.sure for amount in amounts_of(row))


def _could_be_name(row: Row, slip: bool) -> bool:
    text = row.plain
    letters = re.sub(r"[^A-Z\u3400-\u9fff]", "", text)
    if len(letters) < 2 and not re.search(r"[A-Z]&[A-Z]|\d[A-Z]|[A-Z]\d|[\u3400-\u9fff]", text):
        return False
    if labels.TITLE.search(text) or _NOT_NAME.search(text) or re.fullmatch(r"[\d\W]+", text):
        return False
    if re.search(r"^\W*(?:WELCOME TO|THANK|欢迎光临|多谢|谢谢)", text):
        return False
    if dates_in(mended(text)) or amounts_sure(row):
        return False
    if len(row.pieces) > 1 and re.fullmatch(r"[\d\W]+", row.pieces[-1].plain):
        return False
    if slip and (
        _ACQUIRER.search(text) or (means_in(text) and not re.search(r"[A-Z]{4,} [A-Z]{4,} [A-Z]{3,}", text))
    ):
        return False
    if any(
        pattern.search(text)
        for pattern in (
            labels.NUMBER_RECEIPT,
            labels.NUMBER_TRANSACTION,
            labels.NUMBER_REFERENCE,
            labels.NUMBER_OF_OTHER_THING,
        )
    ):
        return False
    if re.fullmatch(r"[A-Z]?[\d./ -]+", text) or len(set(labels.TABLE_HEAD.findall(text))) >= 2:
        return False
    return not labels.MALL.search(text) or _has_more_than_mall(text)


def _has_more_than_mall(text: str) -> bool:
    """Whether a row with the mall's name holds another name too."""
    rest = _PLACE.sub(" ", labels.MALL.sub(" ", text))
    return bool(re.search(r"[A-Z]{3}|[A-Z]\W?&\W?[A-Z]|[\u3400-\u9fff]{2}", rest))


def _is_address(row: Row) -> bool:
    text = row.plain
    branch = re.sub(r"\(\d{1,5}\)\W*$", "", text)
    if branch != text and _IN_HONG_KONG.search(branch) and not re.search(r"[\d,]", branch):
        return False  # "McFry Hong Kong (211)": a branch by its number
    hits = _ADDRESS.findall(text)
    if not hits:
        return False
    company = _COMPANY.search(text)
    digits = sum(c.isdigit() for c in labels.MALL.sub("", text))
    return (
        digits > 0
        or len(hits) >= 2
        or "," in text
        or re.search(r"[道路街]|ROAD|STREET|KLN|HONG KONG$|HK$", text) is not None
    ) and not (company and digits == 0)


def _head(rows: Sequence[Row], slip: bool) -> list[Row]:
    """The candidates at the top, until the body begins. A date or number may stand above the name."""
    head: list[Row] = []
    for row in rows[: max(10, len(rows) // 3)]:
        text = row.plain
        if not head and len(set(labels.TABLE_HEAD.findall(text))) >= 2 and not re.search(r"\d{3}", text):
            break  # the body begins: the head is cut off
        if (head or row.index > 2) and (
            dates_in(mended(text))
            or labels.NUMBER_RECEIPT.search(text)
            or labels.NUMBER_PLAIN.match(text)
            or amounts_sure(row)
        ):
            break
        if _is_address(row) and not _is_headline(rows, row):
            if head:
                break
            continue
        if _could_be_name(row, slip):
            head.append(row)
            if len(head) == 5:
                break
        elif (
            head
            and not labels.TITLE.search(text)
            and re.search(r"TEL|电话|DATE|日期|TERMINAL|MERCHANT ID", text)
        ):
            break
    return head


def _is_headline(rows: Sequence[Row], row: Row) -> bool:
    """Whether the first row is in larger print: a name that holds a street's or a district's."""
    heights = sorted(each.height for each in rows)
    return (
        row.index == 0 and not re.search(r"\d", row.plain) and row.height > 1.25 * heights[len(heights) // 2]
    )


def _first(head: Sequence[Row]) -> Row:
    """The first line, unless it is a scrap above a company's full name."""
    company = next((row for row in head[:4] if re.search(r"(?<![A-Z])BHD|ENTERPRISE", row.plain)), None)
    scrap = len(re.sub(r"[^A-Z\u3400-\u9fff]", "", head[0].plain)) <= 5 and not has_han(head[0].text)
    # In Malaysia the company's full name must head the paper, whatever brand or scribble stands above it.
    if company is not None and (scrap or _MALAYSIAN.search(company.plain)):
        return company
    return head[0]


def _joined(rows: Sequence[Row], head: Sequence[Row], slip: bool) -> Name:
    """The largest print among the first lines; the line in the other script that belongs to it as well."""
    first = _first(head)
    largest = max(head[:4], key=lambda row: row.height * (1.0 - 0.04 * (row.index - first.index)))
    bigger = largest.height > 1.18 * first.height and not slip and not _MALAYSIAN.search(first.plain)
    chosen = largest if bigger else first
    parts = [chosen]
    beside = [row for row in head if abs(row.index - chosen.index) == 1]
    for row in sorted(beside, key=lambda row: row.index < chosen.index):
        if both_scripts(chosen.text) or len(parts) == 2:
            break
        other_script = has_han(row.text) != has_han(chosen.text)
        if other_script and row.height > 0.4 * chosen.height and not _is_branch(row):
            parts.append(row)
    if (
        len(parts) == 1
        and not has_han(chosen.text)
        and _COMPANY.search(rows[min(len(rows) - 1, chosen.index + 1)].plain)
    ):
        after = rows[min(len(rows) - 1, chosen.index + 1)]
        if after in head and re.fullmatch(
            r"\W*(?:SDN|BHD|\(M\)|LTD|LIMITED|CO|COMPANY|ENTERPRISE|TRADING|[.() ]|\d|-|[A-Z]\b)+\W*",
            after.plain,
        ):
            parts.append(after)
    parts.sort(key=lambda row: row.index)
    value = " ".join(_clean(row.text) for row in parts)
    weight = 0.95 if chosen.index <= 2 else 0.8
    if any(_of_the_body(row) for row in rows[: chosen.index]):
        weight = 0.6  # the head is missing: this is no more than the first words that are left
    if _another_name(head, parts) or (_MALAYSIAN.search(chosen.plain) and chosen is not head[0]):
        weight -= 0.1
    score = chosen.score
    return Name(
        value, tuple(parts), weight if score > 0.85 else weight * score, "the name at the head of the paper"
    )


def _of_the_body(row: Row) -> bool:
    """Whether the row belongs below a shop's name: an article with its sum, the heads of columns."""
    return amounts_sure(row) or len(set(labels.TABLE_HEAD.findall(row.plain))) >= 2


def _another_name(head: Sequence[Row], parts: Sequence[Row]) -> bool:
    """Whether a company stands beside the chosen name that shares no word with it: either may be the shop."""
    chosen = " ".join(row.text for row in parts)
    return any(
        row not in parts
        and _COMPANY.search(row.plain)
        and has_han(row.text) == has_han(chosen)
        and likeness_within(_COMPANY.sub("", row.plain), chosen) < UNRELATED
        for row in head
    )


def both_scripts(text: str) -> bool:
    """Whether Chinese and Latin words stand side by side."""
    return has_han(text) and bool(re.search(r"[A-Za-z]{2}", text))


def _is_branch(row: Row) -> bool:
    return bool(re.search(r"分店|店$|便利店|BRANCH|#\d", row.plain)) and not _COMPANY.search(row.plain)


def _clean(text: str) -> str:
    text = re.sub(r"^[^\w\u3400-\u9fff(]+|[^\w\u3400-\u9fff)）.!&+']+$", "", text).strip()
    return re.sub(
        r"(?<=[A-Z])[01](?=[A-Z])|(?<=[A-Z]{3})0(?=0?[A-Z])",
        lambda m: m.group().translate(_NAME_MISREAD),
        text,
    )


def _labelled(rows: Sequence[Row]) -> Name | None:
    for position, row in enumerate(rows):
        match = _LABEL.search(row.pieces[0].plain)
        if not match or re.search(
            r"MERCHANT ?(?:ID|NO|COPY|#)|商[户家](?:编号|号|单号|订单|存根|联|收款)|STORE ?(?:NO|ID|COPY)|SHOP ?(?:NO|ID)|TOTAL",
            row.plain,
        ):
            continue
        if amounts_sure(row):
            continue  # what the shop took off
        rest = [piece.text for piece in row.pieces[1:]]
        if not rest:
            first = row.pieces[0]
            tail = re.split(r"[:：]", first.text, maxsplit=1)
            rest = [tail[1]] if len(tail) == 2 and len(tail[1].strip()) > 1 else []
        alone = not re.search(r"\w", row.pieces[0].plain[match.end() :])
        if not rest and alone and position + 1 < len(rows) and _could_be_name(rows[position + 1], False):
            return Name(_clean(rows[position + 1].text), (rows[position + 1],), 0.85, "below its label")
        value = _clean(" ".join(rest))
        if len(value) >= 2 and not _MERCHANT_NUMBER.fullmatch(value):
            return Name(value, (row,), 0.92, "beside its label")
    return None


def _sender(rows: Sequence[Row]) -> Name | None:
    """Who sent an electronic receipt: "Your receipt from …"."""
    for row in rows[:12]:
        match = _FROM.search(row.plain)
        greets = labels.GREETING.search(row.plain[: match.end()]) if match else None
        if match and not greets and len(row.plain) == len(row.text) and not amounts_sure(row):
            value = re.sub(
                r"的?(?:電子|电子)?(?:收據|收据|發票|发票|單據|单据).*$", "", _clean(row.text[match.end() :])
            )
            if len(value) >= 2:
                return Name(value, (row,), 0.85, "the sender of the receipt")
    return None


def _beside_headline(rows: Sequence[Row]) -> Name | None:
    """On an app's screen: the line just above or below the large amount."""
    sums = [(row.height, row) for row in rows if amounts_sure(row) and not labels.NOT_TOTAL.search(row.plain)]
    if not sums:
        return None
    headline = max(sums, key=lambda pair: pair[0])[1]
    for beside in (headline.index - 1, headline.index + 1):
        if 0 <= beside < len(rows):
            row = rows[beside]
            if _LABEL.search(row.pieces[0].plain) and len(row.pieces) > 1:
                return Name(
                    _clean(" ".join(p.text for p in row.pieces[1:])), (row,), 0.92, "beside its label"
                )
            if len(row.pieces) == 1 and _could_be_name(row, True) and not re.search(r"[:：]", row.text):
                value = re.sub(
                    r"^(?:付款给|支付给|转账给|Paid to|To|Pay to|PAID TO)\s*", "", _clean(row.text)
                )
                return Name(value, (row,), 0.9, "beside the amount")
    return None


def _stamp(rows: Sequence[Row]) -> Name | None:
    """A handwritten receipt names its shop only in the stamp at the foot."""
    for row in reversed(rows[len(rows) // 2 :]):
        for piece in row.pieces:
            if re.search(r"店|公司|LTD|LIMITED|餐厅|行$|堂$", piece.plain) and not re.search(
                r"\d{3}", piece.plain
            ):
                return Name(_clean(piece.text), (row,), 0.6, "the stamp")
    for row in reversed(rows[-4:]):
        for piece in reversed(row.pieces):
            if _could_be_stamp(piece):
                return Name(_clean(piece.text), (row,), 0.5, "the stamp")
    return None


def _could_be_stamp(piece: Piece) -> bool:
    alone = Row((piece,))
    return (
        _could_be_name(alone, False)
        and len(re.findall(r"[A-Z]", piece.plain)) + 2 * len(re.findall(r"[\u3400-\u9fff]", piece.plain)) >= 4
        and not re.search(r"\d", piece.plain)
        and not _ADDRESS.search(piece.plain)
        and not labels.GREETING.search(piece.plain)
        and not labels.TOTAL.search(piece.plain)
        and means_in(piece.plain) is None
    )
