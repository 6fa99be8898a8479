"""Counts and shares of verdicts, by groups of exchanges: what a summary consists of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from stance.archive.summary.intervals import Share, Sums, share_of
from stance.archive.summary.parts import Tables
from stance.output.labels import SWEDISH

ALL = "all"
GROUPINGS = ("municipality", "body", "year", "kind", "stance", "reason", "commitment", "model")
"""What exchanges can be grouped by."""

KNOWN_BEFORE = ("municipality", "body", "year", "kind")
"""Groupings that do not rest on the verdict itself."""

UNKNOWN = ""
WEAK, REVIEW, STANCE, COMMITMENT = "weak", "review", "stance", "commitment"
_KINDS = ("recommendation", "finding")
_ORDERS: Mapping[str, tuple[str, ...]] = {
    STANCE: tuple(SWEDISH.stances),
    "reason": tuple(SWEDISH.reasons),
    COMMITMENT: tuple(SWEDISH.commitments),
    "kind": _KINDS,
}

# The group that $by names; a single one for anything else.
GROUPED = """
    SELECT *, CASE $by WHEN 'municipality' THEN municipality WHEN 'body' THEN body
        WHEN 'year' THEN year WHEN 'kind' THEN kind WHEN 'stance' THEN stance
        WHEN 'reason' THEN reason WHEN 'commitment' THEN commitment WHEN 'model' THEN model
        ELSE '' END AS grp
    FROM exchange
"""
_SIZES = f"""
    WITH member AS ({GROUPED}),
    size AS (SELECT grp, cluster, count(*) AS m FROM member GROUP BY ALL),
    total AS (SELECT cluster, sum(m) AS whole FROM size GROUP BY ALL)
    SELECT grp, count(*), sum(m), sum(m * m), sum(m * whole) FROM size JOIN total USING (cluster)
    GROUP BY ALL
"""  # noqa: S608 - put together from constants
_PATHS = f"""
    WITH member AS ({GROUPED}) SELECT grp, count(DISTINCT path) FROM member GROUP BY ALL
"""  # noqa: S608
_HITS = f"""
    WITH member AS ({GROUPED}),
    size AS (SELECT grp, cluster, count(*) AS m FROM member GROUP BY ALL),
    hit AS (
        SELECT grp, cluster, 'stance' AS measure, stance AS label, count(*) AS y
        FROM member GROUP BY ALL
        UNION ALL
        SELECT grp, cluster, 'commitment', commitment, count(*) FROM member GROUP BY ALL
        UNION ALL
        SELECT grp, cluster, 'weak', '', count(*) FROM member WHERE weak GROUP BY ALL
        UNION ALL
        SELECT grp, cluster, 'review', '', count(*) FROM member WHERE review GROUP BY ALL
    )
    SELECT grp, measure, label, sum(y), sum(y * y), sum(y * m) FROM hit JOIN size
    USING (grp, cluster) GROUP BY ALL
"""  # noqa: S608
_CROSSED = """
    SELECT body, year, count(*), count(*) FILTER (WHERE weak) FROM exchange
    GROUP BY ALL ORDER BY ALL
"""


class Measure(NamedTuple):
    """What is counted: exchanges that are weak, that have a certain stance, and so on."""

    name: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many exchanges count, and their share."""

    count: int
    share: Share


@dataclass(frozen=True, slots=True)
class Group:
    """Some exchanges.

    Attributes:
        name: The municipality, year and so on; empty where it is not known, and for all.
        documents: How many documents have any of them.
        exchanges: How many there are.
        part: Their share of all exchanges.
        counts: What is counted among them.
    """

    name: str
    documents: int
    exchanges: int
    part: Share
    counts: Mapping[Measure, Count]


@dataclass(frozen=True, slots=True)
class Table:
    """Groups side by side.

    Attributes:
        by: What they are grouped by; ``all`` for the one group of all exchanges.
        groups: In their order: years and labels in theirs, others with the largest first.
    """

    by: str
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many exchanges a body has in a year, and how many of them are weak."""

    body: str
    year: str
    exchanges: int
    weak: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the archive's documents came to.

    Attributes:
        statuses: How many by status.
        copies: How many of those with answers are copies of others.
    """

    statuses: Mapping[str, int] = field(default_factory=dict)
    copies: int = 0

    @property
    def total(self) -> int:
        """How many documents there are."""
        return sum(self.statuses.values())


