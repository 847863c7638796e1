"""What members are told without having asked: kept until a conversation is linked, posted there once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.json_values import JsonObject
from bot.languages import nearest_language
from bot.ledger import talks
from bot.ledger.models import Conversation, Member, Notice, NoticeButton
from bot.ledger.talks import OutgoingMessage
from bot.rules.dates import day_of

# How long a notice that names no day of its own waits for the member to link a conversation.
KEPT = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class NewNotice:
    """What a member is to be told, once under its key.

    `texts` and the titles of `buttons` are by language. After the day `until` it is posted no more. It goes
    into `conversation` if that is given, else wherever the member is linked.
    """

    key: str
    texts: Mapping[str, str]
    buttons: Sequence[NoticeButton] = ()
    custom: JsonObject | None = None
    until: date | None = None
    conversation: Conversation | None = None


def add_notice(session: Session, member: Member, notice: NewNotice, *, now: datetime) -> bool:
    """Keep a notice to be posted; False when the member was told under this key before."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = session.execute(
        insert(Notice)
        .values(
            member_id=member.id,
            conversation_id=notice.conversation.id if notice.conversation is not None else None,
            key=notice.key,
            texts=dict(notice.texts),
            buttons=list(notice.buttons),
            custom=dict(notice.custom or {}),
            state="pending",
            until=notice.until or day_of(now + KEPT),
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Notice.id)
    ).one_or_none()
    return made is not None


def post_notices(
    session: Session, member_id: int, now: datetime, *, pushed: Collection[str], deaf: Collection[str]
) -> int:
    """Post what is pending for a member, in order; how many were.

    Never waits for a conversation: the caller may hold the member, and a turn takes its conversation first.
    What meets a busy one stays pending. `pushed` are the channels that send, others fetch; those that are
    `deaf` do neither, so what has no other place waits for one.
    """
    waiting = session.scalars(
        select(Notice)
        .where(Notice.member_id == member_id, Notice.state == "pending")
        .order_by(Notice.id)
        .with_for_update(skip_locked=True)
    ).all()
    posted = 0
    for notice in waiting:
        if notice.until < day_of(now):
            _drop(notice)
            continue
        place = notice.conversation_id or _linked(session, member_id, pushed, deaf)
        if place is None:
            notice.state = "waiting"
            continue
        conversation = session.scalars(
            select(Conversation)
            .where(Conversation.id == place)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if conversation is None:
            break  # busy: this one and what follows it come later, in order
        _post(session, notice, conversation, now, pushed)
        posted += 1
    session.flush()
    return posted


def wake_notices(session: Session, member_id: int) -> None:
    """A conversation was linked: what waited for one is to be posted there soon."""
    session.execute(
        update(Notice)
        .where(Notice.member_id == member_id, Notice.state == "waiting")
        .values(state="pending"),
        execution_options={"synchronize_session": False},
    )


def members_with_notices(session: Session, limit: int) -> list[int]:
    """Members with notices to be posted."""
    return list(
        session.scalars(
            select(Notice.member_id)
            .where(Notice.state == "pending")
            .group_by(Notice.member_id)
            .order_by(Notice.member_id)
            .limit(limit)
        )
    )


def drop_stale_notices(session: Session, today: date) -> int:
    """Give up notices that nobody linked a conversation for in time; how many."""
    stale = session.scalars(
        select(Notice).where(Notice.state.in_(("waiting", "pending")), Notice.until < today)
    ).all()
    for notice in stale:
        _drop(notice)
    session.flush()
    return len(stale)


def _linked(session: Session, member_id: int, pushed: Collection[str], deaf: Collection[str]) -> int | None:
    """The conversation in which a member is reached best: one that rings, then the one last used."""
    return session.scalars(
        select(Conversation.id)
        .where(Conversation.member_id == member_id, Conversation.channel.not_in(deaf))
        .order_by(
            case((Conversation.channel.in_(pushed), 0), else_=1),
            Conversation.updated_at.desc(),
            Conversation.id.desc(),
        )
        .limit(1)
    ).one_or_none()


def _post(
    session: Session, notice: Notice, conversation: Conversation, now: datetime, pushed: Collection[str]
) -> None:
    language = nearest_language(conversation.language)
    message = talks.record_outgoing(
        session,
        conversation,
        OutgoingMessage(
            notice.texts[language],
            buttons=[
                {"title": button["title"][language], "payload": button["payload"]}
                for button in notice.buttons
            ],
            custom=notice.custom,
            fetched=conversation.channel not in pushed,
        ),
        now=now,
    )
    notice.state = "posted"
    notice.message_id = message.id
    notice.posted_at = now
    notice.texts, notice.buttons, notice.custom = {}, [], {}


def _drop(notice: Notice) -> None:
    notice.state = "dropped"
    notice.texts, notice.buttons, notice.custom = {}, [], {}
