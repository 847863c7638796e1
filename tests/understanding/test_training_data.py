"""`intents/` is a sound Rasa project, complete in every language."""

from collections import Counter, defaultdict

import pytest
from opencc import OpenCC

from benchmarks.nlu.validation import messages, rule_questions
from bot.languages import LANGUAGES
from bot.understanding import TrainingData, training_data

FOLDER = training_data.intents_folder()
DATA = TrainingData.ours()
DOMAIN = training_data.read_yaml(FOLDER / "domain.yml")
# What members mean in words; the other intents of the domain only come from buttons.
PRESSED = {block["intent"] for block in training_data.read_yaml(FOLDER / "buttons.yml")["nlu"]}
INTENTS = [intent for intent in DOMAIN["intents"] if intent not in PRESSED]
VARIETIES = ("en", "zh-Hans", "zh-Hant", "yue")
SOCIAL = {"greet", "thank", "goodbye", "affirm", "deny", "stop", "help"}

# Characters that both scripts use, though OpenCC would write them otherwise.
SHARED = set("台里后只面云舍干余斗谷系了克志制划卷晒准咸夸家复周叶吃吁吊")


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("variety", VARIETIES)
def test_every_intent_has_examples_in_every_variety(intent: str, variety: str) -> None:
    path = FOLDER / "nlu" / variety / f"{intent}.yml"
    (block,) = training_data.read_yaml(path)["nlu"]
    assert block["intent"] == intent
    assert block["examples"].count("\n- ") + 1 >= (18 if intent in SOCIAL else 30)


def test_no_example_stands_under_two_intents() -> None:
    intents = defaultdict(set)
    for example in DATA.examples():
        intents[example.text.casefold()].add(example.intent)
    assert {text: found for text, found in intents.items() if len(found) > 1} == {}


def test_no_validation_text_is_trained_on() -> None:
    trained = {example.text.casefold() for example in DATA.examples() if len(example.text) > 20}
    trained |= {question.text.casefold() for question in DATA.questions()}
    folder = FOLDER / "validation"
    held_out = [message.text for message in messages(folder)] + [q.text for q in rule_questions(folder)]
    assert [text for text in held_out if len(text) > 20 and text.casefold() in trained] == []


def test_every_clause_has_questions_in_every_language() -> None:
    counts: Counter[tuple[str | None, str]] = Counter(
        (question.clause, question.language) for question in DATA.questions()
    )
    clauses = {clause for clause, _ in counts if clause}
    assert len(clauses) == 166
    assert [(c, language) for c in clauses for language in LANGUAGES if counts[c, language] < 2] == []


def test_actions_rules_and_stories_know_every_intent() -> None:
    rules = training_data.read_yaml(FOLDER / "rules.yml")["rules"]
    ruled = {step["intent"] for rule in rules for step in rule["steps"] if "intent" in step}
    stories = training_data.read_yaml(FOLDER / "stories.yml")["stories"]
    told = {step["intent"] for story in stories for step in story["steps"] if "intent" in step}
    assert set(DOMAIN["intents"]) <= ruled
    assert set(INTENTS) <= told
    assert {f"action_{intent}" for intent in INTENTS} <= set(DOMAIN["actions"])


@pytest.mark.parametrize(("language", "own", "other"), [("zh-Hant", "s2t", "t2s"), ("zh-Hans", "t2s", "s2t")])
def test_questions_are_written_in_one_script(language: str, own: str, other: str) -> None:
    to_own, to_other = OpenCC(own).convert, OpenCC(other).convert
    foreign = {
        (character, question.text)
        for question in DATA.questions()
        if question.language == language
        for character in question.text
        if character not in SHARED and to_own(character) != character == to_other(character)
    }
    assert foreign == set()
