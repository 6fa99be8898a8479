"""How many pairs, contrast sets and labels of each kind there are, and in which split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stance.corpus import limits
from stance.corpus.groups import groups_of
from stance.corpus.limits import LABELS, SPLITS
from stance.corpus.reading import Corpus
from stance.corpus.report import Cell, Section


def check_size(corpus: Corpus) -> Section:
    """Count pairs, authors, groups and contrast sets in each split."""
    groups = groups_of(corpus.pairs)
    sets = Counter((pair.author, pair.contrast) for pair in corpus.pairs if pair.contrast)
    contrasts = {name for name, size in sets.items() if size > 1}
    rows: list[tuple[Cell, ...]] = []
    for split in (*SPLITS, "all"):
        places = [n for n, pair in enumerate(corpus.pairs) if split in (pair.split, "all")]
        pairs = [corpus.pairs[place] for place in places]
        rows.append(
            (
                split,
                len(pairs),
                len(pairs) / max(1, len(corpus.pairs)),
                len({pair.author for pair in pairs}),
                len({groups[place] for place in places}),
                len(contrasts & {(pair.author, pair.contrast) for pair in pairs}),
            )
        )
    return Section(
        "size",
        ("split", "pairs", "share", "authors", "groups", "contrast sets"),
        tuple(rows),
        missing=tuple(_missing(corpus, len(contrasts))) if corpus.whole else (),
    )


def _missing(corpus: Corpus, contrasts: int) -> Iterator[str]:
    have = len(corpus.pairs)
    if have < limits.PAIRS:
        yield f"{limits.PAIRS - have} more pairs ({have} of {limits.PAIRS})"
    if contrasts < limits.CONTRAST_SETS:
        yield f"more contrast sets ({contrasts} of {limits.CONTRAST_SETS})"
    for split, least in limits.SPLIT_SHARES.items():
        share = sum(pair.split == split for pair in corpus.pairs) / have
        if share < least:
            yield f"more pairs for {split}: it has {share:.1%}, at least {least:.0%} are wanted"


def check_labels(corpus: Corpus) -> Section:
    """Count each label of each axis in each split."""
    rows: list[tuple[Cell, ...]] = []
    problems: list[str] = []
    for axis, labels in LABELS.items():
        counts = {
            split: Counter(getattr(pair, axis) for pair in corpus.pairs if pair.split == split)
            for split in SPLITS
        }
        for label in labels:
            row: list[Cell] = [axis, label]
            for split in SPLITS:
                whole = sum(counts[split][each] for each in labels)
                share = counts[split][label] / whole if whole else None
                row += [counts[split][label], share]
                # Validation is for choosing between designs, and too small for shares.
                if corpus.whole and split != limits.VALIDATION and share is not None:
                    problems += _share_problems(axis, label, split, share)
            rows.append(tuple(row))
    columns = [column for split in SPLITS for column in (split, f"{split} share")]
    return Section("labels", ("axis", "label", *columns), tuple(rows), problems=tuple(problems))


def _share_problems(axis: str, label: str, split: str, share: float) -> Iterator[str]:
    if axis != "stance":
        if share < limits.LEAST_SHARE:
            yield f"{axis} {label} is {share:.1%} of {split}, under {limits.LEAST_SHARE:.0%}"
    elif abs(share - (wanted := limits.STANCE_SHARES[label])) > limits.STANCE_SLACK:
        yield (
            f"stance {label} is {share:.1%} of {split}, "
            f"not {wanted:.0%} give or take {limits.STANCE_SLACK:.0%}"
        )
