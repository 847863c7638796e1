"""A busy desk: one conversation led through the real bot, the others copied from it."""

import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, bindparam, func, select, text

from benchmarks.ledger import filled as ledger
from bot.app import build
from bot.clock import HONG_KONG
from bot.dialogue.turn import Turn
from bot.ledger import receipts, store, talks
from bot.ledger.models import Base, ChatMessage, Conversation, Member, Voucher
from bot.ledger.models.base import Instant
from bot.ledger.receipts import Submission, move, submit
from bot.ledger.store import Act, Database
from bot.rules import Engine
from bot.settings import Settings

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=HONG_KONG)
PROGRAMME = ledger.PROGRAMME

SECRET = "of a benchmark, at least 32 characters"

# Members with fifty entries each; the other conversations are those of guests.
MEMBERS = 10_000
CONVERSATIONS = 50_000
OPEN = 10_000

# Rows that share a moment: what happens at one time lies together, as it would.
_MOMENTS = 10

_SAID = (
    "hello",
    "how many points do I have?",
    "我有幾多分呀",
    "Would 850 dollars at a restaurant paid by Octopus earn points?",
    "泊車可以換幾多個鐘？",
    "Can I bring a receipt of yesterday?",
    "which cards count?",
    "我的积分什么时候到期？",
    "thanks!",
    "I want to talk to a person",
)
_SURNAMES = (
    "CHAN 陳",
    "LEE 李",
    "WONG 黃",
    "CHEUNG 張",
    "LAM 林",
    "HO 何",
    "NG 吳",
    "LAU 劉",
    "YIP 葉",
    "TSANG 曾",
)
_GIVEN = (
    "Siu Ming 小明",
    "Ka Yan 嘉欣",
    "Wai Man 慧敏",
    "Tai Man 大文",
    "Mei Ling 美玲",
    "Chi Keung 志強",
    "Hoi 凱",
)


def fill(database: Database, engine: Engine) -> int:
    """Fill an empty database; how many messages there are."""
    ledger.fill(database, engine, MEMBERS)
    _lead_one(database)
    with database.transaction() as session:
        member = session.get_one(Member, 1)
        facts = {"merchant": "UNIQLO", "number": "R-1", "issued_at": "2026-11-18", "total": "850"}
        facts["payment"] = "octopus"
        decision = receipts.preview(session, engine, member, facts, NOW)
        asked = {"member": {"joined": "2024-01-02"}, "receipt": facts, "submitted_at": NOW.isoformat()}
        request = store.decision_request(PROGRAMME, "earn", asked, NOW)
        kept = store.record_decision(session, request, decision, member, NOW)
        receipt = submit(session, member, None, Submission(facts, {}, []), NOW)
        move(Act(session, "bot", NOW), receipt, "awaiting_review")
        session.add(
            Voucher(
                code="CODE-1",
                secret=b"secret",
                member_id=1,
                reward_id="gift-0",
                decision_id=kept.id,
                key="bench",
                points=1,
                issued_at=NOW,
                issued_on=NOW.date(),
                valid_until=NOW.date(),
            )
        )
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # What is copied from sound rows need not be checked again.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text("SET LOCAL synchronous_commit = off"))
        _copy_all(connection)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(ChatMessage)) or 0


def _lead_one(database: Database) -> None:
    """A conversation of the first member, by the bot as it is served."""
    address = database.engine.url.render_as_string(hide_password=False)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), database_url=address, secret=SECRET)  # type: ignore[arg-type]
        app = build(settings, demo=False, clock=lambda: NOW)
        with app.database.transaction() as session:
            conversation = Conversation(
                channel="rest",
                sender="s1",
                member_id=1,
                language="en",
                created_at=NOW,
                updated_at=NOW,
            )
            session.add(conversation)
        for said in _SAID:
            app.conductor.receive(Turn("rest", "s1", said))
        app.close()


def _copy_all(connection: Connection) -> None:
    connection.execute(text(f"UPDATE member SET name = {_either(_names(0))}, name_zh = {_either(_names(1))}"))
    for table, columns in (
        ("decision", {"member_id": "n"}),
        ("receipt", {"member_id": "n", "number_key": "'r' || n"}),
        ("voucher", {"member_id": "n", "code": "'CODE-' || n"}),
    ):
        _copy(connection, table, 1, columns, MEMBERS)
    member = f"CASE WHEN n <= {MEMBERS} THEN n END"
    language = "CASE n % 3 WHEN 0 THEN 'en' WHEN 1 THEN 'zh-Hant' ELSE 'zh-Hans' END"
    for part in range(_MOMENTS):
        moments = {"created_at": _ago(part), "updated_at": _ago(part)}
        columns = {"sender": "'s' || n", "member_id": member, "language": language, "owner": "'bot'"}
        _copy(connection, "conversation", 1, columns, CONVERSATIONS, part, moments)
    _copy_messages(connection)
    _copy_cases(connection)
    if connection.dialect.name == "postgresql":
        for table in ("decision", "receipt", "voucher", "conversation", "message", "support_case"):
            last = f"(SELECT max(id) FROM {table})"
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))


