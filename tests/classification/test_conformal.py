from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from stance.classification.conformal import FixedSets, HeldOut, LabelSets, Sets
from stance.classification.labels import Floats
from stance.errors import StanceError

LABELS = 3


def authors(
    rng: np.random.Generator, count: int
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Draw probabilities and true labels by authors who differ, some of whom wrote far more."""
    rows, truths, groups = [], [], []
    for author in range(count):
        # The prolific are the easy ones: pairs counted one by one promise too much.
        easy = rng.random() < 0.3
        size = 80 if easy else 8
        sharpness = 3.0 if easy else rng.uniform(0.0, 1.5)
        truth = rng.integers(0, LABELS, size)
        scores = rng.normal(0, 1, (size, LABELS))
        scores[np.arange(size), truth] += sharpness
        chances = np.exp(scores)
        rows.append(chances / chances.sum(1, keepdims=True))
        truths.append(truth)
        groups += [author] * size
    return (
        np.concatenate(rows).astype(np.float32),
        np.concatenate(truths),
        np.array(groups, np.int64),
    )


def held_out(chances: Floats, truth: NDArray[np.int64], groups: NDArray[np.int64]) -> HeldOut:
    return HeldOut(chances[np.arange(len(truth)), truth], truth, groups)


@pytest.mark.parametrize("error_rate", [0.1, 0.2])
def test_new_authors_find_the_right_label_in_the_set_as_often_as_promised(
    error_rate: float,
) -> None:
    rng = np.random.default_rng(0)
    shares: list[float] = []
    by_label: list[list[float]] = [[] for _ in range(LABELS)]
    one_by_one = []
    for _ in range(60):
        known = held_out(*authors(rng, 40))
        sets = known.at(error_rate, LABELS)
        pooled = float(np.quantile(known.chances, error_rate))
        chances, truth, groups = authors(rng, 40)
        own = chances[np.arange(len(truth)), truth]
        for author in range(40):
            theirs = groups == author
            shares.append(float((own[theirs] >= sets.thresholds[truth[theirs]]).mean()))
            one_by_one.append(float((own[theirs] >= pooled).mean()))
        for label in range(LABELS):
            of_label = [
                float((own[mine] >= sets.thresholds[label]).mean())
                for author in range(40)
                if (mine := (groups == author) & (truth == label)).any()
            ]
            by_label[label].append(float(np.mean(of_label)))
    assert np.mean(shares) >= 1 - error_rate
    # For each label by itself, too; and not by holding everything.
    assert all(np.mean(each) >= 1 - error_rate for each in by_label)
    assert np.mean(shares) < 1 - error_rate / 2
    # Pairs that are counted as if they had no authors do not keep the promise.
    assert np.mean(one_by_one) < 1 - error_rate - 0.02


def test_a_smaller_error_rate_holds_more_labels() -> None:
    known = held_out(*authors(np.random.default_rng(1), 60))
    thresholds = [known.at(rate, LABELS).thresholds for rate in (0.05, 0.1, 0.2, 0.4)]
    assert all((one <= other).all() for one, other in pairwise(thresholds))
    assert (thresholds[0] < thresholds[-1]).all()
    assert (known.at(None, LABELS).thresholds == known.at(0.1, LABELS).thresholds).all()


def test_with_too_few_authors_nothing_is_excluded() -> None:
    chances, groups = np.full(90, 0.9, np.float32), np.arange(90) % 9
    labels = np.zeros(90, np.int64)
    # With nine authors the one to come is a tenth of the weight.
    assert HeldOut(chances, labels, groups).at(0.1, 1).thresholds == pytest.approx([0.9])
    assert HeldOut(chances, labels, groups).at(0.09, 1).thresholds.tolist() == [0.0]
    nothing = HeldOut(chances[:0], labels[:0], groups[:0])
    assert nothing.at(0.5, 2).thresholds.tolist() == [0.0, 0.0]
    # A label that no pair has is never excluded.
    assert HeldOut(chances, labels, groups).at(0.2, 2).thresholds[1] == 0.0


def test_each_author_counts_once() -> None:
    chances = np.array([0.9] * 19 + [0.2] * 100, np.float32)
    groups = np.array([*range(19), *[19] * 100])
    labels = np.zeros(119, np.int64)
    assert HeldOut(chances, labels, groups).at(0.1, 1).thresholds == pytest.approx([0.9])
    assert HeldOut(chances, labels, groups).at(0.09, 1).thresholds == pytest.approx([0.2])


def test_what_others_promise_is_measured_on_each_author() -> None:
    known = held_out(*authors(np.random.default_rng(2), 50))
    shares = known.share_held(0.1, LABELS)
    assert list(shares) == list(range(50))
    assert 0.85 < np.mean(list(shares.values())) <= 1
    assert len(known.without(3).chances) == (known.groups != 3).sum()


@pytest.mark.parametrize(
    ("probabilities", "review"),
    [
        ((0.8, 0.15, 0.05), False),
        ((0.7, 0.25, 0.05), True),  # Two labels are possible.
        ((0.55, 0.19, 0.19), True),  # One is, but it is not likely.
        ((0.6, 0.2, 0.2), True),  # The threshold itself counts.
        ((0.15, 0.15, 0.15), True),  # None is.
    ],
)
def test_when_a_person_should_look(probabilities: tuple[float, ...], review: bool) -> None:
    sets = LabelSets(np.array([0.2, 0.2, 0.2], np.float32), sure=0.58)
    chances = np.array([probabilities], np.float32)
    assert sets.need_review(chances).tolist() == [review]


def test_a_verdict_that_is_not_the_one_possible_label_is_reviewed() -> None:
    sets = LabelSets(np.array([0.9, 0.2], np.float32))
    assert sets.need_review(np.array([[0.7, 0.3]], np.float32)).tolist() == [True]
    assert sets.need_review(np.array([[0.95, 0.05]], np.float32)).tolist() == [False]


def test_old_models_know_one_error_rate() -> None:
    sets = FixedSets(0.12, 0.1, 0.4)
    assert sets.at(None, 2).thresholds == pytest.approx([0.12, 0.12])
    assert sets.at(0.1, 2).sure == 0.4
    with pytest.raises(StanceError) as caught:
        sets.at(0.2, 2)
    assert caught.value.code == "one-error-rate"


@settings(max_examples=30, deadline=None)
@given(st.one_of(st.floats(max_value=0), st.floats(min_value=1), st.just(float("nan"))))
def test_what_is_no_error_rate_is_refused(rate: float) -> None:
    known = held_out(*authors(np.random.default_rng(3), 3))
    sets: tuple[Sets, ...] = (known, FixedSets())
    for each in sets:
        with pytest.raises(StanceError) as caught:
            each.at(rate, LABELS)
        assert (caught.value.code, caught.value.exit_code) == ("bad-error-rate", 2)


def test_what_is_wrong_more_than_twice_as_often_as_asked_for_is_not_sure() -> None:
    # Each label of its own cases is always likely, so none but the top is ever in a set.
    held_out = HeldOut(np.full(300, 0.9, np.float32), np.arange(300) % 3, np.arange(300))
    chances = np.array([[0.85, 0.1, 0.05], [0.91, 0.05, 0.04]], np.float32)
    assert held_out.at(0.1, 3).sure == pytest.approx(0.8)
    assert held_out.at(0.1, 3).need_review(chances).tolist() == [True, False]
    likely = LabelSets(np.full(3, 0.3, np.float32), held_out.at(0.1, 3).sure)
    rows = np.array([[0.79, 0.11, 0.1], [0.81, 0.1, 0.09]], np.float32)
    assert likely.need_review(rows).tolist() == [True, False]
    assert held_out.at(0.6, 3).sure == 0
