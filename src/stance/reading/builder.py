"""Assembles a Document block by block, so that every reader keeps the same promises.

Readers hand over pieces of text with their place in the source; the builder folds white space,
puts the separators between blocks, and records blocks, emphasis and the way back to the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from stance.schema import Block, BlockKind, Document, Emphasis, Run, Status

# Words with single plain spaces between them, which need no folding.
_STRETCH = re.compile(r"\S+(?: \S+)*")
# A blank line comes before these, a plain line break before all others.
_SPACED = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH})


class Piece(NamedTuple):
    """Text of one style that stands together in the source.

    Attributes:
        text: The characters; white space in them is folded to single spaces.
        source: Offset of the first character in the source (see ``schema.Run``); None for text
            that the reader made (a computed list number).
        page: 1-based page, or None.
        style: ``""``, ``bold``, ``italic`` or ``bold_italic``.
    """

    text: str
    source: int | None = None
    page: int | None = None
    style: str = ""


@dataclass(slots=True)
class DocumentBuilder:
    """Collects blocks; ``build`` returns the Document."""

    name: str
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _blocks: list[Block] = field(default_factory=list)
    _emphases: list[Emphasis] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Number of characters so far, so that a reader can stop at a limit."""
        return self._length

    def add_block(
        self,
        pieces: Iterable[Piece],
        kind: BlockKind = BlockKind.PARAGRAPH,
        *,
        level: int = 0,
        marker: str | None = None,
        marker_length: int = 0,
        table: int | None = None,
        row: int | None = None,
        column: int | None = None,
    ) -> None:
        """Append one block; pieces that hold only white space leave no block.

        Args:
            pieces: The block's text in order. The marker, if any, is part of it.
            kind: Its role.
            level: Heading level or list depth.
            marker: The marker as ``schema.Block.marker`` wants it.
            marker_length: Characters of the folded text that the marker takes, with punctuation.
            table: Number of the table, for cells.
            row: Row, for cells.
            column: Column, for cells.
        """
        separator = "" if not self._blocks else "\n\n" if kind in _SPACED else "\n"
        begin = self._length + len(separator)
        text, page, emphases, runs = _fold(pieces, begin)
        if not text:
            return
        self._parts += (separator, text)
        self._length = begin + len(text)
        body = begin + marker_length
        while body < self._length and text[body - begin].isspace():
            body += 1
        self._blocks.append(
            Block(
                kind=kind,
                start=begin,
                end=self._length,
                page=page,
                level=level,
                marker=marker,
                body_start=body,
                table=table,
                row=row,
                column=column,
            )
        )
        self._emphases += emphases
        self._runs += runs

    def build(
        self,
        status: Status = Status.OK,
        detail: str = "",
        *,
        furniture: Sequence[str] = (),
        unread_pages: Sequence[int] = (),
    ) -> Document:
        """Return the Document with what was collected."""
        return Document(
            name=self.name,
            status=status,
            detail=detail,
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            emphases=tuple(self._emphases),
            runs=tuple(self._runs),
            furniture=tuple(furniture),
            unread_pages=tuple(unread_pages),
        )


def _fold(pieces: Iterable[Piece], begin: int) -> tuple[str, int | None, list[Emphasis], list[Run]]:
    """Fold white space over piece borders; return text, first page, emphases and runs."""
    parts: list[str] = []
    at = begin
    page: int | None = None
    emphases: list[Emphasis] = []
    runs: list[Run] = []
    pending_space = False
    for piece in pieces:
        last = 0
        for first, words in _stretches(piece.text):
            if parts and (pending_space or first > last):
                parts.append(" ")
                at += 1
            pending_space = False
            if page is None:
                page = piece.page
            end = at + len(words)
            if piece.source is not None:
                _extend_runs(runs, Run(at, end, piece.source + first, piece.page))
            if piece.style:
                _extend_emphases(emphases, Emphasis(at, end, piece.style))
            parts.append(words)
            at = end
            last = first + len(words)
        if last < len(piece.text):
            pending_space = True
    return "".join(parts), page, emphases, runs


def _stretches(text: str) -> Sequence[tuple[int, str]]:
    """Return the stretches of words with single plain spaces between them, and where they begin."""
    if text == " ":
        return ()
    # The plain space is the only white space that is printable.
    if text.isprintable() and text and text[0] != " " != text[-1] and "  " not in text:
        return ((0, text),)
    return [(found.start(), found.group()) for found in _STRETCH.finditer(text)]


def _extend_runs(runs: list[Run], run: Run) -> None:
    """Append a run, or lengthen the last one over a single plain space."""
    if runs:
        last = runs[-1]
        gap = run.start - last.end
        same_source = run.source - last.source == run.start - last.start and run.page == last.page
        if gap <= 1 and same_source:
            runs[-1] = Run(last.start, run.end, last.source, last.page)
            return
    runs.append(run)


def _extend_emphases(emphases: list[Emphasis], emphasis: Emphasis) -> None:
    """Append an emphasis, or lengthen the last one of the same style over a single space."""
    if emphases:
        last = emphases[-1]
        if last.style == emphasis.style and emphasis.start - last.end <= 1:
            emphases[-1] = Emphasis(last.start, emphasis.end, last.style)
            return
    emphases.append(emphasis)
