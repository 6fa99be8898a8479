"""How likely each line of a document asks for something, or answers it.

A linear-chain conditional random field over the lines: what a line is depends on its form and
words, on its neighbours', and on what the line before it is. ``training/extraction`` fits it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from stance.extraction.voices.features import REACH, Line, lines_of, parts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stance.extraction.cues import Cues
    from stance.extraction.speakers import Analysis

LABELS = ("other", "request", "answer")
_REQUEST, _ANSWER = 1, 2
_STEPS = {str(step): at for at, step in enumerate(REACH)}
_MOST_LINES = 4_000  # A longer file is no response; the rules alone read it.


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt.

    Attributes:
        features: For each feature of a line its weight for each of ``LABELS``.
        shared: For each feature of form and phrases its weights for the line that has it and for
            that line's neighbours: (5, 3), in the order of ``REACH``.
        edges: (5, 3): the weight of having no neighbour there.
        moves: (2, 3, 3): from one line's label to the next one's, in another unit or in the same.
    """

    features: Mapping[str, NDArray[np.float64]]
    shared: Mapping[str, NDArray[np.float64]]
    edges: NDArray[np.float64]
    moves: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Voices:
    """For each line how likely it is a request, and how likely an answer."""

    lines: tuple[Line, ...] = ()
    request: tuple[float, ...] = ()
    answer: tuple[float, ...] = ()

    def answering(self) -> dict[int, float]:
        """Return for each sentence how likely it answers."""
        return {
            line.sentence: chance
            for line, chance in zip(self.lines, self.answer, strict=True)
            if line.sentence is not None
        }

    def asking(self) -> dict[int, float]:
        """Return for each sentence how likely it is asked for by the auditors."""
        return {
            line.sentence: chance
            for line, chance in zip(self.lines, self.request, strict=True)
            if line.sentence is not None
        }


def listen(analysis: Analysis, cues: Cues, weights: Weights | None = None) -> Voices:
    """Read a document; one with more lines than any response gives nothing."""
    lines = lines_of(analysis)
    if not lines or len(lines) > _MOST_LINES:
        return Voices()
    weights = weights or load_weights()
    scores = _scores(analysis, lines, cues, weights)
    same = [False, *(a.unit == b.unit for a, b in pairwise(lines))]
    chances = marginals(scores, weights.moves, same)
    return Voices(
        tuple(lines),
        tuple(chances[:, _REQUEST].tolist()),
        tuple(chances[:, _ANSWER].tolist()),
    )


def _scores(
    analysis: Analysis, lines: list[Line], cues: Cues, weights: Weights
) -> NDArray[np.float64]:
    """Return the (n, 3) scores of the lines' labels, before what is around them moves them.

    The same sum as over the names that ``features_of`` gives, but what neighbours see of a line
    is looked up once, with the line itself.
    """
    scores = np.zeros((len(lines), len(LABELS)))
    nothing = np.zeros((len(REACH), len(LABELS)))
    for place, (own, others) in enumerate(parts_of(analysis, lines, cues)):
        seen = sum((weights.shared[name] for name in own if name in weights.shared), nothing)
        scores[place] += sum(
            (weights.features[name] for name in others if name in weights.features), seen[0]
        )
        for step, values in zip(REACH[1:], seen[1:], strict=True):
            if 0 <= place - step < len(lines):
                scores[place - step] += values
    for at, step in enumerate(REACH):
        if step < 0:
            scores[:-step] += weights.edges[at]
        elif step > 0:
            scores[-step:] += weights.edges[at]
    return scores


def marginals(
    scores: NDArray[np.float64], moves: NDArray[np.float64], same: Sequence[bool]
) -> NDArray[np.float64]:
    """Return the probability of each label for each line, over all ways to label the document."""
    forward, backward = np.zeros_like(scores), np.zeros_like(scores)
    forward[0] = scores[0]
    for n in range(1, len(scores)):
        forward[n] = _log_sum(forward[n - 1][:, None] + moves[int(same[n])], 0) + scores[n]
    for n in range(len(scores) - 2, -1, -1):
        backward[n] = _log_sum(moves[int(same[n + 1])] + (scores[n + 1] + backward[n + 1])[None], 1)
    total = forward + backward
    return np.asarray(np.exp(total - _log_sum(total, 1)[:, None]))


def _log_sum(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(
        (top + np.log(np.exp(values - top).sum(axis=axis, keepdims=True))).squeeze(axis)
    )


@cache
def load_weights() -> Weights:
    """Read the weights that ship with the package (once)."""
    raw = resources.files("stance.extraction").joinpath("data/voices.tsv").read_text("utf-8")
    return parse_weights(raw)


def parse_weights(raw: str) -> Weights:
    """Read weights: a line for each feature, then one for each move ("move|same|request")."""
    features: dict[str, NDArray[np.float64]] = {}
    shared: dict[str, NDArray[np.float64]] = {}
    edges = np.zeros((len(REACH), len(LABELS)))
    moves = np.zeros((2, len(LABELS), len(LABELS)))
    for line in raw.splitlines():
        if line.startswith("#"):
            continue
        name, *numbers = line.split("\t")
        values = np.array([float(number) for number in numbers])
        first, _, rest = name.partition("|")
        if first == "move":
            where, label = rest.split("|")
            moves[int(where == "same"), LABELS.index(label)] = values
        elif first in _STEPS and rest == "edge":
            edges[_STEPS[first]] = values
        elif first in _STEPS:
            shared.setdefault(rest, np.zeros((len(REACH), len(LABELS))))[_STEPS[first]] = values
        else:
            features[name] = values
            shared.setdefault(name, np.zeros((len(REACH), len(LABELS))))[0] = values
    return Weights(features, shared, edges, moves)
