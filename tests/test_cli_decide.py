"""`memberbot decide` and `memberbot clauses` as other programs use them."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.programmes import Programmes
from tests.support.command import memberbot, memberbot_process

REQUEST: dict[str, Any] = {
    "programme": "festival-walk",
    "kind": "earn",
    "now": "2026-11-20T12:00:00+08:00",
    "facts": {
        "member": {"joined": "2025-01-01"},
        "receipt": {
            "merchant": "UNIQLO",
            "number": "A-1",
            "issued_at": "2026-11-19T18:30:00+08:00",
            "total": 1234.5,
            "payment": "octopus",
        },
    },
}


def test_a_request_is_decided_however_it_is_laid_out(tmp_path: Path) -> None:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(REQUEST, indent=8))
    answers = [memberbot_process("decide", stdin=json.dumps(REQUEST)), memberbot("decide", file)]
    assert [answer.returncode for answer in answers] == [0, 0]
    decision = json.loads(answers[0].stdout)
    assert decision == json.loads(answers[1].stdout)
    assert (decision["outcome"], decision["points"], decision["credit_by"]) == ("approved", 12, "2026-12-01")
    assert set(decision["because"][0]["text"]) == {"en", "zh-Hans", "zh-Hant"}


@pytest.mark.parametrize(
    ("request_text", "field"),
    [
        ("", "request"),
        ("not json", "request"),
        (b"\xff\xfe", "request"),
        ("[]", "request"),
        ('{"programme": "festival-walk", "programme": "cityplaza"}', "request"),
        (json.dumps(REQUEST | {"programme": "nowhere"}), "programme"),
        (json.dumps(REQUEST | {"kind": "wish"}), "kind"),
        (json.dumps(REQUEST | {"facts": {"receipt": {"total": -1}}}), "facts.receipt.total"),
    ],
)
def test_a_wrong_request_is_named_on_standard_error(request_text: str | bytes, field: str) -> None:
    answer = memberbot("decide", stdin=request_text)
    assert answer.returncode == 2
    assert answer.stdout == ""
    error = json.loads(answer.stderr)["error"]
    assert error["field"].removeprefix("facts.") == field.removeprefix("facts.")
    assert error["expected"]


def test_a_file_that_is_not_there_is_a_wrong_request(tmp_path: Path) -> None:
    answer = memberbot("decide", tmp_path / "nothing.json")
    assert answer.returncode == 2
    assert json.loads(answer.stderr)["error"]["field"] == "file"


def test_a_stream_is_answered_line_by_line_in_order_past_wrong_ones() -> None:
    small, large = json.loads(json.dumps(REQUEST)), json.loads(json.dumps(REQUEST))
    small["facts"]["receipt"]["total"] = "100"
    large["facts"]["receipt"]["total"] = 250
    lines = [json.dumps(small), "{", "", json.dumps(REQUEST | {"kind": None}), json.dumps(large)]
    answer = memberbot("decide", "--jsonl", stdin="\n".join(lines))
    assert answer.returncode == 0
    answers = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [decision.get("points") for decision in answers] == [1, None, None, 2]
    assert [decision.get("error", {}).get("field") for decision in answers] == [None, "request", "kind", None]


def test_a_request_without_a_time_is_decided_at_the_clocks() -> None:
    request = {name: value for name, value in REQUEST.items() if name != "now"}
    in_time = memberbot("decide", stdin=json.dumps(request), MEMBERBOT_NOW="2026-11-20T12:00:00+08:00")
    too_late = memberbot("decide", stdin=json.dumps(request), MEMBERBOT_NOW="2027-01-20T12:00:00+08:00")
    assert json.loads(in_time.stdout)["outcome"] == "approved"
    assert json.loads(too_late.stdout)["outcome"] == "rejected"


def test_a_setting_that_cannot_be_used_is_said_in_one_line() -> None:
    answer = memberbot("decide", stdin=json.dumps(REQUEST), MEMBERBOT_NOW="soon")
    assert answer.returncode == 2
    assert answer.stderr.startswith("memberbot: MEMBERBOT_NOW: ") and answer.stderr.count("\n") == 1


def test_clauses_are_listed_in_the_order_of_the_books() -> None:
    listed = json.loads(memberbot("clauses", "--json").stdout)
    assert [clause["id"] for clause in listed] == [clause.id for clause in Programmes.load().engine.clauses()]
    assert {clause["kind"] for clause in listed} <= {"decides", "states"}
    assert all(set(clause["text"]) == {"en", "zh-Hans", "zh-Hant"} for clause in listed)


def test_clauses_of_one_programme_in_one_language() -> None:
    answer = memberbot("clauses", "--programme", "festival-walk", "--language", "zh-Hans", "--json")
    listed = json.loads(answer.stdout)
    assert listed and all(clause["id"].startswith("festival-walk/") for clause in listed)
    assert all(list(clause["text"]) == ["zh-Hans"] for clause in listed)
    plain = memberbot("clauses", "--programme", "festival-walk", "--language", "zh-Hans").stdout
    assert all(clause["text"]["zh-Hans"] in plain for clause in listed)


def test_a_programme_that_does_not_exist_is_a_wrong_request() -> None:
    answer = memberbot("clauses", "--programme", "nowhere")
    assert answer.returncode == 2
    assert json.loads(answer.stderr)["error"]["field"] == "programme"


def test_a_command_that_does_not_exist_is_a_wrong_request() -> None:
    assert memberbot("dance").returncode == 2