def _copy_messages(connection: Connection) -> None:
    rows = connection.execute(text("SELECT id, seq, in_reply_to FROM message ORDER BY seq")).all()
    place = {identity: seq for identity, seq, _answered in rows}
    for identity, seq, answered in rows:
        columns = {"id": f"{seq} * {CONVERSATIONS} + n", "conversation_id": "n"}
        if answered is not None:
            columns["in_reply_to"] = f"{place[answered]} * {CONVERSATIONS} + n"
        for part in range(_MOMENTS):
            at = {"created_at": _ago(part) + timedelta(seconds=20 * seq)}
            _copy(connection, "message", identity, columns, CONVERSATIONS, part, at)


def _copy_cases(connection: Connection) -> None:
    """Of ten cases that are open six wait, two are held, one waits for its member, one is put off."""
    template = connection.execute(text("SELECT id FROM support_case")).scalar_one()
    status = "CASE n % 10 WHEN 8 THEN 'pending' WHEN 9 THEN 'snoozed' ELSE 'open' END"
    columns = {
        "conversation_id": "n",
        "status": f"CASE WHEN n > {OPEN} THEN 'resolved' ELSE {status} END",
        "assignee": "CASE WHEN n % 10 > 5 THEN 'agent-' || n % 20 END",
        "priority": f"CASE WHEN n % 50 = 0 THEN {talks.URGENT_PRIORITY} ELSE {talks.USUAL_PRIORITY} END",
        "reason": "CASE WHEN n % 7 = 0 THEN 'receipt' ELSE 'asked' END",
    }
    for part in range(_MOMENTS):
        moments = {"opened_at": _ago(part), "waiting_since": _ago(part)}
        _copy(connection, "support_case", template, columns, CONVERSATIONS, part, moments)
    connection.execute(text("UPDATE support_case SET waiting_since = NULL WHERE status = 'pending'"))
    held = "SELECT conversation_id FROM support_case WHERE assignee <> '' AND status IN ('open', 'pending')"
    connection.execute(text(f"UPDATE conversation SET owner = 'person' WHERE id IN ({held})"))


def _copy(
    connection: Connection,
    name: str,
    template: int,
    columns: Mapping[str, str],
    upto: int,
    part: int | None = None,
    moments: Mapping[str, datetime] | None = None,
) -> None:
    """Copy a row for the numbers from 2, all or one part of them; `columns` tell how the copies differ."""
    table = Base.metadata.tables[name]
    moments = moments or {}
    differing = {"id": "n", **columns, **{column: f":{column}" for column in moments}}
    taken = ", ".join(
        differing.get(column.name, f"{name}.{_quoted(column.name)}") for column in table.columns
    )
    named = ", ".join(_quoted(column.name) for column in table.columns)
    only = "" if part is None else f"AND n % {_MOMENTS} = {part}"
    statement = text(
        f"INSERT INTO {name} ({named}) SELECT {taken} FROM {name}, {_NUMBERS[connection.dialect.name]} "
        f"WHERE {name}.id = :template {only}"
    ).bindparams(*(bindparam(column, type_=Instant()) for column in moments))
    connection.execute(statement, {"template": template, "upto": upto, **moments})


_NUMBERS = {
    "sqlite": "(WITH RECURSIVE count(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM count WHERE n < :upto) "
    "SELECT n FROM count) AS numbers",
    "postgresql": "generate_series(2, :upto) AS n",
}


def _quoted(name: str) -> str:
    return f'"{name}"'


def _ago(part: int) -> datetime:
    return NOW - timedelta(hours=3 * (_MOMENTS - part))


def _names(place: int) -> Iterator[str]:
    for surname in _SURNAMES:
        for given in _GIVEN:
            latin, chinese = (part.rpartition(" ") for part in (surname, given))
            yield f"{latin[0]} {chinese[0]}" if place == 0 else f"{latin[2]}{chinese[2]}"


def _either(values: Iterator[str]) -> str:
    """One of the values by the member's id."""
    known = list(values)
    cases_ = " ".join(f"WHEN {number} THEN '{value}'" for number, value in enumerate(known))
    return f"CASE id % {len(known)} {cases_} END"
