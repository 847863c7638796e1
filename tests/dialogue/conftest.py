"""A conductor with everything real but the clock and the eyes: photos are named, and known by their names."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.clock import HONG_KONG
from bot.dialogue.conductor import Conductor
from bot.dialogue.context import Services
from bot.dialogue.turn import Outgoing, Photo, Turn
from bot.knowledge import Knowledge
from bot.languages import Language
from bot.ledger import members
from bot.ledger.demo import load_demo
from bot.ledger.store import Database
from bot.programmes import HOME
from bot.reading import Deduction, Evidence, PictureError, Reading
from bot.reading.fields.directory import Directory
from bot.reading.store.photos import FolderStore
from bot.understanding import Understanding
from tests.support.known import knowledge

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=HONG_KONG)

_FIELDS = ("merchant", "number", "issued_on", "issued_time", "total", "payment", "deductions", "transaction")


def _paper(document: str, **facts: object) -> Reading:
    known: dict[str, object] = {
        "merchant": "UNIQLO",
        "number": "R-7764" if document == "shop_receipt" else "63251600",
        "issued_on": date(2026, 11, 20),
        "issued_time": time(16, 5),
        "total": Decimal("647.00"),
        "currency": "HKD",
        "payment": "credit_card",
        "transaction": "sale",
        "confidence": dict.fromkeys(_FIELDS, 0.98),
    }
    return Reading(document=document, **{**known, **facts})  # type: ignore[arg-type]


def _unsure(field_name: str) -> dict[str, float]:
    return {**dict.fromkeys(_FIELDS, 0.98), field_name: 0.5}


def _not_sold(document: str, transaction: str, words: str) -> Reading:
    evidence = {"transaction": Evidence(words, None, "it says so")}
    return _paper(document, transaction=transaction, evidence=evidence)


PHOTOS: dict[str, Reading | PictureError] = {
    "receipt": _paper("shop_receipt", fingerprint="0f" * 32),
    "slip": _paper("payment_slip"),
    "a copy of it": _paper("shop_receipt", number=None, fingerprint="1f" + "0f" * 31),
    "receipt, total unsure": _paper("shop_receipt", total=Decimal("847.00"), confidence=_unsure("total")),
    "receipt, number unsure": _paper("shop_receipt", confidence=_unsure("number")),
    "receipt anew, a digit misread": _paper("shop_receipt", number="R-7784"),
    "receipt paid in cash": _paper("shop_receipt", payment="cash"),
    "receipt of 7-Eleven": _paper("shop_receipt", merchant="7-ELEVEN", payment="octopus"),
    "receipt of an unknown shop": _paper("shop_receipt", merchant="BLUE HARBOUR BOOKS"),
    "receipt of an unknown shop in the mall": _paper(
        "shop_receipt", merchant="BLUE HARBOUR BOOKS", address="Shop L1-20, Festival Walk"
    ),
    "receipt of 7-Eleven, misread": _paper("shop_receipt", merchant="7-ELEUEN"),
    "receipt with a voucher": _paper(
        "shop_receipt", number="R-7765", deductions=(Deduction("voucher", Decimal("50.00")),)
    ),
    "slip for the rest": _paper("payment_slip", total=Decimal("597.00")),
    "slip of another day": _paper("payment_slip", issued_on=date(2026, 11, 18), total=Decimal("99.00")),
    "old receipt": _paper("shop_receipt", number="R-1", issued_on=date(2026, 11, 8)),
    "old slip": _paper("payment_slip", issued_on=date(2026, 11, 8)),
    "head of a long receipt": _paper("shop_receipt", total=None, payment=None),
    "foot of a long receipt": _paper("shop_receipt", merchant=None, number=None, issued_on=None),
    "receipt of tomorrow": _paper("shop_receipt", number="R-9", issued_on=date(2026, 11, 21)),
    "slip of tomorrow": _paper("payment_slip", issued_on=date(2026, 11, 21)),
    **{
        f"small {kind} {position}": _paper(
            document, number=f"S-{position}", issued_on=date(2026, 11, 18 + position), total=Decimal(101)
        )
        for position in range(3)
        for kind, document in (("receipt", "shop_receipt"), ("slip", "payment_slip"))
    },
    "refund": _not_sold("shop_receipt", "refund", "REFUND"),
    "receipt below zero": _paper("shop_receipt", total=Decimal("-647.00")),
    "slip below zero": _paper("payment_slip", total=Decimal("-647.00")),
    "quotation": _not_sold("shop_receipt", "quotation", "QUOTATION"),
    "declined slip": _not_sold("payment_slip", "declined", "*** DECLINED ***"),
    "deposit": _not_sold("shop_receipt", "deposit", "DEPOSIT RECEIPT"),
    "the shop's own slip": _paper("payment_slip", form="merchant_copy"),
    "receipt of a kind unsure": _paper("shop_receipt", confidence=_unsure("transaction")),
    "slip of a kind unsure": _paper("payment_slip", confidence=_unsure("transaction")),
    "receipt with a gift card": _paper("shop_receipt", signals=("mixed_basket",)),
    "receipt in another's name": _paper("shop_receipt", name="WONG KA YAN"),
    "receipt in a masked name": _paper("shop_receipt", name="C*** S** M***"),
    "nothing legible": Reading(document="unknown"),
    "a PDF": PictureError("pdf"),
    "a broken file": PictureError("broken"),
    "one pixel": PictureError("too_small"),
    "a text": PictureError("not_a_picture"),
    "a huge picture": PictureError("too_many_pixels"),
    "a cat": PictureError("no_text"),
}


class NamedReader:
    """Knows photos by their names."""

    def keepable(self, data: bytes) -> tuple[bytes, tuple[str, ...]]:
        return data, ()

    def read(self, data: bytes, name: str = "") -> Reading:
        known = PHOTOS[name]
        if isinstance(known, PictureError):
            raise known
        return known


@dataclass
class Talk:
    """One conversation, led by a test."""

    conductor: Conductor
    database: Database
    jobs: list[int]
    services: Services
    sender: str = "someone"
    channel: str = "test"
    hint: Language | None = None
    now: datetime = NOW
    last: list[Outgoing] = field(default_factory=list)

    def send(self, text: str = "", *photos: str, message_id: str | None = None) -> list[Outgoing]:
        """A turn and everything that follows from it; what was said."""
        turn = Turn(
            self.channel,
            self.sender,
            text,
            [Photo(name.encode(), name) for name in photos],
            message_id,
            self.hint,
            self.now,
        )
        said = list(self.conductor.receive(turn).replies)
        while self.jobs:
            said += self.conductor.read_done(self.jobs.pop(0))
        self.last = said
        return said

    def jobs_waiting(self, *photos: str) -> None:
        """Send photos, and leave them to be read later."""
        photos_ = [Photo(name.encode(), name) for name in photos]
        self.conductor.receive(Turn(self.channel, self.sender, "", photos_, None, self.hint, self.now))

    def press(self, title: str) -> list[Outgoing]:
        """Press the button of the last replies whose title contains the words."""
        payloads = [
            button.payload for said in self.last for button in said.reply.buttons if title in button.title
        ]
        assert payloads, f"no button {title!r} among {[b.title for s in self.last for b in s.reply.buttons]}"
        return self.send(payloads[0])

    def code(self) -> str:
        """The one-time code that was sent last."""
        with self.database.reading() as session:
            return str(members.recent_sms(session, NOW - timedelta(days=999))[0].values["code"])

    def link(self, number: str) -> list[Outgoing]:
        """Link a membership."""
        self.send("/link_account")
        self.send(number)
        return self.send(self.code())

    def text(self) -> str:
        """What was said last, in one piece."""
        return "\n".join(said.reply.text for said in self.last)


@pytest.fixture(scope="session")
def _demo_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "demo.db"
    shutil.copy(sqlite_template, path)
    database = Database.open(f"sqlite:///{path}")
    add_demo(database)
    database.close()
    return path


@pytest.fixture
def talk(_demo_template: Path, tmp_path: Path) -> Iterator[Callable[..., Talk]]:
    """Starts conversations with one bot over one database with the demo's members."""
    path = tmp_path / "memberbot.db"
    shutil.copy(_demo_template, path)
    database = Database.open(f"sqlite:///{path}")
    yield talks_over(database, tmp_path)
    database.close()


def add_demo(database: Database) -> None:
    """The demo's members and catalogue as they are at `NOW`."""
    with database.transaction() as session:
        load_demo(session, knowledge()[0].programmes, NOW)


def talks_over(
    database: Database,
    folder: Path,
    home: str = HOME,
    all_known: tuple[Knowledge, Understanding] | None = None,
) -> Callable[..., Talk]:
    """Likewise, over a database with the demo; of a programme, and with what is known, if any is given."""
    known, understanding = all_known or knowledge()
    jobs: list[int] = []
    services = Services(
        programmes=known.programmes,
        words=known.words,
        understanding=understanding,
        photos=FolderStore(folder / "photos"),
        directory=Directory.of(known.engine.pack(home)),
        voucher_key=b"a key of the tests, 32 bytes long",
        home_programme=home,
    )
    conductor = Conductor(
        database,
        services,
        NamedReader(),  # type: ignore[arg-type]
        lambda: NOW,
        lambda _session, job: jobs.append(job),
    )
    return lambda sender="someone", hint=None: Talk(conductor, database, jobs, services, sender, hint=hint)
