"""Turns raw characters into pieces of clean text: ligatures, soft hyphens, loose accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from stance.reading.builder import Piece

# The style of marks that stand in the source but not in the text, such as Markdown's asterisks.
DROPPED = "dropped"

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "ft",
    "\ufb06": "st",
}
_UNSEEN = "\u00ad\ufffe\uffff\x02\ufeff\u200b\u200c\u200d\u2060"
_SPECIAL = re.compile(
    rf"([{_UNSEEN}]+|[\ufb00-\ufb06]|[^\W\d_][\u0300-\u036f]+|[\x00-\x08\x0e-\x1b\x7f]+)"
)
# Without any of these nothing is special. A set of characters is found much faster.
_SUSPECT = re.compile(rf"[{_UNSEEN}\ufb00-\ufb06\u0300-\u036f\x00-\x08\x0e-\x1b\x7f]")


def clean_pieces(
    text: str, source: int, styles: Iterable[tuple[int, int, str]], page: int | None
) -> list[Piece]:
    """Split text into pieces of one style with its special characters replaced.

    Args:
        text: Characters as they stand in the source.
        source: Offset of the first one.
        styles: Stretches ``(start, end, style)`` in offsets of the source; they need not touch.
        page: Page of the text.
    """
    pieces: list[Piece] = []
    last = source
    for start, end, style in styles:
        if start > last:
            _clean(text[last - source : start - source], last, "", page, pieces)
        if style != DROPPED:
            _clean(text[start - source : end - source], start, style, page, pieces)
        last = end
    if last < source + len(text):
        _clean(text[last - source :], last, "", page, pieces)
    return pieces


def _clean(text: str, source: int, style: str, page: int | None, pieces: list[Piece]) -> None:
    if not text:
        return
    if text.isascii() or not (_SUSPECT.search(text) and _SPECIAL.search(text)):
        pieces.append(Piece(_without_controls(text), source, page, style))
        return
    at = source
    for part in _SPECIAL.split(text):
        if not part:
            continue
        if part in _LIGATURES:
            pieces.append(Piece(_LIGATURES[part], None, page, style))
        elif _SPECIAL.fullmatch(part):
            whole = unicodedata.normalize("NFC", part)
            if whole[0] not in _UNSEEN and whole[0].isalpha():
                pieces.append(Piece(whole, None, page, style))
            elif part[0] not in _UNSEEN:
                pieces.append(Piece(" ", None, page, style))
        else:
            pieces.append(Piece(part, at, page, style))
        at += len(part)


_CONTROLS = dict.fromkeys((*range(9), *range(14, 28), 127), " ")


def _without_controls(text: str) -> str:
    """Blank out control characters, which no output format likes; the length stays."""
    return text if text.isprintable() else text.translate(_CONTROLS)
