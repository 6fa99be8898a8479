"""Lays lines of text out like a page of typewriter text, with Markdown's marks taken off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from stance.reading import markdown
from stance.reading.characters import DROPPED
from stance.reading.layout import Item, Regions, line_of
from stance.reading.markers import marker_of
from stance.reading.marks import Segment
from stance.reading.tables import Table, known_columns, numbered, open_tables

SIZE = 10.0  # points
_COLUMN_GAP = re.compile(r"\t+ *| {3,}\t?")
_WIDE = 6.0  # points for a character
_HIGH = 12.0  # points for a line
_WORD = re.compile(r"\w")
_ENDS = (".", "?", "!", ":", ";")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the file: its bounds without white space at the ends, page and place."""

    start: int
    end: int
    indent: int
    page: int
    number: int


class TypewriterLayout:
    """Lays out lines as segments on pages."""

    def __init__(self, text: str, wrap: int, is_markdown: bool, paged: bool) -> None:
        """Begin a file.

        Args:
            text: The decoded file.
            wrap: Width at which its lines are wrapped; 0 when a line is a paragraph.
            is_markdown: Whether marks are Markdown's.
            paged: Whether form feeds part pages.
        """
        self.regions = Regions()
        self._text = text
        self._wrap = wrap
        self._markdown = is_markdown
        self._paged = paged
        self._region = self.regions.next()
        self._fenced = False
        self._order = 0
        self._down = 0.0

    def items(self, lines: Sequence[SourceLine]) -> list[Item]:
        """Return one page's lines and tables."""
        self._region = self.regions.next()
        items: list[Item] = []
        rows: list[tuple[list[Segment], bool]] = []
        for chunk in self._chunks(lines):
            if _is_pipe_table(self._text, chunk):
                items += self._flush(rows)
                items.append(self._table(chunk, _pipe_cells))
                continue
            if _is_tab_table(self._text, chunk):
                items += self._flush(rows)
                items.append(self._table(chunk, _tab_cells))
                continue
            for at, (row, line) in enumerate(self._rows(chunk)):
                rows.append((row, at == 0 and self._may_go_on(rows, line)))
        return items + self._flush(rows)

    def _chunks(self, lines: Sequence[SourceLine]) -> Iterator[list[SourceLine]]:
        """Yield lines that stand together; a table is a chunk of its own."""
        chunk: list[SourceLine] = []
        for line in lines:
            if chunk and (
                line.number != chunk[-1].number + 1 or self._kind(line) != self._kind(chunk[-1])
            ):
                yield chunk
                chunk = []
            chunk.append(line)
        if chunk:
            yield chunk

    def _kind(self, line: SourceLine) -> str:
        """Return what parts the cells of a line that may be a row of a table."""
        if self._has_pipes(line):
            return "|"
        return "\t" if self._text.count("\t", line.start, line.end) >= 2 else ""

    def _has_pipes(self, line: SourceLine) -> bool:
        text, start, end = self._text, line.start, line.end
        if (text[start] == "|" and end - start > 1) or text.find(" | ", start, end) >= 0:
            return True
        # The ruler of a table without strokes at its edges: "---|---".
        return text.find("|", start, end) >= 0 and markdown.is_divider(
            text[start : min(end, start + 2000)]
        )

    def _rows(self, chunk: Sequence[SourceLine]) -> Iterator[tuple[list[Segment], SourceLine]]:
        """Yield the segments of each line of a chunk."""
        kept = [line for line in chunk if not self._is_mark(line)]
        openings = [
            markdown.opening_of(self._text[line.start : line.start + 12])
            if self._markdown
            else markdown.Opening()
            for line in kept
        ]
        styles = self._styles(kept, openings)
        before: SourceLine | None = None
        for line, opening, stretches in zip(kept, openings, styles, strict=True):
            step = (1.0 if self._wrap else 2.5) if before is not None else 4.0
            self._down += step * _HIGH
            before = line
            size = SIZE + 2 * (7 - opening.level) if opening.level else SIZE
            row = self._segments(line, stretches, size, plain=not opening.level)
            if row:
                yield row, line

    def _is_mark(self, line: SourceLine) -> bool:
        """Whether a line is only Markdown's: a ruler, a fence."""
        body = self._text[line.start : min(line.end, line.start + 200)]
        if body.startswith("```"):
            return self._markdown
        return markdown.is_rule(body)

    def _styles(
        self, lines: Sequence[SourceLine], openings: Sequence[markdown.Opening]
    ) -> list[list[tuple[int, int, str]]]:
        """Return each line's stretches of style."""
        if not self._markdown:
            return [[(line.start, line.end, "")] for line in lines]
        found: list[list[tuple[int, int, str]]] = []
        spans: list[tuple[int, int]] = []
        for line, opening in zip(lines, openings, strict=True):
            end = line.end
            if opening.level:
                end -= markdown.closing_length(self._text[line.start : line.end])
            spans.append((line.start + opening.length, end))
        groups = _groups(spans, [opening.level > 0 for opening in openings])
        for group in groups:
            stretches = markdown.inline_styles(self._text, group)
            found += _cut(stretches, group)
        for at, line in enumerate(lines):
            head, tail = spans[at]
            if head > line.start:
                found[at].insert(0, (line.start, head, DROPPED))
            if tail < line.end:
                found[at].append((tail, line.end, DROPPED))
        return found

    def _segments(
        self, line: SourceLine, stretches: list[tuple[int, int, str]], size: float, *, plain: bool
    ) -> list[Segment]:
        """Split a line at wide gaps."""
        row: list[Segment] = []
        column = line.indent
        for start, end in _columns(self._text, line) if plain else [(line.start, line.end)]:
            styles = _cut(stretches, [(start, end)])[0]
            if row:
                column = _column_of(self._text, line, start)
            if all(style == DROPPED for _, _, style in styles):
                continue
            left = column * _WIDE
            self._order += 1
            row.append(
                Segment(
                    self._text[start:end], start, styles, left, left + (end - start) * _WIDE,
                    -self._down, size, line.page if self._paged else None, self._order,
                )
            )  # fmt: skip
        return row

    def _may_go_on(self, rows: Sequence[tuple[list[Segment], bool]], line: SourceLine) -> bool:
        """Whether a chunk may go on with the one above: a page break left a blank line."""
        if not rows or not self._text[line.start].islower():
            return False
        last = rows[-1][0][-1].text.rstrip('*_”"»)')
        if self._text.startswith("att ", line.start):
            return False  # clauses of a decision
        return len(last) >= 50 and not last.endswith(_ENDS)

    def _flush(self, rows: list[tuple[list[Segment], bool]]) -> list[Item]:
        """Turn the waiting rows into tables and lines."""
        items: list[Item] = []
        going_on = {id(row[0]) for row, goes_on in rows if goes_on}
        limit = self._wrap * _WIDE if self._wrap else 1e9
        for found in open_tables([row for row, _ in rows], None):
            if isinstance(found, Table):
                items.append(found)
                continue
            if id(found[0]) in going_on:
                self._region = self.regions.next()
            line = line_of(found, self._region, limit)
            if line.text:
                items.append(line)
        rows.clear()
        return items

    def _table(
        self,
        chunk: Sequence[SourceLine],
        cells_of: Callable[[str, SourceLine], list[tuple[int, int]]],
    ) -> Table:
        cells: dict[tuple[int, int], list[Segment]] = {}
        row = 0
        for line in chunk:
            if markdown.is_divider(self._text[line.start : min(line.end, line.start + 2000)]):
                continue
            self._down += 2 * _HIGH
            for column, (start, end) in enumerate(cells_of(self._text, line)):
                if start < end:
                    inner = SourceLine(start, end, column * 40, line.page, line.number)
                    styles = self._styles([inner], [markdown.Opening()])[0]
                    cells[row, column] = self._segments(inner, styles, SIZE, plain=False)
            row += 1
        used = {key: members for key, members in cells.items() if members}
        width = 1 + max(column for _, column in used)
        lefts = [column * 40 * _WIDE for column in range(width)]
        page = chunk[0].page if self._paged else None
        return numbered(Table(used, lefts, 0, 0, 0, 0, page))


