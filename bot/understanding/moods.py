"""Mood (told, asked, supposed, wished, a rule quoted) and tense of a clause, by its words."""

import re
from typing import Literal

Mood = Literal["told", "asked", "supposed", "wished", "quoted_rule"]
Tense = Literal["past", "present", "future"]

_QUOTED = re.compile(
    r"(?<![a-z])(?:(?:the |your )?(?:rules?|terms|t&cs?|tnc|website|web site|app|poster|leaflet|page"
    r"|faq|staff|counter|"
    r"colleague|friend|bot|it)\s(?:says?|said|states?|stated|told|mentions?|mentioned)|according to"
    r"|(?:some(?:body|one)|they|desk|cashier|shop|lady|guy|man|woman|counter|team)(?:\s[a-z]+){0,3}?\s"
    r"(?:told me|said|says|claims?|insists?)"
    r"|i (?:was told|heard|read)|"
    r"as stated|supposedly)(?![a-z])"
    r"|(?:条款|规则|细则|网站|网页|海报|职员|同事|客服|店员|朋友|你哋|你们|人哋?|上面"
    r"|张纸)(?:\S{0,4})(?:话(?!费)|讲|说(?!明)|写|讲明|写明|注明|列明)"
    r"|根据|听讲|听说|据说|写住"
)
_SUPPOSED = re.compile(
    r"(?<![a-z])(?:if|what if|suppose|supposing|say i|let's say|lets say|assum(?:e|ing)|imagine|in case"
    r"|provided|"
    r"hypothetically|would have)(?![a-z])"
    r"|^如(?![何意])|如果|假如|假设|若(?!干)|要是|万一|譬如|倘|设使|就算|即使|当我(?:买|用)"
)
_ASKED = re.compile(
    r"^\W*(?:(?:so|and|then|ok|hi|hello|also|but|or),?\s)*(?:can|could|do|does|did|is|are|am|was|were"
    r"|will|would|should|may|has|have)\s"
    r"(?:i|it|this|that|my|the|we|you|they|he|she|there|these|those|any|points?|a|an|he|parking)(?![a-z])"
    r"|(?<![a-z])(?:how (?:many|much|long|come|do|can|to|is|about|far|soon|often)|what(?:'s| is| are"
    r"| do| does| about| time| date)?|when (?:can|do|does|is|will|must|should)|"
    r"(?<!\w\s)(?:where|which|who|whose)|(?:know|tell me|and|so|then|ok|but) (?:where|which|who)|why"
    r"|(?:can|do|is it|is this|does it|does this|will it|did i|am i|would it"
    r"|may) ?(?:i|ok|okay|enough|count|eligible)?\s?ma|"
    r"any points|enough\?|eligible|ok ma|ok mah|can earn|can get|still can|got point)(?![a-z])"
    r"|吗|嘛$|咩(?!都)|乜(?!都)|点解|点样|点算|点计|点先|边(?:度|个|间|日|张|啲)|几多|几时|几耐|几钱"
    r"|有冇|有没有|多少|什么|怎么|怎样|为何|何时|哪|谁|是否|"
    r"能否|可否|会否|系咪|未呀|得未|(?P<a>[一-龥])[唔不没](?P=a)|呢\W*$|[得有]唔得|多久|多长"
)
_WISHED = re.compile(
    r"(?<![a-z])(?:want|wanna|wants|would like|i'd like|id like|need|hope|wish|plan(?:ning)? to|please"
    r"|pls|plz|help me|let me|"
    r"thinking of|give me|get me|redeem(?! )|going to|gonna|intend)(?![a-z])"
    r"|想|要(?!是)|希望|打算|准备|帮我|唔该|麻烦|请(?!问)"
)
_PAST = re.compile(
    r"(?<![a-z])(?:bought|paid|spent|was|were|did|didn'?t|got|had|went|took|made|used|ate|gave|forgot"
    r"|lost|kept|left|came|saw|told|"
    r"(?!need|feed|speed|indeed)[a-z]{2,}[^e\W]ed|ago|yesterday|ytd|ystd|last|already|been|just now"
    r"|before)(?![a-z])"
    r"|咗|过(?!几|两|去嘅|海|期)|了(?!解)|[寻昨]|前[日天晚]|啱啱|刚|头先|已经|曾经|当时|上(?:个|星期|周"
    r"|月)|[买付花消费](?:嘅|的)|旧年|去年|嗰阵|早前|之前"
)
_FUTURE = re.compile(
    r"(?<=[a-z])'ll(?![a-z])|(?<![a-z])(?:will|won't|going to|gonna|tomorrow|tmr|next|later|shall"
    r"|plan(?:ning)?|about to"
    r"|intend|soon|want to|wanna|"
    r"(?:i|we|he|she|they|can|to) (?:go|come|visit|arrive|drop by|pop by|drive)|coming|visiting)(?![a-z])"
    r"|(?<![入退开])会(?!员|籍|计|唔会)|将(?!军)|打算|准备|听[日晚朝]|明[天日晚年]|下(?:个|星期|周|月)"
    r"|后[日天]|就嚟"
    r"|即将|想(?:去|嚟|来|买|过)|[嚟来去](?=换|攞|领"
    r"|泊|取|食)|过嚟|过来|出年|第日"
)
_PRESENT = re.compile(
    r"(?<![a-z])(?:am|is|are|i'm|it's|now|today|currently|have|has|do|does)(?![a-z])|而家|现在|今[日天]"
    r"|依家|宜家|正在|紧"
)


def mood_of(clause: str) -> Mood:
    """The mood of a folded clause by its words alone."""
    if _QUOTED.search(clause):
        return "quoted_rule"
    if _SUPPOSED.search(clause):
        return "supposed"
    if _ASKED.search(clause):
        return "asked"
    if _WISHED.search(clause):
        return "wished"
    return "told"


def tense_of(clause: str) -> Tense | None:
    """The tense of a folded clause; what is past wins over a plan in the same clause."""
    if _PAST.search(clause):
        return "past"
    if _FUTURE.search(clause):
        return "future"
    return "present" if _PRESENT.search(clause) else None
