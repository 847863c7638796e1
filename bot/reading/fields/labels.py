# ruff: noqa: E501 - a pattern is easier to read on one line
"""What shops call things: the words before a total, a number, a payment, in three scripts.

All patterns meet folded text (`folding.fold`): capitals, Simplified characters, half width.
"""

import re

from bot.programmes import printed_malls
from bot.text import simplified


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in parts))


# --- totals -----------------------------------------------------------------------------------------------------

# The last word on the amount: what has to be paid.
GRAND_TOTAL = _any(
    r"GRAND ?TOTAL|NET ?TOTAL|TOTAL ?NET|FINAL TOTAL|ROUNDED TOTAL|TOTAL (?:AMOUNT )?ROUNDED|TOTAL ?\(?ROUNDED|TOTAL AFTER ROUND\w*|TOTAL ROUNDED",
    r"AMOUNT (?:DUE|PAYABLE|TO PAY|TO BE PAID|TOTAL)|TOTAL ?(?:DUE|PAYABLE|TO PAY|AMT DUE|BILL)|NET (?:AMOUNT|AMT|PAYABLE|DUE|PAY)|BALANCE (?:DUE|TO PAY)|PAY THIS AMOUNT|AMT DUE|PLEASE PAY|(?<![A-Z])PAYABLE(?![A-Z])",
    r"(?:应付|实付|应收|应缴|应支付|净付|结算|结账|净收|须付|需付|待付|尚欠)(?:总?金?额|总?计|合计|总数|款额|款项|净额|总款|款|现金额)?(?!率|日|方|时|账|人)",
    r"净(?:额|值|总额|金额)|埋单(?:金额|总额)?|总应[付收]|总实[付收]|最终(?:金额|总[额计])",
)
# The plain total.
TOTAL = _any(
    r"(?<![A-Z-])T[O0]T(?:AL|L)(?: ?(?:AMOUNT|AMT|SALES?|PRICE|CHARGES?|HKD|HK\$|RM|SUM|INCL\w*.*|\(.*?\)|COST|PAID|BILL|VALUE))?(?![A-Z])",
    r"总计|合计|合共|总额|总数|总金额|总款额|总价|总价格|总共|共计|总和|总结|账单(?:总额|金额)|全单(?:合计|总[额计])?|消费(?:总额|金额|合计)|销售(?:总额|金额|合计)|发票(?:总额|金额)|订单(?:总额|金额)|本单(?:合计|金额)|总消费|总收费|收费(?:总额|合计)|总销售额|实际金额",
    r"(?<![A-Z])(?<!SUB )(?<!SUB-)TTL(?![A-Z])|总银码",
    r"(?<![A-Z])(?:BILL|INVOICE|SALES?|ORDER) (?:TOTAL|AMOUNT|AMT)(?![A-Z])",
)
# What a slip or an app calls it; on a shop's paper a column's head.
AMOUNT = _any(
    r"(?<![A-Z])(?:SALE|PURCHASE|PAYMENT|TRANS(?:ACTION)?|TXN|BASE|PAID|CHARGED?|DEDUCT(?:ED|ION)?) ?(?:AMOUNT|AMT|VALUE|TOTAL)(?![A-Z])",
    r"(?<![A-Z])(?:AMOUNT|AMT)(?: ?(?:HKD|HK\$|PAID|DEDUCTED|CHARGED))?(?![A-Z])|(?<![A-Z])(?:DEDUCTED|PURCHASE|YOU PAID|PAID AMOUNT)(?![A-Z])",
    r"(?:交易|支付|付款|扣除|扣款|扣账|消费|刷卡|签账|扣减|缴费|转账|收款|入账|购物|买单)(?:总?金?额|总数|款额)|金额|扣除|扣款|实际支付|支付总额|港币金额|人民币金额",
)
NOT_TOTAL = _any(
    r"SUB ?-? ?T[O0]TAL|SUB ?TTL|小计|小結|EQUIV|NOT CHARGED|折合|等值|次合计|TOTAL ?(?:NO\.? ?OF|NUMBER|QTY|QUANTITY|ITEMS?\b|PCS|PIECES|UNITS?|COUNT|DISC|SAVING|SAVED?|POINTS?|TAX|GST|SST|VAT|WEIGHT|EXCL|BEFORE|ROUND(?:ING)? ?ADJ|DEPOSIT|STAMPS?|BONUS|EARN|REDEEM|VOUCHER|CHANGE|TENDER|RECEIVED|POINT)",
    r"(?:GST|SST|VAT|TAX|DISCOUNT|SAVINGS?|QTY|QUANTITY|ITEMS?|POINTS?|STAMPS?|BONUS|TENDER|ITEM\(S\)) ?(?:AMOUNT|AMT|TOTAL|SUMMARY)|总(?:件数|数量|积分|折扣|优惠|节省|重量|税|项|人数|份数|印花|件)|(?:件|项目?|数量|商品|积分|货品|税项?|折扣|优惠|节省|印花)(?:总[数额计]|合计)|件数|项数|合计(?:数量|件数|积分|节省)|共\d+件|TOTAL ?\d+ ?ITEMS?\b",
    r"(?<!应付)(?:余额|余款|尾数)\W*BALANCE (?:DUE|TO PAY)",
    r"余额|结余|余值|剩余|(?<![A-Z])BALANCE(?! DUE| TO PAY)|REMAIN|CREDIT LIMIT|合计优惠|为您节省|您已节省|YOU (?:HAVE )?SAVED|最低消费|满\d+|积分|POINTS?\b",
    r"(?:优惠|折扣|节省|回赠|减免|立减|积分|手续费|退款|抵扣|奖赏|增值)(?:总?金?额)|(?:REWARD|CASHBACK|REFUND|FEE|OFFER|COUPON|VOUCHER) ?(?:AMOUNT|AMT)",
    r"找续|找零|找回|找数|(?<![A-Z])CHANGE(?![A-Z])|TENDERED|CASH ?OUT|提取现金|收取现金",
    r"EXCLUDING|EXCL\.? |BEFORE (?:DISC|TAX|GST|ROUND)|未计|折前|原价|原总|GST (?:SUMMARY|ANALYSIS)|税前",
)
TABLE_HEAD = re.compile(
    r"QTY|QUANTITY|(?<![A-Z])PRICE|DESC|(?<![A-Z])ITEM|(?<![A-Z])(?:AMOUNT|AMT|TOTAL|DISC|TAX|U/P|UOM|CODE)(?![A-Z])|数量|单价|品名|项目|金额|货品|名称|小计|折扣"
)

