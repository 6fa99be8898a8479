"""Tells apart words that differ in marks only (``år``, ``är``) by the words beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from stance.swedish.lexicon import fold, load_lexicon
from stance.swedish.resources import read_rows

_FURTHEST = 12.0


@dataclass(frozen=True, slots=True)
class Twin:
    """A word that may be meant instead of a more common one of the same unmarked spelling."""

    word: str
    left: Mapping[str, int]
    right: Mapping[str, int]

    def bits(self, common: str, before: str, after: str) -> float:
        """Return the odds for this word against the common one, as a power of two."""
        lexicon = load_lexicon()
        prior = (lexicon.frequency(self.word) - lexicon.frequency(common)) / 2
        moved = self.left.get(before, 0) + self.right.get(after, 0)
        return prior + math.copysign(min(abs(moved), _FURTHEST), moved)


@lru_cache(maxsize=1)
def _twins() -> Mapping[str, tuple[str, tuple[Twin, ...]]]:
    sides: dict[tuple[str, str], dict[str, dict[str, int]]] = {}
    for common, other, side, weights in read_rows("contexts.tsv"):
        pairs = (weight.rpartition(":") for weight in weights.split(" "))
        sides.setdefault((common, other), {})[side] = {word: int(bits) for word, _, bits in pairs}
    groups: dict[str, tuple[str, tuple[Twin, ...]]] = {}
    for (common, other), found in sides.items():
        twin = Twin(other, found.get("L", {}), found.get("R", {}))
        known = groups.get(fold(common), (common, ()))
        groups[fold(common)] = (common, (*known[1], twin))
    return groups


def has_twins(word: str) -> bool:
    """Tell whether a word in lower case has others of the same unmarked spelling."""
    return fold(word) in _twins()


def choose_twin(word: str, before: str, after: str, *, keep: float = 0.0) -> str:
    """Return the word of the same unmarked spelling that fits best between two others.

    Args:
        word: The word in lower case, as it stands or as it was read.
        before: The word before, "" when there is none.
        after: The word after.
        keep: Bits in favour of the unmarked spelling.
    """
    group = _twins().get(fold(word))
    if group is None:
        return word
    common, twins = group
    before, after = fold(before.lower()), fold(after.lower())
    unmarked = fold(word)
    best = common
    most = keep if common == unmarked else 0.0
    for twin in twins:
        bits = twin.bits(common, before, after) + (keep if twin.word == unmarked else 0.0)
        if bits > most:
            best, most = twin.word, bits
    return best
