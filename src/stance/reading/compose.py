"""Makes a Document of laid-out PDF pages: paragraphs over pages, headings, footnotes, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.reading.builder import DocumentBuilder
from stance.reading.flow import (
    Draft,
    add_drafts,
    continues,
    middle,
    open_draft,
    set_list_depths,
    typical_pitch,
)
from stance.reading.headings import set_headings, set_plain_headings
from stance.reading.layout import Item, Regions, line_of, page_items, rows_of
from stance.reading.marks import Drawing, Segment
from stance.reading.printed import Line
from stance.reading.tables import Table
from stance.schema import BlockKind

_NOTE = re.compile(r"(\d{1,3}|\*{1,3})\s?(?=[A-ZÅÄÖ])")
_MAX_NOTE_LINES = 20


def compose(
    builder: DocumentBuilder,
    pages: Sequence[tuple[Sequence[Segment], Drawing]],
    max_characters: int,
) -> bool:
    """Add all pages' blocks; return False when the text became too long."""
    margins = [_margin(segments) for segments, _ in pages]
    usual_margin = middle([margin for margin in margins if margin])
    size = _body_size(pages)
    regions = Regions()
    composer = Composer(size, regions)
    for (segments, drawing), margin in zip(pages, margins, strict=True):
        items = page_items(
            segments, drawing, margin or usual_margin, regions, composer.open_columns
        )
        composer.add_page(items)
    drafts = composer.finish()
    set_headings(drafts, size)
    if not any(draft.kind is BlockKind.HEADING for draft in drafts):
        set_plain_headings(drafts)
    set_list_depths(drafts)
    return add_drafts(builder, drafts, max_characters)


def _margin(segments: Sequence[Segment]) -> float:
    """Right edge of full lines; 0 for a page with too few lines to tell."""
    edges = sorted(segment.right for segment in segments)
    return edges[int(len(edges) * 0.97)] if len(edges) >= 10 else 0.0


def _body_size(pages: Sequence[tuple[Sequence[Segment], Drawing]]) -> float:
    weights: dict[float, int] = {}
    for segments, _ in pages:
        for segment in segments:
            key = round(segment.size * 2) / 2
            weights[key] = weights.get(key, 0) + len(segment.text)
    return max(weights, key=lambda key: weights[key]) if weights else 10.0


