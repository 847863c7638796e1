"""Functions stay small in what they take: few have more than five parameters."""

import ast
from pathlib import Path

BOT = Path(__file__).parents[1] / "bot"
MOST = 5
ALLOWED = 24


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many values a caller may give, `self` and `cls` apart."""
    names = [
        argument.arg
        for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    ]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def test_few_functions_take_more_than_five_values() -> None:
    many = [
        f"{path.relative_to(BOT)}:{node.lineno} {node.name}"
        for path in sorted(BOT.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and parameters(node) > MOST
    ]
    assert len(many) <= ALLOWED, many
