"""From styled pieces of text to blocks: typed list markers, line breaks, invisible characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stance.reading.builder import DocumentBuilder, Piece
from stance.reading.limits import too_long
from stance.reading.markers import heading_number, marker_of
from stance.schema import BlockKind

# A line break inside a paragraph (``<br>``, Shift+Enter). Compared by identity.
BREAK = Piece("\n")

# Soft hyphen, zero-width space and joiners, byte order mark: they are not part of any word.
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_SENTENCE_END = (".", ":", "!", "?", ";")
# A line from so many characters on may have been broken only because it was full.
_WRAPPED = 50
# Enough to see any marker, however the text is cut into pieces.
_LOOK = 40


@dataclass(frozen=True, slots=True)
class Label:
    """A list marker that the layout computes.

    Attributes:
        text: As it is shown, with punctuation: ``1.``, ``a)``, ``-``.
        marker: As ``schema.Block.marker`` wants it.
    """

    text: str
    marker: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a table cell stands."""

    table: int
    row: int
    column: int


def visible_pieces(text: str, source: int | None, style: str = "") -> Iterator[Piece]:
    """Cut a text at characters that nobody sees, so that each piece is as in the source."""
    at = 0
    for match in _INVISIBLE.finditer(text):
        if match.start() > at:
            yield Piece(
                text[at : match.start()], None if source is None else source + at, None, style
            )
        at = match.end()
    if at < len(text):
        yield Piece(text[at:], None if source is None else source + at, None, style)


def typed_marker(pieces: Sequence[Piece], *, heading: bool = False) -> Label | None:
    """Return the list marker that a text starts with, when its author typed it."""
    head = ""
    for piece in pieces:
        head = (head + piece.text).lstrip()
        if len(head) >= _LOOK:
            break
    head = " ".join(head.split())
    found = (heading_number(head) if heading else None) or marker_of(head)
    if found is None or found[1] == len(head):  # A lone tick or dash is all that a cell says.
        return None
    marker, length = found
    return Label(head[:length], marker)


def split_lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Cut a paragraph at those line breaks that separate thoughts; join the others.

    Authors use the same break to wrap a line, to set "Svar:" under a recommendation and to stack
    short lines of facts. It separates when the line before it ends a sentence, is a bold label or
    is short, when the next starts with a list marker, and when there are two.
    """
    segments: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece is BREAK:
            segments.append([])
        else:
            segments[-1].append(piece)
    lines: list[list[Piece]] = []
    left: list[Piece] | None = None
    for segment in segments:
        blank = _is_blank(segment)
        if lines and left is not None and not blank and not _separates(left, segment):
            lines[-1].append(BREAK)
            lines[-1] += segment
        elif not blank:
            lines.append(list(segment))
        left = None if blank else segment
    return lines


def add_text(
    builder: DocumentBuilder,
    pieces: Sequence[Piece],
    max_characters: int,
    *,
    kind: BlockKind = BlockKind.PARAGRAPH,
    level: int = 0,
    label: Label | None = None,
    cell: Cell | None = None,
) -> None:
    """Add a paragraph, list item, heading, cell or note, in as many blocks as it has lines.

    Raises:
        Refusal: When the text is now longer than ``max_characters``.
    """
    whole = kind is BlockKind.HEADING
    lines = [pieces] if whole and not _is_blank(pieces) else split_lines(pieces)
    for at, line in enumerate(lines):
        shown = label if at == 0 else None
        this: Sequence[Piece] = line
        if shown is not None:
            this = [Piece(shown.text + " "), *line]
        else:
            shown = typed_marker(line, heading=whole)
        _add_line(builder, this, kind if at == 0 else _continued(kind), level, shown, cell)
        if builder.length > max_characters:
            raise too_long(max_characters)


def _add_line(
    builder: DocumentBuilder,
    pieces: Sequence[Piece],
    kind: BlockKind,
    level: int,
    label: Label | None,
    cell: Cell | None,
) -> None:
    """Add one block with its marker."""
    if cell is not None:
        kind = BlockKind.CELL
    elif kind is BlockKind.PARAGRAPH and label is not None:
        kind, level = BlockKind.LIST_ITEM, max(level, 1)
    elif kind is BlockKind.PARAGRAPH:
        level = 0
    builder.add_block(
        pieces,
        kind,
        level=level,
        marker=label.marker if label else None,
        marker_length=len(label.text) if label else 0,
        table=cell.table if cell else None,
        row=cell.row if cell else None,
        column=cell.column if cell else None,
    )


def _continued(kind: BlockKind) -> BlockKind:
    """Return the kind of the second line of a block: a list item's is a plain paragraph."""
    return BlockKind.PARAGRAPH if kind is BlockKind.LIST_ITEM else kind


def _is_blank(pieces: Sequence[Piece]) -> bool:
    return all(not piece.text or piece.text.isspace() for piece in pieces)


def _separates(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Tell whether the break between two lines that hold text ends a block."""
    before = "".join(piece.text for piece in left).strip()
    after = next(piece.text for piece in right if piece.text and not piece.text.isspace())
    if before.endswith(_SENTENCE_END) or typed_marker(right) is not None:
        return True
    if _is_bold(left) and not _is_bold(right):
        return True
    return len(before) < _WRAPPED and not after.lstrip()[0].islower()


def _is_bold(pieces: Sequence[Piece]) -> bool:
    return all(piece.style.startswith("bold") or piece.text.isspace() for piece in pieces)
