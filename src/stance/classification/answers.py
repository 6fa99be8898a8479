"""Reads many answers at once: what ``rows`` and the head would say, row by row.

No row is made. What a row says is a sum: of its n-grams, its cues, its vector, its place and its
relation to what is asked. The first three do not depend on the answer around a sentence, so they
are summed once for each sentence (and for each two); without one of its sentences an answer is
read again by adding up. How the sentences become one verdict is in ``composition``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stance.classification.amounts import amounts_of
from stance.classification.composition import Account, Composer, Facts
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
        facts: What the verdict was composed of, see ``composition``; empty where none was, and for
            silence.
    """

    scores: Scores
    logits: Floats
    left_out: Integers
    without: Floats
    facts: Floats


@dataclass(frozen=True)
class _Block:
    """What is known of answers of the same length.

    Attributes:
        logits: Of their sentences, of the twos in succession, and of the twos with one sentence
            left out between them (answers, rows, labels); without place and relation.
        near: How much of what is asked each of these speaks of (answers, rows).
        likeness: Of each sentence's vector to that of the recommendation (answers, sentences).
    """

    logits: Floats
    near: NDArray[np.float64]
    likeness: Floats


class AnswerReader:
    """Reads answers with one head."""

    def __init__(
        self,
        head: Head,
        featurizer: Featurizer,
        composer: Composer | None = None,
        *,
        keep_facts: bool = False,
    ) -> None:
        """Cut the weights into the parts that rows are made of.

        Args:
            head: What sentences say.
            featurizer: What it knows of them.
            composer: How that becomes one stance; None to take what the head says.
            keep_facts: Find the facts of each answer also where nothing is composed of them.
        """
        self._head = head
        self._featurizer = featurizer
        self._composer = composer
        self._facts = Facts.weighed_by(composer, head.labels)
        self._keep_facts = keep_facts
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
        texts_in_order = list(texts)
        counted = np.array([amounts_of(text) for text in texts_in_order], np.float32)
        blocks = self._blocks(texts_in_order, numbers, owners, places)
        for (total, group), place, block in zip(groups, places, blocks, strict=True):
            amounts = counted[numbers[place]], counted[owners[place[:, 0]]]
            for answer, reading in zip(
                group.tolist(), self._read_alike(block, amounts, total), strict=True
            ):
                found[answer] = reading
        return found

    def _silence(self) -> Reading:
        """Read an answer without sentences."""
        labels = self._head.labels
        logits = np.zeros((0, len(labels.joint)), np.float32)
        none = np.zeros(0, np.int64)
        without = np.zeros((0, len(labels.stances)), np.float32)
        facts = np.zeros(0, np.float32)
        return Reading(self._head.scores(logits), logits, none, without, facts)

    def _blocks(
        self,
        texts: Sequence[str],
        said: Integers,
        asked: Integers,
        places: Sequence[Integers],
    ) -> Iterator[_Block]:
        """Yield what is known of answers of each length: sentences, and sentences two by two.

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
        vector, likeness = self._vector_logits(texts, said, asked)
        logits = alone[said] + vector
        start = 0
        for place, key, (one, other) in zip(places, keys, pairs, strict=True):
            two = together[merged[start : start + key.size].reshape(key.shape)]
            two += (vector[place[:, one]] + vector[place[:, other]]) / np.float32(2)
            both = np.maximum(relation[place[:, one]], relation[place[:, other]])
            start += key.size
            yield _Block(
                np.concatenate([logits[place], two], axis=1),
                np.concatenate([relation[place], both], axis=1),
                likeness[place],
            )

    def _vector_logits(
        self, texts: Sequence[str], said: Integers, asked: Integers
    ) -> tuple[Floats, Floats]:
        """Return what embedding and likeness of each sentence say, and the likeness itself."""
        encoder = self._featurizer.encoder
        if encoder is None:
            none = np.zeros((len(said), self._head.weights.shape[1]), np.float32)
            return none, none[:, 0]
        vectors = encoder.encode(list(texts))
        likeness: Floats = np.einsum("ij,ij->i", vectors[said], vectors[asked])
        logits = _product(VECTOR_WEIGHT * vectors, self._vector[:-1])
        found: Floats = logits[said] + likeness[:, None] * self._vector[-1]
        return found, likeness

    def _read_alike(
        self, block: _Block, amounts: tuple[Floats, Floats], total: int
    ) -> list[Reading]:
        """Read answers of the same number of sentences.

        Args:
            block: What is known of them.
            amounts: Those of their sentences, and of what they were asked.
            total: How many sentences they have.
        """
        rows, near = _rows(total), block.near
        closest = near[:, :total].max(1)
        whole = block.logits[:, : 2 * total - 1] + self._around(
            rows, near[:, : 2 * total - 1], closest
        )
        scores = self._head.scores(whole)
        left_out = self._left_out(whole[:, :total])
        bearing = np.stack([near[:, :total], block.likeness], -1)
        facts = np.zeros((len(whole), 0), np.float32)
        if self._composer is not None or self._keep_facts:
            account = Account(_side_by_side(scores), whole[:, :total], bearing, *amounts)
            facts = self._facts.of(account)
        stance = scores.stance if self._composer is None else self._composer.stance(facts)
        without = self._without(block, left_out, bearing, amounts, total)
        return [
            Reading(
                Scores(stance[n], scores.commitment[n], scores.reason[n]),
                whole[n, :total],
                left_out[n],
                without[n],
                facts[n],
            )
            for n in range(len(whole))
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
        self,
        block: _Block,
        left_out: Integers,
        bearing: Floats,
        amounts: tuple[Floats, Floats],
        total: int,
    ) -> Floats:
        """Return the stance scores of answers without one of their sentences."""
        if not left_out.shape[1]:
            return np.zeros((len(left_out), 0, len(self._head.labels.stances)), np.float32)
        kept = _kept(total)[left_out]
        answers = np.arange(len(left_out))[:, None, None]
        near = block.near[answers, kept]
        closest = near[..., : total - 1].max(2)
        rest = block.logits[answers, kept] + self._around(_rows(total - 1), near, closest)
        scores = self._head.scores(rest)
        if self._composer is None:
            return scores.stance
        sentences = kept[..., : total - 1]
        said, asked = amounts
        account = Account(
            _side_by_side(scores),
            rest[..., : total - 1, :],
            bearing[answers, sentences],
            said[answers, sentences],
            np.broadcast_to(asked[:, None], (*left_out.shape, asked.shape[-1])),
        )
        return self._composer.stance(self._facts.of(account))


def _side_by_side(scores: Scores) -> Floats:
    return np.concatenate([scores.stance, scores.commitment, scores.reason], axis=-1)


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
    numbers = np.array([*range(total), *range(1, total)], np.int64)
    return places_of(numbers, np.full(len(numbers), total))


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
