from __future__ import annotations

import numpy as np
import pytest
from benchmarks.shares import WORLDS, draw_archive, draw_sample, sample_of, simulate, sums_of
from numpy.typing import NDArray

from stance.archive.summary.correction import Sample, correct, post_stratified
from stance.archive.summary.intervals import Sums

Floats = NDArray[np.float64]


def sample(truth: list[float], scores: list[float]) -> Sample:
    """Exchanges that are each a document of their own."""
    count = len(truth)
    return Sample(
        np.arange(count),
        np.array(truth),
        np.array(scores),
        np.array(scores),
        np.ones(count),
    )


def singles(hits: int, total: int) -> Sums:
    return Sums(total, total, total, hits, hits, hits)


def test_without_weight_it_is_the_sample_alone() -> None:
    found = correct(sample([1, 0] * 20, [1, 1] * 20), singles(700, 1000), weight=0)
    assert found is not None
    assert found.corrected.value == found.alone.value == 0.5


def test_with_full_weight_the_mean_error_is_taken_off() -> None:
    truth, scores = [1.0, 0, 0, 0] * 10, [1.0, 1, 0, 0] * 10
    found = correct(sample(truth, scores), singles(600, 1000), weight=1)
    assert found is not None
    assert found.corrected.value == pytest.approx(0.6 - 0.25)


def test_a_useless_classifier_has_no_say() -> None:
    found = correct(sample([1, 0, 1, 0] * 25, [1, 1, 0, 0] * 25), singles(900, 1000))
    assert found is not None
    assert found.weight < 0.05
    assert found.corrected.value == pytest.approx(0.5, abs=0.02)


def test_a_good_classifier_narrows_the_interval() -> None:
    truth = [1.0] * 30 + [0.0] * 70
    scores = [1.0] * 29 + [0.0] * 71
    found = correct(sample(truth, scores), singles(30_000, 100_000))
    assert found is not None
    assert found.narrower > 0.5
    assert found.corrected.low < 0.31 < found.corrected.high


def test_a_sample_without_an_error_does_not_prove_a_perfect_classifier() -> None:
    labels = [1.0] * 10 + [0.0] * 30
    found = correct(sample(labels, labels), singles(25_000, 100_000))
    assert found is not None
    assert found.corrected.width > 0.08


def test_it_stays_within_shares() -> None:
    found = correct(sample([0.0] * 30, [0.0] * 20 + [1.0] * 10), singles(0, 1000), weight=1)
    assert found is not None
    assert found.corrected.value == found.corrected.low == 0
    assert 0 < found.corrected.high < 1


def test_a_sample_of_one_document_is_none() -> None:
    one = Sample(np.zeros(3, int), np.ones(3), np.ones(3), np.array([3.0]), np.array([3.0]))
    assert correct(one, singles(5, 10)) is None


def test_tuned_and_of_verdicts_it_is_post_stratification() -> None:
    chance = np.random.default_rng(2)
    world = WORLDS[0]
    archive = draw_archive(world, chance)
    places = draw_sample(world, archive, chance)
    truth, verdict = archive.truth[places], archive.verdict[places]
    slope = float(truth[verdict == 1].mean() - truth[verdict == 0].mean())
    sums = sums_of(archive, archive.verdict)
    found = correct(sample_of(archive, places, archive.verdict), sums, weight=slope)
    expected = post_stratified(
        [(sums.share, list(truth[verdict == 1])), (1 - sums.share, list(truth[verdict == 0]))]
    )
    assert found is not None
    assert found.corrected.value == pytest.approx(expected)


@pytest.mark.parametrize("name", ["no shift", "shift", "shift, whole documents"])
def test_intervals_hold_the_true_share_as_often_as_they_say(name: str) -> None:
    (world,) = (each for each in WORLDS if each.name == name)
    found = simulate(world, 150, 5, quick=True)
    assert 0.9 <= found["PPI++"][0] <= 1
    assert 0.9 <= found["sample alone"][0] <= 1
    assert found["PPI++"][1] < found["sample alone"][1]
    if "shift" in name and "no" not in name:
        assert found["classifier"][0] < 0.05
