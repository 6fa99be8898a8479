"""Answers as the rows of one matrix, to learn from: n-grams, cues, places and vectors.

Each sentence has a row, and each two in succession: the stance sits in one clause and must not be
averaged away, and what decides is often said in two sentences (work has begun; it will be done by
June). Only training makes rows; ``answers`` finds what they would say without making them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stance.classification.features import (
    CUE_WEIGHT,
    RELATION_WEIGHT,
    VECTOR_WEIGHT,
    Featurizer,
    Vocabulary,
    places_of,
    relations_of,
)
from stance.classification.labels import Floats

Integers = NDArray[np.int64]
# scipy has no types.
Sparse = Any


class Rows(NamedTuple):
    """The rows of some answers.

    Attributes:
        matrix: (rows, ``Featurizer.width``), single precision. Those of an answer stand together:
            one for each sentence, then one for each two in succession.
        ends: The rows of answer ``i`` are at ``ends[i]`` to ``ends[i + 1]``.
    """

    matrix: Sparse
    ends: Integers


def rows_of(featurizer: Featurizer, asked: Sequence[str], answers: Sequence[Sequence[str]]) -> Rows:
    """Return the rows of answers.

    Args:
        featurizer: What it knows of texts.
        asked: The recommendation of each, normalised.
        answers: The sentences of each, normalised.
    """
    from scipy.sparse import csr_matrix, hstack

    number: dict[str, int] = {}
    requests = np.array([number.setdefault(text, len(number)) for text in asked], np.int64)
    said = np.array(
        [number.setdefault(text, len(number)) for texts in answers for text in texts], np.int64
    )
    seen = featurizer.look(list(number))
    lengths = np.array([len(texts) for texts in answers], np.int64)
    owner = np.repeat(np.arange(len(answers)), lengths)
    place = np.arange(len(said)) - (np.cumsum(lengths) - lengths)[owner]
    # Each two is known by the place of its second sentence.
    second = np.flatnonzero(place)
    first = second - 1
    likeness = np.einsum("ij,ij->i", seen.vectors[said], seen.vectors[requests[owner]])
    relation = _relations(seen.counts, featurizer.vocabulary.rarity, requests[owner], said)
    closest = np.zeros(len(answers))
    np.maximum.at(closest, owner, relation)

    owners = np.concatenate([owner, owner[second]])
    places = np.concatenate([place, place[second]])
    near = np.concatenate([relation, np.maximum(relation[first], relation[second])])
    order = np.lexsort((places, np.arange(len(owners)) >= len(said), owners))
    cues = seen.cues[said]
    vectors = np.empty((len(said), featurizer.vector_width), np.float32)
    if featurizer.vector_width:
        vectors[:, :-1] = VECTOR_WEIGHT * seen.vectors[said]
        vectors[:, -1] = likeness
    dense = np.concatenate(
        [
            CUE_WEIGHT * np.concatenate([cues, np.maximum(cues[first], cues[second])]),
            CUE_WEIGHT * places_of(places, lengths[owners]),
            RELATION_WEIGHT * relations_of(near, closest[owners]),
            np.concatenate([vectors, (vectors[first] + vectors[second]) / np.float32(2)]),
        ],
        axis=1,
    )
    grams = _grams(seen.counts, featurizer.vocabulary, said, said[first], said[second])
    matrix = hstack([grams[order], csr_matrix(dense[order])], format="csr", dtype=np.float32)
    return Rows(matrix, np.cumsum([0, *(max(0, 2 * length - 1) for length in lengths.tolist())]))


def _relations(counts: Sparse, rarity: Floats, asked: Integers, said: Integers) -> Floats:
    """Return the share of what is asked, by rarity, that each text says."""
    weights = np.square(rarity, dtype=np.float64)
    has = counts.astype(bool)
    twos, place = np.unique(np.stack([asked, said]), axis=1, return_inverse=True)
    shared = has[twos[0]].multiply(has[twos[1]]) @ weights
    whole = (has @ weights)[twos[0]]
    share: Floats = np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0)
    return share[place.ravel()]


def _grams(
    counts: Sparse, vocabulary: Vocabulary, said: Integers, left: Integers, right: Integers
) -> Sparse:
    """Return the weighted n-grams of texts, then those of texts two by two as one."""
    from scipy.sparse import vstack

    twos, place = np.unique(np.stack([left, right]), axis=1, return_inverse=True)
    together = counts[twos[0]] + counts[twos[1]]
    weighted = _weighted(vstack([counts, together], format="csr"), vocabulary)
    return weighted[np.concatenate([said, counts.shape[0] + place.ravel()])]


def _weighted(counts: Sparse, vocabulary: Vocabulary) -> Sparse:
    """Return sublinear tf-idf, words and characters each of unit length."""
    from scipy.sparse import hstack

    weighted = counts.astype(np.float32)
    weighted.data = (1 + np.log(weighted.data)) * vocabulary.rarity[weighted.indices]
    words = len(vocabulary.words)
    parts = [_of_unit_length(part) for part in (weighted[:, :words], weighted[:, words:])]
    return hstack(parts, format="csr")


def _of_unit_length(rows: Sparse) -> Sparse:
    """Scale rows; those of zeros stay."""
    norms = np.sqrt(rows.multiply(rows).sum(1).A1)
    # A row of zeros has nothing that is divided.
    rows.data /= np.repeat(norms, np.diff(rows.indptr))
    return rows
