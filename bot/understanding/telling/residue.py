"""What found no place: numbers without a role, odd circumstances, days that do not exist."""

from bot.understanding.candidates.found import Range
from bot.understanding.circumstances import Lexicon
from bot.understanding.telling.acts import words_of_acts
from bot.understanding.telling.board import Board, Mention
from bot.understanding.telling.questions import places_asked
from bot.understanding.telling.told import Residue

# What a number must be to matter to a kind; a count of people or of minutes does not.
_MATTERS = {
    "earn": ("money", "percent"),
    "claim": ("money", "percent"),
    "redeem": ("points", "hours"),
    "tier": ("points",),
    "balance": ("points",),
    "join": (),
    "birthday": (),
    "enrol": (),
    "award": ("money",),
    "spend": ("money",),
}
# Kinds that a circumstance of a purchase may spoil.
_OF_PURCHASES = ("earn", "claim", "enrol", "award", "spend")
_SMALLEST = 10


def leave_residue(board: Board, kind: str, lexicon: Lexicon) -> None:
    """Note what the readers left over on the table."""
    for place in board.impossible:
        board.leave_over(place, "impossible_date")
    for mention in board.free(*_MATTERS.get(kind, ())):
        if not _slight(mention):
            board.leave_over(mention.place, "number")
    if kind not in _OF_PURCHASES:
        return
    board.explained += [*words_of_acts(board), *places_asked(board.text)]
    board.explained += [board.place_of(e) for e in board.entities if e.entity in ("merchant", "payment")]
    known = [board.folded.span(start, end) for start, end in board.explained if end > start]
    for start, end in lexicon.suspicious(board.folded, board.scopes, known):
        board.residue.append(_words(board, start, end))


def _slight(mention: Mention) -> bool:
    if isinstance(mention.value, Range):
        return False
    return mention.kind == "money" and int(mention.value) < _SMALLEST  # type: ignore[arg-type]


def _words(board: Board, start: int, end: int) -> Residue:
    return Residue(board.original[start:end], start, end, "circumstance")
