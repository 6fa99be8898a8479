"""Undoes text read in the wrong encoding (``nÃ¤mnden``), which can be told from the text alone."""

from __future__ import annotations

import re
from functools import lru_cache

_MENDED = "åäöÅÄÖéÉüÜèàáæøØÆ§–—’‘“”•…´°½ "


@lru_cache(maxsize=1)
def _sequences() -> dict[str, str]:
    """What each character looks like when its UTF-8 bytes are read one by one."""
    found: dict[str, str] = {}
    for letter in _MENDED:
        octets = letter.encode()
        for encoding in ("cp1252", "latin-1"):
            seen = octets.decode(encoding, "ignore")
            if len(seen) == len(octets):
                found[seen] = letter
    return found


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _sequences()), key=len, reverse=True)))


def has_wrong_decoding(text: str) -> bool:
    """Tell whether UTF-8 was read as Latin-1 or cp1252 somewhere."""
    return ("Ã" in text or "â" in text or "Â" in text) and _pattern().search(text) is not None


def mend_decoding(text: str) -> tuple[str, tuple[int, ...]] | None:
    """Return the text decoded right, with each character's place in the original and an end.

    None when there is nothing to mend.
    """
    if not has_wrong_decoding(text):
        return None
    sequences = _sequences()
    parts: list[str] = []
    offsets: list[int] = []
    last = 0
    for match in _pattern().finditer(text):
        parts.append(text[last : match.start()])
        offsets.extend(range(last, match.start() + 1))
        parts.append(sequences[match.group()])
        last = match.end()
    parts.append(text[last:])
    offsets.extend(range(last, len(text) + 1))
    return "".join(parts), tuple(offsets)
