"""Signs of altered print, on a drawn sheet with the grain of a photo."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from bot.reading.ocr.recognition import Word
from bot.reading.picture.tampering import tampering_signals

_FACE = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"


def _sheet(grain: float = 4.0) -> tuple[Image.Image, list[Word]]:
    image = Image.new("RGB", (520, 900), (205, 205, 200))
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(_FACE, 34)
    words = []
    for line in range(12):
        text, top = f"{line + 1}24{line % 10}.50", 40 + 68 * line
        draw.text((150, top), text, fill=(40, 40, 40), font=font)
        words.append(_word(text, draw.textbbox((150, top), text, font=font)))
    noise = np.random.default_rng(5).normal(0, grain, (900, 520, 1))
    photo = np.clip(np.asarray(image, np.float32) + noise, 0, 255).astype(np.uint8)
    return Image.fromarray(photo), words


def _word(text: str, box: tuple[float, float, float, float]) -> Word:
    left, top, right, bottom = box[0] - 4, box[1] - 4, box[2] + 4, box[3] + 4
    quad = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    return Word(text, 0.99, quad)


def test_an_untouched_sheet_gives_no_sign() -> None:
    assert tampering_signals(*_sheet()) == ()


def test_an_amount_painted_over_by_a_program_has_no_grain() -> None:
    image, words = _sheet()
    left, top, right, bottom = words[6].box
    draw = ImageDraw.Draw(image)
    draw.rectangle((left, top, right, bottom), fill=(205, 205, 200))
    draw.text((left + 4, top - 4), "9246.50", fill=(40, 40, 40), font=ImageFont.truetype(_FACE, 34))
    assert "part_pasted" in tampering_signals(image, words)


def test_a_bright_patch_under_an_amount_is_seen() -> None:
    image, words = _sheet()
    left, top, right, bottom = words[6].box
    tones = np.asarray(image, np.int16).copy()
    patch = tones[top - 4 : bottom + 4, left - 4 : right + 4]
    patch[patch > 150] += 30
    assert "covered" in tampering_signals(Image.fromarray(np.clip(tones, 0, 255).astype(np.uint8)), words)


@pytest.mark.parametrize("size", [26, 44])
def test_a_digit_of_another_size_is_seen(size: int) -> None:
    image, words = _sheet(grain=2.0)
    left, top, _right, bottom = words[6].box
    draw = ImageDraw.Draw(image)
    wide = ImageFont.truetype(_FACE, 34).getlength("0")
    draw.rectangle((left, top - 10, left + 4 + wide, bottom + 4), fill=(205, 205, 200))
    other = ImageFont.truetype(_FACE, size)
    draw.text((left + 4 + wide / 2, bottom - 4), "9", fill=(40, 40, 40), font=other, anchor="ms")
    assert "print_altered" in tampering_signals(image, [*words[:6], _taller(words[6]), *words[7:]])


def _taller(word: Word) -> Word:
    quad = word.quad.copy()
    quad[:2, 1] -= 10
    return Word(word.text, word.score, quad)
