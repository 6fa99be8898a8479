"""Which paragraph of a document answers which of its recommendations, from sentence vectors.

A recommendation's nearest paragraph is seldom its answer: other recommendations and headings are
nearer, and "Nämnden instämmer" shares no word with what it answers. What vectors say of a
paragraph and of those around it says more. It is likely to answer when it is near to the
recommendation and to no other; when it is of the kind that answers (a direction that was learnt);
when the paragraphs before it quote the recommendation and those behind it do not; and when its
place fits in with the other answers, which mostly stand in the order of the questions. There are
no rules of layout here: where a document has one that ``stance.extraction`` knows, that finds more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stance.encoding.loading import SHIPPED, load_encoder, shared_encoder
from stance.encoding.protocol import Encoder, Vectors
from stance.errors import StanceError
from stance.resources import models_dir

WEIGHTS = "answers.safetensors"
# How far before a paragraph those stand whose nearness to the recommendation counts; 0 is the
# paragraph itself, and less is behind it.
NEAR = (-2, -1, 0, 1, 2)
FAINTEST = 1e-6  # The least chance that one answer's place leaves to another's.
NEVER = -1e4  # The score of what cannot answer: its chance is nought.


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt (by ``training.encoder.answers``).

    Attributes:
        own: Of the cosine of recommendation and paragraph.
        near: Of the nearness of the recommendation to the paragraph itself and those around it,
            for each place of ``NEAR``.
        other: Against a paragraph's nearness to another recommendation of the document.
        least: The cosine from which two texts count as near.
        kind: The direction of paragraphs that answer.
        order: How likely, as logarithms against a place further on, an answer stands in the same
            paragraph as the one to the recommendation before, or before that.
    """

    own: float
    near: NDArray[np.float32]
    other: float
    least: float
    kind: NDArray[np.float32]
    order: NDArray[np.float32]

    def tensors(self) -> dict[str, NDArray[np.float32]]:
        """Return the weights by name, as the file has them."""
        return {
            name: np.array(getattr(self, name), dtype=np.float32)
            for name in self.__dataclass_fields__
        }


class AnswerFinder:
    """Says where in a document its recommendations are answered."""

    def __init__(self, encoder: Encoder, weights: Weights) -> None:
        """Take an encoder and what was learnt of its vectors."""
        self.encoder = encoder
        self.weights = weights

    @classmethod
    def load(cls, folder: Path | None = None) -> AnswerFinder:
        """Read an encoder's folder, the shipped one by default.

        Raises:
            StanceError: ``answers-missing`` when the encoder has none of these weights;
                ``model-damaged`` when they cannot be read; and whatever ``load_encoder`` raises.
        """
        encoder = shared_encoder() if folder is None else load_encoder(folder)
        file = (models_dir() / SHIPPED if folder is None else folder) / WEIGHTS
        if not file.is_file():
            raise StanceError(
                "answers-missing",
                f"The encoder {file.parent} does not say which paragraphs answer: it has no "
                f"{WEIGHTS}.",
                "Take the encoder that comes with stance, or make the file: "
                "python -m training.encoder.answers --encoder FOLDER",
            )
        return cls(encoder, _read(file, encoder.dimensions))

    def scores(
        self,
        recommendations: Sequence[str],
        paragraphs: Sequence[str],
        rest: Mapping[tuple[int, int], str] | None = None,
    ) -> Vectors:
        """Return how likely each paragraph answers each recommendation.

        Args:
            recommendations: All n of a document in their order, each once.
            paragraphs: All m of the document in their order, headings and cells among them.
            rest: What paragraph k says beside the words of recommendation i, for each ``(i, k)``
                where it quotes them; empty where the paragraph cannot be the answer.

        Returns:
            Logarithms of chances (n, m), those of a recommendation adding up to 1: the place of
            an answer, if there is one. Minus infinity where the paragraph cannot be the answer.
        """
        asked, texts = list(recommendations), list(paragraphs)
        if not asked or not texts:
            return np.zeros((len(asked), len(texts)), dtype=np.float32)
        rest = rest or {}
        vectors = self.encoder.encode([*asked, *texts, *rest.values()])
        told = features(vectors, (len(asked), len(texts)), list(rest))
        local = _local(told, self.weights)
        impossible = np.array(
            [
                [not rest.get((i, k), text) for k, text in enumerate(texts)]
                for i in range(len(asked))
            ]
        )
        local[impossible] = NEVER
        found = in_order(local, self.weights.order)
        found[impossible] = -np.inf
        return found.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Features:
    """What the vectors of a document say of n recommendations and m paragraphs.

    Attributes:
        cosines: Of each recommendation with what each paragraph says beside it (n, m).
        whole: The same with the whole paragraph (n, m).
        others: Of each paragraph with the nearest other recommendation (n, m); 0 where there is
            none.
        paragraphs: The vectors of the paragraphs (m, d).
        places: Which paragraphs say something beside which recommendation (r, 2).
        rest: The vectors of what they say (r, d).
    """

    cosines: Vectors
    whole: Vectors
    others: Vectors
    paragraphs: Vectors
    places: NDArray[np.int64]
    rest: Vectors


