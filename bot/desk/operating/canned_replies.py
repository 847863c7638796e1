"""The canned replies: a supervisor writes each in all three languages."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from bot.desk.frame.errors import not_found
from bot.desk.frame.navigation import Entry
from bot.desk.frame.pages import SEE_OTHER, Desk
from bot.dialogue.canned import PLACEHOLDERS
from bot.ledger import talks
from bot.ledger.models import CannedReply
from bot.ledger.store import Act
from bot.ledger.talks import CannedReplyError, CannedReplyFault
from bot.wording import Message, _

_FAULTS: dict[CannedReplyFault, Message] = {
    "empty": _("Please fill this in."),
    "too_long": _("At most {detail} characters."),
    "taken": _("Another reply has this title."),
    "placeholder": _("Nothing is called {detail}: choose from the list at the right."),
    "brace": _("A brace stands alone: placeholders look like {detail}."),
}

Text = Annotated[str, Form()]


def canned_reply_routes(desk: Desk) -> APIRouter:
    """The list, and the form for one reply."""
    routes = desk.router("supervisor")
    desk.navigation.add(Entry("replies", _("Replies"), "/desk/replies", "list", ("supervisor",)))

    def form(request: Request, reply: CannedReply | None, status: int = 200, **given: Any) -> Response:
        values = {
            "reply": reply,
            "title_given": reply.title if reply else "",
            "texts": reply.texts if reply else {},
            "wrong": {},
            "placeholders": PLACEHOLDERS,
            "longest": talks.LONGEST_TEXT,
            "longest_title": talks.LONGEST_TITLE,
        }
        return desk.render(request, "canned_reply.html", status, **(values | given))

    def found(reply_id: int) -> CannedReply:
        with desk.ports.database.reading() as session:
            reply = session.get(CannedReply, reply_id)
        if reply is None:
            raise not_found()
        return reply

    @routes.get("/desk/replies")
    def listed(request: Request) -> Response:
        with desk.ports.database.reading() as session:
            replies = talks.canned_replies(session)
        return desk.render(request, "canned_replies.html", replies=replies)

    @routes.get("/desk/replies/new")
    def new(request: Request) -> Response:
        return form(request, None)

    @routes.get("/desk/replies/{reply_id}")
    def edit(request: Request, reply_id: int) -> Response:
        return form(request, found(reply_id))

    @routes.post("/desk/replies/{reply_id:int}")
    @routes.post("/desk/replies/new")
    def save(
        request: Request,
        reply_id: int | None = None,
        title: Text = "",
        en: Text = "",
        zh_hant: Text = "",
        zh_hans: Text = "",
    ) -> Response:
        texts = {
            language: text.replace("\r\n", "\n")
            for language, text in (("en", en), ("zh-Hant", zh_hant), ("zh-Hans", zh_hans))
        }
        reply = found(reply_id) if reply_id is not None else None
        try:
            with desk.ports.database.transaction() as session:
                kept = session.get(CannedReply, reply_id) if reply_id is not None else None
                talks.save_canned_reply(
                    Act(session, f"staff:{desk.staff(request).login}", desk.ports.clock()),
                    kept,
                    title,
                    texts,
                    known=PLACEHOLDERS,
                )
        except CannedReplyError as error:
            detail = {"placeholder": f"{{{error.detail}}}", "brace": "{name}"}.get(error.fault, error.detail)
            wrong = {error.field: _FAULTS[error.fault].using(detail=detail)}
            return form(request, reply, 422, title_given=title, texts=texts, wrong=wrong)
        return RedirectResponse("/desk/replies", SEE_OTHER)

    @routes.post("/desk/replies/{reply_id}/remove")
    def remove(request: Request, reply_id: int) -> Response:
        with desk.ports.database.transaction() as session:
            reply = session.get(CannedReply, reply_id)
            if reply is not None:
                talks.remove_canned_reply(
                    Act(session, f"staff:{desk.staff(request).login}", desk.ports.clock()), reply
                )
        return RedirectResponse("/desk/replies", SEE_OTHER)

    return routes
