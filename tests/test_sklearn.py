from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GroupKFold, cross_val_predict, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from stance import StanceClassifier
from tests.classification.corpus import FakeEncoder, corpus, few_iterations

PAIRS = [(pair.recommendation, pair.response) for pair in corpus()]
LABELS = [str(pair.stance) for pair in corpus()]
AUTHORS = [pair.author for pair in corpus()]


@pytest.fixture(scope="module")
def judge() -> StanceClassifier:
    with few_iterations():
        return StanceClassifier(encoder=None).fit(PAIRS, LABELS)


def test_it_learns_and_its_probabilities_are_some(judge: StanceClassifier) -> None:
    assert judge.classes_.tolist() == sorted(set(LABELS))
    chances = judge.predict_proba(PAIRS)
    assert chances.shape == (len(PAIRS), 3)
    assert chances.sum(1) == pytest.approx(np.ones(len(PAIRS)))
    assert (judge.predict(PAIRS) == judge.classes_[chances.argmax(1)]).all()
    assert judge.score(PAIRS, LABELS) > 0.9
    assert judge.predict_proba([]).shape == (0, 3)
    assert judge.predict([("Inför en rutin.", "")]).shape == (1,)


@pytest.mark.parametrize(
    "labels", [[7, -1], [True, False], ["ö", "a"], [f"{number:02}" for number in range(12)]]
)
def test_labels_of_any_kind(labels: list[Any]) -> None:
    given = [labels[number % len(labels)] for number in range(len(PAIRS))]
    with few_iterations():
        judge = StanceClassifier(encoder=None).fit(PAIRS, given)
    assert judge.classes_.tolist() == sorted(labels)
    assert set(judge.predict(PAIRS).tolist()) <= set(labels)


def test_the_same_pairs_and_seed_give_the_same_bytes(judge: StanceClassifier) -> None:
    with few_iterations():
        again = clone(judge).fit(np.array(PAIRS, object), np.array(LABELS))
        other = clone(judge).set_params(seed=1).fit(PAIRS, LABELS)
    assert judge.parts_.head.weights.tobytes() == again.parts_.head.weights.tobytes()
    assert judge.parts_.head.weights.tobytes() != other.parts_.head.weights.tobytes()


def test_parameters_and_clones() -> None:
    encoder = FakeEncoder()
    judge = StanceClassifier(encoder=encoder, seed=3)
    assert judge.get_params() == {"encoder": encoder, "seed": 3}
    copy = clone(judge, safe=False)
    assert (copy.seed, hasattr(copy, "classes_")) == (3, False)
    assert StanceClassifier().get_params() == {"encoder": "encoder-sv", "seed": 0}
    assert repr(StanceClassifier(seed=2)) == "StanceClassifier(seed=2)"


def test_an_encoder_is_read_with() -> None:
    with few_iterations():
        judge = StanceClassifier(encoder=FakeEncoder(dimensions=8)).fit(PAIRS, LABELS)
    assert judge.parts_.featurizer.vector_width == 9
    assert judge.score(PAIRS, LABELS) > 0.9


def test_in_cross_validation_by_author() -> None:
    with few_iterations():
        found = cross_validate(
            StanceClassifier(encoder=None),
            PAIRS,
            LABELS,
            groups=AUTHORS,
            cv=GroupKFold(3),
            scoring="f1_macro",
            error_score="raise",
        )
        chances = cross_val_predict(
            StanceClassifier(encoder=None), PAIRS[:56], LABELS[:56], cv=2, method="predict_proba"
        )
    assert found["test_score"].min() > 0.6
    assert chances.shape == (56, 3)


def test_in_a_pipeline() -> None:
    shortened = FunctionTransformer(lambda pairs: [(one, other[:200]) for one, other in pairs])
    with few_iterations():
        judge = make_pipeline(shortened, StanceClassifier(encoder=None)).fit(PAIRS, LABELS)
    assert judge.predict(PAIRS[:2]).tolist() == LABELS[:2]
    assert judge.predict_proba(PAIRS[:2]).shape == (2, 3)


def test_a_fitted_one_can_be_sent_to_another_process(judge: StanceClassifier) -> None:
    sent = pickle.loads(pickle.dumps(judge))  # noqa: S301 - what was just written.
    assert (sent.predict_proba(PAIRS[:9]) == judge.predict_proba(PAIRS[:9])).all()


def test_what_cannot_be_learnt_is_refused(judge: StanceClassifier) -> None:
    with pytest.raises(NotFittedError):
        StanceClassifier().predict(PAIRS)
    for pairs, labels, message in (
        (PAIRS[:3], ["a", "b"], "as many labels"),
        (PAIRS[:3], ["a", "a", "a"], "two classes"),
        ([("Ett.", "Ja."), ("Två.",)], ["a", "b"], "pair 1 is not"),
        (["ab", "cd"], ["a", "b"], "pair 0 is not"),
    ):
        with pytest.raises(ValueError, match=message):
            StanceClassifier(encoder=None).fit(pairs, labels)
    with pytest.raises(ValueError, match="pair 0 is not"):
        judge.predict([("Ett.", None)])  # type: ignore[list-item]


def test_importing_the_package_imports_no_scikit_learn() -> None:
    code = "import sys, stance; print('sklearn' in sys.modules); stance.StanceClassifier"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
