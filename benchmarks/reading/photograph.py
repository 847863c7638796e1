"""Prints a paper and takes a bad photo of it: perspective, light, creases, blur, noise, a small camera."""

import io
import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.reading.papers import Line, Paper

_NOTO = "/usr/share/fonts/opentype/noto/"
_LATIN = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono{}.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationMono-{}.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-{}.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSansNarrow-{}.ttf",
)


class _Typeface:
    """One till's print: a Chinese face and perhaps another one for Latin letters and digits."""

    def __init__(self, rng: random.Random, simplified: bool, drawn: bool) -> None:
        # Faces in the collection: 2 SC, 3 TC, 4 HK; 7, 8, 9 the same with digits of one width.
        mono = rng.random() < 0.5 and not drawn
        self._index = (2 if simplified else rng.choice([3, 4])) + (5 if mono else 0)
        self._serif = rng.random() < 0.15 and not drawn
        self._latin = None if drawn or rng.random() < 0.5 else rng.choice(_LATIN)
        self._cache: dict[tuple[int, bool, bool], ImageFont.FreeTypeFont] = {}

    def _font(self, size: int, bold: bool, latin: bool) -> ImageFont.FreeTypeFont:
        key = (size, bold, latin)
        if key not in self._cache:
            if latin and self._latin:
                weight = (
                    ("-Bold" if bold else "") if "DejaVu" in self._latin else ("Bold" if bold else "Regular")
                )
                self._cache[key] = ImageFont.truetype(self._latin.format(weight), size)
            elif self._serif:
                face = f"{_NOTO}NotoSerifCJK-{'Bold' if bold else 'Regular'}.ttc"
                self._cache[key] = ImageFont.truetype(face, size, index=min(self._index, 4))
            else:
                face = f"{_NOTO}NotoSansCJK-{'Bold' if bold else 'Regular'}.ttc"
                self._cache[key] = ImageFont.truetype(face, size, index=self._index)
        return self._cache[key]

    def runs(self, text: str, size: int, bold: bool) -> list[tuple[str, ImageFont.FreeTypeFont]]:
        """The text cut where the face changes."""
        runs: list[tuple[str, ImageFont.FreeTypeFont]] = []
        for char in text:
            font = self._font(size, bold, ord(char) < 0x2000)
            if runs and runs[-1][1] is font:
                runs[-1] = (runs[-1][0] + char, font)
            else:
                runs.append((char, font))
        return runs

    def width(self, text: str, size: int, bold: bool) -> float:
        """How wide the text prints, pixels."""
        return sum(font.getlength(part) for part, font in self.runs(text, size, bold))


def _put(
    draw: ImageDraw.ImageDraw,
    face: _Typeface,
    x: float,
    y: float,
    text: str,
    size: int,
    bold: bool,
    ink: object,
) -> None:
    for part, font in face.runs(text, size, bold):
        draw.text((x, y + size), part, fill=ink, font=font, anchor="ls")  # type: ignore[arg-type]
        x += font.getlength(part)


def printed(paper: Paper, rng: random.Random) -> Image.Image:
    """The flat print of a paper."""
    drawn = paper.look == "app"
    size = 30 if not drawn else 32
    face = _Typeface(rng, paper.simplified, drawn)
    width = 736 if drawn else rng.choice([620, 680, 760])
    margin = 30 if not drawn else 40
    ink = (rng.randint(10, 70),) * 3
    height = 60
    for line in paper.lines:
        height += int(size * (1.45 * line.size + line.gap + (0.1 if line.rule else 0)))
    height = max(height + 60, 1500 if drawn else 0)
    sheet = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(sheet)
    if drawn and paper.tint != "#ffffff":
        draw.rectangle((0, 0, width, 120), fill=paper.tint)
    y = 40.0
    for line in paper.lines:
        y += size * line.gap
        y = _one(draw, face, line, y, size, width, margin, ink, paper, rng)
    return sheet


def _one(
    draw: ImageDraw.ImageDraw,
    face: _Typeface,
    line: Line,
    y: float,
    size: int,
    width: int,
    margin: int,
    ink: object,
    paper: Paper,
    rng: random.Random,
) -> float:
    tall = int(size * line.size)
    colour = line.colour or ink
    if paper.look == "app" and y < 90 and paper.tint not in ("#ffffff", "#f5f5f7"):
        colour = "white"
    if line.rule:
        middle = int(y + size * 0.6)
        if line.rule == "line":
            draw.line(
                (margin, middle, width - margin, middle),
                fill=ink if paper.look != "app" else "#dddddd",
                width=2,
            )  # type: ignore[arg-type]
        else:
            step = face.width(line.rule, size, False)
            _put(
                draw, face, margin, y, line.rule * int((width - 2 * margin) / max(4, step)), size, False, ink
            )
        return y + size * 1.3
    bold = line.bold
    while (
        tall > 14
        and face.width(line.centre or (line.left + "  " + line.right), tall, bold) > width - 2 * margin
    ):
        tall -= 1
    if line.centre:
        _put(
            draw, face, (width - face.width(line.centre, tall, bold)) / 2, y, line.centre, tall, bold, colour
        )
    if line.left:
        _put(draw, face, margin, y, line.left, tall, bold, colour)
    if line.right:
        hand = paper.look == "handwritten" and not line.right.startswith("No.")
        place = width - margin - face.width(line.right, tall, bold)
        if hand:
            _scribble(
                draw,
                face,
                place - rng.randint(0, 60),
                y + rng.randint(-6, 6),
                line.right,
                tall,
                paper.extra["pen"],
                rng,
            )
        else:
            _put(draw, face, place, y, line.right, tall, bold, colour)
    return y + size * 1.4 * line.size


