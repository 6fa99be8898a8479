"""Which short strings a text must hold for a pattern to match: a cheap look before the search.

Most patterns match in few texts, and ``"datum" in text`` costs a hundredth of a search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
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
    return _of_sequence(_parsed(pattern), worth or _worth)


def all_required(pattern: re.Pattern[str], worth: Worth | None = None) -> list[frozenset[str]]:
    """Return all sets of strings of which a text must hold one each, the most telling first.

    An empty list where none can be told.

    Args:
        pattern: A pattern that tells small letters from capitals.
        worth: Chooses between sets, see ``required``.
    """
    worth = worth or _worth
    found = dict.fromkeys(_of_groups(_parsed(pattern), worth))
    return sorted(found, key=worth, reverse=True)


def found_in(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern; a text without the strings that it needs is not searched."""
    if any(map(text.__contains__, _looked_for(pattern))):
        yield from pattern.finditer(text)


@lru_cache(maxsize=1 << 8)
def _looked_for(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return the strings of which a pattern needs one; where none are known, what all hold."""
    strings = required(pattern) or {""}
    return tuple(s for s in strings if not any(other in s for other in strings if other != s))


def alternatives(source: str) -> list[str]:
    """Return the branches of a pattern, whether or not a group without a name holds them all.

    Each is a pattern of its own; the whole occurs in a text where one of them does.
    """
    opens, bars, depth = [], [], 0
    at, in_class = 0, False
    while at < len(source):
        sign = source[at]
        if sign == "\\":
            at += 1
        elif in_class:
            # A bracket that stands first in a class is a letter of it.
            in_class = sign != "]" or source[at - 1] == "[" or source[at - 2 : at] == "[^"
        elif sign == "[":
            in_class = True
        elif sign == "(":
            depth += 1
            opens.append(at)
        elif sign == ")":
            depth -= 1
            begin = opens.pop()
            if not begin and at == len(source) - 1 and source.startswith("(?:"):
                return alternatives(source[3:-1])
        elif sign == "|" and not depth:
            bars.append(at)
        at += 1
    if not bars:
        return [source]
    edges = zip([-1, *bars], [*bars, len(source)], strict=True)
    return [part for begin, end in edges for part in alternatives(source[begin + 1 : end])]


def _parsed(pattern: re.Pattern[str]) -> list[Any]:
    """Return the parts of a pattern; nothing where they cannot be told."""
    if pattern.flags & re.IGNORECASE:
        return []
    try:
        # Private, but the same in every Python that this program runs on; without it nothing is
        # known, and all patterns are searched.
        from re import _parser  # type: ignore[attr-defined]
    except ImportError:  # pragma: no cover
        return []
    return list(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def _worth(strings: frozenset[str]) -> float:
    """Return how few texts will hold one: each letter more divides their number by about five."""
    return -sum(5.0 ** -len(string) for string in strings)


def _of_sequence(parts: Sequence[Any], worth: Worth) -> frozenset[str] | None:
    candidates = [found for found in _of_parts(parts, worth) if found]
    return max(candidates, key=worth, default=None)


def _of_groups(parts: Sequence[Any], worth: Worth) -> Iterator[frozenset[str]]:
    """Yield what each part needs, and each part of a group among them."""
    yield from filter(None, _of_parts(parts, worth))
    for part in parts:
        if str(part[0]) == "SUBPATTERN":
            yield from _of_groups(list(part[1][3]), worth)


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
