"""What staff do to a membership: the act, its note in the audit trail and the words to its member."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.dialogue import notices
from bot.dialogue.context import Services
from bot.languages import Language, nearest_language
from bot.ledger import members, points
from bot.ledger.members import Adjustment, AdjustmentError
from bot.ledger.models import Conversation, Member, Receipt, Voucher
from bot.ledger.store import Act, Database, RuledAct
from bot.programmes import Needs
from bot.rules import Finding, Pack
from bot.rules.dates import day_of
from bot.wording import Message, _

NEEDS = Needs("the desk", kinds=("balance",), roles=("misuse", "goods_returned"))

_POINTS = (_("⭐ My points"), "/check_balance")


@dataclass(frozen=True, slots=True)
class Adjust:
    """Give points, or take some (negative); `year` is that of the purchase they stand for."""

    points: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """Goods of a set were returned: worth `amount`, or all of them without one."""

    receipt: int
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Suspend:
    """Stop a membership for misuse, its points void if so decided."""

    void_points: bool = False


@dataclass(frozen=True, slots=True)
class Reinstate:
    """End a suspension."""


@dataclass(frozen=True, slots=True)
class Terminate:
    """End the membership for good."""


@dataclass(frozen=True, slots=True)
class VoidVoucher:
    """Withdraw a voucher; `give_back` its points, `put_back` the reward on the shelf."""

    voucher: int
    give_back: bool = False
    put_back: bool = False


@dataclass(frozen=True, slots=True)
class SettleDebt:
    """Staff and member are even about points owed."""

    debt: int


@dataclass(frozen=True, slots=True)
class KeepAccount:
    """Withdraw the request to delete the account."""


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete the account now, as its member asked."""


MemberAct = (
    Adjust | Refund | Suspend | Reinstate | Terminate | VoidVoucher | SettleDebt | KeepAccount | Delete
)

