"""The canned replies beside a conversation, filled in for its member, for those who answer."""

from starlette.responses import Response

from bot.desk.frame import TheVisit, guarded, not_found
from bot.desk.inbox.queues import AGENTS
from bot.dialogue import canned
from bot.languages import nearest_language
from bot.ledger import talks

router = guarded(*AGENTS)


@router.get("/desk/conversations/{conversation_id}/replies")
def replies(visit: TheVisit, conversation_id: int) -> Response:
    """The replies, as they would read in the member's language and in the person's own."""
    services, now = visit.ports.services, visit.now()
    with visit.reading() as session:
        entry = talks.inbox_entry(session, conversation_id)
        if entry is None:
            raise not_found()
        reads, own = nearest_language(entry.conversation.language), visit.staff.language
        case_id = entry.case.id if entry.case else None
        filled = {
            language: canned.filled(services, session, entry.member, case_id, language, now)
            for language in {reads, own}
        }
    return visit.render(
        "beside_replies.html",
        reads=reads,
        replies=list(zip(filled[reads], filled[own], strict=True)),
        meanings_of=lambda names: [canned.PLACEHOLDERS[name] for name in names],
        may_edit=visit.staff.may("supervisor"),
    )
