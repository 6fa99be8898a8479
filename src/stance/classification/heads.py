"""The learnt part: two linear heads and how they are read together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stance.classification.features import Featurizer, Sentence, SparseRow
from stance.classification.labels import Floats, LabelTable

_TINY = 1e-6
# Shares in the verdict of: each sentence for itself, the whole answer by joint label, the whole
# answer by question. Chosen on authors left out; an answer full of background misleads the latter.
_SHARES = (4.0, 1.0, 1.0)


@dataclass(frozen=True)
class Scores:
    """Logarithms of probability, not yet calibrated, of each question's labels."""

    stance: Floats
    commitment: Floats
    reason: Floats


@dataclass(frozen=True)
class Heads:
    """The weights.

    Attributes:
        labels: What the columns mean.
        answer: Whole answer to [joint labels, stances, commitments].
        answer_bias: One for each column of ``answer``.
        sentence: Sentence to joint labels.
        sentence_bias: One for each joint label.
    """

    labels: LabelTable
    answer: Floats
    answer_bias: Floats
    sentence: Floats
    sentence_bias: Floats

    def __post_init__(self) -> None:
        """Keep the matrices that read the marginals."""
        object.__setattr__(self, "_stance", self.labels.stance_matrix())
        object.__setattr__(self, "_commitment", self.labels.commitment_matrix())
        object.__setattr__(self, "_reason", self.labels.reason_matrix())

    def sentence_logits(self, rows: Sequence[SparseRow]) -> Floats:
        """Return what each sentence says for each joint label."""
        if not rows:
            return np.zeros((0, self.sentence.shape[1]), np.float32)
        return np.stack([row.values @ self.sentence[row.columns] for row in rows])

    def scores(self, row: SparseRow, sentence_logits: Floats) -> Scores:
        """Return the scores of one answer from its row and its sentences' logits."""
        labels = self.labels
        flat = row.values @ self.answer[row.columns] + self.answer_bias
        joint = len(labels.joint)
        cut = joint + len(labels.stances)
        whole = _softmax(flat[:joint])
        # No sentence says anything: the sentence head's bias alone is no opinion.
        pooled = (
            _softmax(_pooled(sentence_logits) + self.sentence_bias)
            if len(sentence_logits)
            else whole
        )
        stance: Floats = self._stance  # type: ignore[attr-defined]
        commitment: Floats = self._commitment  # type: ignore[attr-defined]
        reason: Floats = self._reason  # type: ignore[attr-defined]
        return Scores(
            stance=_mean_log(pooled @ stance, whole @ stance, _softmax(flat[joint:cut])),
            commitment=_mean_log(pooled @ commitment, whole @ commitment, _softmax(flat[cut:])),
            reason=_mean_log(pooled @ reason, whole @ reason),
        )


def score_sentences(
    heads: Heads, featurizer: Featurizer, sentences: Sequence[Sentence]
) -> tuple[Scores, Floats]:
    """Return the scores of an answer and the logits of its sentences."""
    logits = heads.sentence_logits(featurizer.sentence_rows(sentences))
    return heads.scores(featurizer.answer_row(sentences), logits), logits


def _pooled(logits: Floats) -> Floats:
    """Return the soft maximum over sentences: one clear sentence is enough."""
    top = logits.max(0)
    pooled: Floats = np.log(np.exp(logits - top).sum(0)) + top
    return pooled


def _softmax(logits: Floats) -> Floats:
    if not len(logits):
        return logits
    raised = np.exp(logits - logits.max())
    normal: Floats = raised / raised.sum()
    return normal


def _mean_log(*opinions: Floats) -> Floats:
    weighted = zip(_SHARES, opinions, strict=False)
    logs: Floats = np.sum([share * np.log(each + _TINY) for share, each in weighted], axis=0)
    return logs / np.float32(sum(_SHARES[: len(opinions)]))
