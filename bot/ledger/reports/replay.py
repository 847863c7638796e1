"""All stored decisions decided again under changed packs: whose outcome or figures would be others.

The database is opened read-only. Stretches of the table are shared out to processes, which read and decide
them one after another, so that memory does not grow with the number of decisions.
"""

import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Row, func, select

from bot.json_values import Json, JsonObject, json_object
from bot.ledger.models import DecisionRecord, Member, RequestJson
from bot.ledger.models.base import storable_json
from bot.ledger.store import Database
from bot.rules import Engine, RequestError, load_pack
from bot.rules.shelf import Shelf

_BATCH = 2000
# Below so many decisions another process takes longer to start than to help.
_WORTH_A_PROCESS = 3 * _BATCH

# What an answer holds besides its figures.
_NO_FIGURES = {"outcome", "missing", "clauses", "edition"}


@dataclass(frozen=True, slots=True)
class AffectedDecision:
    """A stored decision that comes out differently. `new_outcome` is None where the request is refused now,
    as `refused` says."""

    id: int
    programme: str
    kind: str
    member: str | None
    decided_at: datetime
    old_outcome: str
    new_outcome: str | None
    figures: Mapping[str, tuple[Json, Json]]
    """The figures that change, as JSON values: before and now."""
    clauses: tuple[str, ...] = ()
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A stretch of the stored decisions: how many were decided again, and which of them differ."""

    decided: int
    affected: Sequence[AffectedDecision]


def engine_against(packs: Path) -> Engine:
    """The engine of one pack file alone, which then decides every day, or of a folder of packs.

    Raises `PackError`, and RequestError where there is no pack.
    """
    if packs.is_file():
        return Engine(Shelf([load_pack(packs)]))
    engine = Engine.load(packs)
    if not engine.packs:
        raise RequestError("against", "a pack file, or a folder of packs")
    return engine


def replay_decisions(url: str, packs: Path, *, processes: int | None = None) -> Iterator[Batch]:
    """Decide all stored decisions of the packs' programmes again, in the order in which they were made.

    Raises as `engine_against` does, and SQLAlchemy's errors for a database that cannot be read.
    """
    replayer = _Replayer(url, packs)
    last = replayer.last_id()
    stretches = [(start, start + _BATCH) for start in range(0, last, _BATCH)]
    workers = min(processes or os.cpu_count() or 1, len(stretches))
    if workers < 2 or last < _WORTH_A_PROCESS:
        yield from map(replayer.batch, stretches)
        return
    # Spawned, not forked: a database connection must not be shared.
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, initializer=_start, initargs=(url, packs)) as pool:
        yield from pool.imap(_batch, stretches)


class _Replayer:
    """Reads and decides in one process."""

    def __init__(self, url: str, packs: Path) -> None:
        self._engine = engine_against(packs)
        self._database = Database.open(url, read_only=True)

    def last_id(self) -> int:
        with self._database.reading() as session:
            return session.scalar(select(func.max(DecisionRecord.id))) or 0

    def batch(self, stretch: tuple[int, int]) -> Batch:
        """The decisions with ids above the first number, up to the second."""
        above, up_to = stretch
        query = (
            select(
                DecisionRecord.id,
                DecisionRecord.programme,
                DecisionRecord.kind,
                DecisionRecord.outcome,
                DecisionRecord.request,
                DecisionRecord.answer,
                DecisionRecord.decided_at,
                Member.number,
            )
            .outerjoin(Member, Member.id == DecisionRecord.member_id)
            .where(DecisionRecord.id > above, DecisionRecord.id <= up_to)
            .where(DecisionRecord.programme.in_(self._engine.packs))
            .order_by(DecisionRecord.id)
        )
        with self._database.reading() as session:
            kept = session.execute(query).all()
        return Batch(len(kept), [found for row in kept if (found := self._again(row)) is not None])

    def _again(
        self, kept: Row[int, str, str, str, RequestJson, dict[str, Json], datetime, str]
    ) -> AffectedDecision | None:
        outcome: str | None = None
        clauses: tuple[str, ...] = ()
        refused: str | None = None
        now: JsonObject = {}
        try:
            decision = self._engine.decide(kept.request)
            outcome, clauses = decision.outcome, decision.clauses
            now = json_object(storable_json(decision.figures.named()))
        except RequestError as error:
            refused = str(error)
        before = {name: value for name, value in kept.answer.items() if name not in _NO_FIGURES}
        if outcome == kept.outcome and now == before:
            return None
        figures = {
            name: (before.get(name), now.get(name))
            for name in {**before, **now}
            if before.get(name) != now.get(name)
        }
        if outcome == kept.outcome and not figures:
            return None
        return AffectedDecision(
            id=kept.id,
            programme=kept.programme,
            kind=kept.kind,
            member=kept.number,
            decided_at=kept.decided_at,
            old_outcome=kept.outcome,
            new_outcome=outcome,
            figures=figures,
            clauses=clauses,
            refused=refused,
        )


_replayer: _Replayer  # of a worker process


def _start(url: str, packs: Path) -> None:
    global _replayer
    _replayer = _Replayer(url, packs)


def _batch(stretch: tuple[int, int]) -> Batch:
    return _replayer.batch(stretch)
