"""The learnt part: a linear head that reads sentences, and how their opinions become one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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

    def scores(self, logits: Floats) -> Scores:
        """Return the scores of answers from the logits of their rows: (..., rows, labels)."""
        if logits.shape[-2]:
            joint = softmax(_pooled(logits) + self.bias)
        else:
            joint = np.broadcast_to(softmax(self.bias), (*logits.shape[:-2], len(self.bias)))
        stance: Floats = self._stance  # type: ignore[attr-defined]
        commitment: Floats = self._commitment  # type: ignore[attr-defined]
        reason: Floats = self._reason  # type: ignore[attr-defined]
        return Scores(
            stance=np.log(joint @ stance + _TINY),
            commitment=np.log(joint @ commitment + _TINY),
            reason=np.log(joint @ reason + _TINY),
        )


def softmax(logits: Floats) -> Floats:
    """Return probabilities over the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    normal: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return normal


def _pooled(logits: Floats) -> Floats:
    """Return the soft maximum over sentences: one clear sentence is enough."""
    top = logits.max(-2, keepdims=True)
    pooled: Floats = np.log(np.exp(logits - top).sum(-2)) + top[..., 0, :]
    return pooled
