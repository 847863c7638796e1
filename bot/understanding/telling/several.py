"""Several purchases in one message, each with its shop and its sum: the message cut into a text for each."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.text import fold_typed
from bot.understanding.candidates import Candidate
from bot.understanding.parse import Entity

# Where one purchase ends and the next begins.
_CUT = re.compile(
    r"[,，、;；。\n]\s*(?:and |then |plus |also |同埋|另外|仲有|还有|還有)?|"
    r"(?<![a-z])(?:and|then|plus|also|&)(?![a-z])|\+|同埋|另外|仲有|还有|再(?:喺|在|去)?|跟住|然后|以及|同(?!日|一|时)|和|及",
    re.IGNORECASE,
)
# Receipts that are there already, counted or compared are another matter (`earlier`).
_OTHERWISE = re.compile(
    r"(?<![a-z])(?:already|credited|registered|first|second|third|1st|2nd|3rd|instead|vouchers?|coupons?|gift|"
    r"refund\w*|returned|not)(?![a-z])|已|第[一二三两]|头[两二]|礼券|优惠券|现金券|礼品卡|退|唔系|不是"
)
_COUNTED = re.compile(
    r"(?:i (?:have|got|had) |我?有)?(?:\d|two|three|four|several|两|二|三|四|几)\s?(?:张|套|個|个)?\s?"
    r"(?:receipts?|purchases?|bills?|slips?|收据|单据|单|小票|发票)\s?[:：,，]?",
    re.IGNORECASE,
)
_ALL = re.compile(r"(?<![a-z])(?:both|all|each)(?![a-z])|都|全部|[两兩]張|[两兩]张|各")


def purchases(text: str, entities: Sequence[Entity], candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """One text for each purchase told, with what the message says before the first of them and of all; empty
    where it tells one purchase, or none."""
    shops = [(e.start, e.end, str(e.value)) for e in entities if e.entity == "merchant"]
    sums = [(c.start, c.end) for c in candidates if c.kind == "money" and not (c.negated or c.retracted)]
    if len(shops) != len(sums) or len({name for *_place, name in shops}) < 2:
        return ()
    pairs = [
        (min(shop[0], amount[0]), max(shop[1], amount[1])) for shop, amount in zip(shops, sums, strict=True)
    ]
    if any(one[1] > other[0] for one, other in pairwise(pairs)):
        return ()  # shops and sums do not take turns
    if _OTHERWISE.search(fold_typed(text[: pairs[-1][1]]).text):
        return ()
    cuts = []
    for one, other in pairwise(pairs):
        between = list(_CUT.finditer(text, one[1], other[0]))
        if not between:
            return ()
        cuts.append((between[-1].start(), between[-1].end()))
    starts = [pairs[0][0], *(end for _start, end in cuts)]
    ends = [*(start for start, _end in cuts), len(text)]
    before = _COUNTED.sub("", text[: pairs[0][0]]).strip()
    last = pairs[-1][1]
    of_all = _ALL.search(text, last)
    after = text[of_all.start() :] if of_all else ""
    told = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return tuple(
        " ".join(filter(None, (before, one, after if place < len(told) - 1 else "")))
        for place, one in enumerate(told)
    )
