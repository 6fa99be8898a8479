"""Counts which neighbours tell apart words that differ in marks only (``år`` and ``är``)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from stance.swedish.lexicon import fold
from training.lexicon.words import WORD

# Only words that are common enough to matter, against a twin that is not much more common.
RAREST = 60
MOST_UNEQUAL = 400
FEWEST_TOGETHER = 4
WEAKEST_BITS = 1.5
MOST_NEIGHBOURS = 400


def twins(counts: Counter[str]) -> dict[str, list[str]]:
    """Return groups of common words of one unmarked spelling, the most common first."""
    groups: dict[str, list[str]] = {}
    for word, count in counts.items():
        if count >= RAREST and len(word) > 1:
            groups.setdefault(fold(word), []).append(word)
    chosen: dict[str, list[str]] = {}
    for plain, words in groups.items():
        ordered = sorted(words, key=lambda word: (-counts[word], word))
        close = [w for w in ordered if counts[w] * MOST_UNEQUAL >= counts[ordered[0]]]
        if len(close) > 1:
            chosen[plain] = close
    return chosen


def render_contexts(counts: Counter[str], texts: Iterable[str]) -> str:
    """Return the file: per pair of twins and side, neighbours with their weight in bits.

    A positive weight speaks for the rarer twin, a negative one for the common.
    """
    groups = twins(counts)
    members = {word for words in groups.values() for word in words}
    together: Counter[tuple[str, str, str]] = Counter()
    for text in texts:
        words = WORD.findall(text.lower())
        for at, word in enumerate(words):
            if word in members:
                if at:
                    together[word, "L", fold(words[at - 1])] += 1
                if at + 1 < len(words):
                    together[word, "R", fold(words[at + 1])] += 1
    neighbours: dict[tuple[str, str], dict[str, int]] = {}
    for (word, side, neighbour), count in together.items():
        neighbours.setdefault((word, side), {})[neighbour] = count
    lines = [
        "# version: 1",
        "# Neighbours that tell apart words of one unmarked spelling. Columns: the common word,",
        "# the rarer, side (L before, R after), neighbours without marks with bits for the rarer.",
        "# source: counted by training.lexicon.build in the texts of words.txt.",
    ]
    for plain in sorted(groups):
        common, *others = groups[plain]
        for other in others:
            prior = math.log2(counts[other] / counts[common])
            for side in "LR":
                weights = _weights(
                    neighbours.get((common, side), {}), neighbours.get((other, side), {}), prior
                )
                if weights:
                    lines.append(f"{common}\t{other}\t{side}\t{weights}")
    return "\n".join(lines) + "\n"


def _weights(common: dict[str, int], other: dict[str, int], prior: float) -> str:
    """Return how far each neighbour moves the odds of the rarer word from the prior, in bits."""
    odds = 2.0**prior
    found: list[tuple[int, str, int]] = []
    for neighbour in sorted(common.keys() | other.keys()):
        first, second = common.get(neighbour, 0), other.get(neighbour, 0)
        if first + second < FEWEST_TOGETHER:
            continue
        share = odds / (1 + odds)
        bits = math.log2((second + share) / (first + 1 - share)) - prior
        if abs(bits) >= WEAKEST_BITS:
            found.append((first + second, neighbour, round(bits)))
    found.sort(key=lambda entry: (-entry[0], entry[1]))
    return " ".join(f"{neighbour}:{bits}" for _, neighbour, bits in found[:MOST_NEIGHBOURS])
