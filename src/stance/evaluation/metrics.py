"""How good predictions are: the measures, on labels and probabilities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BINS = 10
_DRAWS = 500
_ERRORS = (0.05, 0.1, 0.2)


def accuracy(truth: Sequence[str], predicted: Sequence[str]) -> float:
    """Return the share of right labels; 0 when there are none."""
    _check(truth, predicted)
    if not truth:
        return 0.0
    return sum(one == other for one, other in zip(truth, predicted, strict=True)) / len(truth)


def per_label(
    truth: Sequence[str], predicted: Sequence[str], labels: Sequence[str] | None = None
) -> dict[str, dict[str, float]]:
    """Return precision, recall, f1 and n (true cases) of each label.

    Args:
        truth: The true labels.
        predicted: The predicted labels.
        labels: Which labels, in which order; by default all that occur, sorted.
    """
    _check(truth, predicted)
    numbers: dict[str, dict[str, float]] = {}
    for label in labels if labels is not None else sorted({*truth, *predicted}):
        right = sum(one == other == label for one, other in zip(truth, predicted, strict=True))
        said = sum(one == label for one in predicted)
        true = sum(one == label for one in truth)
        numbers[label] = {
            "precision": right / said if said else 0.0,
            "recall": right / true if true else 0.0,
            "f1": 2 * right / (said + true) if said + true else 0.0,
            "n": true,
        }
    return numbers


def macro_f1(
    truth: Sequence[str], predicted: Sequence[str], labels: Sequence[str] | None = None
) -> float:
    """Return the mean f1 of the labels that occur in truth or prediction (or of ``labels``)."""
    numbers = per_label(truth, predicted, labels)
    return sum(each["f1"] for each in numbers.values()) / len(numbers) if numbers else 0.0


def confusion(
    truth: Sequence[str], predicted: Sequence[str], labels: Sequence[str] | None = None
) -> dict[str, dict[str, int]]:
    """Return counts: true label, then predicted label."""
    _check(truth, predicted)
    names = labels if labels is not None else sorted({*truth, *predicted})
    counts = {one: dict.fromkeys(names, 0) for one in names}
    for one, other in zip(truth, predicted, strict=True):
        if one in counts and other in counts[one]:
            counts[one][other] += 1
    return counts


def krippendorff_alpha(truth: Sequence[str], predicted: Sequence[str]) -> float:
    """Return Krippendorff's alpha of two sources of nominal labels, none missing.

    1 is full agreement, 0 is what chance gives. When only one label occurs there is nothing to
    disagree on, and alpha is 1.
    """
    _check(truth, predicted)
    values = 2 * len(truth)
    if not values:
        return 0.0
    counts = [sum(each == label for each in (*truth, *predicted)) for label in {*truth, *predicted}]
    if len(counts) == 1:
        return 1.0
    disagreed = 2 * sum(one != other for one, other in zip(truth, predicted, strict=True))
    expected = (values * values - sum(count * count for count in counts)) / (values - 1)
    return 1 - disagreed / expected


def expected_calibration_error(
    confidences: Sequence[float], right: Sequence[bool], bins: int = _BINS
) -> float:
    """Return the mean gap between stated probability and share of right, in bins of equal width."""
    rows = reliability(confidences, right, bins)
    return sum(row["n"] * abs(row["stated"] - row["right"]) for row in rows) / max(1, len(right))


def bootstrap_interval(
    measure: Callable[[Sequence[str], Sequence[str]], float],
    truth: Sequence[str],
    predicted: Sequence[str],
    groups: Sequence[str],
    *,
    draws: int = _DRAWS,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the interval of a measure when whole groups are drawn with replacement.

    Pairs of one author (or document) are alike, so they are drawn together; with a single group
    there is nothing to draw from, and single pairs are drawn.

    Args:
        measure: From true and predicted labels to a number.
        truth: The true labels.
        predicted: The predicted labels.
        groups: The group of each pair.
        draws: How many samples.
        level: The share of samples inside the interval.
        seed: The same seed gives the same interval.
    """
    _check(truth, predicted)
    one, other = np.array(truth, object), np.array(predicted, object)
    return _interval(
        lambda places: measure(list(one[places]), list(other[places])), groups, draws, level, seed
    )


