"""The photos of a sheet of hand-written papers, each with its labels.

python -m benchmarks.reading.apart.draw first FOLDER
"""

import json
import random
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from benchmarks.reading.apart.camera import photographed
from benchmarks.reading.apart.press import printed, screen

SETS = ("first", "second")
_USUAL: dict[str, Any] = {
    "document": "shop_receipt", "currency": "HKD", "deductions": [], "tips": None, "form": "original",
}  # fmt: skip


def photos(name: str) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Every photo of a set, with the fields of `memberbot read` that are known of it."""
    papers = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    for paper in papers:
        for index, misfortunes in enumerate(paper["shots"]):
            rng = random.Random(zlib.crc32(f"{name}/{paper['id']}/{index}".encode()))
            truth = {
                **_USUAL,
                **{key: str(v) if key == "issued_on" else v for key, v in paper["truth"].items()},
            }
            screened = "screenshot" in misfortunes
            if "phone" in misfortunes:
                truth["form"] = "rephotograph"
            if "fold" in misfortunes:
                truth["form"] = "folded"
            yield (
                photographed(_sheet(paper, rng), misfortunes, rng, _beside(paper, misfortunes, rng)),
                {
                    "file": f"{paper['id']}-{index}.{'png' if screened else 'jpg'}",
                    **truth,
                    "note": ", ".join(misfortunes),
                },
            )


def _sheet(paper: dict[str, Any], rng: random.Random) -> Any:
    simplified = paper.get("simplified", False)
    if paper["look"] == "app":
        return screen(paper["print"], paper["theme"], simplified, rng)
    return printed(paper["print"], paper["look"], paper["width"], simplified, rng)


def _beside(paper: dict[str, Any], misfortunes: list[str], rng: random.Random) -> Any:
    if "beside" not in misfortunes:
        return None
    return printed(paper["beside"], "till", 30, False, rng)


def main() -> None:
    """Write a set with its labels."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "labels.jsonl").open("w", encoding="utf-8") as labels:
        for data, truth in photos(name):
            (folder / truth["file"]).write_bytes(data)
            labels.write(json.dumps(truth, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
