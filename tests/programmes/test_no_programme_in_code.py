"""What is a programme's own stands in its folder: code names roles and rules, never a programme."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.programmes import OURS, Programmes, tier_names
from bot.text import simplified

BOT = OURS.parent
PROGRAMMES = Programmes.load()
CODE = [path for path in sorted(BOT.rglob("*.py")) if OURS not in path.parents]
TEMPLATES = sorted(BOT.rglob("templates/*.html"))

# Ids of programmes, and what they and their malls are called in any language.
NAMES = {
    name
    for programme in PROGRAMMES
    for text in (programme.chat.called, programme.chat.mall)
    for name in (programme.id, *text.by_language().values(), *programme.chat.printed)
}
NAMED = re.compile("|".join(map(re.escape, sorted(NAMES))), re.IGNORECASE)
# How people call the tiers; code knows them by the codes of the rules alone.
TIERS = re.compile(
    "|".join(rf"(?<![a-z_]){name}(?![a-z_])" for names in tier_names().values() for name in names),
    re.IGNORECASE,
)
# Malls and districts that an edition says tills print around a name.
AROUND = re.compile(
    "|".join(
        written.replace(" ", r"\s*")
        for path in sorted(OURS.glob("*/editions/*.yaml"))
        for name in yaml.safe_load(path.read_text("utf-8")).get("printed_around", ())
        for written in (name, simplified(name))
    ),
    re.IGNORECASE,
)
# Clauses by their number; those that are a plain number would be found everywhere.
NUMBERS = {key for programme in PROGRAMMES for key in programme.pack.clauses}
CLAUSES = {number for number in NUMBERS if re.search(r"[a-z]", number)}


def texts(tree: ast.Module) -> Iterator[ast.Constant]:
    """The strings of a module that are no docstring."""
    said = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node


@pytest.fixture(scope="module")
def modules() -> dict[str, ast.Module]:
    return {str(path.relative_to(BOT)): ast.parse(path.read_text("utf-8")) for path in CODE}


def test_no_programme_mall_or_clause_stands_in_code(modules: dict[str, ast.Module]) -> None:
    assert [
        (path, node.lineno, node.value)
        for path, tree in modules.items()
        for node in texts(tree)
        if NAMED.search(str(node.value)) or str(node.value).rpartition("/")[2] in CLAUSES
    ] == []


def test_no_tier_is_matched_by_its_name(modules: dict[str, ast.Module]) -> None:
    """What members call a tier stands in its programme's chat.yaml; patterns are made of it."""
    assert [
        (path, node.lineno, node.value)
        for path, tree in modules.items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("re.")
        for argument in call.args
        for node in ast.walk(argument)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and TIERS.search(node.value)
    ] == []


def test_no_sentence_of_ours_calls_a_tier_by_its_name() -> None:
    """Sentences take it from the pack ({tier}, {higher}). "Select" is a verb too, so the higher tier only."""
    higher = re.compile("|".join(map(re.escape, tier_names()["elite"])), re.IGNORECASE)
    catalogues = Path(__file__).parents[2] / "locales"
    assert [
        line
        for path in sorted(catalogues.glob("*/LC_MESSAGES/bot.po"))
        for line in path.read_text("utf-8").splitlines()
        if not line.startswith("#") and higher.search(re.sub(r"\{[^}]*\}", "", line))
    ] == []


def test_what_tills_print_around_names_stands_in_no_code(modules: dict[str, ast.Module]) -> None:
    assert [
        (path, node.lineno, node.value)
        for path, tree in modules.items()
        for node in texts(tree)
        if AROUND.search(str(node.value))
    ] == []


def test_no_clause_is_asked_for_by_its_number(modules: dict[str, ast.Module]) -> None:
    calls = [
        (path, node)
        for path, tree in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
    ]
    assert [
        (path, node.lineno)
        for path, node in calls
        if isinstance(node.func, ast.Attribute)
        and node.func.attr in ("clause", "figure", "role", "reading")
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value in NUMBERS
    ] == []


def test_no_programme_or_mall_stands_in_a_template() -> None:
    named = {path.name: NAMED.findall(path.read_text("utf-8")) for path in TEMPLATES}
    assert {name: found for name, found in named.items() if found} == {}