# The clause that an act rests on, by its role.
_ROLES: Mapping[type[object], str] = {
    Refund: "goods_returned",
    Suspend: "misuse",
    Terminate: "misuse",
    Delete: "closing_account",
}


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an act: what the member reads, in which language; None where there is nothing to say."""

    text: str | None
    language: Language


class _RehearsedError(Exception):
    """Takes back what was only tried."""

    def __init__(self, done: Done) -> None:
        super().__init__()
        self.done = done


class Memberships:
    """Acts of staff on memberships. Each is one transaction; the same key again does nothing."""

    def __init__(self, database: Database, services: Services, clock: Clock) -> None:
        self._database = database
        self._services = services
        self._clock = clock

    def rehearse(self, member_id: int, act: MemberAct, *, by: str, reason: str, note: str = "") -> Done:
        """What an act would do and say now: it is carried out and taken back. Raises as `carry_out` does."""
        try:
            with self._database.transaction() as session:
                raise _RehearsedError(
                    self._perform(session, member_id, act, by, reason, note, "rehearsal", [])
                )
        except _RehearsedError as tried:
            return tried.done

    def carry_out(
        self, member_id: int, act: MemberAct, *, by: str, reason: str, key: str, note: str = ""
    ) -> Done:
        """Do it, note it, tell the member. `reason` is for the record, `note` for the member.

        Raises `adjustments.AdjustmentError` where it cannot be done as things stand.
        """
        photos: list[str] = []
        with self._database.transaction() as session:
            done = self._perform(session, member_id, act, by, reason, note, key, photos)
        for reference in photos:
            self._services.photos.delete(reference)
        return done

    # ----------------------------------------------------------------------------------------------------

    def _perform(
        self,
        session: Session,
        member_id: int,
        act: MemberAct,
        by: str,
        reason: str,
        note: str,
        key: str,
        photos: list[str],
    ) -> Done:
        now = self._clock()
        member, places = members.lock_with_conversations(session, member_id)
        language = nearest_language(places[-1].language if places else member.language)
        if isinstance(act, Delete):
            ended = members.erase_member(RuledAct(session, f"staff:{by}", now, self._services.engine), member)
            photos += ended.photos
            said: notices.Said | None = self._with_note(farewell(ended), note)
            targets: list[Conversation | None] = [*ended.places]
        else:
            message = self._act(session, member, act, f"staff:{by}", reason, key, now)
            said = self._with_note(message, note) if message is not None else None
            targets = [None]
        if said is None:
            return Done(None, language)
        for place in targets:
            notices.tell(
                self._services,
                session,
                member,
                said,
                key=f"staff:{key}:{place.id}" if place is not None else f"staff:{key}",
                now=now,
                buttons=(_POINTS,) if isinstance(act, Adjust | Refund) else (),
                custom={"clauses": _clauses(self._services.engine.pack(member.programme), act)},
                conversation=place,
            )
        return Done(notices.in_all_languages(self._services.words, said)[language], language)

    def _act(
        self,
        session: Session,
        member: Member,
        act: MemberAct,
        actor: str,
        reason: str,
        key: str,
        now: datetime,
    ) -> notices.Said | None:
        engine = self._services.engine

        def left() -> int:
            return points.spendable(session, member, day_of(now))

        match act:
            case Adjust(amount, year):
                members.adjust(
                    RuledAct(session, actor, now, engine),
                    member,
                    Adjustment(amount, year),
                    reason=reason,
                    key=key,
                )
                return _adjusted(amount, left())
            case Refund(receipt_id, amount):
                receipt = session.get(Receipt, receipt_id)
                if receipt is None or receipt.member_id != member.id:
                    raise AdjustmentError("none")
                taken = members.refund(
                    RuledAct(session, actor, now, engine), receipt, amount, reason=reason, key=key
                )
                return _refunded(receipt, taken, left())
            case Suspend(void_points):
                voided = members.suspend(
                    RuledAct(session, actor, now, engine), member, void_points=void_points, reason=reason
                )
                return self._suspended(member, voided)
            case Reinstate():
                members.reinstate(Act(session, actor, now), member, reason=reason)
                return _("Your membership is active again: you can collect and redeem points as before.")
            case Terminate():
                if member.status == "closed":
                    raise AdjustmentError("status")
                ended = members.end_membership(RuledAct(session, actor, now, engine), member, reason=reason)
                return _(
                    "Your membership has been ended, and with it went {points:points} and "
                    "{vouchers:vouchers}. If you think this is wrong, please speak to us."
                ).using(points=ended.points, vouchers=ended.vouchers)
            case VoidVoucher(voucher_id, give_back, put_back):
                voucher = session.get(Voucher, voucher_id)
                if voucher is None or voucher.member_id != member.id:
                    raise AdjustmentError("none")
                given = members.void_voucher(
                    RuledAct(session, actor, now, engine),
                    voucher,
                    give_back=give_back,
                    put_back=put_back,
                    reason=reason,
                )
                return _withdrawn(voucher, given, left())
            case SettleDebt(debt_id):
                debt = members.settle_debt(Act(session, actor, now), member, debt_id, how=reason)
                return _("The {points:points} that were still open between us are settled. Thank you.").using(
                    points=debt.points
                )
            case KeepAccount():
                members.keep_account(Act(session, actor, now), member, reason=reason)
                return _("Your account stays: the request to delete it is withdrawn.")
        raise TypeError(act)

    def _suspended(self, member: Member, voided: int) -> notices.Said:
        clauses = self._services.engine.pack(member.programme).roles.get("misuse")
        if not clauses:
            return _("Your membership is suspended.")
        finding = Finding(clauses[0].id, "broken", "breaks", clauses[0].values)
        words = self._services.words
        gone = _("The {points:points} on your account are void.").using(points=voided)

        def said(language: Language) -> str:
            sentences = [words.finding(finding, language)]
            if voided:
                sentences.append(words.say(language, gone))
            return "\n".join(sentences)

        return said

    def _with_note(self, message: notices.Said, note: str) -> notices.Said:
        """The message with a word of the staff's own below it."""
        if not note:
            return message
        texts = notices.in_all_languages(self._services.words, message)
        return lambda language: f"{texts[language]}\n\n{note}"


def farewell(ended: members.EndedMembership) -> Message:
    """The last words to somebody whose account was deleted."""
    return _(
        "As you asked, your account is deleted now, with what it held: {points:points} and "
        "{vouchers:vouchers}. Thank you for having been with us."
    ).using(points=ended.points, vouchers=ended.vouchers)


def _adjusted(amount: int, left: int) -> Message:
    if amount > 0:
        return _("We have credited {points:points} to you. You have {left:points} now.").using(
            points=amount, left=left
        )
    return _("We have taken {points:points} off your account. You have {left:points} now.").using(
        points=-amount, left=left
    )


def _refunded(receipt: Receipt, taken: members.Taken, left: int) -> Message | None:
    if not taken.taken and not taken.owed:
        return None
    shop = str(receipt.facts.get("merchant"))
    if not taken.owed:
        return _(
            "For what you returned at {merchant:printed} we have taken {points:points} back. You have "
            "{left:points} now."
        ).using(merchant=shop, points=taken.taken, left=left)
    return _(
        "What you returned at {merchant:printed} had brought points that you have spent already: "
        "{owed:points}. Our staff will work out with you how to make up for them; {taken:points} were taken "
        "back."
    ).using(merchant=shop, owed=taken.owed, taken=taken.taken)


def _withdrawn(voucher: Voucher, given: int, left: int) -> Message:
    if given:
        return _(
            "We have withdrawn your voucher {name} and given you its {points:points} back. You have "
            "{left:points} now."
        ).using(name=voucher.reward.names, points=given, left=left)
    return _("We have withdrawn your voucher {name}; it can no longer be used.").using(
        name=voucher.reward.names
    )


def _clauses(pack: Pack, act: MemberAct) -> list[str]:
    role = _ROLES.get(type(act))
    clause = pack.role_id(role) if role else None
    return [clause] if clause else []
