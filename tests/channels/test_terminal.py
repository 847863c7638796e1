"""The conversation in a terminal."""

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
import zxingcpp
from PIL import Image as Pictures

from bot.channels.terminal import Terminal, drawn, lines_of
from bot.dialogue.turn import Image, Reply
from tests.support.fake_conductor import FakeConductor
from tests.support.plain_services import knowledge


def talk(*lines: str, conductor: FakeConductor | None = None) -> tuple[str, list[str]]:
    """What is printed for these lines, and the texts that reached the dialogue."""
    conductor = conductor or FakeConductor(instant=True)
    out = io.StringIO()
    Terminal(conductor, knowledge().words, "en", out).run(lines)
    return out.getvalue(), [turn.text for turn in conductor.turns]


def test_a_text_and_the_greeting() -> None:
    printed, said = talk("hello there\n", "\n", "/quit\n", "never said\n")
    assert "You said: hello there" in printed
    assert said == ["/greet", "hello there"]


def test_what_a_colleague_writes_is_shown_without_a_turn() -> None:
    conductor = FakeConductor(instant=True)
    out = io.StringIO()

    def lines() -> Iterator[str]:
        sender = conductor.turns[0].sender
        conductor.say("terminal", sender, Reply("I have looked into it.", custom={"person": "Amy Lam"}))
        deadline = time.monotonic() + 5
        while "Amy" not in out.getvalue() and time.monotonic() < deadline:
            time.sleep(0.05)
        yield "/quit"

    Terminal(conductor, knowledge().words, "en", out).run(lines())
    assert out.getvalue().count("Amy Lam: I have looked into it.") == 1


def test_buttons_are_chosen_by_number() -> None:
    printed, said = talk("2", "1")
    assert "[1] Balance\n  [2] Upload a receipt" in printed
    # The buttons are gone once one was chosen; a number is a text then.
    assert said == ["/greet", "/upload_receipt", "1"]


def test_a_number_without_its_button_is_said_so_and_longer_ones_are_texts() -> None:
    printed, said = talk("7", "482913")
    assert "There is no button 7" in printed
    assert said == ["/greet", "482913"]


def test_photos_are_one_turn_and_their_reply_follows(tmp_path: Path) -> None:
    (tmp_path / "my receipt.jpg").write_bytes(b"one")
    (tmp_path / "slip.jpg").write_bytes(b"two")
    conductor = FakeConductor(instant=True)
    printed, _said = talk(f"/photo '{tmp_path}/my receipt.jpg' {tmp_path}/slip.jpg", conductor=conductor)
    assert [photo.data for photo in conductor.turns[-1].photos] == [b"one", b"two"]
    assert "120 points, please confirm" in printed
    assert printed.count("Reading 2 photo(s)…") == 1


@pytest.mark.parametrize("line", ["/photo", "/photo '", "/photo /no/such/file.jpg"])
def test_a_photo_that_is_not_there_is_said_so(line: str) -> None:
    printed, said = talk(line)
    assert said == ["/greet"]
    assert "/photo" in printed or "cannot be read" in printed


def test_an_unasked_message_is_shown_with_the_next_one() -> None:
    conductor = FakeConductor()

    def lines() -> Iterator[str]:
        yield "one"
        sender = conductor.turns[0].sender
        conductor.say("terminal", sender, Reply("A colleague is here."))
        yield "two"

    out = io.StringIO()
    Terminal(conductor, knowledge().words, "en", out).run(lines())
    shown = [line for line in out.getvalue().splitlines() if line.startswith(("You", "A "))]
    assert shown == ["You said: one", "A colleague is here.", "You said: two"]


@pytest.mark.parametrize(("version", "scale", "border"), [(2, 6, 2), (3, 4, 4), (5, 10, 4)])
def test_a_code_can_be_scanned_off_the_screen(version: int, scale: int, border: int) -> None:
    png = io.BytesIO()
    segno.make("FW-0001", version=version).save(png, kind="png", scale=scale, border=border)
    *rows, alt = drawn(Image(png.getvalue(), "the code")).splitlines()
    assert alt == "the code"
    assert max(len(row) for row in rows) <= 60
    # Painted back: a half block is two pixels above each other.
    light = {" ": (0, 0), "▀": (255, 0), "▄": (0, 255), "█": (255, 255)}
    screen = Pictures.new("L", (len(rows[0]), 2 * len(rows)))
    for y, row in enumerate(rows):
        for x, block in enumerate(row):
            screen.putpixel((x, 2 * y), light[block][0])
            screen.putpixel((x, 2 * y + 1), light[block][1])
    large = screen.resize((screen.width * 6, screen.height * 6), Pictures.Resampling.NEAREST)
    assert zxingcpp.read_barcodes(large)[0].text == "FW-0001"


def test_lines_end_with_the_input() -> None:
    assert list(lines_of(io.StringIO("a\nb"), "> ", io.StringIO())) == ["a\n", "b"]
