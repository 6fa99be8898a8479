"""Finding the weights that make one stance of an answer's facts. Only training imports this."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stance.classification.composition import Composer, bent
from stance.classification.labels import Floats

# With fewer answers of a stance there is more noise in such weights than knowledge.
FEWEST = 30
_STRENGTH = 0.01
# What changes by less than this, seen from its mean, does not change at all.
_STILL = 1e-5
# A column that is hardly ever other than 0 must not get a weight that makes any answer sure.
_NARROWEST = np.float32(0.1)


def fit_composer(facts: Floats, stances: NDArray[np.int64], count: int) -> Composer | None:
    """Fit weights on answers that the head had not learnt from.

    Args:
        facts: One row for each answer.
        stances: The number of each one's stance.
        count: How many stances there are.

    Returns:
        The weights; None where some stance has too few answers.
    """
    from sklearn.linear_model import LogisticRegression

    if np.bincount(stances, minlength=count).min() < FEWEST:
        return None
    mean, spread = _mean_and_spread(facts)
    columns = bent(facts, mean, spread)
    # Those beyond a far place are nearly always 0: evened out, they have a say as well.
    centre, width = _mean_and_spread(columns)
    width = np.maximum(width, _NARROWEST)
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    model.fit((columns - centre) / width, stances)
    weights, bias = model.coef_, model.intercept_
    if count == 2:  # scikit-learn keeps one row for two classes.
        weights, bias = np.concatenate([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    weights = (weights / width).T
    bias = bias - centre @ weights
    return Composer(mean, spread, weights.astype(np.float32), bias.astype(np.float32))


def _mean_and_spread(columns: Floats) -> tuple[Floats, Floats]:
    mean, spread = columns.mean(0, dtype=np.float64), columns.std(0, dtype=np.float64)
    spread[spread < _STILL * (1 + np.abs(mean))] = 1.0
    return mean.astype(np.float32), spread.astype(np.float32)
