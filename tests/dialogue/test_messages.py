"""Messages rich in facts (tests/conversations/messages), each decided as the first of a conversation.

`known: why` marks a message that is not understood yet; once it is, the mark has to go.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from benchmarks.converse.judging import judge
from tests.dialogue.conftest import Talk

FOLDER = Path(__file__).parents[1] / "conversations" / "messages"
KINDS = [path.stem for path in sorted(FOLDER.glob("*.yaml"))]


@pytest.mark.parametrize("kind", KINDS)
def test_messages_are_decided_by_the_facts_they_tell(kind: str, talk: Callable[..., Talk]) -> None:
    wrong = []
    for case in yaml.safe_load((FOLDER / f"{kind}.yaml").read_text("utf-8")):
        led = talk(sender=case["id"])
        led.now = datetime.fromisoformat(case["now"])
        found = judge(case, [outgoing.reply for outgoing in led.send(case["text"])])
        if found.right == ("known" in case):
            wrong.append(f"{case['id']} {case['text']}: {'; '.join(found.faults) or 'understood now'}")
    assert not wrong, "\n".join(wrong)
