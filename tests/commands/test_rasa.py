"""The mechanical files of the Rasa project follow from what the skills declare."""

import shutil
from pathlib import Path

import yaml

from bot.cli import main
from bot.dialogue.registry import INTENTS
from bot.understanding.training_data import intents_folder

FILES = ("domain.yml", "rules.yml", "buttons.yml")


def test_the_files_are_what_the_command_writes(tmp_path: Path) -> None:
    shutil.copytree(intents_folder(), tmp_path / "intents")
    assert main(["rasa", "--folder", str(tmp_path / "intents")]) == 0
    for name in FILES:
        written = (tmp_path / "intents" / name).read_text("utf-8")
        assert (intents_folder() / name).read_text("utf-8") == written, "run `memberbot rasa`"


def test_every_intent_has_its_action_and_its_rule() -> None:
    domain, rules, buttons = (yaml.safe_load((intents_folder() / name).read_text("utf-8")) for name in FILES)
    ruled = {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in rules["rules"]}
    fallback = "action_default_fallback"
    assert ruled == {intent: f"action_{intent}" for intent in INTENTS} | {
        "go": fallback,
        "nlu_fallback": fallback,
    }
    assert set(domain["actions"]) == set(ruled.values())
    assert set(domain["intents"]) == set(ruled) - {"nlu_fallback"}
    exemplified = {path.stem for path in intents_folder().glob("nlu/*/*.yml")}
    assert set(domain["intents"]) == exemplified | {entry["intent"] for entry in buttons["nlu"]}


def test_names_of_programmes_are_a_lookup(tmp_path: Path) -> None:
    assert main(["rasa", "--names", str(tmp_path / "build" / "programme.yml")]) == 0
    lookup = yaml.safe_load((tmp_path / "build" / "programme.yml").read_text("utf-8"))
    assert lookup["nlu"]
