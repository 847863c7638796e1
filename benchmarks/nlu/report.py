"""`make nlu-report`: how well the product understands the validation split."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.nlu.measures import measure, unexpected, write
from benchmarks.nlu.validation import KNOWN_FAILURES, known_failures, messages, rule_questions
from bot.knowledge import Knowledge
from bot.understanding.training_data import intents_folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints. Status 1 when a known failure is none any more, or a new one is not listed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nlu.report", description=__doc__)
    parser.add_argument(
        "--cache", type=Path, default=Path("data/trained"), help="folder of the trained model"
    )
    parser.add_argument("--failures", action="store_true", help="list every message that is read wrongly")
    options = parser.parse_args(arguments)
    folder = intents_folder() / "validation"
    understanding = Knowledge.load().understanding(options.cache)
    report = measure(understanding, messages(folder), rule_questions(folder))
    write(report, print, options.failures)
    mended, unlisted = unexpected(report, known_failures(folder))
    for line in mended:
        print(f"Read rightly now, take it off {KNOWN_FAILURES}: {line}")
    for line in unlisted:
        print(f"Not on {KNOWN_FAILURES}: {line}")
    return 1 if mended or unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
