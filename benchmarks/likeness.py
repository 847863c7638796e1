"""How well likeness tells a misspelt shop from another one: where its thresholds come from.

    python -m benchmarks.likeness [--output FILE]

Right pairs are all names of shops that the product knows, each misread and mistyped by chance; wrong pairs
are all names of different shops. The chance is seeded: the same code gives the same figures.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from bot.programmes import Programmes
from bot.text import (
    ALIKE,
    RESEMBLING,
    RESEMBLING_HAN,
    SHORTEST,
    UNRELATED,
    fold,
    has_han,
    likeness,
    likeness_within,
    look,
)
from bot.understanding import TrainingData

RESULT = Path(__file__).parent / "results" / "likeness.md"
TRIES = 8  # slips of each kind in each name
_AROUND = ("", " ltd", " hong kong", " branch")
# What blurred print is read as.
_READ_AS = {
    "0": "O", "o": "0", "i": "1", "l": "1", "s": "5", "b": "8", "e": "c", "c": "e", "m": "rn", "n": "h",
    "u": "v", "v": "y", "t": "f", "a": "q", "g": "9", "d": "cl", "r": "n",
}  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_HAN = "一大人心中天王金日月水火木土山川田石玉"


def shops() -> Mapping[str, str]:
    """The shop for every folded name, of the programmes' editions and of what members are understood by."""
    found: dict[str, str] = {}
    for programme in Programmes.load():
        for shop in programme.pack.shops.listed:
            names = (*shop.name.values(), *shop.known_as)
            found |= {fold(name): shop.name.get("en", names[0]) for name in names}
    for name, shop_name in TrainingData.ours().lookups()["merchant"].items():
        found.setdefault(fold(name), shop_name)
    return found


def misread(name: str, dice: random.Random) -> str:
    """One character read as one that looks like it."""
    place = dice.randrange(len(name))
    here = name[place]
    other = dice.choice(_HAN) if has_han(here) else _READ_AS.get(here) or dice.choice(_LETTERS)
    return name[:place] + other + name[place + 1 :]


def mistyped(name: str, dice: random.Random) -> str:
    """One letter left out, typed twice, in the wrong order or another one; the first is right."""
    place = dice.randrange(1, len(name))
    before, here, after = name[:place], name[place], name[place + 1 :]
    return dice.choice(
        (
            before + after,
            before + here + here + after,
            before + after[:1] + here + after[1:],
            before + dice.choice(_HAN if has_han(here) else _LETTERS) + after,
        )
    )


def slipped(names: Sequence[str], slip: Callable[[str, random.Random], str], times: int) -> Iterator[float]:
    """The likeness of each name with what slips made of it."""
    dice = random.Random(20261120)
    for name in names:
        for _ in range(TRIES):
            written = name
            for _ in range(times):
                written = fold(slip(written, dice))
            yield likeness(name, written)


def amid_words(names: Sequence[str]) -> Iterator[float]:
    """The likeness within a longer print of each name misread once."""
    dice = random.Random(20261120)
    for name in names:
        yield likeness_within(name + dice.choice(_AROUND), fold(misread(name, dice)))


def different(owner: Mapping[str, str], names: Sequence[str]) -> Iterator[tuple[float, str, str]]:
    """The likeness of names of different shops."""
    for one, other in combinations(names, 2):
        if fold(owner[one]) != fold(owner[other]) and look(one) != look(other):
            yield likeness(one, other), one, other


def share(values: Sequence[float], threshold: float) -> str:
    """How many of the values reach the threshold."""
    return f"{sum(value >= threshold for value in values) / len(values):.1%}"


def of_script(title: str, owner: Mapping[str, str], names: Sequence[str], at: Mapping[str, float]) -> str:
    """What the thresholds let through among names of one script."""
    rows = [["pairs", *(f"{name} {threshold}" for name, threshold in at.items())], ["---"] * (len(at) + 1)]
    for kind, slip in (("misread", misread), ("mistyped", mistyped)):
        for times in (1, 2):
            values = list(slipped(names, slip, times))
            rows.append([f"{kind}, slips: {times}", *(share(values, threshold) for threshold in at.values())])
    wrong = sorted(different(owner, names), reverse=True)
    passed = [sum(found >= threshold for found, _, _ in wrong) for threshold in at.values()]
    rows.append(["different shops", *(f"{count} of {len(wrong)}" for count in passed)])
    closest = [f"- {found:.2f} {one}, {other}" for found, one, other in wrong[:6]]
    return "\n".join(
        [f"## {title}", "", *map(row, rows), "", "The most alike of different shops:", "", *closest]
    )


def within(owner: Mapping[str, str], names: Sequence[str]) -> str:
    """The same for names that stand in a longer print."""
    pairs = combinations(names, 2)
    apart = [likeness_within(one, other) for one, other in pairs if owner[one] != owner[other]]
    rows = [["pairs", f"RESEMBLING {RESEMBLING}", f"UNRELATED {UNRELATED}"], ["---"] * 3]
    for kind, values in (("misread, slips: 1", list(amid_words(names))), ("different shops", apart)):
        rows.append([kind, share(values, RESEMBLING), share(values, UNRELATED)])
    return "\n".join(["## Latin letters within a longer print", "", *map(row, rows)])


def row(cells: Sequence[str]) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


def report() -> str:
    """The result as Markdown."""
    owner = shops()
    latin = sorted(name for name in owner if not has_han(name) and len(name) >= SHORTEST)
    han = sorted(name for name in owner if has_han(name) and len(name) >= 3)
    head = (
        "# Likeness of shop names\n\n"
        f"By `python -m benchmarks.likeness`: {len(latin)} names in Latin letters, {len(han)} with Chinese "
        "characters.\nOf names with slips as many as possible should reach a threshold, of different shops "
        "none\n(Parkandshop and PARKnSHOP are one that the lists know under two)."
    )
    parts = (
        head,
        of_script("Latin letters", owner, latin, {"ALIKE": ALIKE, "RESEMBLING": RESEMBLING}),
        of_script("Chinese characters", owner, han, {"ALIKE": ALIKE, "RESEMBLING_HAN": RESEMBLING_HAN}),
        within(owner, latin),
    )
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Measure and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=RESULT)
    parser.parse_args().output.write_text(report(), encoding="utf-8")


if __name__ == "__main__":
    main()
