"""Short questions and doubts about what is at hand: why, how much, by when, where, may I undo it, …

A closed grammar over folded text. What they are about is the conversation's to know; that is why they name
nothing themselves, and a longer message that names other things is rather a question about the rules.
"""

import re
from typing import Literal

from bot.text import fold_typed

Question = Literal[
    "rule",  # which rule says so
    "why",  # why it is so, or costs that
    "kept",  # whether no points were taken
    "afford",  # whether the points are enough
    "earliest",  # from when on it is possible
    "more",  # how many points are still missing
    "left",  # how many points remain
    "price",  # how many points it costs or brings
    "undo",  # whether it can be cancelled or exchanged
    "expires",  # until when it lasts
    "by_when",  # until when something must be done
    "when",  # when something will have happened
    "use_at",  # whether a named shop takes it
    "where",  # where it is used or collected
    "how_used",  # how it is used
    "sure",  # are you sure, is it right
    "hesitates",  # no question: not yet, too dear
]

_LONGEST = 70  # folded characters; "why" may stand before more

_EN = r"(?<![a-z])(?:{})(?![a-z])"


def _either(english: str, chinese: str) -> re.Pattern[str]:
    return re.compile(f"{_EN.format(english)}|{chinese}")


_WHY = _either(
    r"why|how come|how so|wh?y (?:not|tho)|what'?s the reason|for what reason|what reason|reason\?|"
    r"on what grounds|"
    r"explain|what do you mean|in what way|based on what",
    r"点解|为什么|为何|为啥|为咩|做咩(?:要|会|唔|冇)|咩(?:原因|理由)|什么(?:原因|理由)|凭(?:什么|咩)|解释|"
    r"怎么(?:会|不|没)|"
    r"点会|咩意思|什么意思|理由",
)

# Points that come into the account, and the question when; "by when" of them is no day for the member.
_ARRIVE = (
    r"(?<![a-z])(?:credited|in my (?:account|balance)|show(?:n| up)|arrive|get (?:my|the) (?:points|pts)|"
    r"(?:points|pts) (?:come|be there|appear))(?![a-z])|[入到][账帐]|入数|存入|入分|到分|收到(?:积?分)?"
)
_WHEN = (
    r"(?<![a-z])(?:when|how (?:long|soon|many (?:working |business )?days)|what (?:day|date))(?![a-z])|"
    r"几时|几号|几耐|几日|几天|何时|何日|边日|哪天|什么时候|多久|多少(?:日|天)|最[迟晚]"
)
_CREDITED = re.compile(rf"(?:{_ARRIVE}).*(?:{_WHEN})|(?:{_WHEN}).*(?:{_ARRIVE})")

