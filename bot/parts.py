"""The parts of the process that the settings choose: which stores, senders, desks and platforms there are."""

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.channels.chatwoot import ChatwootClient, ChatwootDesk
from bot.channels.metrics import Metrics
from bot.clock import Clock
from bot.desk import SECOND_FACTOR, OpenId
from bot.dialogue.broadcasts import tell_next
from bot.dialogue.conductor import Conductor
from bot.dialogue.context import Services
from bot.dialogue.handover import Handover
from bot.dialogue.notices import post_pending
from bot.ledger.members import SmsSender
from bot.ledger.store import Database
from bot.reading import PhotoStore
from bot.reading.store import open_store
from bot.settings import Settings
from bot.work.loop import Loop
from bot.work.observatory import Observatory
from bot.work.sms import GatewaySender, LogSender, NoSender, TextMessages
from bot.work.timers import Periods

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel

# Seconds between two looks: for text messages to send, members whose turn it is to get a notice, warnings of
# the weather.
_SMS_POLLING = 0.5
_LOTS = 1.0
_NOTICES = 1.0
_WEATHER = 60.0


def periods(settings: Settings) -> Periods:
    """What the operator sets of the timers."""
    return Periods(
        voucher_reminder=timedelta(days=settings.voucher_reminder_days),
        unused_photos=timedelta(days=settings.unused_photo_days),
        photo_months=settings.photo_months,
    )


def second_factor(settings: Settings) -> frozenset[str]:
    """Whose sign-in asks for a second factor: as set, or the roles that the desk names."""
    demanded = settings.desk_second_factor
    return SECOND_FACTOR if demanded is None else frozenset(demanded)


def openid(settings: Settings) -> OpenId | None:
    """The identity provider of the operator's staff, where one is set."""
    if not (settings.openid_discovery_url and settings.openid_client_id and settings.openid_client_secret):
        return None
    return OpenId(
        discovery_url=settings.openid_discovery_url,
        client_id=settings.openid_client_id,
        client_secret=settings.openid_client_secret.get_secret_value(),
        name=settings.openid_name,
        domains=frozenset(settings.openid_domains),
        roles_claim=settings.openid_roles_claim,
        roles=settings.openid_roles,
    )


def photo_store(settings: Settings) -> PhotoStore:
    """Where photos are kept: as set, or a folder beside the database."""
    location = settings.photo_store or str(settings.folder() / "photos")
    return open_store(location, tuple(key.get_secret_value() for key in settings.photo_keys))


def sms_sender(settings: Settings, demo: bool) -> SmsSender:
    """What sends text messages: the gateway that is set; the log in a demo; else nothing."""
    if settings.sms_url:
        token = settings.sms_token
        return GatewaySender(settings.sms_url, token.get_secret_value() if token else None)
    return LogSender() if demo else NoSender()


def chatwoot(
    settings: Settings, database: Database, handover: Handover, services: Services, clock: Clock
) -> ChatwootDesk | None:
    """The Chatwoot that is the desk, where one is set."""
    if not (
        settings.chatwoot_url
        and settings.chatwoot_inbox
        and settings.chatwoot_token
        and settings.chatwoot_secret
    ):
        return None
    client = ChatwootClient(
        settings.chatwoot_url,
        account=settings.chatwoot_account,
        inbox=settings.chatwoot_inbox,
        bot_token=settings.chatwoot_token.get_secret_value(),
    )
    return ChatwootDesk.of(
        client,
        settings.chatwoot_secret.get_secret_value(),
        database=database,
        handover=handover,
        load_photo=services.photos.load,
        clock=clock,
    )


def chores(
    settings: Settings, database: Database, services: Services, sender: SmsSender, clock: Clock
) -> tuple[Loop, ...]:
    """What is looked after again and again."""
    text_messages = TextMessages(database, services.words, sender, clock)
    chores = [
        Loop("text messages", _SMS_POLLING, text_messages.send_waiting),
        Loop("notices", _NOTICES, lambda: post_pending(database, clock())),
        Loop("notices to all", _LOTS, lambda: tell_next(database, services, clock())),
    ]
    if settings.weather_url:
        chores.append(Loop("weather", _WEATHER, Observatory(settings.weather_url, database, clock).look))
    return tuple(chores)


def telegram(
    settings: Settings, conductor: Conductor, services: Services, metrics: Metrics
) -> "TelegramChannel | None":
    """Telegram, where its token is set."""
    if settings.telegram_token is None:
        return None
    # Its library takes a good part of the time that the process needs to start.
    from bot.channels.telegram import TelegramChannel, TelegramPorts

    secret = settings.telegram_webhook_secret
    return TelegramChannel(
        TelegramPorts(
            dialogue=conductor,
            words=services.words,
            token=settings.telegram_token.get_secret_value(),
            api_base=settings.telegram_api_base,
            webhook_url=settings.telegram_webhook_url,
            webhook_secret=secret.get_secret_value() if secret else settings.signing_key("telegram").hex(),
            metrics=metrics,
            home=services.home,
        )
    )
