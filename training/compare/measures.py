"""Macro-F1 of several methods on the same pairs, with intervals when authors are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
_DRAWS = 2000
_LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and its interval of 95 per cent."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Show three decimals."""
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def macro_f1s(
    truth: Sequence[str], said: Sequence[Sequence[str]], groups: Sequence[str], *, seed: int = 0
) -> tuple[list[Interval], list[Interval]]:
    """Return the macro-F1 of each method, and that of the first less that of each.

    Pairs of one author are alike, so whole authors are drawn, the same for all methods.

    Args:
        truth: The true labels.
        said: The labels that each method gives.
        groups: The author of each pair; with a single one, single pairs are drawn.
        seed: The same seed gives the same intervals.
    """
    names = sorted(set(groups))
    if len(names) == 1:
        groups = [str(number) for number in range(len(groups))]
        names = sorted(groups)
    draws = np.random.default_rng(seed).integers(0, len(names), (_DRAWS, len(names)))
    labels = sorted({*truth, *(label for each in said for label in each)})
    values, drawn = [], []
    for each in said:
        counts = _counts(truth, each, groups, names, labels)
        values.append(float(_macro_f1(counts.sum(0))))
        drawn.append(_macro_f1(counts[draws].sum(1)))
    return (
        [_interval(value, spread) for value, spread in zip(values, drawn, strict=True)],
        [
            _interval(values[0] - value, drawn[0] - spread)
            for value, spread in zip(values, drawn, strict=True)
        ],
    )


def _counts(
    truth: Sequence[str],
    said: Sequence[str],
    groups: Sequence[str],
    names: Sequence[str],
    labels: Sequence[str],
) -> Floats:
    """Return confusion counts: group, true label, label that was given."""
    place = {label: number for number, label in enumerate(labels)}
    row = {name: number for number, name in enumerate(names)}
    counts = np.zeros((len(names), len(labels), len(labels)))
    for one, other, group in zip(truth, said, groups, strict=True):
        counts[row[group], place[one], place[other]] += 1
    return counts


def _macro_f1(counts: Floats) -> Floats:
    """Return the mean F1 of the labels that occur, over the last two axes."""
    right = np.diagonal(counts, axis1=-2, axis2=-1)
    occurring = counts.sum(-1) + counts.sum(-2)
    f1 = 2 * right / np.maximum(occurring, 1)
    found: Floats = f1.sum(-1) / np.maximum((occurring > 0).sum(-1), 1)
    return found


def _interval(value: float, drawn: Floats) -> Interval:
    tail = (1 - _LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Interval(value, float(low), float(high))
