"""The rule books at hand: several programmes, each in one or more editions."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from bot.rules.decision import RequestError
from bot.rules.loading import PackError, load_pack
from bot.rules.pack import Pack


class Shelf:
    """Packs by programme, in the order in which they came into force; `latest` holds the newest of each,
    `kinds` what any edition of each answers."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self.editions: dict[str, tuple[Pack, ...]] = {}
        for pack in sorted(packs, key=lambda pack: pack.valid_from):
            known = self.editions.get(pack.programme, ())
            if any(pack.edition == other.edition or pack.valid_from == other.valid_from for other in known):
                raise PackError(
                    f"{pack.programme}.{pack.edition}.yaml",
                    "edition",
                    f"{pack.programme} has another edition {pack.edition}, or one from {pack.valid_from}",
                )
            self.editions[pack.programme] = (*known, pack)
        self.latest: Mapping[str, Pack] = {
            programme: editions[-1] for programme, editions in self.editions.items()
        }
        self.kinds: Mapping[str, tuple[str, ...]] = {
            programme: tuple(dict.fromkeys(kind for pack in reversed(editions) for kind in pack.kinds))
            for programme, editions in self.editions.items()
        }

    @classmethod
    def load(cls, folders: Iterable[Path]) -> "Shelf":
        """All packs (`*.yaml`) of some folders. Raises `PackError`."""
        return cls(load_pack(path) for folder in folders for path in sorted(folder.glob("*.yaml")))

    def edition(self, programme: str, on: date | None = None) -> Pack:
        """The edition in force on a day (the newest without one); before the first, the first.

        Raises `RequestError` for an unknown programme.
        """
        try:
            editions = self.editions[programme]
        except KeyError:
            raise RequestError("programme", f"one of {', '.join(self.editions)}") from None
        if on is None:
            return editions[-1]
        for pack in reversed(editions):
            if pack.valid_from <= on:
                return pack
        return editions[0]