# --- lines that change the sum ----------------------------------------------------------------------------------

SUBTOTAL = _any(
    r"SUB ?-? ?T[O0]TAL|SUB ?TTL|小计|次合计|TOTAL BEFORE|ITEMS? TOTAL|货品总额|商品总额|商品金额|折前"
)
SERVICE = _any(
    r"SERVICE (?:CHARGE|CHG|FEE)|SVC ?(?:CHG|CHARGE)?|SERV\.? ?(?:CHG|CHARGE)|S\.? ?C\.? ?10%|10% ?(?:SERVICE|SVC|S\.C)|服务费|加一|服务收费|加壹|SERVICE\b.*%"
)
TIPS = _any(r"(?<![A-Z])TIPS?(?![A-Z])|GRATUIT(?:Y|IES)|小费|贴士|打赏|小账")

GIFT_CARD = _any(
    r"GIFT ?CARD|GIFTCARD|礼品卡|礼物卡|储值卡(?:付款|支付|扣)|PREPAID CARD|STORED VALUE|E-?GIFT|GIFT CERT(?:IFICATE)? CARD|购物卡"
)
VOUCHER = _any(
    r"饼卡|VOUCHER|COUPON|(?<![A-Z])(?:CASH|GIFT|MALL|E-?) ?(?:VCHR|CERT(?:IFICATE)?)|GIFT CERT|现金券|礼券|优惠券|购物券|代金券|抵用券|电子券|餐券|消费券(?!计划)|礼卷|现金卷|优惠卷|团购券|抵扣券|折扣券|赠券|(?<![A-Z])VCHR(?![A-Z])|券|劵|面值券|兑换券|换领券|红包(?:抵扣|优惠)?|立减券|生日券|迎新券|奖赏券"
)
POINTS = _any(
    r"(?:使用|扣除?|兑换|用)(?:了)?(?:积分|奖赏钱|点数)|积分(?:使用|优惠|折现|兑现)",
    r"(?:积分|奖赏钱|点数|里数|里程|易赏钱|YUU)\s?(?:抵扣|扣减|换领|兑换|支付|付款|折抵|抵销|当钱|抵)|POINTS? (?:REDE\w+|USED|PAY\w*|DOLLARS?|OFFSET|DEDUCT\w*)|(?:REDE\w+|PAY(?:MENT)?|PAID|LESS)(?: (?:WITH|BY))? (?:[\w,]+ )?POINTS?|REWARD ?(?:CASH|DOLLARS?|MONEY)|E-?CASH DOLLAR|奖赏扣减|CASH DOLLARS?|MONEYBACK (?:REDE\w+|USED)",
)
DISCOUNT = _any(
    r"DISCOUNT|(?<![A-Z])DISC(?![A-Z])|\d+ ?% ?OFF|(?<![A-Z])OFF(?![A-Z])|REBATE|PROMO(?:TION)?|SAVINGS?|ALLOWANCE|折扣|优惠|减免|立减|扣减|满减|折让|特惠|回赠|\d+折|[一二三四五六七八九]+折|减价|员工价|会员价|随机减"
)

