"""What is asked about a case: whether, why, by when, how many, how many more or left."""

import re

_QUESTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("why", re.compile(
        r"(?<![a-z])(?:why|how come|what for|reason)(?![a-z])|点解|为什么|为何|为咩|做咩|原因"
    )),
    ("by_when", re.compile(
        r"(?<![a-z])(?:by when|deadline|how long do i have|latest|last day|when must|until when|"
        r"when do i have to)(?![a-z])|几时前|最迟|最晚|截止|死线|限期|几耐内"
    )),
    ("how_many_more", re.compile(
        r"(?<![a-z])(?:how many more|how much more|points? more|still need|short of|"
        r"how far)(?![a-z])|差几多|差多少|仲差|还差|仲要几多|还要多少|还需"
    )),
    ("how_many_left", re.compile(
        r"(?<![a-z])(?:how many (?:points )?(?:are |is |will be )?left|left after|remain|left over|"
        r"balance after)(?![a-z])|剩几多|剩多少|剩低|剩余|余下|仲有几多|还剩"
    )),
    ("expires", re.compile(
        r"(?<![a-z])(?:expires?|expiry|valid until|how long (?:is|are) .*valid|lapse)(?![a-z])|到期|"
        r"有效期|过期|几时失效"
    )),
    ("when_credited", re.compile(
        r"(?<![a-z])(?:when will .*(?:credited|get|see|arrive)|when do i get|when .*open)(?![a-z])|"
        r"几时入|何时到账|几时有|什么时候到|几点开|几时开"
    )),
    ("how_many", re.compile(r"(?<![a-z])(?:how many|how much)(?![a-z])|几多|多少")),
    ("in_time", re.compile(
        r"(?<![a-z])(?:(?:too|be) late|still in time|in time|on time)(?![a-z])|"
        r"[太过]迟|来得及|赶得[切及]|迟唔迟|过唔过期"
    )),
    ("where", re.compile(r"(?<![a-z])where(?![a-z])|边度|哪里|哪儿|喺边")),
)  # fmt: skip


def questions_in(text: str) -> tuple[str, ...]:
    """What a folded text asks, the outcome at least."""
    return ("outcome", *(name for name, pattern in _QUESTIONS if pattern.search(text)))


def places_asked(text: str) -> list[tuple[int, int]]:
    """Where a folded text asks."""
    return [match.span() for _, pattern in _QUESTIONS for match in pattern.finditer(text)]
