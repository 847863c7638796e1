"""The rule books in force, to read: clauses with their figures in three languages, and what changes between
editions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from starlette.responses import Response

from bot.desk.frame import NavigationEntry, TheVisit, Visit, guarded, not_found
from bot.languages import LANGUAGES, Language
from bot.rules import Clause, Pack
from bot.rules.dates import day_of
from bot.wording import Message, Wording, _
from bot.wording.changes import LISTS, PackChanges
from bot.wording.topics import topic_name

# What a pack's questions are about, by the kind that the engine decides.
KINDS: Mapping[str, Message] = {
    "earn": _("points for receipts"),
    "redeem": _("redeeming rewards"),
    "balance": _("points and when they lapse"),
    "tier": _("membership tiers"),
    "join": _("joining"),
    "birthday": _("birthdays"),
    "claim": _("claiming rewards"),
    "enrol": _("joining the programme"),
    "award": _("getting coupons"),
    "spend": _("using coupons"),
}


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition as the list shows it; `state` is in_force, to_come or past."""

    pack: Pack
    state: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause, ready to be shown: `says` and `headings` are by language, `figures` by name."""

    key: str
    decides: Sequence[str]
    headings: Mapping[Language, str]
    says: Mapping[Language, str]
    figures: Sequence[tuple[str, object]]
    lists: Sequence[tuple[Message, Sequence[object], str]]


ENTRY = NavigationEntry("packs", _("Rules"), "/desk/packs", icon="book", roles=("operator",))

router = guarded("operator")


@router.get("/desk/packs")
def all_packs(visit: TheVisit) -> Response:
    """The rule books with their editions."""
    language, today = visit.language, day_of(visit.now())
    books = [
        (programme, visit.words.programme(programme, language), list(editions_of(packs, today)))
        for programme, packs in visit.engine.shelf.editions.items()
    ]
    books.sort(key=lambda book: book[0] != visit.programme)
    return visit.render("packs.html", books=books, home=visit.programme)


@router.get("/desk/packs/{programme}/diff")
def diff(visit: TheVisit, programme: str, old: str = "", new: str = "") -> Response:
    """What changes from one edition to another."""
    before, after = _edition(visit, programme, old), _edition(visit, programme, new)
    language = visit.language
    return visit.render(
        "pack_diff.html",
        old=before,
        new=after,
        sections=_changes(before, after).sections(language),
        editions=visit.engine.shelf.editions[programme],
        programme_name=after.name[language],
    )


@router.get("/desk/packs/{programme}/{name}")
def book(visit: TheVisit, programme: str, name: str) -> Response:
    """An edition to read."""
    pack, words = _edition(visit, programme, name), visit.words
    language, today = visit.language, day_of(visit.now())
    editions = list(editions_of(visit.engine.shelf.editions[programme], today))
    return visit.render(
        "pack.html",
        pack=pack,
        programme_name=pack.name[language],
        shown=next(one for one in editions if one.pack is pack),
        editions=editions,
        topics=list(_topics(pack, words)),
        interpretations=[
            (
                number,
                {tag: words.interpretation_title(programme, number, tag, pack.edition) for tag in LANGUAGES},
                {tag: words.interpretation(programme, number, tag, pack.edition) for tag in LANGUAGES},
                list(reading.figures.items()),
            )
            for number, reading in pack.interpretations.items()
        ],
        kinds=KINDS,
    )


@lru_cache(maxsize=32)
def _changes(old: Pack, new: Pack) -> PackChanges:
    return PackChanges(old, new)


def _edition(visit: Visit, programme: str, name: str) -> Pack:
    for pack in visit.engine.shelf.editions.get(programme, ()):
        if pack.edition == name:
            return pack
    raise not_found()


def editions_of(packs: Sequence[Pack], today: date) -> Iterator[Edition]:
    """The editions of a programme, the newest first, each with its standing today."""
    in_force = next((pack for pack in reversed(packs) if pack.valid_from <= today), packs[0])
    following: Pack | None = None
    for pack in reversed(packs):
        ends = [
            day for day in (pack.valid_until, following and following.valid_from - timedelta(days=1)) if day
        ]
        over = pack.valid_until is not None and pack.valid_until < today
        state = (
            "to_come" if pack.valid_from > today else "in_force" if pack is in_force and not over else "past"
        )
        yield Edition(pack, state, min(ends, default=None))
        following = pack


def _topics(pack: Pack, words: Wording) -> Iterator[tuple[str, Message, list[ClauseView]]]:
    """The parts of a book with their clauses."""
    found: dict[str, list[ClauseView]] = {}
    for clause in pack.clauses.values():
        found.setdefault(pack.part(clause.key), []).append(_view(pack, clause, words))
    for topic, clauses in found.items():
        yield topic or "rules", topic_name(pack, topic), clauses


def _view(pack: Pack, clause: Clause, words: Wording) -> ClauseView:
    kinds = [kind for (kind, _rule), deciding in pack.deciding.items() if deciding is clause]
    lists: list[tuple[Message, Sequence[object], str]] = [
        (LISTS[name][0], members, LISTS[name][1]) for name, members in clause.lists.items() if name in LISTS
    ]
    if clause.shops.listed:
        lists.append((LISTS["shops"][0], clause.shops.listed, ""))
    return ClauseView(
        key=clause.key,
        decides=list(dict.fromkeys(kinds)) if clause.kind == "decides" else [],
        headings={tag: words.heading(clause.id, tag, pack.edition) for tag in LANGUAGES},
        says={tag: words.clause(clause.id, tag, pack.edition) for tag in LANGUAGES},
        figures=list(clause.figures.items()),
        lists=lists,
    )
