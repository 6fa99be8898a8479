"""Probabilities that hold: fitted on predictions for authors that the model has not seen."""

from __future__ import annotations

from collections.abc import Mapping
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
    """How scores become probabilities.

    Scores are multiplied by exp(sharpness + adaptation * entropy). A head whose few sure answers
    are too sure and whose many open ones are too open needs both; one temperature (``adaptation``
    0) cannot mend both. The order of the labels stays.

    Attributes:
        sharpness: See above.
        adaptation: See above; the entropy is that of softmax(scores), from 0 to 1.
    """

    sharpness: float = 0.0
    adaptation: float = 0.0

    def probabilities(self, scores: Floats) -> Floats:
        """Return calibrated probabilities; the last axis has the labels."""
        return adapted(scores, self.sharpness, self.adaptation)

    def as_json(self) -> dict[str, float]:
        """Return the numbers as the model's config keeps them."""
        return {"sharpness": self.sharpness, "adaptation": self.adaptation}

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


def fit_calibration(scores: Floats, truth: NDArray[np.int64]) -> Calibration:
    """Fit probabilities on scores of held-out pairs.

    Args:
        scores: One row for each pair, made by a model that never saw the pair's author.
        truth: The true label of each row.
    """
    from scipy.optimize import minimize

    rows = np.arange(len(truth))

    def loss(numbers: NDArray[np.float64]) -> float:
        likely = adapted(scores, float(numbers[0]), float(numbers[1]))[rows, truth]
        return -float(np.log(likely + _SMALLEST).mean())

    best = minimize(loss, np.zeros(2), method="Nelder-Mead", bounds=_BOUNDS).x
    sharpness, adaptation = (round(float(number), 4) for number in best)
    return Calibration(sharpness, adaptation)
