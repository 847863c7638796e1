"""Passwords of staff: Argon2 hashes, made anew when the parameters for them have changed."""

import secrets
from dataclasses import dataclass
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.text import compatible

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200

# Without characters that look alike; easy to read out on the telephone.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a password was right; `renewed` is a hash to keep instead of the old one, or None."""

    right: bool
    renewed: str | None = None


class Passwords:
    """Hashes and checks passwords. Each takes a good part of a tenth of a second, on purpose."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str) -> str:
        """What is kept of a password."""
        return self._hasher.hash(_plain(password))

    def check(self, kept: str | None, password: str) -> Checked:
        """Whether a password is the one of a hash. Takes as long where there is none, and is wrong then."""
        try:
            self._hasher.verify(kept or self._nobodys, _plain(password))
        except (VerificationError, InvalidHashError):
            return Checked(False)
        if kept is None:
            return Checked(False)
        return Checked(True, self.hash(password) if self._hasher.check_needs_rehash(kept) else None)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))


def temporary_password() -> str:
    """A password to hand over, to be replaced at the first sign-in."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _plain(password: str) -> str:
    # The same password typed on another keyboard may come in other code points.
    return compatible(password[: LONGEST_PASSWORD * 4])
