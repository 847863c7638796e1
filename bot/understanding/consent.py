"""Whether a message is a yes to what was just proposed, or a refusal of it.

What cannot be undone hangs on this, so a yes is a closed grammar: a message of nothing but affirmations and
courtesies. Whatever else stands in it (a question, a doubt, a number, another thing) makes it no yes. A
refusal only ends a proposal, so it is looked for more broadly. Texts are folded first (lower case,
Simplified characters).
"""

import re
from typing import Literal

from bot.text import fold_typed

# What may be proposed.
Act = Literal["redeem", "submit", "unlink", "delete", "subscribe"]

_LONGEST = 60  # characters; nobody says yes at greater length

_YES_ENGLISH = (
    r"y|ye[sp]|yes+|yeah*|yea|yup|ya|yah|aye|o?kay|ok(?:ok)*|okey|okie|oki|kk?|okie dokie|of course|"
    r"(?:for )?sure(?: thing)?|certainly|definitely|absolutely|indeed|exactly|correct|affirmative|"
    r"by all means|fine|all ?right|alright|good|great|perfect|cool|can|true|(?:i )?(?:agree|accept|confirm)|"
    r"agreed|accepted|confirmed|deal|(?:just |please )?(?:go ahead|go for it|do (?:it|that|so)|"
    r"proceed|continue|carry on|go on)|please do|go|let'?s (?:go|do (?:it|this|that))|"
    r"that'?s (?:right|correct|it|fine)|it is|i do|i am|i'?m sure|i am sure|"
    r"i would|i'?d (?:like|love) (?:that|to)|sounds (?:good|great)|"
    r"no (?:problem|worries|prob)|np|i want (?:it|that|this)|i'?ll take it|(?:works|fine) (?:for|by|with) me"
)
_COURTESY_ENGLISH = (
    r"pl(?:ea)?[sz]e?|thanks?(?: you)?(?: (?:so|very) much| a lot)?|ty|thx|la+h?|ar|now|right away|then|"
    r"and|oh|sir"
)

# Final particles that only soften a word. Those that may make a question of it (吗, 呢, 嘛, 咩, 喎) are none.
_SOFT = r"[呀啊啦喇吖的嘅㗎嘞咯啰哟呐哈]*"
_YES_CHINESE = (
    rf"那?好[哦喔吧哒滴]|那?好{_SOFT}|[系是对啱]晒?{_SOFT}|得{_SOFT}|可以[哦喔]?{_SOFT}|那?行[哦喔吧]|那?行{_SOFT}|我?要{_SOFT}|"
    rf"我?(?:同意|愿意|确定|确认){_SOFT}|确实{_SOFT}|肯定{_SOFT}|当然(?:可以|好|要|系|是)?{_SOFT}|必须{_SOFT}|梗(?:系|要){_SOFT}(?:好|要)?{_SOFT}|"
    rf"[没冇无](?:有)?(?:问题|错){_SOFT}|那?就(?:这样|咁样?)(?:好|得|行|做|办|话)?吧?{_SOFT}|"
    rf"就(?:系|是)?[这呢]个{_SOFT}|正确{_SOFT}|继续吧?{_SOFT}|去马{_SOFT}|照做{_SOFT}|"
    rf"[嗯恩]+"
)
_COURTESY_CHINESE = r"多谢晒?|谢谢你?|唔该晒?|麻烦(?:你|晒|帮我)?|劳烦你?|请|thx"

# How one says yes by naming what is to be done.
_OF_ACT: dict[Act, tuple[str, str]] = {
    "redeem": (
        r"(?:i (?:want|would like) to )?(?:redeem|get)(?: (?:it|this|that))?|i(?:'d| would) like (?:it|that)",
        rf"(?:那|就|请|帮我|我?[想要])*(?:换领?|兑换)(?:[吧佢它]|了吧|俾我|给我)?{_SOFT}",
    ),
    "submit": (
        r"(?:please )?(?:submit|send)(?: it)?|right|"
        r"(?:(?:it|they|that|this|(?:the )?details)(?:'?s| is| are) )?(?:right|correct)|"
        r"(?:all|everything)(?:'?s| is| are)? (?:right|correct|good|ok|okay|fine)|"
        r"(?:it |everything |all )?looks? (?:right|good|correct|ok|okay|fine)",
        rf"(?:就|请|帮我)*(?:提交|递交|交)吧?{_SOFT}|(?:全部|全|都|完全|资料)*(?:都)?(?:啱|对|正确|无误)晒?{_SOFT}|"
        rf"就?[系是](?:[这呢]|我[的嘅]?)[张间]?(?:单|收据|小票)?(?:嚟)?{_SOFT}",
    ),
    "delete": (
        r"(?:please )?(?:delete|close) (?:it|my account|the account)|delete",
        rf"(?:就|请|帮我|我?[想要])*(?:删除?|注销)(?:[吧佢它]|我?的?(?:帐户|账户|账号|户口))?{_SOFT}",
    ),
    "unlink": (
        r"(?:please )?(?:unlink|disconnect|remove) (?:it|my membership|me)|unlink|log (?:me )?out",
        rf"(?:就|请|帮我|我?[想要])*(?:解除|取消)?(?:绑定|连结|关联|解绑|登出)(?:[吧佢它])?{_SOFT}",
    ),
    "subscribe": (r"keep me posted|subscribe(?: me)?|sign me up", rf"请?通知我{_SOFT}|我?要?订阅{_SOFT}"),
}

