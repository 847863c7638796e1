"""What the pages for members and shops have in common: their templates, and how they tell a moment."""

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape()
)


def to_the_minute(moment: datetime | None) -> datetime | None:
    """A moment as people tell it."""
    return moment and moment.replace(second=0, microsecond=0)
