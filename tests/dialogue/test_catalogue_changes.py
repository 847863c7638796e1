"""The catalogue changes while a member is choosing: nothing is charged that was not agreed to."""

from collections.abc import Callable

from bot.ledger import rewards
from bot.ledger.models import Reward
from bot.ledger.store import Act, value_of
from tests.dialogue.conftest import NOW, Talk


def change(led: Talk, reward: str, **changed: object) -> None:
    with led.database.transaction() as session:
        row = session.get_one(Reward, reward)
        values = {field: value_of(row, field) for field in rewards.REWARD_FIELDS} | changed
        rewards.change_reward(Act(session, "staff:amy", NOW), reward, values, row.version)


def test_a_new_price_is_confirmed_anew(talk: Callable[..., Talk]) -> None:
    led = talk()
    led.link("FW-100001")
    led.send('/redeem{"reward":"gift-tote"}')
    assert "Accepted at: Customer Service Centre" in led.text()
    change(led, "gift-tote", points=160)
    led.press("Redeem")
    assert "nothing was redeemed yet" in led.text()
    assert "160 points" in led.text()
    led.press("Redeem")
    assert "is yours" in led.text()


def test_markup_in_a_name_is_text(talk: Callable[..., Talk]) -> None:
    led = talk()
    change(led, "gift-tote", **{"names.en": "<img src=x onerror=alert(1)> & tote"})
    led.send("/browse_rewards")
    assert "<img src=x onerror=alert(1)> & tote" in led.text()
