"""Probabilities that hold: fitted on predictions for authors that the model has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.classification.labels import Floats

_TEMPERATURES = np.geomspace(0.2, 3.0, 60)


@dataclass(frozen=True)
class Calibration:
    """How scores become probabilities, and when a person should look.

    Attributes:
        temperature: Scores are divided by it.
        threshold: Labels of at least this probability form the conformal set.
        error_rate: How often the true label is outside the set, at most.
        sure: A top probability below it is never sure.
    """

    temperature: float = 1.0
    threshold: float = 0.0
    error_rate: float = 0.1
    sure: float = 0.0

    def probabilities(self, scores: Floats) -> Floats:
        """Return calibrated probabilities; the last axis has the labels."""
        return tempered(scores, self.temperature)

    def needs_review(self, probabilities: Floats) -> bool:
        """Tell whether the set holds more than one label (or none), or the top is too low."""
        held = int((probabilities >= self.threshold).sum())
        return held != 1 or float(probabilities.max()) < self.sure

    def as_json(self) -> dict[str, float]:
        """Return the numbers as the model's config keeps them."""
        return {
            "temperature": self.temperature,
            "threshold": self.threshold,
            "error_rate": self.error_rate,
            "sure": self.sure,
        }

    @classmethod
    def from_json(cls, numbers: Mapping[str, Any]) -> Calibration:
        """Return the calibration of a model's config."""
        return cls(**{name: float(numbers[name]) for name in cls().as_json()})


def tempered(scores: Floats, temperature: float) -> Floats:
    """Return softmax(scores / temperature) over the last axis."""
    if not scores.shape[-1]:
        return scores
    scaled = scores / np.float32(temperature)
    raised = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    normal: Floats = (raised / raised.sum(axis=-1, keepdims=True)).astype(np.float32)
    return normal


def fit_calibration(
    scores: Floats, truth: NDArray[np.int64], groups: Sequence[str], *, error_rate: float = 0.1
) -> Calibration:
    """Fit temperature and conformal threshold on scores of held-out pairs.

    Args:
        scores: One row for each pair, made by a model that never saw the pair's author.
        truth: The true label of each row.
        groups: The author of each row.
        error_rate: The error rate that the conformal set keeps.
    """
    rows = np.arange(len(truth))
    losses = [
        -float(np.log(tempered(scores, float(each))[rows, truth] + 1e-9).mean())
        for each in _TEMPERATURES
    ]
    temperature = round(float(_TEMPERATURES[int(np.argmin(losses))]), 4)
    probabilities = tempered(scores, temperature)
    threshold = _threshold(probabilities[rows, truth], groups, error_rate)
    return Calibration(temperature=temperature, threshold=threshold, error_rate=error_rate)


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