def _scribble(
    draw: ImageDraw.ImageDraw,
    face: _Typeface,
    x: float,
    y: float,
    text: str,
    size: int,
    pen: str,
    rng: random.Random,
) -> None:
    for char in text:
        tall = int(size * rng.uniform(0.9, 1.2))
        font = (
            ImageFont.truetype("/usr/share/fonts/opentype/urw-base35/Z003-MediumItalic.otf", int(tall * 1.2))
            if ord(char) < 0x2000
            else face.runs(char, tall, False)[0][1]
        )
        draw.text((x, y + size + rng.randint(-3, 3)), char, fill=pen, font=font, anchor="ls")
        x += font.getlength(char) * rng.uniform(0.92, 1.1)


def _texture(height: int, width: int, rng: random.Random) -> np.ndarray:
    """A table, cloth or floor to lie on."""
    noise = np.random.default_rng(rng.randint(0, 10**9))
    base = np.array(
        rng.choice(
            [
                (150, 120, 90),
                (60, 80, 60),
                (200, 200, 198),
                (40, 40, 45),
                (120, 130, 150),
                (225, 222, 215),
                (90, 50, 45),
                (170, 170, 175),
            ]
        ),
        np.float32,
    )
    coarse = cv2.resize(
        noise.normal(0, 1, (rng.randint(4, 60), rng.randint(3, 30))).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    fine = noise.normal(0, 1, (height, width)).astype(np.float32)
    strength = rng.uniform(4, 24)
    texture: np.ndarray = base[None, None, :] + (coarse * strength + fine * rng.uniform(1, 5))[:, :, None]
    return np.clip(texture, 0, 255)


def _creased(sheet: np.ndarray, rng: random.Random) -> np.ndarray:
    """Bends and small creases of paper that was in a pocket."""
    height, width = sheet.shape[:2]
    noise = np.random.default_rng(rng.randint(0, 10**9))
    wave = cv2.resize(
        noise.normal(0, 1, (rng.randint(3, 7), rng.randint(2, 4))).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    shift = rng.uniform(0, 7)
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bent = cv2.remap(
        sheet, x + wave * shift * 0.6, y + wave * shift, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    slope = cv2.Sobel(wave, cv2.CV_32F, 0, 1, ksize=5)
    shade = 1 + np.clip(slope / (np.abs(slope).max() + 1e-6), -1, 1) * rng.uniform(0, 0.12)
    return np.clip(bent * shade[:, :, None], 0, 255)


def photocopied(sheet: Image.Image, rng: random.Random) -> Image.Image:
    """The print on a larger white sheet, grey, with the outline of the slip, specks and a streak."""
    width, height = int(sheet.width * rng.uniform(1.25, 1.7)), int(sheet.height * rng.uniform(1.15, 1.6))
    noise = np.random.default_rng(rng.randint(0, 10**9))
    page = np.full((height, width), 250, np.uint8)
    x, y = (
        int((width - sheet.width) * rng.uniform(0.2, 0.7)),
        int((height - sheet.height) * rng.uniform(0.15, 0.6)),
    )
    grey = np.asarray(sheet.convert("L"))
    page[y : y + sheet.height, x : x + sheet.width] = (
        np.minimum(248, grey.astype(np.int16) - rng.randint(0, 8)).clip(0, 255).astype(np.uint8)
    )
    shade = rng.randint(110, 190)
    cv2.line(page, (x + sheet.width, y), (x + sheet.width, y + sheet.height), shade, rng.randint(3, 8))
    cv2.line(page, (x, y + sheet.height), (x + sheet.width, y + sheet.height), shade, rng.randint(3, 8))
    if rng.random() < 0.7:
        cv2.line(page, (x, y), (x + sheet.width, y), shade + 30, rng.randint(1, 4))
        cv2.line(page, (x, y), (x, y + sheet.height), shade + 30, rng.randint(1, 3))
    for _ in range(rng.randint(120, 500)):
        cv2.circle(
            page,
            (int(noise.integers(0, width)), int(noise.integers(0, height))),
            1,
            int(noise.integers(40, 150)),
            -1,
        )
    if rng.random() < 0.6:
        at = rng.randint(0, width - 1)
        cv2.line(page, (at, 0), (at, height), rng.randint(170, 220), 2)
    return Image.fromarray(page).convert("RGB")


def photographed(sheet: Image.Image, rng: random.Random, hard: float) -> tuple[bytes, str]:
    """A JPEG of the sheet lying somewhere. `hard` 0-1 is how badly; also a note of what was done."""
    notes = []
    paper = np.asarray(sheet).astype(np.float32)
    if rng.random() < 0.2 + 0.3 * hard:
        fade = rng.uniform(0.25, 0.6)
        paper = 255 - (255 - paper) * (1 - fade)
        notes.append("faded")
    tint = np.array([rng.uniform(0.94, 1), rng.uniform(0.95, 1), rng.uniform(0.88, 1)], np.float32)
    paper = paper * tint * 0.97
    if rng.random() < 0.6:
        paper = _creased(paper, rng)
    long = rng.choice([1300, 1500, 1500, 1800, 2400]) if hard < 0.7 else rng.choice([1000, 1200, 1500])
    height, width = paper.shape[:2]
    scale = long * rng.uniform(0.72, 0.92) / max(height, width * 1.1)
    paper = cv2.resize(
        paper, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    )
    height, width = paper.shape[:2]
    frame_h, frame_w = (
        int(max(height * rng.uniform(1.06, 1.25), long * 0.6)),
        int(max(width * rng.uniform(1.08, 1.6), long * 0.5)),
    )
    angle = np.deg2rad(rng.gauss(0, 3 + 5 * hard))
    lean = 0.02 + 0.06 * hard
    corners = np.array(
        [
            [-width / 2, -height / 2],
            [width / 2, -height / 2],
            [width / 2, height / 2],
            [-width / 2, height / 2],
        ],
        np.float32,
    )
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    spots = corners @ turn.T * (1 - abs(float(angle)) * 0.5) + np.array(
        [frame_w / 2, frame_h / 2], np.float32
    )
    spots += np.array(
        [[rng.uniform(-lean, lean) * width, rng.uniform(-lean, lean) * height * 0.6] for _ in range(4)],
        np.float32,
    )
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, spots.astype(np.float32))
    ground = _texture(frame_h, frame_w, rng)
    mask = cv2.warpPerspective(np.ones((height, width), np.float32), matrix, (frame_w, frame_h))
    shadow = cv2.GaussianBlur(np.roll(mask, (8, 6), (0, 1)), (0, 0), 9)
    photo = ground * (1 - 0.45 * shadow[:, :, None] * (1 - mask[:, :, None]))
    laid = cv2.warpPerspective(paper, matrix, (frame_w, frame_h), flags=cv2.INTER_AREA)
    photo = photo * (1 - mask[:, :, None]) + laid * mask[:, :, None]
    photo = _lit(photo, rng, hard, notes)
    photo = _lens(photo, rng, hard, notes)
    photo = np.clip(photo, 0, 255).astype(np.uint8)
    picture = Image.fromarray(photo)
    exif = None
    place = rng.random()
    if place < 0.06:
        picture, note = picture.transpose(Image.Transpose.ROTATE_180), "upside down"
        notes.append(note)
    elif place < 0.12:
        picture = picture.transpose(rng.choice([Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270]))
        notes.append("on its side")
    elif place < 0.18:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
        exif = Image.Exif()
        exif[0x0112] = 6
        notes.append("turned by EXIF")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=rng.randint(55, 92), exif=exif.tobytes() if exif else b"")
    return out.getvalue(), ", ".join(notes)


def _lit(photo: np.ndarray, rng: random.Random, hard: float, notes: list[str]) -> np.ndarray:
    height, width = photo.shape[:2]
    x, y = np.meshgrid(
        np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
    )
    way = rng.uniform(0, 6.28)
    light = 1 + (np.cos(way) * x + np.sin(way) * y) * rng.uniform(0.02, 0.12 + 0.15 * hard)
    if rng.random() < 0.3 + 0.3 * hard:
        edge = (np.cos(way + 1) * x + np.sin(way + 1) * y + rng.uniform(-0.5, 0.5)) * 14
        light *= 1 - rng.uniform(0.15, 0.45) / (1 + np.exp(-edge))
        notes.append("shadow")
    light *= rng.uniform(0.75, 1.05)
    lit: np.ndarray = (
        photo
        * light[:, :, None]
        * np.array([rng.uniform(0.95, 1.03), 1, rng.uniform(0.88, 1.02)], np.float32)
    )
    return lit


def _lens(photo: np.ndarray, rng: random.Random, hard: float, notes: list[str]) -> np.ndarray:
    if rng.random() < 0.4 + 0.4 * hard:
        blur = rng.uniform(0.4, 1.0 + 0.9 * hard)
        photo = cv2.GaussianBlur(photo, (0, 0), blur)
        notes.append(f"blur {blur:.1f}")
    if rng.random() < 0.25 * hard:
        length = rng.randint(3, 6)
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, (0, rng.randint(0, length - 1)), (length - 1, rng.randint(0, length - 1)), 1, 1)
        photo = cv2.filter2D(photo, -1, kernel / kernel.sum())
        notes.append("shaken")
    noise = np.random.default_rng(rng.randint(0, 10**9))
    return photo + noise.normal(0, rng.uniform(1, 3 + 7 * hard), photo.shape).astype(np.float32)