def _is_pipe_table(text: str, chunk: Sequence[SourceLine]) -> bool:
    """Whether lines with upright strokes are a table.

    They are with a ruler below one, or where all are alike and the first opens with a stroke or
    has known column names.
    """
    if len(chunk) < 2:
        return False
    counts = [text.count("|", line.start, line.end) for line in chunk]
    if min(counts) < 1 or not any(_WORD.search(text, line.start, line.end) for line in chunk):
        return False
    ruled = any(
        line.end - line.start < 2000 and markdown.is_divider(text[line.start : line.end])
        for line in chunk
    )
    alike = max(counts) == min(counts)
    opens = text[chunk[0].start] == "|" and counts[0] > 2
    header = text[chunk[0].start : chunk[0].end]
    named = len(header) < 300 and known_columns(header.split("|")) >= 2
    return ruled or (alike and (opens or named))


def _is_tab_table(text: str, chunk: Sequence[SourceLine]) -> bool:
    """Whether lines with tabs are a table: two or more, below a row of known column names."""
    if len(chunk) < 2 or text.count("\t", chunk[0].start, chunk[0].end) < 2:
        return False
    header = text[chunk[0].start : chunk[0].end]
    return len(header) < 300 and known_columns(header.split("\t")) >= 2


def _tab_cells(text: str, line: SourceLine) -> list[tuple[int, int]]:
    """Return the bounds of the cells of a row without white space; empty cells count."""
    cells: list[tuple[int, int]] = []
    start = line.start
    for body in text[line.start : line.end].split("\t"):
        first = start + len(body) - len(body.lstrip())
        cells.append((first, max(first, start + len(body.rstrip()))))
        start += len(body) + 1
    return cells


