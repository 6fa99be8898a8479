"""Adam for linear heads on sparse rows: a few passes in small batches, in single precision.

Rare n-grams get steps as large as frequent ones, which suits text; and a few passes over batches
cost a tenth of what a quasi-Newton method needs on matrices of this size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

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

# From the numbers of the examples of a batch, the weights and the biases, to their gradients.
Gradients = Callable[[NDArray[np.int64], Floats, Floats], tuple[Floats, Floats]]


def descend(
    gradients: Gradients, examples: int, shape: tuple[int, int], *, seed: int, pace: float = PACE
) -> Floats:
    """Return weights that fit, the biases as their last row.

    Args:
        gradients: The mean gradients over a batch.
        examples: How many there are; they are drawn in random order without replacement.
        shape: Rows (without that of the biases) and columns of the weights.
        seed: The same seed and data give the same weights.
        pace: The size of the first step.
    """
    rows, columns = shape
    parts = [np.zeros((rows, columns), np.float32), np.zeros(columns, np.float32)]
    mean = [np.zeros_like(part) for part in parts]
    square = [np.zeros_like(part) for part in parts]
    batches = list(_batches(examples, np.random.default_rng(seed)))
    for number, batch in enumerate(batches):
        step_size = np.float32(pace * (1 - number / len(batches)))
        known, scaled = 1 - _MOMENTUM ** (number + 1), 1 - _SCALE_MEMORY ** (number + 1)
        found = gradients(batch, parts[0], parts[1])
        for part, moment, spread, gradient in zip(parts, mean, square, found, strict=True):
            moment += np.float32(1 - _MOMENTUM) * (gradient - moment)
            spread += np.float32(1 - _SCALE_MEMORY) * (np.square(gradient) - spread)
            root = np.sqrt(spread / np.float32(scaled)) + np.float32(_TINY)
            part -= step_size * (moment / np.float32(known)) / root
    return np.concatenate([parts[0], parts[1][None]])


def _batches(examples: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    each = max(1, -(-examples // _BATCH))
    passes = max(_PASSES, -(-_FEWEST_STEPS // each))
    for _ in range(passes):
        for batch in np.array_split(rng.permutation(examples), each):
            yield np.sort(batch)
