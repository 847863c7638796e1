"""A message as several acts: courtesies, a switch of language, and one request or question after another.

`acts_of` cuts a message where one act ends and the next begins; most messages are a single act. Facts that
belong together stay together: a message is cut between questions, never within what is told.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

from bot.text import fold_typed
from bot.understanding.moods import mood_of
from bot.understanding.parse import Parse

Kind = Literal["greeting", "thanks", "language", "request"]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done in a message; `language` is the one asked for by a switch."""

    kind: Kind
    text: str
    language: str | None = None


class ActJson(TypedDict):
    """An act as it is kept with its message."""

    kind: Kind
    text: str


_END = r"[\s,.!~。、，！…:;\-–—]*"
_GREETING = re.compile(
    rf"^\W*(?:hello+|hi+|hey+|hiya|good (?:morning|afternoon|evening|day)|dear (?:sir|madam|team|all)|"
    rf"greetings|yo|"
    rf"morning|afternoon|evening|howdy)(?: there| again| team| everyone| guys| bot)?(?![a-z]){_END}|"
    rf"^\W*(?:你好(?!似|像|多|大|难|唔|贵|耐|犀利)[呀啊吖吗]?|您好|哈[啰喽罗囉]|早晨|早安|早上好|上午好|"
    rf"中午好|下午好|午安|晚安|晚上好|"
    rf"晚上好呀|嗨|喂|hello|hi){_END}"
)
_THANKS = re.compile(
    rf"^\W*(?:(?:many |much )?thank(?:s| you)(?: (?:so|very) much| a lot| again| for (?:that|the \w+|"
    rf"your \w+))?|thx|ty|cheers|"
    rf"got it|i see|great|cool|perfect|alright|excellent|nice)(?![a-z']){_END}|"
    rf"^\W*(?:多谢(?:晒|你|嗮)?|谢谢(?:你|您|啦|了)?|唔该(?:晒|你)?|感谢|明白(?:了|晒|嘅)?|知道(?:了|喇)?|"
    rf"收到|原来如此|好的?谢谢){_END}"
)
_TRAILING = re.compile(
    rf"(?:{_END}(?:thank(?:s| you)(?: (?:so|very) much| a lot| in advance)?|thx|cheers|please|pls|"
    rf"多谢(?:晒|你)?|"
    rf"谢谢(?:你|您)?|唔该(?:晒)?|感谢|bye|hello|hi)){_END}$"
)
_MARK = "\ue000"  # stands for every character of a language that is named
# What is said of a language when it is to be spoken, around its name.
_SPEAK = re.compile(
    r"(?:(?:can|could|would) (?:you|u|we) )?(?:please |pls )?(?:speak|reply|answer|write|respond|talk|"
    r"switch|change|use|tell me|say(?: it)?)"
    r"(?: (?:to|in|with|back|me|it|language|into|the|using)){0,3} \ue000+(?: (?:please|pls|instead|now))?|"
    r"(?<![a-z])(?:in|to) \ue000+(?: (?:please|pls|instead|now))?(?![a-z])|^\ue000+ (?:please|pls|only)|"
    r"(?:(?:可唔可以|可以|能不能|请|唔该|麻烦)?(?:你)?(?:用|讲|说|转|改|换|写|打)(?:返|成|做|为|"
    r"用)?\ue000+(?:(?:回|答|覆|复|同|跟|讲|说|写|倾|回答|回复|覆我|沟通)(?:我|你|返)?)*(?:啦|吧|得唔得|"
    r"可以吗|吗)?)|"
    r"(?:唔要|不要|唔使|不用)[^,]{1,4},?(?:我?(?:要|用|讲|想要)\ue000+)"
)
_SENTENCE = re.compile(r"(?<=[?？!！。])\s*|(?<=[a-z)\d]\.)\s+(?=[A-Z])|\n+|[;；]\s*")
# Two questions in one sentence: "how many points do I have and when do they expire".
_AND_ASKS = re.compile(
    r",?\s+(?:and|also|plus)(?: also)?\s+(?=(?:how|(?:until |till |by |since )?when|what|where|which|"
    r"who|why|can i|could i|do i|is there|is it|does|am i|will)\b)|"
    r"[,，]\s*(?=(?:how|when|where|what|why|which(?! (?:is|was|i|he|she|they|we|has|had|means)\b))\b)|"
    r"同(?=幾時|几时|點|点|邊|边|幾多|几多)|和(?=什么时候|什麼時候|怎么|怎麼|在哪)|"
    r"[,，、]?\s*(?:同埋|仲有|另外|还有|以及|而且|同时|順便|顺便|還有)[,，]?\s*(?=.{2,})|"
    r"[,，]\s*(?=(?:幾時|几时|點樣|点样|點解|点解|喺邊|邊度|幾多|什麼時候|什么时候|怎麼|怎么|為什麼|"
    r"为什么|在哪|哪裡|哪里|多少|有冇|可唔可以|可以))",
    re.IGNORECASE,
)
_WANTS_TO_KNOW = re.compile(
    r"(?<![a-z])(?:want to|like to|need to) (?:know|ask)(?![a-z])|(?<![a-z])tell me(?![a-z])|想问|请问|问下"
)
_TAKES_BACK = re.compile(
    r"\W*(?:(?:oh |oops |ah )?no(?:pe)?(?:,| wait| sorry| i mean| it was|[.] )|sorry,"
    r"|i mean|wait,|actually,|make that)"
    r"|\W*(?:啊|哦|噢|呀)?(?:唔系|不是|不对|唔对|讲错|说错|打错|更正)[,，]?\s?(?:系|是|应该)?"
)
_LONGEST_COURTESY = 24


