"""Photos of receipts and slips into facts, each with its evidence and a confidence."""

from bot.reading.facts import reading_json
from bot.reading.picture import crop, without_metadata
from bot.reading.reader import Reader
from bot.reading.reading import Deduction, Evidence, PictureError, Reading
from bot.reading.sets import ReceiptSet, pair, to_earn_receipt
from bot.reading.store import PhotoStore

__all__ = [
    "Deduction",
    "Evidence",
    "PhotoStore",
    "PictureError",
    "Reader",
    "Reading",
    "ReceiptSet",
    "crop",
    "pair",
    "reading_json",
    "to_earn_receipt",
    "without_metadata",
]
