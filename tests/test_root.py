"""The repository's root holds what is known to belong there, and nothing that somebody left behind."""

from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]

BELONGS = {
    ".ci",
    ".dockerignore",
    ".git",
    ".gitignore",
    "Dockerfile",
    "Makefile",
    "README.md",
    "babel.cfg",
    "benchmarks",
    "bot",
    "constraints.txt",
    "deploy",
    "docker-compose.yml",
    "docs",
    "intents",
    "locales",
    "pyproject.toml",
    "tests",
}


def test_nothing_else_lies_at_the_root() -> None:
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()]
    names = {path.name for path in ROOT.iterdir()}
    assert BELONGS - {".git"} <= names, "a name on the list is gone"
    assert {
        name for name in names - BELONGS if not any(fnmatch(name, pattern) for pattern in ignored)
    } == set()
