"""Beside a conversation: the member's card, what the bot would answer, and the canned replies filled in."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.desk.frame.errors import not_found
from bot.desk.frame.pages import Desk
from bot.desk.inbox import case_words
from bot.desk.inbox.queues import AGENTS, READERS
from bot.dialogue import canned, enquiry
from bot.dialogue.cases.parts import PARTS
from bot.dialogue.enquiry import Enquiry
from bot.languages import Language, nearest_language
from bot.ledger import rewards, talks
from bot.ledger.members import card_of
from bot.rules import Decision
from bot.wording import Money
from bot.wording.names import PAYMENT

_LONGEST_QUESTION = 500

_NOTHING_SAID = dict.fromkeys(PARTS, "")

Text = Annotated[str, Form()]


def beside_routes(desk: Desk) -> APIRouter:
    """The three tools beside a conversation. None of them changes anything."""
    routes = desk.router(*READERS)
    services, clock = desk.ports.services, desk.ports.clock

    def opened(session: Session, conversation_id: int) -> talks.InboxEntry:
        entry = talks.inbox_entry(session, conversation_id)
        if entry is None:
            raise not_found()
        return entry

    @routes.get("/desk/conversations/{conversation_id}/member")
    def member(request: Request, conversation_id: int) -> Response:
        with desk.ports.database.reading() as session:
            entry = opened(session, conversation_id)
            card = card_of(session, services.engine, entry.member, clock()) if entry.member else None
        if card is not None:
            desk.saw(request, "member.viewed", f"member:{card.member.id}")
        reads = nearest_language(entry.conversation.language)
        return desk.render(
            request,
            "beside_member.html",
            entry=entry,
            card=card,
            reads=reads,
            reasons=_reasons(desk),
            standing=lambda voucher: rewards.voucher_standing(voucher, clock()),
            money=lambda amount: Money(amount),
            words=case_words,
        )

    @routes.get("/desk/conversations/{conversation_id}/ask")
    def ask_form(request: Request, conversation_id: int) -> Response:
        with desk.ports.database.reading() as session:
            entry = opened(session, conversation_id)
        return desk.render(request, "beside_ask.html", **_form(desk, entry), asked="", answers=None)

    @routes.post("/desk/conversations/{conversation_id}/ask")
    def ask(
        request: Request,
        conversation_id: int,
        asked: Text = "",
        programme: Text = "",
        merchant: Text = "",
        amount: Text = "",
        payment: Text = "",
        date: Text = "",
        tier: Text = "",
        claimed: Text = "",
    ) -> Response:
        told = dict(zip(PARTS, (merchant, amount, payment, date, tier, claimed), strict=True))
        purchase = {part: text.strip()[:100] for part, text in told.items() if text.strip()}
        question = asked.strip()[:_LONGEST_QUESTION]
        with desk.ports.database.reading() as session:
            entry = opened(session, conversation_id)

            def answer(language: Language) -> Enquiry:
                if question:
                    return enquiry.enquire_in_words(
                        services, session, entry.member, question, language, clock()
                    )
                return enquiry.enquire_purchase(
                    services, session, entry.member, programme, purchase, language, clock()
                )

            known = programme in services.engine.packs
            reads, writes = nearest_language(entry.conversation.language), desk.staff(request).language
            asks = question or known
            answers = {language: answer(language) for language in {reads, writes}} if asks else {}
        found = answers.get(writes)
        values = _form(desk, entry)
        if found is not None and (found.programme or found.purchase):
            told = _NOTHING_SAID | dict(found.purchase)
            values |= {"programme": found.programme or values["programme"], "purchase": told}
        elif not question:
            values |= {"programme": programme, "purchase": told}
        return desk.render(request, "beside_ask.html", **values, asked=question, answers=answers)

    return routes


def reply_routes(desk: Desk) -> APIRouter:
    """The canned replies in the language that the member reads, for those who answer."""
    routes = desk.router(*AGENTS)

    @routes.get("/desk/conversations/{conversation_id}/replies")
    def replies(request: Request, conversation_id: int) -> Response:
        services, now = desk.ports.services, desk.ports.clock()
        with desk.ports.database.reading() as session:
            entry = talks.inbox_entry(session, conversation_id)
            if entry is None:
                raise not_found()
            reads, own = nearest_language(entry.conversation.language), desk.staff(request).language
            case_id = entry.case.id if entry.case else None
            filled = {
                language: canned.filled(services, session, entry.member, case_id, language, now)
                for language in {reads, own}
            }
        return desk.render(
            request,
            "beside_replies.html",
            reads=reads,
            replies=list(zip(filled[reads], filled[own], strict=True)),
            meanings_of=lambda names: [canned.PLACEHOLDERS[name] for name in names],
            may_edit=desk.staff(request).may("supervisor"),
        )

    return routes


def _form(desk: Desk, entry: talks.InboxEntry) -> dict[str, Any]:
    """What the form of a purchase needs, as long as nothing was asked."""
    services = desk.ports.services
    return {
        "entry": entry,
        "reads": nearest_language(entry.conversation.language),
        "programmes": list(services.engine.packs),
        "campaigns": {
            known.id: known.chat.called.by_language()
            for known in services.programmes
            if known.offers("award")
        },
        "programme": services.home_programme,
        "purchase": _NOTHING_SAID,
        "payments": PAYMENT,
        "name_of": services.words.programme,
    }


def _reasons(desk: Desk) -> Callable[[Decision, Language], list[str]]:
    """The sentences of a decision's findings in a language, each once."""
    words = desk.ports.words

    def sentences(decision: Decision, language: Language) -> list[str]:
        found = (words.finding(finding, language, decision.edition) for finding in decision.findings)
        return list(dict.fromkeys(found))

    return sentences
