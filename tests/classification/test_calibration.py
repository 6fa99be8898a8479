from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stance.classification.calibration import Calibration, adapted, fit_calibration
from stance.classification.labels import Floats


def drawn(sharpness: float, rows: int = 600) -> tuple[Floats, Floats]:
    """Scores that are ``sharpness`` times too sure of labels that are drawn honestly."""
    rng = np.random.default_rng(0)
    honest = rng.normal(0, 1, (rows, 3)).astype(np.float32)
    chances = adapted(honest, 0.0, 0.0)
    truth = np.array([rng.choice(3, p=row / row.sum()) for row in chances.astype(np.float64)])
    return np.float32(sharpness) * honest, truth


@settings(max_examples=50, deadline=None)
@given(
    arrays(np.float32, (4, 3), elements=st.floats(-200, 0, width=32)),
    st.floats(-1.5, 1.5),
    st.floats(-2.0, 2.0),
)
def test_probabilities_sum_to_one_and_keep_the_order(
    scores: Floats, sharpness: float, adaptation: float
) -> None:
    found = Calibration(sharpness, adaptation).probabilities(scores)
    assert found.sum(1) == pytest.approx(np.ones(4), abs=1e-5)
    assert (found >= 0).all()
    # Equal by rounding or not, the likeliest stays the likeliest.
    assert (found[np.arange(4), scores.argmax(1)] == found.max(1)).all()


def test_no_labels_have_no_probabilities() -> None:
    assert Calibration().probabilities(np.zeros(0, np.float32)).size == 0


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 2.5])
def test_the_fit_undoes_too_much_sureness(sharpness: float) -> None:
    scores, truth = drawn(sharpness)
    fitted = fit_calibration(scores, truth.astype(np.int64))
    found, honest = fitted.probabilities(scores), adapted(scores / sharpness, 0.0, 0.0)
    assert float(np.abs(found - honest).mean()) < 0.05


def test_open_answers_may_be_made_surer_while_sure_ones_are_not() -> None:
    scores = np.log(np.array([[0.9, 0.05, 0.05], [0.4, 0.3, 0.3]], np.float32))
    found = adapted(scores, -0.3, 0.8)
    assert found[0, 0] < 0.9
    assert found[1, 0] > 0.4


def test_the_fit_is_bounded_even_for_perfect_and_for_hopeless_scores() -> None:
    scores = np.log(np.array([[0.999, 0.001], [0.001, 0.999]] * 20, np.float32))
    truth = np.array([0, 1] * 20)
    for labels in (truth, 1 - truth):
        fitted = fit_calibration(scores, labels)
        assert abs(fitted.sharpness) <= 1.5
        assert abs(fitted.adaptation) <= 2.0


def test_the_config_keeps_the_numbers() -> None:
    calibration = Calibration(-0.3, 0.8)
    assert Calibration.from_json(calibration.as_json()) == calibration
