# ruff: noqa: E501 - paths of typefaces
"""Prints a paper written in the marks of `first.yaml`, in the grid of a till, a matrix printer, a laser or a screen."""

import random
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_NOTO = Path("/usr/share/fonts/opentype/noto")
_SANS, _SANS_HEAVY = _NOTO / "NotoSansCJK-Regular.ttc", _NOTO / "NotoSansCJK-Bold.ttc"
_SERIF = _NOTO / "NotoSerifCJK-Regular.ttc"
_DROID = Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")
_PEN = Path("/usr/share/fonts/opentype/urw-base35/Z003-MediumItalic.otf")
_TILL_LATIN = (
    Path("/usr/share/fonts/opentype/urw-base35/NimbusMonoPS-Bold.otf"),
    Path("/usr/share/fonts/truetype/noto/NotoSansMono-Regular.ttf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf"),
    Path("/usr/share/fonts/truetype/noto/NotoMono-Regular.ttf"),
)
_LASER_LATIN = (
    Path("/usr/share/fonts/opentype/urw-base35/NimbusSans-Regular.otf"),
    Path("/usr/share/fonts/opentype/urw-base35/P052-Roman.otf"),
    Path("/usr/share/fonts/opentype/urw-base35/URWGothic-Book.otf"),
)
# Ground, ink, quiet ink, head of the page, by theme.
_THEMES = {
    "dark": ("#111214", "#f2f2f2", "#9a9aa0", None),
    "white": ("#ffffff", "#1a1a1a", "#808080", None),
    "blue": ("#f5f6fa", "#1c1c1c", "#8a8f99", "#1677ff"),
    "red": ("#fafafa", "#222222", "#888888", "#d6001c"),
    "orange": ("#ffffff", "#222222", "#8c8c8c", "#f58220"),
}


@dataclass(frozen=True)
class _Marked:
    """A line without its marks."""

    text: str
    right: str
    marks: str


def _parsed(line: str) -> _Marked:
    marks = ""
    body = line
    while body[:1] and body[0] in "^#*~@%" and not body.startswith(("***", "* ", "#0", "**")):
        marks += body[0]
        body = body[1:]
    left, _, right = body.partition(">>")
    if right.startswith(("@", "*")):
        marks += right[0]
        right = right[1:].strip()
    return _Marked(left if "^" not in marks else left.strip(), right, marks)


