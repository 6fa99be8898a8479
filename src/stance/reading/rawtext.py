"""The raw text of a PDF page: what the offsets of a PDF's runs point into."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2.raw as raw

from stance.reading.rules import PdfObject

# Begins with one set of characters, which is found fast.
_LINE_END = re.compile(r"[\r\n\ufffe\x02][\r\n]*")


def raw_text(text_page: PdfObject) -> str:
    """Return a page's raw text, one character for each of pdfium's character numbers.

    This is the text that the offsets of a PDF's runs point into.
    """
    count: int = text_page.count_chars()
    if count <= 0:
        return ""
    text: str = text_page.get_text_range(0, count)
    if len(text) == count:
        return text
    page = text_page.raw
    return "".join(_character(raw.FPDFText_GetUnicode(page, at)) for at in range(count))


def _character(code: int) -> str:
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def line_bounds(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines' bounds; a hyphen at a line's end (U+FFFE) belongs to its line."""
    start = 0
    for end in _LINE_END.finditer(text):
        stop = end.start() if text[end.start()] in "\r\n" else end.start() + 1
        if stop > start:
            yield start, stop
        start = end.end()
    if start < len(text):
        yield start, len(text)