class Composer:
    """Joins items page after page into drafts."""

    def __init__(self, size: float, regions: Regions) -> None:
        """Begin with no drafts.

        Args:
            size: Font size of running text.
            regions: Numbers for table cells.
        """
        self._size = size
        self._regions = regions
        self._drafts: list[Draft] = []
        self._open: Draft | None = None
        self._tables = 0
        self._last_table: Table | None = None
        self._table_rows = 0
        self._head: dict[int, str] = {}

    @property
    def open_columns(self) -> list[float] | None:
        """Columns of the table that ended the last page, if one did."""
        return self._last_table.lefts if self._last_table is not None else None

    def add_page(self, items: Sequence[Item]) -> None:
        """Add one page's lines and tables."""
        lines, notes = self._without_notes(items)
        pitch = typical_pitch([item for item in lines if isinstance(item, Line)])
        for item in lines:
            if isinstance(item, Table):
                self._add_table(item)
            else:
                self._last_table = None
                self._add_line(item, pitch)
        self._add_notes(notes, pitch)

    def finish(self) -> list[Draft]:
        """Return all drafts in order."""
        return self._drafts

    def _add_line(self, line: Line, pitch: float) -> None:
        if self._open is not None and continues(self._open, line, pitch):
            self._open.lines.append(line)
            return
        self._open = open_draft(line)
        self._drafts.append(self._open)

    def _without_notes(self, items: Sequence[Item]) -> tuple[list[Item], list[Line]]:
        """Part the footnotes from the rest: numbered lines at the page's end.

        They are set smaller, or their number stands behind a word further up.
        """
        start = len(items)
        first = None
        while start > 0 and len(items) - start < _MAX_NOTE_LINES:
            item = items[start - 1]
            if isinstance(item, Table):
                break
            start -= 1
            note = _NOTE.match(item.text)
            if note and (item.size < self._size - 0.4 or _is_called(note[1], items[:start])):
                first = start
            elif item.size >= self._size - 0.4 and first is not None:
                break
        if first is None:
            return list(items), []
        notes = [item for item in items[first:] if isinstance(item, Line)]
        return list(items[:first]), notes

    def _add_notes(self, notes: Sequence[Line], pitch: float) -> None:
        """Keep footnotes with the block that the page ends in: its text may go on overleaf."""
        drafts: list[Draft] = []
        for line in notes:
            if drafts and not _NOTE.match(line.text) and continues(drafts[-1], line, pitch):
                drafts[-1].lines.append(line)
            else:
                drafts.append(Draft([line], BlockKind.FOOTNOTE))
        if self._open is not None:
            self._open.notes += drafts
        else:
            self._drafts += drafts

    def _add_table(self, table: Table) -> None:
        before = self._last_table
        if before is not None and before.page != table.page and _same_columns(before, table):
            _drop_head(table, self._head)
            if not table.cells:
                return
            base = self._table_rows - min(row for row, _ in table.cells)
            if self._is_torn(table):
                base -= 1
        else:
            self._tables += 1
            base = 0
            self._head = dict(_row_texts(table, 0))
        self._last_table = table
        self._open = None
        for (row, column), members in table.cells.items():
            self._add_cell(table, base + row, column, members)
        self._table_rows = base + table.rows

    def _is_torn(self, table: Table) -> bool:
        """Whether the first row goes on with the last row of the page before."""
        texts = dict(_row_texts(table, min(row for row, _ in table.cells)))
        if not texts.get(0):
            return True
        return all(text[:1].islower() for text in texts.values())

    def _add_cell(self, table: Table, row: int, column: int, members: list[Segment]) -> None:
        region = self._regions.next()
        lines = [line_of(parts, region, table.rights[column]) for parts in rows_of(members)]
        pitch = typical_pitch(lines)
        begun = self._cell_drafts(row, column)
        current = begun[-1] if begun else None
        fresh: list[Draft] = []
        for line in lines:
            if current is not None and _cell_goes_on(current, line, pitch):
                current.lines.append(line)
                continue
            current = open_draft(line)
            current.kind = BlockKind.CELL
            current.table, current.row, current.column = self._tables - 1, row, column
            fresh.append(current)
        at = self._drafts.index(begun[-1]) + 1 if begun else len(self._drafts)
        self._drafts[at:at] = fresh

    def _cell_drafts(self, row: int, column: int) -> list[Draft]:
        """Return the blocks of a cell that the page before began."""
        found: list[Draft] = []
        for draft in reversed(self._drafts):
            if draft.kind is BlockKind.FOOTNOTE:
                continue
            if draft.table != self._tables - 1 or draft.row is None or draft.row < row:
                break
            if draft.row == row and draft.column == column:
                found.append(draft)
        return found[::-1]


def _is_called(number: str, items: Sequence[Item]) -> bool:
    """Whether a footnote's number stands right behind a word."""
    call = re.compile(rf"[^\W\d_][.,;:)”\"]?{re.escape(number)}(?![\d\w])")
    for item in items:
        texts = (
            [segment.text for members in item.cells.values() for segment in members]
            if isinstance(item, Table)
            else [item.text]
        )
        if any(call.search(text) for text in texts):
            return True
    return False


def _cell_goes_on(draft: Draft, line: Line, pitch: float) -> bool:
    """Whether a line belongs to the same block of its cell; cells are too narrow to be short."""
    last = draft.lines[-1]
    if last.region != line.region:
        return open_draft(line).marker is None
    last.limit = last.right
    return continues(draft, line, pitch)


def _row_texts(table: Table, row: int) -> list[tuple[int, str]]:
    return [
        (column, " ".join(" ".join(segment.text for segment in members).split()))
        for (at, column), members in table.cells.items()
        if at == row
    ]


def _drop_head(table: Table, head: dict[int, str]) -> None:
    """Take the repeated head out of a table's first row, which may hold a torn row as well."""
    first = dict(_row_texts(table, 0))
    if not head or any(not first.get(at, "").startswith(text) for at, text in head.items()):
        return
    for column, text in head.items():
        members = table.cells.pop((0, column))
        length = 0
        while members and length < len(text):
            length += len(" ".join(members.pop(0).text.split())) + 1
        if members:
            table.cells[0, column] = members


def _same_columns(one: Table, two: Table) -> bool:
    """Whether a table's columns are (some of) those of another."""
    return all(any(abs(left - other) <= 5 for other in one.lefts) for left in two.lefts) and len(
        two.lefts
    ) <= len(one.lefts)
