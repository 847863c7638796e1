"""Questions about the bot and the house: who answers, which malls, customer service and its hours.

A closed grammar over folded text; anything else is None.
"""

import re
from typing import Literal

from bot.programmes import printed_malls
from bot.text import fold_typed

Topic = Literal["who", "malls", "how", "hours", "contact", "waiting", "unlink", "changing_details", "no_fee"]

_LONGEST = 80

# Our malls by name.
_MALL = "|".join(re.escape(fold_typed(name).text) for name in printed_malls())

_SERVICE_EN = (
    r"(?:customer ?(?:service|care|support)|service (?:counter|cent(?:re|er)|desk)|help ?desk|concierge|"
    r"counter|"
    r"you|your|staff|office|agents?|humans?|someone)"
)
_DETAIL_EN = (
    r"(?:(?:phone|mobile|telephone|contact|cell) ?(?:number|no\.?|details?)?|e-?mail(?: address)?|address|"
    r"personal (?:details|data|information)|birth ?day|date of birth|surname|name)(?![a-z])"
)
_NOT_ANEW = r"(?!.{0,8}(?:再|重新|另|多)(?:外|新|多)?(?:开|申请|登记|注册|入会))"  # another membership
_DETAIL_ZH = (
    r"(?:(?:手机|手提|电话|联络)号码?|联络电话|电话(?!亭|费)|电邮(?:地址)?|邮箱|地址|个人资料|会员资料|登记资料|姓名|名字|生日(?:日期)?|"
    r"出生日期)(?!退)"
)
_SERVICE_ZH = r"(?:客服|客户服务|顾客服务|客务|服务(?:处|台|中心)|礼宾|柜[台枱位]|人工|职员|你[哋们]?)"

