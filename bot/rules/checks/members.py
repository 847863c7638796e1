"""Checks about who asks: who may join, whose membership stands."""

from typing import Protocol

from bot.rules.case import Case, broken
from bot.rules.decision import Finding
from bot.rules.facts.membership import Birthday, Join, Member
from bot.rules.pack import Clause
from bot.rules.registry import check


class _OfMember(Protocol):
    @property
    def member(self) -> Member: ...


@check("earn", "redeem", "birthday")
def not_suspended(case: Case[_OfMember], clause: Clause) -> Finding | None:
    """A suspended membership earns and redeems nothing."""
    return broken(clause) if case.facts.member.status == "suspended" else None


@check("earn", "redeem", "birthday")
def not_closed(case: Case[_OfMember], clause: Clause) -> Finding | None:
    """A closed membership has lost its points and rewards."""
    return broken(clause) if case.facts.member.status == "closed" else None


@check("earn", "redeem", "birthday")
def not_tenant_staff(case: Case[_OfMember], clause: Clause) -> Finding | None:
    """People who work in the mall's shops take no part."""
    return broken(clause) if case.facts.member.tenant_staff else None


@check("join")
def applicant_not_tenant_staff(case: Case[Join], clause: Clause) -> Finding | None:
    """People who work in the mall's shops cannot join."""
    return broken(clause) if case.facts.applicant.tenant_staff else None


@check("join", figures={"age": "years"}, says={"too_young": ("applicant_age",)})
def of_age(case: Case[Join], clause: Clause) -> Finding | None:
    """An applicant is at least `age` years old."""
    age = case.facts.applicant.age
    if age is None or age >= clause.count("age"):
        return None
    return broken(clause, "too_young", applicant_age=age)


@check("join", says={"member_already": ()})
def one_membership_each(case: Case[Join], clause: Clause) -> Finding | None:
    """The holder of an identity document has one membership."""
    return broken(clause, "member_already") if case.facts.applicant.id_holder_is_member else None


@check("join", says={"phone": (), "email": (), "both": ()})
def contacts_unused(case: Case[Join], clause: Clause) -> Finding | None:
    """A phone number and an e-mail address each serve one member."""
    phone, email = case.facts.applicant.phone_registered, case.facts.applicant.email_registered
    if not phone and not email:
        return None
    return broken(clause, "both" if phone and email else "phone" if phone else "email")


@check("join")
def name_as_on_document(case: Case[Join], clause: Clause) -> Finding | None:
    """The name registered is the one on the identity document."""
    return None if case.facts.applicant.name_matches_id else broken(clause)


@check("birthday", says={"granted": ("year",)})
def birthday_points_once(case: Case[Birthday], clause: Clause) -> Finding | None:
    """Birthday points come once a year."""
    return broken(clause, "granted", year=case.today.year) if case.facts.granted_this_year else None
