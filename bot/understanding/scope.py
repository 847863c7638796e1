"""What holds for a place in a message: its clause, whether it is denied, taken back, asked or supposed.

Works on folded text, in English, Hong Kong English, Cantonese and both written Chineses alike. Everything is
plain expressions over clauses: a negator denies what follows it up to the end of its clause or a word that
starts something new ("not cash but Octopus"); what a correction takes back stands right before it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from bot.text import Folded
from bot.understanding.moods import Mood, Tense, mood_of, tense_of

__all__ = ["Clause", "Mood", "Scopes", "Tense"]

# Where a clause ends: punctuation outside numbers, a space between Chinese characters, a conjunction.
_BOUNDARY = re.compile(
    r"(?P<stop>[!?;。…]+|\.(?!\d)|(?<!\d)\.|,(?!\d)|(?<!\d),|、|:(?!\d)|\s[-–—]\s|\s*[()\[\]]\s*)"
    r"|(?P<gap>(?<=[一-龥])\s+(?=[一-龥])|(?<=[一-龥])\s+(?=[a-z\d$]+\s?[一-龥]))"
    r"|(?P<word>(?<![a-z])(?:but|because|cause|cos|coz|so|although|though|however|then|if|when|while"
    r"|since i|unless|"
    r"(?:and|or)(?=\s(?:i|my|we|it|then|how|what|is|can|do|does|did|will|would|the|that|if|also|no"
    r"|not)(?![a-z])))"
    r"(?![a-z])"
    r"|(?<!不)但系?是?|不过|因为|所以|如果|而家?系|而且|而是|然后|跟住|不如|咁(?!多|耐|样|都|贵|快)|反而)"
)
_SENTENCE_END = re.compile(r"[!?。…]|\.(?:\s|$)")
_CONTINUES = re.compile(r"\s*(?:and|with|by|plus|then|using|同|仲|再|并|还|用|又|,)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause at [start, end) of the original text; the tense is None where no word tells it."""

    start: int
    end: int
    mood: Mood
    tense: Tense | None


# ---- negation ---------------------------------------------------------------------------------------

_RESULT = (
    r"(?:got?|get(?:ting)?|gotten|receiv(?:e|ed|ing)|earn(?:ed)?|see|seen|find|found|have|has|had"
    r"|credit(?:ed)?|"
    r"come|came|show(?:n|ed)?|appear(?:ed)?|arrived?|count(?:ed|s)?|work(?:ed)?|know|sure|understand"
    r"|remember)"
)
# A negator before what it denies. Words that only look like one are left out.
_NEGATORS = re.compile(
    r"(?P<verb>(?<![a-z])(?:not(?!\s(?:only|just|even|more than|less than|over|under|sure|yet|bad"
    r"|later than|a problem|at all\b))"
    r"|(?:do|does|did|is|are|was|were|has|have|had|can|could|would|will|should|wo|ai|need|ca)n'?t"
    r"|cannot|dun|"
    r"never(?!\smind)|neither|nor|no longer|forgot to|forgotten to|fail(?:ed)? to|refused? to"
    r"|unable to)(?![a-z]))"
    r"|(?P<noun>(?<![a-z])(?:no(?!\s(?:more than|less than|later than|problem|idea|need to ask|worries"
    r"|matter|wonder|one knows|wait|sorry|no(?![a-z])|it(?![a-z])|i(?![a-z])|that|this|actually)|"
    r"\.\s?\d|\s?\d{3,})"
    r"|without|w/o|instead of|rather than|other than|except(?: for)?|excluding|none of|lack(?:ing)?"
    r"|zero)(?![a-z]))"
    r"|(?P<han>(?:唔记得|唔使|唔需要|唔想要?|唔要|唔好(?!意思|彩|嘅)|唔系(?!\s\d)|唔用|勿|唔(?!系\s\d"
    r"|见|该|好意思"
    r"|止|单|错|知|明"
    r"|同|少|够|到|理|通|觉)"
    r"|不需要|不用|不想要?|不要|不是(?!\s\d)|不(?!是\s\d|好意思|止|只|过|如|错|知|同|少|够|到|足|满|管"
    r"|论|但|仅|限|单"
    r"|久|良|便|妨|然|行|见|得不|断)"
    r"|没有?(?!关系|问题|事|想到|错)|冇(?!问题|印|所谓|错)|未(?!来|够|到|满|知|必)|并非|并无|毫无"
    r"|无(?!印|限|线|论|所谓|问题|法|效|人|端)"
    r"|忘记|忘了|唔记得|漏咗|漏了|而非|别(?!人|的|墅|店)|(?<!不)非(?!常|洲)|除咗|除了|代替))"
)
# A-not-A questions and set phrases hold no negation: 有冇, 計唔計, 是不是, 差不多.
_NO_NEGATOR = re.compile(
    r"有(?:冇|没有?)|(?P<a>[一-龥])(?:唔|不|没|冇)(?:有)?(?P=a)|差不多|[得能可]唔得"
    r"|[一-龥]唔[一-龥]到(?=[?吗呢]|$)"
    r"|why (?:not|don't)|系咪|(?:is|are|was|were|do|does|did|have|has|can|could|would|will"
    r"|should)n'?t\s(?:i|it|this|that|he|she|they|we|you|there)(?![a-z])"
)
_NEGATION_ENDS = re.compile(
    r"(?<![a-z])(?:but|only|just|instead|until|because|unless|actually|sorry)(?![a-z])"
    r"|(?<![唔不])(?:而系|系(?!统|数|列)|而是|(?<![不还])是(?!不是)|只系|只是|改|反而|先至)"
)
_PREPOSITION = re.compile(r"(?<![a-z])(?:for|from|on|at|since|of|about|when|after|before|during)(?![a-z])")
_RESULT_AHEAD = re.compile(rf"\s(?:\w+\s)?{_RESULT}(?![a-z])")
_HAN_RESULT = re.compile(r"\s?(?:收到|攞到|拎到|得到|拿到|见到|睇到|入到?|计|算|有|获得?|获取|积到?)")
_OF = re.compile(r".*[嘅的](?!士)")
_NOUN_PHRASE = re.compile(r"(?:\s?[\w$.,'&-]+){1,5}")
# Denied behind what it denies: "coupon 冇用", "the voucher was not used", 現金就唔係.
_BEHIND = re.compile(
    r"(?:就|都|我|呢)*(?:冇|没有?|唔|不)(?:用|俾|付|攞|拎|要|刷|碌)(?:到|过|啊|呀|嘅|的|了|住)*(?=\W*$)"
    r"|(?:就|都|呢)?(?:唔系|不是)\W*$"
    r"|(?<![a-z])(?:(?:is|was|were|are)\s?(?:not|n't)|(?:is|was|were|are)n't|not)\s(?:used|involved"
    r"|needed|mine|applied)(?![a-z])\W*$"
    r"|(?<![a-z])no (?:use|need)\W*$"
)
# Between two negators of which one denies the other: "not that I didn't", 唔係冇.
_DOUBLE = re.compile(r"[一-龥]?|\s?(?:(?:that|true|because|as if)\s)*(?:i|we|he|she|it|they)?\s?")
_WHY = re.compile(r"(?<![a-z])(?:why|how come)(?![a-z])|点解|为什么|为何|为咩|做乜|怎么|凭什么")