# The first that is found is meant.
_GRAMMAR: tuple[tuple[Question, re.Pattern[str]], ...] = (
    (
        "rule",
        _either(
            r"(?:what|which|exact) (?:exact )?(?:rule|clause|term|t&c)s?|show me (?:the|your) (?:\w+ )?"
            r"(?:rule|clause)s?|where (?:does it|is (?:it|that|this)) (?:say|said|written)|says who|"
            r"according to what",
            r"(?:边|哪)一?[条款项](?:规则|条款|规矩|例|规定)?(?:话|讲|说|写|规定|呀|啊|[?]|$)|"
            r"(?:规则|条款)(?:喺|在)?(?:边|哪)|(?:边|哪)(?:度|里)(?:有)?(?:写|讲|话|列明|规定)",
        ),
    ),
    ("why", _WHY),
    (
        "use_at",
        re.compile(
            r"(?<![a-z])(?:use|spend|redeem|accept(?:ed|s|able)?|valid|works?|take|takes) (?:it |them |"
            r"this |that |these |"
            r"(?:the |this |that |my )?(?:voucher|coupon|ticket)s? )?(?:at|in|for|by|"
            r"with) (?!all(?![a-z])|time)[a-z0-9]|"
            r"(?<![a-z])(?:do|does|will) .{2,30} (?:accept|take) (?:it|this|that|them|the voucher)(?![a-z])|"
            r"(?:喺|在|去)(?!边|哪|那里|呢度|这里|几|咩|什么).{1,20}(?:用得|可以用|能用|可唔可以用|"
            r"用唔用得|能不能用|收唔收|用得唔得|用吗|用[?]*$)|"
            r"(?:可唔可以|可以|能|能不能|可不可以|得唔得)(?:喺|在|去)(?!边|哪).{1,20}用|"
            r".{2,20}(?:收唔收|用唔用得|用得唔得|能不能用|可唔可以用(?![积点]?[分数])|接唔接受|收不收)(?:呢|这)?(?:张|個|"
            r"个)?(?:券)?"
        ),
    ),
    (
        "kept",
        _either(
            r"(?:haven'?t|hasn'?t|didn'?t|not) (?:yet )?(?:taken?|deduct(?:ed)?|used?|spent|spend|lose|"
            r"lost)(?: away)? (?:any(?: of my)?|my|the) (?:points|pts)|"
            r"(?:did|have) you (?:taken?|deduct(?:ed)?) "
            r"(?:any(?: of my)?|my) (?:points|pts)|still (?:have |got )?\d[\d,]*(?: (?:points|pts))?(?:,? "
            r"(?:right|yes|yeah|huh|correct))?\W*$|"
            r"(?:are |is )?(?:my )?(?:points|balance)(?: is| are)? (?:still )?(?:unchanged|untouched|"
            r"the same|intact)",
            r"(?:积?分|余额)(?:应该)?(?:冇|没有?|无)(?:变|少|郁|动)|(?:冇|没有?|未|无)(?:被)?扣(?:到|过|我)?.{0,4}分|"
            r"(?:仲|还)[系是]\d+(?:积?分)?|有[冇没](?:有)?扣(?:到|咗|了)?.{0,4}分|(?:积?分)(?:仲|还)(?:系度|在)",
        ),
    ),
    (
        "earliest",
        _either(
            r"earliest|when (?:can|could|may|should) i (?:come|go|claim|redeem|collect|try)|"
            r"(?:from )?what time (?:can|could|may|does|will)|when (?:will|does|do|is|are) .{0,24}"
            r"(?:re-?)?open(?: again)?",
            r"最(?:早|快)|(?:几点|几时|何时|什么时候|幾多點)(?:先|才|就)?(?:可以|能|得|有得|重开|再开|重新开|恢复)(?!用)",
        ),
    ),
    (
        "afford",
        _either(
            r"(?:can|could|can't|do|would) i (?:still |even )?(?:afford|have enough(?: points| pts)?)|"
            r"(?:points|pts) enough|enough (?:points|pts)|is that enough",
            r"(?:积?分)?够(?:唔够|不够|未|吗|[?])|够(?:积?分|钱)|(?:换|兑)得(?:起|到)|换唔换得",
        ),
    ),
    (
        "more",
        _either(
            r"how (?:many|much) more|how (?:many|much)(?: points?)? (?:do i|am i|are we|is|still) "
            r"(?:still )?(?:need|short|missing|lack)(?:ing)?|still need(?:ed)?|short of|points? short",
            r"(?:仲|还|尚)?[差欠](?:几多|多少|几)|(?:仲|还)(?:要|需要?)(?:再)?(?:储|攒|赚|有)?(?:几多|多少|几)分",
        ),
    ),
    (
        "left",
        _either(
            r"left(?: over)?|remain(?:s|ing)?|balance (?:after|then)|will i (?:still )?have|"
            r"leaves? me(?: with)?|(?:points|pts) (?:do|would) i (?:still )?have (?:then|after\w*)|"
            r"in total (?:then|after\w*)|(?:then|after (?:that|it|this|they)) .{0,20}in total",
            r"[剩余](?:返|下|低)?(?:几多|多少|几|咩|什么)|(?:仲|还)(?:有|剩|会有)(?:返)?(?:几多|多少|几)|"
            r"余额|剩返|净返|之后有几多|(?:后|之后|以后).{0,6}(?:合共|总共|一共|共)有?(?:几多|多少)",
        ),
    ),
    (
        "undo",
        _either(
            r"(?:can|could|may|what if) (?:i|we|it|they|you)(?: \w+)? (?:be )?(?:cancel(?:l?ed)?|"
            r"undo(?:ne)?|return(?:ed)?|"
            r"refund(?:ed)?|exchanged?|changed?|revers(?:e|ed)|taken? (?:it )?back|give it back|"
            r"swap(?:ped)?|stop(?:ped)?)"
            r"(?! (?:my|the) (?:details|number|phone|name|language|e?-?mail))|"
            r"(?:want|like|need) to cancel (?:the|my|that|this) (?:voucher|coupon|parking|redemption)|"
            r"refundable|any refunds?|cancell?able|reversible|cancel (?:it |this )?(?:later|afterwards?)|"
            r"changed? my mind (?:later|afterwards?)|"
            r"undo (?:it|this)|get (?:my|the) points back|no refunds?\?",
            r"(?:想|要)(?:取消|退)[返咗掉]?.{0,6}(?:券|换领|兑换)|"
            r"(?:可唔可以|可以|能|能不能|可不可以|得唔得|仲可以|还能|得[?]?|可否)(?:再|唔)?(?:取消|"
            r"退(?!订)|反悔|撤销|更改|改返|换返|退货|退回)|"
            r"(?:取消|退|反悔|撤销|退返|改返)(?:得唔得|到唔到|得返|行不行|可以吗|可唔可以|到吗|得[吗咩?]|"
            r"唔取消得)|退唔退得|退得到|后悔(?:了|咗)?(?:点|怎么)|能退",
        ),
    ),
    ("when", _CREDITED),
    (
        "when",
        re.compile(
            r"^(?:and |so |ok )?(?:when|on what day|which day)(?: exactly| is that| then)?\W*$|"
            r"^[咁那]?(?:系)?(?:几时|什么时候|何时|边日|哪天)[呀啊呢㗎吗]*\W*$"
        ),
    ),
    (
        "by_when",
        _either(
            r"by when|by what (?:date|day|time)|dead ?line|until when|till when|how long do i have|"
            r"(?:when|how soon|what date|last day)(?: \w+){0,4} (?:must|have to|need to|should|upload|"
            r"submit|hand (?:it )?in|send (?:it|them))|"
            r"latest (?:date|day|when)|before when",
            r"最[迟遲晚](?:几时|几号|边日|什么时候|何时|哪天)?|(?:几时|几号|边日|何时|什么时候|"
            r"哪天)(?:之)?前|截止|死线|期限|几耐之?内|多久(?:之|以)?内|限期",
        ),
    ),
    (
        "expires",
        _either(
            r"expir(?:e|es|ed|y|ation|ing)|valid(?:ity)?|how long (?:can|does|do|will|is|are) (?:i|it|"
            r"they|the|this|that|these)(?: \w+)?(?: \w+)? "
            r"(?:last|use|keep|good|valid)|last day|good (?:until|till|for how long)|"
            r"how long(?: is)? it(?:'s)? good|lapse|"
            r"when (?:does|do|will|would) (?:it|this|that|they) (?:end|run out|stop)",
            r"(?:几时|几号|边日|何时|什么时候|哪天|多久)(?:会|先|才)?(?:到期|过期|失效|作废|冇晒|清零)|"
            r"有效(?:期|到|至)?|用到(?:几时|哪天|何时|几号|边日|什么时候)|"
            r"(?:可以|能|用得)(?:用)?(?:到)?(?:几耐|多久|几时|什么时候)|到期|过期|失效|几耐有效|有几耐|"
            r"摆得几耐",
        ),
    ),
    (
        "when",
        _either(
            r"when (?:will|do|does|would|can|are|is) (?:i|it|they|the points|my points|the)(?: \w+){0,3} "
            r"(?:get|receive|arrive|credited|come|see|have|show|added)|how long does it take|how soon|"
            r"when.{0,12}credited",
            r"(?:几时|几号|几耐|何时|什么时候|多久)(?:先|才|会|可以|能)?(?:会)?(?:入账|入数|到账|收到|入|"
            r"有|到|得到|攞到|拿到|见到|看到)|要等(?:几耐|多久)",
        ),
    ),
    (
        "how_used",
        _either(
            r"how (?:do|can|to|does|should) (?:i |it |we |you )?(?:use|get used|show|collect|"
            r"pick (?:it )?up|work)(?: it| this| that| them)?|how to use",
            r"(?:点|点样|怎么|如何|怎样)(?:去)?(?:用|使用|攞|领|换)|用法",
        ),
    ),
    (
        "where",
        _either(
            r"where(?: |'s|$|\?)(?!is my|are my).*|which (?:shops?|stores?|places?|outlets?|restaurants?)|"
            r"at which|what (?:shops?|stores?)",
            r"(?:喺|系|响|去|在)?边(?:度|道|间|啲店|啲铺|到)|哪里|哪儿|哪些店|哪家|边啲(?:铺|店|商户)|"
            r"什么地方|咩地方|何处|哪裡",
        ),
    ),
    (
        "price",
        _either(
            r"how (?:many|much)(?: points?)?(?: (?:is|are|does|do|will|would|did|for|was)(?: \w+){0,5})?|"
            r"(?:what|the) (?:price|cost)s?|"
            r"what does (?:it|that) cost|points\?|what(?:'s| is) the (?:price|cost)|costs?\?",
            r"(?:要|系|是|用|扣|需要|即系|得|有)?(?:几多|多少|几)(?:分|积分|点数?)|几钱|多少钱|几多钱|"
            r"咩价|(?:会|可以|能)?(?:有|得|攞|拿)(?:几多|多少)(?:分|积分)?|几多[?]*$|多少[?]*$",
        ),
    ),
    (
        "sure",
        _either(
            r"(?:are|r) (?:you|u) (?:really |quite |very )?(?:sure|certain|serious)|really|seriously|"
            r"for real|is (?:that|it|this) (?:right|true|correct|so)|"
            r"you sure|no way|honestly",
            r"[是系]吗|[是系]咪(?:真|呀|啊|[?]|$)|真(?:的|系|嘅)?[吗咩?]|真系[?吗咩]*$|确定[吗?]|"
            r"肯定[吗?]|系咩|你(?:肯)?定|不是吧|唔系啩|有冇搞错",
        ),
    ),
    (
        "hesitates",
        _either(
            r"wait|hang on|hold on|(?:let me|lemme|i(?:'ll| will| need to| have to| should|"
            r" want to)?) (?:think|check|see|ask)|"
            r"thinking|not sure|unsure|dunno|don'?t know|maybe|perhaps|hmm+|h+m+|um+|uh+|er+|well|"
            r"one (?:sec(?:ond)?|moment|min(?:ute)?)|a (?:sec(?:ond)?|moment|minute)|hesita\w+|(?:so |"
            r"too |very |quite |that'?s )*"
            r"(?:expensive|pricey|dear|steep)|so many|so much|rip ?off|ew+|yuck|ugh|wow|gosh|omg|wtf|ouch|"
            r"damn|depends|not (?:now|really)",
            r"等(?:等|阵|下|我|一下|埋|一等)|[谂想](?:下|[谂想一]|清楚|过)|考虑|谂[谂下]?|犹豫|未(?:决定|"
            r"谂好|想好|定)|还没(?:决定|想好)|"
            r"唔(?:知|肯定|确定|太?sure)|不(?:知道|确定|太确定)|[好太咁真几]贵|贵(?:咗|了)|咁(?:多|贵)|"
            r"这么(?:多|贵)|那么(?:多|贵)|抢钱|唔抵|不值|呃人|"
            r"可能|或者|睇下先|看看|再说|再讲|再睇|哗|哇|唉|哎|嗱|慢着|且慢|咪住|稍等|住先",
        ),
    ),
)


