"""The learnt part: a linear head that reads sentences, and how their opinions become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stance.classification.features import Featurizer, Sentence, SparseRow
from stance.classification.labels import Floats, LabelTable

_TINY = 1e-6


@dataclass(frozen=True)
class Scores:
    """Logarithms of probability, not yet calibrated, of each question's labels."""

    stance: Floats
    commitment: Floats
    reason: Floats


@dataclass(frozen=True)
class Head:
    """One softmax over all sentences and joint labels of an answer.

    Attributes:
        labels: What the columns mean.
        weights: Row of a sentence (or of two in succession) to joint labels.
        bias: One for each joint label.
    """

    labels: LabelTable
    weights: Floats
    bias: Floats

    def __post_init__(self) -> None:
        """Keep the matrices that read the marginals."""
        object.__setattr__(self, "_stance", self.labels.stance_matrix())
        object.__setattr__(self, "_commitment", self.labels.commitment_matrix())
        object.__setattr__(self, "_reason", self.labels.reason_matrix())

    def logits(self, rows: Sequence[SparseRow]) -> Floats:
        """Return what each row of ``Featurizer.rows`` says for each joint label."""
        if not rows:
            return np.zeros((0, self.weights.shape[1]), np.float32)
        return np.stack([row.values @ self.weights[row.columns] for row in rows])

    def scores(self, logits: Floats) -> Scores:
        """Return the scores of one answer from the logits of its rows."""
        joint = softmax(_pooled(logits) + self.bias if len(logits) else self.bias)
        stance: Floats = self._stance  # type: ignore[attr-defined]
        commitment: Floats = self._commitment  # type: ignore[attr-defined]
        reason: Floats = self._reason  # type: ignore[attr-defined]
        return Scores(
            stance=np.log(joint @ stance + _TINY),
            commitment=np.log(joint @ commitment + _TINY),
            reason=np.log(joint @ reason + _TINY),
        )


def score_answer(
    head: Head, featurizer: Featurizer, sentences: Sequence[Sentence]
) -> tuple[Scores, Floats]:
    """Return the scores of an answer and the logits of its sentences, alone and by twos."""
    logits = head.logits(featurizer.rows(sentences))
    return head.scores(logits), logits


def softmax(logits: Floats) -> Floats:
    """Return probabilities over the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    normal: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return normal


def _pooled(logits: Floats) -> Floats:
    """Return the soft maximum over sentences: one clear sentence is enough."""
    top = logits.max(0)
    pooled: Floats = np.log(np.exp(logits - top).sum(0)) + top
    return pooled
