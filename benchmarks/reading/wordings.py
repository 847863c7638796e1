# ruff: noqa: E501 - tables of wordings; the clocks drawn are Hong Kong's
"""Shops, goods and the many ways in which tills word the same thing. All shops, people and numbers are made up.

Every list of wordings is dealt out to two hands: what the validation split draws from is wider than what the train
split may use, so that a rule made to fit the train split does not shine by itself.
"""

import random
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shop:
    """A made-up shop: its names, its trade and how its till writes."""

    zh: str
    en: str
    trade: str
    simplified: bool = False
    company: str = ""


SHOPS = (
    Shop("", "BLUE HARBOUR BOOKS", "books"),
    Shop("", "Maple & Moss", "fashion", company="Maple and Moss (Asia) Limited"),
    Shop("", "THE TEA LOFT", "dining"),
    Shop("", "NORTHERN THREADS", "fashion", company="NORTHERN THREADS (HONG KONG) LIMITED"),
    Shop("", "Pixel & Plug", "electronics"),
    Shop("", "SALT + STONE GRILL", "dining"),
    Shop("明月軒", "MING YUET HIN", "dining"),
    Shop("福滿樓海鮮酒家", "FOOK MOON LAU SEAFOOD RESTAURANT", "dining"),
    Shop("樂活藥房", "LIVEWELL PHARMACY", "pharmacy"),
    Shop("金葉珠寶", "GOLDEN LEAF JEWELLERY", "jewellery", company="金葉珠寶金行有限公司"),
    Shop("青檸超級市場", "LIME SUPERMARKET", "supermarket"),
    Shop("好味雞煲", "", "dining"),
    Shop("陳記茶餐廳", "", "dining"),
    Shop("晨光麵包", "Morning Light Bakery", "bakery"),
    Shop("百家廚具", "Kitchenry", "household"),
    Shop("山澗戶外", "RAVINE OUTDOOR", "sports"),
    Shop("小熊玩具城", "LITTLE BEAR TOYS", "household"),
    Shop("雅緻眼鏡", "ELEGANCE OPTICAL", "optical"),
    Shop("花田美妝", "HANADA BEAUTY", "pharmacy"),
    Shop("新域電器", "NEWFIELD ELECTRIC", "electronics"),
    Shop("皇都戲院", "ROYALE CINEMA", "cinema"),
    Shop("川味坊火锅", "", "dining", simplified=True),
    Shop("星河数码", "GALAXY DIGITAL", "electronics", simplified=True),
    Shop("喜悦茶饮", "JOYTEA", "dining", simplified=True),
    Shop("云裳服饰", "", "fashion", simplified=True),
)

ITEMS = {
    "books": ["Paperback Novel", "City Map 2026", "Notebook A5 Ruled", "Gel Pen 0.38 BLK", "Gift Wrap", "小說集", "環保袋"],
    "fashion": ["Linen Shirt L/S", "Slim Chino 32", "Wool Scarf", "Crew Tee 3PK", "純棉恤衫", "牛仔褲 32", "Paper Bag", "Alteration 改褲腳"],
    "dining": ["叉燒飯", "揚州炒飯", "凍檸茶", "Americano (L)", "Truffle Fries", "House Salad", "蝦餃皇", "椒鹽豆腐", "香茶 位", "Set Lunch A", "乾炒牛河", "例湯"],
    "electronics": ["USB-C Cable 2M", "Bluetooth Speaker", "手機殼 iP16", "行動電源 10000mAh", "HDMI Adapter", "Screen Protector", "序號 8H2203117"],
    "pharmacy": ["維他命C 500MG 100粒", "止痛片 24's", "面膜 5片", "Hand Cream 75ML", "洗髮水 400ml", "Sun Gel SPF50+", "棉花棒 200支"],
    "jewellery": ["足金吊墜 3.75克", "18K 金手鏈", "Pearl Earrings 0.42CT", "999.9 金粒 1錢", "Pendant 18KW"],
    "supermarket": ["香蕉 0.512kg", "鮮奶 946ML", "急凍水餃 1KG", "Eggs L 10PCS", "米 5KG", "廁紙 10卷", "Orange Juice 1L", "生菜", "膠袋徵費", "雪糕 原味", "可樂 330ML", "朱古力 45G"],
    "bakery": ["菠蘿包", "蛋撻", "Croissant", "芝士蛋糕 1磅", "Baguette", "紙袋"],
    "household": ["不鏽鋼鍋 24CM", "收納盒 3L", "LED 燈膽", "Puzzle 500pcs", "遙控車", "保鮮紙 30M"],
    "sports": ["Trail Shoes EU42", "行山杖 2支", "Running Socks", "防水外套 M", "Water Bottle 750ML"],
    "optical": ["鏡框 B2210", "漸進鏡片 1.6", "Contact Lens 30P", "Lens Cleaner"],
    "cinema": ["成人票 x2", "Popcorn (L)", "學生票", "汽水 L"],
}  # fmt: skip

