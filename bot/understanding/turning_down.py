"""Whether a request is named only to be turned down: "I don't need a human", 唔使搵職員."""

import re

from bot.text import fold_typed

_REFUSING = (
    r"(?:(?:don'?t|do not|dont|not|didn'?t|never)(?: \w+){0,2}? (?:want|need|wanna|like|ask(?:ed|ing)?|"
    r"mean|trying|looking|wish)|"
    r"no need|(?:please )?don'?t|not interested in|stop (?:offering|sending|asking)|no more|唔(?:使|要|想|"
    r"需要|好)|不(?:用|要|想|需要|必)|"
    r"(?:别|(?<!系)咪)(?!人|的|墅)|无需|毋须|费事)"
)
# What a request is about, by intent.
_ABOUT = {
    "talk_to_human": r"human|person|people|agents?|staff|colleague|operator|representative|"
    "customer service|someone|真人|人工|职员|客服|同事|专员|人(?:手|帮)",
    "redeem_parking": r"redeem|park(?:ing)?|泊车|停车|泊|换",
    "redeem_evoucher": r"redeem|e-?vouchers?|vouchers?|coupons?|礼券|券|换",
    "browse_rewards": r"rewards?|gifts?|奖赏|礼品|礼物|换",
    "delete_account": r"delete|close|cancel|删|注销|取消|关",
    "upload_receipt": r"upload|receipts?|photo|收据|小票|单|上载|上传|影相|拍照",
    "link_account": r"link|member|绑定|连结|会员",
    "change_language": r"language|语言|转|改|换",
}


def turns_down(text: str, intent: str) -> bool:
    """Whether the message says that what the intent stands for is not wanted, and asks nothing."""
    folded = fold_typed(text).text
    about = _ABOUT.get(intent)
    if about is None or "?" in folded:
        return False
    return re.search(rf"(?<![a-z]){_REFUSING}[^,.;!]{{0,30}}?(?:(?<![a-z])(?:{about}))", folded) is not None
