from __future__ import annotations

import random

import pytest

from stance.evaluation.metrics import (
    accuracy,
    bootstrap_interval,
    confusion,
    expected_calibration_error,
    krippendorff_alpha,
    macro_f1,
    mean_interval,
    per_label,
    reliability,
    selective,
    stance_numbers,
)

TRUTH = ["a", "a", "a", "b", "b", "c"]
SAID = ["a", "a", "b", "b", "c", "c"]


def test_numbers_by_label() -> None:
    found = per_label(TRUTH, SAID)
    assert list(found) == ["a", "b", "c"]
    assert found["a"] == pytest.approx({"precision": 1.0, "recall": 2 / 3, "f1": 0.8, "n": 3})
    assert found["b"] == pytest.approx({"precision": 0.5, "recall": 0.5, "f1": 0.5, "n": 2})
    assert found["c"] == pytest.approx({"precision": 0.5, "recall": 1.0, "f1": 2 / 3, "n": 1})
    assert macro_f1(TRUTH, SAID) == pytest.approx((0.8 + 0.5 + 2 / 3) / 3)
    assert accuracy(TRUTH, SAID) == pytest.approx(4 / 6)


def test_chosen_labels_in_their_order() -> None:
    assert list(per_label(TRUTH, SAID, ["c", "a"])) == ["c", "a"]
    assert macro_f1(TRUTH, SAID, ["c", "a"]) == pytest.approx((0.8 + 2 / 3) / 2)
    assert macro_f1(["a"], ["a"], ["a", "z"]) == pytest.approx(0.5)
    assert per_label(["a"], ["a"], ["z"])["z"] == {
        "precision": 0.0,
        "recall": 0.0,
        "f1": 0.0,
        "n": 0,
    }


def test_confusion_has_true_labels_outside() -> None:
    assert confusion(TRUTH, SAID) == {
        "a": {"a": 2, "b": 1, "c": 0},
        "b": {"a": 0, "b": 1, "c": 1},
        "c": {"a": 0, "b": 0, "c": 1},
    }
    assert confusion(TRUTH, SAID, ["b"]) == {"b": {"b": 1}}


def test_the_same_numbers_as_scikit_learn() -> None:
    from sklearn import metrics

    rng = random.Random(1)  # noqa: S311
    for _ in range(5):
        truth = [rng.choice("abcd") for _ in range(40)]
        said = [rng.choice("abc") for _ in range(40)]
        labels = sorted({*truth, *said})
        assert macro_f1(truth, said) == pytest.approx(
            metrics.f1_score(truth, said, average="macro", zero_division=0)
        )
        assert accuracy(truth, said) == pytest.approx(metrics.accuracy_score(truth, said))
        table = confusion(truth, said)
        theirs = metrics.confusion_matrix(truth, said, labels=labels)
        assert [[table[one][other] for other in labels] for one in labels] == theirs.tolist()
        columns = metrics.precision_recall_fscore_support(
            truth, said, labels=labels, zero_division=0
        )
        ours = per_label(truth, said)
        for label, precision, recall, f1, n in zip(labels, *columns, strict=True):
            assert ours[label] == pytest.approx(
                {"precision": precision, "recall": recall, "f1": f1, "n": n}
            )


def test_alpha_of_the_published_examples() -> None:
    # Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", two observers, no missing
    # data: ten binary decisions, alpha 0.095; twelve nominal ones, alpha 0.692.
    assert krippendorff_alpha(list("0100000000"), list("1110010100")) == pytest.approx(
        0.095, abs=5e-4
    )
    one, other = list("aabbdcccedda"), list("babbbccceddd")
    assert krippendorff_alpha(one, other) == pytest.approx(0.692, abs=5e-4)


def test_alpha_at_its_ends() -> None:
    assert krippendorff_alpha(["a", "b"], ["a", "b"]) == 1.0
    assert krippendorff_alpha(["a", "a"], ["a", "a"]) == 1.0
    assert krippendorff_alpha([], []) == 0.0
    assert krippendorff_alpha(["a", "b"], ["b", "a"]) < 0
    assert krippendorff_alpha(TRUTH, SAID) == krippendorff_alpha(SAID, TRUTH)


def test_calibration_error_by_hand() -> None:
    # Bin 0.9: stated 0.95, right 0.5; bin 0.6: stated 0.6, right 1. Two pairs in each.
    found = expected_calibration_error([0.95, 0.95, 0.6, 0.6], [True, False, True, True])
    assert found == pytest.approx(0.5 * 0.45 + 0.5 * 0.4)
    assert expected_calibration_error([1.0, 1.0], [True, True]) == 0.0
    assert expected_calibration_error([0.0], [True]) == 1.0
    assert expected_calibration_error([], []) == 0.0
    # One wide bin: overstated and understated cancel.
    assert expected_calibration_error([0.8, 0.2], [True, False], bins=1) == pytest.approx(0.0)


