"""`memberbot replay`: whose outcome or figures would change under a changed rule book. A dry run."""

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from bot.json_values import Json, JsonObject

if TYPE_CHECKING:
    from bot.ledger.reports import AffectedDecision

_REFUSED = "refused"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "--against",
        type=Path,
        required=True,
        metavar="NEW",
        help="a pack file, which then decides all days, or a folder of packs",
    )
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Print what changes: counts first, then decision by decision. Raises RequestError and PackError."""
    from sqlalchemy.exc import DBAPIError

    from bot.ledger.reports import replay_decisions
    from bot.settings import load_settings

    summary = Summary()
    # The decisions affected wait in a file: there may be more of them than memory holds.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as affected:
        try:
            for batch in replay_decisions(load_settings().database(), options.against):
                summary.decisions += batch.decided
                for found in batch.affected:
                    summary.add(found)
                    affected.write(json.dumps(_as_json(found), ensure_ascii=False) + "\n")
                if sys.stderr.isatty():
                    print(f"\r{summary.decisions:,} decided again", end="", file=sys.stderr)
        except DBAPIError as error:
            print(f"memberbot: the stored decisions cannot be read: {error.orig}", file=sys.stderr)
            return 1
        if sys.stderr.isatty():
            print(file=sys.stderr)
        affected.seek(0)
        for text in _json(summary, affected) if options.json else _text(summary, affected):
            print(text)
    return 0


@dataclass
class Change:
    """How many decisions of a kind went from one outcome to another, and what that does to their figures:
    by name, how many change, and by how much in all where they are whole numbers."""

    decisions: int = 0
    figures: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))


@dataclass
class Summary:
    """What a replay found, by programme, kind, old and new outcome."""

    decisions: int = 0
    changes: dict[tuple[str, str, str, str], Change] = field(default_factory=lambda: defaultdict(Change))

    @property
    def changed(self) -> int:
        """How many decisions come out differently."""
        return sum(change.decisions for change in self.changes.values())

    def add(self, found: "AffectedDecision") -> None:
        """Count a decision that comes out differently."""
        change = self.changes[found.programme, found.kind, found.old_outcome, found.new_outcome or _REFUSED]
        change.decisions += 1
        for name, (old, new) in found.figures.items():
            counted = change.figures[name]
            counted[0] += 1
            if isinstance(old, int | None) and isinstance(new, int | None):
                counted[1] += (new or 0) - (old or 0)


def _as_json(found: "AffectedDecision") -> JsonObject:
    return {
        "id": found.id,
        "programme": found.programme,
        "kind": found.kind,
        "member": found.member,
        "decided_at": found.decided_at.isoformat(),
        "outcome": {"old": found.old_outcome, "new": found.new_outcome or _REFUSED},
        "figures": {name: {"old": old, "new": new} for name, (old, new) in found.figures.items()},
        "clauses": list(found.clauses),
        **({"refused": found.refused} if found.refused else {}),
    }


def _json(summary: Summary, affected: IO[str]) -> Iterator[str]:
    """One JSON object, line by line."""
    changes = [
        {
            "programme": programme,
            "kind": kind,
            "outcome": {"old": old, "new": new},
            "decisions": change.decisions,
            "figures": {
                name: {"decisions": count, "difference": difference}
                for name, (count, difference) in change.figures.items()
            },
        }
        for (programme, kind, old, new), change in sorted(summary.changes.items())
    ]
    head = {"decisions": summary.decisions, "changed": summary.changed, "changes": changes}
    yield json.dumps(head, ensure_ascii=False, indent=2)[:-2] + ',\n  "affected": ['
    waiting = None
    for line in affected:
        if waiting is not None:
            yield f"    {waiting},"
        waiting = line.rstrip("\n")
    if waiting is not None:
        yield f"    {waiting}"
    yield "  ]\n}"


def _text(summary: Summary, affected: Iterable[str]) -> Iterator[str]:
    changed = summary.changed
    yield f"{summary.decisions:,} decided again, {changed:,} come out differently"
    if not changed:
        return
    yield ""
    for (programme, kind, old, new), change in sorted(summary.changes.items()):
        yield f"{change.decisions:>9,}  {programme} {kind}: {_transition(old, new)}"
        for name, (count, difference) in change.figures.items():
            yield f"{'':11}{name} of {count:,}" + (f", {difference:+,} in all" if difference else "")
    yield ""
    for line in affected:
        found = json.loads(line)
        what = [_transition(found["outcome"]["old"], found["outcome"]["new"])]
        what += [
            f"{name} {_short(value['old'])} -> {_short(value['new'])}"
            for name, value in found["figures"].items()
        ]
        what += [found["refused"]] if "refused" in found else []
        member = f"member {found['member']}" if found["member"] else "no member"
        yield f"{found['id']:>9}  {member}, {found['kind']}: {'; '.join(what)}"


def _transition(old: str, new: str) -> str:
    return f"still {old}" if old == new else f"{old} -> {new}"


def _short(value: Json) -> str:
    return "none" if value is None else value if isinstance(value, str) else json.dumps(value)
