"""Who is at the desk: a person signed in, and what the roles let one do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from bot.languages import Language, nearest_language
from bot.ledger.models import Role, StaffSession
from bot.wording import Message, _

ROLES: tuple[Role, ...] = get_args(Role)

ROLE_NAMES: dict[Role, Message] = {
    "agent": _("Agent"),
    "reviewer": _("Reviewer"),
    "supervisor": _("Supervisor"),
    "operator": _("Operator"),
}

# Roles are not a ladder: an operator looks after the programme and reads no conversations.
_INCLUDED: dict[Role, frozenset[Role]] = {"supervisor": frozenset({"agent", "reviewer"})}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person whose request this is. `actor` is their name in the audit trail."""

    id: int
    login: str
    name: str
    roles: frozenset[Role]  # those given and those that they include
    language: Language
    session_id: int
    has_second_factor: bool
    password_temporary: bool
    has_password: bool

    @property
    def actor(self) -> str:
        return f"staff:{self.login}"

    def may(self, *roles: Role) -> bool:
        """Whether the person has one of the roles."""
        return not self.roles.isdisjoint(roles)


def signed_in(found: StaffSession) -> SignedIn:
    """The person of a session."""
    staff = found.staff
    return SignedIn(
        id=staff.id,
        login=staff.login,
        name=staff.name,
        roles=with_included(staff.roles),
        language=nearest_language(staff.language),
        session_id=found.id,
        has_second_factor=staff.totp_secret is not None,
        password_temporary=staff.password_temporary,
        has_password=staff.password_hash is not None,
    )


def with_included(roles: Iterable[str]) -> frozenset[Role]:
    """Roles and all that they include; unknown ones are left out."""
    given = {role for role in ROLES if role in set(roles)}
    return frozenset(given.union(*(_INCLUDED.get(role, frozenset()) for role in given)))
