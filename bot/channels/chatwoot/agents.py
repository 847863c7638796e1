"""What agents do in Chatwoot, done to our cases."""

import io
import logging

from bot.channels.chatwoot.client import ChatwootClient, ChatwootError
from bot.channels.chatwoot.events import AgentWrote, Assigned, Event, StatusChanged
from bot.dialogue.handover import LONGEST_ANSWER, Handover
from bot.dialogue.turn import Image
from bot.ledger import talks
from bot.ledger.models import ChatwootLink, Conversation
from bot.ledger.store import Database
from bot.ledger.talks import CaseError, MemberWroteError
from bot.reading import PictureError
from bot.reading.picture import open_picture

log = logging.getLogger(__name__)

# What agents are called in our cases: nobody at our own desk has such a login.
PREFIX = "chatwoot/"
_LONGEST_NAME = 60
# A picture for a chat; a telephone shows no more.
_LARGEST_SIDE = 1600


class Agents:
    """Carries out events. All methods may be called from any thread; a delivery that is repeated changes
    nothing."""

    def __init__(self, database: Database, handover: Handover, client: ChatwootClient) -> None:
        self._database = database
        self._handover = handover
        self._client = client

    def act(self, event: Event) -> None:
        """Do what an agent did. Conversations that are not ours are left alone."""
        with self._database.reading() as session:
            link = talks.find_mirror(session, event.conversation)
            if link is None:
                return
            case = talks.current_case(session, session.get_one(Conversation, link.conversation_id))
            case_id, holder = (case.id, case.assignee) if case else (None, None)
        match event:
            case AgentWrote():
                self._wrote(event, link, case_id, holder)
            case Assigned() if case_id is not None:
                self._hold(event.agent, case_id, holder)
            case StatusChanged():
                self._changed(event, link, case_id, holder)

    def _wrote(self, event: AgentWrote, link: ChatwootLink, case_id: int | None, holder: str | None) -> None:
        staff = _login(event.agent)
        if case_id is None:
            case_id = self._handover.begin(link.conversation_id, staff)
        elif not self._hold(event.agent, case_id, holder):
            self._client.bot_said(
                event.conversation, f"Not sent: {holder} has this conversation at the desk.", private=True
            )
            return
        links, pictures = [], []
        for address in event.files:
            picture = self._picture(address)
            if picture is None:
                links.append(address)
            else:
                pictures.append(picture)
        text = "\n".join(filter(None, (event.text.strip(), *links)))
        parts = [text[start : start + LONGEST_ANSWER] for start in range(0, len(text), LONGEST_ANSWER)]
        for number, part in enumerate(parts):
            self._handover.answer(case_id, staff, part, key=f"chatwoot-{event.message}-{number}")
        for number, image in enumerate(pictures):
            key = f"chatwoot-{event.message}-picture-{number}"
            self._handover.answer(case_id, staff, "", key=key, image=image)

    def _changed(
        self, event: StatusChanged, link: ChatwootLink, case_id: int | None, holder: str | None
    ) -> None:
        theirs = holder is None or holder.startswith(PREFIX)
        if case_id is not None and theirs:
            try:
                if event.status == "resolved":
                    who = holder or _login(event.agent or "agent")
                    self._handover.resolve(case_id, who, seen=link.mirrored_seq)
                elif event.status in ("pending", "snoozed") and holder is not None:
                    self._handover.release(case_id, holder)
            except MemberWroteError:
                log.info("conversation %d goes on: the member wrote meanwhile", link.conversation_id)
        with self._database.transaction() as session:
            talks.lock_mirror(session, link.conversation_id).status = event.status

    def _hold(self, agent: str, case_id: int, holder: str | None) -> bool:
        """Have an agent hold a case; False where somebody at our own desk does."""
        staff = _login(agent)
        if holder is not None and not holder.startswith(PREFIX):
            return False
        try:
            if holder is None:
                self._handover.take(case_id, staff)
            elif holder != staff:
                self._handover.assign(case_id, staff, staff)
        except CaseError as error:
            log.info("case %d is not %s's: %s", case_id, agent, error)
            return False
        return True

    def _picture(self, address: str) -> Image | None:
        try:
            data = self._client.attachment(address)
            image = open_picture(data).image if data else None
        except (ChatwootError, PictureError) as error:
            log.info("an agent's file is passed on as a link: %s", error)
            return None
        if image is None:
            return None
        image.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
        png = io.BytesIO()
        image.save(png, "PNG")
        return Image(png.getvalue(), "")


def _login(agent: str) -> str:
    return f"{PREFIX}{agent[:_LONGEST_NAME]}"
