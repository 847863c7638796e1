"""What is asked while a membership is linked: about the code, the number, and whether it is safe.

A closed grammar over folded text; anything else is None.
"""

import re
from typing import Literal

from bot.text import fold_typed

Aside = Literal["resend", "nothing_came", "what_for", "safe", "where_number", "lost_number", "lost_phone"]

_LONGEST = 90

_GRAMMAR: tuple[tuple[Aside, re.Pattern[str]], ...] = (
    (
        "lost_phone",
        re.compile(
            r"(?:changed|new|different|lost|old|another|wrong)(?: \w+){0,3} (?:phone|mobile|sim|"
            r"number(?=.*(?:phone|mobile)))|"
            r"(?:phone|mobile)(?: number)?(?: \w+){0,2} (?:changed|is (?:old|wrong|lost))|"
            r"(?:换|转|改|唔见|丢|掉|冇)[咗了]?(?:新)?(?:电话|手机|号码|台|sim)|(?:电话|"
            r"手机)(?:号码?)?(?:已经)?(?:换|转|改|丢|冇用|停用)"
        ),
    ),
    (
        "resend",
        re.compile(
            r"re-?send|(?:send|text|sms|try|give|get|need|want)(?: \w+){0,4} (?:again|once more|another|"
            r"a new one|new code)|"
            r"(?:another|new|fresh) (?:code|one|sms|otp)|one more time|code again|"
            r"(?:再|重新?)(?:send|sent|发|寄|传|俾|给|要|攞|拎|来|嚟|整|试)|重发|再来(?:一)?(?:个|次)|"
            r"另一个(?:码|验证码)|(?:换|要)(?:过)?(?:个)?新"
        ),
    ),
    (
        "nothing_came",
        re.compile(
            r"(?:did ?n[o']?t|have ?n[o']?t|has ?n[o']?t|not|never|no|can'?t|nothing|haven't)(?: \w+){0,3} "
            r"(?:get|got|gotten|receiv\w*|recei?v\w*|come|came|arriv\w*|code|sms|otp|text|message)|"
            r"(?:where(?:'s| is)(?: \w+)? (?:code|sms|otp))|still (?:waiting|nothing)|nothing (?:came|yet)|"
            r"[收睇见看][唔不]到|[未冇没无](?:有)?(?:收|见|看|睇)到?|(?:sms|短信|短讯|讯息|信息|码|"
            r"验证码)(?:呢|喺边|在哪|去咗|还没|未|冇|没)"
        ),
    ),
    (
        "safe",
        re.compile(
            r"(?<![a-z])(?:safe|secure|security|scam|phishing|fraud|legit|privacy|private|trust|steal|"
            r"hack\w*)(?![a-z])|"
            r"安全|呃人|骗|诈|私隐|隐私|泄[露漏]|可靠|靠谱|信唔信得过|会唔会有事"
        ),
    ),
    (
        "where_number",
        re.compile(
            r"where(?: \w+){0,4} (?:number|no\.?|card|it|that|find)|how (?:do|can) i find|"
            r"what (?:is )?(?:a |the |my )?member(?:ship)? (?:number|no)|"
            r"(?:number|no\.?).{0,12}where|what does it look like|(?:喺|系|在|响)?(?:边度|哪里|哪儿|"
            r"边).{0,6}(?:揾|搵|找|睇|看|见)?|"
            r"(?:揾|搵|找)唔?不?到(?:会员)?(?:号|编)|点(?:揾|搵|睇)|怎么(?:找|查|看)|系咩(?:嚟)?|是什么"
        ),
    ),
    (
        "lost_number",
        re.compile(
            r"(?:don'?t|do not|can'?t|cannot|forgot\w*|lost|no idea|dunno)(?: \w+){0,4} (?:know|remember|"
            r"have|find|number|it)|"
            r"forgot|don'?t have (?:one|it)|no (?:member )?(?:number|card)|not sure|"
            r"(?:唔|不|没|冇)(?:记得|知道?|清楚|有)(?:我?(?:的|嘅)?)(?:会员)?(?:号|编|呢个|它)?|"
            r"忘记?[咗了]?|唔记得"
        ),
    ),
    (
        "what_for",
        re.compile(
            r"(?<![a-z])(?:what(?:'?s| is| are|s| do| does| you)?(?: \w+){0,5} (?:for|use|mean|that|this|"
            r"code|otp)|what code|which code|why|"
            r"how come|purpose|need(?: \w+){0,3} (?:it|that|this|for)|is (?:it|that|this) (?:needed|"
            r"necessary|required)|do i (?:have|need) to)(?![a-z])|"
            r"点解|为什么|为何|为咩|做咩|做乜|干嘛|干什么|有咩用|有什么用|咩(?:嚟|来)(?:㗎|的|嘅)|"
            r"什么(?:码|用)|咩码|边个码|哪个码|用来|用嚟|一定要|系咪要|要来"
        ),
    ),
)


def aside(text: str) -> Aside | None:
    """What the message asks or says beside the number or the code; None for anything else."""
    folded = fold_typed(text).text.strip()
    if not folded or len(folded) > _LONGEST:
        return None
    return next((about for about, pattern in _GRAMMAR if pattern.search(folded)), None)
