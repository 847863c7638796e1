"""Beside a conversation: the member's card, and what the bot would answer. Neither changes anything."""

from collections.abc import Callable

from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.desk.frame import Fields, SentForm, TheVisit, Visit, guarded, not_found
from bot.desk.inbox import case_words
from bot.desk.inbox.queues import READERS
from bot.dialogue import enquiry
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


router = guarded(*READERS)


@router.get("/desk/conversations/{conversation_id}/member")
def member(visit: TheVisit, conversation_id: int) -> Response:
    """The card of the member, if the conversation is linked to one."""
    with visit.reading() as session:
        entry = _opened(session, conversation_id)
        card = card_of(session, visit.engine, entry.member, visit.now()) if entry.member else None
    if card is not None:
        visit.saw("member.viewed", f"member:{card.member.id}")
    reads = nearest_language(entry.conversation.language)
    return visit.render(
        "beside_member.html",
        entry=entry,
        card=card,
        reads=reads,
        reasons=_reasons(visit),
        standing=lambda voucher: rewards.voucher_standing(voucher, visit.now()),
        money=lambda amount: Money(amount),
        words=case_words,
    )


@router.get("/desk/conversations/{conversation_id}/ask")
def ask_form(visit: TheVisit, conversation_id: int) -> Response:
    """The forms to ask with."""
    with visit.reading() as session:
        entry = _opened(session, conversation_id)
    return visit.render("beside_ask.html", **_form(visit, entry), asked="", answers=None)


@router.post("/desk/conversations/{conversation_id}/ask")
def ask(visit: TheVisit, conversation_id: int, sent: SentForm) -> Response:
    """The answer to a question in words, or the decision on a purchase told by its parts."""
    fields = Fields(sent)
    question, programme = fields.raw("asked").strip()[:_LONGEST_QUESTION], fields.raw("programme")
    told = {part: fields.raw(part) for part in PARTS}
    purchase = {part: text.strip()[:100] for part, text in told.items() if text.strip()}
    services, now, own = visit.ports.services, visit.now(), visit.staff.language
    with visit.reading() as session:
        entry = _opened(session, conversation_id)

        def answer(language: Language) -> Enquiry:
            if question:
                return enquiry.enquire_in_words(services, session, entry.member, question, language, now)
            return enquiry.enquire_purchase(
                services, session, entry.member, programme, purchase, language, now
            )

        asks = question or programme in visit.engine.packs
        languages = {nearest_language(entry.conversation.language), own}
        answers = {language: answer(language) for language in languages} if asks else {}
    found = answers.get(own)
    values = _form(visit, entry)
    if found is not None and (found.programme or found.purchase):
        told = _NOTHING_SAID | dict(found.purchase)
        values |= {"programme": found.programme or values["programme"], "purchase": told}
    elif not question:
        values |= {"programme": programme, "purchase": told}
    return visit.render("beside_ask.html", **values, asked=question, answers=answers)


def _opened(session: Session, conversation_id: int) -> talks.InboxEntry:
    entry = talks.inbox_entry(session, conversation_id)
    if entry is None:
        raise not_found()
    return entry


def _form(visit: Visit, entry: talks.InboxEntry) -> dict[str, object]:
    """What the form of a purchase needs, as long as nothing was asked."""
    services = visit.ports.services
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


def _reasons(visit: Visit) -> Callable[[Decision, Language], list[str]]:
    """The sentences of a decision's findings in a language, each once."""
    words = visit.words

    def sentences(decision: Decision, language: Language) -> list[str]:
        found = (words.finding(finding, language, decision.edition) for finding in decision.findings)
        return list(dict.fromkeys(found))

    return sentences
