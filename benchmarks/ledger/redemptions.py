"""Redemptions a second, beside the bare transaction on the same database in the same run."""

import secrets
import sqlite3
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

import psycopg
from sqlalchemy import select, text

from benchmarks.ledger.filled import NOW, REWARDS
from bot.ledger import rewards
from bot.ledger.models import Member, Reward
from bot.ledger.store import Database, RuledAct
from bot.rules import Engine

# The least that moves points for a voucher, without rules, keys, decision, or anything of ours: driver and
# database alone. {p} is the driver's placeholder, {lock} locks a row.
_BARE = (
    "SELECT tier, status FROM member WHERE id = {p} {lock}",
    "SELECT points, stock FROM reward WHERE id = {p} {lock}",
    "SELECT expires_on, remainder FROM lot WHERE member_id = {p} AND expires_on >= {p} ORDER BY expires_on",
    "UPDATE reward SET stock = stock - 1 WHERE id = {p}",
    "UPDATE lot SET remainder = remainder - {p} WHERE member_id = {p} AND expires_on = {p}",
    "INSERT INTO voucher (code, secret, member_id, reward_id, decision_id, key, points, issued_at, issued_on,"
    " valid_until, state) VALUES ({p}, {p}, {p}, {p}, {p}, {p}, {p}, {p}, {p}, {p}, 'issued') RETURNING id",
    "INSERT INTO entry (member_id, kind, points, on_day, expires_on, reason, actor, key, created_at)"
    " VALUES ({p}, 'redeem', {p}, {p}, {p}, {p}, {p}, {p}, {p})",
    "INSERT INTO audit (at, actor, action, subject, detail) VALUES ({p}, {p}, 'voucher.issued', {p}, '{{}}')",
)
# Decisions that bare vouchers can refer to: many, or all would queue for the lock of one.
_DECISIONS = 1_000
_DECISION = text(
    "INSERT INTO decision (id, programme, kind, edition, outcome, request, answer, decided_at)"
    " VALUES (:id, 'bare', 'redeem', '', 'approved', '{}', '{}', CURRENT_TIMESTAMP)"
)
_ROUNDS = 5

Redeem = Callable[[int, str], None]  # member, reward


@dataclass(frozen=True)
class Rate:
    """Redemptions a second, median of the rounds: bare and ours, of so many threads."""

    threads: int
    bare: float
    ours: float


def redemption_rates(database: Database, engine: Engine, members: int, seconds: float) -> Iterator[Rate]:
    """Measure one thread and eight, bare and ours in turn, `seconds` for each round."""
    with database.engine.begin() as connection:
        connection.execute(_DECISION, [{"id": number} for number in range(1, _DECISIONS + 1)])
        if database.engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT setval('decision_id_seq', {_DECISIONS})")
    ours = _ours(database, engine)
    with _bare(database) as bare:
        for threads in (1, 8):
            for redeem in (bare, ours):
                _rate(redeem, threads, members, 0.5)  # statements are prepared, catalogues read
            rounds = [
                (_rate(bare, threads, members, seconds), _rate(ours, threads, members, seconds))
                for _round in range(_ROUNDS)
            ]
            yield Rate(threads, *(statistics.median(side) for side in zip(*rounds, strict=True)))


def _rate(redeem: Redeem, threads: int, members: int, seconds: float) -> float:
    """Redemptions a second; each thread takes members and rewards at random."""
    counts = [0] * threads
    start = threading.Barrier(threads + 1)
    end = 0.0

    def run(thread: int) -> None:
        chance = Random(secrets.randbits(64))
        start.wait()
        while time.perf_counter() < end:
            redeem(chance.randint(1, members), f"gift-{chance.randrange(REWARDS)}")
            counts[thread] += 1

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    began = time.perf_counter()
    end = began + seconds
    start.wait()
    for thread in running:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


def _ours(database: Database, engine: Engine) -> Redeem:
    # A turn has read both before; what counts is read again under their locks.
    with database.reading() as session:
        known = {member.id: member for member in session.scalars(select(Member))}
        offers = {reward.id: reward for reward in session.scalars(select(Reward))}

    def redeem(member: int, reward: str) -> None:
        with database.transaction() as session:
            redemption = rewards.redeem(
                RuledAct(session, f"member:{member}", NOW, engine),
                known[member],
                offers[reward],
                key=secrets.token_hex(8),
            )
        assert redemption.voucher is not None

    return redeem


@contextmanager
def _bare(database: Database) -> Iterator[Redeem]:
    """The bare transaction on a connection of each thread's own, with the settings of our connections."""
    sqlite = database.engine.dialect.name == "sqlite"
    opened: list[Any] = []
    kept = threading.local()
    turn = threading.Lock()  # SQLite takes one writer; waiting here is faster than its own waiting

    def connection() -> Any:
        if not hasattr(kept, "connection"):
            kept.connection = _open_sqlite(database) if sqlite else _open_postgres(database)
            opened.append(kept.connection)
        return kept.connection

    placeholder, lock = ("?", "") if sqlite else ("%s", "FOR UPDATE")
    statements = [statement.format(p=placeholder, lock=lock) for statement in _BARE]
    day, at = NOW.date(), NOW
    moment: Any = at.replace(tzinfo=None).isoformat(" ") if sqlite else at
    today: Any = day.isoformat() if sqlite else day

    def transaction(cursor: Any, member: int, reward: str) -> None:
        read_member, read_reward, read_lots, take_stock, take_points, voucher, entry, audit = statements
        cursor.execute(read_member, (member,))
        cursor.fetchone()
        cursor.execute(read_reward, (reward,))
        price, _stock = cursor.fetchone()
        cursor.execute(read_lots, (member, today))
        lot = cursor.fetchall()[0][0]
        cursor.execute(take_stock, (reward,))
        cursor.execute(take_points, (price, member, lot))
        code, decision = secrets.token_hex(10), 1 + secrets.randbelow(_DECISIONS)
        made = (code, secrets.token_bytes(20), member, reward, decision, code, price, moment, today, today)
        cursor.execute(voucher, made)
        number = cursor.fetchone()[0]
        actor = f"member:{member}"
        paid = (member, -price, today, lot, f"reward:{reward}", actor, f"voucher:{number}", moment)
        cursor.execute(entry, paid)
        cursor.execute(audit, (moment, actor, f"voucher:{number}"))

    def redeem_sqlite(member: int, reward: str) -> None:
        with turn:
            cursor = connection().cursor()
            cursor.execute("BEGIN IMMEDIATE")
            transaction(cursor, member, reward)
            cursor.execute("COMMIT")

    def redeem_postgres(member: int, reward: str) -> None:
        with connection().transaction(), connection().cursor() as cursor:
            transaction(cursor, member, reward)

    yield redeem_sqlite if sqlite else redeem_postgres
    for each in opened:
        each.close()


def _open_sqlite(database: Database) -> sqlite3.Connection:
    connection = sqlite3.connect(
        database.engine.url.database or "", isolation_level=None, timeout=30, check_same_thread=False
    )
    for setting in ("synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _open_postgres(database: Database) -> "psycopg.Connection[Any]":
    return psycopg.connect(
        database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    )
