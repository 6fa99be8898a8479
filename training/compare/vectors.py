"""Methods that read sentence vectors, and ours."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.classification.features import normalised, passages_read
from stance.classification.pairs import Pair, exchange_from_pair
from stance.encoding import Encoder, load_encoder
from stance.training import fitted
from training.compare.words import Judge, Peer, stances

_SEED = 0
_AT_A_TIME = 64
_NEIGHBOURS = 15


def ours(encoder: str | None = None) -> Peer:
    """Return the method of ``stance train``, without the calibration of its probabilities."""

    def fit(pairs: Sequence[Pair]) -> Judge:
        parts = fitted(pairs, encoder=load_encoder(encoder), seed=_SEED)
        reader = parts.reader()
        labels = parts.head.labels.stances

        def judge(others: Sequence[Pair]) -> list[str]:
            found: list[str] = []
            for start in range(0, len(others), _AT_A_TIME):
                some = [exchange_from_pair(other) for other in others[start : start + _AT_A_TIME]]
                readings = reader.read(
                    [normalised(each.recommendation.plain) for each in some],
                    [[normalised(said.plain) for said in passages_read(each)] for each in some],
                )
                found += [labels[int(np.argmax(each.scores.stance))] for each in readings]
            return found

        return judge

    return Peer("ours", fit)


class Remembering:
    """An encoder that encodes each text once, and counts the seconds that this saves."""

    def __init__(self, name_or_dir: str | Path | None) -> None:
        """Say which encoder; it is loaded when it is needed."""
        self.owed = 0.0
        self._name = name_or_dir
        self._encoder: Encoder | None = None
        self._known: dict[str, tuple[NDArray[np.float32], float]] = {}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row for each text."""
        if self._encoder is None:
            self._encoder = load_encoder(self._name)
        new = sorted(set(texts) - self._known.keys(), key=len)
        begin = time.process_time()
        rows = self._encoder.encode(new)
        each = (time.process_time() - begin) / max(1, len(new))
        self.owed += sum(self._known[text][1] for text in set(texts) if text in self._known)
        self._known |= {text: (row, each) for text, row in zip(new, rows, strict=True)}
        return np.stack([self._known[text][0] for text in texts])


def on_vectors(
    name: str, name_or_dir: str | Path | None, model: str, *, sentences: bool = True
) -> Peer:
    """Return a method that reads a vector of the recommendation and the mean of the answer's.

    Args:
        name: As it stands in the table.
        name_or_dir: The encoder; None for the shipped one.
        model: ``logistic``, ``neighbours`` or ``boosting``.
        sentences: Whether to average the vectors of the answer's sentences; else the whole answer
            is encoded at once.
    """
    encoder = Remembering(name_or_dir)

    def fit(pairs: Sequence[Pair]) -> Judge:
        learner = _learner(model).fit(_features(pairs, encoder, sentences), stances(pairs))

        def judge(others: Sequence[Pair]) -> list[str]:
            found = learner.predict(_features(others, encoder, sentences))
            return [str(label) for label in found]

        return judge

    return Peer(name, fit, lambda: encoder.owed)


def _features(pairs: Sequence[Pair], encoder: Remembering, sentences: bool) -> NDArray[np.float32]:
    """Return for each pair both vectors, their product and their difference."""
    asked = encoder.encode([pair.recommendation for pair in pairs])
    said = [_said(pair, sentences) for pair in pairs]
    every = encoder.encode([text for texts in said for text in texts])
    ends = np.cumsum([0, *map(len, said)])
    answers = np.stack([every[start:end].mean(0) for start, end in pairwise(ends.tolist())])
    return np.concatenate([asked, answers, asked * answers, np.abs(asked - answers)], axis=1)


def _said(pair: Pair, sentences: bool) -> list[str]:
    if not sentences:
        return [pair.response]
    return [passage.plain for passage in exchange_from_pair(pair).response] or [""]


def _learner(model: str) -> Any:  # noqa: ANN401 - scikit-learn has no types.
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if model == "logistic":
        return make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=300))
    if model == "neighbours":
        return KNeighborsClassifier(_NEIGHBOURS, metric="cosine", algorithm="brute")
    return HistGradientBoostingClassifier(
        max_iter=60, max_leaf_nodes=15, max_features=0.2, random_state=_SEED
    )