# ---- correction -------------------------------------------------------------------------------------

_STRONG = re.compile(
    r"(?<![a-z])(?:sorry|(?:no|oh|oops)?,?\s?wait|(?:no,?\s)?(?:hang|hold) on"
    r"|oops|i mean[t]?|meant to say|i misspoke|my mistake"
    r"|my bad|typo|scratch that|"
    r"correction|make (?:it|that)|or rather|let me correct)(?![a-z])"
    r"|(?<!收银)(?<!银员)(?<!店员)(?<!职员)[打讲说写记睇看搞弄]错|错咗|(?:唔|不)好意思|对(?:唔住|不起)|更正|我(?:的|嘅)?意思[系是]|我系话"
    r"|不对|唔对|[哦啊噢]不|(?<![涂液带笔手写])改[为做返成]"
)
_WEAK = re.compile(
    r"(?<![a-z])(?:actually(?!\s*(?:[.!?,]|$))|(?:it )?should be|should have been"
    r"|it(?:'s| is| was) actually|nope|no(?=,"
    r"|\s?(?:no|it|\$|\d|-|i ))|no$)(?![a-z])"
    r"|(?:[应该系是]{2}|应该)[系是]|其实|(?:唔系|不是|唔好|不要)(?=[\s,。]|$)|(?<=[\s,])不(?=[\s,])"
    r"|(?<=\s)\*(?=\S)"
)
_STRONG_REACH, _WEAK_REACH = 60, 12  # characters before the words of a correction
_REPLACED_WITHIN = {_STRONG_REACH: 30, _WEAK_REACH: 14}  # characters behind them


