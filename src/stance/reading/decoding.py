"""Turns the bytes of a text file into characters."""

from __future__ import annotations

import codecs

_SAMPLE = 65_536
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1b") + b"\x7f"


def decode(data: bytes) -> str | None:
    """Return the text, or None when the bytes are no text in any encoding that we read.

    A byte order mark is not part of the text.
    """
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16-le" if data[0] == 0xFF else "utf-16-be"
        return _plausible(data[2:].decode(encoding, "replace"))
    encoding = _utf_16(data[:_SAMPLE])
    if encoding:
        return _plausible(data.decode(encoding, "replace"))
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > 0.01 * len(sample) + 1:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _eight_bit(data)


def _utf_16(sample: bytes) -> str:
    """Guess UTF-16 without a mark: every second byte of Western text is zero."""
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if odd > 0.7 * pairs and even < 0.1 * pairs:
        return "utf-16-le"
    if even > 0.7 * pairs and odd < 0.1 * pairs:
        return "utf-16-be"
    return ""


def _plausible(text: str) -> str | None:
    """Refuse UTF-16 that decodes to a jumble of scripts."""
    sample = text[:_SAMPLE]
    western = sum(char < "\u0250" or "\u2000" <= char < "\u2600" for char in sample)
    return text if western >= 0.7 * len(sample) else None


def _eight_bit(data: bytes) -> str:
    """Decode UTF-8 with a few broken bytes, else cp1252 with Latin-1 where it has holes."""
    loose = data.decode("utf-8", "replace")
    broken = loose.count("\ufffd")
    whole = sum(char >= "\x80" for char in loose[: 4 * _SAMPLE]) - broken
    if whole > 4 * broken:
        return loose
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
