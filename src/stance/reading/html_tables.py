"""Tables in HTML: which of them only arrange the page, and where each cell stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from stance.reading.html_tokens import Tag
from stance.reading.lines import Cell

_MAX_SPAN = 64


@dataclass(slots=True)
class _Shape:
    """What is known of a table while its tags go by."""

    order: int
    plain: bool
    rows: int = 0
    cells: int = 0
    columns: int = 0
    headers: bool = False
    nests: bool = False


def layout_tables(tags: Iterable[Tag]) -> set[int]:
    """Return which tables, counted by their start tags from 0, are frames and not data.

    Frames are tables with one column, tables that say so, and tables of at most two rows without
    header cells around other tables.
    """
    frames: set[int] = set()
    stack: list[_Shape] = []
    count = 0
    for tag in tags:
        if tag.name == "table" and not tag.end:
            if stack:
                stack[-1].nests = True
            role = tag.attribute("role")
            stack.append(_Shape(count, role in {"presentation", "none"}))
            count += 1
        elif not stack:
            continue
        elif tag.name == "table":
            _judge(stack.pop(), frames)
        elif tag.name == "tr" and not tag.end:
            stack[-1].rows += 1
            stack[-1].cells = 0
        elif tag.name in ("td", "th") and not tag.end:
            shape = stack[-1]
            shape.cells += 1
            shape.columns = max(shape.columns, shape.cells)
            shape.headers |= tag.name == "th"
    for shape in stack:
        _judge(shape, frames)
    return frames


def _judge(shape: _Shape, frames: set[int]) -> None:
    around = shape.nests and shape.rows <= 2 and not shape.headers
    if shape.plain or shape.columns <= 1 or around:
        frames.add(shape.order)


@dataclass(slots=True)
class Grid:
    """Gives each cell of a data table its row and column, over cells that span several."""

    table: int
    _row: int = -1
    _column: int = 0
    # Column -> rows that a cell from above still takes there.
    _taken: dict[int, int] = field(default_factory=dict)

    def next_row(self) -> None:
        """Begin a row."""
        self._row += 1
        self._column = 0
        self._taken = {column: left - 1 for column, left in self._taken.items() if left > 1}

    def next_cell(self, tag: Tag) -> Cell:
        """Return the place of the next cell in the row."""
        if self._row < 0:
            self.next_row()
        while self._taken.get(self._column):
            self._column += 1
        cell = Cell(self.table, self._row, self._column)
        down = _span(tag.attribute("rowspan"))
        for _ in range(_span(tag.attribute("colspan"))):
            if down > 1 and self._column < _MAX_SPAN:
                self._taken[self._column] = down
            self._column += 1
        return cell


def _span(text: str | None) -> int:
    text = (text or "").strip()
    usable = text.isascii() and text.isdigit() and len(text) <= 4
    return min(max(int(text), 1), _MAX_SPAN) if usable else 1
