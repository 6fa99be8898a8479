"""Puts the segments of a page in reading order: columns, tables, and the lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import TypeAlias

from stance.reading.builder import Piece
from stance.reading.characters import DROPPED, clean_pieces
from stance.reading.marks import Drawing, Segment
from stance.reading.printed import Line, make_line
from stance.reading.ruled import ruled_tables
from stance.reading.tables import Table, open_table, open_tables

Item: TypeAlias = Line | Table
_Box: TypeAlias = Segment | Table
_BASELINE, _LEFT = attrgetter("baseline"), attrgetter("left")
_SOFT = "\u00ad\ufffe\x02"
_SIDE = 3  # lines that a column must have beside the other
_RETURNS = 3  # jumps back to the left column that make two columns a table


@dataclass(slots=True)
class Regions:
    """Counts columns through a document, so that joining knows where one ends."""

    count: int = 0

    def next(self) -> int:
        """Return a new number."""
        self.count += 1
        return self.count


def page_items(
    segments: Sequence[Segment],
    drawing: Drawing,
    margin: float,
    regions: Regions,
    carried: Sequence[float] | None = None,
) -> list[Item]:
    """Return a page's lines and tables in reading order.

    Args:
        segments: The page's text without furniture.
        drawing: Its rules.
        margin: Right edge of full lines on this page.
        regions: Numbers for the columns.
        carried: Columns of an unruled table that ended the page before.
    """
    ruled, rest = ruled_tables(segments, drawing)
    boxes: list[_Box] = list(ruled)
    for found in open_tables(rows_of(rest), carried):
        if isinstance(found, Table):
            boxes.append(found)
        else:
            boxes += found
    return _ordered(boxes, margin, regions, 0)


def rows_of(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Group segments that stand on one base line, from the top, each row from the left."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=_BASELINE, reverse=True):
        if rows and rows[-1][0].baseline - segment.baseline < 0.4 * min(
            segment.size, rows[-1][0].size
        ):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    for row in rows:
        if len(row) > 1:
            row.sort(key=_LEFT)
    return rows


def _height(box: _Box) -> float:
    return box.top if isinstance(box, Table) else box.baseline


def _ordered(boxes: list[_Box], margin: float, regions: Regions, depth: int) -> list[Item]:
    """Read boxes column by column where there are columns, else from the top."""
    boxes.sort(key=lambda box: -_height(box))
    edge = _gutter(boxes) if depth < 3 and len(boxes) >= 2 * _SIDE else None
    if edge is None:
        return _stacked(boxes, margin, regions.next())
    items: list[Item] = []
    plain: list[_Box] = []
    for band, across in _bands(boxes, edge):
        left = [box for box in band if box.right <= edge]
        right = [box for box in band if box.right > edge]
        if not _is_beside(left, right):
            plain += band
        else:
            items += _stacked(plain, margin, regions.next())
            plain = []
            table = _as_table(left, right, edge)
            if table is not None:
                items.append(table)
            else:
                limit = max(box.right for box in left)
                items += _ordered(left, limit, regions, depth + 1)
                limit = max(box.right for box in right)
                items += _ordered(right, limit, regions, depth + 1)
        plain += across
    items += _stacked(plain, margin, regions.next())
    return items


def _gutter(boxes: Sequence[_Box]) -> float | None:
    """Return the left edge of a second column, if much of the page stands in two."""
    lefts = sorted(box.left for box in boxes if not isinstance(box, Table))
    if not lefts:
        return None
    start = lefts[0]
    width = max(box.right for box in boxes) - start
    best, best_score = None, 2 * _SIDE + 1
    at = 0
    while at < len(lefts):
        edge = lefts[at]
        end = at
        while end < len(lefts) and lefts[end] - edge <= 3:
            end += 1
        if end - at >= _SIDE and edge - start > 0.2 * width:
            score = _column_score(boxes, edge)
            if score > best_score:
                best, best_score = edge - 1, score
        at = end
    return best


def _column_score(boxes: Sequence[_Box], edge: float) -> int:
    """Count the boxes that stand beside each other at an edge; 0 if few keep to it.

    Wide gaps in justified lines now and then stand below each other, but do not line up.
    """
    score = rows = aligned = near = 0
    for band, _ in _bands(boxes, edge - 1):
        left = [box for box in band if box.right <= edge - 1]
        right = [box for box in band if box.right > edge - 1]
        if _is_beside(left, right):
            score += len(band)
            firsts = _row_starts(right)
            rows += len(firsts)
            aligned += sum(left - edge <= 3 for left in firsts)
            near += sum(left - edge <= 25 for left in firsts)
    return score if aligned * 2 >= rows and near >= 0.8 * rows else 0


def _row_starts(boxes: Sequence[_Box]) -> list[float]:
    """Return the left edge of each row of boxes that come from the top."""
    starts: list[float] = []
    height = float("inf")
    for box in boxes:
        if height - _height(box) > 3:
            starts.append(box.left)
            height = _height(box)
        else:
            starts[-1] = min(starts[-1], box.left)
    return starts


def _bands(boxes: Sequence[_Box], edge: float) -> list[tuple[list[_Box], list[_Box]]]:
    """Cut the page at boxes that cross the edge: pairs of a band and what crosses below it."""
    bands: list[tuple[list[_Box], list[_Box]]] = [([], [])]
    for box in boxes:
        if box.left < edge - 2 and box.right > edge:
            bands[-1][1].append(box)
        else:
            if bands[-1][1]:
                bands.append(([], []))
            bands[-1][0].append(box)
    return bands


def _is_beside(left: Sequence[_Box], right: Sequence[_Box]) -> bool:
    """Whether both sides have enough lines at the same height."""
    if len(left) < _SIDE or len(right) < _SIDE:
        return False
    top = min(_height(left[0]), _height(right[0])) + 2
    bottom = max(_height(left[-1]), _height(right[-1])) - 2
    return all(
        sum(bottom <= _height(box) <= top for box in side) >= _SIDE for side in (left, right)
    )


def _as_table(left: Sequence[_Box], right: Sequence[_Box], edge: float) -> Table | None:
    """Return two columns as a table if they were drawn row by row and not as running text."""
    boxes = [box for box in (*left, *right) if isinstance(box, Segment)]
    if len(boxes) != len(left) + len(right):
        return None
    boxes.sort(key=lambda box: box.order)
    sides = [box.right > edge for box in boxes]
    returns = sum(one and not two for one, two in pairwise(sides))
    if returns < _RETURNS:
        return None
    start = min(box.left for box in left)
    end = max(box.right for box in right)
    full = _fills(left, edge - start) and _fills(right, end - edge)
    if full and returns > 0.6 * len(left):
        return None  # drawn line by line across two columns of prose
    return open_table(rows_of(boxes), [start, edge + 1])


def _fills(boxes: Sequence[_Box], width: float) -> bool:
    """Whether lines are about as wide as their column, as those of prose are."""
    return sum(box.right - box.left for box in boxes) > 0.6 * width * len(boxes)


def _stacked(boxes: Sequence[_Box], margin: float, region: int) -> list[Item]:
    """Return lines and tables from the top."""
    items: list[Item] = []
    waiting: list[Segment] = []
    for box in boxes:
        if isinstance(box, Table):
            items += [line_of(row, region, margin) for row in rows_of(waiting)]
            waiting = []
            items.append(box)
        else:
            waiting.append(box)
    items += [line_of(row, region, margin) for row in rows_of(waiting)]
    return items


def line_of(row: Sequence[Segment], region: int, limit: float) -> Line:
    """Make one line of the segments of a row."""
    pieces: list[Piece] = []
    for segment in row:
        if pieces:
            pieces.append(Piece(" ", None, segment.page))
        pieces += clean_pieces(segment.text, segment.start, segment.styles, segment.page)
    closing = row[-1].text[-1]
    styles = {style for segment in row for _, _, style in segment.styles} - {DROPPED}
    size = max([segment.size for segment in row])
    letters = sum([len(segment.text) for segment in row])
    width = sum([segment.right - segment.left for segment in row])
    return make_line(
        pieces or [Piece("", None, row[0].page)],
        region=region,
        left=row[0].left,
        right=row[-1].right,
        limit=limit,
        baseline=row[0].baseline,
        size=size,
        advance=min(width / max(letters, 1), size),
        style=styles.pop() if len(styles) == 1 else "",
        soft=closing if closing in _SOFT else "",
    )
