"""How good an encoder is: what the model card and the benchmark print."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from stance.swedish.noise import damage
from training.encoder.noise import rough
from training.encoder.text import Scored

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
Damage = Callable[[str, random.Random], str]
SIZES = (128, 64)
DAMAGES: dict[str, Damage] = {
    "scanned (noise 0.3)": lambda text, chance: damage(text, chance, 0.3),
    "badly scanned (noise 0.6)": lambda text, chance: damage(text, chance, 0.6),
    "rough (every second word)": lambda text, chance: rough(text, chance),
}


@dataclass(frozen=True)
class Interval:
    """A figure with the middle 95 % of its bootstrap resamples."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Show three decimals."""
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def cosines(encode: Encode, pairs: Scored) -> NDArray[np.float64]:
    """Return the cosine of every pair."""
    products = encode(pairs.first) * encode(pairs.second)
    return np.asarray(products.sum(1), dtype=np.float64)


def spearman(predicted: NDArray[np.float64], scores: NDArray[np.float64]) -> float:
    """Return the rank correlation."""
    return float(np.corrcoef(rankdata(predicted), rankdata(scores))[0, 1])


def spearman_interval(encode: Encode, pairs: Scored, resamples: int = 1000) -> Interval:
    """Return the rank correlation of cosines and scores with its bootstrap interval."""
    predicted, scores = cosines(encode, pairs), np.array(pairs.scores)
    generator = np.random.default_rng(0)
    draws = generator.integers(0, len(scores), (resamples, len(scores)))
    values = [spearman(predicted[draw], scores[draw]) for draw in draws]
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(spearman(predicted, scores), float(low), float(high))


def damaged(pairs: Scored, how: Damage) -> Scored:
    """Return the pairs with both sentences damaged."""
    chance = random.Random(7)  # noqa: S311
    return Scored(
        [how(text, chance) for text in pairs.first],
        [how(text, chance) for text in pairs.second],
        pairs.scores,
    )


def recognition(encode: Encode, sentences: Sequence[str], how: Damage) -> tuple[float, float]:
    """Return the mean cosine of sentence and damaged copy, and how often a copy finds its own."""
    cosine, found = recognition_intervals(encode, sentences, how)
    return cosine.value, found.value


def recognition_intervals(
    encode: Encode, sentences: Sequence[str], how: Damage
) -> tuple[Interval, Interval]:
    """Return the same with intervals over the sentences."""
    chance = random.Random(3)  # noqa: S311
    nearness = encode([how(text, chance) for text in sentences]) @ encode(sentences).T
    found = nearness.argmax(1) == np.arange(len(sentences))
    return mean_interval(np.diag(nearness)), mean_interval(found)


def mean_interval(values: NDArray[Any], resamples: int = 1000) -> Interval:
    """Return the mean with its bootstrap interval."""
    wide = values.astype(np.float64)
    draws = np.random.default_rng(0).integers(0, len(wide), (resamples, len(wide)))
    low, high = np.quantile(wide[draws].mean(1), [0.025, 0.975])
    return Interval(float(wide.mean()), float(low), float(high))


def share_interval(groups: Sequence[str], found: Sequence[bool], resamples: int = 1000) -> Interval:
    """Return how much is found, with its bootstrap interval over groups (documents)."""
    names = {name: at for at, name in enumerate(sorted(set(groups)))}
    group = np.array([names[name] for name in groups])
    right = np.bincount(group, weights=np.array(found, dtype=float))
    every = np.bincount(group)
    draws = np.random.default_rng(0).integers(0, len(names), (resamples, len(names)))
    values = right[draws].sum(1) / every[draws].sum(1)
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(np.mean(found)), float(low), float(high))


def cut(encode: Encode, size: int) -> Encode:
    """Return the encoder with its vectors cut to their first numbers and made unit again."""

    def shortened(texts: Sequence[str]) -> NDArray[np.float32]:
        rows = encode(texts)[:, :size]
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)

    return shortened
