"""What the n-grams of sentences say: sums of weights, for texts and for two texts as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.classification.features import Vocabulary
from stance.classification.grams import Counts
from stance.classification.labels import Floats

Integers = NDArray[np.int64]
Doubles = NDArray[np.float64]


class GramSums:
    """The n-grams of some texts by a vocabulary, with what they weigh in a head.

    Words and characters are each brought to unit length, see ``rows``. Two texts as one
    are the sum of both but for the n-grams that they share, so only those are looked at again.
    """

    def __init__(self, counts: Counts, vocabulary: Vocabulary, weights: Floats) -> None:
        """Weigh the n-grams.

        Args:
            counts: The n-grams of the texts.
            vocabulary: What they are counted by.
            weights: One row for each n-gram.
        """
        self._counts = counts
        self._weights = weights
        self._words = len(vocabulary.words)
        self._rarity = vocabulary.rarity
        self._size = len(vocabulary)
        self._values = _sublinear(counts.counts) * vocabulary.rarity[counts.columns]
        self._parts = self._apart(self._values, counts.columns)
        self._squares = _sums(np.square(self._parts, dtype=np.float64), counts.ends)
        self._saids = np.zeros((len(counts.ends) - 1, 2, weights.shape[1]), np.float32)

    def of_texts(self, numbers: Sequence[int]) -> Floats:
        """Return the logits of all texts; zeros for those that are not among ``numbers``."""
        ends, columns = self._counts.ends.tolist(), self._counts.columns
        for number in numbers:
            part = slice(ends[number], ends[number + 1])
            self._saids[number] = self._parts[:, part] @ self._weights.take(columns[part], axis=0)
        return _united(self._saids, self._squares)

    def of_twos(self, left: Integers, right: Integers) -> Floats:
        """Return the logits of texts two by two as one; after ``of_texts`` of all of them."""
        ends, one, other = self._shared(left, right)
        counts, columns = self._counts, self._counts.columns[one]
        both = _sublinear(counts.counts[one] + counts.counts[other]) * self._rarity[columns]
        change = self._apart(both - self._values[one] - self._values[other], columns)
        squares = np.square(both) - np.square(self._values[one]) - np.square(self._values[other])
        said = self._saids[left] + self._saids[right]
        for number, (start, end) in enumerate(
            zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)
        ):
            if end > start:
                said[number] += change[:, start:end] @ self._weights.take(
                    columns[start:end], axis=0
                )
        square = self._squares[left] + self._squares[right]
        square += _sums(self._apart(squares, columns).astype(np.float64), ends)
        return _united(said, square)

    def relations(self, asked: Integers, said: Integers) -> Doubles:
        """Return the share of what is asked that each of some texts has.

        It is the share of the request's n-grams, by rarity.

        Args:
            asked: The number of the request that each text answers.
            said: The number of each text.
        """
        ends, one, _ = self._shared(asked, said)
        columns = self._counts.columns
        rare = np.square(self._rarity, dtype=np.float64)
        whole = _sums(rare[columns][None], self._counts.ends)[asked, 0]
        shared = _sums(rare[columns[one]][None], ends)[:, 0]
        share: Doubles = np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0)
        return share

    def _shared(self, left: Integers, right: Integers) -> tuple[Integers, Integers, Integers]:
        """Return where the n-grams stand that texts two by two share.

        The places in the counts of the left and of the right text; those of the i-th two are at
        ``ends[i]`` to ``ends[i + 1]``.
        """
        bounds, columns = self._counts.ends.tolist(), self._counts.columns
        partners: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for place, (number, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
            partners[number].append((other, place))
        found: list[tuple[NDArray[Any], Integers]] = [(columns[:0], columns[:0])] * len(left)
        place_of = np.full(self._size, -1, np.int32)
        for number, others in partners.items():
            start, end = bounds[number], bounds[number + 1]
            own = columns[start:end]
            place_of[own] = np.arange(start, end, dtype=np.int32)
            for run in _runs(sorted(others)):
                # Texts that stand one behind the other are looked at together.
                first, last = bounds[run[0][0]], bounds[run[-1][0] + 1]
                seen = place_of.take(columns[first:last])
                hit = (seen >= 0).nonzero()[0]
                own_places, their_places = seen.take(hit), hit + first
                cuts = their_places.searchsorted([bounds[text + 1] for text, _ in run]).tolist()
                for (_, place), begin, stop in zip(run, [0, *cuts], cuts, strict=False):
                    found[place] = (own_places[begin:stop], their_places[begin:stop])
            place_of[own] = -1
        ends = np.cumsum([0, *(len(each[0]) for each in found)])
        if not found:
            return ends, columns[:0], columns[:0]
        left_places, right_places = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return ends, left_places.astype(np.int64), right_places

    def _apart(self, values: Floats, columns: Integers) -> Floats:
        """Return the values of words in one row, those of characters in another."""
        word = columns < self._words
        return np.stack([np.where(word, values, 0), np.where(word, 0, values)]).astype(np.float32)


def _runs(numbered: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield stretches in which each number is one more than the one before."""
    run: list[tuple[int, int]] = []
    for each in numbered:
        if run and each[0] != run[-1][0] + 1:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _sublinear(counts: Floats) -> Floats:
    values = np.ones_like(counts)
    several = np.flatnonzero(counts > 1)
    values[several] += np.log(counts[several])
    return values


def _sums(values: Doubles, ends: Integers) -> Doubles:
    """Return the sums of each row between one end and the next: one row for each stretch.

    Each stretch is summed for itself, so that equal stretches have equal sums to the last bit.
    """
    sums = np.zeros((len(ends) - 1, len(values)))
    filled = np.flatnonzero(ends[1:] > ends[:-1])
    if len(filled):
        sums[filled] = np.add.reduceat(values, ends[filled], axis=1).T
    return sums


def _united(saids: Floats, squares: Doubles) -> Floats:
    """Return what words and characters say together, each brought to unit length."""
    norms = np.sqrt(np.maximum(squares, 0))
    scale = np.divide(1, norms, out=np.zeros_like(norms), where=norms > 0)
    united: Floats = (saids * scale.astype(np.float32)[:, :, None]).sum(1)
    return united
