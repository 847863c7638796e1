"""What must hold of the whole ledger, each as a small function that names what does not.

`memberbot audit` runs them all. They read only, and trust neither the code that wrote nor the constraints.
"""

from bot.ledger.invariants.run import (
    INVARIANTS,
    Violation,
    of_accounts,
    of_the_whole,
    stretches,
    violations,
)

__all__ = ["INVARIANTS", "Violation", "of_accounts", "of_the_whole", "stretches", "violations"]
