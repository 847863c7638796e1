"""The signed link to a voucher's page: it opens this one voucher, for a day, and nothing else."""

import hashlib
import hmac
from base64 import b32encode
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.models import Voucher

# The chat gives a fresh link whenever it shows a voucher, so an old message need not open it for ever.
LINK_GOOD_FOR = timedelta(days=1)

_MAC_BYTES = 15
_LONGEST = 80


def voucher_link(voucher: Voucher, key: bytes, now: datetime) -> str:
    """The link's own part: the voucher's name, when the link ends, and a signature of both."""
    ends = int((now + LINK_GOOD_FOR).timestamp())
    return f"{voucher.code}.{ends:X}.{_sign(voucher, key, ends)}"


def linked_voucher(session: Session, key: bytes, link: str, now: datetime) -> Voucher | None:
    """The voucher that a link opens; None for a link that has ended or that we did not make."""
    if len(link) > _LONGEST:
        return None
    code, _, rest = link.partition(".")
    ends_text, _, signature = rest.partition(".")
    voucher = session.scalars(select(Voucher).where(Voucher.code == code)).one_or_none()
    if voucher is None:
        return None
    try:
        ends = int(ends_text, 16)
    except ValueError:
        return None
    signed = f"{ends:X}.{_sign(voucher, key, ends)}"
    if not hmac.compare_digest(signed.encode(), f"{ends_text}.{signature}".encode("utf-8", "replace")):
        return None
    return voucher if now.timestamp() < ends else None


def _sign(voucher: Voucher, key: bytes, ends: int) -> str:
    mac = hmac.digest(key, voucher.secret + f"link {voucher.code} {ends}".encode(), hashlib.sha256)
    return b32encode(mac[:_MAC_BYTES]).decode()
