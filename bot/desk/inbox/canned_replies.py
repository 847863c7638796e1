"""The canned replies: a supervisor writes each in all three languages."""

from starlette.responses import RedirectResponse, Response

from bot.desk.frame import SEE_OTHER, Fields, NavigationEntry, SentForm, TheVisit, Visit, guarded, not_found
from bot.dialogue.canned import PLACEHOLDERS
from bot.ledger import talks
from bot.ledger.models import CannedReply
from bot.ledger.talks import CannedReplyError, CannedReplyFault
from bot.wording import Message, _

_FAULTS: dict[CannedReplyFault, Message] = {
    "empty": _("Please fill this in."),
    "too_long": _("At most {detail} characters."),
    "taken": _("Another reply has this title."),
    "placeholder": _("Nothing is called {detail}: choose from the list at the right."),
    "brace": _("A brace stands alone: placeholders look like {detail}."),
}


ENTRY = NavigationEntry("replies", _("Replies"), "/desk/replies", "list", ("supervisor",))

router = guarded("supervisor")


@router.get("/desk/replies")
def listed(visit: TheVisit) -> Response:
    """All replies."""
    with visit.reading() as session:
        replies = talks.canned_replies(session)
    return visit.render("canned_replies.html", replies=replies)


@router.get("/desk/replies/new")
def new(visit: TheVisit) -> Response:
    """The form for a new reply."""
    return _form(visit, None)


@router.get("/desk/replies/{reply_id}")
def edit(visit: TheVisit, reply_id: int) -> Response:
    """The form of a reply."""
    return _form(visit, _found(visit, reply_id))


@router.post("/desk/replies/{reply_id:int}")
@router.post("/desk/replies/new")
def save(visit: TheVisit, sent: SentForm, reply_id: int | None = None) -> Response:
    """Keep a reply as it was written, a new one without an id."""
    fields = Fields(sent)
    title = fields.raw("title")
    texts = {
        language: fields.raw(name).replace("\r\n", "\n")
        for language, name in (("en", "en"), ("zh-Hant", "zh_hant"), ("zh-Hans", "zh_hans"))
    }
    reply = _found(visit, reply_id) if reply_id is not None else None
    try:
        with visit.acting() as act:
            kept = act.session.get(CannedReply, reply_id) if reply_id is not None else None
            talks.save_canned_reply(act, kept, title, texts, known=PLACEHOLDERS)
    except CannedReplyError as error:
        detail = {"placeholder": f"{{{error.detail}}}", "brace": "{name}"}.get(error.fault, error.detail)
        wrong = {error.field: _FAULTS[error.fault].using(detail=detail)}
        return _form(visit, reply, 422, title_given=title, texts=texts, wrong=wrong)
    return RedirectResponse("/desk/replies", SEE_OTHER)


@router.post("/desk/replies/{reply_id}/remove")
def remove(visit: TheVisit, reply_id: int) -> Response:
    """Remove a reply."""
    with visit.acting() as act:
        reply = act.session.get(CannedReply, reply_id)
        if reply is not None:
            talks.remove_canned_reply(act, reply)
    return RedirectResponse("/desk/replies", SEE_OTHER)


def _form(visit: Visit, reply: CannedReply | None, status: int = 200, **given: object) -> Response:
    values: dict[str, object] = {
        "reply": reply,
        "title_given": reply.title if reply else "",
        "texts": reply.texts if reply else {},
        "wrong": {},
        "placeholders": PLACEHOLDERS,
        "longest": talks.LONGEST_TEXT,
        "longest_title": talks.LONGEST_TITLE,
    }
    return visit.render("canned_reply.html", status, **(values | given))


def _found(visit: Visit, reply_id: int) -> CannedReply:
    with visit.reading() as session:
        reply = session.get(CannedReply, reply_id)
    if reply is None:
        raise not_found()
    return reply
