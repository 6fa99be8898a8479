"""A file of any kind to a Document: text, layout, pages, and the way back to the source."""

from __future__ import annotations

from stance.reading.limits import DEFAULT, Limits
from stance.reading.pool import ReaderPool
from stance.reading.read import read_bytes, read_document

__all__ = ["DEFAULT", "Limits", "ReaderPool", "read_bytes", "read_document"]
