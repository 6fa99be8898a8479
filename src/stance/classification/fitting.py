"""Finding the weights of the head. Only training imports this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.classification.descent import PACE, descend
from stance.classification.features import Featurizer, Sentence, SparseRow
from stance.classification.head import Head
from stance.classification.labels import Floats, Joint, LabelTable

_L2 = 0.03
# With weights for each question there is more to choose from, and less to choose by. On folds of
# the training part of argumentation-sentences (2,802 answers to six questions) Krippendorff's alpha
# is 0.384 with these and 0.374 with the ones above; without weights for each question it is 0.340.
_STANDING_PACE, _STANDING_L2 = 0.01, 1.0
# The joint label is a means; stance and commitment are what counts.
_JOINT_SHARE, _STANCE_SHARE, _COMMITMENT_SHARE = 0.5, 1.0, 0.5
_TINY = 1e-12


@dataclass(frozen=True)
class Example:
    """One labelled answer, ready for training.

    Attributes:
        sentences: The answer.
        label: Its joint label.
        deciding: For each sentence whether it may be the one that decides.
        question: The standing question that it answers, see ``fit_heads``; None for any other.
    """

    sentences: tuple[Sentence, ...]
    label: Joint
    deciding: tuple[bool, ...]
    question: str | None = None


def fit_heads(
    examples: Sequence[Example], featurizer: Featurizer, labels: LabelTable, *, seed: int
) -> tuple[Head, dict[str, Head]]:
    """Fit sentence weights whose soft maximum over an answer gives the answer's label.

    The model is one softmax over all (sentence, label) of an answer: some sentence decides, and
    decides so. Where it is known which may have decided, the others learn to stay silent.
    The same examples and seed give the same weights.

    What is asked again and again (a standing question) has its own way of being answered: to be for
    nuclear power takes other words than to be for abortion. Weights for all questions and further
    ones for each of these are learnt together, see Daume (2007), Frustratingly easy domain
    adaptation.

    Returns:
        The head for any question, and one for each standing question.
    """
    filled = [example for example in examples if example.sentences]
    standing = sorted({example.question for example in filled if example.question is not None})
    sparse = [featurizer.rows(example.sentences) for example in filled]
    width, columns = featurizer.width, len(labels.joint)
    if not filled:
        none = np.zeros((width, columns), np.float32), np.zeros(columns, np.float32)
        return Head(labels, *none), {}
    blocks = [0 if each.question is None else 1 + standing.index(each.question) for each in filled]
    rows = _matrix(
        [
            _twice(row, block * width) if block else row
            for each, block in zip(sparse, blocks, strict=True)
            for row in each
        ],
        width * (1 + len(standing)),
    )
    ends = np.cumsum([0] + [len(each) for each in sparse])
    may = np.concatenate([_deciding_rows(example.deciding) for example in filled])[:, None]
    questions = _questions(filled, labels)
    pace, l2 = (_STANDING_PACE, _STANDING_L2) if standing else (PACE, _L2)
    share = np.float32(l2 / len(filled))

    def gradients(batch: NDArray[np.int64], weights: Floats, bias: Floats) -> tuple[Floats, Floats]:
        lengths = ends[batch + 1] - ends[batch]
        owner = np.repeat(np.arange(len(batch)), lengths)
        starts = np.cumsum(lengths) - lengths
        places = np.arange(len(owner)) - starts[owner] + ends[batch][owner]
        chosen, deciding = rows[places], may[places]
        logits = chosen @ weights + bias
        top = np.maximum.reduceat(logits.max(1), starts)
        raised = np.exp(logits - top[owner][:, None])
        probability = raised / np.add.reduceat(raised.sum(1), starts)[owner][:, None]
        slope = np.zeros_like(probability)
        for weight, mask in questions:
            right = probability * mask[batch][owner] * deciding
            sure = np.add.reduceat(right.sum(1), starts) + np.float32(_TINY)
            slope += np.float32(weight) * (probability - right / sure[owner][:, None])
        slope /= np.float32(len(batch))
        return chosen.T @ slope + share * weights, slope.sum(0)

    fitted = descend(gradients, len(filled), (rows.shape[1], columns), seed=seed, pace=pace)
    *parts, last = np.split(fitted, range(width, len(fitted), width))
    heads = [
        Head(labels, _halved(part), _halved(last[0]))
        for part in (parts[0], *(parts[0] + own for own in parts[1:]))
    ]
    return heads[0], dict(zip(standing, heads[1:], strict=True))


def _halved(weights: Floats) -> Floats:
    """Return weights as the folder keeps them, in half precision: a saved model is the same one."""
    return weights.astype(np.float16).astype(np.float32)


def _twice(row: SparseRow, further: int) -> SparseRow:
    """Return a row with its columns again, further to the right."""
    return SparseRow(
        np.concatenate([row.columns, row.columns + further]),
        np.concatenate([row.values, row.values]),
    )


def _deciding_rows(deciding: Sequence[bool]) -> Floats:
    """Return 1 for each row of ``Featurizer.rows`` that may decide."""
    together = [one or other for one, other in pairwise(deciding)]
    return np.array([*deciding, *together], np.float32)


def _questions(examples: Sequence[Example], labels: LabelTable) -> list[tuple[float, Floats]]:
    """Return, for each question with its share, which joint labels are right for each example."""
    target = np.array([labels.joint.index(example.label) for example in examples])
    stance = labels.stance_matrix()
    questions = [
        (_JOINT_SHARE, np.eye(len(labels.joint), dtype=np.float32)[target]),
        (_STANCE_SHARE, (stance @ stance.T)[target]),
    ]
    if labels.commitments:
        commitment = labels.commitment_matrix()
        same = (commitment @ commitment.T)[target]
        # Where the commitment is not labelled, every one is right.
        same[[example.label[2] is None for example in examples]] = 1.0
        questions.append((_COMMITMENT_SHARE, same))
    return questions


def _matrix(rows: Sequence[SparseRow], width: int) -> Any:  # noqa: ANN401 - scipy has no types.
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0] + [len(row.columns) for row in rows])
    columns = np.concatenate([row.columns for row in rows]) if rows else np.zeros(0, np.int64)
    values = np.concatenate([row.values for row in rows]) if rows else np.zeros(0, np.float32)
    return csr_matrix((values, columns, ends), shape=(len(rows), width), dtype=np.float32)
