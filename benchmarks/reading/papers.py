# ruff: noqa: E501, DTZ001 - tables of wordings; the clocks drawn are Hong Kong's
"""Composes papers: rows of print with the truth that a reader should find on them."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from benchmarks.reading.wordings import (
    ACQUIRERS,
    ADDRESSES,
    ITEMS,
    PAYMENTS,
    PAYMENTS_CN,
    PEOPLE,
    SHOPS,
    Shop,
    Voice,
)


@dataclass
class Line:
    """One printed line: text at the left, centre or right, its size, weight and colour."""

    left: str = ""
    right: str = ""
    centre: str = ""
    size: float = 1.0
    bold: bool = False
    rule: str = ""
    colour: str = ""
    gap: float = 0.0


@dataclass
class Paper:
    """Lines to print, how they look, and the labels."""

    lines: list[Line]
    truth: dict[str, Any]
    look: str = "thermal"  # thermal, app, handwritten
    simplified: bool = False
    tint: str = "white"
    extra: dict[str, Any] = field(default_factory=dict)


def _money(value: Decimal, style: str) -> str:
    text = f"{value:,.2f}"
    if value < 0:
        return "-" + style + f"{-value:,.2f}"
    return style + text


def _day(moment: datetime, rng: random.Random, simplified: bool) -> tuple[str, str]:
    day = rng.choice(
        [
            "%d/%m/%Y",
            "%Y-%m-%d",
            "%d-%m-%Y",
            "%d %b %Y",
            "%Y/%m/%d",
            "%d/%m/%y",
            "%d-%b-%y",
            "%Y年%m月%d日",
            "%d.%m.%Y",
            "%b %d, %Y",
            "roc",
            "%d %B %Y",
            "%Y.%m.%d",
            "%d%b%Y",
        ]
        if not simplified
        else ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"]
    )
    text = (
        f"民國{moment.year - 1911}年{moment.month}月{moment.day}日" if day == "roc" else moment.strftime(day)
    )
    if rng.random() < 0.3 and day != "roc":
        text = text.upper()
    hour = rng.choice(["%H:%M", "%H:%M:%S", "%I:%M %p", "%H:%M", "%I:%M%p", "half"])
    if hour == "half":
        clock = ("上午" if moment.hour < 12 else "下午") + f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02d}"
        if simplified is False and rng.random() < 0.5:
            clock = moment.strftime("%H:%M")
    else:
        clock = moment.strftime(hour)
    return text, clock


def _number(rng: random.Random, moment: datetime) -> str:
    n = rng.randint
    return rng.choice(
        [
            f"{n(10, 99)}-{n(10, 99)}-{n(10000, 99999)}",
            f"{n(100000, 9999999)}",
            f"{rng.choice('ABCDEGHKMPRTW')}{n(100000, 9999999)}",
            f"{rng.choice(['INV', 'SR', 'TX', 'RC', 'HK', 'KT', 'MB'])}-{n(1000, 99999)}",
            f"{rng.choice(['INV', 'SR', 'TX'])}{moment:%y%m%d}{n(100, 9999):04d}",
            f"{n(1000, 9999)}-{n(100, 999)}-{n(1000, 9999)}",
            f"{rng.choice('ABCDEFGH')}{n(1, 9)}{moment:%m%d}-{n(100, 999)}",
            f"{moment:%Y%m%d}{n(1000, 99999)}",
            f"{n(1, 9):03d}/{n(10, 99)}/{n(10000, 99999)}",
        ]
    )


def _head(shop: Shop, voice: Voice, rng: random.Random) -> tuple[list[Line], str, str]:
    """The head of a receipt: lines, the true merchant, the true address."""
    lines = []
    big = rng.choice([1.5, 1.7, 2.0, 1.3])
    both = shop.zh and shop.en
    if both and rng.random() < 0.4:
        lines.append(Line(centre=f"{shop.zh} {shop.en}", size=big * 0.85, bold=True))
    elif both:
        lines.append(Line(centre=shop.zh, size=big, bold=True))
        lines.append(Line(centre=shop.en, size=rng.choice([1.0, 1.15, 0.9])))
    else:
        lines.append(Line(centre=shop.zh or shop.en, size=big, bold=True))
    if shop.company and rng.random() < 0.5:
        lines.append(Line(centre=shop.company, size=0.9))
    zh, en = rng.choice(ADDRESSES)
    where = {
        "shop": rng.choice(["UG-12", "L2-08", "316", "LG1-27", "G15", "B12-13", "405"]),
        "n": rng.randint(2, 88),
    }
    chinese = bool(shop.zh) and rng.random() < 0.7
    address = (zh if chinese else en).format(**where)
    if shop.simplified:
        address = _to_simplified(address)
    if len(address) > 34 and ", " in address:
        cut = address.find(", ", len(address) // 2 - 6) + 1
        parts = [address[:cut].strip(), address[cut:].strip()]
    else:
        parts = [address]
    lines += [Line(centre=part, size=0.85) for part in parts if part]
    if rng.random() < 0.5:
        lines.append(
            Line(
                centre=rng.choice(["Tel: ", "電話 ", "TEL ", "查詢熱線: "])
                + f"{rng.randint(2000, 3999)} {rng.randint(1000, 9999)}",
                size=0.85,
            )
        )
    return lines, f"{shop.zh} {shop.en}".strip(), address


def _to_simplified(text: str) -> str:
    from opencc import OpenCC

    return OpenCC("t2s").convert(text)


def receipt(rng: random.Random, voice: Voice, form: str = "original") -> Paper:
    """A shop's receipt with items, total, payment, and the traps that real ones have."""
    shop = rng.choice(SHOPS)
    cn = shop.simplified
    moment = datetime(2024, 1, 3, 10, 0, 0) + timedelta(
        days=rng.randint(0, 1050), minutes=rng.randint(0, 719), seconds=rng.randint(0, 59)
    )
    head, merchant, address = _head(shop, voice, rng)
    lines = list(head)
    rule = rng.choice(["-", "=", "", "-", "line"])
    lines.append(Line(rule=rule))
    if form == "reprint" and rng.random() < 0.6:
        lines.append(Line(centre=voice.say("reprint"), bold=True, size=rng.choice([1.0, 1.3])))
    if rng.random() < 0.3:
        lines.append(
            Line(
                centre=rng.choice(["RECEIPT", "正式收據", "OFFICIAL RECEIPT 收據", "INVOICE", "TAX INVOICE"])
                if not cn
                else "消费小票",
                size=1.1,
            )
        )
    number, day, clock = _number(rng, moment), *_day(moment, rng, cn)
    label = voice.say("number_cn" if cn else "number")
    date_label = voice.say("date_cn" if cn else "date")
    meta = []
    apart = rng.random()
    if apart < 0.35:
        meta.append(Line(left=f"{label} {number}", right=f"{day} {clock}"))
        if len(meta[0].left) + len(meta[0].right) > 34:
            meta = [Line(left=f"{label} {number}"), Line(left=f"{day} {clock}")]
    elif apart < 0.65:
        meta.append(Line(left=label, right=number))
        meta.append(Line(left=date_label or "Date", right=f"{day} {clock}"))
    else:
        meta.append(Line(left=f"{label} {number}"))
        meta.append(
            Line(
                left=f"{date_label} {day}".strip(),
                right=clock if rng.random() < 0.6 else f"{rng.choice(['時間', 'Time:'])} {clock}",
            )
        )
    if rng.random() < 0.7:
        meta.append(
            Line(
                left=voice.say("cashier").format(who=rng.choice(PEOPLE), n=rng.randint(100, 9999)),
                right=rng.choice(
                    [
                        "",
                        f"POS {rng.randint(1, 20):02d}",
                        f"收銀機 {rng.randint(1, 9)}",
                        f"Reg: {rng.randint(1, 99):03d}",
                    ]
                ),
            )
        )
    if shop.trade == "dining":
        meta.append(
            Line(
                left=rng.choice(
                    [
                        f"檯號: {rng.randint(1, 88)}",
                        f"Table {rng.randint(1, 60)}",
                        f"枱號 {rng.randint(1, 60)}A",
                        f"桌號 T{rng.randint(1, 30)}",
                    ]
                ),
                right=rng.choice(
                    [f"人數 {rng.randint(1, 8)}", f"Pax: {rng.randint(1, 8)}", f"{rng.randint(1, 6)} 位"]
                ),
            )
        )
        if rng.random() < 0.3:
            meta.append(
                Line(
                    left=rng.choice(
                        [
                            f"Order No. {rng.randint(100, 999)}",
                            f"取餐號碼 {rng.randint(100, 999)}",
                            f"訂單編號 {rng.randint(10000, 99999)}",
                        ]
                    )
                )
            )
    if rng.random() < 0.25:
        meta.append(
            Line(
                left=rng.choice(
                    [
                        f"會員號碼: ****{rng.randint(1000, 9999)}",
                        f"Member No. {rng.randint(10000000, 99999999)}",
                        f"VIP No: V{rng.randint(10000, 99999)}",
                    ]
                )
            )
        )
    rng.shuffle(meta)
    if cn:
        for line in meta:
            line.left, line.right = _to_simplified(line.left), _to_simplified(line.right)
    lines += meta
    lines.append(Line(rule=rule))
    style = rng.choice(["$", "", "HK$", "$"])
    subtotal = Decimal(0)
    many = rng.choice([1, 2, 3, 3, 4, 5, 6, 9, 14]) if shop.trade != "jewellery" else rng.choice([1, 2])
    heads = rng.random() < 0.2
    if heads:
        lines.append(
            Line(
                left=rng.choice(["項目", "Item", "Description 貨品"]),
                right=rng.choice(["金額", "Amount", "數量   金額", "Qty   Amt"]),
            )
        )
    for _ in range(many):
        name = rng.choice(ITEMS[shop.trade])
        if cn:
            name = _to_simplified(name)
        qty = rng.choice([1, 1, 1, 2, 3])
        price = (
            Decimal(rng.choice([rng.randint(50, 3000), rng.randint(800, 90000)])) / 10
            if shop.trade != "jewellery"
            else Decimal(rng.randint(800, 22000))
        )
        price = price.quantize(Decimal("0.1"))
        amount = (price * qty).quantize(Decimal("0.01"))
        subtotal += amount
        layout = rng.random()
        if layout < 0.2:
            lines += [
                Line(left=name),
                Line(left=f"   {qty} @ {price:.2f}", right=_money(amount, style if style != "HK$" else "")),
            ]
        elif layout < 0.3:
            lines.append(Line(left=f"{qty} {name}", right=_money(amount, "")))
        else:
            lines.append(
                Line(
                    left=name + (f" x{qty}" if qty > 1 else ""),
                    right=_money(amount, style if style != "HK$" else "$"),
                )
            )
    total = subtotal
    if rng.random() < 0.25:
        off = (subtotal * Decimal(rng.choice(["0.05", "0.1", "0.2"]))).quantize(Decimal("0.1"))
        total -= off
        lines.append(Line(left=voice.say("discount"), right=_money(-off, style if style != "HK$" else "")))
    lines.append(Line(rule=rule))
    tips = None
    if shop.trade == "dining" and rng.random() < 0.6 and not cn:
        lines.append(Line(left=voice.say("subtotal"), right=_money(total, style if style != "HK$" else "$")))
        charge = (total / 10).quantize(Decimal("0.1"))
        lines.append(Line(left=voice.say("service"), right=_money(charge, style if style != "HK$" else "$")))
        total += charge
        if rng.random() < 0.2:
            tips = Decimal(rng.choice([10, 20, 50, 80]))
            lines.append(Line(left=voice.say("tips"), right=_money(tips, "$")))
            total += tips
    elif rng.random() < 0.25:
        lines.append(Line(left=voice.say("subtotal"), right=_money(total, style if style != "HK$" else "$")))
    if rng.random() < 0.2:
        lines.append(Line(left=rng.choice(["總件數 ", "Total Qty ", "件數: ", "Item Count "]) + str(many)))
    total_style = rng.choice(["HK$", "$", "", "HKD ", style])
    lines.append(
        Line(
            left=voice.say("total_cn" if cn else "total"),
            right=_money(total, total_style),
            size=rng.choice([1.0, 1.2, 1.4]),
            bold=rng.random() < 0.7,
        )
    )
    deductions: list[dict[str, str]] = []
    due = total
    if rng.random() < 0.18 and not cn:
        for kind in rng.sample(["voucher", "gift_card", "points"], rng.choice([1, 1, 2])):
            off = Decimal(rng.choice([20, 50, 100]))
            if off < due - 20:
                due -= off
                deductions.append({"kind": kind, "amount": f"{off:.2f}"})
                lines.append(
                    Line(
                        left=voice.say(kind),
                        right=_money(-off if rng.random() < 0.6 else off, style if style != "HK$" else "$"),
                    )
                )
    means = PAYMENTS_CN if cn else PAYMENTS
    payment = (
        rng.choice(sorted(means))
        if rng.random() < 0.6
        else rng.choice(
            ["credit_card", "octopus", "alipay", "wechat_pay"] if not cn else ["wechat_pay", "alipay"]
        )
    )
    card = f"{rng.randint(0, 9999):04d}"
    named = voice.pick(means[payment]).format(card=card)
    if payment == "cash" and rng.random() < 0.7:
        given = Decimal((int(due) // 100 + 1) * 100)
        lines.append(Line(left=named, right=_money(given, style if style != "HK$" else "")))
        lines.append(
            Line(
                left=rng.choice(["找續", "CHANGE", "Change 找贖", "找回"]) if not cn else "找零",
                right=_money(given - due, style if style != "HK$" else ""),
            )
        )
    elif rng.random() < 0.2 and not cn:
        lines.append(
            Line(left=rng.choice(["付款方式", "Payment:", "Paid by", "付款方式 Payment"]), right=named)
        )
    else:
        lines.append(Line(left=named, right=_money(due, style if style != "HK$" else "$")))
    if payment == "octopus" and rng.random() < 0.7:
        lines.append(
            Line(
                left=rng.choice(["八達通號碼 ", "Octopus No. ", "卡號: "])
                + str(rng.randint(10000000, 99999999))
            )
        )
        lines.append(
            Line(
                left=rng.choice(["餘額", "Remaining Value", "餘額 Balance", "Balance"]),
                right=_money(Decimal(rng.randint(50, 20000)) / 10, "$"),
            )
        )
        if rng.random() < 0.3:
            lines.append(Line(left=f"上次增值日期 {(moment - timedelta(days=rng.randint(1, 30))):%d/%m/%Y}"))
    elif payment == "credit_card" and rng.random() < 0.4:
        lines.append(
            Line(
                left=rng.choice(["APPR CODE ", "Auth Code: ", "授權碼 "]) + f"{rng.randint(100000, 999999)}",
                right=rng.choice(["", f"TID {rng.randint(10000000, 99999999)}"]),
            )
        )
    lines.append(Line(rule=rule))
    if rng.random() < 0.3:
        lines.append(
            Line(
                left=rng.choice(["是次獲得積分", "Points earned", "本次積分 Bonus Pts"]),
                right=str(int(total)),
            )
        )
    if rng.random() < 0.2:
        lines.append(
            Line(
                centre=rng.choice(
                    [
                        "購物滿$500即享免費泊車",
                        "We accept VISA, AlipayHK and Octopus",
                        "優惠券有效期至 31/12/2026",
                        "下載APP 即送$50 現金券",
                    ]
                ),
                size=0.85,
            )
        )
    if form == "reprint":
        if rng.random() < 0.6 or not any(
            "REPRINT" in line.centre
            or "印" in line.centre
            or "COPY" in line.centre
            or "DUPLICATE" in line.centre
            for line in lines
        ):
            lines.append(Line(centre=voice.say("reprint"), bold=True))
        if rng.random() < 0.5:
            later = moment + timedelta(days=rng.randint(1, 5), minutes=rng.randint(1, 200))
            lines.append(
                Line(left=rng.choice(["Printed:", "列印時間", "Print Date"]) + f" {later:%d/%m/%Y %H:%M}")
            )
    for _ in range(rng.randint(0, 2)):
        lines.append(Line(centre=voice.say("thanks"), size=0.9))
    if rng.random() < 0.15:
        lines.append(Line(centre=f"*{number}*", size=0.9))
    if cn:
        for line in lines:
            line.centre = _to_simplified(line.centre)
    truth = {
        "document": "shop_receipt", "merchant": merchant, "address": address, "number": number,
        "issued_on": moment.date().isoformat(), "issued_time": _kept_time(clock, moment), "total": f"{total:.2f}",
        "currency": "HKD", "payment": payment, "deductions": deductions, "tips": f"{tips:.2f}" if tips else None,
        "form": form, "unreadable": [],
    }  # fmt: skip
    return Paper(lines, truth, simplified=cn)


def _kept_time(clock: str, moment: datetime) -> str:
    return moment.strftime("%H:%M:%S") if clock.count(":") == 2 else moment.strftime("%H:%M")


def slip(rng: random.Random, voice: Voice, form: str = "original") -> Paper:
    """A card terminal's slip, or an Octopus record."""
    shop = rng.choice([shop for shop in SHOPS if shop.en])
    moment = datetime(2024, 1, 3, 10, 0, 0) + timedelta(
        days=rng.randint(0, 1050), minutes=rng.randint(0, 719), seconds=rng.randint(0, 59)
    )
    total = Decimal(rng.randint(300, 90000)) / 10
    card = f"{rng.randint(0, 9999):04d}"
    number = "".join(str(rng.randint(0, 9)) for _ in range(12))
    payment = rng.choice(
        ["credit_card", "credit_card", "unionpay_card", "octopus", "debit_card", "alipay", "wechat_pay"]
    )
    merchant = shop.en.upper()
    where = rng.choice(
        ["FESTIVAL WALK", "CITYPLAZA, TAIKOO SHING", "K11 MUSEA, TST", "KOWLOON, HONG KONG", "HONG KONG"]
    )
    lines = []
    if payment == "octopus":
        lines += [
            Line(centre=rng.choice(["八達通 Octopus", "OCTOPUS 八達通"]), size=1.4, bold=True),
            Line(centre="交易紀錄 Transaction Record"),
        ]
    else:
        lines.append(Line(centre=rng.choice(ACQUIRERS), size=1.2, bold=True))
    lines += [Line(rule="-"), Line(centre=merchant), Line(centre=where, size=0.9), Line(rule="-")]
    stamp = rng.choice(
        [
            "%d/%m/%Y %H:%M:%S",
            "%Y/%m/%d %H:%M:%S",
            "%d %b %Y %H:%M",
            "%d-%m-%Y %H:%M:%S",
            "%b %d, %Y %H:%M:%S",
            "%d/%m/%y %H:%M",
        ]
    )
    when = moment.strftime(stamp).upper()
    kept = _kept_time(when, moment)
    if payment == "octopus":
        number = f"{rng.randint(10000000, 99999999)}"
        rows = [
            ("Device No. 機號", f"{rng.randint(100000, 999999)}"),
            ("Receipt No. 編號", number),
            ("Date 日期", moment.strftime("%Y-%m-%d")),
            ("Time 時間", moment.strftime("%H:%M:%S")),
            ("Octopus No.", f"{rng.randint(10000000, 99999999)}"),
        ]
        kept = moment.strftime("%H:%M:%S")
        lines += [Line(left=a, right=b) for a, b in rows]
        lines += [
            Line(rule="-"),
            Line(
                left=rng.choice(["扣除金額 Deducted", "扣款 Amount Deducted", "付款金額"]),
                right=_money(total, "HK$"),
                size=1.2,
                bold=True,
            ),
        ]
        lines.append(
            Line(
                left=rng.choice(["餘額 Balance", "餘額", "Remaining Value"]),
                right=_money(Decimal(rng.randint(100, 15000)) / 10, "HK$"),
            )
        )
    else:
        rows = [
            ("TERMINAL ID", f"{rng.randint(10000000, 99999999)}"),
            ("MERCHANT ID", f"{rng.randint(10**11, 10**12 - 1)}"),
            ("DATE/TIME", when),
            ("BATCH NO", f"{rng.randint(1, 999):06d}"),
            ("TRACE NO", f"{rng.randint(1, 9999):06d}"),
        ]
        brand = {
            "credit_card": rng.choice(["VISA", "MASTERCARD", "AMEX", "JCB"]), "unionpay_card": "銀聯 UNIONPAY", "debit_card": "VISA DEBIT",
            "alipay": "AlipayHK", "wechat_pay": "WeChat Pay",
        }[payment]  # fmt: skip
        lines += [Line(left=a, right=b) for a, b in rows]
        lines.append(
            Line(left=brand + (f"  **** **** **** {card}" if payment not in ("alipay", "wechat_pay") else ""))
        )
        lines += [
            Line(
                left=rng.choice(["APP CODE", "APPROVAL CODE", "AUTH CODE"]),
                right=f"{rng.randint(100000, 999999)}",
            ),
            Line(left=voice.say("slip_number"), right=number),
        ]
        lines.append(Line(rule="-"))
        lines.append(
            Line(centre=rng.choice(["SALE 銷售", "SALE", "銷售 SALES", "PURCHASE"]), bold=True, size=1.2)
        )
        lines.append(
            Line(
                left=voice.say("slip_amount"),
                right=_money(total, rng.choice(["HKD ", "HK$", "$"])),
                size=1.2,
                bold=True,
            )
        )
        if rng.random() < 0.2:
            lines += (
                [Line(left="TIPS", right="________"), Line(left="TOTAL", right="________")]
                if "TOTAL" not in lines[-1].left
                else []
            )
    lines.append(Line(rule="-"))
    if form == "merchant_copy":
        lines.append(Line(centre=voice.say("merchant_copy")))
    elif rng.random() < 0.8:
        lines.append(Line(centre=voice.say("customer_copy")))
    if rng.random() < 0.5:
        lines.append(Line(centre="NO SIGNATURE REQUIRED 無需簽署", size=0.85))
    truth = {
        "document": "payment_slip", "merchant": merchant, "address": where, "number": number,
        "issued_on": moment.date().isoformat(), "issued_time": kept, "total": f"{total:.2f}", "currency": "HKD",
        "payment": payment, "deductions": [], "tips": None, "form": form, "unreadable": [],
    }  # fmt: skip
    return Paper(lines, truth)


def app_screen(rng: random.Random, voice: Voice) -> Paper:
    """The screen of a payment app after paying."""
    shop = rng.choice(SHOPS)
    moment = datetime(2024, 1, 3, 10, 0, 0) + timedelta(
        days=rng.randint(0, 1050), minutes=rng.randint(0, 719)
    )
    total = Decimal(rng.randint(300, 60000)) / 10
    payment, title, simplified = rng.choice(
        [
            ("alipay", "AlipayHK 支付寶香港", False),
            ("payme", "PayMe", False),
            ("wechat_pay", "微信支付", False),
            ("boc_pay", "BoC Pay+", False),
            ("apple_pay", "Apple Pay", False),
            ("octopus_wallet", "八達通銀包", False),
            ("alipay", "账单详情 支付宝", True),
        ]
    )
    name = (shop.en or shop.zh) if not simplified else _to_simplified(shop.zh or shop.en)
    number = f"{moment:%Y%m%d}{rng.randint(10**9, 10**10 - 1)}"
    clock = (moment + timedelta(minutes=rng.randint(2, 40))).strftime("%H:%M")
    sign = rng.choice(["HK$ ", "HK$", "-HK$", "$"])
    amount = Line(centre=sign + f"{total:,.2f}", size=2.2, bold=True, gap=0.6)
    who = Line(centre=name, size=1.1)
    done = Line(
        centre="支付成功"
        if simplified
        else rng.choice(["付款成功", "Payment successful", "Paid", "交易成功"])
    )
    top = [done, who, amount] if rng.random() < 0.5 else [done, amount, who]
    day = moment.strftime(
        rng.choice(["%Y-%m-%d %H:%M:%S", "%d %b %Y %H:%M", "%Y年%m月%d日 %H:%M", "%d/%m/%Y, %H:%M"])
    )
    labels = (
        ("支付时间", "付款方式", "交易号", "商户订单号", "状态")
        if simplified
        else rng.choice(
            [
                ("付款時間", "付款方式", "交易編號", "商戶訂單號", "狀態"),
                ("Payment date", "Paid with", "Transaction ID", "Merchant order", "Status"),
            ]
        )
    )
    with_what = {
        "alipay": "支付宝余额" if simplified else rng.choice(["AlipayHK 餘額", "Visa (1234)"]),
        "payme": "PayMe balance",
        "wechat_pay": "港幣錢包",
        "boc_pay": "BoC Pay+ 銀聯卡",
        "apple_pay": "Apple Pay, Mastercard",
        "octopus_wallet": "八達通銀包",
    }[payment]
    rows = [
        (labels[0], day),
        (labels[1], with_what),
        (labels[2], number),
        (labels[3], f"{rng.randint(10**7, 10**8)}"),
        (labels[4], "成功" if labels[4] != "Status" else "Completed"),
    ]
    keep = rows[:3] + rng.sample(rows[3:], rng.randint(0, 2))
    lines = [
        Line(left=clock, right="5G  88%", size=0.9),
        Line(centre=title, bold=True),
        *top,
        Line(rule="line"),
    ]
    lines += [Line(left=a, right=b, size=0.9, gap=0.5) for a, b in keep]
    lines.append(Line(centre="完成" if labels[4] != "Status" else "Done", gap=3))
    truth = {
        "document": "payment_slip", "merchant": name, "address": None, "number": number, "issued_on": moment.date().isoformat(),
        "issued_time": moment.strftime("%H:%M"), "total": f"{total:.2f}", "currency": "HKD", "payment": payment,
        "deductions": [], "tips": None, "form": "screenshot", "unreadable": [],
    }  # fmt: skip
    return Paper(
        lines,
        truth,
        look="app",
        simplified=simplified,
        tint=rng.choice(["#1677ff", "#db0011", "#07c160", "#f5f5f7", "#ffffff"]),
    )


def handwritten(rng: random.Random, voice: Voice) -> Paper:
    """A page of a printed receipt book, filled in with a pen."""
    shop = rng.choice([shop for shop in SHOPS if shop.zh])
    day = date(2024, 1, 3) + timedelta(days=rng.randint(0, 1050))
    total = Decimal(rng.randint(10, 300) * 10)
    number = f"{rng.randint(1, 99999):06d}"
    pen = rng.choice(["#1c2f8c", "#22245e", "#30303a"])
    red = rng.choice(["#b83a3a", "#2f5d9a", "#a02828"])
    lines = [
        Line(centre="收 據 RECEIPT", size=1.6, colour=red), Line(right=f"No. {number}", size=1.1, colour=red),
        Line(left="日期 Date", right=f"{day.year}年{day.month}月{day.day}日", colour=red, gap=0.6),
        Line(left="茲收到 Received from", right=rng.choice(["陳先生", "客人", "Ms Wong"]), colour=red, gap=0.6), Line(rule="line"),
        Line(left=rng.choice(["鮮花一束", "修理費", "按摩椅墊", "Cake deposit"]), right=f"{total:.0f}", gap=0.6, colour=pen), Line(rule="line"),
        Line(left="合計 Total HK$", right=f"{total:.2f}", size=1.3, colour=red, gap=0.4), Line(left="付款 Paid by", right="現金", colour=red, gap=0.6),
        Line(centre=shop.zh, size=1.3, colour="#3040a0", gap=1.2, bold=True),
    ]  # fmt: skip
    truth = {
        "document": "shop_receipt", "merchant": shop.zh, "address": None, "number": number, "issued_on": day.isoformat(), "issued_time": None,
        "total": f"{total:.2f}", "currency": "HKD", "payment": "cash", "deductions": [], "tips": None, "form": "handwritten", "unreadable": [],
    }  # fmt: skip
    return Paper(lines, truth, look="handwritten", extra={"pen": pen})