def asked(text: str) -> Question | None:
    """What a short message asks about the thing at hand; None for anything else."""
    folded = _folded(text)
    if not folded or len(folded) > _LONGEST:
        return None
    return next((question for question, pattern in _GRAMMAR if pattern.search(folded)), None)


def asks_why(text: str) -> bool:
    """Whether the message asks why, and hardly says anything else: "why", "but why not?", 點解唔得."""
    folded = _folded(text)
    first = re.split(r"[,.!?]", folded, maxsplit=1)[0]  # "why? we are one family"
    return any(
        _WHY.search(part) is not None and len(_LITTLE.sub("", _WHY.sub("", part))) <= _BESIDE
        for part in (folded, first)
    )


def _folded(text: str) -> str:
    """The folded text; 甚麼 and 什麼 are the same word."""
    return fold_typed(text).text.strip().replace("甚么", "什么")


# Words that may stand beside "why" without naming anything.
_LITTLE = re.compile(
    _EN.format(
        r"and|but|so|then|ok|okay|no|not|is|isn'?t|was|wasn'?t|are|it|that|this|the|a|did|didn'?t|do|does|"
        r"doesn'?t|don'?t|"
        r"can'?t|cannot|can|i|me|my|you|your|to|of|for|be|get|got|count|counts?|counted|rejected|refused|"
        r"accepted|allowed|eligible|"
        r"points?|receipt|purchase|decision|answer|please|pls|only|just|many|much|few|would|will|have|has|"
        r"more|sorry|huh|"
        r"what|how|come|in|detail|tell|know|that'?s|it'?s|there|again|exactly|says?|made|\d[\d.,]*|x"
    )
    + r"|[\s\W]|唔|不|得|行|可以|计|算|有|冇|没|系|是|的|嘅|了|咗|呀|啊|呢|吗|我|你|会|会员|要|俾|给|只|"
    r"咁|这样|这|那|个|张|单|收|据|"
    r"积|分|为|接|受|批|准|拒|绝|请|问|到|能|入|账|呢|先|就|都|多|少|几|话|说|讲|嗰|消|费|小|票"
)
_BESIDE = 3

