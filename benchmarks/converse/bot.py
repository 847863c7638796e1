"""The whole bot in this process: the real understanding and dialogue over an empty database in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.dialogue.conductor import Conductor
from bot.dialogue.context import Services
from bot.dialogue.turn import Reply, Turn
from bot.knowledge import Knowledge
from bot.ledger.demo import load_demo
from bot.ledger.store import Database
from bot.programmes import HOME
from bot.reading import Reader
from bot.reading.fields.directory import Directory
from bot.reading.store.photos import FolderStore


class Bot:
    """Answers messages, each as the first of a conversation of its own."""

    def __init__(self, conductor: Conductor) -> None:
        self._conductor = conductor

    def answer(self, sender: str, text: str, now: datetime) -> list[Reply]:
        """What is said to a message at a moment."""
        turn = Turn("rest", sender, text, now=now)
        return [outgoing.reply for outgoing in self._conductor.receive(turn).replies]


@contextmanager
def running(now: datetime, trained: Path = Path("data/trained")) -> Iterator[Bot]:
    """A bot with the demo's members and catalogue; photos cannot be read."""
    known = Knowledge.load()
    with TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/converse.db")
        database.migrate()
        with database.transaction() as session:
            load_demo(session, known.programmes, now)
        services = Services(
            programmes=known.programmes,
            words=known.words,
            understanding=known.understanding(trained),
            photos=FolderStore(Path(folder) / "photos"),
            directory=Directory.of(known.engine.pack(HOME)),
            voucher_key=b"a key of the report, 32 bytes ok",
            home_programme=HOME,
        )
        yield Bot(
            Conductor(database, services, Reader.__new__(Reader), lambda: now, lambda _session, _job: None)
        )
        database.close()
