"""A purchase that would count, with one circumstance that a clause excludes: never a plain yes."""

from datetime import datetime
from pathlib import Path

import pytest
import yaml

from bot.dialogue.cases.frame import Frame, merged
from bot.dialogue.cases.verdict import judge
from bot.understanding.telling import Talk
from bot.understanding.telling.teller import programmes_of
from tests.support.known import knowledge

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "conversations" / "spoiled" / "purchases.yaml").read_text("utf-8")
)
TOLD = [(kind, name) for kind, cases in CASES.items() for name in cases["told"]]


@pytest.mark.parametrize(("kind", "circumstance"), TOLD)
def test_a_purchase_that_a_clause_excludes_gets_no_plain_yes(kind: str, circumstance: str) -> None:
    cases = CASES[kind]
    approved = [
        message
        for variety, wordings in cases["told"][circumstance].items()
        for wording in wordings
        if _outcome(message := cases["messages"][variety].format(told=wording), kind, cases) == "approved"
    ]
    assert approved == []


def test_without_it_the_purchase_counts() -> None:
    for kind, cases in CASES.items():
        for variety, message in cases["messages"].items():
            assert _outcome(message.format(told=cases["nothing"][variety]), kind, cases) == "approved", (
                message
            )


def _outcome(message: str, kind: str, cases: dict[str, str]) -> str:
    known, understanding = knowledge()
    now = datetime.fromisoformat(cases["now"])
    talk = Talk(programme=cases["programme"], kind=kind)
    engine = known.engine
    telling = understanding.tell(message, now, talk, programmes_of(engine))
    frame, _changed = merged(Frame(kind, cases["programme"]), telling)
    return judge(engine, frame, {}, {}, now).outcome