_DISPUTES = _either(
    r"ridiculous|nonsense|rubbish|absurd|unfair|not fair|makes no sense|you(?:'re| are| r)? (?:so )?wrong|"
    r"(?:that|this|it)(?:'s| is) (?:wrong|not (?:true|right|correct)|a mistake|impossible)|"
    r"(?:told|promised) (?:me|us)|(?:said|says) (?:it|that|this|anything|everything|i|yes)|"
    r"last (?:time|year|month|week).{0,40}(?:gave?|got|counted|accepted|worked|ok|fine|could|let)|"
    r"(?:always|used to) (?:get|got|count|counted|work|worked|give|gave|be)|but (?:i|we) (?:always|got)",
    r"[冇没](?:有)?(?:理由|道理)|[唔不]公[平道]|[唔不](?:合理|讲理|讲道理)|荒(?:谬|唐)|离谱|[乱胡](?:讲|噏|说|来|嚟)|"
    r"你(?:讲|搞|说|弄)?错|(?:上次|之前|以前|旧年|去年|上年|往时|一直|平时).{0,16}(?:都|有|得|可以|计|俾|给|算)|"
    r"(?:职员|店员|同事|经理|收银|服务员|朋友|佢|柜[台枱位]|你[哋们])(?:明明|亲口|都)?(?:话|讲|说|告诉)|"
    r"有冇搞错|点可能|怎么可能|不可能",
)


def disputes(text: str) -> bool:
    """Whether the message says that a refusal is wrong: that it is unfair, or was different before."""
    return _DISPUTES.search(_folded(text)) is not None
