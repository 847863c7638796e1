"""A ledger of many members with fifty entries each: one led through the real code, the others copies."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, text

from bot.clock import HONG_KONG
from bot.ledger import points
from bot.ledger.models import Member, Reward
from bot.ledger.store import Database
from bot.rules import Engine

NOW = datetime(2026, 11, 20, 12, tzinfo=HONG_KONG)
PROGRAMME = "festival-walk"
ENTRIES = 50
REWARDS = 20
# Every fifth entry takes points. The first half of them falls into the year before.
_TAKEN, _SPENT, _DAYS_APART = 20, 100, 14

_MEMBER = (
    "INSERT INTO member (id, programme, number, number_key, language, joined, tier, tier_due, status,"
    " tenant_staff, example) SELECT n, programme, 'FW' || n, 'FW' || n, language, joined, tier, tier_due,"
    " status, tenant_staff, example FROM member, {numbers} WHERE id = 1"
)
_LOT = (
    "INSERT INTO lot (member_id, expires_on, remainder) "
    "SELECT n, expires_on, remainder FROM {numbers} CROSS JOIN lot WHERE member_id = 1"
)
# One entry of all members after another, as time brings them: those of one member lie far apart.
_ENTRY = (
    "INSERT INTO entry (member_id, kind, points, on_day, spent_on, expires_on, reason, actor, key,"
    " created_at) SELECT n, kind, points, on_day, spent_on, expires_on, reason, actor, key || ':' || n,"
    " created_at FROM entry, {numbers} WHERE id = :entry"
)
_NUMBERS = {
    "sqlite": "(WITH RECURSIVE count(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM count WHERE n < :members) "
    "SELECT n FROM count) AS numbers",
    "postgresql": "generate_series(2, :members) AS n",
}


def fill(database: Database, engine: Engine, members: int) -> None:
    """Fill an empty database with so many members, and with rewards whose stock lasts."""
    with database.transaction() as session:
        for number in range(REWARDS):
            session.add(
                Reward(
                    id=f"gift-{number}",
                    programme=PROGRAMME,
                    kind="gift",
                    points=1,
                    stock=10**9,
                    collect_days=30,
                    names={},
                    descriptions={},
                )
            )
        member = Member(programme=PROGRAMME, number="FW1", language="en", joined=date(2024, 1, 2))
        session.add(member)
        session.flush()
        for number in range(ENTRIES):
            day = NOW.date() - timedelta(days=_DAYS_APART * (ENTRIES - number))
            kind, amount = ("redeem", -_TAKEN) if number % 5 == 4 else ("spend", _SPENT)
            posting = points.Posting(
                kind,  # type: ignore[arg-type]
                amount,
                day,
                f"entry:{number}",
                "bench",
                "bench",
                day if amount > 0 else None,
            )
            points.post(session, engine, member, posting, datetime.combine(day, time(12), HONG_KONG))
    if members > 1:
        with database.engine.begin() as connection:
            _copy(connection, members)


def _copy(connection: Connection, members: int) -> None:
    numbers = _NUMBERS[connection.dialect.name]
    postgres = connection.dialect.name == "postgresql"
    indexes: list[str] = []
    if postgres:
        # What is copied from sound rows need not be checked again; indexes are built faster at the end.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SET LOCAL synchronous_commit = off"))
        indexes = _without_indexes(connection)
    for statement in (_MEMBER, _LOT):
        connection.execute(text(statement.format(numbers=numbers)), {"members": members})
    template = (
        connection.execute(text("SELECT id FROM entry WHERE member_id = 1 ORDER BY id")).scalars().all()
    )
    for entry in template:
        connection.execute(text(_ENTRY.format(numbers=numbers)), {"members": members, "entry": entry})
    for index in indexes:
        connection.execute(text(index))
    if postgres:
        connection.execute(text("SELECT setval('member_id_seq', :members)"), {"members": members})


def _without_indexes(connection: Connection) -> list[str]:
    """Drop the indexes of entries that no constraint needs at once; the statements that bring them back."""
    constraints = connection.execute(
        text(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = 'entry'::regclass AND contype = 'u'"
        )
    ).all()
    for name, _definition in constraints:
        connection.execute(text(f"ALTER TABLE entry DROP CONSTRAINT {name}"))
    indexes = connection.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = 'entry' AND indexname NOT LIKE 'pk_%'"
        )
    ).all()
    for name, _definition in indexes:
        connection.execute(text(f"DROP INDEX {name}"))
    return [
        *(f"ALTER TABLE entry ADD CONSTRAINT {name} {definition}" for name, definition in constraints),
        *(definition for _name, definition in indexes),
    ]
