"""What the codes of the product are called, and how quantities are counted.

A code is what a request, a pack or the ledger holds (`octopus_wallet`); the member reads its name. In a
sentence the style of a placeholder picks the table: `{payment:payment}`, `{forms:form or}`, `{days:days}`.
"""

from collections.abc import Mapping

from bot.wording.message import Message, _, n_

PAYMENT: Mapping[str, Message] = {
    "credit_card": _("credit card"),
    "debit_card": _("debit card"),
    "eps": _("EPS"),
    "unionpay_card": _("UnionPay card"),
    "octopus": _("Octopus"),
    "alipay": _("Alipay"),
    "apple_pay": _("Apple Pay"),
    "boc_pay": _("BOC Pay"),
    "fps": _("FPS"),
    "google_pay": _("Google Pay"),
    "huawei_pay": _("Huawei Pay"),
    "mi_pay": _("Mi Pay"),
    "octopus_wallet": _("Octopus Wallet"),
    "payme": _("PayMe"),
    "samsung_pay": _("Samsung Pay"),
    "tap_and_go": _("Tap & Go"),
    "tng_wallet": _("TNG Wallet"),
    "unionpay_app": _("UnionPay App"),
    "wechat_pay": _("WeChat Pay"),
    "cash": _("cash"),
    "other": _("another method"),
}

FORM: Mapping[str, Message] = {
    "original": _("a printed original"),
    "photocopy": _("a photocopy"),
    "scan": _("a scan"),
    "screenshot": _("a screenshot"),
    "rephotograph": _("a photo of a photo"),
    "composite": _("a picture put together from several"),
    "reprint": _("a reprint"),
    "handwritten": _("a handwritten receipt"),
    "electronic": _("an electronic receipt"),
    "altered": _("an altered receipt"),
    "damaged": _("a damaged receipt"),
    "folded": _("a folded receipt"),
    "merchant_copy": _("the shop's own copy"),
    "delivery_note": _("a delivery note"),
}

CATEGORY: Mapping[str, Message] = {
    "retail": _("shopping"),
    "dining": _("dining"),
    "cinema": _("cinema tickets"),
    "voucher_purchase": _("buying vouchers"),
    "gift_card_purchase": _("buying gift cards"),
    "top_up": _("topping up"),
    "car_show": _("a car show"),
    "exhibition": _("an exhibition stand"),
    "charity": _("a charity donation"),
    "currency_exchange": _("currency exchange"),
    "bill_payment": _("paying a bill"),
    "insurance": _("insurance"),
    "investment": _("an investment product"),
    "banking": _("a banking service"),
    "telecom": _("a telecom service"),
    "membership_fee": _("a membership fee"),
    "tuition": _("tuition"),
    "medical": _("a medical centre"),
    "parking": _("parking fees"),
    "ev_charging": _("charging an electric car"),
    "locker": _("renting a locker"),
    "phone_charger": _("renting a phone charger"),
    "office": _("an office transaction"),
    "stamps": _("buying stamps"),
    "gold": _("buying gold bullion"),
    "hotel": _("a hotel service"),
    "stored_value_card": _("a stored-value card"),
    "game_tokens": _("game tokens"),
    "merchant_membership_card": _("a shop's membership card"),
    "deposit": _("a deposit"),
}

CHANNEL: Mapping[str, Message] = {
    "in_store": _("in the shop"),
    "online": _("online"),
    "app": _("in a shopping app"),
    "mail": _("by mail order"),
    "phone": _("by phone"),
}

PROOF: Mapping[str, Message] = {
    "slip": _("payment slip"),
    "app_screenshot": _("screenshot of the payment app"),
    "none": _("no proof of payment"),
}

DEDUCTION: Mapping[str, Message] = {
    "voucher": _("voucher"),
    "gift_card": _("gift card"),
    "discount": _("discount"),
    "points": _("points used"),
    "cash": _("cash part"),
}

OFFER: Mapping[str, Message] = {
    "three_plus_one": _("the mall's spend-and-park offer"),
    "day_parking": _("day parking"),
    "night_parking": _("night parking"),
}

SAME: Mapping[str, Message] = {
    "id": _("identity document"),
    "account": _("account"),
    "phone": _("phone number"),
    "device": _("device"),
}

# What a set of receipts tells, by the names of the request and of its `unreadable`.
FIELD: Mapping[str, Message] = {
    "merchant": _("shop name"),
    "address": _("shop address"),
    "number": _("receipt number"),
    "issued_at": _("date and time"),
    "date": _("date"),
    "time": _("time"),
    "total": _("total"),
    "tips": _("tips"),
    "deductions": _("discounts and vouchers"),
    "payment": _("payment method"),
    "payment_proof": _("proof of payment"),
    "category": _("kind of purchase"),
    "channel": _("place of purchase"),
    "form": _("form of the receipt"),
    "payer": _("who paid"),
    "name_on_receipt": _("name on the receipt"),
    "settlement": _("deposit or instalment"),
    "settlement_part": _("number of the payment"),
    "split": _("whether the bill was split"),
    "refunded": _("whether it was refunded"),
    "details": _("items bought"),
}

# What a paper tells of, where that is no plain sale: the rest of a sentence about the paper.
TRANSACTION: Mapping[str, Message] = {
    "sale": _("it is of a sale"),
    "refund": _("the money was given back"),
    "void": _("the sale was cancelled"),
    "declined": _("the payment did not go through"),
    "pending": _("nothing has been paid yet"),
    "training": _("it was printed for practice"),
    "quotation": _("it names a price and is no sale"),
    "deposit": _("it is for a deposit"),
    "instalment": _("it is for one of several payments"),
}

# The tables by the style that picks them.
NAMES: Mapping[str, Mapping[str, Message]] = {
    "payment": PAYMENT,
    "form": FORM,
    "category": CATEGORY,
    "channel": CHANNEL,
    "proof": PROOF,
    "deduction": DEDUCTION,
    "offer": OFFER,
    "same": SAME,
    "transaction": TRANSACTION,
    "field": FIELD,
}

# How a number is counted, by the style that picks the unit.
UNITS: Mapping[str, Message] = {
    "points": n_("{count} point", "{count} points"),
    "years": n_("{count} year", "{count} years"),
    "months": n_("{count} month", "{count} months"),
    "days": n_("{count} day", "{count} days"),
    "working_days": n_("{count} working day", "{count} working days"),
    "hours": n_("{count} hour", "{count} hours"),
    "minutes": n_("{count} minute", "{count} minutes"),
    "seconds": n_("{count} second", "{count} seconds"),
    "sets": n_("{count} set of receipts", "{count} sets of receipts"),
    "times": n_("once", "{count} times"),
    "vouchers": n_("{count} voucher", "{count} vouchers"),
    "coupons": n_("{count} coupon", "{count} coupons"),
    "people": n_("{count} person", "{count} people"),
    "tries": n_("{count} try", "{count} tries"),
}
