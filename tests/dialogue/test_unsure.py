"""Where the bot cannot answer, or is not sure that it cannot, it offers what may have been meant."""

from collections.abc import Callable

import pytest

from bot.dialogue import intents
from tests.dialogue.conftest import Talk


def offered(talk: Talk, text: str) -> list[str]:
    """The intents that the buttons of the reply ask for; the reply admits that it is no answer."""
    (said,) = talk.send(text)
    assert said.reply.custom["unanswered"]
    return [button.payload.removeprefix("/").partition("{")[0] for button in said.reply.buttons]


@pytest.mark.parametrize(
    "text",
    [
        "Is there wifi for members in the mall?",
        "會員有冇得用商場嘅貴賓休息室？",
        "会员可以借雨伞吗？",
    ],
)
def test_a_question_without_a_clause_offers_a_person_and_the_likeliest_wishes(
    talk: Callable[..., Talk], text: str
) -> None:
    first, *wishes = offered(talk(), text)
    assert "talk_to_human" in (first, *wishes)
    assert len(set(wishes) & set(intents.meanings())) <= 4


def test_nonsense_gets_a_person_and_the_menu(talk: Callable[..., Talk]) -> None:
    assert {"talk_to_human", "help"} <= set(offered(talk(), "嘰哩咕嚕"))
