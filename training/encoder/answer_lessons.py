"""Documents stacked for learning which paragraphs answer; and the sum that is learnt, in torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from stance.encoding import Encoder
from stance.encoding.answers import (
    FAINTEST,
    NEAR,
    NEVER,
    Features,
    Weights,
    features,
    shifted,
)
from training.encoder.asked import Asked

_STEEP = 10.0  # What a cosine weighs to begin with; what is learnt then is of the order of 1.


@dataclass(frozen=True)
class Read:
    """A document and what its vectors say."""

    asked: Asked
    told: Features

    @classmethod
    def of(cls, asked: Asked, encoder: Encoder) -> Read:
        """Read a document."""
        shape = (len(asked.recommendations), len(asked.paragraphs))
        texts = [*asked.recommendations, *asked.paragraphs, *asked.rest.values()]
        return cls(asked, features(encoder.encode(texts), shape, list(asked.rest)))


@dataclass(frozen=True)
class Lesson:
    """Documents with as many recommendations each, one upon the other.

    Attributes:
        cosines: Documents, recommendations, paragraphs: as in ``Features``.
        near: The same for each place of ``NEAR`` around a paragraph, from where it counts.
        others: How near a paragraph is to another recommendation, from where it counts.
        impossible: What cannot be the answer.
        paragraphs: The vectors.
        rest: How the vectors differ of what paragraphs say beside a recommendation ...
        places: ... and of which document, recommendation and paragraph.
        rows: The document and the recommendation of each question.
        answers: Which paragraphs answer it.
    """

    cosines: Tensor
    near: Tensor
    others: Tensor
    impossible: Tensor
    paragraphs: Tensor
    rest: Tensor
    places: tuple[Tensor, ...]
    rows: tuple[Tensor, ...]
    answers: Tensor


def lessons(documents: Sequence[Read], least: float) -> list[Lesson]:
    """Stack documents.

    Args:
        documents: What to learn from.
        least: The cosine from which two texts count as near.
    """
    counts = sorted({len(read.told.cosines) for read in documents})
    return [
        _stacked([read for read in documents if len(read.told.cosines) == count], least)
        for count in counts
    ]


def _stacked(documents: Sequence[Read], least: float) -> Lesson:
    longest = max(len(read.asked.paragraphs) for read in documents)

    def stacked(arrays: Sequence[NDArray[Any]], axis: int = -1, fill: float = 0) -> Tensor:
        """Fill every array up to the longest document."""
        filled = []
        for array in arrays:
            widths = [(0, 0)] * array.ndim
            widths[axis] = (0, longest - array.shape[axis])
            filled.append(np.pad(array, widths, constant_values=fill))
        found = torch.from_numpy(np.array(filled))
        return found if found.dtype == torch.bool else found.double()

    told = [read.told for read in documents]
    near = [np.maximum(each.whole - least, 0.0) for each in told]
    at = [
        (number, i, k)
        for number, read in enumerate(documents)
        for i, k in read.told.places.tolist()
    ]
    differences = [each.rest - each.paragraphs[each.places[:, 1]] for each in told]
    asked = [
        (number, question)
        for number, read in enumerate(documents)
        for question in read.asked.questions
    ]
    return Lesson(
        cosines=stacked([each.cosines for each in told]),
        near=torch.stack([stacked([shifted(each, back) for each in near]) for back in NEAR]),
        others=stacked([np.maximum(each.others - least, 0.0) for each in told]),
        impossible=stacked([_impossible(read.asked) for read in documents], fill=True),
        paragraphs=stacked([each.paragraphs for each in told], axis=0),
        rest=torch.from_numpy(np.concatenate(differences)).double(),
        places=tuple(torch.tensor(at, dtype=torch.int64).reshape(-1, 3).T),
        rows=(
            torch.tensor([number for number, _ in asked]),
            torch.tensor([question.number for _, question in asked]),
        ),
        answers=stacked([question.answers for _, question in asked]),
    )


def _impossible(asked: Asked) -> NDArray[np.bool_]:
    rows, columns = range(len(asked.recommendations)), range(len(asked.paragraphs))
    return np.array([[not asked.candidate(i, k) for k in columns] for i in rows], dtype=np.bool_)


class Learner(torch.nn.Module):
    """The sum of ``stance.encoding.answers``, of weights that can be learnt."""

    def __init__(self, dimensions: int, least: float) -> None:
        """Start from the plain cosine.

        Args:
            dimensions: Of the vectors.
            least: The cosine from which two texts count as near.
        """
        super().__init__()

        def learnt(values: Any) -> torch.nn.Parameter:  # noqa: ANN401 - numbers or lists of them
            return torch.nn.Parameter(torch.tensor(values, dtype=torch.float64))

        self.least = least
        self.own, self.other = learnt(1.0), learnt(0.5)
        self.near = learnt([0.0] * len(NEAR))
        self.kind = learnt([0.0] * dimensions)
        self.order = learnt([-0.5, -1.5])

    def forward(self, lesson: Lesson) -> Tensor:
        """Return the logarithms of the chances of documents, recommendations, paragraphs."""
        kinds = lesson.paragraphs @ self.kind
        score = _STEEP * self.own * lesson.cosines + kinds[:, None]
        score = score.index_put(lesson.places, lesson.rest @ self.kind, accumulate=True)
        score = score + _STEEP * torch.einsum("b,bdnm->dnm", self.near, lesson.near)
        score = score - _STEEP * self.other * lesson.others
        return self._in_order(score.masked_fill(lesson.impossible, NEVER))

    def _in_order(self, score: Tensor) -> Tensor:
        each = list(score.unbind(1))
        forward, backward = [torch.zeros_like(each[0])], [torch.zeros_like(each[0])]
        for one in each[:-1]:
            forward.append(self._told_next(one + forward[-1]))
        for one in each[:0:-1]:
            backward.insert(0, self._told_next((one + backward[0]).flip(-1)).flip(-1))
        return torch.log_softmax(score + torch.stack(forward, 1) + torch.stack(backward, 1), -1)

    def _told_next(self, scores: Tensor) -> Tensor:
        chances = torch.softmax(scores, -1)
        until = chances.cumsum(-1)
        same, back = self.order.exp()
        further = until - chances
        return torch.log(further + same * chances + back * (1 - until).clamp(min=0) + FAINTEST)

    def loss(self, lesson: Lesson) -> Tensor:
        """Return how unlikely the answers are, summed over the questions."""
        chances = self(lesson)[lesson.rows].masked_fill(~lesson.answers, -torch.inf)
        return -torch.logsumexp(chances, dim=-1).sum()

    def weights(self) -> Weights:
        """Return what was learnt."""

        def plain(values: Tensor) -> NDArray[np.float32]:
            return values.detach().numpy().astype(np.float32)

        return Weights(
            own=float(_STEEP * self.own.detach()),
            near=plain(_STEEP * self.near),
            other=float(_STEEP * self.other.detach()),
            least=self.least,
            kind=plain(self.kind),
            order=plain(self.order),
        )


def learn(documents: Sequence[Read], settings: dict[str, Any], decay: float) -> Weights:
    """Return the weights under which the answers in some documents are likeliest.

    Args:
        documents: The documents.
        settings: ``[answers]`` of the config.
        decay: What the squares of the learnt direction cost.
    """
    material = lessons(documents, settings["least"])
    learner = Learner(material[0].paragraphs.shape[-1], settings["least"])
    count = sum(len(lesson.answers) for lesson in material)
    optimizer = torch.optim.LBFGS(
        learner.parameters(), max_iter=settings["steps"], line_search_fn="strong_wolfe"
    )

    def loss() -> Tensor:
        optimizer.zero_grad()
        losses = torch.stack([learner.loss(lesson) for lesson in material])
        total = losses.sum() / count + decay * learner.kind.square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return learner.weights()
