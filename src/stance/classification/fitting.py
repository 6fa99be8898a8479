"""Finding the weights of the two heads. Only training imports this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.classification.features import Featurizer, Sentence, SparseRow
from stance.classification.heads import Heads
from stance.classification.labels import Joint, LabelTable

_ANSWER_INVERSE_L2 = 20.0
_ANSWER_ITERATIONS = 150
_SENTENCE_L2 = 0.03
_SENTENCE_ITERATIONS = 60
# The joint label is a means; stance and commitment are what counts.
_JOINT_SHARE, _STANCE_SHARE, _COMMITMENT_SHARE = 0.5, 1.0, 0.5
_SMALL = 1e-3


@dataclass(frozen=True)
class Example:
    """One labelled answer, ready for training.

    Attributes:
        sentences: The answer.
        label: Its joint label.
        deciding: For each sentence whether it may be the one that decides.
    """

    sentences: tuple[Sentence, ...]
    label: Joint
    deciding: tuple[bool, ...]


def fit_heads(
    examples: Sequence[Example], featurizer: Featurizer, labels: LabelTable, *, seed: int
) -> Heads:
    """Fit both heads; the same examples and seed give the same weights."""
    answer, answer_bias = _fit_answers(examples, featurizer, labels)
    sentence, sentence_bias = _fit_sentences(examples, featurizer, labels, seed)
    half = np.float16  # Kept so in the folder; rounded here so that a saved model is the same one.
    return Heads(
        labels=labels,
        answer=answer.astype(half).astype(np.float32),
        answer_bias=answer_bias.astype(half).astype(np.float32),
        sentence=sentence.astype(half).astype(np.float32),
        sentence_bias=sentence_bias.astype(half).astype(np.float32),
    )


def _fit_answers(
    examples: Sequence[Example], featurizer: Featurizer, labels: LabelTable
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fit one logistic regression for the joint label and one for each question."""
    from sklearn.linear_model import LogisticRegression

    rows = _matrix(
        [featurizer.answer_row(example.sentences) for example in examples],
        featurizer.answer_width,
    )
    everything = list(range(len(examples)))
    joint = [labels.joint.index(example.label) for example in examples]
    stances = [labels.stances.index(example.label[0]) for example in examples]
    targets = [(everything, joint, len(labels.joint)), (everything, stances, len(labels.stances))]
    if labels.commitments:
        known = [number for number in everything if examples[number].label[2] is not None]
        commitments = [labels.commitments.index(examples[n].label[2] or "") for n in known]
        targets.append((known, commitments, len(labels.commitments)))
    weights, biases = [], []
    for chosen, target, width in targets:
        weight = np.zeros((featurizer.answer_width, width))
        bias = np.zeros(width)
        present = sorted(set(target))
        if len(present) > 1:
            model = LogisticRegression(C=_ANSWER_INVERSE_L2, max_iter=_ANSWER_ITERATIONS)
            model.fit(rows[chosen], target)
            if len(present) == 2:  # sklearn keeps one column for two classes.
                weight[:, present[1]] = model.coef_[0]
                bias[present[1]] = model.intercept_[0]
            else:
                weight[:, present] = model.coef_.T
                bias[present] = model.intercept_
            absent = [label for label in range(width) if label not in present]
            bias[absent] = -20.0
        weights.append(weight)
        biases.append(bias)
    return np.concatenate(weights, axis=1), np.concatenate(biases)


def _fit_sentences(
    examples: Sequence[Example], featurizer: Featurizer, labels: LabelTable, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fit sentence weights whose soft maximum over an answer gives the answer's label.

    The model is one softmax over all (sentence, label) of an answer: some sentence decides, and
    decides so. Where it is known which may have decided, the others learn to stay silent.
    """
    from scipy.optimize import minimize

    owners: list[int] = []
    sparse: list[SparseRow] = []
    may: list[bool] = []
    filled = [example for example in examples if example.sentences]
    for number, example in enumerate(filled):
        found = featurizer.sentence_rows(example.sentences)
        owners += [number] * len(found)
        sparse += found
        may += example.deciding
    width, columns = featurizer.sentence_width, len(labels.joint)
    if not filled:
        return np.zeros((width, columns)), np.zeros(columns)
    rows = _matrix(sparse, width)
    across = rows.T.tocsr()
    owner = np.array(owners, np.int64)
    starts = np.searchsorted(owner, np.arange(len(filled)))
    deciding = np.array(may, np.float64)[:, None]
    questions = [(share, mask[owner] * deciding) for share, mask in _questions(filled, labels)]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat[: width * columns].reshape(width, columns)
        logits = rows @ weights + flat[width * columns :]
        top = np.maximum.reduceat(logits.max(1), starts)
        raised = np.exp(logits - top[owner][:, None])
        probability = raised / np.add.reduceat(raised.sum(1), starts)[owner][:, None]
        value = 0.5 * _SENTENCE_L2 * float((weights * weights).sum())
        slope = np.zeros_like(probability)
        for share, mask in questions:
            right = probability * mask
            sure = np.add.reduceat(right.sum(1), starts) + 1e-12
            value -= share * float(np.log(sure).sum())
            slope += share * (probability - right / sure[owner][:, None])
        gradient = across @ slope + _SENTENCE_L2 * weights
        return value, np.concatenate([gradient.ravel(), slope.sum(0)])

    start = np.random.default_rng(seed).normal(0, _SMALL, width * columns + columns)
    found_at = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _SENTENCE_ITERATIONS}
    ).x
    return found_at[: width * columns].reshape(width, columns), found_at[width * columns :]


def _questions(
    examples: Sequence[Example], labels: LabelTable
) -> list[tuple[float, NDArray[np.float64]]]:
    """Return, for each question with its share, which joint labels are right for each example."""
    target = np.array([labels.joint.index(example.label) for example in examples])
    stance = labels.stance_matrix()
    questions = [
        (_JOINT_SHARE, np.eye(len(labels.joint))[target]),
        (_STANCE_SHARE, (stance @ stance.T)[target].astype(np.float64)),
    ]
    if labels.commitments:
        commitment = labels.commitment_matrix()
        same = (commitment @ commitment.T)[target].astype(np.float64)
        # Where the commitment is not labelled, every one is right.
        same[[example.label[2] is None for example in examples]] = 1.0
        questions.append((_COMMITMENT_SHARE, same))
    return questions


def _matrix(rows: Sequence[SparseRow], width: int) -> Any:  # noqa: ANN401 - scipy has no types.
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0] + [len(row.columns) for row in rows])
    columns = np.concatenate([row.columns for row in rows]) if rows else np.zeros(0, np.int64)
    values = np.concatenate([row.values for row in rows]) if rows else np.zeros(0)
    return csr_matrix((values.astype(np.float64), columns, ends), shape=(len(rows), width))
