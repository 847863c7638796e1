"""The part of a long clause that answers a question: no member reads a wall of text."""

import re

from bot.text import fold_typed, has_han

# What is short enough to be told whole; a Chinese character takes the room of about three letters.
_SHORT = 380
_MOST_ITEMS = 6

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|(?<=[。！？])")
_ITEM = re.compile(r"[;；]\s*|,\s+(?!\d)|、|\s+and\s+(?=[a-z])|及(?=[一-龥])")
_WORD = re.compile(r"[a-z]{4,}|[一-龥]+")
# A question for a time, and a sentence that tells one.
_WHEN = re.compile(
    r"(?<![a-z])(?:how (?:long|soon|many (?:working )?(?:days|months))|when|by what day)(?![a-z])|"
    r"[几多](?:耐|久|少?天|日)|几时|什么时候|何时"
)
_TIME = re.compile(r"\d\s?(?:working |calendar )?(?:days?|months?|hours?|years?|日|天|个?月|小时|个?工作|年)")
_TELLS = 3  # what such a sentence is preferred by

# Words that stand in questions about any clause.
_UNTELLING = frozenset({"does", "what", "when", "which", "will", "with", "have", "from", "this", "that"})


def excerpt(text: str, question: str) -> str:
    """Of a long text the sentences that the question is about, and of a long list its items; the first
    sentence where none is."""
    if _room(text) <= _SHORT:
        return text
    wanted = _tokens(question)
    sentences = _SENTENCE.split(text)
    when = _WHEN.search(fold_typed(question).text) is not None
    scored = [(_fit(fold_typed(sentence).text, wanted, when=when), sentence) for sentence in sentences]
    best = max(score for score, _sentence in scored)
    kept = [sentence for score, sentence in scored if best and score == best] or sentences[:2]
    joined = ("" if has_han(text) else " ").join(_items(sentence, wanted) for sentence in kept[:2])
    return joined


def _fit(sentence: str, wanted: set[str], *, when: bool) -> int:
    """How well a folded sentence fits a question: the words they share, and a time where one is asked for."""
    return sum(token in sentence for token in wanted) + _TELLS * (when and _TIME.search(sentence) is not None)


def _items(sentence: str, wanted: set[str]) -> str:
    """A sentence with a long list, cut to the items that are asked about, or to the first ones."""
    head, colon, rest = _headed(sentence)
    if not colon or _room(sentence) <= _SHORT:
        return sentence
    items = [item for item in _ITEM.split(rest.rstrip(".。")) if item.strip()]
    asked = [item for item in items if any(token in fold_typed(item).text for token in wanted)]
    chinese = has_han(sentence)
    listed = ("、" if chinese else ", ").join((asked or items)[:_MOST_ITEMS])
    more = "" if len(asked or items) <= _MOST_ITEMS and asked else (" 等" if chinese else " and others")
    return f"{head}{colon}{'' if chinese else ' '}{listed}{more}{'。' if chinese else '.'}"


def _headed(sentence: str) -> tuple[str, str, str]:
    colon = re.search(r"[:：]\s*", sentence)
    if colon is None:
        return sentence, "", ""
    return sentence[: colon.start()], colon[0].strip(), sentence[colon.end() :]


def _tokens(question: str) -> set[str]:
    tokens: set[str] = set()
    for word in _WORD.findall(fold_typed(question).text):
        tokens |= {word[at : at + 2] for at in range(len(word) - 1)} if has_han(word) else {word.rstrip("s")}
    return tokens - _UNTELLING


def _room(text: str) -> int:
    return len(text) + 2 * sum("一" <= character <= "龥" for character in text)
