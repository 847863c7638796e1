"""The second factor of staff: codes of an authenticator app (TOTP), each good once, and recovery codes.

The shared secret is kept encrypted, recovery codes, for when the telephone is lost, as keyed hashes.
"""

import base64
import hmac
import json
import logging
import secrets
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken

from bot.ledger.models import Staff

log = logging.getLogger(__name__)

RECOVERY_CODES = 10

_STEP_SECONDS = 30
_ENROL_SECONDS = 1800
# Clocks of telephones go a little wrong.
_STEPS = (0, -1, 1)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class SecondFactors:
    """Seals and checks second factors with a key of the product's own."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        sealing = hmac.digest(key, b"second factors", "sha256")
        self._fernet = Fernet(base64.urlsafe_b64encode(sealing))

    # -- setting one up -------------------------------------------------------------------------------

    def offer(self, staff: Staff) -> tuple[str, str]:
        """A new secret for a person, and the same sealed for the form that confirms it."""
        secret = pyotp.random_base32()
        sealed = json.dumps({"staff": staff.id, "secret": secret}).encode()
        return secret, self._fernet.encrypt(sealed).decode()

    def offered(self, staff: Staff, sealed: str) -> str | None:
        """The secret of an offer to this person, while it lasts."""
        try:
            offer = json.loads(self._fernet.decrypt(sealed.encode(), ttl=_ENROL_SECONDS))
        except (InvalidToken, ValueError):
            return None
        return str(offer["secret"]) if offer["staff"] == staff.id else None

    def enrol(self, staff: Staff, secret: str, code: str, now: datetime) -> list[str] | None:
        """Take a secret whose code was typed in; the recovery codes, to be shown once. None: a wrong code."""
        step = _step_of(secret, code, now, after=-1)
        if step is None:
            return None
        staff.totp_secret = self._fernet.encrypt(secret.encode()).decode()
        staff.totp_step = step
        return self.renew_recovery_codes(staff)

    def renew_recovery_codes(self, staff: Staff) -> list[str]:
        """New recovery codes instead of the old ones."""
        codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
        staff.recovery_codes = [self._hashed(staff, code) for code in codes]
        return codes

    # -- using it -------------------------------------------------------------------------------------

    def take(self, staff: Staff, code: str, now: datetime) -> bool:
        """Whether a code is right; it is then used up. The account's row must be locked."""
        return self._take_code(staff, code, now) or self._take_recovery_code(staff, code)

    def _take_code(self, staff: Staff, code: str, now: datetime) -> bool:
        if staff.totp_secret is None:
            return False
        try:
            secret = self._fernet.decrypt(staff.totp_secret.encode()).decode()
        except InvalidToken:
            log.error("the second factor of staff %d was sealed with another MEMBERBOT_SECRET", staff.id)
            return False
        step = _step_of(secret, code, now, after=-1 if staff.totp_step is None else staff.totp_step)
        if step is None:
            return False
        staff.totp_step = step
        return True

    def _take_recovery_code(self, staff: Staff, code: str) -> bool:
        wanted = self._hashed(staff, code)
        left = [kept for kept in staff.recovery_codes if not hmac.compare_digest(kept, wanted)]
        found = len(left) < len(staff.recovery_codes)
        if found:
            staff.recovery_codes = left
        return found

    def _hashed(self, staff: Staff, code: str) -> str:
        plain = "".join(code.lower().split()).replace("-", "")
        return hmac.digest(
            self._key, f"recovery {staff.id} {plain}".encode("utf-8", "replace"), "sha256"
        ).hex()


def otpauth_address(secret: str, login: str, issuer: str) -> str:
    """What an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def forget_second_factor(staff: Staff) -> None:
    """Do without a second factor."""
    staff.totp_secret = staff.totp_step = None
    staff.recovery_codes = []


def _step_of(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The step whose code this is, if it is near now and later than `after`."""
    given = "".join(code.split()).encode("utf-8", "replace")
    current = int(now.timestamp()) // _STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (current + away for away in _STEPS):
        if step > after and hmac.compare_digest(totp.at(step * _STEP_SECONDS).encode(), given):
            return step
    return None


def _recovery_code() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(2))
