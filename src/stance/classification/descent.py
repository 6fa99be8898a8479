"""Adam for linear heads on sparse rows: a few passes in small batches, in single precision.

Rare n-grams get steps as large as frequent ones, which suits text; and a few passes over batches
cost a tenth of what a quasi-Newton method needs on matrices of this size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stance.classification.labels import Floats

# The size of the first step; it falls to nothing over the passes.
PACE = 0.025
_PASSES = 6
_BATCH = 64
# Small data get more passes: fewer steps than this learn nothing.
_FEWEST_STEPS = 240
_MOMENTUM, _SCALE_MEMORY = 0.9, 0.99
_TINY = 1e-6
# So many numbers at a time that a step finds them in the processor's cache.
_AT_A_TIME = 1 << 14

# From the numbers of the examples of a batch, the weights and the biases, to their gradients.
Gradients = Callable[[NDArray[np.int64], Floats, Floats], tuple[Floats, Floats]]


def descend(
    gradients: Gradients,
    examples: int,
    shape: tuple[int, int],
    *,
    seed: int,
    decay: float = 0.0,
    pace: float = PACE,
) -> tuple[Floats, Floats]:
    """Return weights and biases that fit.

    Args:
        gradients: The mean gradients over a batch.
        examples: How many there are; they are drawn in random order without replacement.
        shape: That of the weights: rows and columns.
        seed: The same seed and data give the same weights.
        decay: How strongly weights are drawn towards zero; biases are not.
        pace: The size of the first step.
    """
    weights, bias = np.zeros(shape, np.float32), np.zeros(shape[1], np.float32)
    moments = [(np.zeros_like(part), np.zeros_like(part)) for part in (weights, bias)]
    batches = list(_batches(examples, np.random.default_rng(seed)))
    for number, batch in enumerate(batches):
        step = _Step(
            np.float32(pace * (1 - number / len(batches))),
            np.float32(1 - _MOMENTUM ** (number + 1)),
            np.float32(1 - _SCALE_MEMORY ** (number + 1)),
        )
        found = gradients(batch, weights, bias)
        for part, (mean, square), gradient, drawn in zip(
            (weights, bias), moments, found, (decay, 0.0), strict=True
        ):
            flat = [each.reshape(-1) for each in (part, mean, square, gradient)]
            for start in range(0, part.size, _AT_A_TIME):
                some = slice(start, start + _AT_A_TIME)
                step.take(*(each[some] for each in flat), decay=np.float32(drawn))
    return weights, bias


class _Step(NamedTuple):
    """One step of Adam.

    Attributes:
        size: How far it goes.
        known: How much of the mean gradient is known yet.
        scaled: How much of its scale is.
    """

    size: np.float32
    known: np.float32
    scaled: np.float32

    def take(
        self, weights: Floats, mean: Floats, square: Floats, gradient: Floats, *, decay: np.float32
    ) -> None:
        """Take the step, in place; the gradient is spent."""
        gradient += decay * weights
        mean += np.float32(1 - _MOMENTUM) * (gradient - mean)
        np.square(gradient, out=gradient)
        square += np.float32(1 - _SCALE_MEMORY) * (gradient - square)
        np.divide(square, self.scaled, out=gradient)
        np.sqrt(gradient, out=gradient)
        gradient += np.float32(_TINY)
        weights -= self.size * (mean / self.known) / gradient


def _batches(examples: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    each = max(1, -(-examples // _BATCH))
    passes = max(_PASSES, -(-_FEWEST_STEPS // each))
    for _ in range(passes):
        for batch in np.array_split(rng.permutation(examples), each):
            yield np.sort(batch)