def features(
    vectors: Vectors, shape: tuple[int, int], places: Sequence[tuple[int, int]]
) -> Features:
    """Return what the vectors say.

    Args:
        vectors: Those of the recommendations, the paragraphs, and the rests, one below the other.
        shape: How many recommendations and paragraphs.
        places: The recommendation and the paragraph of each rest.
    """
    n, m = shape
    asked, paragraphs, rest = vectors[:n], vectors[n : n + m], vectors[n + m :]
    at = np.array(places, dtype=np.int64).reshape(-1, 2)
    whole = asked @ paragraphs.T
    cosines, others = whole.copy(), _nearest_other(whole)
    for (i, k), vector in zip(at, rest, strict=True):
        nearness = asked @ vector
        cosines[i, k] = nearness[i]
        # What is left of a paragraph counts to the others too: it may quote two of them.
        others[i, k] = np.delete(nearness, i).max() if n > 1 else 0.0
    return Features(cosines, whole, others, paragraphs, at, rest)


def _nearest_other(cosines: Vectors) -> Vectors:
    """Return the highest cosine in each column but that of the row itself; 0 for a single row."""
    if len(cosines) < 2:
        return np.zeros_like(cosines)
    second, first = np.sort(cosines, axis=0)[-2:]
    highest = np.arange(len(cosines))[:, None] == cosines.argmax(axis=0)
    return np.asarray(np.where(highest, second, first), dtype=np.float32)


def _local(told: Features, weights: Weights) -> NDArray[np.float64]:
    """Return what each paragraph is worth, whatever stands elsewhere in the document."""
    kinds = told.paragraphs @ weights.kind
    score = weights.own * told.cosines + kinds
    for (i, k), vector in zip(told.places, told.rest, strict=True):
        score[i, k] += vector @ weights.kind - kinds[k]
    near = np.maximum(told.whole - weights.least, 0.0)
    for worth, back in zip(weights.near, NEAR, strict=True):
        score += worth * shifted(near, back)
    score -= weights.other * np.maximum(told.others - weights.least, 0.0)
    return score.astype(np.float64)


def shifted(values: Vectors, back: int) -> Vectors:
    """Return, at each place of the last axis, the value so many places before; 0 beyond the end."""
    result = np.zeros_like(values)
    if back > 0:
        result[..., back:] = values[..., :-back]
    elif back < 0:
        result[..., :back] = values[..., -back:]
    else:
        result[...] = values
    return result


def in_order(local: NDArray[np.float64], order: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the logarithms of the chances, given where the other answers probably are.

    The answers are a chain: each one's place makes some places of the next one likelier
    (forward-backward algorithm).
    """
    count = len(local)
    forward, backward = np.zeros_like(local), np.zeros_like(local)
    for i in range(1, count):
        forward[i] = _told_next(local[i - 1] + forward[i - 1], order)
    for i in range(count - 2, -1, -1):
        backward[i] = _told_next((local[i + 1] + backward[i + 1])[::-1], order)[::-1]
    return _logarithms(local + forward + backward)


def _told_next(scores: NDArray[np.float64], order: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return what one answer's scores say of where the next one is."""
    chances = np.exp(_logarithms(scores))
    until = chances.cumsum()
    same, back = np.exp(order.astype(np.float64))
    further = until - chances
    return np.asarray(np.log(further + same * chances + back * (1.0 - until).clip(0) + FAINTEST))


def _logarithms(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return logarithms of chances that add up to 1 along the last axis."""
    lowered = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(lowered - np.log(np.exp(lowered).sum(axis=-1, keepdims=True)))


def best(scores: Vectors) -> list[int | None]:
    """Return the likeliest paragraph of each recommendation; None where none can be the answer."""
    return [int(row.argmax()) if len(row) and np.isfinite(row.max()) else None for row in scores]


def _read(file: Path, dimensions: int) -> Weights:
    from safetensors.numpy import load_file

    shapes = {
        "own": (),
        "near": (len(NEAR),),
        "other": (),
        "least": (),
        "kind": (dimensions,),
        "order": (2,),
    }
    try:
        found = load_file(file)
        if {name: tensor.shape for name, tensor in found.items()} != shapes:
            raise ValueError("these are not the weights")
        if not all(np.isfinite(tensor).all() for tensor in found.values()):
            raise ValueError("these are not numbers")
    except Exception as error:  # safetensors raises bare Exception.
        raise StanceError(
            "model-damaged",
            f"The file {file} cannot be read ({type(error).__name__}).",
            "Copy or install the model again.",
        ) from error
    return Weights(
        own=float(found["own"]),
        near=found["near"],
        other=float(found["other"]),
        least=float(found["least"]),
        kind=found["kind"],
        order=found["order"],
    )
