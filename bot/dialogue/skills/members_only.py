"""What only a linked member may see leads through linking first, and then goes on."""

from collections.abc import Callable
from functools import wraps

from bot.dialogue.context import Answer, Context
from bot.dialogue.flows import link
from bot.ledger.models import Member

MemberSkill = Callable[[Context, Member], Answer]


def members_only(skill: MemberSkill) -> Callable[[Context], Answer]:
    """Run the skill for the linked member; without one, link first and carry the request out after it."""

    @wraps(skill)
    def guarded(ctx: Context) -> Answer:
        return skill(ctx, ctx.member) if ctx.member else link.begin(ctx, then=ctx.request)

    return guarded
