"""`memberbot packs diff` on the command line."""

import json
from pathlib import Path

import pytest

from bot.cli import main
from tests.support.programmes import edition

OURS = "festival-walk.2025-06"


def changed(folder: Path, written: str, instead: str) -> Path:
    text = edition("festival-walk", "2025-06").read_text("utf-8")
    assert written in text
    path = folder / "changed.yaml"
    path.write_text(text.replace(written, instead), "utf-8")
    return path


def test_editions_are_named_or_given_as_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = str(changed(tmp_path, "per_day: 500 points", "per_day: 600 points"))
    assert main(["packs", "diff", OURS, new, "--language", "zh-Hans"]) == 0
    assert "500积分改为600积分。" in capsys.readouterr().out
    assert main(["packs", "diff", new, OURS, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"][0]["changes"][0]["new"] == 500


def test_what_cannot_be_compared_is_a_wrong_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["packs", "diff", OURS, "nowhere.yaml"]) == 2
    assert json.loads(capsys.readouterr().err)["error"]["field"] == "NEW"
    assert main(["packs", "diff", OURS, "cityplaza.2023-11"]) == 2
    assert "a pack of festival-walk" in capsys.readouterr().err
    broken = changed(tmp_path, "per_day: 500 points", "per_day: 500 pints")
    assert main(["packs", "diff", OURS, str(broken)]) == 2
    assert "changed.yaml: clauses.points.8.figures.per_day" in capsys.readouterr().err