ADDRESSES = (
    ("九龍塘達之路80號又一城{shop}號舖", "Shop {shop}, Festival Walk, 80 Tat Chee Avenue, Kowloon Tong"),
    ("香港太古城道18號太古城中心{shop}號舖", "Unit {shop}, Cityplaza, 18 Taikoo Shing Road, Hong Kong"),
    ("尖沙咀梳士巴利道18號K11 MUSEA {shop}舖", "Shop {shop}, K11 MUSEA, 18 Salisbury Road, Tsim Sha Tsui"),
    ("旺角彌敦道700號地下{shop}舖", "{shop}, G/F, 700 Nathan Road, Mong Kok, Kowloon"),
    ("沙田正街{n}號沙田中心{shop}室", "Shop {shop}, Level 3, {n} Sha Tin Centre Street, N.T."),
)

LABELS: dict[str, list[str]] = {
    "number": [
        "Receipt No.", "Receipt #", "Invoice No:", "INV NO", "Bill No.", "Check #", "Chk:", "Rcpt No", "Tax Invoice No.", "Doc No.",
        "Slip No.", "Trans No.", "Txn No:", "Sales No.", "Cash Memo No.", "單號", "單號:", "單據編號", "收據編號:", "收據號碼", "發票號碼",
        "發票編號 Invoice No.", "交易編號", "交易號碼", "帳單號碼", "賬單編號", "單據號碼 Receipt No:", "銷售單號", "NO:", "No.", "編號:", "收據 Receipt", "發票 Invoice:", "Ticket No.",
        "Sales Memo No", "Document No.", "銷售編號:", "電腦單號", "TXN#", "Bill:",
    ],
    "number_cn": ["小票号:", "流水号:", "单号:", "收据编号:", "交易号:", "小票编号", "单据号:", "账单号:", "发票号码", "销售单号:", "交易流水号:"],
    "date": ["Date:", "DATE", "日期:", "日期 Date", "交易日期", "Date/Time", "日期/時間:", "Trans Date", "", "", "", "開單時間", "Sale Date", "消費日期:", "結帳時間"],
    "date_cn": ["日期:", "时间:", "交易时间:", "消费时间", "下单时间:", "结账时间:", "打单时间"],
    "total": [
        "TOTAL", "Total", "TOTAL HKD", "Total (HK$)", "GRAND TOTAL", "Amount Due", "TOTAL DUE", "Net Total", "Total Amount", "總計", "合計", "總額", "總數 Total",
        "應付金額", "應付總額", "實付金額", "總計 TOTAL", "合計 HK$", "總金額", "Total Payable", "全單合計", "應收金額", "合共", "共計", "NET AMOUNT", "Bill Total", "應付款項", "結帳金額", "Balance Due", "應收總額 TOTAL",
    ],
    "total_cn": ["合计", "总计:", "实付金额", "应付金额:", "实付:", "应收:", "合计金额", "总金额", "应收金额"],
    "subtotal": ["Subtotal", "SUB-TOTAL", "小計", "小計 Subtotal", "Sub Total:"],
    "service": ["Service Charge 10%", "10% SC", "加一服務費", "服務費 10%", "加一", "Svc Chg 10%", "10% Service"],
    "tips": ["Tips", "TIPS", "小費 Tips", "貼士", "Gratuity"],
    "discount": ["Discount", "會員折扣 -5%", "優惠", "PROMO", "VIP 9折", "Member Disc", "特價優惠", "Less 10%"],
    "rounding": ["Rounding", "四捨五入", "進位調整"],
    "voucher": ["現金券", "Cash Voucher", "電子優惠券 e-Coupon", "Gift Voucher", "商場禮券", "Coupon", "餐飲券"],
    "gift_card": ["禮品卡 Gift Card", "Gift Card", "GIFT CARD ****8821", "電子禮品卡"],
    "points": ["積分抵扣", "Points Redeemed", "會員積分當錢使 Points Redemption"],
    "thanks": ["多謝惠顧", "THANK YOU", "謝謝光臨 Thank You", "貨物出門 恕不退換", "Please keep this receipt", "歡迎再次光臨", "請保留收據", "Exchange within 14 days with receipt", "退換請於7日內憑單辦理", "www.example.hk"],
    "reprint": ["*** REPRINT ***", "** 補印 **", "DUPLICATE COPY", "*** COPY ***", "重印 REPRINT", "重印收據", "RE-PRINT", "副本 DUPLICATE", "(REPRINTED)", "补打小票"],
    "merchant_copy": ["*** MERCHANT COPY ***", "商戶存根 MERCHANT COPY", "商戶存根", "MERCHANT'S COPY", "STORE COPY", "BANK COPY 銀行存根", "商戶聯"],
    "customer_copy": ["*** CUSTOMER COPY ***", "持卡人存根", "顧客存根 CUSTOMER COPY", "CARDHOLDER COPY", "客戶存根", "Customer's Copy"],
    "cashier": ["Cashier: {who}", "收銀員: {who}", "Staff {n}", "服務員 {who}", "Served by: {who}", "Sales: {who}", "店員:{who}", "經手 {n}"],
    "slip_number": ["REF NO", "REF. NO.", "RRN", "REFERENCE NO", "參考編號", "Ref:", "TRANSACTION ID", "交易參考號", "RETRIEVAL REF"],
    "slip_amount": ["AMOUNT 金額", "TOTAL", "AMOUNT", "總額 TOTAL", "金額", "SALE AMOUNT", "Amount HKD", "交易金額", "BASE AMOUNT", "合計 TOTAL"],
}  # fmt: skip

