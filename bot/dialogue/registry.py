"""Which skill answers which intent, and the flows by name: the one table of what the bot can do."""

from collections.abc import Callable, Mapping

from bot.dialogue.cases import flow as case
from bot.dialogue.context import Answer, Context
from bot.dialogue.flows import (
    another_photo,
    close_account,
    link,
    objection,
    redeem,
    remark,
    unlink,
    upload,
)
from bot.dialogue.flows import news as news_flow
from bot.dialogue.flows.flow import Flow
from bot.dialogue.skills import (
    account,
    earn,
    fallback,
    handoff,
    language,
    news,
    points,
    rating,
    receipts,
    rewards,
    rules,
    smalltalk,
    unsupported,
)

Skill = Callable[[Context], Answer]

# Intents of the contract; below them those that only buttons and channels send.
SKILLS: Mapping[str, Skill] = {
    "greet": smalltalk.greet,
    "thank": smalltalk.thank,
    "goodbye": smalltalk.goodbye,
    "affirm": smalltalk.nothing_open,
    "deny": smalltalk.nothing_open,
    "stop": smalltalk.nothing_open,
    "help": smalltalk.assist,
    "change_language": language.change_language,
    "link_account": account.link_account,
    "check_balance": points.check_balance,
    "check_expiry": points.check_expiry,
    "check_tier": points.check_tier,
    "ask_earn": earn.ask_earn,
    "upload_receipt": receipts.upload_receipt,
    "check_receipt": receipts.check_receipt,
    "browse_rewards": rewards.browse,
    "redeem_parking": rewards.redeem_parking,
    "redeem_evoucher": rewards.redeem_evoucher,
    "check_vouchers": rewards.check_vouchers,
    "faq": rules.answer_question,
    "delete_account": account.delete_account,
    "talk_to_human": handoff.talk_to_human,
    "out_of_scope": fallback.not_understood,
    "news": news.choose_news,
    "object": receipts.object_to,
    "another_photo": receipts.send_another_photo,
    "no_photo": receipts.no_other_photo,
    "rate": rating.rate,
    "redeem": rewards.redeem_offer,
    "show_voucher": rewards.show_voucher,
    "start": smalltalk.greet,
    "unsupported": unsupported.say_what_to_send,
}

FLOWS: Mapping[str, Flow] = {
    module.NAME: module
    for module in (
        another_photo,
        case,
        close_account,
        link,
        news_flow,
        objection,
        redeem,
        remark,
        unlink,
        upload,
    )
}
