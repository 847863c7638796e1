"""The whole way from a photo to its facts, on a dozen drawn photos taken badly
(`benchmarks/reading/generate.py`).
"""

import io
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.reading import PictureError, Reader, Reading, reading_json
from bot.reading.picture.crops import crops_of

PHOTOS = Path(__file__).with_name("photos")
LABELS = [json.loads(line) for line in (PHOTOS / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
# One of each kind of paper; `make prove` reads all of them.
FEW = {"t043-receipt.jpg", "t017-slip.jpg", "t086-app.jpg", "t054-reprint.jpg"}

pytestmark = pytest.mark.ocr


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


@pytest.mark.parametrize(
    "truth",
    [
        pytest.param(truth, id=truth["file"], marks=[] if truth["file"] in FEW else pytest.mark.prove)
        for truth in LABELS
    ],
)
def test_the_facts_of_a_photo(reader: Reader, truth: dict[str, Any]) -> None:
    found = reading_json(reader.read((PHOTOS / truth["file"]).read_bytes(), truth["file"]))
    same = ("document", "number", "issued_on", "total", "currency", "payment", "deductions", "form")
    assert {name: found[name] for name in same} == {name: truth[name] for name in same}
    assert found["merchant"].split()[0] in truth["merchant"]


def test_a_doubtful_field_has_its_place_in_the_photo(reader: Reader) -> None:
    data = (PHOTOS / "t043-receipt.jpg").read_bytes()  # lies on its side
    reading: Reading = reader.read(data)
    with Image.open(io.BytesIO(crops_of(data, reading, ["total"])["total"])) as part:
        assert part.width > part.height


@pytest.mark.parametrize("tone", ["white", "black"])
def test_a_picture_without_text_says_so(reader: Reader, tone: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), tone).save(out, "JPEG")
    with pytest.raises(PictureError) as refused:
        reader.read(out.getvalue())
    assert refused.value.code == "no_text"


def test_a_photo_that_takes_too_long_is_given_up(reader: Reader) -> None:
    hurried = Reader(time_limit=0.001, ocr=reader.ocr)
    with pytest.raises(PictureError) as refused:
        hurried.read((PHOTOS / LABELS[0]["file"]).read_bytes())
    assert refused.value.code == "timed_out"


def test_several_members_at_once_each_get_their_own(reader: Reader) -> None:
    chosen = LABELS[:2]
    found: dict[str, str | None] = {}

    def read(file: str) -> None:
        found[file] = reader.read((PHOTOS / file).read_bytes()).number

    threads = [threading.Thread(target=read, args=(truth["file"],)) for truth in chosen * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {truth["file"]: truth["number"] for truth in chosen}
