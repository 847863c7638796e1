"""`memberbot new` writes skeletons that load as they are, and says what is left to do."""

import shutil
from pathlib import Path

import pytest

from bot.cli import main
from bot.programmes import Programmes
from bot.understanding.training_data import VARIETIES, TrainingData, intents_folder
from tests.support.programmes import INVENTED


def test_a_new_programme_loads_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "programme", "pier-nine", "--in", str(tmp_path)]) == 0
    programme = Programmes.load(tmp_path)["pier-nine"]
    assert programme.kinds == ()
    assert programme.questions == ()
    said = capsys.readouterr().out
    assert "pier-nine/chat.yaml" in said and "Left to do:" in said
    assert main(["new", "programme", "pier-nine", "--in", str(tmp_path)]) == 2
    assert main(["new", "programme", "Pier Nine", "--in", str(tmp_path)]) == 2


def test_a_new_clause_stands_in_the_newest_edition(tmp_path: Path) -> None:
    shutil.copytree(INVENTED / "harbour-lane", tmp_path / "harbour-lane")
    for key in ("16", "points.3"):
        assert main(["new", "clause", f"harbour-lane/{key}", "--in", str(tmp_path)]) == 0
    programmes = Programmes.load(tmp_path)
    assert list(programmes["harbour-lane"].pack.clauses)[-2:] == ["16", "points.3"]
    assert programmes.engine.edition("harbour-lane", "2024").clauses.keys().isdisjoint({"16", "points.3"})
    assert "harbour-lane/points.3:" in (tmp_path / "harbour-lane" / "questions.yml").read_text("utf-8")
    assert main(["new", "clause", "harbour-lane/16", "--in", str(tmp_path)]) == 2
    assert main(["new", "clause", "nowhere/1", "--in", str(tmp_path)]) == 2


def test_a_new_intent_has_its_examples_and_its_skill(tmp_path: Path) -> None:
    shutil.copytree(intents_folder(), tmp_path / "intents")
    assert main(["new", "intent", "find_shop", "--in", str(tmp_path)]) == 0
    for variety in VARIETIES:
        path = tmp_path / "intents" / "nlu" / variety / "find_shop.yml"
        path.write_text(path.read_text("utf-8") + "    - where is the bookshop\n", "utf-8")
    examples = [one for one in TrainingData(tmp_path / "intents").examples() if one.intent == "find_shop"]
    assert {one.variety for one in examples} == set(VARIETIES)
    compile((tmp_path / "bot/dialogue/skills/find_shop.py").read_text("utf-8"), "find_shop.py", "exec")
    assert main(["new", "intent", "find_shop", "--in", str(tmp_path)]) == 2
