from __future__ import annotations

import random

import pytest
from sklearn.metrics import cohen_kappa_score

from stance.evaluation.metrics import krippendorff_alpha as alpha_of_two
from stance.review.agreement import agreement_of, cohen_kappa, krippendorff_alpha
from stance.review.label import Label

_AGREES = Label("agrees", None, "concrete")
_PARTLY = Label("partly_agrees", None, "vague")
_REJECTS = Label("deflects", "rejects", "none")
_NOTES = Label("deflects", "notes_only", "none")


@pytest.fixture
def labels() -> tuple[list[str], list[str]]:
    rng = random.Random(7)  # noqa: S311
    first = [rng.choice("abc") for _ in range(60)]
    second = [each if rng.random() < 0.7 else rng.choice("abc") for each in first]
    return first, second


def test_kappa_is_that_of_others(labels: tuple[list[str], list[str]]) -> None:
    assert cohen_kappa(*labels) == pytest.approx(cohen_kappa_score(*labels))
    assert cohen_kappa(["a"], ["a"]) == 1
    assert cohen_kappa(["a", "b"], ["b", "a"]) == pytest.approx(-1)
    assert cohen_kappa([], []) == 0
    with pytest.raises(ValueError, match="as many"):
        cohen_kappa(["a"], [])


def test_alpha_of_two_is_that_of_the_evaluation(labels: tuple[list[str], list[str]]) -> None:
    units = list(zip(*labels, strict=True))
    assert krippendorff_alpha(units) == pytest.approx(alpha_of_two(*labels))


def test_alpha_takes_any_number_of_labels() -> None:
    # Krippendorff's own example of nominal data by four observers, with gaps: 0.743.
    observers = (
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    )
    columns = zip(*(row.split() for row in observers), strict=True)
    units = [[label for label in column if label != "."] for column in columns]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=0.001)
    assert krippendorff_alpha([["a"], ["b"]]) == 0  # Nobody shares anything.
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]) == 1


def test_reviewers_are_compared_question_by_question() -> None:
    found = agreement_of(
        {
            "one": {"anna": _AGREES, "bo": _AGREES},
            "two": {"anna": _AGREES, "bo": _PARTLY},
            "three": {"anna": _REJECTS, "bo": _NOTES},
            "four": {"anna": _REJECTS, "bo": _PARTLY},
            "alone": {"anna": _REJECTS},
        }
    )
    assert found.items == 4
    by_question = {each.question: each for each in found.comparisons}
    stance, reason = by_question["stance"], by_question["reason"]
    assert (stance.first, stance.second, stance.items, stance.same) == ("anna", "bo", 4, 2)
    assert [each.item for each in stance.differing] == ["two", "four"]
    # Reasons are compared where both have one.
    assert (reason.items, reason.same) == (1, 0)
    assert set(found.alphas) == {"stance", "reason", "commitment"}


def test_without_shared_exchanges_there_is_no_agreement() -> None:
    found = agreement_of({"one": {"anna": _AGREES}})
    assert found.items == 0
    assert found.comparisons == ()
