"""When a verdict is sure: sets of labels that hold the right one as often as is said.

The promise is made for the answers of an author to come, and for each stance by itself. Pairs of
one author are alike, so authors count, not pairs (hierarchical conformal prediction): each author
has the same weight, and the author to come counts as one whose every answer falls outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from stance.classification.labels import Floats
from stance.errors import StanceError

DEFAULT_ERROR_RATE = 0.1
_ROUNDING = 1e-9
_DOUBTFUL = 2


@dataclass(frozen=True)
class LabelSets:
    """Which labels are possible.

    Attributes:
        thresholds: A label of at least this probability is in the set; one for each label.
        sure: A top probability below it is never sure.
    """

    thresholds: Floats
    sure: float = 0.0

    def need_review(self, chances: Floats) -> NDArray[np.bool_]:
        """Tell for each row of probabilities whether the set is anything but the top label."""
        held = chances >= self.thresholds
        top = chances.argmax(-1)
        alone = (held.sum(-1) == 1) & np.take_along_axis(held, top[..., None], -1)[..., 0]
        review: NDArray[np.bool_] = ~alone | (chances.max(-1) < self.sure)
        return review


@dataclass(frozen=True)
class HeldOut:
    """What was said of pairs by a model that had not seen their author.

    Attributes:
        chances: The calibrated probability of the true label of each pair.
        labels: The number of the true label.
        groups: The number of the author (or of what else was left out together).
    """

    chances: Floats
    labels: NDArray[np.int64]
    groups: NDArray[np.int64]

    def at(self, error_rate: float | None, labels: int) -> LabelSets:
        """Return the sets that miss the right label in so small a share of each label's cases.

        Args:
            error_rate: The share; None for the default.
            labels: How many labels there are. One without held-out pairs is in every set.

        Raises:
            StanceError: ``bad-error-rate`` when it is no share.
        """
        rate = checked(DEFAULT_ERROR_RATE if error_rate is None else error_rate)
        thresholds = [
            _threshold(self.chances[of_label], self.groups[of_label], rate)
            for of_label in (self.labels == label for label in range(labels))
        ]
        # Alone in its set, a label may still be unlikely: what is wrong more than twice as often as
        # was asked for is not sure.
        return LabelSets(np.array(thresholds, np.float32), max(0.0, 1 - _DOUBTFUL * rate))

    def without(self, group: int) -> HeldOut:
        """Return what is left without one author."""
        others = self.groups != group
        return HeldOut(self.chances[others], self.labels[others], self.groups[others])

    def share_held(self, error_rate: float, labels: int) -> dict[int, float]:
        """Return for each author how often sets made by the others hold the right label."""
        shares = {}
        for group in np.unique(self.groups).tolist():
            own = self.groups == group
            thresholds = self.without(group).at(error_rate, labels).thresholds
            shares[group] = float((self.chances[own] >= thresholds[self.labels[own]]).mean())
        return shares


@dataclass(frozen=True)
class FixedSets:
    """One threshold for one error rate: all that models of format 2 have.

    Attributes:
        threshold: Labels of at least this probability are in the set.
        error_rate: What it was made for.
        sure: A top probability below it is never sure.
    """

    threshold: float = 0.0
    error_rate: float = DEFAULT_ERROR_RATE
    sure: float = 0.0

    def at(self, error_rate: float | None, labels: int) -> LabelSets:
        """Return the sets.

        Raises:
            StanceError: ``bad-error-rate`` when it is no share; ``one-error-rate`` when the model
                was not made for it.
        """
        if error_rate is not None and abs(checked(error_rate) - self.error_rate) > _ROUNDING:
            raise StanceError(
                "one-error-rate",
                f"This model knows the error rate {self.error_rate:g} only.",
                "Train it again with `stance train`: new models know all of them.",
            )
        return LabelSets(np.full(labels, self.threshold, np.float32), self.sure)


Sets: TypeAlias = HeldOut | FixedSets


def checked(error_rate: float) -> float:
    """Return an error rate that is one.

    Raises:
        StanceError: ``bad-error-rate`` when it is not between 0 and 1.
    """
    if not 0 < error_rate < 1:
        raise StanceError(
            "bad-error-rate",
            f"{error_rate:g} is no error rate.",
            "Give a share between 0 and 1, such as 0.1.",
            exit_code=2,
        )
    return error_rate


def _threshold(chances: Floats, groups: NDArray[np.int64], error_rate: float) -> float:
    """Return the largest threshold that enough of the authors' weight reaches."""
    _, author, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    weights = 1 / ((len(sizes) + 1) * sizes[author])
    order = np.argsort(-chances, kind="stable")
    reached = np.cumsum(weights[order])
    first = int(np.searchsorted(reached, 1 - error_rate - _ROUNDING))
    return float(chances[order[first]]) if first < len(order) else 0.0
