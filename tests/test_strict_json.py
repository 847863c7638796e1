"""Requests are JSON and nothing else, and their amounts arrive exactly as written."""

from decimal import Decimal

import pytest

from bot import strict_json


def test_amounts_are_exact() -> None:
    assert strict_json.loads('{"total": 1234.10, "points": 12}') == {
        "total": Decimal("1234.10"),
        "points": 12,
    }


@pytest.mark.parametrize("text", [b'\xef\xbb\xbf{"a": 1}', '\ufeff{"a": 1}', ' \n\t{"a"\r\n:1} '])
def test_marks_and_blanks_around_it_do_not_matter(text: str | bytes) -> None:
    assert strict_json.loads(text) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"", "JSON"),
        (b"   \n", "JSON"),
        (b"{", "JSON"),
        (b"{'a': 1}", "JSON"),
        (b'{"a": 1} {"b": 2}', "JSON"),
        (b"\xff\xfe{", "UTF-8"),
        (b'{"a": NaN}', "not NaN"),
        (b'{"a": -Infinity}', "not -Infinity"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "'c' twice"),
        (b'{"a": ' + b"9" * 5000 + b"}", "40 digits"),
        (b'{"a": 1e999999999}', "40 digits"),
        (b'{"a": 0.' + b"1" * 5000 + b"}", "40 digits"),
        (b"[" * 200_000, "deeply"),
    ],
)
def test_anything_else_is_refused_with_what_was_expected(text: bytes, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        strict_json.loads(text)