CHANGE = _any(r"(?<![A-Z])CHANGE(?![A-Z])|找续|找零|找回|找数|(?<![A-Z])CHG(?![A-Z])|退回现金")
TENDERED = _any(
    r"TENDER(?:ED)?|(?<![A-Z])CASH(?! ?(?:OUT|BACK|IER|VOUCHER|COUPON|DOLLAR|CARD|VCHR|ADVANCE|REBATE|DISC|SALES? NO))(?![A-Z])|AMOUNT RECEIVED|RECEIVED|现金(?!券|卷|回|礼|代|折|奖)|实收|收款|收取|收现|已收|付现|PAID AMOUNT"
)

# --- numbers ----------------------------------------------------------------------------------------------------

_NO = r"(?:[\s.]?\s?(?:NUMBER|NUM|NO|N0|NR|NBR|ID|CODE|REF|#|№)(?![A-Z]))"
NUMBER_RECEIPT = _any(
    rf"(?<![A-Z])(?:RECEIPT|RECIEPT|RECPT|RCPT|RCT|REC|INVOICE|INV|TAX INVOICE|BILL|CHECK|CHEQUE|CHK|CHIT|TICKET|DOC(?:UMENT)?|SLIP|MEMO|CASH ?MEMO|SALES? ?(?:SLIP|MEMO|INVOICE|INV|DOC|BILL)|CASH ?BILL|CASH ?SALE|DOCKET|VOUCHER DOC|TAX INV|FAPIAO|STATEMENT){_NO}",
    r"(?<![A-Z])(?:RECEIPT|INVOICE|INV|BILL|CHK|RCPT|CHECK|DOC|MEMO|DOCKET|CHIT)\s?[:#.](?!\s?(?:TO|DATE|TIME))",
    r"(?:收据|单据|发票|账单|票据|小票|凭单|销售单|销货单|结账单|餐单|帐单|账票|消费单|单票|票|购物单|零售单|开单|收银单|电脑单|收款单|流水|营业单|单)\s?(?:编号|号码|号|序号|NO\.?|#|ID|№)(?!.{0,4}(?:日期|时间))",
    r"(?<![\u4e00-\u9fff])(?:流水|小票|收据|发票|账单|货单|单据)\s?[:#]",
    r"(?<![\u4e00-\u9fff])(?:单号|票号|流水号|小票号|单据号|发票号|账单号|单编号)",
)
NUMBER_BARE = _any(
    r"^\W*(?:收据|单据|发票|账单|小票|凭单|销售单|单|票据|流水)(?: ?(?:INVOICE|RECEIPT|BILL|[A-Z]{4,8}(?=:)))?(?=[\s:#.]|$|[A-Z]{0,5}[-/]?\d)",
    r"^\W*(?:(?:SALES?|CASH|TAX|GUEST|OFFICIAL) )?(?:INVOICE|RECEIPT|BILL|INV|RCPT|REC|RCT|CHECK|CHK|MEMO|TICKET|SLIP)(?: ?(?:收据|单据|发票|账单|单号))?(?=[\s:#.)\]]|$)",
)
NUMBER_TRANSACTION = _any(
    rf"(?<![A-Z])(?:TRANS(?:ACTION)?|TRANX|TRX|TRXN|TXN|TRN|TRAN|SALES?|POS TRANS){_NO}",
    r"(?<![A-Z])(?:TRANS|TRANSACTION|TXN|TRN|TRX|TRAN)\s?[:#](?!\s?(?:DATE|TIME))|(?<![A-Z])(?:TRANS?|TXN|TRN|TRX)\s?(?=\d{3})|^\W*TRANSACTION\s?(?=[A-Z]{0,3}\d{4})",
    r"交易流水(?:号)?|(?:交易|销售|业务|买卖)\s?(?:编号|号码|号|单号|序号|流水号|NO\.?|ID)",
)
NUMBER_PLAIN = _any(
    r"(?<![A-Z])(?:NO|N0)\s?[.:#]|(?<![A-Z])#\s?(?=\w)|№|(?<![\u4e00-\u9fff])编号|(?<![\u4e00-\u9fff])号码|(?<![A-Z])(?:NUMBER)\s?[:.]|(?<![A-Z])S/?NO\.?\s?:|(?<![A-Z])DOC\s?:"
)
NUMBER_REFERENCE = _any(
    rf"(?<![A-Z])(?:R?REF(?:ERENCE)?|R\.?R\.?N\.?|RETRIEVAL REF\w*|PAYMENT|TRANSFER|FPS REF\w*|PAYMENT REF\w*|TRANSACTION REF\w*|TXN REF\w*|BILL REF\w*){_NO}?",
    r"参考(?:编号|号码|号)|检索(?:参考)?号|付款编号|支付编号|支付单号|付款单号|交易参考|系统参考(?:号)?|转账编号|参照号",
)
# The terminal's own count, where it prints no reference.
NUMBER_VOUCHER = _any(r"凭证(?:编号|号码|号)|(?<![A-Z])VOUCHER ?NO\.?(?![A-Z])")
# A terminal's running number.
NUMBER_SEQUENCE = _any(r"(?<![\u4e00-\u9fff])序号|(?<![A-Z])SEQ(?:UENCE)?(?: ?NO\.?)?\s?[:#]")
# A till's machine and transaction in one: "機號/交易編號 588609/3871".
NUMBER_OF_MACHINE = _any(r"机号?/交易编号?\W*[0-9A-Z]{4,8}/")
# EPS prints no reference but its own sequence number.
NUMBER_EPS = _any(r"(?<![A-Z])ISN(?: ?NO\.?)?(?![A-Z])")
NUMBER_ORDER = _any(
    rf"(?<![A-Z])(?:ORDER|ORD|SO){_NO}|(?<![A-Z])ORDER\s?[:#]|订单(?:编号|号码|号|条码)?|定单(?:编号|号)?|落单(?:编号|号)|单序"
)
NUMBER_OF_OTHER_THING = _any(
    r"原(?:单|收据|发票|交易)(?:据)?\s?(?:编号|号码|号)|ORIG(?:INAL)?\.? ?(?:RECEIPT|INVOICE|BILL|SALE|TRANS\w*)\s?(?:NO\.?|NUMBER|#|REF)?|内部参考(?:编号|号)?|レジ|积分编号",
    rf"(?<![A-Z])(?:TABLE|TBL|TAB|SEAT|QUEUE|MEMBER(?:SHIP)?|VIP|CARD|TERMINAL|TERM|TML|TID|MID|BATCH|TRACE|STAN|APPROVAL|APPR?|APPR|APP|AUTH(?:ORI[SZ]ATION)?|AUTH|WAYBILL|TRACKING|PARCEL|SHIPMENT|SERIAL|SN|S/N|IMEI|STORE|SHOP|BRANCH|OUTLET|STALL|REG(?:ISTER)?|POS|TILL|COUNTER|STATION|DEVICE|MACHINE|MERCHANT|CASHIER|STAFF|CLERK|SERVER|OPERATOR|OPER|USER|EMPLOYEE|SALES ?(?:MAN|PERSON|REP|STAFF|ASSOC\w*|ID)|TEL|PHONE|FAX|HOTLINE|WHATSAPP|MOBILE|GST|SST|BR|BRN|CO|COMPANY|REGN?|ROC|TAX|VAT|ACCOUNT|ACC|ACCT|A/C|PIN|PASSWORD|WIFI|COUPON|VOUCHER|PROMO|BARCODE|SKU|ART(?:ICLE)?|ITEM|PRODUCT|MODEL|STYLE|LOT|PO|OCTOPUS|SHIFT|COVER|GUEST|PAX|CUSTOMER|CUST|CLIENT|PATIENT|ROOM|LOCKER|SESSION|HOUSE|SCREEN|HOST|SAM|ARQC|AID|TVR|TSI|TC|RESP|LICEN[CS]E|ID ?CARD|PLATE|CAR|TICKET ?QUEUE|QUOTATION|DELIVERY|DO|JOB|REPAIR|WARRANTY|CASE|CONTRACT|LICENSE|PERMIT|PART|STYLE|MATERIAL){_NO}",
    r"(?:台|桌|座|坐|位|房|取餐|轮候|叫号|排队|筹|飞|会员|会籍|贵宾|积分卡|卡|终端(?:机)?|批次|批|追踪|追查|授权|批核|核准|运单|快递|物流|件|序列|机身|产品|商品|货品?|货物|条码|店铺?|分店|门店|商店|商铺|铺|商户|特约商户|机|收银机|收款机|柜台?|设备|员工|收银员?|服务员|营业员|职员|店员|销售员|操作员|用户|客户|顾客|电话|热线|传真|手机|商业登记|登记|公司|税|账户|户口|优惠码|密码|验证码|八达通|车牌|场次|影院|更次|班次|系统|合约|保养|维修|送货单?|报价单?|预约|快件|款|型|批号|应用)\s?(?:编号|号码|号|序号|NO\.?|ID|#)|电话|热线|服务员|收银员|营业员|台号|桌号|枱号|机号(?!/交易)|卡号|授权码|批核码|授权编号|取餐号|更号|店号|柜号|品号|货号|款号|型号|批号",
    r"(?<![A-Z])(?:TEL|PHONE|FAX|HOTLINE|MOBILE|WHATSAPP|TABLE|CASHIER|STAFF|SERVER|TERMINAL|STORE|SHOP|REG|POS|TILL|MEMBER|VIP|BATCH|TRACE|AUTH|APPR|GUESTS?|PAX|COVERS?|QUEUE|COUNTER|OPERATOR|CLERK|SERIAL|WAYBILL|BRN|ROC|GST|CO\. ?REG|LICENCE|PIN|STAN|TID|MID|EAN)\s?[:#.]?(?=\s?[A-Z]?\d)|(?<![A-Z])S/N|(?<![A-Z])IMEI|(?<![A-Z])SHOP [A-Z]*\d|APP(?:ROVAL|R|\.)? ?CODE|AUTH\.? ?CODE",
)

