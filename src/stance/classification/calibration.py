"""Probabilities that hold: fitted on predictions for authors that the model has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.classification.head import softmax
from stance.classification.labels import Floats

_SMALLEST = 1e-9
_BOUNDS = ((-1.5, 1.5), (-2.0, 2.0))


@dataclass(frozen=True)
class Calibration:
    """How scores become probabilities, and when a person should look.

    Scores are multiplied by exp(sharpness + adaptation * entropy). A head whose few sure answers
    are too sure and whose many open ones are too open needs both; one temperature (``adaptation``
    0) cannot mend both. The order of the labels stays.

    Attributes:
        sharpness: See above.
        adaptation: See above; the entropy is that of softmax(scores), from 0 to 1.
        threshold: Labels of at least this probability form the conformal set.
        error_rate: How often the true label is outside the set, at most.
        sure: A top probability below it is never sure.
    """

    sharpness: float = 0.0
    adaptation: float = 0.0
    threshold: float = 0.0
    error_rate: float = 0.1
    sure: float = 0.0

    def probabilities(self, scores: Floats) -> Floats:
        """Return calibrated probabilities; the last axis has the labels."""
        return adapted(scores, self.sharpness, self.adaptation)

    def needs_review(self, probabilities: Floats) -> bool:
        """Tell whether the set holds more than one label (or none), or the top is too low."""
        held = int((probabilities >= self.threshold).sum())
        return held != 1 or float(probabilities.max()) < self.sure

    def as_json(self) -> dict[str, float]:
        """Return the numbers as the model's config keeps them."""
        return {
            "sharpness": self.sharpness,
            "adaptation": self.adaptation,
            "threshold": self.threshold,
            "error_rate": self.error_rate,
            "sure": self.sure,
        }

    @classmethod
    def from_json(cls, numbers: Mapping[str, Any]) -> Calibration:
        """Return the calibration of a model's config."""
        return cls(**{name: float(numbers[name]) for name in cls().as_json()})


def adapted(scores: Floats, sharpness: float, adaptation: float) -> Floats:
    """Return softmax(scores * exp(sharpness + adaptation * entropy)) over the last axis."""
    labels = scores.shape[-1]
    if labels < 2:
        return np.ones_like(scores)
    plain = softmax(scores)
    entropy = -(plain * np.log(plain + _SMALLEST)).sum(-1, keepdims=True) / np.log(labels)
    scale = np.exp(sharpness + adaptation * np.clip(entropy, 0, 1))
    return softmax((scores * scale).astype(np.float32))


def fit_calibration(
    scores: Floats, truth: NDArray[np.int64], groups: Sequence[str], *, error_rate: float = 0.1
) -> Calibration:
    """Fit probabilities and conformal threshold on scores of held-out pairs.

    Args:
        scores: One row for each pair, made by a model that never saw the pair's author.
        truth: The true label of each row.
        groups: The author of each row.
        error_rate: The error rate that the conformal set keeps.
    """
    from scipy.optimize import minimize

    rows = np.arange(len(truth))

    def loss(numbers: NDArray[np.float64]) -> float:
        likely = adapted(scores, float(numbers[0]), float(numbers[1]))[rows, truth]
        return -float(np.log(likely + _SMALLEST).mean())

    best = minimize(loss, np.zeros(2), method="Nelder-Mead", bounds=_BOUNDS).x
    sharpness, adaptation = (round(float(number), 4) for number in best)
    probabilities = adapted(scores, sharpness, adaptation)
    threshold = _threshold(probabilities[rows, truth], groups, error_rate)
    return Calibration(sharpness, adaptation, threshold, error_rate)


def _threshold(truth: Floats, groups: Sequence[str], error_rate: float) -> float:
    """Return the conformal threshold: the same guarantee must hold for an author to come.

    Half way between the pooled quantile and the worst author's: the pooled one counts pairs as if
    they were independent, the worst one counts on the worst.
    """
    names = np.array(groups)
    pooled = _quantile(truth, error_rate)
    worst = min(_quantile(truth[names == name], error_rate) for name in sorted(set(groups)))
    return round((pooled + worst) / 2, 4)


def _quantile(truth: Floats, error_rate: float) -> float:
    rank = int(np.floor(error_rate * (len(truth) + 1))) - 1
    return float(np.sort(truth)[rank]) if rank >= 0 else 0.0
