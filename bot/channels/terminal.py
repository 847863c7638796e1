"""`memberbot chat`: buttons are numbers, codes are drawn in characters, photos are paths of files."""

import io
import secrets
import shlex
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from PIL import Image as Pictures

from bot.channels.ports import Dialogue
from bot.dialogue.turn import Button, Image, Outgoing, Photo, Turn
from bot.languages import Language
from bot.wording import Message, Wording, _

CHANNEL = "terminal"
# Seconds between two looks for replies to photos, and for what nobody asked for.
_GLANCE, _CALMLY = 0.2, 0.5
_PHOTO_COMMAND = "/photo"
_LEAVE = {"/quit", "/exit"}

_WELCOME = _("Write a message, a button's number, /photo FILE [FILE], or /quit.")
_NO_FILE = _("{path} cannot be read.")
_NO_PHOTO = _("Name the photos after /photo: the receipt and its payment slip together.")
_NO_BUTTON = _("There is no button {number} now.")
_READING = _("Reading your photos…")


class Terminal:
    """One conversation in a terminal, in the demo's or the operator's own session."""

    def __init__(self, dialogue: Dialogue, words: Wording, language: Language, out: TextIO) -> None:
        self._dialogue = dialogue
        self._words = words
        self._language = language
        self._out = out
        self._sender = f"terminal-{secrets.token_hex(6)}"
        self._buttons: tuple[Button, ...] = ()
        self._conversation: int | None = None
        self._seen = 0
        self._turn = threading.Lock()  # of writing to the terminal
        self._leaving = threading.Event()

    def run(self, lines: Iterable[str]) -> None:
        """Talk until the lines end or the member leaves. What comes without being asked for (a colleague's
        answer, say) is shown within a moment."""
        self._note(_WELCOME)
        self._take("/greet", ())
        listening = threading.Thread(target=self._listen, name="terminal", daemon=True)
        listening.start()
        try:
            for line in lines:
                text = line.strip()
                if text in _LEAVE:
                    return
                if text:
                    self._line(text)
        finally:
            self._leaving.set()
            listening.join()

    def _listen(self) -> None:
        while not self._leaving.wait(_CALMLY):
            self._show_new()

    def _line(self, text: str) -> None:
        command, _blank, rest = text.partition(" ")
        if command == _PHOTO_COMMAND:
            photos = self._photos(rest)
            if photos:
                self._take("", photos)
        elif text.isascii() and text.isdecimal() and self._buttons and len(text) < 3:
            # Short numbers choose; an amount or a code is longer than any list of buttons.
            number = int(text)
            if 1 <= number <= len(self._buttons):
                self._take(self._buttons[number - 1].payload, ())
            else:
                self._note(_NO_BUTTON, number=text)
        else:
            self._take(text, ())

    def _take(self, text: str, photos: tuple[Photo, ...]) -> None:
        turn = Turn(CHANNEL, self._sender, text, photos, secrets.token_hex(8), self._language)
        with self._turn:
            received = self._dialogue.receive(turn)
            self._conversation = received.conversation_id
            self._buttons = ()
        # Everything new in its order: also what came without being asked for.
        self._show_new()
        if received.reading:
            self._note(_READING)
            while self._dialogue.busy(received.conversation_id):
                time.sleep(_GLANCE)
            self._show_new()

    def _show_new(self) -> None:
        with self._turn:
            if self._conversation is not None:
                self._show(self._dialogue.after(self._conversation, self._seen))

    def _show(self, messages: Iterable[Outgoing]) -> None:
        for message in messages:
            self._seen = message.seq
            reply = message.reply
            if reply.text:
                name = reply.custom.get("person")
                self._print(f"{name}: {reply.text}" if name else reply.text)
            if reply.image:
                self._print(drawn(reply.image))
            if reply.buttons:
                self._buttons = reply.buttons
                for number, button in enumerate(reply.buttons, start=1):
                    self._print(f"  [{number}] {button.title}")
            self._print("")

    def _photos(self, paths: str) -> tuple[Photo, ...]:
        try:
            names = shlex.split(paths)
        except ValueError:
            names = []
        if not names:
            self._note(_NO_PHOTO)
        photos = []
        for name in names:
            path = Path(name).expanduser()
            try:
                photos.append(Photo(path.read_bytes(), path.name))
            except OSError:
                self._note(_NO_FILE, path=name)
                return ()
        return tuple(photos)

    def _note(self, message: Message, **values: str) -> None:
        self._print(f"({self._words.say(self._language, message, **values)})")

    def _print(self, text: str) -> None:
        print(text, file=self._out, flush=True)


def drawn(image: Image) -> str:
    """A black and white picture in half blocks, dark on light, with its words below."""
    with Pictures.open(io.BytesIO(image.png)) as opened:
        picture = opened.convert("L")
    module = _module(picture)
    width, height = picture.width // module, picture.height // module
    small = picture.resize((width, height), Pictures.Resampling.NEAREST)
    pixels = small.tobytes()
    dark = [[pixel < 128 for pixel in pixels[row * width : (row + 1) * width]] for row in range(height)]
    dark.append([False] * width)
    blocks = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}
    lines = [
        "".join(blocks[above, below] for above, below in zip(dark[row], dark[row + 1], strict=True))
        for row in range(0, height, 2)
    ]
    return "\n".join([*lines, image.alt])


def _module(picture: Pictures.Image) -> int:
    """Pixels to a side of the code's smallest square: the largest size that can be shrunk away unseen."""
    for size in range(min(picture.size) // 8, 1, -1):
        if any(side % size for side in picture.size):
            continue
        small = picture.resize((picture.width // size, picture.height // size), Pictures.Resampling.NEAREST)
        if small.resize(picture.size, Pictures.Resampling.NEAREST).tobytes() == picture.tobytes():
            return size
    return 1


def lines_of(stream: TextIO, prompt: str, out: TextIO) -> Iterator[str]:
    """The lines of a stream, each asked for with the prompt when somebody sits there."""
    while True:
        if stream.isatty():
            print(prompt, end="", file=out, flush=True)
        line = stream.readline()
        if not line:
            return
        yield line
