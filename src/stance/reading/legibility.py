"""Tells a page with usable text from a scan, a stray letter or a rubbish text layer."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\S+")
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


def is_legible(text: str, image_share: float) -> bool:
    """Whether a page's text layer is worth reading.

    Args:
        text: The page's raw text.
        image_share: How much of the page its largest image covers; a scan has nearly all.
    """
    tokens = [token.strip(_EDGES) for token in _TOKEN.findall(text[:_SAMPLE])]
    tokens = [token for token in tokens if token and not _NUMBER.fullmatch(token)]
    words = [token for token in tokens if _is_word(token)]
    if len(words) < _FEW_WORDS:
        return image_share < 0.4 and len(words) * 2 >= len(tokens) and bool(words)
    if len(words) < 0.4 * len(tokens):
        return False
    if len(tokens) >= _MANY_TOKENS and not any(word.lower() in _COMMON for word in words):
        # A table of names and figures has no such word either, but it is no scan.
        return image_share < 0.4 and len(words) > 0.7 * len(tokens)
    return True


def _is_word(token: str) -> bool:
    return _WORD.fullmatch(token) is not None and not _VOWELS.isdisjoint(token.lower())