# What only a card terminal prints.
TERMINAL = _any(r"TERMINAL ?(?:ID|NO)|MERCHANT ?ID|(?<![A-Z])[TM]ID(?![A-Z])|BATCH|终端|批次")

# --- kinds of paper ---------------------------------------------------------------------------------------------

GREETING = _any(
    r"THANK|WELCOME(?! CARD)|欢迎|多谢|谢谢|感谢|惠顾|光临|PLEASE|请|FOLLOW US|SCAN|HAVE A|ENJOY|SEE YOU|VISIT|再见|祝您|WWW\.|HTTP|\.COM|@\w+|FACEBOOK|INSTAGRAM|扫码|扫一扫"
)
TITLE = _any(
    r"^\W*(?:(?:CASH|OFFICIAL|TAX|SALES?|CUSTOMER|GUEST|ORIGINAL|PAYMENT|TRANSACTION|STORE|SIMPLIFIED|FULL|DINE.?IN|TAKE.?AWAY|E-?|ELECTRONIC|YOUR|TAX INVOICE|RETAIL|SHOP|DUPLICATE)\s?[-/]?\s?)*(?:RECEIPT|INVOICE|INV|BILL|MEMO|SLIP|RECORD|CHECK|COPY|ORDER|TICKET|STATEMENT|DETAILS?|TAX INVOICE)\W*$",
    r"^\W*(?:正式|销售|现金|购物|电子|交易|付款|零售|客户|顾客|结账|商品|餐饮|消费|外卖|堂食|正本|副本|存根|机打|增值税|普通|收据/)*(?:现沽单|收据|发票|单据|账单|小票|单|凭证|记录|纪录|存根|详情|凭条|票据|收条|账单详情|联)\W*(?:RECEIPT|INVOICE|BILL|SALES SLIP|OFFICIAL RECEIPT|SLIP|E-?RECEIPT)?\W*$",
    r"^\W*(?:RECEIPT|INVOICE|OFFICIAL RECEIPT|SALES INVOICE|BILL|TAX INVOICE|E-?RECEIPT)\W*(?:收据|发票|单据|账单|正式收据|小票|电子收据)\W*$",
    r"^\W*(?:DINE ?IN|TAKE ?AWAY|TAKE ?OUT|EAT ?IN|堂食|外卖|自取|SALES?|SALE|PURCHASE|销售|消费|正本|副本|COPY|REPRINT|DUPLICATE|补印|重印|ORIGINAL|CUSTOMER ?COPY|MERCHANT ?COPY|顾客存根|客户存根|持卡人存根|商户存根|SOLD BY|RETAIL|VOID)\W*$",
)
MALL = _any(
    *(re.escape(simplified(name).upper()).replace(r"\ ", " ?") for name in printed_malls()),
    r"HARBOUR CITY|海港城|TIMES SQUARE|时代广场|PACIFIC PLACE|太古广场|ELEMENTS|圆方|LANDMARK|置地广场|IFC ?MALL|国际金融中心|LANGHAM PLACE|朗豪坊|NEW TOWN PLAZA|新城市广场|APM|MEGABOX|MOKO|新世纪广场|OLYMPIAN CITY|奥海城|TELFORD|德福广场|MARITIME SQUARE|青衣城|THE ONE|ISQUARE|MIRA PLACE|美丽华广场|LEE GARDENS|利园|HYSAN|希慎|AIRSIDE|YOHO|形点|TUEN MUN TOWN PLAZA|屯门市广场|TSUEN WAN PLAZA|CITYGATE|东荟城|D.?PARK|愉景新城|POPCORN|METRO ?PLAZA|新都会",
)
