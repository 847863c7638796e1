"""The room as a whole: how much it gets right, how fast, and what it does with strange input."""

import json
import time
from datetime import datetime

import pytest

from benchmarks.nlu.measures import Report, measure, unexpected
from benchmarks.nlu.validation import known_failures, messages, rule_questions
from bot.understanding import ANSWERABLE, Understanding, parse_json
from bot.understanding.training_data import intents_folder

NOW = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
VALIDATION = intents_folder() / "validation"

pytestmark = pytest.mark.xdist_group("validation")  # one process measures for all that look at it


@pytest.fixture(scope="module")
def report(understanding: Understanding) -> Report:
    return measure(understanding, messages(VALIDATION), rule_questions(VALIDATION))


def test_intents_are_right_in_every_variety(report: Report) -> None:
    assert report.by_variety.share() >= 0.95
    assert all(report.by_variety.share(variety) >= 0.92 for variety in report.by_variety.all)


def test_messages_out_of_scope_are_recognised_and_good_ones_not_refused(report: Report) -> None:
    assert report.by_intent.share("out_of_scope") >= 0.93
    assert report.refused_good.share() < 0.03


def test_entity_values_are_right(report: Report) -> None:
    assert report.entities.share() >= 0.95


def test_rule_questions_find_their_clause_and_others_are_admitted(report: Report) -> None:
    assert report.clauses.share() >= 0.85
    assert report.answered.share() >= 0.9
    assert report.admitted.share() >= 0.9


def test_known_failures_still_fail(report: Report) -> None:
    mended, _ = unexpected(report, {item for item in known_failures(VALIDATION) if item[1] != "clause"})
    assert mended == []


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "👍", "。。。", "a" * 100_000, "你好 300 " * 20_000, "\ud800", "🏽‍♀️", "١٢٣"]
)
def test_strange_text_gets_a_parse_quickly(understanding: Understanding, text: str) -> None:
    started = time.perf_counter()
    parse = understanding.parse(text, NOW)
    assert time.perf_counter() - started < 1
    assert parse.intent == parse.intent_ranking[0]
    assert abs(sum(intent.confidence for intent in parse.intent_ranking) - 1) < 1e-3


def test_the_json_has_the_shape_of_model_parse(understanding: Understanding) -> None:
    text = "I spent 350.50 at Starbucks yesterday, how many points?"
    found = json.loads(json.dumps(parse_json(understanding.parse(text, NOW))))
    assert set(found) == {"text", "intent", "entities", "intent_ranking", "language"}
    assert found["intent"]["name"] == found["intent_ranking"][0]["name"] == "ask_earn"
    assert len(found["intent_ranking"]) == 23
    assert [(entity["entity"], entity["value"]) for entity in found["entities"]] == [
        ("amount", 350.5),
        ("merchant", "Starbucks"),
        ("date", "2026-11-19"),
    ]


def test_a_question_without_an_answer_scores_below_the_threshold(understanding: Understanding) -> None:
    known = understanding.clauses_for("how many days do I have to upload a receipt?", "en")
    assert known[0].clause == "festival-walk/points.11"
    assert known[0].score >= ANSWERABLE
    assert understanding.clauses_for("where are the toilets?", "en")[0].score < ANSWERABLE


def test_clauses_of_one_programme_only(understanding: Understanding) -> None:
    hits = understanding.clauses_for("can I get a refund?", "en", "cityplaza", limit=3)
    assert len(hits) == 3
    assert all(hit.clause.startswith("cityplaza/") for hit in hits)