# One of these says yes without a word; the others go with any.
_YES_FACES, _KIND_FACES = "👍👌✅✔☑🆗🙆💯⭕", "🙏😊🙂😄😃😀😁😆🥰❤🎉🥳☺✨💪👏♂♀"

_BETWEEN = r"[\s,.!~、。;:\"'“”()\-]*"
_TRAILS_OFF = re.compile(r"\.{2}|。{2}|…|⋯")

_REFUSES = re.compile(
    r"^\W*(?:n|no+|nope|nah|never)\b(?! (?:idea|problem|worries|prob|matter))|"
    r"\bno(?:,? thank(?:s| you)|t now|t yet|t today|t any ?more| need| longer)\b|\bno\W*$|"
    r"\b(?:cancel|forget it|never ?mind|leave it|stop it|scrap that|changed my mind|rather not|"
    r"not interested|next time|another time|some other time)\b|"
    r"\b(?:don'?t|do not|won'?t)\b(?! (?:know|understand|get it|see))|"
    r"^(?:\W*\w+){0,2}\W*later\W*$|"
    r"[唔不](?:使|用|要|想|换|需要|删|交|提交|好(?!意思)|行|可以|得|制|同意|接受|了)|"
    r"^\W*(?:不|否|唔系|不是|不对|唔啱|[没冇]兴趣)|算[了啦吧喇数鸠]|罢了|取消|下次|[迟晚]?[啲点]先|先不|暂时[唔不]|"
    r"(?:别|(?<!系)咪)(?:换|要|删|交|提交|搞)|免了|拒绝|后悔|改变主意|[没冇]兴趣|👎|❌|🚫|🙅"
)
# A refusal and nothing else, so that what follows it in the message is another matter.
_NO_ENGLISH = (
    r"n|no+|nope|nah|never ?mind|forget (?:it|that|about it)|cancel(?: (?:it|that))?|leave it|stop|"
    r"scrap that|not (?:now|yet|today|any ?more|interested)|(?:i(?:'ve)? )?changed my mind|"
    r"(?:i'?d )?rather not|"
    r"(?:i )?(?:don'?t|do not|won'?t) (?:want|need|redeem|do) (?:it|that|this)(?: any ?more)?|"
    r"no (?:need|thanks?|thank you)|actually|ok|hmm+|well|sorry|then"
)
_NO_CHINESE = (
    r"算[了啦吧喇数鸠]|罢了|(?:都系|还是)?[唔不](?:使|用|要|换|兑换|换领|需要|删|交|提交|搞|制)(?:住|先)?|"
    r"[唔不]系|不是|不|否|取消|免了|暂时[唔不](?:要|换)|下次先?|改变主意|后悔|我|都系|还是"
)
_NOTHING_BUT_NO = re.compile(
    rf"{_BETWEEN}(?:(?:(?<![a-z'])(?:{_NO_ENGLISH})(?![a-z'])|(?:{_NO_CHINESE})[了喇啦呀啊嘞咯吧住先]*){_BETWEEN})+"
)
_PARTS = re.compile(r"[,.!?;、。;\n]|\s(?=[\u3400-\u9fff])|(?<=[啦喇])(?=[换要俾])")
# A question is no refusal: 好唔好, 要不要, …
_ASKS = re.compile(
    r"\?|(.)[唔不]\1|[吗咩呢么]\W*$|系咪|"
    r"^(?:and |but |so |then )*(?:what|how|why|when|where|which|who)(?![a-z])"
)


def _grammar(act: Act) -> tuple[re.Pattern[str], re.Pattern[str]]:
    english, chinese = _OF_ACT[act]
    yes = rf"(?<![a-z'])(?:{_YES_ENGLISH}|{english})(?![a-z']){_SOFT}|{_YES_CHINESE}|{chinese}|[{_YES_FACES}]"
    courtesy = rf"(?<![a-z'])(?:{_COURTESY_ENGLISH})(?![a-z'])|{_COURTESY_CHINESE}|[{_KIND_FACES}]"
    return re.compile(rf"{_BETWEEN}(?:(?:{yes}|{courtesy}){_BETWEEN})+"), re.compile(yes)


_GRAMMARS = {act: _grammar(act) for act in _OF_ACT}


def is_yes(text: str, act: Act) -> bool:
    """Whether a text is nothing but a yes to a proposal of this kind."""
    folded = fold_typed(text).text.strip()
    if len(folded) > _LONGEST or _TRAILS_OFF.search(folded):
        return False
    whole, yes = _GRAMMARS[act]
    return whole.fullmatch(folded) is not None and yes.search(folded) is not None


def is_refusal(text: str) -> bool:
    """Whether a text refuses what was proposed, whatever else it says."""
    folded = fold_typed(text).text
    return _ASKS.search(folded) is None and _REFUSES.search(folded) is not None


def after_refusal(text: str) -> str | None:
    """What a message says after a first part that only refuses ("no, how many points have I?"), in its own
    writing; None where it does not begin so."""
    folded = fold_typed(text)
    ends = [match.end() for match in _PARTS.finditer(folded.text)]
    for end in reversed(ends):
        first = folded.text[:end]
        if end < len(folded.text) and _NOTHING_BUT_NO.fullmatch(first) and is_refusal(first):
            return text[folded.span(end, len(folded.text))[0] :].strip() or None
    return None