PAYMENTS: dict[str, list[str]] = {
    "credit_card": ["VISA ****{card}", "MASTERCARD ****{card}", "Master {card}", "AMEX ***********{card}", "信用卡 VISA", "Credit Card", "信用卡付款", "VISA Card", "JCB ****{card}", "MASTER CARD XXXXXXXXXXXX{card}"],
    "debit_card": ["VISA DEBIT ****{card}", "Debit Mastercard {card}", "扣賬卡 Debit"],
    "eps": ["EPS", "易辦事 EPS", "易辦事"],
    "unionpay_card": ["銀聯卡 ****{card}", "UnionPay {card}", "UNIONPAY 6222****{card}", "銀聯 UnionPay"],
    "octopus": ["八達通", "Octopus", "八達通 Octopus", "OCTOPUS CARD", "八達通卡付款"],
    "alipay": ["AlipayHK", "支付寶香港", "Alipay", "支付寶 AlipayHK", "ALIPAY HK"],
    "apple_pay": ["Apple Pay (VISA)", "Apple Pay", "APPLE PAY MASTERCARD {card}"],
    "boc_pay": ["BoC Pay", "BOC Pay+", "中銀香港支付 BoC Pay"],
    "fps": ["轉數快 FPS", "FPS", "轉數快"],
    "google_pay": ["Google Pay", "GOOGLE PAY VISA"],
    "octopus_wallet": ["八達通銀包", "Octopus Wallet"],
    "payme": ["PayMe", "PAYME FROM HSBC", "PayMe 付款"],
    "samsung_pay": ["Samsung Pay", "SAMSUNG PAY VISA {card}"],
    "tap_and_go": ["拍住賞 Tap & Go", "Tap & Go"],
    "wechat_pay": ["WeChat Pay HK", "微信支付", "WeChat Pay", "微信支付 WeChat Pay HK"],
    "unionpay_app": ["雲閃付", "UnionPay App", "銀聯雲閃付 QR"],
    "cash": ["現金", "CASH", "現金 Cash", "Cash"],
}  # fmt: skip
PAYMENTS_CN = {
    "wechat_pay": ["微信支付", "支付方式: 微信", "微信"],
    "alipay": ["支付宝", "支付方式: 支付宝", "支付宝支付"],
    "unionpay_card": ["银联卡 ****{card}", "银行卡(银联)"],
    "cash": ["现金", "现金支付"],
    "unionpay_app": ["云闪付"],
}
ACQUIRERS = (
    "HSBC 滙豐",
    "HANG SENG BANK 恒生銀行",
    "BANK OF CHINA (HK)",
    "DBS 星展銀行",
    "Global Payments",
    "STANDARD CHARTERED 渣打",
    "KPay",
    "BBMSL",
    "BEA 東亞銀行",
    "Citibank",
    "EFTPay",
)
PEOPLE = ("陳小姐", "Amy", "Ken", "李生", "Wing", "黃麗", "Joey 0231", "阿明")


@dataclass
class Voice:
    """Chooses wordings; the train split's voice knows only part of each list."""

    rng: random.Random
    whole: bool
    chosen: dict[str, str] = field(default_factory=dict)

    def pick(self, wordings: list[str]) -> str:
        """One of the wordings that this split may use."""
        if self.whole or len(wordings) < 4:
            return self.rng.choice(wordings)
        return self.rng.choice([w for index, w in enumerate(wordings) if index % 4 != 3])

    def say(self, what: str) -> str:
        """A label of the given sort."""
        return self.pick(LABELS[what])
