"""The rules as a page: whole, in each language, searchable, and never wiser than the rules."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.channels.faq import FaqPorts, faq_routes
from bot.knowledge import Knowledge
from bot.languages import LANGUAGES, Language
from bot.understanding import ANSWERABLE


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.load()


@pytest.fixture(scope="module")
def client(knowledge: Knowledge) -> Iterator[TestClient]:
    understanding = knowledge.understanding(Path("unused"))
    app = FastAPI()
    app.include_router(
        faq_routes(
            FaqPorts(
                knowledge.engine, knowledge.words, understanding.clauses_for, ANSWERABLE, "festival-walk"
            )
        )
    )
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_stands_on_the_page_under_its_own_link(
    client: TestClient, knowledge: Knowledge, language: Language
) -> None:
    page = client.get("/faq", params={"language": language}).text
    assert f'<html lang="{language}">' in page
    for clause in knowledge.engine.clauses():
        assert page.count(f'<article id="{clause.id}">') == 1
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_question_finds_its_clause(client: TestClient) -> None:
    page = client.get("/faq", params={"q": "within how many days must I upload my receipt?"}).text
    answers = page.split('class="answers"')[1].split("</section>")[0]
    assert "festival-walk/points.11" in answers


def test_what_the_rules_do_not_say_is_admitted(client: TestClient) -> None:
    page = client.get("/faq", params={"q": "what is the wifi password of the mall?"}).text
    assert "<article>" not in page.split('class="answers"')[1].split("</section>")[0]


def test_a_hostile_question_is_only_text(client: TestClient) -> None:
    page = client.get("/faq", params={"q": '"><script>alert(1)</script>' + "x" * 5000}).text
    assert "<script>alert" not in page
