"""What damage does to Swedish letters: pairs of what is seen and what was meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from stance.swedish.resources import read_rows


@dataclass(frozen=True, slots=True)
class Confusion:
    """One letter or letter group read as another; a higher cost is a rarer mistake."""

    seen: str
    meant: str
    cost: float


@lru_cache(maxsize=1)
def load_confusions() -> tuple[Confusion, ...]:
    """Return the table that ships with the program."""
    return tuple(
        Confusion(seen, meant, float(cost)) for seen, meant, cost in read_rows("confusions.tsv")
    )


def by_first(confusions: Iterable[Confusion]) -> Mapping[str, tuple[Confusion, ...]]:
    """Group confusions by the first character seen."""
    groups: dict[str, list[Confusion]] = {}
    for confusion in confusions:
        groups.setdefault(confusion.seen[0], []).append(confusion)
    return {first: tuple(group) for first, group in groups.items()}


@lru_cache(maxsize=1)
def all_confusions() -> Mapping[str, tuple[Confusion, ...]]:
    """Every confusion, by the first character seen."""
    return by_first(load_confusions())


@lru_cache(maxsize=1)
def lost_marks() -> Mapping[str, tuple[Confusion, ...]]:
    """Only those by which a letter lost its marks or got others (``a`` for ``å``)."""
    return by_first(c for c in load_confusions() if c.cost < 1.0 and c.seen.isalpha())
