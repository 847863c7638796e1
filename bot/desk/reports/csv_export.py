"""Tables as files that a spreadsheet opens."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from starlette.responses import Response

# A cell that begins with one of these is a formula to a spreadsheet, also full-width ones and after blanks.
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")
_BOM = "\ufeff"

Cell = str | int | float | date | timedelta | None


def csv_response(name: str, rows: Iterable[Sequence[Cell]]) -> Response:
    """A file to save: UTF-8 with a mark by which Excel knows it, lines as RFC 4180 has them."""
    return Response(
        to_csv(rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def to_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as a file. Texts that a spreadsheet would compute stay texts; times are in minutes."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return (_BOM + file.getvalue()).encode()


def _plain(cell: Cell) -> str | int | float:
    match cell:
        case None:
            return ""
        case timedelta():
            return round(cell.total_seconds() / 60, 1)
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case float():
            return round(cell, 4)
        case str() if cell.lstrip(" \u00a0\u3000").startswith(_FORMULA):
            return f"'{cell}"
    return cell
