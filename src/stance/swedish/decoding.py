"""Undoes text read in the wrong encoding (``nÃ¤mnden``), which can be told from the text alone."""

from __future__ import annotations

import re
from functools import lru_cache

# What å, ä and ö (and their capitals) look like in text of another character set: Latin-1 read as
# MacRoman, MacRoman read as cp1252, code page 437 read as cp1252, and the Swedish seven-bit set.
_OTHER_SETS = (
    ("Â‰ˆÅƒ÷", "åäöÅÄÖ"),
    ("ŒŠš€…", "åäöÄÖ"),
    ("†„”Ž™", "åäöÄÖ"),
    ("}{|][\\", "åäöÅÄÖ"),
)
_FEWEST_IN_WORDS = 3
_OTHER_SIGNS = re.compile(f"[{re.escape(''.join(seen[:3] for seen, _ in _OTHER_SETS))}]")
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


def may_be_decoded_wrong(text: str) -> bool:
    """Tell whether some part of the text might have to be mended."""
    return _OTHER_SIGNS.search(text) is not None or has_wrong_decoding(text)


@lru_cache(maxsize=1)
def _set_patterns() -> tuple[tuple[re.Pattern[str], dict[int, int]], ...]:
    """For each other set: its signs between small letters, and the translation."""
    return tuple(
        (
            re.compile(rf"(?<=[a-z])[{re.escape(seen[:3])}](?=[a-z])"),
            str.maketrans(seen, meant),
        )
        for seen, meant in _OTHER_SETS
    )


def _from_other_set(text: str) -> str:
    """Return text with the letters of another character set put right, if it is in one."""
    if _OTHER_SIGNS.search(text) is None:
        return text
    for (pattern, table), (seen, _) in zip(_set_patterns(), _OTHER_SETS, strict=True):
        if any(sign in text for sign in seen[:3]):
            inside = len(pattern.findall(text))
            if inside >= _FEWEST_IN_WORDS and inside > sum(map(text.count, "åäö")):
                return text.translate(table)
    return text


def mend_decoding(text: str) -> tuple[str, tuple[int, ...]] | None:
    """Return the text decoded right, with each character's place in the original and an end.

    None when there is nothing to mend.
    """
    if not has_wrong_decoding(text):
        translated = _from_other_set(text)
        return None if translated == text else (translated, tuple(range(len(text) + 1)))
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
