"""Who is at the desk: a person signed in, and what the roles let one do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.languages import Language, nearest_language
from bot.ledger.models import Role, StaffSession
from bot.ledger.staff import LONGEST_PASSWORD, ROLES, SHORTEST_PASSWORD, all_staff
from bot.wording import Message, _

ROLE_NAMES: dict[Role, Message] = {
    "agent": _("Agent"),
    "reviewer": _("Reviewer"),
    "supervisor": _("Supervisor"),
    "operator": _("Operator"),
}

ROLE_DUTIES: dict[Role, Message] = {
    "agent": _("talks with members"),
    "reviewer": _("looks over receipts"),
    "supervisor": _("does what agents and reviewers do, sees the reports and the audit log, adjusts points"),
    "operator": _("looks after rewards, shops, hours, notices and accounts"),
}

# Why an account cannot be made or changed like that, by the reason of a StaffError.
STAFF_ERRORS: dict[str, Message] = {
    "login": _("A login has two letters or more: small letters, digits, dots, hyphens or an e-mail address."),
    "taken": _("Somebody has this login already."),
    "name": _("Please enter a name of at most 80 characters."),
    "roles": _("There is no such role."),
    "password_short": _("A password has {count} characters or more.").using(count=SHORTEST_PASSWORD),
    "password_long": _("A password has at most {count} characters.").using(count=LONGEST_PASSWORD),
    "password_login": _("This password is too easy to guess. Several words in a row are a good one."),
    "last_operator": _(
        "This is the last operator, and there must be one. Make somebody else operator first."
    ),
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


def staff_names(session: Session) -> Mapping[str, str]:
    """What the people of the desk are called, by login."""
    return {person.login: person.name for person in all_staff(session)}