def measures_of(group: Group, by: str = ALL) -> list[Measure]:
    """Return what is worth showing of a group: not the shares of what it is grouped by."""
    hidden = {STANCE} if by in (STANCE, "reason") else {by}
    return [measure for measure in group.counts if measure.name not in hidden]


def table_of(tables: Tables, by: str = ALL) -> Table:
    """Count by groups.

    Args:
        tables: The archive.
        by: One of ``GROUPINGS``, or ``all``.
    """
    hits: dict[str, dict[Measure, tuple[float, ...]]] = defaultdict(dict)
    for group, measure, label, *sums in tables.rows(_HITS, by=by):
        hits[group][Measure(measure, label)] = tuple(map(float, sums))
    paths = dict(tables.rows(_PATHS, by=by))
    documents, exchanges, squares = _whole(tables)
    measures = _ordered({measure for found in hits.values() for measure in found})
    groups = []
    for name, clusters, count, square, product in tables.rows(_SIZES, by=by):
        sizes = (int(clusters), float(count), float(square))
        counts = {}
        for measure in measures:
            y, yy, ym = hits[name].get(measure, (0.0, 0.0, 0.0))
            share = share_of(Sums(*sizes, y, yy, ym))
            assert share is not None  # noqa: S101 - no group is empty
            counts[measure] = Count(int(y), share)
        whole = Sums(documents, exchanges, squares, float(count), float(square), float(product))
        part = share_of(whole)
        assert part is not None  # noqa: S101
        groups.append(Group(name, paths[name], int(count), part, counts))
    if by == "reason":  # Only deflections have one; the others are no group.
        groups = [group for group in groups if group.name]
    return Table(by, in_order(groups, by))


def in_order(groups: Iterable[Group], by: str) -> list[Group]:
    """Return groups in the order in which people look for them, the unknown last."""
    order = {label: place for place, label in enumerate(_ORDERS.get(by, ()))}

    def key(group: Group) -> tuple[bool, int, int, str]:
        place = order.get(group.name, len(order))
        size = 0 if by == "year" else -group.exchanges
        return (group.name == UNKNOWN, place, size, group.name)

    return sorted(groups, key=key)


def cells_of(tables: Tables) -> list[Cell]:
    """Count exchanges by body and year."""
    return [Cell(*row) for row in tables.rows(_CROSSED)]


def inputs_of(tables: Tables) -> Inputs:
    """Count the documents of an archive."""
    statuses = dict(tables.rows("SELECT status, count(*) FROM document GROUP BY ALL ORDER BY ALL"))
    ((copies,),) = tables.rows(
        "SELECT count(path) - count(DISTINCT sha256) FROM document "
        "WHERE sha256 IS NOT NULL AND exchanges > 0"
    )
    return Inputs(statuses, int(copies))


def _whole(tables: Tables) -> tuple[int, float, float]:
    ((documents, exchanges, squares),) = tables.rows(
        "WITH size AS (SELECT cluster, count(*) AS m FROM exchange GROUP BY ALL) "
        "SELECT count(*), coalesce(sum(m), 0), coalesce(sum(m * m), 0) FROM size"
    )
    return int(documents), float(exchanges), float(squares)


def _ordered(found: set[Measure]) -> list[Measure]:
    """Return the measures in their order; the known labels are there even when none has them."""
    names = [WEAK, STANCE, COMMITMENT, REVIEW]
    known = [
        *(Measure(name) for name in (WEAK, REVIEW)),
        *(Measure(name, label) for name in (STANCE, COMMITMENT) for label in _ORDERS[name]),
    ]
    labels = {name: _ORDERS.get(name, ()) for name in names}
    # A label set of its own has none of the known stances.
    stances = {measure.label for measure in found if measure.name == STANCE}
    if stances and not stances & set(labels[STANCE]):
        known = [measure for measure in known if measure.name != STANCE]

    def key(measure: Measure) -> tuple[int, int, str]:
        order = labels[measure.name]
        place = order.index(measure.label) if measure.label in order else len(order)
        return (names.index(measure.name), place, measure.label)

    return sorted({*found, *known}, key=key)
