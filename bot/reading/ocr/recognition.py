"""From an upright-or-not picture to words with their places: detection, orientation, recognition.

The models lie inside the `rapidocr` wheel. Its stages are called one by one, so that the direction of the
page is settled between finding the words and reading them, words are cut from the full picture and not from
a shrunk one, and a time limit holds between batches. Detection works on a fixed number of pixels: a strip
of 60 x 4000 costs no more than a page.
"""

import threading
import time
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.reading.reading import PictureError

Pixels = npt.NDArray[np.uint8]
Quad = npt.NDArray[np.float32]  # four corners x, y: top left, top right, bottom right, bottom left

DETECT_PIXELS = 1_200_000
NEAR_PIXELS = 2_400_000  # for print that came out too small at first
_SMALL_PRINT = 13.0  # pixels of a letter's height in the picture that the detector sees
_STEEP = 12.0  # degrees; rows are followed along smaller slopes without turning the picture
MAX_ENLARGE = 1.6
MAX_WORDS = 600
_BATCH = 12
_LEAST_SCORE = 0.3
_GLANCE_PIXELS = 120_000


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text as detected: usually a label, a value or a whole line."""

    text: str
    score: float  # the recogniser's mean probability, 0-1
    quad: Quad

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in whole pixels."""
        left, top = self.quad.min(axis=0)
        right, bottom = self.quad.max(axis=0)
        return int(left), int(top), int(right), int(bottom)


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a picture, in the picture turned upright."""

    words: tuple[Word, ...]
    image: Image.Image  # RGB, turned so that the text is upright
    turned: (
        int  # degrees by which the picture was turned clockwise; a right angle where the paper lay straight
    )


class Ocr:
    """Reads text with the models of the rapidocr wheel; loads them with the first picture.

    Safe to call from several threads; `threads` is how many cores one picture may use. More than
    one spin while they wait for each other, which on a busy machine costs more than it brings.
    """

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._engine: Any = None
        self._lock = threading.Lock()
        self._detecting = threading.Lock()  # the stage that takes the memory: one picture at a time

    def _load(self) -> Any:
        with self._lock:
            if self._engine is None:
                from rapidocr import RapidOCR

                self._engine = RapidOCR(
                    params={
                        "Global.log_level": "error",
                        "EngineConfig.onnxruntime.intra_op_num_threads": self._threads,
                        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                        "Det.limit_type": "max",
                        "Det.limit_side_len": 100_000,  # the picture is scaled here
                    }
                )
                self._engine._load_det_model()
                self._engine._load_cls_model()
                self._engine._load_rec_model()
        return self._engine

    def read(self, image: Image.Image, deadline: float | None = None) -> Page:
        """The words of `image`. `deadline` is on `time.monotonic`; past it `PictureError("timed_out")`."""
        engine = self._load()
        pixels = _bgr(image)
        with self._detecting:
            quads = _detect_well(engine.text_det, pixels)
        if not len(quads):
            return Page((), image, 0)
        _check(deadline)
        turned = _direction(engine.text_cls, pixels, quads)
        quads = _turn_quads(quads, turned, image.width, image.height)
        tilt = _tilt(quads)
        if abs(tilt) > _STEEP:
            turned = (turned - round(tilt)) % 360
            image = image.rotate(-turned, Image.Resampling.BICUBIC, expand=True, fillcolor="grey")
            pixels = _bgr(image)
            with self._detecting:
                quads = _detect_well(engine.text_det, pixels)
            _check(deadline)
        elif turned:
            image = image.transpose(_TURNS[turned])
            pixels = _bgr(image)
        words = _recognise(engine.text_rec, pixels, quads, deadline)
        return Page(tuple(words), image, turned)

    def sees_text(self, image: Image.Image) -> bool:
        """Whether lines of text can be made out, though not read: in a small picture blur does less harm."""
        pixels = _bgr(image)
        return len(_detect(self._load().text_det, pixels, _GLANCE_PIXELS)) >= 2

    def reread(self, image: Image.Image, quads: list[Quad]) -> list[str]:
        """The text of the given pieces, cut a little wider and with their contrast evened out."""
        even = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(2, 4))
        cuts = []
        for quad in quads:
            wider = _wider(quad)
            left, top = np.maximum(0, wider.min(axis=0) - 2).astype(int)
            right, bottom = np.minimum(image.size, wider.max(axis=0) + 3).astype(int)
            part = _bgr(image.crop((int(left), int(top), int(right), int(bottom))))
            straight = _cut(part, wider - np.array([left, top], np.float32))
            grey = even.apply(cv2.cvtColor(straight, cv2.COLOR_BGR2GRAY))
            cuts.append(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR).astype(np.uint8))
        return [text for text, _ in _texts(self._load().text_rec, cuts)]


_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def _bgr(image: Image.Image) -> Pixels:
    """The pixels in the order of colours that the models were trained on."""
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


def _check(deadline: float | None) -> None:
    if deadline is not None and time.monotonic() > deadline:
        raise PictureError("timed_out")


def _detect_well(detector: Any, pixels: Pixels) -> Quad:
    """Like `_detect`; a paper that is small in the picture, or very long, is looked at again from nearer."""
    quads = _detect(detector, pixels)
    if not len(quads):
        return quads
    height, width = pixels.shape[:2]
    scale = min(MAX_ENLARGE, (DETECT_PIXELS / (width * height)) ** 0.5)
    letters = float(np.median(np.minimum(*_sides(quads))))
    if letters * scale > _SMALL_PRINT or scale >= 1:
        return quads
    margin = 4 * letters
    left, top = np.maximum(0, quads.min(axis=(0, 1)) - margin).astype(int)
    right, bottom = np.minimum((width, height), quads.max(axis=(0, 1)) + margin).astype(int)
    nearer = _detect(detector, np.ascontiguousarray(pixels[top:bottom, left:right]), NEAR_PIXELS)
    return nearer + np.array([left, top], np.float32) if len(nearer) >= len(quads) else quads


def _sides(quads: Quad) -> tuple[Quad, Quad]:
    """Widths and heights of the boxes."""
    return np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1), np.linalg.norm(
        quads[:, 3] - quads[:, 0], axis=1
    )


def _tilt(quads: Quad) -> float:
    """The slope of upright text in degrees, clockwise positive."""
    wide, high = _sides(quads)
    long = wide > 2.5 * high
    if long.sum() < 3:
        return 0.0
    along = quads[long, 1] - quads[long, 0]
    return float(np.degrees(np.median(np.arctan2(along[:, 1], along[:, 0]))))


def _detect(detector: Any, pixels: Pixels, budget: int = DETECT_PIXELS) -> Quad:
    """Boxes of text in the pixels of the whole picture, shape (n, 4, 2)."""
    height, width = pixels.shape[:2]
    scale = min(MAX_ENLARGE, (budget / (width * height)) ** 0.5)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(
        pixels, (max(32, round(width * scale)), max(32, round(height * scale))), interpolation=method
    )
    boxes = detector(small).boxes
    if boxes is None:
        return np.zeros((0, 4, 2), np.float32)
    factors = np.array([width / small.shape[1], height / small.shape[0]], np.float32)
    return _from_top_left(boxes[:MAX_WORDS].astype(np.float32) * factors)


def _from_top_left(quads: Quad) -> Quad:
    """Corners counted from the top left: the detector starts a tall, leaning box at another one."""
    edges = np.roll(quads, -1, axis=1) - quads
    rightward = edges[:, :, 0] / np.maximum(1e-6, np.linalg.norm(edges, axis=2))
    first = np.argmax(rightward, axis=1)
    order = (first[:, None] + np.arange(4)) % 4
    ordered: Quad = np.take_along_axis(quads, order[:, :, None], axis=1)
    return ordered


def _direction(classifier: Any, pixels: Pixels, quads: Quad) -> int:
    """By how many degrees clockwise the picture must be turned: the longest pieces vote."""
    wide, high = _sides(quads)
    long = np.argsort(-np.maximum(wide, high) / np.maximum(1, np.minimum(wide, high)))
    chosen = [index for index in long if max(wide[index], high[index]) >= 2 * min(wide[index], high[index])][
        :24
    ]
    if not chosen:
        return 0
    upright = [index for index in chosen if wide[index] >= high[index]]
    sideways = len(upright) * 2 < len(chosen)
    voters = [index for index in chosen if (wide[index] < high[index]) == sideways]
    crops = [_cut(pixels, quads[index]) for index in voters]
    if sideways:
        crops = [np.ascontiguousarray(np.rot90(crop, -1)) for crop in crops]
    flipped = sum(score if label == "180" else -score for label, score in classifier(crops).cls_res)
    return (90 if sideways else 0) + (180 if flipped > 0 else 0)


def _turn_quads(quads: Quad, turned: int, width: int, height: int) -> Quad:
    """The corners after turning the picture clockwise, again from the top left."""
    if not turned:
        return quads
    x, y = quads[:, :, 0], quads[:, :, 1]
    if turned == 90:
        moved, first = np.stack([height - y, x], axis=2), 3
    elif turned == 180:
        moved, first = np.stack([width - x, height - y], axis=2), 2
    else:
        moved, first = np.stack([y, width - x], axis=2), 1
    rolled: Quad = np.roll(moved, -first, axis=1)
    return rolled


def _cut(pixels: Pixels, quad: Quad) -> Pixels:
    """The piece of the picture inside the four corners, straightened."""
    wide = max(4, round(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))))
    high = max(4, round(max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))))
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    straight = cv2.warpPerspective(
        pixels, matrix, (wide, high), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
    return straight.astype(np.uint8)


def _wider(quad: Quad) -> Quad:
    """The corners moved out by an eighth of the height."""
    along = (quad[1] - quad[0] + quad[2] - quad[3]) / 2
    down = (quad[3] - quad[0] + quad[2] - quad[1]) / 2
    grow = np.linalg.norm(down) / 8
    right, below = (grow * side / max(1e-6, float(np.linalg.norm(side))) for side in (along, down))
    wider: Quad = quad + np.array([-right - below, right - below, right + below, -right + below], np.float32)
    return wider


def _recognise(recogniser: Any, pixels: Pixels, quads: Quad, deadline: float | None) -> list[Word]:
    """The words inside the quads, in their order; what cannot be read is left out."""
    wide, high = _sides(quads)
    shape = wide / np.maximum(1.0, high)
    words: dict[int, Word] = {}
    order = np.argsort(shape)
    for start in range(0, len(order), _BATCH):
        _check(deadline)
        batch = order[start : start + _BATCH]
        for index, (text, score) in zip(
            batch, _texts(recogniser, [_cut(pixels, quads[i]) for i in batch]), strict=True
        ):
            if text and score >= _LEAST_SCORE:
                words[int(index)] = Word(text, score, quads[index])
    return [words[index] for index in sorted(words)]


def _texts(recogniser: Any, cuts: list[Pixels]) -> list[tuple[str, float]]:
    from rapidocr.ch_ppocr_rec import TextRecInput

    answer = recogniser(TextRecInput(img=cuts, return_word_box=False))
    return [(text.strip(), float(score)) for text, score in zip(answer.txts, answer.scores, strict=True)]
