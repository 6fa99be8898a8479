"""Fit the learnt reader's weights: a linear-chain conditional random field, by L-BFGS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from training.extraction.gold import LABELS, Example

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Half of what is learnt from does not see the rules' view of sections and speakers, so that the
# reader can do without it where a new layout misleads the rules.
_BLIND_TO = ("section|", "role|", "heading|")
_STRENGTH = 10.0  # Of the pull towards zero; sets left out choose it.
_FEWEST = 4  # Lines that have a feature.
_STEPS = 60
_SMALLEST = 0.01  # A feature with less says nothing.
_KINDS = len(LABELS)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of features (each by label) and of moves between labels."""

    names: list[str]
    weights: NDArray[np.float64]
    moves: NDArray[np.float64]

    def as_text(self) -> str:
        """Return the weights as the extraction reads them."""
        lines = ["# Weights of the learnt reader: python -m training.extraction.train"]
        for name, values in zip(self.names, self.weights, strict=True):
            if np.abs(values).max() >= _SMALLEST:
                lines.append("\t".join([name, *(f"{value:.3f}" for value in values)]))
        for where, table in zip(("other", "same"), self.moves, strict=True):
            for label, values in zip(LABELS, table, strict=True):
                lines.append("\t".join([f"move|{where}|{label}", *(f"{v:.3f}" for v in values)]))
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Batch:
    """Documents side by side: the number of each line by place and document, -1 after the end."""

    lines: NDArray[np.int64]
    same: NDArray[np.int64]


def fit(examples: Sequence[Example]) -> Fitted:
    """Return the weights that explain the labels best."""
    counts = Counter(name for example in examples for row in example.features for name in set(row))
    names = sorted(name for name, count in counts.items() if count >= _FEWEST)
    index = {name: place for place, name in enumerate(names)}
    rows = [row for example in examples for row in example.features]
    rows += [[name for name in row if not any(b in name for b in _BLIND_TO)] for row in rows]
    twice = [*examples, *examples]
    table = _matrix(rows, index)
    labels = np.array([label for example in twice for label in example.labels])
    same = np.array([flag for example in twice for flag in example.same], dtype=np.int64)
    batch = _Batch(_side_by_side(twice), same)
    truth = np.eye(_KINDS)[labels]
    moved = _moves_made(twice)
    across = table.T.tocsr()
    size = len(names) * _KINDS

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = values[:size].reshape(-1, _KINDS)
        moves = values[size:].reshape(2, _KINDS, _KINDS)
        scores = np.asarray(table @ weights)
        total, chances, expected = _expectations(scores, moves, batch)
        gold = float((scores * truth).sum() + (moves * moved).sum())
        slope = np.concatenate(
            [(across @ (chances - truth)).ravel(), (expected - moved).ravel()],
        )
        pull = 0.5 * _STRENGTH * float(values @ values)
        return 0.5 * (total - gold) + pull, 0.5 * slope + _STRENGTH * values

    start = np.zeros(size + 2 * _KINDS * _KINDS)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    return Fitted(names, found[:size].reshape(-1, _KINDS), found[size:].reshape(2, _KINDS, _KINDS))


def _matrix(rows: Sequence[Sequence[str]], index: dict[str, int]) -> sparse.csr_matrix:
    ends = [0]
    places: list[int] = []
    for row in rows:
        places += [index[name] for name in row if name in index]
        ends.append(len(places))
    return sparse.csr_matrix((np.ones(len(places)), places, ends), shape=(len(rows), len(index)))


def _side_by_side(examples: Sequence[Example]) -> NDArray[np.int64]:
    lines = np.full((max(len(e.labels) for e in examples), len(examples)), -1, dtype=np.int64)
    first = 0
    for column, example in enumerate(examples):
        count = len(example.labels)
        lines[:count, column] = np.arange(first, first + count)
        first += count
    return lines


def _moves_made(examples: Sequence[Example]) -> NDArray[np.float64]:
    made = np.zeros((2, _KINDS, _KINDS))
    for example in examples:
        for (before, after), same in zip(pairwise(example.labels), example.same[1:], strict=True):
            made[int(same), before, after] += 1
    return made


def _expectations(
    scores: NDArray[np.float64], moves: NDArray[np.float64], batch: _Batch
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Return the log of the sum over all labellings, each line's chances, and expected moves."""
    there = batch.lines >= 0
    own = np.where(there[..., None], scores[np.maximum(batch.lines, 0)], 0.0)
    where = np.where(there, batch.same[np.maximum(batch.lines, 0)], 0)
    forward, backward = np.zeros_like(own), np.zeros_like(own)
    forward[0] = own[0]
    for n in range(1, len(own)):
        reached = _log_sum(forward[n - 1][:, :, None] + moves[where[n]], 1) + own[n]
        forward[n] = np.where(there[n][:, None], reached, forward[n - 1])
    total = _log_sum(forward[-1], 1)
    for n in range(len(own) - 2, -1, -1):
        left = _log_sum(moves[where[n + 1]] + (own[n + 1] + backward[n + 1])[:, None, :], 2)
        backward[n] = np.where(there[n + 1][:, None], left, 0.0)
    expected = np.zeros_like(moves)
    for n in range(1, len(own)):
        chance = np.exp(
            forward[n - 1][:, :, None]
            + moves[where[n]]
            + (own[n] + backward[n])[:, None, :]
            - total[:, None, None]
        )
        chance *= there[n][:, None, None]
        expected[0] += chance[where[n] == 0].sum(0)
        expected[1] += chance[where[n] == 1].sum(0)
    chances = np.zeros_like(scores)
    chances[batch.lines[there]] = np.exp(forward + backward - total[None, :, None])[there]
    return float(total.sum()), chances, expected


def _log_sum(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(
        (top + np.log(np.exp(values - top).sum(axis=axis, keepdims=True))).squeeze(axis)
    )