def mean_interval(
    values: Sequence[float], groups: Sequence[str], *, level: float = 0.95, seed: int = 0
) -> dict[str, Any]:
    """Return the mean of some values as ``value``, with its interval ``ci95`` and their ``n``.

    Whole groups are drawn, see ``bootstrap_interval``.
    """
    if len(values) != len(groups):
        raise ValueError("as many values as groups are needed")
    each = np.array(values, np.float64)
    interval = _interval(lambda places: float(each[places].mean()), groups, _DRAWS, level, seed)
    return {
        "value": float(each.mean()) if len(each) else 0.0,
        "ci95": list(interval),
        "n": len(each),
    }


def reliability(
    confidences: Sequence[float], right: Sequence[bool], bins: int = _BINS
) -> list[dict[str, float]]:
    """Return, for bins of equal width, how sure the verdicts are and how many are right.

    Each row has ``from``, ``to``, ``n``, ``stated`` (mean probability) and ``right`` (share).
    """
    _check_outcomes(confidences, right)
    stated, true = np.array(confidences, np.float64), np.array(right, np.float64)
    place = np.minimum((stated * bins).astype(int), bins - 1)
    rows = []
    for number in range(bins):
        inside = place == number
        if inside.any():
            rows.append(
                {
                    "from": number / bins,
                    "to": (number + 1) / bins,
                    "n": int(inside.sum()),
                    "stated": float(stated[inside].mean()),
                    "right": float(true[inside].mean()),
                }
            )
    return rows


def selective(
    confidences: Sequence[float], right: Sequence[bool], errors: Sequence[float] = _ERRORS
) -> list[dict[str, float]]:
    """Return the largest share of verdicts, the surest first, in which few enough are wrong.

    Each row has the ``error`` allowed, the ``coverage`` and the ``confidence`` from which on
    verdicts are in it. It looks at the outcomes: what could be kept, not what is guaranteed.
    """
    _check_outcomes(confidences, right)
    order = np.argsort(-np.array(confidences, np.float64), kind="stable")
    stated = np.array(confidences, np.float64)[order]
    wrong = np.cumsum(~np.array(right, bool)[order])
    taken = np.arange(1, len(order) + 1)
    # Verdicts that are equally sure are in it together or not at all.
    whole = np.append(stated[1:] != stated[:-1], True)[: len(order)]
    rows = []
    for error in errors:
        kept = np.flatnonzero(whole & (wrong <= error * taken))
        last = int(kept[-1]) if len(kept) else -1
        rows.append(
            {
                "error": error,
                "coverage": (last + 1) / len(order) if len(order) else 0.0,
                "confidence": float(stated[last]) if last >= 0 else 1.0,
            }
        )
    return rows


def stance_numbers(
    truth: Sequence[str],
    predicted: Sequence[str],
    confidences: Sequence[float],
    groups: Sequence[str],
    labels: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Return the numbers of the contract for one set of predictions."""
    right = [one == other for one, other in zip(truth, predicted, strict=True)]
    interval = bootstrap_interval(
        lambda one, other: macro_f1(one, other, labels), truth, predicted, groups
    )
    numbers: Mapping[str, Any] = {
        "n": len(truth),
        "accuracy": accuracy(truth, predicted),
        "macro_f1": macro_f1(truth, predicted, labels),
        "per_label": per_label(truth, predicted, labels),
        "confusion": confusion(truth, predicted, labels),
        "alpha": krippendorff_alpha(truth, predicted),
        "ece": expected_calibration_error(confidences, right),
        "macro_f1_ci95": list(interval),
    }
    return dict(numbers)


def _interval(
    measure: Callable[[NDArray[np.int64]], float],
    groups: Sequence[str],
    draws: int,
    level: float,
    seed: int,
) -> tuple[float, float]:
    """Return the interval of a measure of the places that are drawn, whole groups at a time."""
    if not groups:
        return (0.0, 0.0)
    members = _members(groups)
    if len(members) == 1:
        members = [np.array([place]) for place in range(len(groups))]
    random = np.random.default_rng(seed)
    values = []
    for _ in range(draws):
        chosen = random.integers(0, len(members), len(members))
        values.append(measure(np.concatenate([members[number] for number in chosen])))
    tail = (1 - level) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return (float(low), float(high))


def _members(groups: Sequence[str]) -> list[NDArray[np.int64]]:
    names = np.array(groups)
    return [np.flatnonzero(names == name) for name in sorted(set(groups))]


def _check(truth: Sequence[str], predicted: Sequence[str]) -> None:
    if len(truth) != len(predicted):
        raise ValueError("as many predicted labels as true ones are needed")


def _check_outcomes(confidences: Sequence[float], right: Sequence[bool]) -> None:
    if len(confidences) != len(right):
        raise ValueError("as many confidences as outcomes are needed")
