"""Which sentences carried a verdict: those without which it would be less sure."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stance.classification.answers import Reading
from stance.classification.labels import Floats
from stance.schema import Evidence, Passage

_MOST = 3
_LEAST_SHARE = 0.15


def sentence_weights(readings: Sequence[Reading], stances: Sequence[int]) -> list[Floats]:
    """Return each sentence's share in the verdict, for each answer; at most 1 in all.

    The share is what the log-odds of the verdict lose when the sentence is left out; none is
    negative.
    """
    if not readings:
        return []
    cases = [np.concatenate([each.scores.stance[None], each.without]) for each in readings]
    labels = np.repeat(stances, [len(case) for case in cases])
    odds = log_odds(np.concatenate(cases), labels)
    weights = []
    start = 0
    for reading, case in zip(readings, cases, strict=True):
        total = len(reading.logits)
        if total == 1:
            shares = np.ones(1, np.float32)
        else:
            shares = np.zeros(total, np.float32)
            lost = odds[start] - odds[start + 1 : start + len(case)]
            shares[reading.left_out] = np.maximum(lost, 0)
            whole = shares.sum()
            if whole > 0:
                shares /= whole
        weights.append(shares)
        start += len(case)
    return weights


def log_odds(scores: Floats, labels: NDArray[np.int64]) -> Floats:
    """Return how much more is said for one label than for all others, row by row.

    Args:
        scores: Logarithms of probability, one row of labels for each case.
        labels: The label of each row.
    """
    if scores.shape[1] == 1:
        return np.zeros(len(scores), np.float32)
    rows = np.arange(len(scores))
    others = scores.copy()
    others[rows, labels] = -np.inf
    top = others.max(1)
    odds: Floats = scores[rows, labels] - (np.log(np.exp(others - top[:, None]).sum(1)) + top)
    return odds


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
