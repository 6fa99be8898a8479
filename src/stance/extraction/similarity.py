"""How much two sentences are about the same thing, judged within one document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from stance.extraction.wordlists import word_list

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stance.encoding import Encoder

_WORD = re.compile(r"[a-z0-9][a-z0-9-]{2,40}")
_GRAM = 4


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
    bags = [_grams(text) for text in (*sentences, *recommendations)]
    frequency = Counter(gram for bag in bags for gram in bag)
    total = len(bags)
    index = {gram: place for place, gram in enumerate(frequency)}
    weights = np.zeros((total, len(index) or 1), dtype=np.float32)
    for row, bag in enumerate(bags):
        for gram, count in bag.items():
            rarity = np.log((1 + total) / (1 + frequency[gram])) + 0.1
            weights[row, index[gram]] = np.sqrt(count) * rarity
    weights /= np.maximum(np.linalg.norm(weights, axis=1, keepdims=True), 1e-6)
    lexical = weights[: len(sentences)] @ weights[len(sentences) :].T
    if encoder is None:
        return np.asarray(lexical, dtype=np.float32)
    vectors = encoder.encode([*sentences, *recommendations])
    meaning = vectors[: len(sentences)] @ vectors[len(sentences) :].T
    # Meaning counts by how far it rises over the document's own level: all its sentences are
    # about municipal matters and near each other.
    meaning = np.clip(meaning - np.median(meaning), 0.0, 1.0)
    return np.asarray(0.85 * lexical + 0.15 * meaning, dtype=np.float32)


def _grams(folded: str) -> Counter[str]:
    """Count the letter groups of the content words."""
    stop = word_list("stop_words")
    return Counter(
        word[place : place + _GRAM]
        for word in _WORD.findall(folded)
        if word not in stop
        for place in range(max(1, len(word) - _GRAM + 1))
    )
