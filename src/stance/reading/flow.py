"""Joins printed lines into blocks: paragraphs, list items, words broken over line ends.

PDF pages and plain text use the same rules; the text reader lays its lines out like a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from stance.reading.builder import DocumentBuilder
from stance.reading.markers import marker_of
from stance.reading.printed import Line, joined
from stance.schema import BlockKind

_SENTENCE_END = (".", "?", "!", ":", ";")
_CLOSERS = "”\"»’')]"
_LOOSE_PITCH = 1.3
_DEFAULT_PITCH = 1.2
_WIDE_WORD = 1.15  # a word's letters against the mean, which counts narrow spaces


@dataclass(slots=True)
class Draft:
    """A block in the making."""

    lines: list[Line]
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    marker: str | None = None
    marker_length: int = 0
    table: int | None = None
    row: int | None = None
    column: int | None = None
    notes: list[Draft] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines' text, roughly: for decisions, not for output."""
        return " ".join(line.text for line in self.lines)


def typical_pitch(lines: Sequence[Line]) -> float:
    """Return the usual distance of base lines in font sizes."""
    steps = sorted(
        (one.baseline - two.baseline) / two.size
        for one, two in pairwise(lines)
        if one.region == two.region and abs(one.size - two.size) < 0.6
    )
    steps = [step for step in steps if 0.8 <= step <= 2.6]
    if len(steps) < 3:
        return _DEFAULT_PITCH
    # The lower middle: a page of one-line paragraphs must not make their distance the norm.
    return min(max(steps[(len(steps) - 1) // 3], 1.0), 2.2)


def open_draft(line: Line) -> Draft:
    """Begin a block with a line."""
    marker = marker_of(line.text)
    if marker is None:
        return Draft([line])
    return Draft([line], BlockKind.LIST_ITEM, 1, marker[0], marker[1])


def continues(draft: Draft, line: Line, pitch: float) -> bool:
    """Whether a line goes on with the block."""
    last = draft.lines[-1]
    same_size = abs(line.size - last.size) <= max(0.6, 0.08 * last.size)
    if last.hyphen and line.text[:1].islower() and abs(line.size - last.size) < 2:
        return True
    if not same_size or _opens_item(draft, last, line):
        return False
    if last.region != line.region:
        return _crosses(draft, last, line)
    gap = (last.baseline - line.baseline) / max(line.size, last.size)
    if gap > pitch * _LOOSE_PITCH or gap < -0.3:
        return False
    starts_lower = _starts_inside(line.text)
    ended = _ends_sentence(last.text)
    if _changes_style(last, line, ended):
        return False
    if _is_short(last, line) and (ended or not starts_lower):
        return False
    return _keeps_indent(draft, last, line, ended)


def _opens_item(draft: Draft, last: Line, line: Line) -> bool:
    """Whether a line begins a list item; a dash inside a running sentence does not."""
    marker = marker_of(line.text)
    if marker is None:
        return False
    if line.text[0] not in "-–—" or draft.marker == "-":
        return True
    words = line.text[1:].lstrip()
    running = not _ends_sentence(last.text) and not last.text.endswith(",")
    return not (
        running
        and last.region == line.region
        and words[:1].islower()
        and not words.startswith("att ")
        and not _is_short(last, line)
    )


def _crosses(draft: Draft, last: Line, line: Line) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    if draft.kind is BlockKind.HEADING or _ends_sentence(last.text):
        return False
    if line.style != last.style and (line.style or last.style) and len(draft.lines) == 1:
        return False
    if line.text[:1].islower() or line.text[:1] == "(":
        return not (line.text.startswith("att ") and last.text.endswith(","))
    if draft.kind is BlockKind.LIST_ITEM:
        return False  # its indentation cannot be compared
    return len(draft.lines) > 1 and not _is_short(last, line) and line.style == last.style


def _changes_style(last: Line, line: Line, ended: bool) -> bool:
    """Whether the type changes where a paragraph could end."""
    capital = not line.text[:1].islower()
    if line.style != last.style and (last.style or line.style):
        opening = line.pieces[0].style if line.pieces else ""
        if last.style and opening != last.style and (capital or ended):
            return True
        if line.style and not last.style:
            closing = last.pieces[-1].style if last.pieces else ""
            return closing != line.style and (ended or (capital and "bold" in line.style))
    opening = line.pieces[0].style if line.pieces else ""
    closing = last.pieces[-1].style if last.pieces else ""
    return ended and "bold" in opening and "bold" not in closing and line.text[:1].isupper()


def _is_short(last: Line, line: Line) -> bool:
    """Whether the next line's first word would have fitted at the end of the last line."""
    first = line.text.split(" ", 1)[0]
    return last.limit - last.right > (len(first) + 2) * line.advance * _WIDE_WORD


def _keeps_indent(draft: Draft, last: Line, line: Line, ended: bool) -> bool:
    """Whether the left edge fits a continuation."""
    first = draft.lines[0]
    step = 0.8 * line.size
    if draft.marker is not None:
        if line.left < first.left - step:
            return False
        hanging = len(draft.lines) > 1 and draft.lines[1].left > first.left + step / 2
        outside = hanging and line.left < draft.lines[1].left - step / 2
        return not (outside and (ended or not _starts_inside(line.text)))
    if line.left > last.left + step / 2:
        return not ended
    return True


def _starts_inside(text: str) -> bool:
    """Whether a line cannot well begin a sentence or a clause of a decision."""
    return (text[:1].islower() or text[:1] == "(") and not text.startswith("att ")


def _ends_sentence(text: str) -> bool:
    return text.rstrip(_CLOSERS).endswith(_SENTENCE_END)


def add_drafts(builder: DocumentBuilder, drafts: Iterable[Draft], max_characters: int) -> bool:
    """Hand drafts to the builder; return False when the text became too long."""
    for draft in drafts:
        builder.add_block(
            joined(draft.lines),
            draft.kind,
            level=draft.level,
            marker=draft.marker,
            marker_length=draft.marker_length,
            table=draft.table,
            row=draft.row,
            column=draft.column,
        )
        if draft.notes:
            add_drafts(builder, draft.notes, max_characters)
        if builder.length > max_characters:
            return False
    return True


def set_list_depths(drafts: Sequence[Draft]) -> None:
    """Give list items their depth by their left edges, list by list."""
    edges: list[float] = []
    region = -1
    for draft in drafts:
        if draft.lines[0].region != region:
            edges, region = [], draft.lines[0].region
        if draft.kind is not BlockKind.LIST_ITEM:
            if draft.kind is not BlockKind.PARAGRAPH or (
                edges and draft.lines[0].left <= edges[0] + 1
            ):
                edges = []
            continue
        left, size = draft.lines[0].left, draft.lines[0].size
        step = 0.8 * size
        while edges and left < edges[-1] - step:
            edges.pop()
        if not edges or left > edges[-1] + step:
            edges.append(left)
        draft.level = min(len(edges), 6)


def middle(values: Sequence[float]) -> float:
    """Return the median, 0 for nothing."""
    return median(values) if values else 0.0
