"""How sure a field may be: what its evidence is worth, put as one number. 0.9 and above means sure.

The numbers are few and stand here together, so that they can be weighed against measured mistakes
(`make bench-reading` prints how many sure answers were wrong).
"""

from collections.abc import Collection, Sequence
from datetime import time
from decimal import Decimal

from bot.reading.fields.dates import Moment
from bot.reading.fields.number import Number
from bot.reading.fields.totals import Sums

SURE = 0.9
_AGAINST_ORIGINAL = frozenset(
    {"screen_pattern", "editor_in_metadata", "print_altered", "part_pasted", "covered"}
)
_OWN_LABEL = 0.88  # labels worth less do not say receipt, invoice or bill
_NEAR = 20  # minutes between two times of one purchase
GUESS = 0.45  # below it a value is not told at all


def of_print(score: float) -> float:
    """What the recogniser's score leaves of a certainty: 1 for clean print, falling fast below 0.9."""
    return max(0.3, min(1.0, 1.0 - (0.96 - score) * 2.0)) if score < 0.96 else 1.0


def of_total(sums: Sums, legible: float) -> float:
    """The total: its label, the arithmetic that bears it out, rivals that speak against it."""
    line = sums.total
    if line is None:
        return 0.0
    base = {4: 0.93, 3: 0.92, 2.5: 0.9, 2: 0.85}.get(line.rank, 0.55)
    base += 0.04 * min(2, len(sums.bears_out)) if line.rank >= 2 else 0.12 * min(2, len(sums.bears_out))
    if sums.rivals and not sums.bears_out:
        base -= 0.25
    elif sums.rivals:
        base -= 0.04
    if not line.amount.cents:
        base -= 0.04 if line.amount.currency else 0.12
    if of_deductions(sums) < SURE:
        base -= 0.05
    if sums.contradicted:
        base -= 0.1
    if line.label == "subtotal" and "total less deductions is what was paid" not in sums.bears_out:
        base -= 0.25
    return round(min(0.99, base * of_print(line.amount.piece.score) * legible), 3)


def of_date(moments: Sequence[Moment], borne_out: bool, legible: float) -> float:
    """The day: its weight on the paper, whether another day competes, whether a code repeats it."""
    if not moments:
        return 0.0
    best = moments[0]
    base = 0.8 + 0.2 * min(1.0, max(0.0, best.weight))
    if borne_out:
        base += 0.05
    rival = next((moment for moment in moments[1:] if moment.day != best.day), None)
    if rival is not None and best.weight - rival.weight < 0.25:
        base -= 0.2
    if any(moment.day == best.day for moment in moments[1:]):
        base += 0.03
    if not best.certain_order:
        base -= 0.12 if not borne_out else 0.0
    return round(min(0.99, base * of_print(best.piece.score) * legible), 3)


def of_time(moment: Moment | None, others: Collection[time], legible: float) -> float:
    """The time: that of the day's own row is the best; another one that is not near leaves doubt.

    `moment` is the day with this time, None where the time stands away from any day.
    """
    if moment is None or moment.time is None:
        return round(0.8 * legible, 3)
    base = 0.93 if not moment.beside else 0.9
    at = moment.time.hour * 60 + moment.time.minute
    if any(abs(other.hour * 60 + other.minute - at) > _NEAR for other in others):
        base -= 0.0 if moment.paid else 0.12
    return round(base * of_print(moment.piece.score) * legible, 3)


def of_number(numbers: Sequence[Number], repeated: bool, legible: float) -> float:
    """The number: the worth of its label, rivals with as good a label, the same code seen twice."""
    if not numbers:
        return 0.0
    best = numbers[0]
    base = 0.62 + 0.34 * best.weight
    rival = next((number for number in numbers[1:] if number.value != best.value), None)
    if rival is not None and best.weight - rival.weight < 0.08:
        base -= 0.12
    elif rival is not None and best.weight < _OWN_LABEL:
        base -= 0.04
    if repeated:
        base += 0.03
    if any(c in best.value for c in "OoIl") and any(c.isdigit() for c in best.value):
        base -= 0.03
    return round(min(0.98, base * of_print(best.piece.score) * legible), 3)


def of_deductions(sums: Sums) -> float:
    """What was taken off: sure where total, deductions and the sum paid agree, doubtful where they do not."""
    if sums.total is None:
        return 0.0
    taken = sum((deduction.amount for deduction in sums.deductions), Decimal(0))
    if sums.paid is not None:
        agree = abs(abs(sums.total.amount.value) - taken - sums.paid) < Decimal("0.06")
        return 0.96 if agree else 0.55
    return 0.92 if not sums.deductions else 0.75


def after_second_look(first: float, same: bool) -> float:
    """The confidence of a field once its piece of the photo was read again: a doubt where the two differ."""
    return min(0.99, first + 0.01) if same else min(first, 0.7)


def of_form(first: float, signals: Collection[str]) -> float:
    """The form: a sign that the picture or the print is not what it seems leaves it in doubt."""
    return min(first, 0.7) if _AGAINST_ORIGINAL & set(signals) else first
