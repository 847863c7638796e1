"""Whether a message is angry at us: words and punctuation, in the three languages.

Plain expressions do better here than the classifier: anger rides on any intent, and a false alarm ("damn
good!") takes a colleague away from somebody who waits. A strong expression is enough; weaker signs must come
together. Texts are folded first, so an expression stands here once: in lower case, in Simplified characters.
"""

import re

from bot.text import fold_typed

_VERY = (
    r"(?:(?:so|such|very|really|extremely|absolutely|completely|totally|beyond|just|quite|bloody|fucking|too|"
    r"more|a|an)\s+)*"
)
_BAD = (
    r"(?:useless|hopeless|stupid|pathetic|incompetent|terrible|worthless|dumb|ridiculous|idiots?|morons?|"
    r"garbage|rubbish|trash|outrageous|unacceptable|disgusting|disgrace(?:ful)?|infuriating|appalling|robbery)"
)
_OURS = (
    r"(?:customer\s+)?(?:service|bot|app|chatbot|robot|machine|system|support|programme|program|staff|experience|"
    r"website|thing|mall)"
)

_ENGLISH = (
    # swearing at somebody or something, not with joy
    r"\bfuck(?:ing|in)?\s+(?:you|off|this|that|bot|joke|service|points)\b",
    r"^\W*(?:oh\s+)?fuck\W*$",
    r"\b(?:stfu|wtf|ffs|bull\s?shit|screw\s+(?:you|this)|for\s+(?:fuck|god)'?s\s+sake|go\s+to\s+hell|shut\s+up)\b",
    r"\b(?:what|who|where|when|why|how)\s+the\s+(?:hell|fuck)\b|^\W*(?:get\s+lost|drop\s+dead)\b",
    r"\bpiece\s+of\s+(?:shit|crap|junk|garbage)\b",
    # what we are, what this is
    rf"\byou(?:'?re|\s+are|\s+r)?\s+(?:all\s+)?{_VERY}(?:{_BAD}|a\s+joke)\b",
    rf"\b(?:this|it|that)(?:'?s|\s+is|\s+was)\s+{_VERY}{_BAD}\b|\bthis\s+is\s+a\s+joke\b",
    rf"\b(?:worst|terrible|awful|horrible|shitty|crap(?:py)?|pathetic|lousy|appalling|disgraceful|useless|stupid|"
    rf"dumb|fucking|rubbish|garbage|damn(?:ed)?|bloody|goddamn)\s+{_OURS}\b",
    rf"\b(?:your|the|this|that)\s+(?:{_OURS}|rules?)\s+(?:really\s+)?(?:sucks?|(?:is|are)\s+{_VERY}(?:{_BAD}|a\s+joke))\b",
    r"\byou\s+(?:guys\s+|people\s+)?(?:suck|scammers?|thieves|cheats?|liars?|crooks?)\b",
    r"\byou\s+(?:guys\s+|people\s+)?are\s+(?:all\s+)?(?:scammers|thieves|cheats|liars|crooks)\b",
    rf"\bhow\s+(?:bad|terrible|awful|slow|useless|stupid)\s+(?:this|your)\s+{_OURS}\b",
    rf"\b(?:hate|despise)\s+(?:you\b|(?:this|your)\s+{_OURS}\b)",
    r"\b(?:are\s+you|you'?re)\s+(?:\w+\s+)?(?:kidding\s+me|deaf|blind|dumb)\b|\bdo\s+you\s+even\s+read\b",
    r"\b(?:joke|mockery|excuse)\s+of\s+a\s+(?:service|bot|system|programme|program|company)\b",
    r"\bwhat\s+a\s+(?:joke|disgrace|scam|rip-?off)\b|\ba\s+(?:total|complete|big)\s+scam\b",
    r"\b(?:absolute|complete|total|utter|pure)\s+(?:garbage|rubbish|nonsense|trash|crap|joke|disgrace)\b",
    r"\b(?:shame\s+on\s+you|how\s+dare\s+you|do\s+your\s+(?:damn\s+|bloody\s+)?job)\b",
    r"\bmost\s+(?:annoying|useless|stupid)\s+(?:bot|app|service|thing)\b",
    r"\b(?:this|that|it)(?:'?s|\s+is)\s+(?:simply\s+|just\s+)?not\s+acceptable(?!\s+to)\b",
    # how one feels
    rf"\b(?:i'?m|i\s+am|we'?re|we\s+are|makes?\s+me|getting|got\s+me)\s+{_VERY}(?:angry|furious|livid|fuming|"
    r"outraged|pissed|disgusted|frustrated|mad\s+at|sick\s+(?:and\s+tired\s+)?of|fed\s+up|losing\s+(?:my\s+)?patience|"
    r"(?:upset|disappointed|annoyed)(?=\s+(?:with|by|in)\s+(?:you|this)|\W*$))\b",
    r"\b(?:fed\s+up|pissed\s+off|last\s+straw|sick\s+and\s+tired)\b",
    r"\bi(?:'ve|\s+have)?\s+had\s+enough(?=\s+of\s+(?:this|you|it|that)|\W*$)",
    r"\bwast(?:e|ed|es|ing)\s+(?:of\s+)?(?:my|our)\s+(?:\w+\s+)?time\b",
    r"\b(?:what|such|complete|total|utter)\s+(?:a\s+)?waste\s+of\s+time\b",
    r"\b(?:this|it|that|bot|app|you)(?:\s+thing)?(?:'?s|\s+is|\s+are|'?re)?\s+driv(?:es?|ing)\s+me\s+(?:crazy|mad|nuts)\b",
    # again and again, and what follows from it
    r"\bfor\s+the\s+(?:last|\w+th)\s+time\s*[,!:]|\bstop\s+(?:asking\s+me|repeating|ignoring)\b",
    r"\b(?:second|third|\w+th)\s+time\s+(?:i'?m|i\s+am|i\s+have|i'?ve|you)\b.*\b(?:still|nothing|again)\b",
    r"\bhow\s+many\s+(?:more\s+)?times\s+(?:do|must|should|will)\s+i\s+(?:have\s+to\s+|need\s+to\s+)?"
    r"(?:tell|say|repeat|explain|ask|send\s+(?:this|it|you|the\s+same))\b",
    r"\b(?:told|asked|said|explained)\s+(?:\w+\s+){1,3}(?:three|four|five|ten|\d+|many|so\s+many|(?:a\s+)?hundred|"
    r"(?:a\s+)?thousand)\s+times\b|\bkeeps?\s+(?:saying|asking)\s+(?:me\s+)?the\s+same\b",
    r"\bi\s+demand\b|\b(?:your|the)\s+manager\s+now\b|\bregret\s+(?:ever\s+)?joining\b",
    r"\btreat\s+(?:your\s+)?(?:customers|people|members)\s+like\b|\bcan'?t\s+you\s+(?:people|guys)\s+do\b",
    r"\b(?:a\s+rip\s+off|rip-?off|ripp(?:ed|ing)\s+(?:me\s+|us\s+|people\s+)?off)\b",
    r"\b(?:make|making|file|filing|lodge|submit)\s+(?:a|my)\s+(?:formal\s+|official\s+)?complaint\b",
    r"\b(?:sue|report)\s+you\b",
)

