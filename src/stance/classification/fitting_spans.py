"""Learning to find the spans of a commitment from gold spans. Only training imports this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from stance.classification.pairs import Pair
from stance.classification.tagging import SpanTagger, Tokens, tokens_of
from stance.schema import Exchange, Passage, Span

_INVERSE_L2 = 0.3
_ITERATIONS = 200
_FEWEST = 20
_THRESHOLDS = {"measure": -1e9, "responsible": -4.0}
FIELDS = tuple(_THRESHOLDS)


class SpanLessons:
    """Sentences that bear a commitment, cut and described once for all folds."""

    def __init__(self, pairs: Sequence[Pair], exchanges: Sequence[Exchange]) -> None:
        """Find the sentences.

        Args:
            pairs: Labelled pairs.
            exchanges: The same as exchanges.
        """
        self._lessons = {field: _Lessons.of(pairs, exchanges, field) for field in FIELDS}

    def taggers(self, places: Sequence[int]) -> dict[str, SpanTagger]:
        """Fit a tagger for each kind of span that enough of the pairs at some places have."""
        taggers = {}
        for field, lessons in self._lessons.items():
            tagger = None if lessons is None else lessons.tagger(places, _THRESHOLDS[field])
            if tagger is not None:
                taggers[field] = tagger
        return taggers


class _Lessons:
    """The sentences for one kind of span.

    Attributes:
        owners: The place of the pair of each token.
        bears: For each pair whether a sentence of it has the span.
        rows: The features of each token (tokens, features), 1 or 0.
        names: Those of the features, ascending.
        targets: Whether each token begins a span, is in it, ends it.
    """

    def __init__(
        self,
        owners: NDArray[np.int64],
        bears: NDArray[np.bool_],
        described: Sequence[Sequence[str]],
        targets: NDArray[np.bool_],
    ) -> None:
        from sklearn.feature_extraction.text import CountVectorizer

        self.owners, self.bears, self.targets = owners, bears, targets
        counter = CountVectorizer(analyzer=lambda names: names, binary=True, dtype=np.float64)
        self.rows = counter.fit_transform(described).tocsr()
        self.names = counter.get_feature_names_out()

    @classmethod
    def of(
        cls, pairs: Sequence[Pair], exchanges: Sequence[Exchange], field: str
    ) -> _Lessons | None:
        """Find the sentences; None where there are none."""
        owners: list[int] = []
        bears = np.zeros(len(pairs), bool)
        described: list[tuple[str, ...]] = []
        targets: list[tuple[bool, bool, bool]] = []
        for place, (pair, exchange) in enumerate(zip(pairs, exchanges, strict=True)):
            for tokens, gold in _examples(pair, exchange, field):
                bears[place] |= gold is not None
                described += tokens.features()
                targets += _targets(tokens, gold)
                owners += [place] * len(tokens.words)
        return cls(np.array(owners), bears, described, np.array(targets)) if owners else None

    def tagger(self, places: Sequence[int], threshold: float) -> SpanTagger | None:
        """Fit a tagger; None where there is too little to learn from.

        The gold marks all words or none, or few pairs have a span.
        """
        from sklearn.linear_model import LogisticRegression

        chosen = np.isin(self.owners, places)
        rows, targets = self.rows[chosen], self.targets[chosen].T
        few = self.bears[list(places)].sum() < _FEWEST
        if few or any(target.all() or not target.any() for target in targets):
            return None
        kept = np.flatnonzero(rows.sum(0).A1 > 1)
        rows = rows[:, kept]
        weights, bias = [], []
        for target in targets:
            model = LogisticRegression(C=_INVERSE_L2, max_iter=_ITERATIONS).fit(rows, target)
            weights.append(model.coef_[0])
            bias.append(float(model.intercept_[0]))
        index = {name: column for column, name in enumerate(self.names[kept].tolist())}
        return SpanTagger(index, _half(np.stack(weights, 1)), _half(np.array(bias)), threshold)


def _examples(pair: Pair, exchange: Exchange, field: str) -> Iterator[tuple[Tokens, Span | None]]:
    """Yield the sentences of a pair that bear its commitment, with the gold span in them."""
    if not pair.measure:
        return
    at = pair.response.find(pair.measure)
    for passage in exchange.response:
        bears = passage.start <= at < passage.end
        gold = _place(passage, getattr(pair, field))
        if gold is not None or bears:
            yield tokens_of(passage.plain), gold
            if gold is not None:
                return


def _targets(tokens: Tokens, gold: Span | None) -> list[tuple[bool, bool, bool]]:
    """Return for each token whether it begins the span, is in it, ends it."""
    inside = [gold is not None and gold[0] <= start < gold[1] for start, _ in tokens.spans]
    around = [False, *inside, False]
    return [
        (here and not around[number], here, here and not around[number + 2])
        for number, here in enumerate(inside)
    ]


def _place(passage: Passage, words: str | None) -> Span | None:
    """Return where words of the passage's text stand in its plain text."""
    start = passage.text.find(words) if words else -1
    if words is None or start < 0:
        return None
    if passage.offsets is None:
        return start, start + len(words)
    inside = [
        place
        for place, source in enumerate(passage.offsets[:-1])
        if start <= source < start + len(words)
    ]
    return (inside[0], inside[-1] + 1) if inside else None


def _half(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Round as the model folder does, so that a saved model is the same one."""
    return values.astype(np.float16).astype(np.float32)
