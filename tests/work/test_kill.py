"""A server that is killed at any moment loses nothing and does nothing twice.

The same conversation is led twice: in peace, and with `kill -9` in the middle of its turns, each repeated
under its message id after a restart. Both must leave the same conversation and the same account.
"""

import random
import re
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.ledger.models import Conversation, Entry, Lot, PhotoJob, Receipt, Voucher
from bot.ledger.store import Database
from tests.support.paper import picture
from tests.support.server_process import PATIENCE, REAL, Server, serving
from tests.support.transcripts import messages_of

# What differs from one conversation to the next: one-time codes, voucher codes, ids of flows.
_CHANCE = re.compile(r'http://\S+|"f":"[0-9a-f]+"|\b\d{6}\b|[A-Z0-9]{4}(-[A-Z0-9]{4}){3}')


def standing_clock() -> dict[str, str]:
    return {"MEMBERBOT_NOW": "2026-11-20T22:00:00+08:00"}


class Member:
    """Someone who writes to the server, and repeats what got no answer."""

    def __init__(self, server: Server, moments: dict[int, float]) -> None:
        self._server = server
        self._moments = moments  # turn number -> seconds after which the server is killed
        self._turns = 0
        self.last: list[dict[str, Any]] = []
        self.pictures: dict[str, bytes] = {}  # by name; the knowing reader looks at names alone

    def says(self, text: str, *photos: str) -> None:
        self._turns += 1
        moment = self._moments.get(self._turns)
        answers: list[httpx.Response] = []
        if moment is not None:
            talking = threading.Thread(target=self._try, args=(text, photos, answers))
            talking.start()
            time.sleep(moment)
            self._server.kill()
            talking.join()
            self._server.start()
        self._try(text, photos, answers)
        self.last = answers[-1].raise_for_status().json()

    def presses(self, action: str) -> None:
        payloads = [button["payload"] for message in self.last for button in message.get("buttons", ())]
        self.says(next(payload for payload in payloads if action in payload))

    def types_the_code(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            codes = re.findall(r'class="code">(\d{6})', httpx.get(f"{self._server.url}/dev/sms").text)
            if codes:
                return self.says(codes[0])
            time.sleep(0.1)
        raise AssertionError("no code came")

    def _try(self, text: str, photos: tuple[str, ...], answers: list[httpx.Response]) -> None:
        files = [("photo", (name, self.pictures.get(name, name.encode()), "image/png")) for name in photos]
        metadata = f'{{"message_id": "turn-{self._turns}", "language": "en"}}'
        fields = {"sender": "me", "message": text, "metadata": metadata}
        with suppress(httpx.TransportError):
            # An empty extra part makes it multipart without photos too.
            url = f"{self._server.url}/webhooks/rest/webhook"
            parts: Any = files or {"none": (None, "")}
            answers.append(httpx.post(url, data=fields, files=parts, timeout=PATIENCE))

    def walks_the_path(self) -> None:
        self.says("hello")
        self.says("/link_account")
        self.says("FW-100001")
        self.types_the_code()
        self.says("", "receipt-7.png", "slip-7.png")
        self.presses('"confirm"')
        self.says("redeem 1 hour parking")
        self.presses('"confirm"')
        self.says('/redeem{"reward":"evoucher-50"}')
        self.presses('"confirm"')
        self.says("/check_vouchers")


TURNS = 11


def outcome(data: Path) -> dict[str, Any]:
    """What the conversation left: transcript, photo jobs, points, receipts, vouchers."""
    database = Database.open(f"sqlite:///{data / 'memberbot.sqlite'}")
    with database.reading() as session:
        conversation = session.scalars(select(Conversation).where(Conversation.sender == "me")).one()
        messages = messages_of(session, conversation.id)
        left = {
            "transcript": [(message.direction, _CHANCE.sub("*", message.text)) for message in messages],
            "numbers": [message.seq for message in messages],
            "jobs": [job.state for job in session.scalars(select(PhotoJob))],
            "receipts": [
                (receipt.facts["number"], receipt.state) for receipt in session.scalars(select(Receipt))
            ],
            "vouchers": sorted(voucher.reward_id for voucher in session.scalars(select(Voucher))),
            "entries": [
                (entry.kind, entry.points)
                for entry in session.scalars(
                    select(Entry).where(Entry.member_id == conversation.member_id).order_by(Entry.id)
                )
            ],
            "points": sum(
                lot.remainder
                for lot in session.scalars(select(Lot).where(Lot.member_id == conversation.member_id))
            ),
        }
    database.close()
    return left


@pytest.fixture(scope="module")
def in_peace(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("peace") / "server"
    with serving(folder, environment=standing_clock) as server:
        Member(server, {}).walks_the_path()
        status, seconds = server.stop()
    assert status == 0
    assert seconds < 5
    return outcome(folder / "data")


def test_the_path_ends_as_it_should(in_peace: dict[str, Any]) -> None:
    assert in_peace["jobs"] == ["done"]
    assert in_peace["receipts"] == [("receipt-7", "credited")]
    assert in_peace["vouchers"] == ["evoucher-50", "parking-1h"]
    assert ("spend", 7) in in_peace["entries"]
    assert in_peace["numbers"] == list(range(1, len(in_peace["numbers"]) + 1))
    assert sum(direction == "in" for direction, _text in in_peace["transcript"]) == TURNS


# A turn takes a few milliseconds, reading two photos well over half a second. Three kills here; `make prove`
# kills two hundred times, at other moments each.
def test_kill_in_the_middle_of_turns(in_peace: dict[str, Any], tmp_path: Path) -> None:
    chance = random.Random(0)
    moments = {turn: chance.uniform(0, 0.04) for turn in chance.sample(range(1, 5), 1)}
    moments[5] = chance.uniform(0, 1.0)  # the photos
    moments[10] = chance.uniform(0, 0.02)  # a redemption
    with serving(tmp_path / "server", environment=standing_clock) as server:
        Member(server, moments).walks_the_path()
        server.stop()
    assert outcome(tmp_path / "server" / "data") == in_peace


@pytest.mark.ocr
@pytest.mark.prove
def test_kill_in_the_middle_of_real_reading(tmp_path: Path) -> None:
    with serving(tmp_path / "server", *REAL, environment=standing_clock) as server:
        member = Member(server, {1: 1.0})  # the models are still loading, or the first photo is being read
        member.pictures = {
            "receipt.png": picture("Receipt No: R-20417"),
            "slip.png": picture("SALE APPROVED"),
        }
        member.says("", "receipt.png", "slip.png")
        assert len(member.last) >= 2, "the photos were received but never read"
        server.stop()
    left = outcome(tmp_path / "server" / "data")
    assert left["jobs"] == ["done"]
    assert [direction for direction, _text in left["transcript"]].count("in") == 1
    assert left["numbers"] == list(range(1, len(left["numbers"]) + 1))