def acts_of(parse: Parse) -> tuple[Act, ...]:
    """The acts of a message in their order; at least one."""
    acts: list[Act] = []
    text, rest = parse.text, parse.text.strip()
    for kind, pattern in (("greeting", _GREETING), ("thanks", _THANKS), ("greeting", _GREETING)):
        rest, courtesy = _without_start(rest, pattern)
        if courtesy and rest:
            acts.append(Act(kind, courtesy))  # type: ignore[arg-type]
        elif courtesy:
            rest = courtesy
    names = {
        text[entity.start : entity.end]: str(entity.value)
        for entity in parse.entities
        if entity.entity == "language"
    }
    rest, switched = _without_language(rest, names)
    if switched is not None:
        acts.append(switched)
    acts += [Act("request", part) for part in _requests(rest)]
    return tuple(acts) or (Act("request", text),)


def acts_json(acts: Sequence[Act]) -> list[ActJson]:
    """Acts as they are kept with their message."""
    return [{"kind": act.kind, "text": act.text} for act in acts]


def _without_start(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    """The text without what stands at its start, and that; both as they were written."""
    folded = fold_typed(text)
    match = pattern.match(folded.text)
    if match is None or match.end() == 0 or match.end() > _LONGEST_COURTESY:
        return text, ""
    end = folded.span(0, match.end())[1]
    return text[end:].strip(), text[:end].strip()


def _without_language(text: str, names: Mapping[str, str]) -> tuple[str, Act | None]:
    """The text without the wish for a language, where it says more than that wish."""
    if not names:
        return text, None
    folded = fold_typed(text)
    marked = folded.text
    for name in names:
        written = fold_typed(name).text
        marked = marked.replace(written, _MARK * len(written))
    match = _SPEAK.search(marked)
    if match is None or not _says_something(marked[: match.start()] + " " + marked[match.end() :]):
        return text, None
    start, end = folded.span(*match.span())
    kept = f"{text[:start]} {text[end:]}".strip(" ,.，。、!！;；").lstrip("?？:： ")
    return kept, Act("language", text[start:end].strip(), list(names.values())[-1])


def _says_something(text: str) -> bool:
    words = re.sub(r"[\W_]|please|pls|唔该|请|谢谢|多谢|thanks?|ok|and|我|啦|吧|呀|啊|可以|吗", "", text)
    return len(words) >= 2


def _requests(text: str) -> list[str]:
    """The parts of a message that each ask something; one part where fewer than two do."""
    parts: list[str] = []
    for sentence in _SENTENCE.split(text):
        for part in filter(str.strip, _AND_ASKS.split(sentence)):
            if parts and _TAKES_BACK.match(fold_typed(part).text):
                parts[-1] = f"{parts[-1]} {part}"  # "at Yata? no, at Log-On"
            else:
                parts.append(part)
    asking = [_asks(part) for part in parts]
    if sum(asking) < 2:
        return [text] if text else []
    joined: list[str] = []
    told = ""
    for part, asks in zip(parts, asking, strict=True):
        if asks:
            joined.append(f"{told} {part}".strip())
            told = ""
        else:
            told = f"{told} {part}".strip()
    if told and not _TRAILING.fullmatch(fold_typed(told).text):
        joined[-1] = f"{joined[-1]} {told}"
    return joined


def _asks(part: str) -> bool:
    folded = fold_typed(part).text.strip()
    asks = folded.endswith("?") or mood_of(folded) == "asked" or _WANTS_TO_KNOW.search(folded) is not None
    return len(folded) > 1 and asks
