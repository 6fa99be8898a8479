"""One letter for one letter: text folded for matching, with offsets that still fit."""

from __future__ import annotations

from stance.swedish.lexicon import Letters

_PLAIN = Letters(
    {
        letter: plain
        for plain, letters in {
            "a": "åäàáâãæ",
            "o": "öøòóôõ",
            "e": "éèêë",
            "u": "üùúû",
            "i": "íìîï",
            "c": "ç",
            "n": "ñ",
            '"': "”“„»«",
            "'": "’‘",
            "-": "–—",
            " ": "\u00a0",
        }.items()
        for letter in letters
    }
)


def fold(text: str) -> str:
    """Return ``text`` in lower case without diacritics, of exactly the same length.

    Cue words are matched on folded text, so that a scan that lost its å, ä and ö is read by the
    same rules as a clean file.
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # A few letters grow in lower case (İ): keep those as they are.
        lowered = "".join(
            low if len(low) == 1 else letter for letter in text for low in (letter.lower(),)
        )
    return _PLAIN.of(lowered)
