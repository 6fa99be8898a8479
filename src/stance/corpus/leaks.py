"""What the splits have in common, and must not have."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from stance.corpus.groups import links_of
from stance.corpus.limits import SPLITS
from stance.corpus.reading import Corpus
from stance.corpus.report import Cell, Section

_KINDS = ("author", "recommendation", "municipality")


def check_leaks(corpus: Corpus) -> Section:
    """Find authors, recommendations and municipalities that stand in two splits."""
    # For each (what, value): in each split, the first pair that has it.
    seen: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for pair in corpus.pairs:
        for link in links_of(pair):
            seen[link].setdefault(pair.split, pair.name)
    problems = [
        f"{kind} {value[:60]!r} stands in {' and '.join(f'{s} ({n})' for s, n in places.items())}"
        for (kind, value), places in seen.items()
        if len(places) > 1
    ]
    both = list(combinations(SPLITS, 2))
    rows: list[tuple[Cell, ...]] = [
        (
            kind,
            sum(of == kind for of, _ in seen),
            *(
                sum(of == kind and {*two} <= places.keys() for (of, _), places in seen.items())
                for two in both
            ),
        )
        for kind in _KINDS
    ]
    columns = ("what", "different", *(f"{one}/{other}" for one, other in both))
    return Section("leaks", columns, tuple(rows), problems=tuple(problems))
