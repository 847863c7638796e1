"""What the running parts need of a programme, checked when the process starts."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.programmes.programme import Programme, Programmes
from bot.rules import PackError
from bot.rules.roles import ROLES


@dataclass(frozen=True, slots=True)
class Needs:
    """What a part needs. It runs for a programme that decides its `kinds` and has a clause for each of its
    `rules` (kind and rule). The book of such a programme must have a clause for each of the `roles`, and the
    figures `readings` among its interpretations."""

    part: str
    kinds: tuple[str, ...] = ()
    rules: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()

    def apply_to(self, programme: Programme) -> bool:
        """Whether the programme has what the part is for."""
        return programme.offers(*self.kinds) and all(rule in programme.pack.deciding for rule in self.rules)


def home_of(programmes: Programmes, id: str) -> Programme:
    """The programme whose members link here. Raises `PackError` where there is none of that id."""
    if id not in programmes:
        known = ", ".join(programme.id for programme in programmes)
        raise PackError("MEMBERBOT_PROGRAMME", id, f"there is no such programme; one of {known}")
    return programmes[id]


def check(programme: Programme, parts: Iterable[Needs]) -> None:
    """See that the programme has the clauses that the parts need.

    Raises `PackError` for the first that is missing: what to add, to which file, and for what.
    """
    pack = programme.pack
    file = programme.file(f"editions/{pack.edition}.yaml")
    for needs in (part for part in parts if part.apply_to(programme)):
        for role in needs.roles:
            if role not in pack.roles:
                what = f"missing: name the clause that says {ROLES[role].about}; {needs.part} needs it"
                raise PackError(file, f"roles.{role}", what)
        for name in needs.readings:
            if name not in pack.readings:
                what = f"none has the figure {name}, which {needs.part} needs"
                raise PackError(file, "interpretations", what)
