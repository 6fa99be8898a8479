"""A document's blocks cut into units: the smallest stretches that can play a role.

A unit is a heading, a paragraph, a list item, a cell, or a part of one of these where a label
("Svar:") or a bold opening sets a part off. Labels become attributes of the unit they open.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from stance.extraction.cues import Cues
from stance.extraction.folding import fold
from stance.schema import Block, BlockKind, Document, Span

_HEADING_WORDS = 14
_MIN_BOLD_WORDS = 4
_INLINE_LABEL = re.compile(r"(?:^|(?<=[.!?:;)\"”] ))(?=[A-ZÅÄÖ])")
_QUOTED_LINE = re.compile(r"> ?")
_LABEL_END = re.compile(r"\s?(?:[:.–—-]\s?|$)")
# Markers that readers do not know: "R2." or "R2:", and "2," where a scan has a comma.
_CODE = re.compile(r"(?:rekommendation )?(r ?\d{1,2})[.:)] |(\d{1,2}), (?=[a-z])")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of plain text with one role to play.

    Attributes:
        start: First character in the plain text, without marker and label.
        end: One past the last character.
        kind: Layout of the block that it comes from.
        folded: The folded text of ``[start, end)``.
        marker: List marker, see ``schema.Block.marker``.
        level: Heading level or list depth.
        label: The folded answer or recommendation label that opened it ("svar"), or None.
        label_kind: ``answer``, ``detail``, ``recommendation`` or None.
        repeated: The label stands for one answer, not for a section: it ends with a colon.
        number: Number in the label ("Rekommendation 3:"), or None.
        emphasised: Share of its characters that are bold or italic.
        block: Number of its block.
        table: Number of its table, for cells.
        row: Row, for cells.
        column: Column, for cells.
    """

    start: int
    end: int
    kind: BlockKind
    folded: str
    marker: str | None = None
    level: int = 0
    label: str | None = None
    label_kind: str | None = None
    repeated: bool = False
    number: str | None = None
    emphasised: float = 0.0
    block: int = 0
    table: int | None = None
    row: int | None = None
    column: int | None = None

    @property
    def empty(self) -> bool:
        """A label that stands alone: what it opens comes in the units after it."""
        return self.start >= self.end

    @property
    def is_heading(self) -> bool:
        """Set as a heading, or looks like one: short, emphasised, no full stop."""
        if self.kind is BlockKind.HEADING:
            return True
        if self.kind is not BlockKind.PARAGRAPH or self.label_kind == "answer":
            return False
        words = self.folded.count(" ") + 1
        closed = self.folded.rstrip().endswith((".", ":", ",", ";", "?", '"'))
        return 0 < words <= _HEADING_WORDS and self.emphasised > 0.9 and not closed


@dataclass(frozen=True, slots=True)
class Layout:
    """Blocks and emphases of a document, in offsets of the plain (repaired) text."""

    text: str
    blocks: tuple[Block, ...]
    emphases: tuple[tuple[int, int], ...]


def layout_of(document: Document, plain: str, offsets: Sequence[int] | None) -> Layout:
    """Carry a document's layout over to its repaired text.

    Args:
        document: What was read.
        plain: ``document.text`` after repair.
        offsets: Place in ``document.text`` of each plain character, or None if unchanged.
    """
    if offsets is None:
        emphases = tuple((e.start, e.end) for e in document.emphases)
        return Layout(plain, tuple(document.blocks), emphases)

    def at(place: int) -> int:
        return bisect_left(offsets, place)

    blocks = tuple(
        replace(block, start=at(block.start), end=at(block.end), body_start=at(block.body_start))
        for block in document.blocks
    )
    emphases = tuple((at(e.start), at(e.end)) for e in document.emphases)
    return Layout(plain, blocks, emphases)


def units_of(layout: Layout, cues: Cues) -> list[Unit]:
    """Cut every block into units, in reading order."""
    units: list[Unit] = []
    for number, block in enumerate(layout.blocks):
        begin = block.body_start
        folded = fold(layout.text[begin : block.end])
        for start, end in _cuts(layout, block, folded, cues):
            part = folded[start - begin : end - begin]
            units.append(_unit(layout, block, number, (start, end), part, cues))
    return units


