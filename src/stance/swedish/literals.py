"""Which short strings a text must hold for a pattern to match: a cheap look before the search.

Most patterns match in few texts, and ``"datum" in text`` costs a hundredth of a search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

# So many strings at most for a run of letters and small classes ("q[1-4]").
_MOST_RUNS = 12
# The same for a run with the beginnings of the branches behind it ("b(?:ör|orde)").
_MOST_STARTS = 40

# How much a set of strings tells: the larger, the fewer texts hold one of them.
Worth = Callable[[frozenset[str]], float]


def required(pattern: re.Pattern[str], worth: Worth | None = None) -> frozenset[str] | None:
    """Return strings of which every text in which the pattern is found holds at least one.

    None when there are no such strings (or none can be told): then the pattern must be searched.

    Args:
        pattern: A pattern that tells small letters from capitals.
        worth: Chooses between sets; by default the one of few and long strings.
    """
    if pattern.flags & re.IGNORECASE:
        return None
    try:
        # Private, but the same in every Python that this program runs on; without it nothing is
        # known, and all patterns are searched.
        from re import _parser  # type: ignore[attr-defined]

        tree = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    except (ImportError, re.error):  # pragma: no cover
        return None
    return _of_sequence(list(tree), worth or _worth)


def _worth(strings: frozenset[str]) -> float:
    """Return how few texts will hold one: each letter more divides their number by about five."""
    return -sum(5.0 ** -len(string) for string in strings)


def _of_sequence(parts: Sequence[Any], worth: Worth) -> frozenset[str] | None:
    candidates = [found for found in _of_parts(parts, worth) if found]
    return max(candidates, key=worth, default=None)


def _of_parts(parts: Sequence[Any], worth: Worth) -> Iterator[frozenset[str] | None]:
    runs = {""}
    for part in [*parts, None]:
        name: str = "" if part is None else str(part[0])
        content: Any = None if part is None else part[1]
        letters = {chr(content)} if name == "LITERAL" else _of_class(name, content)
        if letters and len(runs) * len(letters) <= _MOST_RUNS:
            runs = {run + letter for run in runs for letter in letters}
            continue
        if "" not in runs:
            starts = {run + start for run in runs for start in _starts(name, content)}
            yield frozenset(starts if len(starts) <= _MOST_STARTS else runs)
            runs = {""}
        yield frozenset(letters) if letters else _of_part(name, content, worth)


def _of_part(name: str, content: Any, worth: Worth) -> frozenset[str] | None:  # noqa: ANN401
    if name == "SUBPATTERN":
        return _of_sequence(list(content[3]), worth)
    if name == "BRANCH":
        return _union(_of_sequence(list(branch), worth) for branch in content[1])
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"} and content[0] > 0:
        return _of_sequence(list(content[2]), worth)
    if name == "ASSERT":
        return _of_sequence(list(content[1]), worth)
    return None


def _starts(name: str, content: Any) -> set[str]:  # noqa: ANN401
    """Return the letters with which a part begins, by its branches; nothing where unknown."""
    if name == "SUBPATTERN":
        parts = list(content[3])
        return _starts_of(parts) if parts else {""}
    if name == "BRANCH":
        return {start for branch in content[1] for start in _starts_of(list(branch))}
    return {""}


def _starts_of(parts: Sequence[Any]) -> set[str]:
    start = ""
    for part in parts:
        if str(part[0]) != "LITERAL":
            return {start + more for more in _starts(str(part[0]), part[1])}
        start += chr(part[1])
    return {start}


def _of_class(name: str, content: Any) -> set[str] | None:  # noqa: ANN401
    """Return the characters of a class, when they are few."""
    if name != "IN":
        return None
    found: set[str] = set()
    for kind, value in content:
        if str(kind) == "LITERAL":
            found.add(chr(value))
        elif str(kind) == "RANGE" and value[1] - value[0] < _MOST_RUNS:
            found.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return None
    return found if len(found) <= _MOST_RUNS else None


def _union(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    found: set[str] = set()
    for strings in sets:
        if strings is None:
            return None
        found |= strings
    return frozenset(found)
