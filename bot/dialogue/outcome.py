"""What a member reads of a set that was decided: at once by the rules, or later by a person.

The reasons are the sentences of the clauses; nothing here knows a figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.languages import Language
from bot.ledger.models import Receipt
from bot.rules import Decision, EarnFigures
from bot.rules.checks.windows import window_end
from bot.rules.dates import day_of
from bot.rules.pack import Pack
from bot.wording import Message, Said, Wording, _
from bot.wording.names import FIELD

LOOK_AGAIN = _("Ask a person to look again")

ANOTHER_PHOTO = _("📷 Send another photo")

KEEP_THE_PAPERS = _("Please keep the paper receipt and the slip; the mall may ask to see them.")

# Findings that better papers or photos can answer.
_MENDED_BY_PAPERS = frozenset({"unproven", "form", "mismatch"})

_FROM_STAFF = _("From our colleague: {words}")

# What another photo should show, and what is wrong with the one at hand.
PAPERS: dict[str, Message] = {
    "receipt": _("the shop receipt"),
    "slip": _("the payment slip"),
}
CAUSES: dict[str, Message] = {
    "blurred": _("The print is blurred."),
    "cut_off": _("A part of the paper is cut off."),
    "covered": _("Glare, a shadow or a fold covers some of the print."),
    "missing": _("One of the two papers is missing."),
    "other": _("It shows another purchase."),
}


@dataclass(frozen=True, slots=True)
class Speech:
    """Sentences in one language."""

    words: Wording
    language: Language

    def say(self, message: Message, **values: Said) -> str:
        """A sentence of ours."""
        return self.words.say(self.language, message, **values)

    def reasons(self, decision: Decision) -> list[str]:
        """The sentences of a decision's findings, each once, as points of a list."""
        said = (self.words.finding(found, self.language, decision.edition) for found in decision.findings)
        return [f"• {sentence}" for sentence in dict.fromkeys(said)]


def bonus(speech: Speech, decision: Decision[EarnFigures]) -> list[str]:
    """What the birthday month adds to an approval."""
    birthday = decision.figures.birthday
    if birthday is None or not birthday.points:
        return []
    return [
        speech.say(
            _(
                "As the first receipt of your birthday month it brings {points:points} more, credited "
                "in {month}."
            ),
            points=birthday.points,
            month=birthday.credited_in,
        )
    ]


def mended_by_papers(decision: Decision) -> bool:
    """Whether all that stands against a set may be answered by handing it in again with better papers."""
    return bool(decision.findings) and all(found.says in _MENDED_BY_PAPERS for found in decision.findings)


def approved(
    speech: Speech, receipt: Receipt, decision: Decision[EarnFigures], corrected: Sequence[str]
) -> str:
    """A person approved a set: its points, and the fields that were corrected."""
    points = decision.figures.points
    if points:
        first = _("A colleague checked {receipt}: it brings you {points:points}. 🎉")
    else:
        first = _("A colleague checked {receipt}. It is in order, but brings no more points:")
    lines = [speech.say(first, receipt=name_of(receipt), points=points), *bonus(speech, decision)]
    lines += speech.reasons(decision)
    if named := [FIELD[fact] for fact in corrected if fact in FIELD]:
        lines.append(speech.say(_("What we put right after the photo: {fields}."), fields=named))
    return "\n".join([*lines, speech.say(KEEP_THE_PAPERS)])


def rejected(
    speech: Speech,
    receipt: Receipt,
    decision: Decision,
    clauses: Sequence[str],
    *,
    again: "Again | None",
    note: str,
) -> str:
    """A person rejected a set for some clauses: why, and what the member can do.

    A clause that the engine found broken is explained with the figures of the case, another by itself.
    """
    lines = [speech.say(_("A colleague checked {receipt}. It brings no points:"), receipt=name_of(receipt))]
    for clause in clauses:
        found = [finding for finding in decision.findings if finding.clause == clause]
        said = [speech.words.finding(finding, speech.language, decision.edition) for finding in found]
        lines += [f"• {sentence}" for sentence in said or [speech.words.clause(clause, speech.language)]]
    if note:
        lines.append(speech.say(_FROM_STAFF, words=note))
    if again is not None:
        lines += again.told(speech)
    lines.append(speech.say(_("If you see it differently, tap “Ask a person to look again” and say why.")))
    return "\n".join(lines)


def another_photo(
    speech: Speech, receipt: Receipt, papers: Sequence[str], causes: Sequence[str], note: str
) -> str:
    """Staff need another photo of a set."""
    lines = [
        speech.say(
            _("A colleague is checking {receipt} and needs another photo of {papers}."),
            receipt=name_of(receipt),
            papers=[PAPERS[paper] for paper in papers],
        ),
        *(f"• {speech.say(CAUSES[cause])}" for cause in causes),
    ]
    if note:
        lines.append(speech.say(_FROM_STAFF, words=note))
    lines.append(
        speech.say(
            _(
                "Please send it right here: flat, in good light, with all four corners. The receipt still "
                "counts as handed in on {day:day}."
            ),
            day=receipt.submitted_at.date(),
        )
    )
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Again:
    """Until when a set may be handed in again: here, and by e-mail or at the desk. None: not any more."""

    here: date | None
    elsewhere: date | None

    @classmethod
    def of(cls, pack: Pack, issued_on: date | None, now: datetime) -> "Again":
        """By the pack's clauses, for a purchase of a day."""
        today = day_of(now)

        def until(rule: str) -> date | None:
            clause = pack.deciding.get(("earn", rule))
            if clause is None or issued_on is None:
                return None
            last = window_end(pack, issued_on, clause.count("days"))
            return last if last >= today else None

        return cls(until("upload_window"), until("resubmission_window"))

    def told(self, speech: Speech) -> list[str]:
        """The sentence about it, if there is time left."""
        if self.here is not None and self.elsewhere is not None:
            message = _(
                "You can hand it in again right here until {here:day}, or by e-mail or at the customer "
                "service desk until {elsewhere:day}."
            )
        elif self.here is not None:
            message = _("You can hand it in again right here until {here:day}.")
        elif self.elsewhere is not None:
            message = _(
                "You can hand it in again by e-mail or at the customer service desk until {elsewhere:day}."
            )
        else:
            return []
        return [speech.say(message, here=self.here, elsewhere=self.elsewhere)]


def name_of(receipt: Receipt) -> Message:
    """A set as the member knows it, for the middle of a sentence."""
    shop = str(receipt.facts.get("merchant") or "")
    day = receipt.issued_on
    if shop and day:
        return _("your receipt of {shop}, {day:day}").using(shop=shop, day=day)
    if shop:
        return _("your receipt of {shop}").using(shop=shop)
    if day:
        return _("your receipt of {day:day}").using(day=day)
    return _("your receipt")
