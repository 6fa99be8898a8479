"""How far second, blind labels agree with the first, and how much they cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from stance.corpus import limits
from stance.corpus.limits import SPLITS, TEST
from stance.corpus.reading import Corpus
from stance.corpus.report import Cell, Section
from stance.errors import StanceError
from stance.evaluation.agreement import QUESTIONS, agreement_on, read_second_labels

_Labels: TypeAlias = Mapping[str, str]


def check_second_labels(corpus: Corpus) -> Section:
    """Compare all second labels with the first: Cohen's kappa for each axis and split."""
    problems: list[str] = []
    again = dict(_second_labels(corpus, problems))
    both = [(pair, again[pair.name]) for pair in corpus.pairs if pair.name in again]
    unknown = again.keys() - {pair.name for pair in corpus.pairs}
    problems += [f"second labels of {name}, which is no pair" for name in sorted(unknown)]
    rows: list[tuple[Cell, ...]] = []
    differing: dict[str, None] = {}
    for axis in QUESTIONS:
        for split in (*SPLITS, "all"):
            shared = [each for each in both if split in (each[0].split, "all")]
            if not shared:
                continue
            found = agreement_on(axis, [(pair.name, pair, labels) for pair, labels in shared])
            rows.append((axis, split, found.pairs, found.kappa, len(found.differing)))
            differing |= dict.fromkeys(name for name, _, _ in found.differing)
            if split == "all" and found.kappa < limits.KAPPA[axis]:
                problems.append(
                    f"kappa of {axis} is {found.kappa:.3f}, under {limits.KAPPA[axis]:.2f}"
                )
    return Section(
        "second labels",
        ("axis", "split", "pairs", "kappa", "differing"),
        tuple(rows),
        notes=(f"differing: {', '.join(sorted(differing))}",) if differing else (),
        problems=tuple(problems),
        missing=tuple(_missing(corpus, again)) if corpus.whole else (),
    )


def _second_labels(corpus: Corpus, problems: list[str]) -> Iterator[tuple[str, _Labels]]:
    """Yield (pair, labels) of all files; a pair's first second labels count."""
    seen: dict[str, str] = {}
    for file in corpus.second:
        try:
            rows = read_second_labels(file)
        except StanceError as error:
            problems.append(str(error))
            continue
        for name, labels in rows.items():
            if name in seen:
                problems.append(f"{file}: {name} has second labels in {seen[name]} already")
                continue
            seen[name] = str(file)
            problems += [
                f"{file}: {name} has the {axis} {label!r}"
                for axis, label in labels.items()
                if (label or axis != "reason") and label not in limits.LABELS[axis]
            ]
            yield name, labels


def _missing(corpus: Corpus, again: Mapping[str, _Labels]) -> Iterator[str]:
    done = sum(pair.name in again for pair in corpus.pairs)
    share = done / len(corpus.pairs)
    if share < limits.SECOND_SHARE:
        yield f"second labels of {limits.SECOND_SHARE:.0%} of the pairs ({share:.1%} have them)"
    lacking = [p.name for p in corpus.pairs if p.split == TEST and p.name not in again]
    if lacking:
        yield f"second labels of {len(lacking)} test pairs, of {lacking[0]} first"
