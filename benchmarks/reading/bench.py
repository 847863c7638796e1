# ruff: noqa: E501 - rows of a table
"""Measure the reader: accuracy per field, wrong answers given as sure, seconds and memory, our share beside the OCR.

    python -m benchmarks.reading.bench [--count 60] [--folder LABELLED_PHOTOS]...

Without a folder the validation split is drawn afresh, and the sets of hand-written papers. A folder holds photos and a `labels.jsonl` with the fields of
`memberbot read`. The result goes into `benchmarks/results/reading.md`.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

from PIL import Image
from rapidfuzz import fuzz

from benchmarks.machine import machine
from benchmarks.reading.apart.draw import SETS, photos
from benchmarks.reading.generate import one
from bot.reading import PictureError, Reader, reading_json
from bot.reading.ocr.recognition import Ocr, Page
from bot.text import fold

FIELDS = ("document", "merchant", "number", "issued_on", "issued_time", "total", "currency", "payment", "deductions", "tips", "form")  # fmt: skip
_ALONE = """
import io, resource
import numpy as np
from PIL import Image
from rapidocr import RapidOCR
from benchmarks.reading.generate import one
read = RapidOCR(params={"Global.log_level": "error"})
for index in range(8):
    read(np.asarray(Image.open(io.BytesIO(one("validation", index)[1])).convert("RGB"))[:, :, ::-1])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
RESULT = Path(__file__).parents[1] / "results" / "reading.md"


class TimedOcr(Ocr):
    """The OCR with a clock on it."""

    seconds = 0.0

    def read(self, image: Image.Image, deadline: float | None = None) -> Page:
        """Read and count the time."""
        start = time.perf_counter()
        try:
            return super().read(image, deadline)
        finally:
            self.seconds += time.perf_counter() - start


def right(field: str, found: Any, wanted: Any) -> bool:
    """Whether a field is read rightly: names alike in either script, numbers without their punctuation."""
    if field == "merchant":
        one_name, other = fold(found or ""), fold(wanted or "")
        return (
            one_name == other
            or max(fuzz.partial_ratio(one_name, other), fuzz.token_set_ratio(one_name, other)) >= 88
        )
    if field == "number":
        return fold(found or "") == fold(wanted or "")
    if field == "issued_time":
        return (found or "")[:5] == (wanted or "")[:5]
    if field in ("total", "tips"):
        return found == wanted or (bool(found) and bool(wanted) and Decimal(found) == Decimal(wanted))
    if field == "deductions":
        return _sums(found) == _sums(wanted)
    return bool(found == wanted) or (field == "form" and {found, wanted} == {"electronic", "screenshot"})


def _sums(deductions: Iterable[Mapping[str, str]] | None) -> list[tuple[str, Decimal]]:
    return sorted((each["kind"], Decimal(each["amount"])) for each in deductions or ())


def labelled(folder: Path) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """The photos of a folder with their labels."""
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        yield (folder / truth["file"]).read_bytes(), truth


def drawn(count: int) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """The validation split, drawn afresh."""
    for index in range(count):
        _, data, truth = one("validation", index)
        yield data, truth


def measured(name: str, samples: Iterable[tuple[bytes, dict[str, Any]]], ocr: TimedOcr) -> list[str]:
    """The lines of the report for one set of photos."""
    reader = Reader(ocr=ocr)
    asked, good, sure, sure_wrong = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    seconds, mistakes = [], []
    ocr.seconds = 0.0
    for data, truth in samples:
        start = time.perf_counter()
        try:
            found: dict[str, Any] = reading_json(reader.read(data))
        except PictureError as error:
            found = {"document": "unknown", "error": error.code}
        seconds.append(time.perf_counter() - start)
        for field in FIELDS:
            if field not in truth:
                continue
            correct = right(field, found.get(field), truth[field])
            asked[field] += 1
            good[field] += correct
            if found.get("confidence", {}).get(field, 0) >= 0.9 and found.get(field) not in (None, []):
                sure[field] += 1
                sure_wrong[field] += not correct
            if not correct:
                mistakes.append(f"- {truth['file']}: {field} {found.get(field)} for {truth[field]}")
    wrong, all_sure = sum(sure_wrong.values()), max(1, sum(sure.values()))
    lines = [
        f"## {name}: {len(seconds)} photos",
        "",
        "| field | right | said to be sure | sure and wrong |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {field} | {good[field]}/{asked[field]} ({100 * good[field] / asked[field]:.1f} %) | {sure[field]} | {sure_wrong[field]} |"
        for field in FIELDS
        if asked[field]
    ]
    total = sum(seconds)
    lines += [
        "",
        f"Wrong among the sure: {wrong} of {all_sure} ({100 * wrong / all_sure:.2f} %). Seconds per photo: "
        f"{statistics.mean(seconds):.2f} mean, {statistics.median(seconds):.2f} median, {max(seconds):.2f} most; "
        f"beside the OCR alone {100 * (total - ocr.seconds) / ocr.seconds:.1f} % more.",
        "",
        *mistakes,
        "",
    ]
    return lines


def _throughput(samples: list[tuple[bytes, dict[str, Any]]]) -> str:
    reader = Reader(workers=2, ocr=Ocr(threads=1))
    reader.warm_up()
    start = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda sample: reader.read(sample[0]), samples))
    return f"Two workers of one thread each: {60 * len(samples) / (time.perf_counter() - start):.0f} photos a minute."


def _memory_of_ocr_alone() -> float:
    """The peak of a process that reads eight drawn photos with the OCR package as it comes, in MB."""
    answer = subprocess.run([sys.executable, "-c", _ALONE], capture_output=True, text=True, check=True)
    return float(answer.stdout)


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--folder", type=Path, action="append", default=[])
    asked = parser.parse_args()
    ocr = TimedOcr()
    alone = _memory_of_ocr_alone()
    start = time.perf_counter()
    Reader(ocr=ocr).warm_up()
    warm = time.perf_counter() - start
    memory_idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report = ["# The reader, measured", "", machine(), ""]
    sets = [(folder.name, labelled(folder)) for folder in asked.folder] or [
        ("validation split", drawn(asked.count)),
        *((f"hand-written papers, {name} set", photos(name)) for name in SETS),
    ]
    for name, samples in sets:
        report += measured(name, samples, ocr)
    few = list(drawn(8))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report += [
        f"Models loaded and warm in {warm:.1f} s; {memory_idle:.0f} MB then, {memory:.0f} MB at most "
        f"(the OCR package alone with the same kind of photo: {alone:.0f} MB). {_throughput(few)}",
        "",
    ]
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text("\n".join(report), encoding="utf-8")
    print("\n".join(report))


if __name__ == "__main__":
    main()
