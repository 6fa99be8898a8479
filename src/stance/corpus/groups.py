"""Which pairs are too near each other to be on both sides of a split or a fold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

_WORD = re.compile(r"\w+")
_KINDS = frozenset({"kommun", "kommuns", "stad", "stads"})


class Grouped(Protocol):
    """What of a pair tells its group."""

    @property
    def author(self) -> str | None:
        """Who wrote it."""

    @property
    def recommendation(self) -> str:
        """What is answered."""

    @property
    def municipality(self) -> str | None:
        """Where it plays, if it says so."""


def groups_of(pairs: Sequence[Grouped]) -> list[str]:
    """Return the group of each pair.

    Pairs that share the author, the recommendation or the municipality are in one group, and so
    are pairs that a chain of such pairs links. What is not known links nothing.

    Returns:
        A name for each pair: that of the first, by the alphabet, of the group's authors.
    """
    parents: list[int] = list(range(len(pairs)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    first: dict[tuple[str, str], int] = {}
    for place, pair in enumerate(pairs):
        for link in links_of(pair):
            parents[root(place)] = root(first.setdefault(link, place))
    names: dict[int, str] = {}
    for place, pair in enumerate(pairs):
        name = pair.author or f"no author, pair {place + 1}"
        names[root(place)] = min(name, names.get(root(place), name))
    return [names[root(place)] for place in range(len(pairs))]


def folds_of(groups: Sequence[str], number: int) -> Iterator[tuple[list[int], list[int]]]:
    """Yield (learn, test) places, whole groups on one side, folds of about equal size."""
    sizes = Counter(groups)
    number = min(number, len(sizes))
    filled = [0] * number
    fold_of: dict[str, int] = {}
    for name in sorted(sizes, key=lambda each: (-sizes[each], each)):
        smallest = filled.index(min(filled))
        fold_of[name] = smallest
        filled[smallest] += sizes[name]
    for fold in range(number):
        test = [place for place, name in enumerate(groups) if fold_of[name] == fold]
        learn = [place for place, name in enumerate(groups) if fold_of[name] != fold]
        if test and learn:
            yield learn, test


def links_of(pair: Grouped) -> list[tuple[str, str]]:
    """Return what ties a pair to others: (what, value) of all that is known."""
    links = [
        ("author", pair.author or ""),
        ("recommendation", normalised(pair.recommendation)),
        ("municipality", municipality_name(pair.municipality or "")),
    ]
    return [(what, value) for what, value in links if value]


def normalised(text: str) -> str:
    """Return the words of a text, whatever their case, spacing and punctuation."""
    return " ".join(_WORD.findall(text.casefold()))


def municipality_name(text: str) -> str:
    """Return the bare name of a municipality: 'Vara kommun' is 'vara'."""
    words = normalised(text).split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in _KINDS else words)
