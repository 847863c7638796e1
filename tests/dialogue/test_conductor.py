"""Every turn is taken once and whole, whatever is delivered twice, pressed twice or sent out of order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from bot.dialogue.turn import Outgoing, Turn
from bot.ledger.models import Case, ChatMessage, Conversation, Entry, ReceiptStep, Voucher
from tests.dialogue.conftest import NOW, Talk

Start = Callable[..., Talk]


def _texts(said: list[Outgoing]) -> list[str]:
    return [outgoing.reply.text for outgoing in said]


def _count(talk: Talk, table: type) -> int:
    with talk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_redelivered_message_changes_nothing_and_gets_the_same_replies(talk: Start) -> None:
    led = talk()
    first = led.send("hello", message_id="m-1")
    again = led.send("hello", message_id="m-1")
    assert [said.message_id for said in again] == [said.message_id for said in first]
    assert led.conductor.receive(Turn("test", "someone", "hello", message_id="m-1")).duplicate


def test_ten_deliveries_at_once_are_one(talk: Start) -> None:
    led = talk()
    led.link("FW-100001")
    led.send("parking for one hour")
    confirm = next(b.payload for said in led.last for b in said.reply.buttons if "Redeem" in b.title)
    before = _count(led, ChatMessage)
    turn = Turn("test", "someone", confirm, message_id="tap", now=NOW)
    with ThreadPoolExecutor(10) as threads:
        received = list(threads.map(led.conductor.receive, [turn] * 10))
    assert sum(not one.duplicate for one in received) == 1
    assert _count(led, Voucher) == 1
    assert _count(led, ChatMessage) == before + 1 + len(received[0].replies)


def test_a_double_tap_redeems_once(talk: Start) -> None:
    led = talk()
    led.link("FW-100001")
    led.send("parking for one hour")
    confirm = next(b.payload for said in led.last for b in said.reply.buttons if "Redeem" in b.title)
    led.send(confirm, message_id="tap-1")
    entries = _count(led, Entry)
    led.send(confirm, message_id="tap-2")
    assert "already finished" in led.text()
    assert (_count(led, Voucher), _count(led, Entry)) == (1, entries)


def test_photos_of_a_guest_wait_until_the_membership_is_linked(talk: Start) -> None:
    led = talk()
    led.send("", "receipt", "slip")
    assert "member number" in led.text()
    led.send("FW-100001")
    led.send(led.code())
    assert "HK$647" in led.text()
    led.press("All correct")
    assert "6 points" in led.text()


def test_a_photo_read_while_something_else_goes_on_waits(talk: Start) -> None:
    led = talk()
    led.link("FW-100001")
    led.send("parking for one hour")
    led.send("", "receipt", "slip")
    assert any("Go on" in button.title for said in led.last for button in said.reply.buttons)
    led.send("yes")
    assert "is yours" in led.text()
    led.send("/upload_receipt")
    assert "HK$647" in led.text()


def test_reading_a_job_twice_answers_once(talk: Start) -> None:
    led = talk()
    led.link("FW-100001")
    led.jobs.clear()
    turn = Turn("test", "someone", "", [_photo("receipt"), _photo("slip")], "photos", now=NOW)
    assert led.conductor.receive(turn).reading
    assert led.conductor.busy(1)
    (job,) = led.jobs
    assert led.conductor.read_done(job)
    assert not led.conductor.read_done(job)
    assert not led.conductor.busy(1)
    led.jobs.clear()


def test_a_set_that_the_member_left_stays_left(talk: Start) -> None:
    led = talk()
    led.link("FW-100001")
    led.conductor.receive(Turn("test", "someone", "", [_photo("receipt")], now=NOW))
    (job,) = led.jobs
    led.jobs.clear()
    led.send("stop")
    assert led.conductor.read_done(job) == ()


@pytest.mark.parametrize(
    ("photos", "doubt"),
    [(("receipt, total unsure", "slip"), "total"), (("receipt, number unsure", "slip"), "number")],
)
def test_doubtful_fields_are_not_credited_without_a_person(
    talk: Start, photos: tuple[str, ...], doubt: str
) -> None:
    led = talk()
    led.link("FW-100001")
    led.send("", *photos)
    assert "⚠️" in led.text()
    led.press("All correct")
    assert "colleague" in led.text()
    assert _count(led, Case) == 1


def test_a_correction_that_nothing_bears_out_goes_to_a_person(talk: Start) -> None:
    led = talk()
    led.link("FW-100001")
    led.send("", "receipt", "slip")
    led.press("Change")
    led.press("Total")
    led.send("$2,000")
    led.press("All correct")
    assert "colleague" in led.text()


def test_the_same_receipt_of_another_member_goes_to_a_person_without_telling(talk: Start) -> None:
    first, second = talk("first"), talk("second")
    for led, number in ((first, "FW-100001"), (second, "FW-100002")):
        led.link(number)
        led.send("", "receipt", "slip")
        led.press("All correct")
    assert "brings you 6 points" in first.text()
    assert "colleague" in second.text()
    assert "CHAN" not in second.text() and "100001" not in second.text()


def test_a_picture_of_another_member_goes_to_a_person_with_both_sets_named(talk: Start) -> None:
    first, second = talk("first"), talk("second")
    for led, number, photo in ((first, "FW-100001", "receipt"), (second, "FW-100002", "a copy of it")):
        led.link(number)
        led.send("", photo, "slip")
        led.press("All correct")
    assert "colleague" in second.text() and "before" not in second.text().replace("before points", "")
    with second.database.reading() as session:
        reasons = session.scalars(select(ReceiptStep.reason).where(ReceiptStep.receipt_id == 2)).all()
    assert "photo_seen_before:1" in str(reasons[-1])


def test_a_new_photo_of_a_receipt_with_a_digit_misread_goes_to_a_person(talk: Start) -> None:
    led = talk()
    led.link("FW-100001")
    for photo in ("receipt", "receipt anew, a digit misread"):
        led.send("", photo, "slip")
        led.press("All correct")
    assert "colleague" in led.text()
    assert "same_purchase:1" in str(_last_reason(led))


def test_several_sets_that_just_suffice_and_a_date_to_come_are_shown_to_the_staff(talk: Start) -> None:
    led = talk()
    led.link("FW-100001")
    for position in range(3):
        led.send("", f"small receipt {position}", f"small slip {position}")
        led.press("All correct")
        assert ("colleague" in led.text()) is (position == 2)
    led.send("", "receipt of tomorrow", "slip of tomorrow")
    led.press("All correct")
    assert _last_reason(led) == "date_in_future"


def _last_reason(led: Talk) -> str | None:
    with led.database.reading() as session:
        return session.scalars(select(ReceiptStep.reason).order_by(ReceiptStep.id.desc())).first()


def test_a_better_slip_takes_the_place_of_a_wrong_one(talk: Start) -> None:
    led = talk()
    led.link("FW-100001")
    led.send("", "receipt", "slip of another day")
    assert "does not agree" in led.text()
    led.press("Change")
    led.press("Receipt number")
    led.send("R-8000")
    led.send("", "slip")
    assert "does not agree" not in led.text() and "R-8000" in led.text()
    led.press("All correct")
    assert _last_reason(led) == "corrected:number"


def test_a_receipt_of_another_purchase_is_left_aside_and_said_so(talk: Start) -> None:
    led = talk()
    led.link("FW-100001")
    led.send("", "receipt", "slip")
    led.send("", "old receipt", "old slip")
    assert "another purchase" in led.text() and "R-7764" in led.text() and "R-1\n" not in led.text()
    led.press("All correct")
    assert "6 points" in led.text()


def test_a_long_receipt_in_two_photos_is_one(talk: Start) -> None:
    led = talk()
    led.link("FW-100001")
    led.send("", "head of a long receipt")
    led.send("", "foot of a long receipt")
    led.send("", "slip")
    assert all(part in led.text() for part in ("UNIQLO", "R-7764", "HK$647"))
    led.press("All correct")
    assert "6 points" in led.text()


def test_a_shop_that_nobody_knows_goes_to_a_person_unless_it_is_in_the_mall(talk: Start) -> None:
    for number, photo, answer in (
        ("FW-100001", "receipt of an unknown shop", "colleague"),
        ("FW-100002", "receipt of an unknown shop in the mall", "6 points"),
    ):
        led = talk(number)
        led.link(number)
        led.send("", photo, "slip")
        led.press("All correct")
        assert answer in led.text()


def test_an_excluded_shop_is_excluded_when_its_name_was_misread(talk: Start) -> None:
    led = talk()
    led.link("FW-100001")
    led.send("", "receipt of 7-Eleven, misread", "slip")
    led.press("All correct")
    assert "7-Eleven" in led.text() and "bring no points" in led.text()


def test_a_voucher_is_shown_to_its_holder_only(talk: Start) -> None:
    first, second = talk("first"), talk("second")
    first.link("FW-100001")
    first.send("parking for one hour")
    first.press("Redeem")
    code = next(said.reply.custom["voucher"] for said in first.last if "voucher" in said.reply.custom)
    second.link("FW-100002")
    second.send('/show_voucher{"v":"%s"}' % code)  # noqa: UP031
    assert not any(said.reply.image for said in second.last)


def test_a_text_of_a_hundred_thousand_characters_is_answered_and_kept(talk: Start) -> None:
    led = talk()
    led.send("積分" * 50_000)
    assert len(led.last) == 1
    with led.database.reading() as session:
        kept = session.scalars(select(ChatMessage.text).where(ChatMessage.direction == "in")).one()
    assert len(kept) == 100_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "😀",
        "/",
        "/nonsense",
        "/redeem",
        '/redeem{"reward":"none"}',
        "/object",
        "/go",
        '/faq{"c":"no/such"}',
        "/show_voucher",
        '/change_language{"language":"xx"}',
        "\x00",
        "9" * 300,
    ],
)
def test_nonsense_gets_an_answer(talk: Start, text: str) -> None:
    for number in (None, "FW-100001"):
        led = talk(f"{number}")
        if number:
            led.link(number)
        assert _texts(led.send(text))


def test_wrong_codes_have_a_limit(talk: Start) -> None:
    led = talk()
    led.send("/link_account")
    led.send("FW-100001")
    right = led.code()
    wrong = "000000" if right != "000000" else "000001"
    for _try in range(5):
        led.send(wrong)
    assert "too many wrong codes" in led.text()
    led.send(right)
    with led.database.reading() as session:
        assert session.scalars(select(Conversation.member_id)).one() is None


def test_an_unknown_number_is_said_so(talk: Start) -> None:
    led = talk()
    led.send("/link_account")
    led.send("FW-999999")
    assert "FW-999999" in led.text()


def _photo(name: str):  # type: ignore[no-untyped-def]
    from bot.dialogue.turn import Photo

    return Photo(name.encode(), name)
