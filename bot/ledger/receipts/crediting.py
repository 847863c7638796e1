"""Deciding a receipt set and crediting it: entries, state, audit and decision in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.json_values import JsonObject, json_list, json_text
from bot.ledger import points, store
from bot.ledger.models import DecisionRecord, Member, Receipt, RequestJson
from bot.ledger.receipts import sets as receipts
from bot.ledger.store import Act, RuledAct, take_turns
from bot.rules import Decision, EarnFigures, Engine
from bot.rules.dates import day_of


def preview(
    session: Session,
    engine: Engine,
    member: Member,
    receipt: JsonObject,
    handed_in: datetime,
) -> Decision[EarnFigures]:
    """What a set with these facts would bring the member, handed in then; nothing is kept."""
    facts = _facts(session, member, receipt, handed_in)
    request = store.decision_request(member.programme, "earn", facts, handed_in)
    return engine.decide(request).of(EarnFigures)


def settle(act: RuledAct, receipt: Receipt, *, doubts: Sequence[str] = ()) -> Decision[EarnFigures]:
    """Decide a confirmed set for good: credited, rejected, or handed to a person.

    `doubts` are codes for what a person should look at before an approval is credited; the step into review
    names them, and the sets of other members that may be the same receipt. A set that lacks facts
    (`incomplete`) stays as it is. One settled before gives its decision again.
    """
    member = lock(act.session, receipt)
    if receipt.state != "awaiting_confirmation" and receipt.decision is not None:
        return store.replay_decision(act.engine, receipt.decision).of(EarnFigures)
    _one_at_a_time(act.session, receipt)
    request = _request(act.session, receipt, member, act.now)
    decision = act.engine.decide(request).of(EarnFigures)
    if decision.outcome == "incomplete":
        return decision
    receipt.decision = store.record_decision(act.session, request, decision, member, act.now)
    if decision.outcome == "approved":
        doubts = [*doubts, *_claimed_by_others(act.session, act.engine, receipt, request)]
    held = ", ".join(doubts)
    match decision.outcome:
        case "approved" if held:
            receipts.move(act, receipt, "awaiting_review", reason=held)
        case "approved":
            _approve_and_credit(act, receipt, member, decision.figures.points)
        case "review":
            receipts.move(act, receipt, "awaiting_review", reason=held or None)
        case "rejected":
            broken = ", ".join(decision.clauses)
            receipts.move(act, receipt, "rejected", reason=broken)
    return decision


@dataclass(frozen=True, slots=True)
class Judgement:
    """A set under review as the engine sees it, and as it sees it once a person approved it."""

    request: RequestJson
    """The request of `approval`."""
    decision: Decision[EarnFigures]
    """On the facts alone."""
    approval: Decision[EarnFigures]
    """Without what the person sets aside by approving: the same where nothing is in the way."""
    set_aside: tuple[str, ...]
    """The clauses that the approval sets aside."""
    used: bool
    """Whether the set brought points before, to whomever: it can only be rejected or corrected."""

    @property
    def overrides(self) -> bool:
        """Whether approving goes against the book, and is not only a judgement that it leaves to a person."""
        return self.decision.outcome == "rejected"

    @property
    def points(self) -> int | None:
        """What an approval would credit; None where it cannot be approved."""
        return None if self.used or self.approval.outcome != "approved" else self.approval.figures.points


def judge(session: Session, engine: Engine, receipt: Receipt, facts: JsonObject, now: datetime) -> Judgement:
    """A set under review with these facts; changes nothing. Raises RequestError for a fact of a wrong
    shape."""
    member = session.get_one(Member, receipt.member_id)
    seen = with_facts(receipt, facts)
    request = _request(session, seen, member, now)
    decision = engine.decide(request).of(EarnFigures)
    approval = decision
    set_aside: tuple[str, ...] = ()
    used = _used_up(engine, request, decision)
    while approval.outcome in ("review", "rejected") and not set(approval.clauses) <= set(set_aside):
        set_aside = (*set_aside, *approval.clauses)
        approval = engine.decide({**request, "set_aside": set_aside}).of(EarnFigures)
    for other in receipts.registered_by_others(session, seen):
        known = _knowing(request, other)
        used = used or _used_up(engine, known, engine.decide(known))
    if set_aside:
        request["set_aside"] = list(set_aside)
    return Judgement(request, decision, approval, set_aside, used)


def with_facts(receipt: Receipt, facts: JsonObject) -> Receipt:
    """The set as it would be with other facts. It is not kept."""
    seen = Receipt(
        id=receipt.id,
        programme=receipt.programme,
        member_id=receipt.member_id,
        via=receipt.via,
        submitted_at=receipt.submitted_at,
    )
    receipts.take_facts(seen, facts)
    return seen


def lock(session: Session, receipt: Receipt) -> Member:
    """The set as it is now, and nobody else settles one of its member until the transaction ends."""
    member = points.lock_member(session, receipt.member_id)
    session.refresh(receipt)
    return member


def approve(act: RuledAct, receipt: Receipt, *, reason: str | None = None) -> Judgement:
    """A person approves a set under review: what the engine finds against it is set aside, and the points
    that it computes are credited. Where the judgement has no points nothing is changed. Raises
    `TransitionError`.
    """
    member = lock(act.session, receipt)
    if receipt.state != "awaiting_review":
        raise receipts.TransitionError(receipt.state, "approved")
    _one_at_a_time(act.session, receipt)
    judgement = judge(act.session, act.engine, receipt, receipt.facts, act.now)
    if judgement.points is not None:
        receipt.decision = store.record_decision(
            act.session, judgement.request, judgement.approval, member, act.now
        )
        _approve_and_credit(act, receipt, member, judgement.points, reason=reason)
    return judgement


def reject(act: Act, receipt: Receipt, clauses: Sequence[str]) -> None:
    """A person rejects a set under review for breaking some clauses. Raises `TransitionError`."""
    lock(act.session, receipt)
    receipts.move(act, receipt, "rejected", reason=", ".join(clauses))
    detail = {"clauses": list(clauses)}
    act.note("receipt.rejected", f"receipt:{receipt.id}", detail)


def _claimed_by_others(session: Session, engine: Engine, receipt: Receipt, request: RequestJson) -> list[str]:
    """Doubts, each with the set of another member, when the rules would refuse this set had its member
    registered what others did."""
    others = receipts.registered_by_others(session, receipt)
    return [
        f"registered_by_another:{other.id}"
        for other in others
        if engine.decide(_knowing(request, other)).outcome != "approved"
    ]


def _knowing(request: RequestJson, other: Receipt) -> RequestJson:
    """The request as if its member had registered another member's set, which brought this one nothing."""
    facts = request["facts"]
    history = [*json_list(facts["history"]), receipts.registered_set(other, 0)]
    return {**request, "facts": {**facts, "history": history}}


