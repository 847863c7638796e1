"""What members can ask for: each intent is declared once, beside the skill that answers it.

The declaration holds whatever else the house needs to know of an intent: what it is called, where it stands
in menus, what it takes of a programme, and how it behaves beside other things. `registry.py` brings all
skills, and with them their declarations, together; a test holds the Rasa project to them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.dialogue.context import Answer, Context
from bot.programmes import Needs, Programme
from bot.wording import Message

Skill = Callable[[Context], Answer]
S = TypeVar("S", bound=Skill)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A button of the main menu, in the order of the places."""

    place: int
    title: Message


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the messaging apps (`/points`) and its line in their menu, in the order of the places."""

    place: int
    name: str
    line: Message


@dataclass(frozen=True, slots=True)
class Intent:
    """An intent, and what it is.

    `means` is what it is called when we ask which one was meant; None where that is never asked. `needs` is
    what the home programme must have for it. `tells`: its skill only tells, so it may be asked for somebody
    else. `courtesy`: it asks for nothing that the rules could tell. `own_matter`: what it refuses or names is
    not meant for an open proposal. `aside`: it may come up while something is chosen, which is put again.
    """

    name: str
    skill: Skill
    means: Message | None = None
    menu: MenuEntry | None = None
    command: Command | None = None
    needs: Needs | None = None
    tells: bool = False
    courtesy: bool = False
    own_matter: bool = False
    aside: bool = False

    def offered(self, home: Programme) -> bool:
        """Whether the home programme has what this asks for."""
        return self.needs is None or self.needs.apply_to(home)


_DECLARED: dict[str, Intent] = {}


def intent(
    name: str,
    *,
    means: Message | None = None,
    menu: MenuEntry | None = None,
    command: Command | None = None,
    needs: Needs | None = None,
    tells: bool = False,
    courtesy: bool = False,
    own_matter: bool = False,
    aside: bool = False,
) -> Callable[[S], S]:
    """Declare that a skill answers an intent (see `Intent`). Raises ValueError for a name declared twice."""

    def declare(skill: S) -> S:
        if name in _DECLARED:
            raise ValueError(f"the intent {name} is declared twice")
        _DECLARED[name] = Intent(name, skill, means, menu, command, needs, tells, courtesy, own_matter, aside)
        return skill

    return declare


def declared() -> Mapping[str, Intent]:
    """All intents by name, as far as the modules of their skills are loaded."""
    return _DECLARED


def of(name: str) -> Intent | None:
    """The intent of that name, if one is declared."""
    return _DECLARED.get(name)


def meanings() -> Mapping[str, Message]:
    """What the intents that can be meant are called."""
    return {name: known.means for name, known in _DECLARED.items() if known.means is not None}


def menu(home: Programme) -> list[tuple[Message, str]]:
    """The main menu where a programme is at home: titles and intents."""
    entries = [(known.menu, name) for name, known in _DECLARED.items() if known.menu and known.offered(home)]
    return [(entry.title, name) for entry, name in sorted(entries, key=lambda found: found[0].place)]


def commands(home: Programme | None = None) -> Mapping[str, tuple[str, Message]]:
    """The commands of the messaging apps (those that `home` has): what each asks for, and its line."""
    found = [
        (known.command, name)
        for name, known in _DECLARED.items()
        if known.command and (home is None or known.offered(home))
    ]
    return {
        command.name: (name, command.line)
        for command, name in sorted(found, key=lambda entry: entry[0].place)
    }
