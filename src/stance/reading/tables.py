"""Tables without lines, found by the columns of a header row; and what a table is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from stance.reading.marks import Segment

HEADER_WORDS = (
    "rekommendation", "svar", "ansvar", "klar", "kommentar", "åtgärd", "tidplan", "tidpunkt",
    "tid", "datum", "status", "bedömning", "nr", "iakttagelse", "granskning", "revisor",
    "nämnd", "förvaltning", "yttrande", "synpunkt", "uppföljning", "område", "risk", "mål",
    "slutförd", "genomför", "aktivitet", "förslag", "beskrivning", "när", "vem", "kontroll",
    "fråga", "punkt",
)  # fmt: skip
_HEADER = re.compile("|".join(HEADER_WORDS))


def known_columns(names: Sequence[str]) -> int:
    """Return how many of the names are those of columns in audit answers."""
    return sum(1 for name in names if _HEADER.match(name.strip().lower()))


@dataclass(slots=True)
class Table:
    """A table on one page.

    Attributes:
        cells: Segments by row and column, in reading order within a cell.
        lefts: Left edges of the columns.
        rights: Right edges of the columns' text.
        top: Upper end, in points from the page's bottom.
        bottom: Lower end.
        left: Left edge.
        right: Right edge.
        page: 1-based page.
        closed: Whether the last row is known to be complete.
    """

    cells: dict[tuple[int, int], list[Segment]]
    lefts: list[float]
    top: float
    bottom: float
    left: float
    right: float
    page: int | None
    rights: list[float] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return 1 + max(row for row, _ in self.cells)


def numbered(table: Table) -> Table:
    """Number rows and columns without holes and order each cell's segments."""
    rows = {row: at for at, row in enumerate(sorted({row for row, _ in table.cells}))}
    used = sorted({column for _, column in table.cells})
    columns = {column: at for at, column in enumerate(used)}
    table.lefts = [table.lefts[column] for column in used if column < len(table.lefts)]
    table.rights = [0.0] * len(used)
    cells: dict[tuple[int, int], list[Segment]] = {}
    for (row, column), members in sorted(table.cells.items()):
        members.sort(key=lambda segment: (-round(segment.baseline), segment.left))
        at = columns[column]
        cells[rows[row], at] = members
        table.rights[at] = max(table.rights[at], *(segment.right for segment in members))
    table.cells = cells
    return table


def is_header(row: Sequence[Segment]) -> bool:
    """Whether a row of segments looks like the head of a table."""
    if len(row) < 2 or any(len(segment.text) > 45 for segment in row):
        return False
    known = known_columns([segment.text for segment in row])
    return known >= 2 and known * 2 > len(row)


def open_tables(
    rows: Sequence[Sequence[Segment]], carried: Sequence[float] | None
) -> list[Table | Sequence[Segment]]:
    """Take tables without rules out of a page's rows.

    Args:
        rows: The page's rows from the top, each from the left.
        carried: Columns of a table that may go on from the page before.

    Returns:
        Tables and the other rows, in order.
    """
    found: list[Table | Sequence[Segment]] = []
    at = 0
    if carried and len(carried) > 1 and rows and _goes_on(rows, carried):
        end = _table_end(rows, 0, list(carried))
        if end > 0:
            found.append(open_table(rows[:end], list(carried)))
            at = end
    while at < len(rows):
        row = rows[at]
        lefts = [segment.left for segment in row]
        if is_header(row) or _starts_columns(rows, at):
            end = _table_end(rows, at, lefts)
            if end - at >= 2:
                found.append(open_table(rows[at:end], lefts))
                at = end
                continue
        found.append(row)
        at += 1
    return found


def _goes_on(rows: Sequence[Sequence[Segment]], lefts: Sequence[float]) -> bool:
    """Whether the first rows of a page keep to the columns of a table before."""
    aligned = 0
    for row in rows[:6]:
        if _crosses(row, lefts):
            return False
        aligned += sum(any(abs(segment.left - left) < 3 for left in lefts[1:]) for segment in row)
    return aligned >= 1


def _starts_columns(rows: Sequence[Sequence[Segment]], at: int) -> bool:
    """Whether three or more columns begin here that later rows keep to."""
    row = rows[at]
    if len(row) < 3 or any(abs(two.order - one.order) != 1 for one, two in pairwise(row)):
        return False
    lefts = [segment.left for segment in row]
    for later in rows[at + 1 : at + 12]:
        if _crosses(later, lefts):
            return False
        if (
            len(later) >= 3
            and sum(any(abs(segment.left - left) < 3 for left in lefts) for segment in later) >= 3
        ):
            return True
    return False