def _used_up(engine: Engine, request: RequestJson, decision: Decision) -> bool:
    """Whether the decision refuses the set as one that was registered before."""
    once = engine.pack(request["programme"]).deciding.get((request["kind"], "used_once"))
    return decision.outcome == "rejected" and once is not None and once.id in decision.clauses


def _first_clause(decision: DecisionRecord) -> str | None:
    clauses = json_list(decision.answer["clauses"])
    return json_text(clauses[0]) if clauses else None


def _approve_and_credit(
    act: RuledAct, receipt: Receipt, member: Member, amount: int, *, reason: str | None = None
) -> None:
    receipts.move(act, receipt, "approved", reason=reason)
    decision: DecisionRecord | None = receipt.decision
    points.post(
        act.session,
        act.engine,
        member,
        points.Posting(
            kind="spend",
            points=amount,
            on=day_of(act.now),
            spent_on=receipt.issued_on,
            key=f"receipt:{receipt.id}",
            reason=f"receipt:{receipt.id}",
            actor=act.actor,
            clause=_first_clause(decision) if decision is not None else None,
            decision_id=decision.id if decision is not None else None,
        ),
        act.now,
    )
    receipt.points = amount
    receipts.move(act, receipt, "credited")
    act.note(
        "receipt.credited",
        f"receipt:{receipt.id}",
        {"points": amount, "decision": receipt.decision_id, "reason": reason},
    )
    act.session.flush()


def _one_at_a_time(session: Session, receipt: Receipt) -> None:
    """Two members may hand in the same receipt at once: sets of one purchase day are settled in turn."""
    take_turns(session, f"receipts of {receipt.programme} on {receipt.issued_on}")


def _request(session: Session, receipt: Receipt, member: Member, now: datetime) -> RequestJson:
    facts: JsonObject = {
        **_facts(session, member, receipt.facts, receipt.submitted_at),
        "via": receipt.via,
        "first_set_of_birthday_month": _first_of_its_month(session, receipt),
    }
    return store.decision_request(member.programme, "earn", facts, now)


def _facts(session: Session, member: Member, receipt: JsonObject, submitted_at: datetime) -> JsonObject:
    return {
        "member": {
            "joined": member.joined.isoformat(),
            "tier": member.tier,
            "status": member.status,
            "tenant_staff": member.tenant_staff,
            "birthday": member.birthday.isoformat() if member.birthday else None,
        },
        "receipt": receipt,
        "history": receipts.history_of(session, member),
        "submitted_at": submitted_at.isoformat(),
    }


def _first_of_its_month(session: Session, receipt: Receipt) -> bool:
    """Whether the member has no credited set of the month of this purchase."""
    if receipt.issued_on is None:
        return False
    first = receipt.issued_on.replace(day=1)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return not session.scalar(
        select(
            exists().where(
                Receipt.member_id == receipt.member_id,
                Receipt.id != receipt.id,
                Receipt.state == "credited",
                Receipt.issued_on >= first,
                Receipt.issued_on < following,
            )
        )
    )
