"""The shop of a purchase: one of the directory, else what stands where a shop's name stands, as printed."""

import itertools
import re

from bot.understanding.parse import Entity
from bot.understanding.telling.board import Board, Place
from bot.understanding.tiers import TIER

# Where a name stands: after a preposition and before what ends it.
_END = (
    r"(?=\s(?:with|by|using|via|on|in|for|and|but|today|yesterday|last|this|paid|paying|pay|at|"
    r"from|which|that|is|was|"
    r"does|do|did|can|could|would|will|count|counts|earn|worth|costing|the|inside|near|to|my|i|"
    r"it|so|then|if|when|"
    r"around|about|a|an|just|tonight|after|before|through|here|there|there's|have|has|had|where|"
    r"who|as|of)(?![a-z])"
    r"|\s?[◦,.;:!?()$]|\s\d|\s?-\s|$)"
)
_ENGLISH = re.compile(
    rf"(?<![a-z])(?:at|from|@|dinner in|lunch in|inside)\s+(?:the\s+|a\s+shop\s+called\s+|this\s+shop\s+)?"
    rf"(?P<name>[a-z][\w'&.+-]*(?:\s(?:&\s)?[\w'&+-]+){{0,4}}?){_END}"
    # "a case in Casetify $580"
    rf"|(?<![a-z])in\s(?P<beside>(?!(?:total|all|cash|full|the|my)(?![a-z]))[a-z][\w'&.+-]*)(?=\s?(?:hk)?\s?\$|\s?◦)"
)
_VERB = (
    r"(?:买|消费|食|吃|饮|喝|俾|付|用|花|使|做|睇|看|剪|洗|购|刷|碌|嘟|交|订|打|换|食咗|消咗|度|里|"
    r"入面|个边|嗰度)"
)
_HAN = re.compile(
    rf"(?:喺|响|在|于|到|去|去咗|去了|帮衬|◦)◦*(?:里面?|入面|商场)?(?:的|嘅)?(?:间|"
    rf"家)?(?P<name>[一-龥a-z0-9'&· ]{{2,12}}?)(?=(?:度|里面?|入面|嗰度|那里)?{_VERB}|[,。.!?])"
)
_SAID = re.compile(
    r"(?<![a-z])(?:the )?(?:shop|store|restaurant|merchant|brand)(?:'s name)?\s?(?:is|was|:|"
    r"=)\s?(?:called\s)?"
    r"(?P<english>[a-z][\w'&. -]{1,24}?)(?=[,.;!?]|\s?◦|\s(?:in|at|on|and|with|by|paid)(?![a-z])|$)"
    r"|(?:店铺?|铺头|商户|间铺|商店)名?(?:系|是|为|:)\s?(?P<han>[\w'&· ]{2,20}?)(?=[,。.!?;]|$)"
    r"|(?:^|[,。;!?]\s?)(?P<that>[a-z][\w'&. -]{1,24}?|[一-龥]{2,8}?)(?:𠮶|那)(?:间"
    r"|家)(?:铺|店)?(?=[,。.!?;买食]|$)"
    r"|(?:^|[,。;!?]\s?)(?P<lone>[a-z][a-z'&. -]{2,24})(?=[,。;]\s?(?:[^\x00-\x7f]|[\d$]))"
)
_HAN_TEXT = re.compile(r"[一-龥].*[一-龥].*[一-龥].*[一-龥].*[一-龥].*[一-龥]", re.DOTALL)
_CALLED = re.compile(
    r"(?:叫|名叫|called)\s?[「『\"“']?(?P<name>[\w'&· ]{2,24}?)[」』\"”']?(?=[,。.!?嘅的]|\s(?:with|by)|$)"
)

# Words that are no shop's name although they stand in its place.
_NO_NAME = re.compile(
    rf"(?:{TIER}|"
    r"the|this|that|my|your|their|our|a|an|any|some|which|what|home|work|once|first|last|"
    r"least|most|all|same|least|"
    r"noon|night|midnight|lunch|dinner|time|times|counter|concierge|customer|desk|service|point|points|end|"
    r"mall|shop|store|shops|stores|restaurant|place|here|there|online|one|two|three|least|"
    r"january|february|march|april|"
    r"may|june|july|august|september|october|november|december|monday|tuesday|wednesday|"
    r"thursday|friday|saturday|sunday|"
    r"today|yesterday|tomorrow|cash|card|age|\d+|[ap]m|hong kong|hk|mainland|me|him|her|them|it|"
    r"member|shenzhen|china|app|same day|different|another|other|each|both|a few|a participating|"
    r"participating|now|which)"
    r"(?:\s.*)?|(?:换|领|兑|拎|攞|可|能|有|得|计|换领|登记|新|旧|的|嘅).*|.*(?:应该|可以|吧|电话|舊|旧手机)|.*(?:商场|店铺|商户|今日|今天|尋日|寻日|"
    r"昨天|香港|内地|手机|网上|月|日|号|星期|"
    r"礼拜|服务处|柜台|门口|呢度|嗰度|这里|那里|度|家|公司|"
    r"餐厅|服务|生日|会员|门店|店|前|后|之|时|钱|蚊|元|分|个|间|张|次|款|楼|层).*"
)
_CARD = re.compile(
    r"\s?(?:(?!(?:by|with|via|using|on|in|and|paid|through|my|his|her|a)\s)\w+\s)?(?:credit|debit|visa|master(?:card)?|card|amex|payme|pay)(?![a-z])|(?:的|嘅|张)?(?:信用|"
    r"扣账|借记|储蓄)?(?:卡|咭)"
)
_AT = re.compile(r"(?:(?<![a-z])(?:at|in|from)\s(?:the\s)?|喺|响|在|于)$")
# A street with its number: 18 Some Road, 某某道18號.
_ADDRESS = re.compile(
    r"(?<![a-z\d$])\d{1,4}[a-z]?\s(?:[a-z']+\s){1,3}(?:road|rd|street|st|avenue|lane)(?![a-z])"
    r"|[一-龥]{2,5}(?:道|路|街)\s?\d{1,4}\s?号"
)
_SORT_OF_SHOP = ("dining", "cinema")  # what was bought there tells that there was a shop
_PLACES = ("programme", "merchant", "payment", "date")


