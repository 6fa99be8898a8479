"""Whether a labelled sample can have been drawn at random from its archive.

A sample that was not, such as what a reviewer reads first because it is doubtful, gives shares
that are wrong however many labels it has, and no correction can know. What can be seen is whether
it looks like the archive in all that is known of every exchange.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stance.archive.summary.groups import ALL, REVIEW, Measure, Table
from stance.archive.summary.intervals import Sums, share_of
from stance.archive.summary.labelled import Match

LOOKED_AT = ("year", "municipality", "body", "kind", "stance")
# How seldom a random sample may look odd in one of the groupings.
_SELDOM = 0.001


@dataclass(frozen=True, slots=True)
class Oddity:
    """A group of which the sample has many more or fewer than it should.

    Attributes:
        by: The grouping; ``review`` for doubtful verdicts.
        name: The group.
        expected: Its share of the archive.
        found: Its share of the sample.
    """

    by: str
    name: str
    expected: float
    found: float


def oddities(matches: Sequence[Match], tables: Mapping[str, Table]) -> list[Oddity]:
    """Return where the sample is not like the archive, the worst first in each grouping.

    A group is odd when the interval of its share in the sample, which respects documents, misses
    its share in the archive; the level is such that one in a thousand random samples has an odd
    group in a grouping.

    Args:
        matches: The sample.
        tables: The archive by each of ``LOOKED_AT``, and as a whole.
    """
    found: list[Oddity] = []
    for by in LOOKED_AT:
        shares = {group.name: group.part.value for group in tables[by].groups}
        found += _odd(
            by, shares, [(match.exchange["cluster"], match.exchange[by]) for match in matches]
        )
    (whole,) = tables[ALL].groups
    doubtful = whole.counts[Measure(REVIEW)].share.value
    flags = [
        (match.exchange["cluster"], REVIEW if match.exchange["review"] else "") for match in matches
    ]
    return found + [each for each in _odd(REVIEW, {REVIEW: doubtful}, flags) if each.name]


def _odd(by: str, shares: Mapping[str, float], members: Sequence[tuple[Any, str]]) -> list[Oddity]:
    sizes = Counter(cluster for cluster, _ in members)
    hits: dict[str, Counter[Any]] = defaultdict(Counter)
    for cluster, name in members:
        hits[name][cluster] += 1
    level = 1 - _SELDOM / max(1, len(shares))
    odd = []
    for name, expected in shares.items():
        sums = Sums.of([hits[name][cluster] for cluster in sizes], list(sizes.values()))
        share = share_of(sums, level)
        if share is not None and not share.low <= expected <= share.high:
            odd.append(Oddity(by, name, expected, share.value))
    return sorted(odd, key=lambda each: -abs(each.expected - each.found))
