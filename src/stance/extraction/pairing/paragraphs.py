"""Answers to recommendations that the response does not repeat: a paragraph answers one of them.

Nothing in the response then says where one answer ends, but its paragraphs and theme headings do:
who writes an answer to five points from another paper writes, as a rule, a paragraph for each,
in whatever order.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from stance.errors import StanceError
from stance.extraction.folding import fold
from stance.extraction.mentions import Mention
from stance.extraction.pairing.answer import Similarity
from stance.extraction.pairing.one_to_one import one_to_one
from stance.extraction.speakers import Analysis, Role
from stance.extraction.voices import Voices

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stance.encoding.answers import AnswerFinder

_HEADING = 0.6  # What the heading counts against the paragraph's own words.
_MEANING = 0.2  # What the chance counts that the learnt reader of vectors gives.
_OTHERS = 0.5  # What nearness to another recommendation counts against it.
_UNHEARD = 0.4  # What counts where nothing sounds like an answer.
_LEAST = 0.06  # With less, nobody would see what the two have to do with each other.
_HEARD = 0.5
_GOES_ON = 0.8  # How much like an answer a paragraph sounds that goes on with the one before,
_GOES_ON_OVERLEAF = 0.3  # and one that a new page cuts off from it.


def assign_paragraphs(
    analysis: Analysis,
    pool: list[int],
    wanted: Sequence[Mention],
    similarity: Similarity,
    voices: Voices,
) -> list[tuple[int, ...]]:
    """Give each wanted recommendation the paragraph that answers it, or nothing."""
    parts = _parts(analysis, pool)
    asked = [mention.words(analysis.layout.text) for mention in wanted]
    words = _nearness(analysis, parts, asked, similarity)
    near = words + _MEANING * _chances(analysis, parts, asked)
    answering = voices.answering()
    heard = np.array([max(answering.get(n, 0.0) for n in part) for part in parts])
    asking = voices.asking()
    told = np.array([np.mean([asking.get(n, 0.0) for n in part]) for part in parts])
    others = np.zeros_like(words)
    for place in range(len(asked) if len(asked) > 1 else 0):
        others[:, place] = np.delete(words, place, axis=1).max(axis=1)
    worth = (near - _OTHERS * others) * ((_UNHEARD + heard) * (1.0 - told))[:, None]
    given: list[list[int]] = [[] for _ in wanted]
    owner: dict[int, int] = {}
    for row, place in one_to_one(worth):
        known = near[row, place] >= _LEAST and worth[row, place] > 0
        # What neither sounds like an answer nor has a word in common is passed over.
        if known and (heard[row] >= _HEARD or words[row, place] >= _LEAST):
            owner[row] = place
    for row in range(len(parts)):
        if row not in owner and row - 1 in owner and _goes_on(analysis, parts, row, heard):
            owner[row] = owner[row - 1]
    for row, place in sorted(owner.items()):
        given[place] += [n for n in parts[row] if analysis.sentences[n].role is not Role.AUDITOR]
    return [tuple(numbers) for numbers in given]


def _parts(analysis: Analysis, pool: Sequence[int]) -> list[list[int]]:
    """Return the sentences of a pool by the paragraph in which they stand."""
    parts: dict[int, list[int]] = {}
    for n in pool:
        parts.setdefault(analysis.paragraphs[analysis.sentences[n].unit], []).append(n)
    return list(parts.values())


def _nearness(
    analysis: Analysis, parts: Sequence[Sequence[int]], asked: list[str], similarity: Similarity
) -> NDArray[np.float64]:
    """Return how near each paragraph is to each recommendation, its heading included."""
    folded = [fold(words) for words in asked]
    texts = [" ".join(analysis.sentences[n].folded for n in part) for part in parts]
    headings = [analysis.owners[analysis.sentences[part[0]].unit] or "-" for part in parts]
    near = similarity(texts, folded) + _HEADING * similarity(headings, folded)
    return np.asarray(near, dtype=np.float64)


def _chances(
    analysis: Analysis, parts: Sequence[Sequence[int]], asked: list[str]
) -> NDArray[np.float64]:
    """Return how likely each paragraph answers each recommendation, from sentence vectors."""
    finder = _finder()
    if finder is None:
        return np.zeros((len(parts), len(asked)))
    said = analysis.sentences
    written = [analysis.layout.text[said[p[0]].start : said[p[-1]].end] for p in parts]
    return np.asarray(np.exp(finder.scores(asked, written)).T, dtype=np.float64)


@cache
def _finder() -> AnswerFinder | None:
    """Load the learnt reader of vectors (once); an encoder of one's own may come without."""
    from stance.encoding.answers import AnswerFinder

    try:
        return AnswerFinder.load()
    except StanceError:
        return None


def _goes_on(
    analysis: Analysis, parts: Sequence[Sequence[int]], row: int, heard: NDArray[np.float64]
) -> bool:
    """Tell whether a paragraph goes on with the one before it."""
    before = analysis.sentences[parts[row - 1][-1]].unit
    between = range(before + 1, analysis.sentences[parts[row][0]].unit)
    if any(analysis.headings[n] for n in between):
        return False
    if before > 0 and analysis.headings[before - 1]:
        return True  # The heading holds for all that stands below it.
    page = any(
        analysis.sentences[n].role is Role.FURNITURE
        for number in between
        for n in analysis.sentences_of(number)
    )
    return bool(heard[row] >= (_GOES_ON_OVERLEAF if page else _GOES_ON))
