"""What damage does to Swedish letters: pairs of what is seen and what was meant."""

from __future__ import annotations

from collections.abc import Mapping
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


@lru_cache(maxsize=1)
def all_confusions() -> Mapping[str, tuple[Confusion, ...]]:
    """Every confusion, by the first character seen."""
    groups: dict[str, list[Confusion]] = {}
    for confusion in load_confusions():
        groups.setdefault(confusion.seen[0], []).append(confusion)
    return {first: tuple(group) for first, group in groups.items()}
