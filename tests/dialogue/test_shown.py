"""What was just shown is kept with the conversation, and ages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from bot.dialogue import shown
from bot.dialogue.context import Context, Request
from bot.ledger.models import Conversation
from tests.dialogue.conftest import NOW, Talk


def _context(talk: Talk, session: Session) -> Context:
    place = Conversation(channel="test", sender="x", language="en")
    return Context(talk.services, session, place, NOW, Request("faq"))


def test_a_decision_is_kept_with_its_reasons_and_days(talk: Callable[..., Talk]) -> None:
    led = talk()
    with led.database.reading() as session:
        ctx = _context(led, session)
        receipt = {"merchant": "UNIQLO", "issued_at": "2026-11-20", "total": 647, "payment": "octopus"}
        decision = led.services.engine.decide(
            {
                "programme": "festival-walk",
                "kind": "earn",
                "now": NOW.isoformat(),
                "facts": {"member": {"joined": "2024-01-01"}, "receipt": receipt},
            }
        )
        shown.note_decision(ctx, decision, upload_by=date(2026, 11, 26))
        kept = shown.last(ctx, shown.ShownDecision)
        assert kept is not None
        assert [reason.clause for reason in kept.reasons] == list(decision.clauses)
        assert all(set(reason.text) == {"en", "zh-Hans", "zh-Hant"} for reason in kept.reasons)
        assert kept.figures["points"] == 6
        assert kept.days["upload_by"] == date(2026, 11, 26)
        assert kept.days["credit_by"] == decision.figures.named()["credit_by"]


def test_the_newest_comes_first_and_old_things_are_forgotten(talk: Callable[..., Talk]) -> None:
    led = talk()
    with led.database.reading() as session:
        ctx = _context(led, session)
        shown.note(ctx, shown.ShownOffer("parking-2h"))
        shown.note(ctx, shown.ShownVouchers(("A", "B")))
        assert shown.newest(ctx) == shown.ShownVouchers(("A", "B"))
        shown.note(ctx, shown.ShownOffer("evoucher-50"))
        assert shown.newest(ctx) == shown.ShownOffer("evoucher-50")
        later = replace(ctx, now=NOW + timedelta(hours=1))
        assert shown.newest(later) is None
