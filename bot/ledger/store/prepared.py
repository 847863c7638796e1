"""Statements of the main path: compiled once, then carried out on the driver's cursor.

SQLAlchemy takes longer to have a small statement carried out than the database takes to do it. A prepared one
means the same on both databases, and values pass through the same types; only that machinery is left out.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection, Dialect, Insert, SelectBase, Update
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

_Convert = Callable[[object], object]
_Parameters = Sequence[object] | Mapping[str, object]
Row = TypeVar("Row")


@dataclass(slots=True)
class _Plan:
    """A statement for one database: its text, the values that it brings, and how others are converted.

    `given` are its parameters, in order where the driver takes them by place. `found` says how the columns of
    its rows are converted, which is known once the driver has described them.
    """

    text: str
    brought: Mapping[str, object]
    given: Sequence[tuple[str, _Convert | None]]
    by_place: bool
    found: Sequence[tuple[int, _Convert]] | None = None

    def parameters(self, values: Mapping[str, object]) -> _Parameters:
        """The values as the driver takes them."""
        if self.brought:
            values = {**self.brought, **values}
        if self.by_place:
            return [values[name] if ready is None else ready(values[name]) for name, ready in self.given]
        return {name: values[name] if ready is None else ready(values[name]) for name, ready in self.given}

    def converted(self, row: Iterable[object]) -> Sequence[object]:
        """The columns of a row as SQLAlchemy gives them."""
        columns = list(row)
        for place, convert in self.found or ():
            columns[place] = convert(columns[place])
        return columns


class Prepared(Generic[Row]):
    """A statement, called with a session and the values of its parameters.

    `row` makes a row of its columns, as the `_make` of a named tuple does; `tuple` where it gives no rows. Of
    an insertion `columns` are those it is given. What the driver refuses is raised as SQLAlchemy does.
    """

    def __init__(
        self,
        statement: SelectBase | Insert | Update,
        row: Callable[[Iterable[object]], Row],
        columns: Collection[str] | None = None,
    ) -> None:
        self._statement = statement
        self._row = row
        self._gives_rows = bool(statement.exported_columns.keys())
        self._columns = None if columns is None else list(columns)
        self._plans: dict[str, _Plan] = {}

    def __call__(self, session: Session, /, **values: object) -> list[Row]:
        connection = session.connection()
        plan = self._plans.get(connection.dialect.name) or self._planned(connection.dialect)
        parameters = plan.parameters(values)
        cursors = connection.info.setdefault("prepared", {})
        cursor = cursors.get(self) or connection.connection.cursor()
        try:
            cursor.execute(plan.text, parameters)
            rows: Iterable[Iterable[object]] = cursor.fetchall() if self._gives_rows else ()
        except connection.dialect.loaded_dbapi.Error as error:
            cursors.pop(self, None)
            raise _as_raised_elsewhere(connection, cursor, plan.text, parameters, error) from error
        cursors[self] = cursor  # kept as long as the connection: it knows how to convert by now
        if not self._gives_rows:
            return []
        if plan.found is None:
            plan.found = self._described(cursor, connection.dialect)
        return list(map(self._row, map(plan.converted, rows) if plan.found else rows))

    def _planned(self, dialect: Dialect) -> _Plan:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
        binds = compiled.binds.items()
        order = compiled.positiontup
        convert = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds}
        plan = self._plans[dialect.name] = _Plan(
            text=str(compiled),
            brought={name: bind.value for name, bind in binds if not bind.required},
            given=[(name, convert[name]) for name in order or convert],
            by_place=order is not None,
        )
        return plan

    def _described(self, cursor: DBAPICursor, dialect: Dialect) -> list[tuple[int, _Convert]]:
        columns = zip(self._statement.exported_columns, cursor.description or (), strict=True)
        converted = [
            column.type.dialect_impl(dialect).result_processor(dialect, described[1])
            for column, described in columns
        ]
        return [(place, convert) for place, convert in enumerate(converted) if convert is not None]


def _as_raised_elsewhere(
    connection: Connection, cursor: DBAPICursor, text: str, parameters: _Parameters, error: Exception
) -> BaseException:
    """The driver's error as SQLAlchemy raises it; a connection that is lost is not used again."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection, cursor)  # type: ignore[arg-type]
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        text,
        parameters,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=dialect,
    )