_GRAMMAR: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (
        "unlink",
        re.compile(
            r"(?<![a-z])(?:un-?link|dis-?connect|log ?(?:me )?out|sign ?(?:me )?out|"
            r"remove my (?:membership|link|account) from (?:here|this)|"
            r"take my membership off|forget my membership)(?![a-z])|"
            r"解除?(?:绑定?|连结|连接|关联|链接)|解绑|取消(?:绑定|连结|关联|链接)|登出|退出(?:登录|登入|"
            r"账号|帐号|账户)|(?:唔|不)(?:再)?(?:要|想)(?:绑定|连结|关联)"
        ),
    ),
    (
        "who",
        re.compile(
            r"(?<![a-z])(?:who (?:are|r|is) (?:you|u|this|there)|what are you|(?:are|r) (?:you|u)(?: an?|"
            r" the)?(?: \w+)? ?(?:robot|bot|human|person|real|machine|ai|computer|"
            r"chat ?bot|someone real)|(?:am i|is this) (?:talking|chatting|speaking)?(?: to|"
            r" with)? ?an? (?:\w+ )?(?:robot|bot|human|person|machine|ai)|"
            r"is (?:this|it) a (?:bot|robot|real)|your name|who am i (?:talking|speaking|chatting) (?:to|"
            r"with))(?![a-z])|"
            r"你(?:系|是)(?:边个|边位|谁|咩(?:人|嚟)|乜|什么|真人|人定|人还|人唔系|机器|ai|bot|唔系人|"
            r"不是人)|(?:系|是)(?:咪|唔系|不是)?(?:真人|机器人|机械人|ai)|"
            r"(?:机器人|机械人|真人)(?:[来嚟])?(?:吗|咩|[?]|㗎|定|还是)|你叫(?:咩|什么|乜)|咩名"
        ),
    ),
    (
        "malls",
        re.compile(
            r"(?<![a-z])(?:which|what) (?:shopping )?(?:malls?|programmes?|programs?|cent(?:re|"
            rf"er)s)(?: \w+){{0,5}}|(?<![a-z])(?:only|just) (?:for )?(?:one|{_MALL}|this mall)[?]|"
            r"(?:边|哪|咩|什么)(?:啲|些|几个|几间|个|间)?(?:商场|计划|活动|商场嘅|会员计划)|(?:支持|包括|"
            r"负责|识得?|知道?)(?:边|哪|咩|什么)(?:啲|些|几)?(?:商场|计划)?"
        ),
    ),
    (
        "how",
        re.compile(
            r"(?<![a-z])how (?:does|do) (?:it|this|that|the (?:programme|program|bot|app|thing|scheme)|"
            r"everything|you|things) (?:all )?works?(?![a-z])|"
            r"(?<![a-z])how (?:it|this) works|what can you do|what (?:do|can) you help|"
            r"^(?:呢个|这个)?(?:计划|活动|会员计划|积分)?(?:系|是)?(?:点样?|怎么|怎样|如何)(?:运作|玩|"
            r"用法|操作)|点玩|你(?:可以|识|会|能)(?:做|帮)(?:啲|我|些)?(?:咩|什么|乜|到?咩)|"
            r"怎么运作|点运作"
        ),
    ),
    (
        "waiting",
        re.compile(
            r"(?<![a-z])(?:any ?(?:one|body)(?: is| still)? (?:there|here|around|home)|any ?(?:one|"
            r"body)\?|still (?:waiting|there)|are you there|is (?:any|some)(?:one|body) (?:there|coming)|"
            r"how (?:long|much longer)(?: \w+){0,5} (?:wait|queue|reply|answer)|no ?(?:one|"
            r"body) (?:is )?(?:repl\w+|answer\w*|came|come|there|here)|"
            r"when will (?:some|any)(?:one|body)|where(?:'s| is)(?: the)? (?:my )?(?:agent|human|person|"
            r"colleague|staff)|hello+\?+ ?hello+)(?![a-z])|"
            r"有[冇没](?:有)?人(?!(?:可以|帮|陪|话|同))|有人(?:在|系度|喺度)?(?:吗|嘛|呀[?]|咩)|(?:仲|"
            r"还)(?:要|得|有)(?:等|排)(?:几耐|多久|几多)|等(?:咗|了)(?:好|很)(?:耐|久)|"
            r"(?:冇|没|没有)人(?:理|应|回|覆|答|在)|几时有人|什么时候有人|排(?:到|队)?(?:第?几|到我|几多)|"
            r"前面(?:仲|还)?有(?:几|多少)"
        ),
    ),
    (
        "hours",
        re.compile(
            rf"(?<![a-z])(?:opening|office|working|business|service|operating) (?:hours?|times?)|"
            rf"(?<![a-z])(?:what|which) hours|"
            rf"(?<![a-z])(?:when|what time|until when|how late|are|is)(?: (?:is|are|does|do|"
            rf"will))? (?:the )?{_SERVICE_EN}(?: \w+)? (?:open|close[sd]?|available|there|work|start|"
            rf"reply|answer)(?![a-z])|"
            rf"{_SERVICE_ZH}.{{0,6}}(?:几点|几时|时间|钟数|开门|收工|返工|上班|下班|营业|几多点|办公)|"
            rf"(?:营业|办公|服务|开放)(?:时间|钟数)|(?:几点|几时)(?:开门|关门|收工|闩门|开始营业|上班|"
            rf"下班|打烊)"
        ),
    ),
    (
        "changing_details",
        re.compile(
            rf"(?<![a-z])(?:change|update|correct|amend|edit|replace)(?:d|ing)? (?:\w+ ){{0,3}}?{_DETAIL_EN}|"
            rf"(?<![a-z])my (?:new|wrong) {_DETAIL_EN}|"
            rf"my {_DETAIL_EN} (?:has |have )?(?:changed|is wrong|is out of date)|"
            rf"(?:改|换|更改|更新|修改|变更|转)(?:咗|了|返|个|下|我|嘅|的|新)*{_DETAIL_ZH}{_NOT_ANEW}|"
            rf"{_DETAIL_ZH}(?:变|改|换|转|错)(?:咗|了)|新{_DETAIL_ZH}"
        ),
    ),
    (
        "no_fee",
        re.compile(
            r"(?<![a-z])(?:(?:does|do|will|would) (?:it|this|that|i|joining|membership) (?:cost|have to pay) "
            r"(?:anything|money|something)|any (?:fees?|charges?|cost)(?! (?:for|of) (?:park|the))|"
            r"(?:is|are) (?:it|this|joining|membership) free(?: of charge| to join)?\W*$|"
            r"(?:membership|joining|annual) fees?)(?![a-z])|"
            r"(?:入会|会籍|会员|加入|参加|申请).{0,6}(?:要|收|使)(?:唔|不)?(?:要|使|收)?(?:俾|交|付|畀)?(?:钱|费)|"
            r"(?:入会|会|年)费|(?:入会|加入|申请).{0,4}免费"
        ),
    ),
    (
        "contact",
        re.compile(
            rf"(?<![a-z])(?:phone|telephone|hotline|contact|e-?mail)(?: (?:number|no\.?|address|details?|"
            rf"info\w*|us|you))?(?: of| for)?(?: the)?(?: {_SERVICE_EN})?\W*$|"
            rf"(?<![a-z])(?:how|where)(?: \w+){{0,3}} (?:contact|reach|call|phone|email|e-mail|"
            rf"find) (?:the )?{_SERVICE_EN}|"
            rf"(?<![a-z])where(?:'s| is| are)? (?:the )?(?:customer ?(?:service|care|support)|"
            rf"service (?:counter|cent(?:re|er)|desk)|help ?desk|mall|your office)|(?<![a-z])(?:your|"
            rf"the mall'?s?) address|"
            rf"(?<![a-z])what(?:'s| is) (?:your|the) (?:phone|telephone|hotline|contact|e-?mail|address)|"
            rf"(?:客服|客户服务|顾客服务|客务|服务)(?:处|台|中心|部)?(?:嘅|的)?(?:电话|热线|电邮|邮箱|"
            rf"地址|喺边|在哪|系边|位置|联络|联系)|^(?:客服)?(?:电话|热线|电邮|邮箱|地址)(?:号码?)?(?:系|"
            rf"是)?(?:几多|多少|咩|什么)?\W*$|"
            rf"(?:点|怎么|怎样|如何)(?:样)?(?:联络|联系|搵|找)(?:到)?(?:你哋|你们|客服)|(?:你哋|你们|"
            rf"商场)(?:嘅|的)?(?:电话|地址|电邮|邮箱)|(?:商场|{_MALL})(?:喺边|在哪|系边|地址)"
        ),
    ),
)


def topic_of(text: str) -> Topic | None:
    """What of us the message asks about; None for anything else."""
    folded = fold_typed(text).text.strip()
    if not folded or len(folded) > _LONGEST:
        return None
    return next((topic for topic, pattern in _GRAMMAR if pattern.search(folded)), None)
