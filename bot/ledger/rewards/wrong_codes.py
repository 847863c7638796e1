"""A brake on guessing voucher codes: wrong ones use up a shop's tries, which come back with time.

Kept in the database, so that the tries are the same in every process. Checks that are under way at the same
moment may each have one more: of 2**80 codes that is no help.
"""

import math
from datetime import datetime
from typing import cast

from sqlalchemy import Table, case, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.ledger.models import WrongCodes

# So many wrong codes in a row, and another one every so many milliseconds.
MOST = 20
_RETURNS = 3_000


def wait_after_wrong_codes(session: Session, shop: str, now: datetime) -> int:
    """Whole seconds until the shop may try again; 0 means now."""
    forgotten = session.scalar(select(WrongCodes.forgotten_at).where(WrongCodes.shop == shop)) or 0
    return max(0, math.ceil((forgotten - _milliseconds(now) - (MOST - 1) * _RETURNS) / 1000))


def note_wrong_code(session: Session, shop: str, now: datetime) -> None:
    """The shop showed a wrong code."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    moment = _milliseconds(now)
    running = case((WrongCodes.forgotten_at > moment, WrongCodes.forgotten_at), else_=moment)
    session.execute(
        insert(cast(Table, WrongCodes.__table__))
        .values(shop=shop, forgotten_at=moment + _RETURNS)
        .on_conflict_do_update(index_elements=["shop"], set_={"forgotten_at": running + _RETURNS})
    )


def _milliseconds(now: datetime) -> int:
    return int(now.timestamp() * 1000)
