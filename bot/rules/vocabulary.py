"""The codes of the public interface, as types."""

from typing import Literal, get_args

Payment = Literal[
    "credit_card",
    "debit_card",
    "eps",
    "unionpay_card",
    "octopus",
    "alipay",
    "apple_pay",
    "boc_pay",
    "fps",
    "google_pay",
    "huawei_pay",
    "mi_pay",
    "octopus_wallet",
    "payme",
    "samsung_pay",
    "tap_and_go",
    "tng_wallet",
    "unionpay_app",
    "wechat_pay",
    "cash",
    "other",
]
Form = Literal[
    "original",
    "photocopy",
    "scan",
    "screenshot",
    "rephotograph",
    "composite",
    "reprint",
    "handwritten",
    "electronic",
    "altered",
    "damaged",
    "folded",
    "merchant_copy",
    "delivery_note",
]
Category = Literal[
    "retail",
    "dining",
    "cinema",
    "voucher_purchase",
    "gift_card_purchase",
    "top_up",
    "car_show",
    "exhibition",
    "charity",
    "currency_exchange",
    "bill_payment",
    "insurance",
    "investment",
    "banking",
    "telecom",
    "membership_fee",
    "tuition",
    "medical",
    "parking",
    "ev_charging",
    "locker",
    "phone_charger",
    "office",
    "stamps",
    "gold",
    "hotel",
    "stored_value_card",
    "game_tokens",
    "merchant_membership_card",
    "deposit",
]
Channel = Literal["in_store", "online", "app", "mail", "phone"]
Proof = Literal["slip", "app_screenshot", "none"]
Settlement = Literal["full", "deposit", "instalment"]
DeductionKind = Literal["voucher", "gift_card", "discount", "points", "cash"]
Via = Literal["upload", "email", "desk"]
Tier = Literal["select", "elite"]
Status = Literal["active", "suspended", "closed"]
RewardKind = Literal["parking", "elite_parking", "evoucher", "gift", "gift_voucher"]
ParkingOffer = Literal["three_plus_one", "day_parking", "night_parking"]
Level = Literal["P1", "P2", "P3", "other"]
EntryKind = Literal["spend", "welcome", "birthday", "bonus", "redeem", "adjust"]

# What a list of a pack may hold, by the name of the list.
CODES: dict[str, tuple[str, ...]] = {
    "payments": get_args(Payment),
    "refused_payments": get_args(Payment),
    "unclear_payments": get_args(Payment),
    "refused_forms": get_args(Form),
    "accepted_proofs": get_args(Proof),
    "excluded_categories": get_args(Category),
    "unclear_categories": get_args(Category),
    "refused_channels": get_args(Channel),
    "unclear_channels": get_args(Channel),
    "needed_fields": ("date", "merchant", "number", "total", "payment"),
    "refused_offers": get_args(ParkingOffer),
    "levels": get_args(Level),
}
