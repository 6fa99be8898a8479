"""Finding the weights of the head. Only training imports this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import diags, hstack

from stance.classification.descent import PACE, descend
from stance.classification.features import Featurizer
from stance.classification.head import Head
from stance.classification.labels import Floats, Joint, LabelTable
from stance.classification.rows import Sparse, rows_of

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
        asked: The recommendation, normalised.
        sentences: The answer, normalised.
        label: Its joint label.
        deciding: For each sentence whether it may be the one that decides.
        question: The standing question that it answers, see ``fit_heads``; None for any other.
    """

    asked: str
    sentences: tuple[str, ...]
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
    width, columns = featurizer.width, len(labels.joint)
    if not filled:
        none = np.zeros((width, columns), np.float32), np.zeros(columns, np.float32)
        return Head(labels, *none), {}
    rows, ends = rows_of(
        featurizer,
        [example.asked for example in filled],
        [example.sentences for example in filled],
    )
    if standing:
        question = np.repeat([example.question or "" for example in filled], np.diff(ends))
        rows = hstack([rows, *(_only(rows, question == each) for each in standing)], format="csr")
    may = np.concatenate([_deciding_rows(example.deciding) for example in filled])[:, None]
    questions = _questions(filled, labels)
    pace, l2 = (_STANDING_PACE, _STANDING_L2) if standing else (PACE, _L2)

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
        return chosen.T @ slope, slope.sum(0)

    weights, bias = descend(
        gradients,
        len(filled),
        (rows.shape[1], columns),
        seed=seed,
        decay=l2 / len(filled),
        pace=pace,
    )
    common, *further = np.split(weights, 1 + len(standing))
    heads = [
        Head(labels, _halved(part), _halved(bias))
        for part in (common, *(common + own for own in further))
    ]
    return heads[0], dict(zip(standing, heads[1:], strict=True))


def _halved(weights: Floats) -> Floats:
    """Return weights as the folder keeps them, in half precision: a saved model is the same one."""
    return weights.astype(np.float16).astype(np.float32)


def _only(rows: Sparse, kept: NDArray[np.bool_]) -> Sparse:
    """Return rows with zeros in those that are not kept."""
    return diags(kept.astype(np.float32), format="csr") @ rows


def _deciding_rows(deciding: Sequence[bool]) -> Floats:
    """Return 1 for each row of an answer that may decide."""
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
