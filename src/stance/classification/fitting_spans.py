"""Learning to find the spans of a commitment from gold spans. Only training imports this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

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


def fit_taggers(pairs: Sequence[Pair], exchanges: Sequence[Exchange]) -> dict[str, SpanTagger]:
    """Fit a tagger for each kind of span that enough pairs have."""
    taggers = {}
    for field in FIELDS:
        examples = _examples(pairs, exchanges, field)
        if sum(gold is not None for _, gold in examples) >= _FEWEST:
            tagger = _fit(examples, _THRESHOLDS[field])
            if tagger is not None:
                taggers[field] = tagger
    return taggers


def _examples(
    pairs: Sequence[Pair], exchanges: Sequence[Exchange], field: str
) -> list[tuple[Tokens, Span | None]]:
    """Return the sentences that bear a commitment, with the gold span in them or None."""
    examples = []
    for pair, exchange in zip(pairs, exchanges, strict=True):
        if not pair.measure:
            continue
        at = pair.response.find(pair.measure)
        for passage in exchange.response:
            bears = passage.start <= at < passage.end
            gold = _place(passage, getattr(pair, field))
            if gold is not None or bears:
                examples.append((tokens_of(passage.plain), gold))
                if gold is not None:
                    break
    return examples


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


def _fit(examples: Sequence[tuple[Tokens, Span | None]], threshold: float) -> SpanTagger | None:
    """Fit a tagger; None where the gold marks all words or none, and so teaches nothing."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    seen = Counter(
        name for sentence, _ in examples for token in sentence.features() for name in set(token)
    )
    names = sorted(name for name, count in seen.items() if count > 1)
    index = {name: column for column, name in enumerate(names)}
    columns: list[int] = []
    ends = [0]
    targets: list[tuple[bool, bool, bool]] = []
    for sentence, gold in examples:
        inside = [gold is not None and gold[0] <= start < gold[1] for start, _ in sentence.spans]
        for number, token in enumerate(sentence.features()):
            columns += sorted({index[name] for name in token if name in index})
            ends.append(len(columns))
            here = inside[number]
            first = here and (number == 0 or not inside[number - 1])
            last = here and (number + 1 == len(inside) or not inside[number + 1])
            targets.append((first, here, last))
    if any(len(set(target)) < 2 for target in zip(*targets, strict=True)):
        return None
    rows = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(targets), len(names)))
    weights, bias = [], []
    for target in np.array(targets).T:
        model = LogisticRegression(C=_INVERSE_L2, max_iter=_ITERATIONS).fit(rows, target)
        weights.append(model.coef_[0])
        bias.append(float(model.intercept_[0]))
    return SpanTagger(index, _half(np.stack(weights, 1)), _half(np.array(bias)), threshold)


def _half(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Round as the model folder does, so that a saved model is the same one."""
    return values.astype(np.float16).astype(np.float32)
