"""The judge as a scikit-learn estimator: any labels, on pairs of a recommendation and a response.

from sklearn.model_selection import cross_validate
from stance import StanceClassifier

cross_validate(StanceClassifier(), pairs, labels, groups=authors, cv=GroupKFold(5))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from stance.classification.features import normalised, passages_read
from stance.classification.pairs import Pair, exchange_from_pair
from stance.encoding import Encoder, shared_encoder
from stance.training import fitted

_AT_A_TIME = 64


class StanceClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Learns labels of (recommendation, response) as ``stance train`` learns stances.

    The same pairs, labels and seed give the same weights. Probabilities are not calibrated; put
    the estimator into ``sklearn.calibration.CalibratedClassifierCV`` for that.

    Args:
        encoder: The sentence encoder: its name or folder, an encoder, or None to read n-grams
            only. Names and folders are loaded when fitting begins.
        seed: Of the order in which pairs are learnt from.

    Attributes:
        classes_: The labels, sorted.
        n_features_in_: 2, a recommendation and a response.
    """

    def __init__(self, encoder: str | Encoder | None = "encoder-sv", seed: int = 0) -> None:
        """Keep the parameters as they are."""
        self.encoder = encoder
        self.seed = seed

    def fit(self, X: Sequence[Sequence[str]], y: Sequence[Any]) -> Self:  # noqa: N803
        """Learn from pairs and their labels.

        Raises:
            ValueError: When there are not as many labels as pairs, when there is but one label,
                or when something is no pair of two texts.
        """
        pairs = _pairs(X)
        labels = np.asarray(y)
        if labels.shape != (len(pairs),):
            raise ValueError(f"{len(pairs)} pairs need as many labels, not {labels.shape}")
        self.classes_, numbers = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("at least two classes are needed to learn from")
        width = len(str(len(self.classes_)))
        labelled = [
            # Numbers, so that labels of any kind keep the order of ``classes_``.
            Pair(recommendation, response, stance=f"{number:0{width}}")
            for (recommendation, response), number in zip(pairs, numbers.tolist(), strict=True)
        ]
        encoder = shared_encoder(self.encoder) if isinstance(self.encoder, str) else self.encoder
        self.parts_ = fitted(labelled, encoder=encoder, seed=self.seed)
        self.n_features_in_ = 2
        return self

    def predict_proba(self, X: Sequence[Sequence[str]]) -> NDArray[np.float64]:  # noqa: N803
        """Return one row of probabilities for each pair, in the order of ``classes_``."""
        check_is_fitted(self, "parts_")
        reader = self.parts_.reader()
        pairs = _pairs(X)
        found = np.zeros((len(pairs), len(self.classes_)))
        for start in range(0, len(pairs), _AT_A_TIME):
            some = [exchange_from_pair(Pair(*pair)) for pair in pairs[start : start + _AT_A_TIME]]
            readings = reader.read(
                [normalised(each.recommendation.plain) for each in some],
                [[normalised(said.plain) for said in passages_read(each)] for each in some],
            )
            for number, reading in enumerate(readings, start):
                found[number] = np.exp(reading.scores.stance)
        shares: NDArray[np.float64] = found / found.sum(1, keepdims=True)
        return shares

    def predict(self, X: Sequence[Sequence[str]]) -> NDArray[Any]:  # noqa: N803
        """Return the likeliest label of each pair."""
        chances = self.predict_proba(X)
        labels: NDArray[Any] = self.classes_[chances.argmax(1)]
        return labels

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - scikit-learn has no types.
        """Say that it takes pairs of texts, not a table of numbers."""
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        return tags


def _pairs(given: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    pairs = []
    for number, pair in enumerate(given):
        parts = () if isinstance(pair, str) else tuple(pair)
        if len(parts) != 2 or not all(isinstance(part, str) for part in parts):
            raise ValueError(f"pair {number} is not a recommendation and a response")
        pairs.append((str(parts[0]), str(parts[1])))
    return pairs
