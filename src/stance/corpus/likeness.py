"""Pairs that are nearly the same as others, where no contrast is meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from stance.corpus import limits
from stance.corpus.limits import SPLITS
from stance.corpus.reading import Corpus, CorpusPair
from stance.corpus.report import Cell, Section

# Character 5-grams inside words, in as many hashed places.
_GRAM = 5
_PLACES = 2**17
# A random projection finds candidates fast; what it puts this near the limit is computed exactly.
# Its error at the limit is about 0.02, so nothing near it is missed.
_DIMENSIONS = 256
_MARGIN = 0.12
_CHUNK = 1000
_SHOWN = 10


def check_likeness(corpus: Corpus) -> Section:
    """Find pairs that are nearly the same: none across splits, few within one."""
    pairs = corpus.pairs
    across: list[str] = []
    within: dict[str, set[int]] = defaultdict(set)
    notes: list[str] = []
    meant: dict[str, int] = defaultdict(int)
    for one, other, likeness in near_duplicates([_text(pair) for pair in pairs], limits.ALIKE):
        first, second = pairs[one], pairs[other]
        line = f"{first.name} and {second.name} are alike ({likeness:.2f})"
        if first.split != second.split:
            across.append(f"{line}, in {first.split} and {second.split}")
        elif first.contrasts_with(second):
            meant[first.split] += 1
        else:
            within[first.split] |= {one, other}
            notes.append(line)
    rows: list[tuple[Cell, ...]] = []
    for split in SPLITS:
        size = sum(pair.split == split for pair in pairs)
        alike = len(within[split])
        rows.append((split, size, alike, alike / size if size else None, meant[split]))
        if alike > limits.ALIKE_WITHIN * size:
            across.append(
                f"{alike} of {size} pairs of {split} are like another outside their contrast set, "
                f"over {limits.ALIKE_WITHIN:.0%}"
            )
    return Section(
        "likeness",
        ("split", "pairs", "alike", "share", "meant (contrast sets)"),
        tuple(rows),
        notes=tuple(notes[:_SHOWN]),
        problems=tuple(across),
    )


def _text(pair: CorpusPair) -> str:
    return f"{pair.recommendation} {pair.response}"


def near_duplicates(texts: Sequence[str], limit: float) -> list[tuple[int, int, float]]:
    """Return (one, other, likeness) of all texts more alike than the limit, the most alike first.

    Likeness is the cosine of the texts' character 5-grams, weighted by how rare they are.
    """
    if len(texts) < 2:
        return []
    import numpy as np

    grams = _grams(texts)
    random = np.random.default_rng(0).standard_normal((_PLACES, _DIMENSIONS), dtype=np.float32)
    short = grams @ random
    short /= np.maximum(np.linalg.norm(short, axis=1, keepdims=True), 1e-9)
    found: list[tuple[int, int, float]] = []
    for start in range(0, len(texts), _CHUNK):
        near = short[start : start + _CHUNK] @ short.T > limit - _MARGIN
        ones, others = np.nonzero(near)
        ones += start
        keep = ones < others
        ones, others = ones[keep], others[keep]
        exact = np.asarray(grams[ones].multiply(grams[others]).sum(axis=1)).ravel()
        found += [
            (int(one), int(other), float(likeness))
            for one, other, likeness in zip(ones, others, exact, strict=True)
            if likeness > limit
        ]
    return sorted(found, key=lambda each: (-each[2], each[0], each[1]))


def _grams(texts: Sequence[str]) -> Any:  # noqa: ANN401 - scipy has no types
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

    counts = HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(_GRAM, _GRAM),
        n_features=_PLACES,
        norm=None,
        alternate_sign=False,
    ).transform(texts)
    return TfidfTransformer().fit_transform(counts).astype("float32")
