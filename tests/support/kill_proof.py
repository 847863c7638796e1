"""Members keep talking to servers that are killed at random, and count what they asked for and got.

A member repeats what got no answer under the same message id, at whichever server is there. At the end every
turn has to be in the conversation once, with just the replies that the member was given; every voucher that
was promised, and no other, has to exist; and the points have to add up.
"""

import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx
from sqlalchemy import func, select

from bot.channels.vouchers import EXAMPLE_SHOP
from bot.clock import system_clock
from bot.ledger import points
from bot.ledger.models import Conversation, Lot, Member, Receipt, Reward, Voucher
from bot.ledger.store import Database
from bot.ledger.talks import conversations
from bot.rules import Engine
from tests.support.server_process import PATIENCE, Server
from tests.support.transcripts import messages_of

PROGRAMME = "festival-walk"
GIFT, PRICE, STOCK = "kill-gift", 3, 1_000_000
RICHES = 50_000
_SMALL_TALK = ("how many points do I have?", "我有幾多分", "有什么礼品可以换", "thanks")
# Between two turns of a member, so that a machine is not measured but disturbed.
_PAUSE = (0.0, 0.3)
# Between the return of a server and the next kill.
_UNHARMED = (0.05, 1.5)


@dataclass
class Asked:
    """What a member said, and the texts of the answer."""

    message_id: str
    answer: list[str]


@dataclass
class Customer:
    """A member in front of the servers."""

    sender: str
    servers: Sequence[Server]
    stop: threading.Event
    chance: random.Random
    turns: list[Asked] = field(default_factory=list)
    promised: list[str] = field(default_factory=list)  # codes of vouchers
    used: list[str] = field(default_factory=list)
    repeated: int = 0
    failure: BaseException | None = None

    def live(self) -> None:
        """Talk until told to stop; a turn that was begun is brought to its end."""
        try:
            with httpx.Client(verify=False, timeout=PATIENCE) as self.client:
                while not self.stop.is_set():
                    self._round()
        except BaseException as error:
            self.failure = error

    def _round(self) -> None:
        self._says(self.chance.choice(_SMALL_TALK))
        if self.chance.random() < 0.25:
            number = len(self.turns) * 100 + int(self.sender.rpartition("-")[2])
            proposal = self._says("", photos=(f"receipt-{number}.png", f"slip-{number}.png"))
            self._presses(proposal, '"confirm"')
        self._presses(self._says(f'/redeem{{"reward":"{GIFT}"}}'), '"confirm"')
        vouchers = [message["custom"] for message in self.last if "token" in message.get("custom", {})]
        assert len(vouchers) == 1, self.last
        self.promised.append(vouchers[0]["voucher"])
        if self.chance.random() < 0.5:
            self._uses(vouchers[0])

    def _says(self, text: str, photos: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        time.sleep(self.chance.uniform(*_PAUSE))
        message_id = f"{self.sender}-{len(self.turns) + 1}"
        fields = {
            "sender": self.sender,
            "message": text,
            "metadata": f'{{"message_id": "{message_id}", "language": "en"}}',
        }
        parts: Any = [("photo", (name, f"{name} {message_id}".encode(), "image/png")) for name in photos]
        while True:
            answer = self._posts("/webhooks/rest/webhook", data=fields, files=parts or {"none": (None, "")})
            # The answer to photos may come before they are read; the same message asks for the rest.
            if not photos or any("buttons" in message for message in answer):
                break
        self.last = answer
        self.turns.append(Asked(message_id, [message["text"] for message in answer if "text" in message]))
        return self.last

    def _presses(self, shown: list[dict[str, Any]], action: str) -> None:
        payloads = [button["payload"] for message in shown for button in message.get("buttons", ())]
        found = [payload for payload in payloads if action in payload]
        assert found, shown
        self._says(found[0])

    def _uses(self, voucher: dict[str, Any]) -> None:
        """Have a shop check the voucher. Where its answer was lost, it says that the voucher is used here."""
        token = voucher["token"]
        while True:
            body = {"token": token, "use": True}
            said = self._posts("/verify", json=body, headers={"X-Shop-Key": EXAMPLE_SHOP[1]})
            if said["used_now"] or said["verdict"] == "used":
                assert said["used_where"] == EXAMPLE_SHOP[0], said
                self.used.append(voucher["voucher"])
                return
            assert said["verdict"] == "copied", said  # the half minute was over: the chat shows a fresh one
            [fresh] = self._says(f'/show_voucher{{"v": "{voucher["voucher"]}"}}')
            token = fresh["custom"]["token"]

    def _posts(self, path: str, **request: Any) -> Any:
        """The answer, of whichever server gives one in the end."""
        deadline = time.monotonic() + 2 * PATIENCE
        for attempt in range(1_000_000):
            assert time.monotonic() < deadline, f"no answer to {path}"
            if attempt:
                self.repeated += 1
                time.sleep(0.05)
            server = self.chance.choice(self.servers)
            with suppress(httpx.TransportError):
                response = self.client.post(f"{server.url}{path}", **request)
                if response.status_code == 200:
                    return response.json()
                assert response.status_code in (500, 503), response.text


@dataclass(frozen=True)
class Proof:
    """What happened: kills, turns, repeats; `wrong` has to be empty."""

    kills: int
    audits: int
    seconds: float
    turns: int
    repeated: int
    vouchers: int
    used: int
    receipts: int
    wrong: tuple[str, ...]


def prepare(database: Database, engine: Engine, customers: int) -> None:
    """Members with points, each linked to a conversation, and a gift to redeem."""
    now = system_clock()
    today = now.date()
    with database.transaction() as session:
        session.add(
            Reward(
                id=GIFT,
                programme=PROGRAMME,
                kind="gift",
                points=PRICE,
                stock=STOCK,
                collect_days=30,
                names={"en": "A pen", "zh-Hans": "一支笔", "zh-Hant": "一枝筆"},
                descriptions={},
            )
        )
        for number in range(customers):
            member = Member(
                programme=PROGRAMME,
                number=f"FW-{900001 + number}",
                language="en",
                joined=date(2024, 1, 2),
                phone=f"+8525990{number:04}",
            )
            session.add(member)
            session.flush()
            riches = points.Posting("spend", RICHES, today, f"riches:{number}", "test", "test", today)
            points.post(session, engine, member, riches, now)
            conversation = conversations.conversation_for(session, "rest", f"customer-{number}", "en", now)
            conversation.member = member


def prove(
    database: Database,
    servers: Sequence[Server],
    customers: int,
    kills: int,
    seed: int,
    audit: Callable[[], list[str]],
    every: int = 20,
) -> Proof:
    """Let the customers talk while the servers, which run, are killed so many times; then compare.

    `audit` says what is wrong with the database; it is asked after every so many kills, and at the end.
    """
    chance, stop, began = random.Random(seed), threading.Event(), time.monotonic()
    crowd = [
        Customer(f"customer-{number}", servers, stop, random.Random(seed * 1000 + number))
        for number in range(customers)
    ]
    threads = [threading.Thread(target=customer.live) for customer in crowd]
    for thread in threads:
        thread.start()
    done = audits = 0
    found: list[str] = []
    try:
        while done < kills and not found and all(thread.is_alive() for thread in threads):
            time.sleep(chance.uniform(*_UNHARMED))
            victim = chance.choice(servers)
            victim.kill()
            done += 1
            victim.start()
            if done % every == 0:
                found += audit()
                audits += 1
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    found += audit()
    found += [f"{customer.sender}: {customer.failure!r}" for customer in crowd if customer.failure]
    return Proof(
        kills=done,
        audits=audits + 1,
        seconds=time.monotonic() - began,
        turns=sum(len(customer.turns) for customer in crowd),
        repeated=sum(customer.repeated for customer in crowd),
        vouchers=sum(len(customer.promised) for customer in crowd),
        used=sum(len(customer.used) for customer in crowd),
        receipts=_credited(database),
        wrong=(*found, *(complaint for customer in crowd for complaint in _compare(database, customer))),
    )


def _credited(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).where(Receipt.state == "credited")) or 0