def _crosses(row: Sequence[Segment], lefts: Sequence[float]) -> bool:
    return any(
        segment.left < left - 4 and segment.right > left + 3
        for segment in row
        for left in lefts[1:]
    )


def _table_end(rows: Sequence[Sequence[Segment]], at: int, lefts: Sequence[float]) -> int:
    """Return the first row after the table."""
    end = at + 1
    while end < len(rows):
        row, size = rows[end], rows[end][0].size
        gap = (rows[end - 1][0].baseline - row[0].baseline) / size
        if _crosses(row, lefts) or gap > 5 or row[0].left < lefts[0] - 8:
            break
        end += 1
    # A heading after the table stands in its first column but apart from it.
    while end - at > 1:
        row, above = rows[end - 1], rows[end - 2]
        alone = len(row) == 1 and row[0].left < lefts[1] - 4
        apart = (above[0].baseline - row[0].baseline) / row[0].size > 1.9
        other = row[0].size > above[0].size + 0.6
        if not (alone and (other or (apart and end < len(rows)))):
            break
        end -= 1
    return end


def open_table(rows: Sequence[Sequence[Segment]], lefts: list[float]) -> Table:
    """Make a table of rows of segments that keep to columns."""
    members = [
        (max(bisect_right(lefts, segment.left + 4) - 1, 0), segment)
        for row in rows
        for segment in row
    ]
    cells: dict[tuple[int, int], list[Segment]] = {}
    for row_number, column, segment in _in_rows(members, rows, lefts):
        cells.setdefault((row_number, column), []).append(segment)
    flat = [segment for row in rows for segment in row]
    return numbered(
        Table(
            cells, lefts, flat[0].baseline + flat[0].size, min(s.baseline for s in flat),
            min(s.left for s in flat), max(s.right for s in flat), flat[0].page,
        )
    )  # fmt: skip


def _in_rows(
    members: Sequence[tuple[int, Segment]],
    rows: Sequence[Sequence[Segment]],
    lefts: Sequence[float],
) -> list[tuple[int, int, Segment]]:
    """Number the rows, by the order of drawing where it goes row by row, else by distance."""
    drawn: list[list[tuple[int, Segment]]] = []
    last = -1
    for column, segment in sorted(members, key=lambda member: member[1].order):
        above = drawn[-1][-1][1] if drawn else None
        step = (above.baseline - segment.baseline) / segment.size if above else 0.0
        if not drawn or column < last or (column == last and step > 1.9):
            drawn.append([])
        drawn[-1].append((column, segment))
        last = column
    in_order = all(
        min(segment.baseline for _, segment in one) > max(segment.baseline for _, segment in two)
        for one, two in pairwise(drawn)
    )
    if in_order:
        if all(len({column for column, _ in row}) == len(row) for row in drawn):
            drawn = _with_overflow(drawn, len(lefts))
        return [(at, column, segment) for at, row in enumerate(drawn) for column, segment in row]
    numbered: list[tuple[int, int, Segment]] = []
    number = -1
    before: Sequence[Segment] | None = None
    for row in rows:
        gap = (before[0].baseline - row[0].baseline) / row[0].size if before else 9.0
        first = row[0].left < lefts[1] - 4
        if number < 0 or gap > 1.6 or (first and len(row) == len(lefts)):
            number += 1
        numbered += [
            (number, max(bisect_right(lefts, segment.left + 4) - 1, 0), segment) for segment in row
        ]
        before = row
    return numbered


def _with_overflow(
    drawn: list[list[tuple[int, Segment]]], columns: int
) -> list[list[tuple[int, Segment]]]:
    """Join lines drawn across all columns: one that leaves cells out goes on with those above.

    Where rows stand apart, whatever stands close below a row and does not fill it is its next
    line; where all lines are equally far apart, only a missing first cell tells.
    """
    gaps = [
        (one[0][1].baseline - two[0][1].baseline) / two[0][1].size for one, two in pairwise(drawn)
    ]
    close = min(gaps, default=0.0) * 1.3
    apart = max(gaps, default=0.0) > close
    rows: list[list[tuple[int, Segment]]] = []
    for at, row in enumerate(drawn):
        near = at > 0 and gaps[at - 1] <= close
        if near and (row[0][0] > 0 or (apart and len(row) < columns and at > 1)):
            rows[-1] += row
        else:
            rows.append(row)
    return rows
