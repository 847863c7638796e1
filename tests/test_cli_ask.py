"""`memberbot ask` refuses what is no question before it opens anything."""

import pytest

from tests.support.command import memberbot


@pytest.mark.parametrize("words", [[""], ["  "], ["hi", "--language", "fr"], ["hi", "--now", "soon"]])
def test_what_cannot_be_asked_is_a_wrong_request(words: list[str]) -> None:
    answer = memberbot("ask", *words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "error" in answer.stderr
