"""Recommendations that are written more than once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from stance.extraction.folding import fold
from stance.extraction.mentions import Mention
from stance.extraction.pairing.answer import (
    Answer,
)
from stance.extraction.speakers import Analysis

_SAME_TEXT = 0.75
_TOKEN = re.compile(r"[a-z0-9]{2,40}")


def distinct(texts: Sequence[str]) -> list[list[int]]:
    """Group the places of texts that write the same recommendation, in order."""
    groups: list[list[int]] = []
    words = [_words(text) for text in texts]
    for place in range(len(texts)):
        for group in groups:
            if any(_alike(words[place], words[other]) for other in group):
                group.append(place)
                break
        else:
            groups.append([place])
    return groups


def _words(text: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(fold(text)))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two texts share most of their words (of the shorter, if it is long enough)."""
    if not one or not other:
        return False
    if one == other:
        return True
    shared = len(one & other)
    if shared / (len(one) + len(other) - shared) >= _SAME_TEXT:
        return True
    shorter = min(len(one), len(other))
    return shorter >= 6 and shared / shorter >= 0.9


def best_mention(
    analysis: Analysis,
    mentions: Sequence[Mention],
    same: list[int],
    local: list[list[int]],
) -> Answer:
    """Choose the best of several mentions: the one with the fullest answer, else the first."""

    def fullness(place: int) -> int:
        return sum(analysis.sentences[s].end - analysis.sentences[s].start for s in local[place])

    best = max(same, key=lambda place: (fullness(place), -place))
    number = next((mentions[p].number for p in (best, *same) if mentions[p].number), None)
    return Answer(replace(mentions[best], number=number), tuple(local[best]))