_CHINESE = (
    # swearing
    r"(?<![我你她佢咱爸])妈的(?!好|爽|赞|正|帅|香|便宜|划算)|操你|草泥马|傻[逼b叉]|煞笔|滚(?:蛋|开(?!水)|吧)|王八蛋|混蛋|放屁|屁用|狗屁",
    r"屌(?!.{0,3}[好正抵靓劲爽掂])|[仆扑]街|收皮|食屎|躝[瘫尸]|收声[啦喇]|顶你|柒头|戆[鸠居柒]|冚家",
    r"[乜咩冇唔]撚|撚样|鸠(?:应|噏|up|做)|(?<![a-z])on9(?!\d)|\bdiu\b",
    # what we are, what this is
    r"(?:脑残|白痴|(?:智障|弱智)(?![人儿兒学]|成员)|废物(?!回收|处理|利用)|废柴|神经病|你有病|有病吧|发神经)",
    r"脑子(?:有病|进水|有问题)|你[们哋]?(?:都|就|系|是)*猪(?!年)|(?<!到)[痴黐]线(?![咁平抵正靓])|癫㗎|[盲聋]㗎",
    r"(?:bot|机[器械]人|客服|系统|app|程[序式]|你[们哋]?)(?:真系|真的|实在|这么|真|也|都|系|是|好|太|咁|鬼)*"
    r"(?:蠢|笨|傻|烂|废|屎|恶心|差(?![唔不一点少几很得个额价距异]))",
    r"(?:死|滚|匿)[咗了]?去?[哪边]|耍猴|糊弄|当我[们哋]?(?:系|是)?(?:傻|白痴)|赶客|摆设吗|一[点啲]用都[没冇]|揾笨",
    r"(?:咩|什么|乜嘢?|这种|咁嘅)(?:服务)?态度(?!度)|(?:什么|咩|乜嘢?)(?:破|烂|垃圾|鬼|狗屁|玩意)(?!节)",
    r"垃圾(?:软件|客服|服务|系统|机[器械]人|app|bot|平台|玩意|公司|程[序式]|东西|嘢|会员|积分)|^\W*垃圾\W*$",
    r"(?:真|太|好|系|是|简直)垃圾(?![桶袋分房站])|垃圾[嚟来][嘅㗎]",
    r"(?:服务|态度)(?:态度)?(?:真系|非常|这么|真|太|很|好|超|极|咁|劲)?(?:差(?![不唔别异])|烂|恶劣|屎|渣)",
    r"[差烂废屎渣][到得](?:爆|死|极|痹|痺|一塌糊涂|冇朋友|离谱|不行|要命)|差劣",
    r"(?:劲|超|极|咁|真系|真的|根本|完全)(?:系|是)?(?:废|屎|差劲|没用|冇用|无用)(?!过)",
    r"没用的(?:东西|机器人|客服)|冇用嘅(?:嘢|bot|客服|机械人)|死机[器械]人|废客服|令人作呕|令人发指",
    r"(?<!到)(?:真系|真是|真的|实在|简直|这么|太|咁|好|真)(?:离谱|过[分份]|差劲|荒谬|恶劣|坑人|坑爹)|(?<!到)离(?:晒谱|谱到极)",
    r"(?:太|真|好|够)坑[了啊呀爹人]|坑货|惨过冇|(?<!突)破(?:积分|系统|机器人|客服|app|软件|服务)",
    r"恶心(?:人|死|[,!]|$)|忍无可忍|欺人太甚|岂有此理|[不唔]知所谓|莫名其妙的(?:服务|客服|规定)|有[冇无]搞错",
    r"你[们哋]?(?:分明|根本|系度|喺度|摆明|都|就|在|是|系)*(?:[骗呃坑耍][我人钱]|玩我|老点|昆我)|玩残我|耍我",
    r"[骗呃坑][我人][嘅的]?!|[骗呃昆](?:我|人|大家)[嘅的]?(?:积分|分|钱)|大?骗子[!。]|骗鬼|"
    r"[,!?。 ]玩嘢[呀呢啊]",
    # how one feels
    r"(?:气|激|嬲|烦)死(?:我|人|了|咗|啦|晒)|激气|火滚|火都[嚟来]|把我惹火|恼火|火大(?!锅)|躁底|(?<!天)气得|嬲到|[火激]到(?:爆|我)",
    r"(?:越来越|愈来愈|非常|真的|真系|超级|十分|极度|很|超|太|好)(?:生气|愤怒|嬲|不满|愤慨)|快疯了|快崩溃",
    r"(?:我|令人|令我|让我|让人)(?:就|都|已经|依家|而家)?(?:愤怒|嬲|生气)(?!吗|么)|让人失望|服了你|敷衍|烦不烦",
    r"(?:我|真|都)?[唔不](?:再)?忍(?:得|到|了)?[喇啦了]|受够|忍(?:了|咗)?(?:你|咗)[们哋]?(?:很久|好耐)|无法忍受",
    r"(?:好|很|非常|极度|十分)(?:唔|不)(?:开心|高兴|爽|满意)(?!吗)",
    r"浪费(?:我|人|大家)[的嘅]?时间|(?<![想使好免])嘥(?:我|人|晒|大家)*[的嘅啲]?(?:时间|气)|折腾(?:我|人)",
    # again and again, and what follows from it
    r"[讲说问答](?:过|了|咗)(?:好|很|无数|几|多少|n|一百|三|四|五|十|\d)+(?:多)?[次遍]|有完没完|净系识推",
    r"[讲说]极都?[唔不][明识]|听[唔不][明懂]人话|[唔不][识会](?:听|讲|说)人话|说人话|讲人话|[唔不]用脑|根本不理",
    r"搞(?:什么|咩|乜)(?:鬼|飞机|春)|做(?:乜|咩)(?:鬼|春)|怎么回事(?:啊|呀)?!|做咩(?:㗎|呀|啊)?!|点搞㗎|搞笑呢吧",
    r"别再让我|唔好再(?:叫|要)我|[不唔]负责任|[不唔]专业|鬼唔望你|曝光(?:你|佢)|找媒体|公审|你到底会",
    r"叫?你[们哋]?(?:经理|老板|上司|老细|负责人)(?:出嚟|出来|来|嚟)|(?:不|唔)(?:处理|解决)我就",
    r"投诉(?:你|到底|定)|(?:我|一定|而家|现在|马上|立即|即刻)要?去?投诉(?![部处热电表])|消委会|12315",
)

