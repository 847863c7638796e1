"""What comes in as a photo: bounded, upright, without metadata; anything else refused with its reason."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.reading import PictureError, Reader, crop, without_metadata
from bot.reading.picture.decoding import MAX_BYTES, open_picture
from bot.reading.picture.fingerprint import fingerprint, same_picture


def _file(image: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)  # type: ignore[arg-type]
    return out.getvalue()


def _photo(width: int = 400, height: int = 600) -> Image.Image:
    return Image.radial_gradient("L").resize((width, height)).convert("RGB")


def _bomb(side: int) -> bytes:
    """A PNG that says it is side x side and holds next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff" + b"\0" * MAX_BYTES, "too_large"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"just some words", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (_bomb(30_000), "too_many_pixels"),
        (_bomb(9_000), "too_many_pixels"),
        (_file(Image.new("RGB", (1, 1)), "PNG"), "too_small"),
        (_file(Image.new("RGB", (60, 4000), "white")), "too_narrow"),
        (_file(_photo())[:2000], "broken"),
        (_file(_photo())[:300], "broken"),
        (_file(_photo(), "GIF", save_all=True, append_images=[Image.new("RGB", (400, 600))]), "animated"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_photo_is_refused_at_once(data: bytes, code: str) -> None:
    start = time.monotonic()
    with pytest.raises(PictureError) as refused:
        open_picture(data)
    assert refused.value.code == code
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "CMYK"])
def test_every_kind_of_colour_is_read(mode: str) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    picture = open_picture(_file(_photo().convert(mode), kind))
    assert picture.image.mode == "RGB" and picture.image.size == (400, 600)


def test_of_several_pages_the_first_is_read_and_new_kinds_are_known() -> None:
    pages = _file(_photo(), "TIFF", save_all=True, append_images=[Image.new("RGB", (400, 600), "red")])
    first = open_picture(pages)
    assert first.format == "TIFF" and first.image.tobytes() == _photo().tobytes()
    assert open_picture(_file(_photo(), "AVIF")).image.size == (400, 600)


def test_a_photo_is_turned_as_its_camera_says_and_its_metadata_dropped() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A telephone"
    exif.get_ifd(0x8825)[1] = "N"
    data = _file(_photo(600, 400), exif=exif.tobytes())
    assert open_picture(data).image.size == (400, 600)
    kept = without_metadata(data)
    assert open_picture(kept).image.size == (400, 600)
    with Image.open(io.BytesIO(kept)) as image:
        assert dict(image.getexif()) == {0x0112: 6}


@pytest.mark.parametrize(("kind", "kept"), [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "JPEG")])
def test_a_photo_without_its_metadata_looks_the_same(kind: str, kept: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "A telephone"
    photo = Image.effect_mandelbrot((600, 800), (-2, -1.5, 1, 1.5), 60).convert("RGB")
    data = _file(photo, kind, exif=exif.tobytes(), quality=80)
    bare = without_metadata(data)
    before, after = open_picture(data).image, open_picture(bare)
    assert after.format == kept and b"A telephone" not in bare
    difference = ImageStat.Stat(ImageChops.difference(before, after.image)).mean
    assert max(difference) < (3 if kind == "WEBP" else 0.5)


def test_a_file_that_is_no_photo_cannot_be_kept() -> None:
    for data in (b"", b"%PDF-1.7", b"hello", _file(_photo())[:2000], _bomb(9_000)):
        with pytest.raises(PictureError):
            without_metadata(data)


def test_an_editor_leaves_its_name_with_the_signals_only() -> None:
    exif = Image.Exif()
    exif[0x0131] = "Adobe Photoshop 25.0"
    data, signals = Reader().keepable(_file(_photo(), exif=exif.tobytes()))
    assert signals == ("editor_in_metadata",) and b"Photoshop" not in data


def test_a_huge_photo_is_shrunk_for_work() -> None:
    picture = open_picture(_file(_photo(4000, 6000)))
    assert picture.size == (4000, 6000)
    assert 5_000_000 < picture.image.width * picture.image.height <= 6_100_000


def test_a_crop_is_a_small_picture_around_the_box() -> None:
    with Image.open(io.BytesIO(crop(_file(_photo()), (100, 100, 200, 120)))) as part:
        assert part.format == "PNG" and 100 < part.width < 140 and 20 < part.height < 60


def test_the_same_picture_saved_anew_has_nearly_the_same_fingerprint() -> None:
    photo = Image.effect_mandelbrot((600, 800), (-2, -1.5, 1, 1.5), 60).convert("RGB")
    anew = open_picture(_file(photo.resize((300, 400)), quality=50)).image
    assert same_picture(fingerprint(photo), fingerprint(anew))
    turned = photo.transpose(Image.Transpose.ROTATE_180)
    assert not same_picture(fingerprint(photo), fingerprint(turned))