def _pipe_cells(text: str, line: SourceLine) -> list[tuple[int, int]]:
    """Return the bounds of the cells of a row without white space."""
    start = line.start + 1 if text[line.start] == "|" else line.start
    end = line.end - 1 if text[line.end - 1] == "|" and line.end - 1 > start else line.end
    cells: list[tuple[int, int]] = []
    while start <= end:
        stop = text.find("|", start, end)
        while stop > 0 and text[stop - 1] == "\\":
            stop = text.find("|", stop + 1, end)
        stop = end if stop < 0 else stop
        body = text[start:stop].strip()
        first = text.index(body, start) if body else start
        cells.append((first, first + len(body)))
        start = stop + 1
    return cells


def _groups(spans: Sequence[tuple[int, int]], alone: Sequence[bool]) -> list[list[tuple[int, int]]]:
    """Group the lines of a paragraph, for a style may run over line ends; headings are alone."""
    groups: list[list[tuple[int, int]]] = []
    closed = True
    for span, single in zip(spans, alone, strict=True):
        if closed or single:
            groups.append([])
        groups[-1].append(span)
        closed = single
    return groups


def _cut(
    stretches: Sequence[tuple[int, int, str]], spans: Sequence[tuple[int, int]]
) -> list[list[tuple[int, int, str]]]:
    """Share stretches out over spans; both in order."""
    found: list[list[tuple[int, int, str]]] = []
    at = 0
    for start, end in spans:
        part: list[tuple[int, int, str]] = []
        while at < len(stretches) and stretches[at][1] <= start:
            at += 1
        look = at
        while look < len(stretches) and stretches[look][0] < end:
            first, last, style = stretches[look]
            part.append((max(first, start), min(last, end), style))
            look += 1
        found.append(part)
    return found


def _columns(text: str, line: SourceLine) -> list[tuple[int, int]]:
    """Return the bounds of what stands between wide gaps in a line."""
    if text.find("\t", line.start, line.end) < 0 and text.find("   ", line.start, line.end) < 0:
        return [(line.start, line.end)]
    columns: list[tuple[int, int]] = []
    start = line.start
    for gap in _COLUMN_GAP.finditer(text, line.start, line.end):
        if len(columns) >= 40:
            break
        if marker_of(text[start : gap.end() + 2]) and gap.start() - start < 6:
            continue  # a list marker and its hanging indent
        if gap.start() > start:  # Spaces and tabs may follow each other.
            columns.append((start, gap.start()))
        start = gap.end()
    columns.append((start, line.end))
    return columns


def _column_of(text: str, line: SourceLine, at: int) -> int:
    """Return the place of a character on the screen, tabs counted."""
    return line.indent + len(text[line.start : at].expandtabs(8))
