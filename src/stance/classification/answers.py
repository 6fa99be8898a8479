"""Reads many answers at once: what ``Featurizer.rows`` and the head would say, row by row.

No row is made. What a row says is a sum: of its n-grams, its cues, its vector, its place and its
relation to what is asked. The first three do not depend on the answer around a sentence, so they
are summed once for each sentence (and for each two); without one of its sentences an answer is
read again by adding up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stance.classification.features import (
    CUE_WEIGHT,
    PLACES,
    RELATION_WEIGHT,
    RELATIONS,
    VECTOR_WEIGHT,
    Featurizer,
    places_of,
    relations_of,
)
from stance.classification.head import Head, Scores
from stance.classification.labels import Floats
from stance.classification.sums import GramSums

Integers = NDArray[np.int64]

# Leaving out each of more sentences costs too much; these have the strongest say.
_MOST_LEFT_OUT = 16
_SMALL_PRODUCT = 1 << 17


@dataclass(frozen=True)
class Reading:
    """What the head says of one answer.

    Attributes:
        scores: Of the whole answer.
        logits: What each sentence says alone, one row each.
        left_out: Which sentences were left out in turn.
        without: The stance scores of the answer without each of these, one row each.
    """

    scores: Scores
    logits: Floats
    left_out: Integers
    without: Floats


class AnswerReader:
    """Reads answers with one head."""

    def __init__(self, head: Head, featurizer: Featurizer) -> None:
        """Cut the weights into the parts that rows are made of."""
        self._head = head
        self._featurizer = featurizer
        vocabulary = featurizer.vocabulary
        cues = featurizer.width - len(vocabulary) - PLACES - RELATIONS - featurizer.vector_width
        ends = np.cumsum([len(vocabulary), cues, PLACES, RELATIONS])
        weights = np.split(head.weights, ends)
        self._grams, self._cues, self._places, self._relations, self._vector = weights

    def read(self, asked: Sequence[str], answers: Sequence[Sequence[str]]) -> list[Reading]:
        """Return what the head says of each answer.

        Args:
            asked: The recommendation of each, normalised.
            answers: The sentences of each, normalised.
        """
        found = [self._silence()] * len(answers)
        if not any(answers):
            return found
        texts: dict[str, int] = {}
        number = texts.setdefault
        requests = [number(each, len(texts)) for each in asked]
        said = [number(text, len(texts)) for answer in answers for text in answer]
        lengths = np.array([len(answer) for answer in answers], np.int64)
        starts = np.cumsum(lengths) - lengths
        numbers = np.array(said, np.int64)
        owners = np.repeat(np.array(requests, np.int64), lengths)
        groups = [
            (total, np.flatnonzero(lengths == total))
            for total in np.unique(lengths[lengths > 0]).tolist()
        ]
        # Where the sentences of the answers of each length stand among all.
        places = [starts[group][:, None] + np.arange(total) for total, group in groups]
        blocks = self._blocks(list(texts), numbers, owners, places)
        for (total, group), (logits, near) in zip(groups, blocks, strict=True):
            for answer, reading in zip(
                group.tolist(), self._read_alike(logits, near, total), strict=True
            ):
                found[answer] = reading
        return found

    def _silence(self) -> Reading:
        """Read an answer without sentences."""
        labels = self._head.labels
        logits = np.zeros((0, len(labels.joint)), np.float32)
        none = np.zeros(0, np.int64)
        without = np.zeros((0, len(labels.stances)), np.float32)
        return Reading(self._head.scores(logits), logits, none, without)

    def _blocks(
        self,
        texts: Sequence[str],
        said: Integers,
        asked: Integers,
        places: Sequence[Integers],
    ) -> Iterator[tuple[Floats, NDArray[np.float64]]]:
        """Yield, for answers of each length, logits and relations of sentences and of twos.

        The twos are those in succession, then those with one sentence left out between them.
        The logits are without place and relation.

        Args:
            texts: All texts.
            said: The number of the text of each sentence.
            asked: That of the recommendation that the sentence answers.
            places: Where the sentences of answers of one length stand, one row for each answer.
        """
        counts = self._featurizer.vocabulary.table.count(texts)
        spoken = np.unique(said).tolist()
        cues = self._featurizer.vocabulary.cue_finder.find(texts, counts, spoken)
        pairs = [_twos(each.shape[1]) for each in places]
        keys = [
            said[place[:, one]] * len(texts) + said[place[:, other]]
            for place, (one, other) in zip(places, pairs, strict=True)
        ]
        twos, merged = np.unique(
            np.concatenate([each.ravel() for each in keys]), return_inverse=True
        )
        left, right = np.divmod(twos, len(texts))
        sums = GramSums(counts, self._featurizer.vocabulary, self._grams)
        alone = sums.of_texts(spoken) + CUE_WEIGHT * _product(cues, self._cues)
        together = sums.of_twos(left, right)
        together += CUE_WEIGHT * _product(np.maximum(cues[left], cues[right]), self._cues)
        relation = sums.relations(asked, said)
        vector = self._vector_logits(texts, said, asked)
        logits = alone[said] + vector
        start = 0
        for place, key, (one, other) in zip(places, keys, pairs, strict=True):
            two = together[merged[start : start + key.size].reshape(key.shape)]
            two += (vector[place[:, one]] + vector[place[:, other]]) / np.float32(2)
            both = np.maximum(relation[place[:, one]], relation[place[:, other]])
            start += key.size
            yield (
                np.concatenate([logits[place], two], axis=1),
                np.concatenate([relation[place], both], axis=1),
            )

    def _vector_logits(self, texts: Sequence[str], said: Integers, asked: Integers) -> Floats:
        """Return what embedding and likeness of each sentence say."""
        encoder = self._featurizer.encoder
        if encoder is None:
            return np.zeros((len(said), self._head.weights.shape[1]), np.float32)
        vectors = encoder.encode(list(texts))
        likeness = np.einsum("ij,ij->i", vectors[said], vectors[asked])
        logits = _product(VECTOR_WEIGHT * vectors, self._vector[:-1])
        found: Floats = logits[said] + likeness[:, None] * self._vector[-1]
        return found

    def _read_alike(self, logits: Floats, near: NDArray[np.float64], total: int) -> list[Reading]:
        """Read answers of the same number of sentences; see ``_blocks`` for what is given."""
        rows = _rows(total)
        closest = near[:, :total].max(1)
        whole = logits[:, : 2 * total - 1] + self._around(rows, near[:, : 2 * total - 1], closest)
        scores = self._head.scores(whole)
        left_out = self._left_out(whole[:, :total])
        without = self._without(logits, near, left_out, total)
        return [
            Reading(
                Scores(scores.stance[n], scores.commitment[n], scores.reason[n]),
                whole[n, :total],
                left_out[n],
                without[n],
            )
            for n in range(len(logits))
        ]

    def _around(
        self, rows: Floats, near: NDArray[np.float64], closest: NDArray[np.float64]
    ) -> Floats:
        """Return what place and relation say."""
        relations: Floats = RELATION_WEIGHT * relations_of(near, closest[..., None])
        said: Floats = CUE_WEIGHT * (rows @ self._places) + relations @ self._relations
        return said

    def _left_out(self, logits: Floats) -> Integers:
        """Return which sentences of each answer are left out in turn, ascending."""
        answers, total = logits.shape[:2]
        if total == 1:
            return np.zeros((answers, 0), np.int64)
        if total <= _MOST_LEFT_OUT:
            return np.tile(np.arange(total), (answers, 1))
        # The last sentence has its own columns, so leaving it out always matters.
        strongest: Floats = logits.max(2)
        strongest[:, -1] = np.inf
        chosen = np.argsort(-strongest, axis=1, kind="stable")[:, :_MOST_LEFT_OUT]
        return np.sort(chosen, axis=1)

    def _without(
        self, logits: Floats, near: NDArray[np.float64], left_out: Integers, total: int
    ) -> Floats:
        """Return the stance scores of answers without one of their sentences."""
        if not left_out.shape[1]:
            return np.zeros((len(logits), 0, len(self._head.labels.stances)), np.float32)
        kept = _kept(total)[left_out]
        answers = np.arange(len(logits))[:, None, None]
        closest = near[answers, kept[..., : total - 1]].max(2)
        rest = logits[answers, kept] + self._around(_rows(total - 1), near[answers, kept], closest)
        return self._head.scores(rest).stance


def _product(left: Floats, right: Floats) -> Floats:
    """Return the product of matrices in parts so small that linear algebra starts no threads.

    On products of this size threads only wait for each other, and twice the time is spent.
    """
    rows = max(1, _SMALL_PRODUCT // max(1, right.size))
    if len(left) <= rows:
        return left @ right
    parts = [left[start : start + rows] @ right for start in range(0, len(left), rows)]
    return np.concatenate(parts)


@lru_cache(maxsize=128)
def _twos(total: int) -> tuple[Integers, Integers]:
    """Return the first and the second sentences of the twos that ``_blocks`` has."""
    first = [*range(total - 1), *range(total - 2)]
    second = [*range(1, total), *range(2, total)]
    return np.array(first, np.int64), np.array(second, np.int64)


@lru_cache(maxsize=128)
def _rows(total: int) -> Floats:
    """Return the places of the rows of an answer: its sentences, then each two in succession."""
    numbers = [*range(total), *range(1, total)]
    return np.array([places_of(number, total) for number in numbers], np.float32)


@lru_cache(maxsize=128)
def _kept(total: int) -> Integers:
    """Return, for each sentence left out, where ``_blocks`` has the rows of the others."""
    found = []
    for left_out in range(total):
        rest = [number for number in range(total) if number != left_out]
        twos = [
            total + one if other == one + 1 else 2 * total - 1 + one
            for one, other in pairwise(rest)
        ]
        found.append([*rest, *twos])
    return np.array(found, np.int64).reshape(total, -1)
