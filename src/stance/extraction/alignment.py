"""Which sentences of an answer speak about which recommendation.

The answer is read from left to right as a walk over the recommendations: each sentence belongs
to one of them or to none, staying on a recommendation is free, and moving costs more within a
paragraph than between two. The best walk is found by dynamic programming (Viterbi).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NONE_SCORE = 0.03  # A sentence must be this much like a recommendation to open its answer.
_MOVE_WITHIN = 0.16
_MOVE_BETWEEN = 0.03
_BACKWARD = 0.03


def align(similarity: NDArray[np.float32], paragraphs: Sequence[int]) -> list[int | None]:
    """Return for each sentence the recommendation it belongs to, or None.

    Args:
        similarity: (n sentences, m recommendations), see ``topic_similarity``; an explicit
            reference ("rekommendation 2") is given as a value above 1.
        paragraphs: Number of the paragraph of each sentence.
    """
    count, choices = similarity.shape
    if not count or not choices:
        return [None] * count
    none = choices
    scores = np.concatenate(
        [similarity, np.full((count, 1), _NONE_SCORE, dtype=np.float32)], axis=1
    )
    best = np.full((count, choices + 1), -np.inf)
    back = np.zeros((count, choices + 1), dtype=int)
    best[0] = scores[0]
    for row in range(1, count):
        same = paragraphs[row] == paragraphs[row - 1]
        costs = _costs(choices, _MOVE_WITHIN if same else _MOVE_BETWEEN)
        totals = best[row - 1][:, None] - costs
        back[row] = totals.argmax(axis=0)
        stay = np.zeros(choices + 1)
        # A sentence that goes on inside its paragraph needs no likeness of its own.
        stay[:none] = _NONE_SCORE if same else 0.0
        best[row] = totals.max(axis=0) + np.maximum(scores[row], stay)
    state = int(best[-1].argmax())
    walk = [state]
    for row in range(count - 1, 0, -1):
        state = int(back[row, state])
        walk.append(state)
    return [None if place == none else place for place in reversed(walk)]


def _costs(choices: int, move: float) -> NDArray[np.float64]:
    """Return the cost of each move: none for staying, more for going back in the list."""
    costs = np.full((choices + 1, choices + 1), move)
    np.fill_diagonal(costs, 0.0)
    for begin in range(choices):
        costs[begin, :begin] += _BACKWARD
    return costs
