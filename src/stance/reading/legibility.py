"""Tells a page with usable text from a scan, a stray letter or a rubbish text layer."""

from __future__ import annotations

import re
from functools import lru_cache

_EDGES = ".,;:!?()[]\"'”“»«’•-–—/"
_WORD = re.compile(r"[^\W\d_]{2,30}(?:[-'’/][^\W\d_]{2,30}){0,4}-?")
_VOWELS = frozenset("aeiouyåäöéèüæø")
_NUMBER = re.compile(r"[\d.,:;/()%§+–-]+")
_COMMON_TEXT = (
    "och att i som för av en ett det den är på till med har inte om vid från "
    "and of the to in is for that f6r pa ar"
)
_COMMON = frozenset(_COMMON_TEXT.split())
_FEW_WORDS = 4
_MANY_TOKENS = 60
_SAMPLE = 20_000
_KEPT = 16_384  # tokens, of all documents: most come again and again

# What a token can be.
_NOTHING, _OTHER, _WORDLIKE, _COMMON_WORD = range(4)


def is_legible(text: str, image_share: float) -> bool:
    """Whether a page's text layer is worth reading.

    Args:
        text: The page's raw text.
        image_share: How much of the page its largest image covers; a scan has nearly all.
    """
    kinds = list(map(_kind_of, text[:_SAMPLE].split()))
    tokens = len(kinds) - kinds.count(_NOTHING)
    words = tokens - kinds.count(_OTHER)
    if words < _FEW_WORDS:
        return image_share < 0.4 and words * 2 >= tokens and words > 0
    if words < 0.4 * tokens:
        return False
    if tokens >= _MANY_TOKENS and _COMMON_WORD not in kinds:
        # A table of names and figures has no such word either, but it is no scan.
        return image_share < 0.4 and words > 0.7 * tokens
    return True


@lru_cache(maxsize=_KEPT)
def _kind_of(written: str) -> int:
    """Tell what stands between two spaces; numbers and marks are nothing."""
    token = written.strip(_EDGES)
    low = token.lower()
    if _WORD.fullmatch(token) and not _VOWELS.isdisjoint(low):
        return _COMMON_WORD if low in _COMMON else _WORDLIKE
    return _NOTHING if not token or _NUMBER.fullmatch(token) else _OTHER
