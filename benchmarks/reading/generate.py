"""Draw Hong Kong receipts, slips and app screens and photograph them badly, with labels.

    python -m benchmarks.reading.generate FOLDER [--split train|validation] [--count 60]

The two splits differ in their seeds and in the wordings that they may use (see `wordings.Voice`).
"""

import argparse
import io
import json
import random
from pathlib import Path
from typing import Any

from benchmarks.reading.papers import Paper, app_screen, handwritten, receipt, slip
from benchmarks.reading.photograph import photocopied, photographed, printed
from benchmarks.reading.wordings import Voice

SEEDS = {"train": 11, "validation": 20_261_120}


def _paper(rng: random.Random, voice: Voice) -> tuple[Paper, str]:
    draw = rng.random()
    if draw < 0.55:
        return receipt(rng, voice), "receipt"
    if draw < 0.68:
        return slip(rng, voice), "slip"
    if draw < 0.76:
        return app_screen(rng, voice), "app"
    if draw < 0.83:
        return receipt(rng, voice, "reprint"), "reprint"
    if draw < 0.89:
        return slip(rng, voice, "merchant_copy"), "merchant-copy"
    if draw < 0.95:
        return receipt(rng, voice, "photocopy"), "photocopy"
    return handwritten(rng, voice), "handwritten"


def one(split: str, index: int) -> tuple[str, bytes, dict[str, Any]]:
    """The `index`th sample of a split: file name, bytes, labels."""
    rng = random.Random(SEEDS[split] * 1000 + index)
    paper, kind = _paper(rng, Voice(rng, whole=split == "validation"))
    sheet = printed(paper, rng)
    if kind == "app":
        out = io.BytesIO()
        sheet.save(out, "JPEG", quality=88)
        data, note = out.getvalue(), "screenshot"
    else:
        if kind == "photocopy":
            sheet = photocopied(sheet, rng)
        data, note = photographed(sheet, rng, hard=rng.choice([0.1, 0.3, 0.5, 0.8]))
    name = f"{split[0]}{index:03d}-{kind}.jpg"
    return name, data, {"file": name, **paper.truth, "note": note}


def main() -> None:
    """Write a split with its labels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", choices=sorted(SEEDS), default="train")
    parser.add_argument("--count", type=int, default=60)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with (asked.folder / "labels.jsonl").open("w", encoding="utf-8") as labels:
        for index in range(asked.count):
            name, data, truth = one(asked.split, index)
            (asked.folder / name).write_bytes(data)
            labels.write(json.dumps(truth, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
