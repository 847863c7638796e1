"""By which act each fact is told: set, added, corrected, supposed; and what is taken back."""

import re
from dataclasses import replace

from bot.understanding.circumstances import kinds
from bot.understanding.telling.board import Board
from bot.understanding.telling.told import Act, Fact

_ADDS = re.compile(
    r"(?<![a-z])(?:another|plus|also|more|in addition|on top)(?![a-z])|另外|再加|仲有|还有|加埋|同埋仲"
)
_CORRECTS = re.compile(
    r"(?<![a-z])(?:actually|sorry|i mean|i meant|make (?:it|that)|oops|my mistake|correction|"
    r"rather|wrong|no wait|should be|instead|change (?:it|that) to)(?![a-z])"
    r"|唔系|不是|不对|唔对|改|更正|(?:讲|说|打|搞|弄|记|睇|看)错(?:咗|了)?|mixed up|"
    r"应该系|应该是|唔好意思|不好意思"
)
_SUPPOSES = re.compile(
    r"(?<![a-z])(?:if|what if|suppose|say|let's say|would|assuming|imagine|had i|"
    r"were i)(?![a-z])|如果|假如|要是|若|假设|咁.{0,14}呢"
)
_FORGET = re.compile(
    r"(?<![a-z])(?:forget|ignore|drop|leave out|scrap|without|skip|no)\s(?:about\s)?(?:the|that|"
    r"my)?\s?(?P<what>coupon|voucher|gift card|discount|tips?|deposit|instal\w+|reprint|refund|"
    r"points|typhoon|rain)(?![a-z])"
    r"|(?:唔好理|当冇|当没|唔计|不算|不用管|忘记|取消|唔用|不用|冇用|没用)(?:嗰张|那张|个|"
    r"张)?(?P<han>券|礼品卡|优惠|折扣|贴士|小费|订金|分期)"
)
_FORGOTTEN = {
    "receipt.deductions": re.compile(r"coupon|voucher|gift|discount|points|券|卡|优惠|折"),
    "receipt.tips": re.compile(r"tip|贴士|小费"),
    "receipt.settlement": re.compile(r"deposit|instal|订金|分期"),
    "receipt.refunded": re.compile(r"refund"),
    "receipt.form": re.compile(r"reprint"),
    "weather": re.compile(r"typhoon|rain"),
}  # fmt: skip
_OF_DAYS = ("credits", "entries")
_LISTS = ("history", "credits", "entries", "today", "claimed_on")


def with_acts(board: Board, kind: str) -> tuple[Fact, ...]:
    """The facts of the table with their acts, and the paths that the words take back."""
    act = _act_of(board)
    facts = [replace(fact, act=_for(fact, act, board)) for fact in board.facts]
    told = {fact.path for fact in facts}
    gone = {path for path in _taken_back(board) if path not in told and kind in kinds(path)}
    facts += [Fact(path, None, "retract", 0, 0) for path in sorted(gone)]
    return tuple(facts)


def words_of_acts(board: Board) -> list[tuple[int, int]]:
    """The places of the words that only say what is done with the facts beside them."""
    return [match.span() for cue in (_CORRECTS, _SUPPOSES, _FORGET) for match in board.matches(cue)]


def _act_of(board: Board) -> Act:
    if _SUPPOSES.search(board.text):
        return "suppose"
    return "correct" if _CORRECTS.search(board.text) else "set"


def _for(fact: Fact, act: Act, board: Board) -> Act:
    if fact.path == "receipt.total" and board.talk.kind and _ADDS.search(board.text):
        return "add"
    if fact.path in _LISTS:
        if act == "suppose" and fact.path in _OF_DAYS and not _ADDS.search(board.text):
            return act  # "what if I only had 300 in March" is said of what March brought
        return "correct" if act == "correct" else "add"
    return act


def _taken_back(board: Board) -> set[str]:
    paths = {
        told.path for told in board.taken_back if "." in told.path and not told.path.startswith("deduction")
    }
    if any(told.path == "deduction.kind" for told in board.taken_back):
        paths.add("receipt.deductions")
    for match in _FORGET.finditer(board.text):
        what = match["what"] or match["han"]
        paths |= {path for path, cue in _FORGOTTEN.items() if cue.search(what)}
    return paths