# What turns an expression above into praise or calm words.
_KIND = (
    r"\b(?:damn(?:ed)?|fuck(?:ing)?|bloody|freaking|hell\s+of\s+an?|shit|insanely|ridiculously|sick)\s+(?:good|great|"
    r"nice|awesome|amazing|delicious|cheap|beautiful|cool|love|brilliant|fantastic|happy|tasty|deal|right|yes|well)",
    r"\b(?:not|never|isn'?t|aren'?t|wasn'?t|don'?t\s+be|no\s+longer)\s+(?:so\s+|really\s+|that\s+|too\s+|an?\s+)?"
    r"(?:angry|mad|furious|pissed|fed\s+up|stupid|useless|terrible|ridiculous|waste|joke|rubbish|trash|complaint)",
    r"[平抵正靓爽香大便宜食吃味惠算玩快](?:[得到])(?:真|太|好)?(?:离谱|过[分份]|[痴黐]线|痹|爆|死|傻)",
    r"\b(?:it|that)\s+was\s+(?:just\s+|only\s+)?a\s+joke\b|\bjust\s+(?:a\s+joke|joking|kidding)\b",
    r"(?:唔|不|没|没有|冇|别|不要|唔好|无|未)(?:系|是|再|会|好|想|使|需要)?(?:好|很|太|算)?(?:嬲|生气|愤怒|火大|过[分份]|离谱|"
    r"浪费|不满|投诉)",
)

