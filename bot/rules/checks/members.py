"""Checks about who asks: who may join, whose membership stands."""

from typing import Protocol

from bot.rules.decision import Finding
from bot.rules.facts.membership import Birthday, Join, Member
from bot.rules.pack import Clause
from bot.rules.query import Query, broken
from bot.rules.registry import check


class _OfMember(Protocol):
    @property
    def member(self) -> Member: ...


@check("earn", "redeem", "birthday")
def not_suspended(query: Query[_OfMember], clause: Clause) -> Finding | None:
    """A suspended membership earns and redeems nothing."""
    return broken(clause) if query.facts.member.status == "suspended" else None


@check("earn", "redeem", "birthday")
def not_closed(query: Query[_OfMember], clause: Clause) -> Finding | None:
    """A closed membership has lost its points and rewards."""
    return broken(clause) if query.facts.member.status == "closed" else None


@check("earn", "redeem", "birthday")
def not_tenant_staff(query: Query[_OfMember], clause: Clause) -> Finding | None:
    """People who work in the mall's shops take no part."""
    return broken(clause) if query.facts.member.tenant_staff else None


@check("join")
def applicant_not_tenant_staff(query: Query[Join], clause: Clause) -> Finding | None:
    """People who work in the mall's shops cannot join."""
    return broken(clause) if query.facts.applicant.tenant_staff else None


@check("join", figures={"age": "years"}, says={"too_young": ("applicant_age",)})
def of_age(query: Query[Join], clause: Clause) -> Finding | None:
    """An applicant is at least `age` years old."""
    age = query.facts.applicant.age
    if age is None or age >= clause.count("age"):
        return None
    return broken(clause, "too_young", applicant_age=age)


@check("join", says={"member_already": ()})
def one_membership_each(query: Query[Join], clause: Clause) -> Finding | None:
    """The holder of an identity document has one membership."""
    return broken(clause, "member_already") if query.facts.applicant.id_holder_is_member else None


@check("join", says={"phone": (), "email": (), "both": ()})
def contacts_unused(query: Query[Join], clause: Clause) -> Finding | None:
    """A phone number and an e-mail address each serve one member."""
    phone, email = query.facts.applicant.phone_registered, query.facts.applicant.email_registered
    if not phone and not email:
        return None
    return broken(clause, "both" if phone and email else "phone" if phone else "email")


@check("join")
def name_as_on_document(query: Query[Join], clause: Clause) -> Finding | None:
    """The name registered is the one on the identity document."""
    return None if query.facts.applicant.name_matches_id else broken(clause)


@check("birthday", says={"granted": ("year",)})
def birthday_points_once(query: Query[Birthday], clause: Clause) -> Finding | None:
    """Birthday points come once a year."""
    return broken(clause, "granted", year=query.today.year) if query.facts.granted_this_year else None
