"""How well messages and questions are read, as figures and as text."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from benchmarks.nlu.validation import LabelledMessage, RuleQuestion
from bot.understanding import ANSWERABLE, Understanding

# "Yesterday" of the validation split is counted from here.
VALIDATION_NOW = datetime.fromisoformat("2026-11-20T12:00:00+08:00")


@dataclass
class Tally:
    """Right and all, per group."""

    right: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)

    def add(self, group: str, right: bool) -> None:
        """Counts one case, for its group and for the total."""
        for name in (group, "all"):
            self.all[name] += 1
            self.right[name] += right

    def share(self, group: str = "all") -> float:
        """Right cases of a group, 0 to 1; 1 for none."""
        return self.right[group] / self.all[group] if self.all[group] else 1.0

    def lines(self) -> list[str]:
        """A line per group, the total last."""
        groups = [*sorted(group for group in self.all if group != "all"), "all"]
        return [
            f"  {group:<18}{self.share(group):7.1%}  {self.right[group]}/{self.all[group]}"
            for group in groups
        ]


@dataclass
class Report:
    """Every measure of the room. `failures` are (text, what, expected, found)."""

    by_variety: Tally = field(default_factory=Tally)
    by_intent: Tally = field(default_factory=Tally)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    entities: Tally = field(default_factory=Tally)
    spurious: Counter[str] = field(default_factory=Counter)
    refused_good: Tally = field(default_factory=Tally)
    clauses: Tally = field(default_factory=Tally)
    admitted: Tally = field(default_factory=Tally)
    answered: Tally = field(default_factory=Tally)
    failures: list[tuple[str, str, str, str]] = field(default_factory=list)


def same_value(expected: object, found: object) -> bool:
    """Whether two entity values are the same: numbers by value, the rest as text without case."""
    if isinstance(found, Decimal | int | float) and not isinstance(expected, bool):
        try:
            return Decimal(str(expected).replace(",", "")) == Decimal(str(found))
        except ArithmeticError:
            return False
    return str(expected).casefold() == str(found).casefold()


def measure(
    understanding: Understanding, cases: Sequence[LabelledMessage], questions: Sequence[RuleQuestion]
) -> Report:
    """Reads every message and question and counts."""
    report = Report()
    for case in cases:
        _measure_message(report, understanding, case)
    for question in questions:
        _measure_question(report, understanding, question)
    return report


def _measure_message(report: Report, understanding: Understanding, case: LabelledMessage) -> None:
    parse = understanding.parse(case.text, VALIDATION_NOW)
    found = parse.intent.name
    right = found == case.intent
    report.by_variety.add(case.variety, right)
    report.by_intent.add(case.intent, right)
    if case.intent != "out_of_scope":
        report.refused_good.add(case.variety, found == "out_of_scope")
    if not right:
        report.confusions[case.intent, found] += 1
        report.failures.append((case.text, "intent", case.intent, f"{found} {parse.intent.confidence:.2f}"))
    left = [(entity.entity, entity.value) for entity in parse.entities]
    for name, value in case.entities:
        match = next((pair for pair in left if pair[0] == name and same_value(value, pair[1])), None)
        report.entities.add(name, match is not None)
        if match is None:
            others = "; ".join(f"{n}={v}" for n, v in left)
            report.failures.append((case.text, "entities", f"{name}={value}", others))
        else:
            left.remove(match)
    report.spurious.update(name for name, _ in left)


def _measure_question(report: Report, understanding: Understanding, question: RuleQuestion) -> None:
    hits = understanding.clauses_for(question.text, None)
    best = hits[0] if hits else None
    answers = best is not None and best.score >= ANSWERABLE
    shown = f"{best.clause} {best.score:.2f}" if best else "nothing"
    if not question.clauses:
        report.admitted.add(question.variety, not answers)
        if answers:
            report.failures.append((question.text, "clause", "unanswerable", shown))
        return
    right = best is not None and best.clause in question.clauses
    report.clauses.add(question.variety, right)
    report.answered.add(question.variety, answers)
    if not right or not answers:
        report.failures.append((question.text, "clause", " or ".join(question.clauses), shown))


def write(report: Report, out: Callable[[str], None], show_failures: bool) -> None:
    """The report as text."""
    for title, tally in (
        ("Intents, by variety", report.by_variety),
        ("Intents, by intent", report.by_intent),
        ("Good messages taken for out of scope", report.refused_good),
        ("Entity values", report.entities),
        ("Clause first for a rule question", report.clauses),
        ("Rule questions answered at all", report.answered),
        ("Unanswerable questions admitted", report.admitted),
    ):
        out(title)
        for line in tally.lines():
            out(line)
    out(f"Entities found where none is noted: {dict(report.spurious.most_common())}")
    out("Confusions (expected, found)")
    by_expected: defaultdict[str, list[str]] = defaultdict(list)
    for (expected, found), count in report.confusions.most_common():
        by_expected[expected].append(f"{found} {count}")
    for expected, confused in sorted(by_expected.items()):
        out(f"  {expected:<18}{', '.join(confused)}")
    if show_failures:
        for text, what, wanted, found in sorted(report.failures, key=lambda failure: failure[1:]):
            out(f"  {what:<9}{wanted} <- {found} | {text}")


def unexpected(report: Report, known: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Known failures that are read rightly now (take them off the list), and failures not listed."""
    failed = {(text, what) for text, what, _, _ in report.failures}
    listed = set(known)
    return sorted(f"{what}: {text}" for text, what in listed - failed), sorted(
        f"{what}: {text}" for text, what in failed - listed
    )