class Scopes:
    """The clauses of a message and what they do to places in it, given as those of the original text."""

    def __init__(self, text: Folded) -> None:
        self._folded = text
        self._text = text.text
        self._parts = list(_parts(text.text))
        self._starts = [start for start, _ in self._parts]

    # -- clauses

    def clause_of(self, start: int) -> Clause:
        """The clause at a place of the original text."""
        return self.clause_at(self._folded.place(start, start)[0])

    def clause_at(self, index: int) -> Clause:
        """The clause at a place of the folded text."""
        if not self._clauses:
            return Clause(0, 0, "told", None)
        return self._clauses[max(0, bisect_right(self._starts, index) - 1)]

    @property
    def clauses(self) -> Sequence[Clause]:
        """All clauses, in order."""
        return self._clauses

    @cached_property
    def _clauses(self) -> list[Clause]:
        clauses: list[Clause] = []
        for start, end in self._parts:
            words = self._text[start:end]
            ended = _SENTENCE_END.match(self._text, end)
            mood: Mood = "asked" if ended and ended[0] == "?" else mood_of(words)
            before = clauses[-1] if clauses else None
            if before and mood == "told" and before.mood != "told" and _CONTINUES.match(words):
                mood = before.mood
            clauses.append(Clause(*self._folded.span(start, end), mood, tense_of(words)))
        return clauses

    # -- negation

    def negated(self, start: int, end: int) -> bool:
        """Whether an odd number of negators deny what stands at [start, end) of the original text."""
        first, last = self._folded.place(start, end)
        return sum(low <= first and last <= high for low, high in self._denied) % 2 == 1

    @cached_property
    def _denied(self) -> list[tuple[int, int]]:
        """The stretches of the folded text that each negator denies."""
        denied: list[tuple[int, int]] = []
        for start, end in self._parts:
            words = self._text[start:end]
            if behind := _BEHIND.search(words):
                denied.append((start, start + behind.start()))
            innocent = [match.span() for match in _NO_NEGATOR.finditer(words)]
            negators = [
                match
                for match in _NEGATORS.finditer(words)
                if not any(low < match.end() and match.start() < high for low, high in innocent)
            ]
            for match, following in zip_longest(negators, negators[1:]):
                low, high = _denied_by(match, words)
                if following and not _DOUBLE.fullmatch(words, match.end(), following.start()):
                    high = min(high, following.start())  # "no coupon no voucher": each denies its own
                denied.append((start + low, start + max(low, high)))
        return denied

    # -- correction

    def retracted(self, start: int, end: int) -> bool:
        """Whether a correction follows right behind what stands at [start, end): "octopus no sorry payme".

        Which value it takes back depends on what comes after it: `taken_back` compares values of one kind.
        """
        last = self._folded.place(start, end)[1]
        return any(0 <= marker - last <= _WEAK_REACH for marker, _, _ in self._markers)

    def taken_back(self, places: Sequence[tuple[int, int]]) -> set[int]:
        """Which of the places of values of one kind, given in order, were replaced by a later one."""
        spans = [self._folded.place(*place) for place in places]
        back: set[int] = set()
        for start, end, reach in self._markers:
            earlier = [number for number, span in enumerate(spans) if span[1] <= start and number not in back]
            later = [number for number, span in enumerate(spans) if span[0] >= end]
            if not earlier or not later or start - spans[earlier[-1]][1] > reach:
                continue
            if spans[later[0]][0] - end > _REPLACED_WITHIN[reach]:
                continue
            clause_end = self._end_of_part(spans[later[0]][0])
            replacing = sum(spans[number][0] < clause_end for number in later)
            back.update(earlier[-replacing:])
        return back

    @cached_property
    def _markers(self) -> list[tuple[int, int, int]]:
        """Start and end of each correction, and how far before it what it takes back may end."""
        strong = [(*match.span(), _STRONG_REACH) for match in _STRONG.finditer(self._text)]
        weak = [(*match.span(), _WEAK_REACH) for match in _WEAK.finditer(self._text)]
        return sorted(strong + weak)

    def _end_of_part(self, index: int) -> int:
        return self._parts[max(0, bisect_right(self._starts, index) - 1)][1]


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """The clauses as stretches of the folded text, without the punctuation between them."""
    start = 0
    for match in _BOUNDARY.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        elif match["word"] and start < match.start():
            continue
        start = match.start() if match["word"] else match.end()
    if text[start:].strip():
        yield start, len(text)


def _denied_by(match: re.Match[str], clause: str) -> tuple[int, int]:
    """The stretch of the clause that a negator in it denies."""
    start, end = match.end(), len(clause)
    if match["noun"]:
        phrase = _NOUN_PHRASE.match(clause, start)
        end = phrase.end() if phrase else start
    if stop := _NEGATION_ENDS.search(clause, start, end):
        end = stop.start()
    if match["verb"] or match["noun"]:
        if (match["noun"] or _RESULT_AHEAD.match(clause, start)) and (
            stop := _PREPOSITION.search(clause, start, end)
        ):
            end = stop.start()
    elif _HAN_RESULT.match(clause, start) and (modifier := _OF.match(clause, start, end)):
        start = modifier.end()
    # "why didn't I get": that it happened is not denied
    if _WHY.search(clause, 0, match.start()) or _WHY.search(clause, match.end()):
        return end, end
    return start, end
