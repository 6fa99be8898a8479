"""How much two sentences are about the same thing, judged within one document."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from stance.extraction.wordlists import word_list

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stance.encoding import Encoder

_WORD = re.compile(r"[a-z0-9][a-z0-9-]{2,40}")
_GRAM = 4
_MOST_CELLS = 8_000_000  # Of a matrix at a time: sentences by letter groups.


def topic_similarity(
    sentences: Sequence[str], recommendations: Sequence[str], encoder: Encoder | None = None
) -> NDArray[np.float32]:
    """Return the similarity of each folded sentence with each folded recommendation.

    Words are compared by their letter groups, so that inflections and compounds meet
    ("förnyelseplan" and "planen"), weighted by rarity in the document; with an encoder the
    meaning counts too.

    Args:
        sentences: n folded sentences.
        recommendations: m folded recommendations.
        encoder: Sentence encoder, or None to compare letters only.

    Returns:
        Matrix (n, m) with values of about 0 to 1.
    """
    if not sentences or not recommendations:
        return np.zeros((len(sentences), len(recommendations)), dtype=np.float32)
    lexical = _shared_grams(sentences, recommendations)
    if encoder is None:
        return lexical
    vectors = encoder.encode([*sentences, *recommendations])
    meaning = vectors[: len(sentences)] @ vectors[len(sentences) :].T
    # Meaning counts by how far it rises over the document's own level: all its sentences are
    # about municipal matters and near each other.
    meaning = np.clip(meaning - np.median(meaning), 0.0, 1.0)
    return np.asarray(0.85 * lexical + 0.15 * meaning, dtype=np.float32)


def _shared_grams(sentences: Sequence[str], recommendations: Sequence[str]) -> NDArray[np.float32]:
    """Return the cosines of the texts' letter groups, the rare ones weighing more."""
    bags: list[dict[str, float]] = [
        {gram: float(count) for gram, count in _grams(text).items()}
        for text in (*sentences, *recommendations)
    ]
    frequency = Counter(chain.from_iterable(bags))
    # How much a letter group counts, by how many texts hold it.
    worth = [math.log((1 + len(bags)) / (1 + held)) + 0.1 for held in range(len(bags) + 1)]
    weights = {gram: worth[held] for gram, held in frequency.items()}
    # What no recommendation holds counts for a sentence's length only.
    index = {gram: n for n, gram in enumerate({g: 0 for b in bags[len(sentences) :] for g in b})}
    lengths = [_weigh(bag, weights) for bag in bags]
    asked = _dense(bags[len(sentences) :], lengths[len(sentences) :], index)
    lexical = np.zeros((len(sentences), len(recommendations)), dtype=np.float32)
    rows = max(1, _MOST_CELLS // max(1, len(index)))
    for start in range(0, len(sentences), rows):
        part = slice(start, min(start + rows, len(sentences)))
        lexical[part] = _dense(bags[part], lengths[part], index) @ asked.T
    return lexical


def _weigh(bag: dict[str, float], weights: Mapping[str, float]) -> float:
    """Turn a bag's counts into weights; return the length of the vector that they make."""
    squares = 0.0
    for gram, count in bag.items():
        weight = math.sqrt(count) * weights[gram]
        bag[gram] = weight
        squares += weight * weight
    return max(math.sqrt(squares), 1e-6)


def _dense(
    bags: Sequence[Mapping[str, float]], lengths: Sequence[float], index: Mapping[str, int]
) -> NDArray[np.float32]:
    """Return one row of unit length for each bag, over the indexed letter groups only."""
    rows = np.zeros((len(bags), len(index)), dtype=np.float32)
    for row, (bag, length) in enumerate(zip(bags, lengths, strict=True)):
        known = [gram for gram in bag if gram in index]
        rows[row, [index[gram] for gram in known]] = [bag[gram] / length for gram in known]
    return rows


def _grams(folded: str) -> Counter[str]:
    """Count the letter groups of the content words."""
    stop = word_list("stop_words")
    words = (word for word in _WORD.findall(folded) if word not in stop)
    return Counter(chain.from_iterable(map(_grams_of, words)))


@lru_cache(maxsize=1 << 14)
def _grams_of(word: str) -> tuple[str, ...]:
    return tuple(word[place : place + _GRAM] for place in range(max(1, len(word) - _GRAM + 1)))
