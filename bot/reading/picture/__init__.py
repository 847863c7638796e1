"""Files into pictures, and what a picture shows beside its words: looks, signs, likeness, crops."""

from bot.reading.picture.crops import as_read, crops_of
from bot.reading.picture.decoding import MAX_BYTES, crop, open_picture, without_metadata
from bot.reading.picture.fingerprint import fingerprint, same_picture

__all__ = [
    "MAX_BYTES",
    "as_read",
    "crop",
    "crops_of",
    "fingerprint",
    "open_picture",
    "same_picture",
    "without_metadata",
]