def _cuts(layout: Layout, block: Block, folded: str, cues: Cues) -> Iterator[tuple[int, int]]:
    """Yield the parts of a block: cut before inline labels and after a bold opening."""
    begin, end = block.body_start, block.end
    if block.kind is BlockKind.HEADING:
        yield begin, end
        return
    places = {begin}
    text = layout.text[begin:end]
    for match in _INLINE_LABEL.finditer(text) if ":" in text else ():
        label = cues.labels["answer"].match(folded, match.start())
        if label and match.start() and text[label.end() : label.end() + 1] == ":":
            places.add(begin + match.start())
    bold_end = _bold_opening(layout, begin, end)
    if bold_end is not None:
        places.add(bold_end)
    ordered = [*sorted(places), end]
    yield from pairwise(ordered)


def _bold_opening(layout: Layout, begin: int, end: int) -> int | None:
    """Return where an emphasised opening ends, if it is a clause of its own."""
    index = bisect_right(layout.emphases, (begin, end)) - 1
    for start, stop in layout.emphases[max(index, 0) : index + 2]:
        if start <= begin + 1 and begin < stop < end - 2:
            opening = layout.text[begin:stop]
            rest = layout.text[stop:end]
            if opening.count(" ") + 1 >= _MIN_BOLD_WORDS and rest.count(" ") >= 2:
                closed = opening.rstrip()[-1:] in '.:?!"”' or rest.lstrip()[:1].isupper()
                return stop if closed else None
    return None


def _unit(layout: Layout, block: Block, number: int, span: Span, folded: str, cues: Cues) -> Unit:
    """Build a unit, taking its label off."""
    start, end = span
    quoted = _QUOTED_LINE.match(folded)
    if quoted:  # A line of the mail that is answered.
        start += quoted.end()
        folded = folded[quoted.end() :]
    code = _CODE.match(folded) if block.kind is BlockKind.PARAGRAPH else None
    if code:
        label, kind, reference, cut = None, None, None, code.end()
    else:
        label, kind, reference, cut = _label(folded, block, cues)
    marker = (code[1] or code[2]).replace(" ", "") if code else block.marker
    first = start + cut
    while first < end and layout.text[first].isspace():
        first += 1
    last = end
    while last > first and layout.text[last - 1].isspace():
        last -= 1
    return Unit(
        start=first,
        end=last,
        kind=BlockKind.LIST_ITEM if code else block.kind,
        folded=folded[first - start : last - start],
        marker=marker if start == block.body_start else None,
        level=block.level,
        label=label,
        label_kind=kind,
        repeated=label is not None and ":" in folded[len(label) : first - start],
        number=reference,
        emphasised=1.0 if quoted else _emphasised(layout, start, end),
        block=number,
        table=block.table,
        row=block.row,
        column=block.column,
    )


def _label(folded: str, block: Block, cues: Cues) -> tuple[str | None, str | None, str | None, int]:
    """Return label, its kind, the number in it, and how many characters it takes."""
    for kind in ("recommendation", "answer", "detail"):
        match = cues.labels[kind].match(folded)
        if match is None:
            continue
        number = match.groupdict().get("number")
        rest = folded[match.end() :].strip()
        colon, dash = rest.startswith(":"), rest.startswith("-")
        if kind == "recommendation":
            # "Rekommendation: ..." and "Rekommendation 2 ..." open one; "Rekommendationer" a list.
            plural = match.group().rstrip().endswith("er")
            opens = number is not None or (colon and len(rest) > 1 and not plural)
        elif kind == "answer":
            opens = not rest or colon or dash
        else:
            opens = colon and block.kind is not BlockKind.HEADING
        if opens:
            after = _LABEL_END.match(folded, match.end())
            return match.group().strip(), kind, number, after.end() if after else match.end()
    return None, None, None, 0


def _emphasised(layout: Layout, start: int, end: int) -> float:
    """Return the share of ``[start, end)`` that is bold or italic."""
    covered = 0
    index = max(bisect_right(layout.emphases, (start, end)) - 1, 0)
    for begin, stop in layout.emphases[index:]:
        if begin >= end:
            break
        covered += max(0, min(stop, end) - max(begin, start))
    return covered / max(1, end - start)