def read_shop(board: Board, path: str = "receipt.merchant") -> None:
    """The shop; a generic noun ("a restaurant") is taken as any shop that counts."""
    known = [
        entity for entity in board.entities if entity.entity == "merchant" and not _of_card(board, entity)
    ]
    if known:
        shop = _of_the_total(board, known)
        board.say(path, str(shop.value), board.place_of(shop))
        return
    if (named := _named(board) or _bears_the_malls_name(board)) is not None:
        place = named
        original = board.folded.span(*place)
        board.say(path, board.original[original[0] : original[1]].strip(), place)
        board.explained.append(place)
        return
    generic = next((t for t in board.told if t.path == "receipt.merchant_kind"), None) or next(
        (t for t in board.told if t.path == "receipt.category" and t.value in _SORT_OF_SHOP), None
    )
    if generic is not None:
        words = board.folded.span(generic.start, generic.end)
        board.say(path, board.original[words[0] : words[1]], (generic.start, generic.end))


def _of_the_total(board: Board, known: list[Entity]) -> Entity:
    """Of several shops the one beside the total, where something of another shop was received; else the last
    one named."""
    totals = [m.place for m in board.mentions if m.role == "total"]
    if totals and any(m.role == "received" for m in board.mentions):
        return min(known, key=lambda one: board.gap(board.place_of(one), totals[0]))
    return known[-1]


def _bears_the_malls_name(board: Board) -> Place | None:
    """A shop that a programme is known by, where the mall is named behind it: "at APiTA in Cityplaza"."""
    malls = [board.place_of(entity) for entity in board.entities if entity.entity == "programme"]
    for one, other in itertools.pairwise(malls):
        at = _AT.search(board.text[max(0, one[0] - 12) : one[0]])
        if at is not None and 0 < board.gap(one, other) <= 6:
            return one
    return None


def _of_card(board: Board, entity: Entity) -> bool:
    """Whether a shop's name is only that of a card: "my HSBC credit card"."""
    start, end = board.place_of(entity)
    return _CARD.match(board.text, end) is not None or any(
        told.path == "receipt.payment" and told.start <= start and end <= told.end for told in board.told
    )


def read_place(board: Board, programme: str | None) -> None:
    """Another mall that is named as the place of the purchase: what is bought there is not bought here."""
    if address := _ADDRESS.search(board.text):
        start, end = board.folded.span(*address.span())
        board.say("receipt.address", board.original[start:end], address.span())
        return
    others = [
        board.place_of(entity)
        for entity in board.entities
        if entity.entity == "programme" and programme is not None and entity.value != programme
    ]
    others += [(t.start, t.end) for t in board.told if t.path == "payment.mall" and t.value == "other"]
    for start, end in others:
        if _AT.search(board.text[max(0, start - 12) : start]) or board.text[start:end].startswith(
            ("at ", "in ")
        ):
            words = board.folded.span(start, end)
            board.say("receipt.address", board.original[words[0] : words[1]], (start, end))
            board.leave_over((start, end), "circumstance")
            return


def _without_malls(board: Board) -> str:
    """The text with a mark in place of each letter of a mall's name, so that what follows it is found."""
    text = board.text
    for entity in board.entities:
        if entity.entity == "programme":
            start, end = board.place_of(entity)
            text = text[:start] + "◦" * (end - start) + text[end:]
    return text


def _named(board: Board) -> Place | None:
    taken = [board.place_of(entity) for entity in board.entities if entity.entity in _PLACES]
    taken += [m.place for m in board.mentions if m.kind != "code"]
    taken += [(told.start, told.end) for told in board.told if told.path == "receipt.payment"]
    text = _without_malls(board)
    for pattern in (_SAID, _CALLED, _ENGLISH, _HAN):
        for match in pattern.finditer(text):
            group = match.lastgroup or 0
            place = match.span(group)
            words = match[group].strip()
            if group == "lone" and not _HAN_TEXT.search(text):
                continue  # only in Chinese does a foreign word that stands alone stand out
            clash = any(place[0] < end and start < place[1] for start, end in taken)
            if words and not clash and not _NO_NAME.fullmatch(words):
                return place
    return None
