"""All skills with what they declare, and the flows by name."""

from collections.abc import Mapping

from bot.dialogue.cases import flow as case
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
from bot.dialogue.intents import Intent, declared
from bot.dialogue.skills import (  # noqa: F401 - loading a skill's module declares what it answers
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

INTENTS: Mapping[str, Intent] = declared()

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