def _compare(database: Database, customer: Customer) -> list[str]:
    """What the database has otherwise than the customer."""
    with database.reading() as session:
        conversation = session.scalars(
            select(Conversation).where(Conversation.sender == customer.sender)
        ).one()
        kept: list[Asked] = []
        for message in messages_of(session, conversation.id):
            if message.direction == "in":
                kept.append(Asked(message.platform_message_id or "", []))
            elif message.text:
                kept[-1].answer.append(message.text)
        vouchers = session.scalars(select(Voucher).where(Voucher.member_id == conversation.member_id)).all()
        credited = session.scalar(
            select(func.coalesce(func.sum(Receipt.points), 0)).where(
                Receipt.member_id == conversation.member_id, Receipt.state == "credited"
            )
        )
        left = session.scalar(select(func.sum(Lot.remainder)).where(Lot.member_id == conversation.member_id))
    wrong = []
    if [turn.message_id for turn in kept] != [turn.message_id for turn in customer.turns]:
        wrong.append(f"{len(customer.turns)} turns were answered, {len(kept)} are kept")
    wrong += [
        f"{given.message_id}: given {given.answer}, kept {turn.answer}"
        for given, turn in zip(customer.turns, kept, strict=False)
        if given.answer != turn.answer
    ]
    if sorted(voucher.code for voucher in vouchers) != sorted(customer.promised):
        wrong.append(f"{len(customer.promised)} vouchers were promised, there are {len(vouchers)}")
    if {voucher.code for voucher in vouchers if voucher.state == "used"} != set(customer.used):
        wrong.append("other vouchers are used than were shown")
    if left != RICHES + int(credited or 0) - PRICE * len(customer.promised):
        wrong.append(
            f"{left} points are left after {len(customer.promised)} vouchers and {credited} credited"
        )
    return [f"{customer.sender}: {complaint}" for complaint in wrong]
