"""From bytes to an upright RGB picture of bounded size, or a `PictureError` that says why not.

Only Pillow decodes here: it reports a truncated file instead of returning half of it, and it tells the size
of a picture before any of it is decoded, so that a picture bomb costs nothing.
"""

import io
import warnings
from dataclasses import dataclass

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from bot.reading.reading import PictureError

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 64_000_000
MIN_SIDE = 48
MIN_LONG_SIDE = 160
MAX_ASPECT = 16  # a supermarket's roll of a metre is about 12 times as long as it is wide
WORK_PIXELS = 6_000_000  # what is kept for reading; a phone's 12 or 48 megapixels add nothing

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF")
# A phone's photo with a depth map or a thumbnail is still one photo; of a scan of several pages the first
# is read.
_STILL_WITH_FRAMES = {"MPO", "HEIF", "TIFF"}

_ORIENTATION, _CAMERA, _SOFTWARE = 0x0112, 0x0110, 0x0131  # EXIF tags

# The size is checked here, against a limit of our own.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
pi_heif.register_heif_opener(thumbnails=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """An upright picture ready to be read, and what its file said about itself."""

    image: Image.Image  # RGB, at most WORK_PIXELS
    size: tuple[int, int]  # width and height in the file, upright, in pixels
    format: str  # Pillow's name: JPEG, PNG, ...
    software: str  # EXIF "Software", "" where absent: the editor that saved the file
    camera: str  # EXIF "Model", "" where absent


def open_picture(data: bytes) -> Picture:
    """Decode a photo within the limits of bytes and pixels.

    Raises `PictureError` with `empty`, `too_large`, `pdf`, `not_a_picture`, `too_many_pixels`, `too_small`,
    `too_narrow`, `animated` or `broken`.
    """
    image = _opened(data)
    try:
        return _decode(image)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureError("broken") from error


def _opened(data: bytes) -> Image.Image:
    """The picture with its head read and its size found bearable; nothing is decoded yet."""
    if not data:
        raise PictureError("empty")
    if len(data) > MAX_BYTES:
        raise PictureError("too_large")
    if b"%PDF-" in data[:1024]:
        raise PictureError("pdf")
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise PictureError("too_many_pixels") from error
    except UnidentifiedImageError as error:
        raise PictureError("broken" if _starts_like_a_photo(data) else "not_a_picture") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise PictureError("broken") from error
    _check_size(image)
    if getattr(image, "n_frames", 1) > 1 and image.format not in _STILL_WITH_FRAMES:
        raise PictureError("animated")
    return image


def software_of(data: bytes) -> str:
    """The program that saved the file, as its EXIF says; "" where absent. Raises `PictureError`."""
    return str(_opened(data).getexif().get(_SOFTWARE, "")).strip()


def without_metadata(data: bytes) -> bytes:
    """The same photo, saying nothing of place, device or time; which way is up stays known.

    A JPEG or PNG keeps its format and its quality, so that it reads as before; others become JPEG, and what
    is larger than `WORK_PIXELS` shrinks to that. Raises `PictureError` as `open_picture` does.
    """
    image = _opened(data)
    kept = io.BytesIO()
    if image.format not in ("JPEG", "PNG") or image.width * image.height > WORK_PIXELS:
        upright = open_picture(data).image
        upright.save(kept, "PNG" if image.format == "PNG" else "JPEG", quality=92)
        return kept.getvalue()
    try:
        image.load()
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureError("broken") from error
    orientation = image.getexif().get(_ORIENTATION)
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}
    exif = Image.Exif()
    if orientation:
        exif[_ORIENTATION] = orientation
    if image.format == "JPEG":
        image.save(kept, "JPEG", quality="keep", exif=exif)
    else:
        image.save(kept, "PNG", exif=exif)
    return kept.getvalue()


def crop(data: bytes, box: tuple[int, int, int, int], margin: float = 0.6) -> bytes:
    """A PNG of the part of the photo inside `box` (pixels of the picture as read), with a margin in
    heights.
    """
    return crop_image(open_picture(data).image, box, margin)


def crop_image(image: Image.Image, box: tuple[int, int, int, int], margin: float = 0.6) -> bytes:
    """Like `crop`, of a picture that is open already."""
    left, top, right, bottom = box
    extra = max(8, int((bottom - top) * margin))
    part = image.crop(
        (
            max(0, left - extra),
            max(0, top - extra),
            min(image.width, right + extra),
            min(image.height, bottom + extra),
        )
    )
    png = io.BytesIO()
    part.save(png, "PNG")
    return png.getvalue()


def _starts_like_a_photo(data: bytes) -> bool:
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) or data[4:8] == b"ftyp"


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise PictureError("too_many_pixels")
    if min(width, height) < MIN_SIDE or max(width, height) < MIN_LONG_SIDE:
        if max(width, height) > MAX_ASPECT * max(1, min(width, height)):
            raise PictureError("too_narrow")
        raise PictureError("too_small")
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise PictureError("too_narrow")


def _decode(image: Image.Image) -> Picture:
    exif = image.getexif()
    software, camera = str(exif.get(_SOFTWARE, "")), str(exif.get(_CAMERA, ""))
    kind = image.format or ""
    width, height = image.size
    if width * height > WORK_PIXELS:
        shrink = (WORK_PIXELS / (width * height)) ** 0.5
        target = (round(width * shrink), round(height * shrink))
        image.draft("RGB", target)  # a JPEG decodes at half or quarter size at once
        image.load()
        image = ImageOps.exif_transpose(image)
        if image.width * image.height > WORK_PIXELS:
            image = _rgb(image)
            if (image.width > image.height) != (target[0] > target[1]):
                target = (target[1], target[0])
            image = image.resize(target, Image.Resampling.BICUBIC, reducing_gap=2.0)
    else:
        image.load()
        image = ImageOps.exif_transpose(image)
    turned = (image.width > image.height) != (width > height)
    return Picture(
        image=_rgb(image),
        size=(height, width) if turned else (width, height),
        format=kind,
        software=software.strip(),
        camera=camera.strip(),
    )


def _rgb(image: Image.Image) -> Image.Image:
    """RGB on white paper, whatever the file's colours were."""
    if image.mode == "RGB":
        return image
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(paper, seen).convert("RGB")
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    return image.convert("RGB")
