"""Damaged copies of sentences: what scanning does, and rougher than that."""

from __future__ import annotations

import random

from stance.swedish.noise import damage

_LOOKALIKES = (
    ("m", "rn"), ("rn", "m"), ("l", "1"), ("i", "l"), ("l", "i"), ("o", "0"), ("e", "c"),
    ("c", "e"), ("h", "b"), ("u", "n"), ("n", "u"), ("t", "f"), ("f", "t"), ("cl", "d"),
    ("d", "cl"), ("s", "5"), ("li", "h"), ("a", "o"), ("r", "n"), ("in", "m"), ("g", "q"),
)  # fmt: skip
_NO_MARKS = str.maketrans("åäöÅÄÖéü", "aaoAAOeu")
_MISREAD = {"å": "aä3á", "ä": "aiåá", "ö": "oåó6"}


def noisy(text: str, chance: random.Random) -> str:
    """Return a damaged copy: one of two generators, of any strength."""
    if chance.random() < 0.5:
        return damage(text, chance, chance.uniform(0.2, 0.9))
    return rough(text, chance, chance.uniform(0.3, 1.2))


def rough(text: str, chance: random.Random, strength: float = 1.0) -> str:
    """Return a badly damaged copy; at strength 1 every second word or so is hit."""
    lost = chance.random() < 0.3
    words = [_word(word, chance, strength, lost=lost) for word in text.split()]
    gaps = ["" if chance.random() < 0.03 * strength else " " for _ in words]
    return "".join(word + gap for word, gap in zip(words, gaps, strict=True)).strip()


def _word(word: str, chance: random.Random, strength: float, *, lost: bool) -> str:
    if lost:
        word = word.translate(_NO_MARKS)
    elif chance.random() < 0.3 * strength:
        word = "".join(chance.choice(_MISREAD.get(letter, letter)) for letter in word)
    draw = chance.random() / strength
    if draw < 0.15 and len(word) > 3:
        return _lookalike(word, chance)
    if draw < 0.20 and len(word) > 7:
        cut = chance.randint(3, len(word) - 3)
        return word[:cut] + chance.choice(["- ", "-", " "]) + word[cut:]
    if draw < 0.23 and len(word) > 3:
        cut = chance.randrange(len(word))
        return word[:cut] + word[cut + 1 :]
    return word.upper() if draw < 0.25 else word


def _lookalike(word: str, chance: random.Random) -> str:
    for _ in range(5):
        meant, seen = chance.choice(_LOOKALIKES)
        at = word.find(meant)
        if at >= 0:
            return word[:at] + seen + word[at + len(meant) :]
    return word
