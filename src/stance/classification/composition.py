"""How the opinions of sentences become one verdict: facts of a whole answer, weighed.

The head asks which sentence decides. What it cannot see is the answer as a whole: acceptance in
one sentence and refusal in another, a part where the whole was asked for, a firm measure in a
text that comes nowhere near the recommendation. A few dozen such facts are weighed here, by
weights learnt from what the head said of answers that it had not learnt from. Nothing is a fact
that the recommendation or the length of the answer tells alone: that tells how a corpus was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from stance.classification.amounts import AMOUNTS, PART, WHOLE
from stance.classification.labels import Floats, LabelTable

# How near a sentence is to what is asked: the share of the recommendation's n-grams that it has,
# and the cosine of their vectors.
BEARINGS = 2
_TENSOR = "composer_{}"
# In standard deviations.
_FARTHEST = np.float32(3)
_BENDS = (-1.5, -0.75, 0.0, 0.75, 1.5)


@dataclass(frozen=True)
class Account:
    """What is known of answers that have the same number of sentences (one or more).

    Attributes:
        scores: What the head says of stance, commitment and reason, side by side (..., questions).
        logits: What each sentence says alone (..., sentences, joint labels).
        bearing: How near each is to what is asked (..., sentences, ``BEARINGS``).
        amounts: Of each sentence (..., sentences, ``AMOUNTS``).
        asked: Amounts of the recommendation (..., ``AMOUNTS``).
    """

    scores: Floats
    logits: Floats
    bearing: Floats
    amounts: Floats
    asked: Floats


@dataclass(frozen=True)
class Composer:
    """Weighs the facts of an answer.

    What a fact says need not grow in step with it: the first word of a limit says more than the
    fifth. So each has a weight of its own beyond each of a few places, see ``bent``.

    Attributes:
        mean: Of each fact.
        spread: The standard deviation of each.
        weights: One row for each column of ``bent``, one column for each stance.
        bias: One for each stance.
    """

    mean: Floats
    spread: Floats
    weights: Floats
    bias: Floats

    def stance(self, facts: Floats) -> Floats:
        """Return logarithms of probability of each stance: (..., facts) to (..., stances)."""
        said = bent(facts, self.mean, self.spread) @ self.weights + self.bias
        said -= said.max(-1, keepdims=True)
        scores: Floats = said - np.log(np.exp(said).sum(-1, keepdims=True))
        return scores


def composer_tensors(composer: Composer) -> dict[str, NDArray[np.float32]]:
    """Return what a composer is made of by name, as a model's folder has it."""
    return {_TENSOR.format(name): part for name, part in vars(composer).items()}


def read_composer(tensors: Mapping[str, NDArray[np.float32]], labels: LabelTable) -> Composer:
    """Return the composer that a model's folder has.

    Raises:
        ValueError: When it does not fit the labels.
        KeyError: When a part of it is missing.
    """
    composer = Composer(*(tensors[_TENSOR.format(part.name)] for part in fields(Composer)))
    facts, stances = Facts.weighed_by(composer, labels).width, len(labels.stances)
    shapes = [(facts,), (facts,), (facts * (1 + len(_BENDS)), stances), (stances,)]
    parts = list(vars(composer).values())
    if [part.shape for part in parts] != shapes:
        raise ValueError("the composer does not fit the labels")
    if not all(np.isfinite(part).all() for part in parts) or not (composer.spread > 0).all():
        raise ValueError("the composer has numbers that are none")
    return composer


def bent(facts: Floats, mean: Floats, spread: Floats) -> Floats:
    """Return facts in standard deviations, and by how much each is beyond some places.

    An answer unlike all that was learnt from must not look sure for that, so none counts as
    farther from the mean than ``_FARTHEST``.
    """
    even = np.clip((facts - mean) / spread, -_FARTHEST, _FARTHEST)
    found: Floats = np.concatenate(
        [even, *(np.maximum(even - np.float32(place), 0) for place in _BENDS)], axis=-1
    )
    return found


