"""`memberbot parse`, `read` and `ask` as other programs use them."""

import json
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.support.command import memberbot


def test_texts_are_parsed_line_by_line(tmp_path: Path) -> None:
    answer = memberbot(
        "parse", stdin="how many points do I have\n\n我有幾多分\n", MEMBERBOT_DATA=str(tmp_path)
    )
    assert answer.returncode == 0
    parses = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [parse["text"] for parse in parses] == ["how many points do I have", "我有幾多分"]
    assert {parse["intent"]["name"] for parse in parses} == {"check_balance"}


def test_a_stream_of_parses_goes_on_past_a_wrong_line(tmp_path: Path) -> None:
    lines = ['{"text": "hello"}', "hello", '{"text": 3}', '{"text": ""}', '{"text": "thanks!"}']
    answer = memberbot("parse", "--jsonl", stdin="\n".join(lines), MEMBERBOT_DATA=str(tmp_path))
    assert answer.returncode == 0
    parses = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [parse.get("error", {}).get("field") for parse in parses] == [None, "request", "text", None, None]
    assert [parses[0]["intent"]["name"], parses[4]["intent"]["name"]] == ["greet", "thank"]
    assert set(parses[0]) == {"text", "intent", "entities", "intent_ranking", "language"}


def test_files_that_are_no_photos_are_named_and_the_others_read(tmp_path: Path) -> None:
    (tmp_path / "note.jpg").write_text("not a picture")
    (tmp_path / "empty.png").touch()
    answer = memberbot(
        "read", "--jsonl", *(tmp_path / name for name in ("note.jpg", "empty.png", "gone.jpg"))
    )
    assert answer.returncode == 1
    answers = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [Path(answer["file"]).name for answer in answers] == ["note.jpg", "empty.png", "gone.jpg"]
    assert [answer["error"]["code"] for answer in answers] == ["not_a_picture", "empty", "no_file"]
    assert [set(answer["error"].get("text", ())) for answer in answers] == [
        {"en", "zh-Hans", "zh-Hant"},
        {"en", "zh-Hans", "zh-Hant"},
        set(),
    ]


@pytest.mark.ocr
def test_a_photo_is_read(tmp_path: Path) -> None:
    photo = Image.new("RGB", (640, 900), "white")
    lines = [
        "DEMO SHOP LIMITED",
        "Receipt No: R-20417",
        "Date: 18/11/2026 15:42",
        "Item 120.50",
        "TOTAL HK$120.50",
    ]
    font = ImageFont.load_default(34)
    for place, line in enumerate(lines):
        ImageDraw.Draw(photo).text((50, 60 + 90 * place), line, fill="black", font=font)
    photo.save(tmp_path / "receipt.png")
    answer = memberbot("read", "--json", tmp_path / "receipt.png")
    assert answer.returncode == 0
    reading = json.loads(answer.stdout)
    assert (reading["document"], reading["issued_on"], str(reading["total"])) == (
        "shop_receipt",
        "2026-11-18",
        "120.50",
    )
    assert memberbot("read", tmp_path / "receipt.png").stdout.startswith(str(tmp_path / "receipt.png"))


@pytest.mark.parametrize(
    ("language", "balance"), [("en", "points"), ("zh-Hans", "积分"), ("zh-Hant", "積分")]
)
def test_a_member_asks_in_a_language(tmp_path: Path, language: str, balance: str) -> None:
    asked = ("ask", "/check_balance", "--member", "fw 100001", "--language", language)
    answer = memberbot(*asked, "--json", MEMBERBOT_DATA=str(tmp_path))
    assert answer.returncode == 0
    [reply] = json.loads(answer.stdout)
    assert balance in reply["text"]
    assert reply["text"] in memberbot(*asked, MEMBERBOT_DATA=str(tmp_path)).stdout


def test_a_member_that_does_not_exist_is_a_wrong_request(tmp_path: Path) -> None:
    answer = memberbot("ask", "hello", "--member", "nobody", MEMBERBOT_DATA=str(tmp_path))
    assert answer.returncode == 2
    assert json.loads(answer.stderr)["error"]["field"] == "member"


def test_asking_at_another_time(tmp_path: Path) -> None:
    asked = ("ask", "/check_balance", "--member", "FW-100001")
    now, later = (
        memberbot(*asked, "--now", time, MEMBERBOT_DATA=str(tmp_path), MEMBERBOT_NOW="2026-11-20T12:00")
        for time in ("2026-11-20T12:00:00+08:00", "2029-11-20T12:00:00+08:00")
    )
    assert now.stdout != later.stdout
    assert memberbot(*asked, "--now", "later", MEMBERBOT_DATA=str(tmp_path)).returncode == 2
