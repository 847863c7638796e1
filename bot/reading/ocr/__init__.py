"""From pixels to words with their places, and from words to rows."""

from bot.reading.ocr.lines import Piece, Row, pieces_of, rows_of
from bot.reading.ocr.recognition import Ocr, Page, Word

__all__ = ["Ocr", "Page", "Piece", "Row", "Word", "pieces_of", "rows_of"]
