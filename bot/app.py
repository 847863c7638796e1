"""The composition root: puts the rooms together. Nobody else knows all of them."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fastapi import FastAPI
from sqlalchemy import text

from bot import parts
from bot.channels.chatwoot import ChatwootDesk
from bot.channels.faq import FaqPorts, faq_routes
from bot.channels.http import create_http
from bot.channels.metrics import Metrics
from bot.channels.ports import HttpPorts, VoucherPorts
from bot.channels.vouchers import verify_routes, voucher_routes
from bot.clock import Clock
from bot.demo import Demo
from bot.desk import DeskPorts, add_desk
from bot.dialogue import membership
from bot.dialogue.conductor import Conductor
from bot.dialogue.context import Services
from bot.dialogue.flows import close_account
from bot.dialogue.handover import Handover, Patience
from bot.knowledge import Knowledge
from bot.languages import Language
from bot.ledger import members, rewards, talks
from bot.ledger.members import SmsSender
from bot.ledger.store import Database
from bot.programmes import Needs, check, home_of
from bot.reading import Reader
from bot.reading.fields import Directory
from bot.rules import RequestError
from bot.settings import Settings
from bot.understanding import ANSWERABLE, Understanding
from bot.work.loop import Loop
from bot.work.queue import JobQueue
from bot.work.slots import one_slot
from bot.work.timers import TIMERS, Alone, Timers
from bot.work.worker import Worker

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel

log = logging.getLogger(__name__)

# Seconds between two looks: for Telegram messages that others recorded, cases that have waited long enough,
# what time brings, what agents in Chatwoot have not seen.
_SWEEP = 0.3
_CASES = 2.0
_TIMERS = 5.0
_CHATWOOT = 0.5

# Seconds after the start at which the reader loads its models, unless a photo came first.
_WARM_UP = 20.0


@dataclass(frozen=True)
class App:
    """The parts of one process. Make it with `build`."""

    settings: Settings
    clock: Clock
    knowledge: Knowledge
    understanding: Understanding
    services: Services
    database: Database
    conductor: Conductor
    handover: Handover
    worker: Worker
    warm_up: threading.Timer  # loads the reader's models once the process has started
    timers: Loop  # what time brings
    chores: tuple[Loop, ...]  # what is looked after again and again, where work is done
    telegram: "TelegramChannel | None"
    telegram_sweep: Loop | None
    chatwoot: ChatwootDesk | None
    demo: Demo | None
    metrics: Metrics
    closing: threading.Event = field(default_factory=threading.Event)

    def http(self) -> FastAPI:
        """The HTTP app: pages, REST, health, metrics."""
        http = create_http(
            HttpPorts(
                dialogue=self.conductor,
                parse=lambda text: self.understanding.parse(text, self.clock()),
                decide=lambda request: self.knowledge.decide(request, self.clock()),
                ready=self.ready,
                words=self.knowledge.words,
                secret=self.settings.signing_key("cookies"),
                demo=self.demo is not None,
                api_keys=frozenset(key.get_secret_value() for key in self.settings.api_keys),
                codes=self.demo.codes if self.demo else tuple,
                members=self.demo.members if self.demo else tuple,
                metrics=self.metrics,
                closing=self.closing,
            )
        )
        voucher_ports = VoucherPorts(
            database=self.database,
            clock=self.clock,
            programmes=self.knowledge.programmes,
            words=self.knowledge.words,
            voucher_key=self.settings.signing_key("vouchers"),
            secret=self.settings.signing_key("cookies"),
            shop_keys=[(shop, key.get_secret_value()) for shop, key in self.settings.shop_keys],
            demo=self.demo is not None,
        )
        http.include_router(verify_routes(voucher_ports))
        http.include_router(voucher_routes(voucher_ports))
        faq = FaqPorts(
            engine=self.knowledge.engine,
            words=self.knowledge.words,
            search=lambda question, language: self.understanding.clauses_for(question, language),
            answerable=ANSWERABLE,
            home=self.settings.programme,
        )
        http.include_router(faq_routes(faq))
        desk = DeskPorts(
            database=self.database,
            services=self.services,
            handover=self.handover,
            clock=self.clock,
            key=self.settings.signing_key("staff"),
            demo=self.demo is not None,
            public_url=self.settings.public_url,
            second_factor=parts.second_factor(self.settings),
            openid=parts.openid(self.settings),
            weather_followed=self.settings.weather_url is not None,
            closing=self.closing,
        )
        add_desk(http, desk)
        if self.chatwoot:
            http.include_router(self.chatwoot.routes)
        if self.telegram:
            http.include_router(self.telegram.routes())
        return http

    def ready(self) -> dict[str, bool]:
        """What the process depends on, and whether it is usable now. The reader loads at its first photo."""
        return {
            "database": self._database_answers(),
            "reader": find_spec("rapidocr") is not None,
            "worker": self.worker.well,
            "timers": self.timers.well,
        }

    def introduce(self, channel: str, sender: str, *, member: str | None, language: Language | None) -> None:
        """Begin a conversation of an operator's own: as a member, by number, and in a language.

        Raises RequestError for a number that is nobody's.
        """
        with self.database.transaction() as session:
            conversation = talks.conversation_for(session, channel, sender, language, self.clock())
            conversation.language_fixed = language is not None
            if member is not None:
                found = members.find(session, self.settings.programme, member)
                if found is None:
                    raise RequestError("member", f"the number of a member of {self.settings.programme}")
                conversation.member = found

    def start_channels(self) -> None:
        """Begin to talk on the platforms that are not part of the HTTP app, and make ready for the words of
        members in the background: the first answers do not wait for it."""
        threading.Thread(target=self.understanding.warm_up, name="understanding", daemon=True).start()
        if self.telegram:
            self.telegram.start()
        if self.telegram_sweep:
            self.telegram_sweep.start()

    def start_work(self) -> None:
        """Begin with what members do not wait for: photos, text messages, notices, the weather."""
        self.worker.start()
        self.warm_up.start()
        for loop in (self.timers, *self.chores):
            loop.start()

    def close(self) -> None:
        """Stop what runs and close the database."""
        self.closing.set()
        self.warm_up.cancel()
        for part in (self.telegram_sweep, self.telegram, self.timers, *self.chores, self.worker):
            if part:
                part.stop()
        self.database.close()

    def _database_answers(self) -> bool:
        try:
            with self.database.reading() as session:
                session.execute(text("SELECT 1"))
            return True
        except Exception:
            log.exception("the database does not answer")
            return False


def build(
    settings: Settings,
    *,
    demo: bool,
    clock: Clock | None = None,
    reader: Reader | None = None,
    sms: SmsSender | None = None,
    known: tuple[Knowledge, Understanding] | None = None,
) -> App:
    """The parts for these settings, on a database that is up to date.

    `demo` loads the made-up members. Tests bring a clock, a reader, a sender of text messages, and what is
    known without a database, so that it is loaded once for many apps.
    """
    clock = clock or settings.clock()
    knowledge, understanding = known or _known(settings)
    words = knowledge.words
    home = home_of(knowledge.programmes, settings.programme)
    check(home, running_parts())
    database = Database.open(settings.database())
    migrate(database)
    services = Services(
        programmes=knowledge.programmes,
        words=words,
        understanding=understanding,
        photos=parts.photo_store(settings),
        directory=Directory.of(home.pack),
        voucher_key=settings.signing_key("vouchers"),
        home_programme=settings.programme,
        public_url=settings.public_url,
    )
    reader = reader or Reader(clock=clock)
    conductor = Conductor(database, services, reader, clock, JobQueue(database.engine).read_photos)
    patience = Patience(
        timedelta(minutes=settings.desk_answer_minutes), timedelta(hours=settings.desk_silence_hours)
    )
    handover = Handover(database, services, clock, patience)
    chatwoot = parts.chatwoot(settings, database, handover, services, clock)
    timers = Timers(database, services, clock, parts.periods(settings))
    metrics = Metrics()
    telegram = parts.telegram(settings, conductor, services, metrics)

    def read_photos(photo_job: int) -> None:
        with metrics.reading_seconds.time():
            conductor.read_done(photo_job)

    def undelivered() -> int:
        with database.reading() as session:
            return talks.undelivered(session, "telegram")

    metrics.watch_outbox(undelivered)
    app = App(
        settings=settings,
        clock=clock,
        knowledge=knowledge,
        understanding=understanding,
        services=services,
        database=database,
        conductor=conductor,
        handover=handover,
        worker=Worker(database.engine, read_photos),
        warm_up=_later(_WARM_UP, reader.warm_up),
        timers=Loop("timers", _TIMERS, Alone(one_slot(database.engine), timers.run_due)),
        chores=(
            *parts.chores(settings, database, services, sms or parts.sms_sender(settings, demo), clock),
            Loop("cases", _CASES, handover.run_timers),
            *([Loop("Chatwoot", _CHATWOOT, chatwoot.mirror.sweep)] if chatwoot else []),
        ),
        chatwoot=chatwoot,
        telegram=telegram,
        telegram_sweep=Loop("Telegram's outbox", _SWEEP, telegram.sweep) if telegram else None,
        demo=Demo(database, clock, knowledge.programmes, home.id) if demo else None,
        metrics=metrics,
    )
    if app.demo:
        app.demo.load()
    return app


def _later(seconds: float, act: Callable[[], None]) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    return timer


def running_parts() -> Iterator[Needs]:
    """What the running parts need of the home programme."""
    yield from (timer.needs for timer in TIMERS)
    yield from rewards.NEEDS
    yield from (close_account.NEEDS, membership.NEEDS)


def _known(settings: Settings) -> tuple[Knowledge, Understanding]:
    knowledge = Knowledge.load()
    return knowledge, knowledge.understanding(settings.folder() / "trained", encode=settings.encoder)


def migrate(database: Database) -> None:
    """Bring the tables of the ledger and of the jobs up to date."""
    database.migrate()
    Worker.migrate(database.engine)
