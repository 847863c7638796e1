"""Printed papers of one purchase, drawn well enough to be read."""

import io

from PIL import Image, ImageDraw, ImageFont


def picture(title: str) -> bytes:
    """A paper with this line below the shop's name."""
    paper = Image.new("RGB", (640, 800), "white")
    for place, line in enumerate(("DEMO SHOP LIMITED", title, "20/11/2026 15:42", "VISA", "TOTAL HK$120.50")):
        ImageDraw.Draw(paper).text((50, 60 + 90 * place), line, fill="black", font=ImageFont.load_default(34))
    out = io.BytesIO()
    paper.save(out, "PNG")
    return out.getvalue()