class Facts:
    """Finds the facts of answers, for one set of labels."""

    def __init__(self, labels: LabelTable, *, beside: bool = True) -> None:
        """Keep what reads stances and reasons off joint labels.

        Args:
            labels: The labels.
            beside: Which reasons the sentences beside the deciding one give are facts, too. They
                are from format 5 on.
        """
        self._beside = beside
        self._stance = labels.stance_matrix()
        self._reason = labels.reason_matrix()
        self._pairs = list(combinations(range(len(labels.stances)), 2))
        self._questions = len(labels.stances) + len(labels.commitments) + len(labels.reasons)

    @classmethod
    def weighed_by(cls, composer: Composer | None, labels: LabelTable) -> Facts:
        """Return those that a composer weighs; without one, all."""
        older = cls(labels, beside=False)
        return older if composer is not None and len(composer.mean) == older.width else cls(labels)

    @property
    def width(self) -> int:
        """How many facts an answer has."""
        nothing = Account(
            np.zeros(self._questions, np.float32),
            np.zeros((1, len(self._stance)), np.float32),
            np.zeros((1, BEARINGS), np.float32),
            np.zeros((1, AMOUNTS), np.float32),
            np.zeros(AMOUNTS, np.float32),
        )
        return int(self.of(nothing).shape[-1])

    def of(self, account: Account) -> Floats:
        """Return the facts of each answer (..., facts), the same number for all."""
        total = account.logits.shape[-2]
        said = _log_sums(account.logits, self._stance)
        lean = said - said.mean(-1, keepdims=True)
        ordered = np.sort(lean, axis=-2)
        first = ordered[..., -1, :]
        # Beside an only sentence stands one that leans nowhere.
        second = ordered[..., -2, :] if total > 1 else np.zeros_like(first)
        where = lean.argmax(-2)
        decides = account.logits.max(-1).argmax(-1)
        bearing = account.bearing
        reasons = _log_sums(account.logits, self._reason)
        parts = [
            account.scores,
            said.max(-2),
            first,
            second,
            lean[..., 0, :],
            lean[..., -1, :],
            lean.mean(-2),
            where / np.float32(total),
            self._both(first, second, where),
            reasons.max(-2),
            _beside(reasons, decides) if self._beside else reasons[..., 0, :0],
            bearing.max(-2),
            bearing.mean(-2),
            bearing[..., -1, :],
            _at(bearing, decides),
            self._amounts(account, decides),
        ]
        facts: Floats = np.concatenate(parts, axis=-1).astype(np.float32)
        return facts

    def _both(self, first: Floats, second: Floats, where: NDArray[np.int64]) -> Floats:
        """Return the most that two different sentences say for two stances, one for each."""
        found = [
            np.where(
                where[..., one] != where[..., other],
                first[..., one] + first[..., other],
                np.maximum(
                    second[..., one] + first[..., other], first[..., one] + second[..., other]
                ),
            )
            for one, other in self._pairs
        ]
        return np.stack(found, -1) if found else first[..., :0]

    def _amounts(self, account: Account, decides: NDArray[np.int64]) -> Floats:
        said = account.amounts.sum(-2)
        less = account.asked[..., WHOLE] * said[..., PART]
        return np.concatenate([less[..., None], said, _at(account.amounts, decides)], axis=-1)


def _log_sums(logits: Floats, matrix: Floats) -> Floats:
    """Return logarithms of sums over the joint labels of each label of a question."""
    top = logits.max(-1, keepdims=True)
    sums: Floats = np.log(np.exp(logits - top) @ matrix + np.float32(1e-12)) + top
    return sums


def _at(values: Floats, places: NDArray[np.int64]) -> Floats:
    """Return the row of one sentence of each answer."""
    found: Floats = np.take_along_axis(values, places[..., None, None], axis=-2)[..., 0, :]
    return found


def _beside(values: Floats, places: NDArray[np.int64]) -> Floats:
    """Return the largest values of the sentences beside one; zeros where it stands alone."""
    total = values.shape[-2]
    if total == 1:
        return np.zeros_like(values[..., 0, :])
    own = np.arange(total) == places[..., None]
    largest: Floats = np.where(own[..., None], -np.inf, values).max(-2)
    return largest
