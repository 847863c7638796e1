"""Databases for servers of the tests' own."""

import pytest


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.prove)])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database: on SQLite in the suite, on PostgreSQL too in `make prove`."""
    found: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return found
