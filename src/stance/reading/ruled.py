"""Reads the tables of PDF pages that are drawn with lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from stance.reading.marks import Drawing, Rule, Segment
from stance.reading.tables import Table, numbered

_MAX_GRID = 250  # rules of one direction; more is a drawing, not a table
_TOUCH = 3.0


@dataclass(slots=True)
class _Grid:
    across: list[Rule]
    uprights: list[Rule]


def ruled_tables(
    segments: Sequence[Segment], drawing: Drawing
) -> tuple[list[Table], list[Segment]]:
    """Return the page's ruled tables and the segments outside them."""
    grids = _grids(drawing)
    if not grids:
        return [], list(segments)
    rest: list[Segment] = []
    inside: list[list[Segment]] = [[] for _ in grids]
    for segment in segments:
        at = _grid_of(segment, grids)
        (rest if at is None else inside[at]).append(segment)
    tables: list[Table] = []
    for grid, members in zip(grids, inside, strict=True):
        table = _fill(grid, members)
        if table is None:
            rest += members
        else:
            tables.append(table)
    rest.sort(key=lambda segment: segment.order)
    return tables, rest


def _grids(drawing: Drawing) -> list[_Grid]:
    """Group rules that touch; a group with an inner vertical is a table."""
    across, uprights = drawing.across, drawing.uprights
    if not across or len(uprights) < 2 or max(len(across), len(uprights)) > _MAX_GRID:
        return []
    group = list(range(len(across) + len(uprights)))

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    for i, flat in enumerate(across):
        for j, upright in enumerate(uprights):
            if (
                flat.start - _TOUCH <= upright.at <= flat.end + _TOUCH
                and upright.start - _TOUCH <= flat.at <= upright.end + _TOUCH
            ):
                group[root(i)] = root(len(across) + j)
    grids: dict[int, _Grid] = {}
    for i, flat in enumerate(across):
        grids.setdefault(root(i), _Grid([], [])).across.append(flat)
    for j, upright in enumerate(uprights):
        grids.setdefault(root(len(across) + j), _Grid([], [])).uprights.append(upright)
    found = [grid for grid in grids.values() if len(_places(grid.uprights)) >= 2 and grid.across]
    return [grid for grid in found if _has_inner_upright(grid)]


def _has_inner_upright(grid: _Grid) -> bool:
    """Whether a vertical line runs between the outer edges of the horizontal ones."""
    left = min(rule.start for rule in grid.across)
    right = max(rule.end for rule in grid.across)
    return any(left + 10 < rule.at < right - 10 for rule in grid.uprights)


def _places(rules: Sequence[Rule]) -> list[float]:
    places: list[float] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if not places or rule.at - places[-1] > 3:
            places.append(rule.at)
    return places


def _grid_of(segment: Segment, grids: Sequence[_Grid]) -> int | None:
    x = segment.left + 1
    y = segment.baseline + 0.3 * segment.size
    for at, grid in enumerate(grids):
        left = min(grid.across[0].start, min(rule.start for rule in grid.across)) - 2
        right = max(rule.end for rule in grid.across) + 2
        bottom = min(min(r.start for r in grid.uprights), min(r.at for r in grid.across)) - 1
        top = max(max(r.end for r in grid.uprights), max(r.at for r in grid.across)) + 1
        if left <= x <= right and bottom <= y <= top:
            return at
    return None


def _fill(grid: _Grid, members: Sequence[Segment]) -> Table | None:
    """Put segments into the cells of a grid; a cell may span several rows or columns."""
    if not members:
        return None
    xs, ys = _places(grid.uprights), _places(grid.across)
    cells: dict[tuple[int, int], list[Segment]] = {}
    for segment in members:
        y = segment.baseline + 0.3 * segment.size
        x = segment.left + 1
        lines = [rule.at for rule in grid.uprights if rule.at <= x + 1 and rule.covers(y)]
        tops = [rule.at for rule in grid.across if rule.at >= y and rule.covers(x)]
        column = max(bisect_right(xs, max(lines) + 3.5) - 1, 0) if lines else 0
        above = min(tops) if tops else ys[-1]
        row = sum(1 for place in ys if place > above + 3.5)
        cells.setdefault((row, column), []).append(segment)
    if len({column for _, column in cells}) < 2:
        return None
    table = Table(
        cells, xs,
        max(max(ys), max(rule.end for rule in grid.uprights)),
        min(min(ys), min(rule.start for rule in grid.uprights)),
        xs[0], xs[-1], members[0].page,
    )  # fmt: skip
    return numbered(table)
