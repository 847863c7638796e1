"""`make converse-report`: messages rich in facts, decided by the bot, by kind, variety and category."""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from benchmarks.converse.bot import Bot, running
from benchmarks.converse.judging import Judged, judge

OURS = Path(__file__).parents[2] / "tests" / "conversations" / "messages"
_NOW = datetime.fromisoformat("2026-11-20T22:00:00+08:00")


def cases(path: Path) -> Iterable[dict[str, Any]]:
    """The messages of a file (JSON lines, or a YAML list), or of all files of a folder."""
    if path.is_dir():
        for file in sorted((*path.glob("*.jsonl"), *path.glob("*.yaml"))):
            yield from cases(file)
    elif path.suffix == ".jsonl":
        yield from (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    else:
        yield from yaml.safe_load(path.read_text("utf-8"))


def judged(bot: Bot, case: dict[str, Any]) -> Judged:
    """A case answered and judged."""
    replies = bot.answer(str(case["id"]), case["text"], datetime.fromisoformat(case["now"]))
    return judge(case, replies)


def write(results: Sequence[Judged], say: Callable[[str], None], *, failures: bool) -> None:
    """The figures, and each message that was not answered rightly where wanted."""
    say(_line("all", results))
    for part in ("kind", "variety", "category"):
        groups: dict[str, list[Judged]] = defaultdict(list)
        for result in results:
            of = result.case["expect"] if part == "kind" else result.case
            groups[str(of.get(part))].append(result)
        say(f"by {part}")
        for name, group in sorted(groups.items()):
            say("  " + _line(name, group))
    if failures:
        for result in results:
            if not result.right:
                mark = "WRONG YES " if result.wrong_yes else ""
                say(f"\n{mark}{result.case['id']} {result.case['text']}\n   {'; '.join(result.faults)}")
                say(f"   {[decision['facts'] for decision in result.stated]}\n   {result.text[:200]!r}")


def _line(name: str, results: Sequence[Judged]) -> str:
    right, yes = sum(r.right for r in results), sum(r.wrong_yes for r in results)
    return f"{name}: {right}/{len(results)} right ({100 * right / len(results):.0f} %), {yes} wrong yes"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.converse.report", description=__doc__)
    parser.add_argument("sets", nargs="*", type=Path, default=[OURS], help="files or folders of messages")
    parser.add_argument("--failures", action="store_true", help="list every message answered wrongly")
    options = parser.parse_args(arguments)
    with running(_NOW) as bot:
        results = [judged(bot, case) for path in options.sets for case in cases(path)]
    write(results, print, failures=options.failures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
