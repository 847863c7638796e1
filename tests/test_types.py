"""What the code knows the shape of has a type that says so: `Any` stands at the outermost edge alone."""

import ast
from collections import Counter
from pathlib import Path

BOT = Path(__file__).parents[1] / "bot"

# Rooms that meet no library without types.
WITHOUT = ("commands", "dialogue", "ledger", "programmes", "rules", "text", "wording", "work")
ALLOWED = 40  # lines in the others


def lines_with_any() -> Counter[str]:
    """How many lines of each room name `Any`."""
    found: Counter[str] = Counter()
    for path in sorted(BOT.rglob("*.py")):
        named = {
            node.lineno
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if (isinstance(node, ast.Name) and node.id == "Any")
            or (isinstance(node, ast.ImportFrom) and any(alias.name == "Any" for alias in node.names))
        }
        found[path.relative_to(BOT).parts[0]] += len(named)
    return found


def test_any_stands_at_the_outermost_edge_alone() -> None:
    found = lines_with_any()
    assert {room: found[room] for room in WITHOUT if found[room]} == {}
    assert found.total() <= ALLOWED, found