# Signs that need another beside them.
_WEAK = (
    r"\bstill\s+(?:not?|nothing|hasn'?t|haven'?t|isn'?t|waiting|can'?t|cannot|doesn'?t|wrong)\b",
    r"\b(?:wrong|failed|error|rejected)\s+again\b|\bagain\s+and\s+again\b",
    r"\b(?:nobody|no\s?one)\s+(?:answer|repl|help|care)",
    r"\b(?:not|never|doesn'?t|don'?t|didn'?t)\s+(?:work|listen|understand\s+me|help|answer|reply)",
    r"\b(?:annoy(?:ing|ed)|frustrat(?:ing|ed)|ridiculous|nonsense|unbelievable|useless|stupid|rubbish|terrible|"
    r"hopeless|damn|hell|shit|crap|joke|fuck(?:ing)?|scam|complain)\b",
    r"\b(?:waited|waiting)\s+(?:\w+\s+){0,3}(?:hours?|days|weeks?|ages|forever|minutes|\d+)\b|\banswer\s+me\b",
    r"\b(?:come\s+on|seriously|enough\s+already|where\s+(?:are|is)\s+my)\b",
    r"到底|究竟|还没|还不|仲未|仲冇|都未|又(?:唔得|不行|错|失败)|无语|垃圾|没用|冇用|差劲|好烦|烦人|好笑|搞错|离谱|过[分份]",
    r"\b(?:same\s+question|for\s+no\s+reason|all\s+day|unfair)\b|[三四五六七八九十几\d]+[次遍].{0,4}(?:都|还|仲|也)|仲要等|[三四五几\d]+[天日](?:了|喇|啦)",
    r"\bjust\s+give\s+me\b|\bwhy\s+is\s+(?:this|it)\s+so\b|\bnobody\s+has\b|唔好再|不要再|别再|我都?(?:说|讲)[了咗]",
    r"成日都|次次都|每次都|畀返|还我|俾返|烦不烦",
    r"等(?:了|咗)(?:好耐|很久|半天|几日|几天|成日|[半一两三几]个|\d)|[没冇]人(?:理|回|管|应|复|覆|睬)|[唔不][覆复睬]",
    r"答非所问|[唔不](?:识|会)(?:听|讲|说|答)|为什么.{0,6}[不没]|点解.{0,6}[唔冇未]|[快赶]啲[啦喇]|快点啊",
)

_LOUD = re.compile(r"!{2,}|\?{3,}|!+\?|\?+!")
_FACES = frozenset("😡🤬😠👿💢🖕")
_SHOUTED_WORDS = 3


def _any_of(expressions: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expression})" for expression in expressions))


_STRONG_SIGN, _WEAK_SIGN, _KINDNESS = _any_of(_ENGLISH + _CHINESE), _any_of(_WEAK), _any_of(_KIND)


def is_angry(text: str) -> bool:
    """Whether the words, and how they are written, show anger at the service (not mere emphasis)."""
    folded = _KINDNESS.sub(" … ", fold_typed(text).text)
    if _STRONG_SIGN.search(folded):
        return True
    # A raised voice says nothing alone: "THANK YOU!!!" There must be a complaint, or a face that says it.
    complaint = _WEAK_SIGN.search(folded) is not None
    faces = any(character in _FACES for character in text)
    loud = _LOUD.search(folded) is not None
    return (complaint and (faces or loud or _shouted(text))) or (faces and loud)


def _shouted(text: str) -> bool:
    words = re.findall(r"[A-Za-z']{2,}", text)
    return len(words) >= _SHOUTED_WORDS and all(word.isupper() for word in words)
