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
    back = np.zeros((count, choices + 1), dtype=np.int32)
    best = scores[0].astype(np.float64)
    for row in range(1, count):
        same = paragraphs[row] == paragraphs[row - 1]
        totals, back[row] = _moves(best, _MOVE_WITHIN if same else _MOVE_BETWEEN)
        stay = np.zeros(choices + 1)
        # A sentence that goes on inside its paragraph needs no likeness of its own.
        stay[:none] = _NONE_SCORE if same else 0.0
        best = totals + np.maximum(scores[row], stay)
    state = int(best.argmax())
    walk = [state]
    for row in range(count - 1, 0, -1):
        state = int(back[row, state])
        walk.append(state)
    return [None if place == none else place for place in reversed(walk)]


def _moves(best: NDArray[np.float64], move: float) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return for each state the best way to reach it: its score, and the state before.

    Staying costs nothing, going on ``move``, going back in the list a little more; the last
    state belongs to no recommendation, and the way from it and to it is no way back. Each state
    is reached best from the best one before it or after it, so this takes linear time.
    """
    places = np.arange(len(best), dtype=np.int32)
    onward, backward = best - move, best - (move + _BACKWARD)
    backward[-1] = onward[-1]
    totals, origin = best.copy(), places.copy()
    # The best state before each, the first of equals; then the best one after it.
    top = np.maximum.accumulate(onward)[:-1]
    rises = np.ones(len(top), dtype=np.bool_)
    rises[1:] = top[1:] > top[:-1]
    first = np.maximum.accumulate(np.where(rises, places[:-1], 0))
    better = top >= totals[1:]
    totals[1:][better], origin[1:][better] = top[better], first[better]
    behind = np.maximum.accumulate(backward[::-1])[::-1][1:]
    place = np.where(backward[1:] >= behind, places[1:], len(best))
    nearest = np.minimum.accumulate(place[::-1])[::-1]
    better = behind > totals[:-1]
    totals[:-1][better], origin[:-1][better] = behind[better], nearest[better]
    return totals, origin