def _cells(text: str) -> float:
    """How many columns of a till the text takes: a Chinese character two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def printed(text: str, look: str, width: int, simplified: bool, rng: random.Random) -> Image.Image:
    """The flat print on white, a picture in RGB. `width` is in columns."""
    lines = [_parsed(line) for line in text.rstrip("\n").split("\n")]
    cell, tall = (13, 34) if look != "laser" else (14, 36)
    sheet = Image.new(
        "RGB", (width * cell + 90, 120 + int(sum(_height(line, tall) for line in lines))), "white"
    )
    draw = ImageDraw.Draw(sheet)
    face = _DROID if look == "dot" else _SERIF if look == "laser" and rng.random() < 0.4 else _SANS
    index = (2 if simplified else rng.choice([3, 4])) if face in (_SANS, _SERIF) else 0
    latin = rng.choice(_LASER_LATIN if look == "laser" else _TILL_LATIN)
    ink = rng.randint(15, 75)
    y = 50.0
    for line in lines:
        _line(
            draw,
            line,
            y,
            cell,
            tall,
            width,
            face,
            index,
            latin,
            (ink, ink, ink + (12 if look == "dot" else 0)),
            rng,
        )
        y += _height(line, tall)
    return _dotted(sheet) if look == "dot" else sheet


def _height(line: _Marked, tall: int) -> float:
    return tall * (
        1.9 if "#" in line.marks else 0.8 if "~" in line.marks else 5 if line.text == "[[QR]]" else 1.0
    )


def _line(
    draw: ImageDraw.ImageDraw,
    line: _Marked,
    y: float,
    cell: int,
    tall: int,
    width: int,
    face: Path,
    index: int,
    latin: Path,
    ink: tuple[int, int, int],
    rng: random.Random,
) -> None:
    if line.text == "[[QR]]":
        _code(draw, 45 + width * cell / 2 - 75, y, rng)
        return
    grow = 1.6 if "#" in line.marks else 0.78 if "~" in line.marks else 1.0
    text, right = line.text, line.right
    room = (width * cell) / max(1.0, _cells(text + (" " + right if right else "")) * cell)
    grow = min(grow, max(0.55, room))
    step = cell * grow
    x = 45 + ((width * cell - _cells(text) * step) / 2 if "^" in line.marks else 0)
    if "%" in line.marks:
        draw.rectangle((x - 4, y, x + _cells(text) * step + 4, y + tall * grow), fill=ink)
        ink = (250, 250, 250)
    pen = "@" in line.marks and not right
    _grid(draw, text, x, y, step, tall * grow, face, index, latin, ink, "*" in line.marks, pen, rng)
    if right:
        x = 45 + width * cell - _cells(right) * step
        _grid(
            draw,
            right,
            x,
            y,
            step,
            tall * grow,
            face,
            index,
            latin,
            ink,
            "*" in line.marks,
            "@" in line.marks,
            rng,
        )


def _grid(
    draw: ImageDraw.ImageDraw,
    text: str,
    x: float,
    y: float,
    step: float,
    tall: float,
    face: Path,
    index: int,
    latin: Path,
    ink: tuple[int, int, int],
    heavy: bool,
    pen: bool,
    rng: random.Random,
) -> None:
    """Every character in a column of its own, as tills print; what a pen writes wanders."""
    chinese = ImageFont.truetype(
        str(_SANS_HEAVY if heavy and face == _SANS else face), int(step * 1.9), index=index
    )
    size = int(step * 1.62)
    roman = ImageFont.truetype(str(latin), size)
    written = ImageFont.truetype(str(_PEN), int(size * 1.45))
    blue = (25 + rng.randint(0, 20), 35, 120 + rng.randint(0, 60))
    thick = heavy and "Bold" not in latin.name
    if latin in _LASER_LATIN and not pen and "--" not in text:
        for part in re.finditer(r"\S+(?: \S+)*", text):
            _set(
                draw,
                part.group(),
                x + step * _cells(text[: part.start()]),
                y + tall * 0.78,
                (roman, chinese),
                ink,
                thick,
            )
        return
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WF"
        if char in "-.=" and text.count(char) > 8:
            draw.text((x, y + tall * 0.75), char, fill=ink, font=roman, anchor="ls")
        elif pen:
            at = (x + rng.uniform(-1, 1), y + tall * 0.8 + rng.uniform(-4, 4))
            draw.text(at, char, fill=blue, font=chinese if wide else written, anchor="ls", stroke_width=1)
        else:
            font = chinese if wide or char in "•×、" else roman
            draw.text(
                (x, y + tall * 0.78),
                char,
                fill=ink,
                font=font,
                anchor="ls",
                stroke_width=int(thick and not wide),
            )
        x += step * (2 if wide else 1)


def _set(
    draw: ImageDraw.ImageDraw,
    text: str,
    x: float,
    y: float,
    fonts: tuple[ImageFont.FreeTypeFont, ImageFont.FreeTypeFont],
    ink: tuple[int, int, int],
    thick: bool,
) -> None:
    """Letters of their own widths, as a laser printer sets them."""
    for char in text:
        font = fonts[unicodedata.east_asian_width(char) in "WF" or char in "•×"]
        draw.text((x, y), char, fill=ink, font=font, anchor="ls", stroke_width=int(thick))
        x += font.getlength(char)


def _code(draw: ImageDraw.ImageDraw, left: float, top: float, rng: random.Random) -> None:
    """Squares that look like a QR code and say nothing."""
    for row in range(25):
        for column in range(25):
            if rng.random() < 0.5:
                draw.rectangle(
                    (left + 6 * column, top + 6 * row, left + 6 * column + 5, top + 6 * row + 5), fill="black"
                )


def _dotted(sheet: Image.Image) -> Image.Image:
    """Print made of the dots of needles."""
    grid = Image.new("L", sheet.size, 0)
    draw = ImageDraw.Draw(grid)
    for y in range(0, sheet.height, 3):
        draw.line((0, y, sheet.width, y), fill=70)
    white = Image.new("RGB", sheet.size, "white")
    return Image.composite(white, sheet, grid)


def screen(text: str, theme: str, simplified: bool, rng: random.Random) -> Image.Image:
    """A telephone's screen, drawn with proportional letters."""
    ground, ink, quiet, head = _THEMES[theme]
    width, high = rng.choice([(1080, 2200), (828, 1700), (1170, 2400)])
    unit = width / 24
    sheet = Image.new("RGB", (width, high), ground)
    draw = ImageDraw.Draw(sheet)
    if head:
        draw.rectangle((0, 0, width, unit * 3.4), fill=head)
    index = 2 if simplified else 3
    y = unit * 0.6
    for line in (_parsed(raw) for raw in text.rstrip("\n").split("\n")):
        size = unit * (1.9 if "#" in line.marks else 0.95)
        face = _SANS_HEAVY if set("#*") & set(line.marks) else _SANS
        font = ImageFont.truetype(str(face), int(size), index=index)
        colour = "#ffffff" if head and y < unit * 3 else ink
        if line.right:
            draw.text((unit, y), line.text, fill=quiet, font=font)
            draw.text((width - unit, y), line.right, fill=ink, font=font, anchor="ra")
        elif "^" in line.marks:
            draw.text((width / 2, y), line.text, fill=colour, font=font, anchor="ma")
        else:
            draw.text((unit, y), line.text, fill=colour, font=font)
        y += size * 1.75
    return sheet
