"""Which sentences carried a verdict: those without which it would be less sure."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from stance.classification.features import Featurizer, Sentence
from stance.classification.head import Head
from stance.classification.labels import Floats
from stance.schema import Evidence, Passage

_MOST = 3
_LEAST_SHARE = 0.15
# Leaving out each of more sentences costs too much; these have the strongest say.
_MOST_TRIED = 16


def sentence_weights(
    head: Head, featurizer: Featurizer, sentences: Sequence[Sentence], logits: Floats, stance: int
) -> Floats:
    """Return each sentence's share in the verdict; not negative, at most 1 in all.

    The share is what the log-odds of the verdict lose when the sentence is left out.
    """
    total = len(sentences)
    if total == 1:
        return np.ones(1, np.float32)
    losses = np.zeros(total, np.float32)
    whole = _log_odds(head.scores(logits).stance, stance)
    for number in _candidates(logits, total):
        rest = [sentence for other, sentence in enumerate(sentences) if other != number]
        score = head.scores(head.logits(featurizer.rows(rest)))
        losses[number] = max(0.0, whole - _log_odds(score.stance, stance))
    return losses / losses.sum() if losses.sum() > 0 else losses


def evidence_of(passages: Sequence[Passage], weights: Floats) -> tuple[Evidence, ...]:
    """Return the one to three sentences with the largest shares, the largest first."""
    order = sorted(range(len(passages)), key=lambda number: (-float(weights[number]), number))
    chosen = [number for number in order[:_MOST] if weights[number] >= _LEAST_SHARE] or order[:1]
    return tuple(
        Evidence(
            text=passages[number].text,
            span=(passages[number].start, passages[number].end),
            # Rounded down: rounded, three weights may sum to more than 1.
            weight=math.floor(1000 * float(weights[number]) + 1e-4) / 1000,
        )
        for number in chosen
    )


def _candidates(logits: Floats, total: int) -> list[int]:
    if total <= _MOST_TRIED:
        return list(range(total))
    strongest = np.argsort(-logits[:total].max(1), kind="stable")[: _MOST_TRIED - 1]
    # The last sentence has its own columns, so leaving it out always matters.
    return sorted({total - 1, *(int(number) for number in strongest)})


def _log_odds(scores: Floats, label: int) -> float:
    others = np.delete(scores, label)
    if not len(others):
        return 0.0
    top = others.max()
    return float(scores[label] - (np.log(np.exp(others - top).sum()) + top))
