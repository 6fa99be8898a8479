"""Reads a document again after character recognition of its scanned pages."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from stance.reading.ocr import ocr_available, recognise
from stance.schema import Document, Status

_FAILED = "Recognition of its scanned pages failed; run ocrmypdf on it by hand to see why."


def with_recognised_pages(
    document: Document, path: Path, read: Callable[[Path], Document]
) -> Document:
    """Return the document with its scanned pages recognised, where that is possible.

    Recognition runs as a program of its own and never inside the reading process, whose limits
    on time and memory are made for reading. Without the extra ``ocr``, and for a document
    without scanned pages, the document is returned as it is.

    Args:
        document: What was read of the file.
        path: The file.
        read: Reads a file; it is called on the recognised copy.
    """
    if not document.unread_pages or not ocr_available():
        return document
    try:
        recognised = recognise(path.read_bytes(), document.unread_pages)
    except OSError:  # The file is gone, or there is no room for the copy.
        recognised = None
    if recognised is None:
        if document.status is Status.NEEDS_OCR:
            return replace(document, detail=_FAILED)
        return document
    with tempfile.TemporaryDirectory(prefix="stance-") as folder:
        copy = Path(folder, "recognised.pdf")
        copy.write_bytes(recognised)
        again = read(copy)
    if document.status is Status.OK and again.status is not Status.OK:
        return document  # The pages that could be read are worth more than none.
    return replace(again, name=document.name)
