"""How likely each line of a document asks for something, or answers it.

A linear-chain conditional random field over the lines: what a line is depends on its form and
words, on its neighbours', and on what the line before it is. ``training/extraction`` fits it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from operator import mul
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


class Table(Mapping[str, "NDArray[np.float64]"]):
    """A row of weights for each of many features, to be summed for whole documents at once."""

    def __init__(self, rows: Mapping[str, Sequence[float]], columns: int) -> None:
        """Keep the rows, behind one of zeros that stands for no feature."""
        self._places = {name: place for place, name in enumerate(rows, start=1)}
        self._values = np.array([[0.0] * columns, *rows.values()])

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """Return the weights of a feature."""
        return np.asarray(self._values[self._places[name]])

    def __iter__(self) -> Iterator[str]:
        """Go through the features."""
        return iter(self._places)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._places)

    def sums(self, lines: Iterable[Iterable[str]]) -> NDArray[np.float64]:
        """Return for each line the sum of the weights of its features; unknown ones count 0."""
        known = self._places
        rows: list[int] = []
        starts: list[int] = []
        for names in lines:
            starts.append(len(rows))
            rows.append(0)
            rows += filter(None, map(known.get, names))
        return np.asarray(np.add.reduceat(self._values[rows], starts, axis=0))


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt.

    Attributes:
        features: For each feature of a line its weight for each of ``LABELS``.
        shared: For each feature of form and phrases its weights for the line that has it and for
            that line's neighbours: one for each of ``REACH`` and, within, of ``LABELS``.
        edges: (5, 3): the weight of having no neighbour there.
        moves: (2, 3, 3): from one line's label to the next one's, in another unit or in the same.
    """

    features: Table
    shared: Table
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
    own, others = zip(*parts_of(analysis, lines, cues), strict=True)
    seen = weights.shared.sums(own).reshape(len(lines), len(REACH), len(LABELS))
    scores = weights.features.sums(others)
    for at, step in enumerate(REACH):
        if step < 0:
            scores[-step:] += seen[:step, at]
            scores[:-step] += weights.edges[at]
        elif step > 0:
            scores[:-step] += seen[step:, at]
            scores[-step:] += weights.edges[at]
        else:
            scores += seen[:, at]
    return scores


def marginals(
    scores: NDArray[np.float64], moves: NDArray[np.float64], same: Sequence[bool]
) -> NDArray[np.float64]:
    """Return the probability of each label for each line, over all ways to label the document."""
    # For so few labels, plain numbers take a fifth of the time that arrays take.
    odds = np.exp(scores - scores.max(axis=1, keepdims=True)).tolist()
    onward = np.exp(moves - moves.max()).tolist()
    to = [list(zip(*table, strict=True)) for table in onward]
    before = [_normal(odds[0])]
    for n in range(1, len(odds)):
        before.append(_normal(map(mul, odds[n], _through(to[same[n]], before[-1]))))
    after = [1.0] * len(LABELS)
    found = [before[-1]]
    for n in range(len(odds) - 1, 0, -1):
        after = _normal(_through(onward[same[n]], [*map(mul, odds[n], after)]))
        found.append(_normal(map(mul, before[n - 1], after)))
    return np.array(found[::-1])


def _through(table: Sequence[Sequence[float]], values: Sequence[float]) -> list[float]:
    """Return the product of a matrix and a vector, each of the size of ``LABELS``."""
    a, b, c = values
    return [x * a + y * b + z * c for x, y, z in table]


def _normal(values: Iterable[float]) -> list[float]:
    found = [*values]
    total = sum(found)
    return [value / total for value in found]


@cache
def load_weights() -> Weights:
    """Read the weights that ship with the package (once)."""
    raw = resources.files("stance.extraction").joinpath("data/voices.tsv").read_text("utf-8")
    return parse_weights(raw)


def parse_weights(raw: str) -> Weights:
    """Read weights: a line for each feature, then one for each move ("move|same|request")."""
    features: dict[str, list[float]] = {}
    shared: dict[str, list[float]] = {}
    edges = np.zeros((len(REACH), len(LABELS)))
    moves = np.zeros((2, len(LABELS), len(LABELS)))
    width = len(LABELS)
    for line in raw.splitlines():
        if line.startswith("#"):
            continue
        name, *numbers = line.split("	")
        values = [float(number) for number in numbers]
        first, _, rest = name.partition("|")
        if first == "move":
            where, label = rest.split("|")
            moves[int(where == "same"), LABELS.index(label)] = values
            continue
        if first not in _STEPS:
            features[name] = values
            first, rest = "0", name
        at = _STEPS[first]
        if rest == "edge":
            edges[at] = values
        else:
            row = shared.setdefault(rest, [0.0] * (len(REACH) * width))
            row[at * width : (at + 1) * width] = values
    return Weights(Table(features, width), Table(shared, len(REACH) * width), edges, moves)