def test_the_interval_is_drawn_by_group_and_is_the_same_each_time() -> None:
    groups = ["x", "x", "x", "y", "y", "y"]
    low, high = bootstrap_interval(accuracy, TRUTH, SAID, groups)
    assert (low, high) == bootstrap_interval(accuracy, TRUTH, SAID, groups)
    # Group x and group y have an accuracy of 2/3 each: no draw can differ.
    assert (low, high) == pytest.approx((2 / 3, 2 / 3))
    apart = bootstrap_interval(accuracy, TRUTH, SAID, ["x", "x", "y", "y", "y", "y"])
    assert apart == pytest.approx((0.5, 1.0))


def test_a_single_group_is_drawn_pair_by_pair() -> None:
    low, high = bootstrap_interval(accuracy, TRUTH, SAID, ["x"] * 6)
    assert 0 <= low < 4 / 6 < high <= 1
    narrow = bootstrap_interval(accuracy, TRUTH, SAID, ["x"] * 6, level=0.5)
    assert low <= narrow[0] <= narrow[1] <= high
    assert bootstrap_interval(accuracy, [], [], []) == (0.0, 0.0)


def test_labels_that_do_not_belong_together_are_refused() -> None:
    for measure in (accuracy, macro_f1, confusion, krippendorff_alpha):
        with pytest.raises(ValueError, match="as many"):
            measure(["a"], [])
    with pytest.raises(ValueError, match="as many"):
        expected_calibration_error([0.5], [])


def test_nothing_measured_is_nothing_right() -> None:
    found = stance_numbers([], [], [], [])
    assert (found["n"], found["accuracy"], found["macro_f1"]) == (0, 0.0, 0.0)


def test_the_numbers_of_the_contract() -> None:
    found = stance_numbers(TRUTH, SAID, [0.9] * 6, ["x", "y"] * 3)
    assert set(found) == {
        "n",
        "accuracy",
        "macro_f1",
        "per_label",
        "confusion",
        "alpha",
        "ece",
        "macro_f1_ci95",
    }
    low, high = found["macro_f1_ci95"]
    assert 0 <= low <= found["macro_f1"] <= high <= 1
    assert found["ece"] == pytest.approx(0.9 - 4 / 6)


def test_reliability_tells_how_sure_and_how_right_by_bin() -> None:
    rows = reliability([0.91, 0.99, 1.0, 0.42, 0.48], [True, True, False, False, True])
    assert rows == [
        {"from": 0.4, "to": 0.5, "n": 2, "stated": pytest.approx(0.45), "right": 0.5},
        {"from": 0.9, "to": 1.0, "n": 3, "stated": pytest.approx(2.9 / 3), "right": 2 / 3},
    ]
    assert reliability([], []) == []


def test_selective_keeps_the_surest_while_few_enough_are_wrong() -> None:
    stated = [0.9, 0.8, 0.7, 0.6, 0.5]
    rows = selective(stated, [True, True, False, True, True], errors=(0.0, 0.2, 0.34))
    assert [row["coverage"] for row in rows] == [0.4, 1.0, 1.0]
    assert [row["confidence"] for row in rows] == [0.8, 0.5, 0.5]
    assert [row["error"] for row in rows] == [0.0, 0.2, 0.34]


def test_verdicts_that_are_equally_sure_are_kept_together() -> None:
    rows = selective([0.9, 0.9, 0.4], [True, False, True], errors=(0.0, 0.5))
    assert [row["coverage"] for row in rows] == [0.0, 1.0]
    assert rows[0]["confidence"] == 1.0
    assert selective([], [], errors=(0.1,)) == [{"error": 0.1, "coverage": 0.0, "confidence": 1.0}]


def test_a_mean_has_an_interval_by_group() -> None:
    found = mean_interval([1.0, 1.0, 0.0, 0.0], ["x", "x", "y", "y"])
    assert found == {"value": 0.5, "ci95": [0.0, 1.0], "n": 4}
    assert mean_interval([2.0, 2.0], ["x", "y"])["ci95"] == [2.0, 2.0]
    assert mean_interval([], []) == {"value": 0.0, "ci95": [0.0, 0.0], "n": 0}
    with pytest.raises(ValueError, match="as many"):
        mean_interval([1.0], [])
