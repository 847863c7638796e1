"""A conversation's messages, notes and acts as the desk shows them, in the language of who reads."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.clock import HONG_KONG
from bot.desk.inbox import case_words
from bot.dialogue.intents import meanings
from bot.dialogue.payload import decode
from bot.languages import Language
from bot.ledger.models import Audit, CaseNote, SentPhoto
from bot.ledger.talks import Transcript, TranscriptLine
from bot.wording import Said, Wording

# A longer text is folded; whoever wants it all unfolds it.
_LONG = 900

Side = Literal["member", "bot", "person"]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the bot made of a message: the intent with its percents and the runners-up, the values found, and
    the clauses (id, what it is about) that the answer rests on."""

    name: str
    code: str
    percent: int
    others: Sequence[tuple[str, int]]
    values: Sequence[tuple[str, str]]
    clauses: Sequence[tuple[str, str]]
    acts: Sequence[tuple[str, str]] = ()  # where the message does several things


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message. `pressed`: the member pressed a button of that title; `failure`: it was not delivered."""

    id: int
    seq: int
    side: Side
    who: str
    at: datetime
    text: str
    opening: str | None  # the beginning of a long text
    pressed: str | None
    photos: Sequence[SentPhoto]
    pictured: bool
    picture_says: str
    buttons: Sequence[str]
    understanding: Understanding | None
    failure: str | None
    kind: str = field(default="message", init=False)


@dataclass(frozen=True, slots=True)
class Note:
    """What staff wrote down for each other."""

    id: int
    who: str
    at: datetime
    text: str
    kind: str = field(default="note", init=False)


@dataclass(frozen=True, slots=True)
class Act:
    """What happened to the case, in a sentence."""

    id: int
    at: datetime
    text: str
    kind: str = field(default="act", init=False)


def viewed(
    transcript: Transcript, words: Wording, language: Language, people: Mapping[str, str]
) -> list[Bubble | Note | Act]:
    """The items of a transcript; `people` are the staff's names by login."""
    view = _View(words, language, people)
    shown: list[Bubble | Note | Act] = []
    for item in transcript.items:
        match item:
            case TranscriptLine():
                shown.append(view.bubble(item))
            case CaseNote():
                shown.append(Note(item.id, view.name(item.author), item.at, item.text))
            case Audit():
                shown.append(Act(item.id, item.at, view.act(item)))
    return shown


class _View:
    def __init__(self, words: Wording, language: Language, people: Mapping[str, str]) -> None:
        self._words = words
        self._language = language
        self._people = people
        self._titles: dict[str, str] = {}  # of the buttons offered so far, by payload

    def name(self, login: str) -> str:
        return self._people.get(login, login)

    def bubble(self, line: TranscriptLine) -> Bubble:
        message = line.message
        side: Side = "member" if message.direction == "in" else "bot"
        login = message.author.removeprefix("staff:")
        if side == "bot" and login != message.author:
            side = "person"
        self._titles |= {button["payload"]: button["title"] for button in message.buttons}
        pressed = None
        if side == "member" and (payload := decode(message.text)) is not None:
            pressed = self._titles.get(message.text) or self._intent(payload.intent)
        return Bubble(
            id=message.id,
            seq=message.seq,
            side=side,
            who=self.name(login) if side == "person" else "",
            at=message.created_at,
            text="" if pressed else message.text,
            opening=message.text[:_LONG].rstrip() if len(message.text) > _LONG * 1.2 else None,
            pressed=pressed,
            photos=message.photos,
            pictured=line.pictured,
            picture_says=message.image_alt or "",
            buttons=[button["title"] for button in message.buttons],
            understanding=self._understood(line) if side == "member" else None,
            failure=message.failure if message.delivery == "failed" else None,
        )

    def act(self, noted: Audit) -> str:
        kind, _colon, login = noted.actor.partition(":")
        who = {"timer": case_words.THE_TIMER, "conversation": case_words.THE_MEMBER}.get(kind)
        values: dict[str, Said] = {"who": who or self.name(login)}
        if to := noted.detail.get("to"):
            values["to"] = self.name(str(to))
        if until := noted.detail.get("until"):
            moment = datetime.fromisoformat(str(until)).astimezone(HONG_KONG)
            values["until"] = moment.replace(second=0, microsecond=0)
        return self._words.say(self._language, case_words.ACTS[noted.action], **values)

    def _understood(self, line: TranscriptLine) -> Understanding | None:
        clauses = [(clause, self._heading(clause)) for clause in line.clauses]
        parse = line.message.understanding
        if parse is None:
            return Understanding("", "", 0, (), (), clauses) if clauses else None
        code, percent = parse["intent"]["name"], _percent(parse["intent"]["confidence"])
        others = [
            (self._intent(guess["name"]), _percent(guess["confidence"]))
            for guess in parse.get("intent_ranking", ())
            if guess["name"] != code and _percent(guess["confidence"]) >= 10
        ]
        values = [(entity["entity"], _plain(entity["value"])) for entity in parse.get("entities", ())]
        acts = [(self._act_name(act["kind"]), act["text"]) for act in parse.get("acts", ())]
        several = acts if len(acts) > 1 else ()
        return Understanding(self._intent(code), code, percent, others[:2], values, clauses, several)

    def _act_name(self, kind: str) -> str:
        known = case_words.KINDS_OF_ACT.get(kind)
        return self._words.say(self._language, known) if known else kind

    def _intent(self, code: str) -> str:
        known = meanings().get(code) or case_words.COURTESIES.get(code)
        return self._words.say(self._language, known) if known else code

    def _heading(self, clause: str) -> str:
        try:
            return self._words.heading(clause, self._language)
        except KeyError:  # an earlier rule book had it
            return clause


def _percent(confidence: float) -> int:
    return round(100 * confidence)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
