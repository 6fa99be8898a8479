"""DOCX to Document.

An own walk over the XML, because python-docx's ``paragraph.text`` leaves out tracked insertions,
text boxes, content controls and list numbers, and a lost "inte" turns a stance round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from stance.reading.builder import DocumentBuilder, Piece
from stance.reading.docx_numbering import Numbering
from stance.reading.docx_package import (
    Package,
    child,
    damaged,
    local,
    number,
    open_package,
    value,
)
from stance.reading.docx_styles import Style, Styles, outline_level, run_style
from stance.reading.docx_text import (
    InlineReader,
    alternative,
    span,
    text_offsets,
)
from stance.reading.lines import Cell, Label, add_text
from stance.schema import BlockKind, Document

# They hold blocks and are nothing themselves.
_WRAPPERS = frozenset(
    {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "Choice", "Fallback"}
)
_ROW_WRAPPERS = _WRAPPERS
_MAX_FURNITURE = 100


def read_docx(data: bytes, name: str, *, max_characters: int) -> Document:
    """Read a DOCX.

    Args:
        data: The file.
        name: Its name, for the Document.
        max_characters: The longest text to return.

    Raises:
        Refusal: It is damaged, encrypted, too large, or a zip file of another kind.
    """
    package = open_package(data)
    root = package.tree(package.main)
    body = child(root, "body")
    if root is None or body is None:
        raise damaged()
    notes = {kind: package.first(kind + "s") for kind in ("footnote", "endnote")}
    roots = [root, *(part for part in notes.values() if part is not None)]
    styles = Styles(package.first("styles"))
    walk = _Walk(
        DocumentBuilder(name),
        InlineReader(styles, text_offsets(roots)),
        Numbering(package.first("numbering")),
        max_characters,
    )
    walk.blocks(body)
    walk.end_paragraph()
    _add_notes(walk, notes)
    return walk.builder.build(furniture=_furniture(package, styles))


@dataclass(slots=True)
class _Walk:
    """Goes through the blocks in order; the depth is bounded by the parser (256)."""

    builder: DocumentBuilder
    inline: InlineReader
    numbering: Numbering
    max_characters: int
    kind: BlockKind = BlockKind.PARAGRAPH
    cell: Cell | None = None
    label: Label | None = None
    _tables: int = 0
    # Text of paragraphs whose end mark is deleted: it belongs to the next paragraph.
    _carried: list[Piece] = field(default_factory=list)

    def blocks(self, element: etree._Element) -> None:
        """Read the paragraphs and tables in an element."""
        for item in element:
            name = local(item)
            if name == "p":
                self._paragraph(item)
            elif name == "tbl":
                self._table(item)
            elif name in _WRAPPERS:
                self.blocks(item)
            elif name == "AlternateContent":
                chosen = alternative(item)
                if chosen is not None:
                    self.blocks(chosen)

    def end_paragraph(self) -> None:
        """Add what a last paragraph with a deleted end mark left."""
        pieces, self._carried = self._carried, []
        self._add(pieces, self.kind, 0, None)

    def _paragraph(self, element: etree._Element) -> None:
        properties = child(element, "pPr")
        name = value(child(properties, "pStyle"))
        style = self.inline.styles.get(name, paragraph=True)
        inline = self.inline.read(element, style)
        label, depth = self._numbered(properties, name, style)
        pieces = self._carried + inline.pieces
        self._carried = []
        if child(child(properties, "rPr"), "del") is not None:
            self._carried = pieces
        else:
            direct = outline_level(properties)
            heading = (style.heading if direct is None else direct) or 0
            if self.kind is BlockKind.PARAGRAPH and heading:
                self._add(pieces, BlockKind.HEADING, heading, label)
            elif self.kind is BlockKind.PARAGRAPH and label is not None:
                self._add(pieces, BlockKind.LIST_ITEM, depth, label)
            else:
                self._add(pieces, self.kind, 0, label)
        for box in inline.boxes:
            self.blocks(box)

    def _add(self, pieces: list[Piece], kind: BlockKind, level: int, label: Label | None) -> None:
        if all(not piece.text or piece.text.isspace() for piece in pieces):
            return
        if self.label is not None:
            label, self.label = self.label, None
        add_text(
            self.builder,
            pieces,
            self.max_characters,
            kind=kind,
            level=level,
            label=label,
            cell=self.cell,
        )

    def _numbered(
        self, properties: etree._Element | None, name: str | None, style: Style
    ) -> tuple[Label | None, int]:
        """Return the list marker and the depth of a paragraph, and count it."""
        direct = child(properties, "numPr")
        num_id = number(value(child(direct, "numId")))
        level = number(value(child(direct, "ilvl")))
        if num_id is None:
            num_id = style.num_id
            if level is None:
                level = style.num_level
        if not num_id:
            return None, 0
        if level is None:
            level = self.numbering.level_of_style(num_id, name)
        return self.numbering.next(num_id, level), level + 1

    def _table(self, element: etree._Element) -> None:
        """Read a table by rows; one inside a cell becomes part of that cell."""
        rows = [[*_cells(row)] for row in _rows(element)]
        if self.cell is not None or self.kind is BlockKind.FOOTNOTE or _is_box(rows):
            for row in rows:
                for _, _, content in row:
                    self.blocks(content)
                    self.end_paragraph()
            return
        table, self._tables = self._tables, self._tables + 1
        merged: set[int] = set()
        for at, row in enumerate(rows):
            for column, merge, content in row:
                if merge == "continue" and column in merged:
                    continue
                merged.discard(column)
                if merge == "restart":
                    merged.add(column)
                self.cell = Cell(table, at, column)
                self.blocks(content)
                self.end_paragraph()
        self.cell = None


def _is_box(rows: list[list[tuple[int, str, etree._Element]]]) -> bool:
    """Tell whether a table has one column: then it is a frame around text."""
    return all(len(row) <= 1 for row in rows)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows that are not deleted."""
    for item in table:
        name = local(item)
        if name == "tr":
            if child(child(item, "trPr"), "del") is None:
                yield item
        elif name in _ROW_WRAPPERS:
            yield from _rows(item)


def _cells(row: etree._Element) -> Iterator[tuple[int, str, etree._Element]]:
    """Yield (column, "", "restart" or "continue", cell) for a row."""
    properties = child(row, "trPr")
    column = 0 if properties is None else span(properties, "gridBefore")
    for cell in _cell_elements(row):
        own = child(cell, "tcPr")
        merge = ""
        if own is not None:
            mark = child(own, "vMerge")
            merge = "" if mark is None else value(mark) or "continue"
        width = 1 if own is None else max(span(own, "gridSpan"), 1)
        beside = child(own, "hMerge")
        hidden = beside is not None and value(beside) != "restart"
        if not hidden and child(own, "cellDel") is None:
            yield column, merge, cell
        column += width


def _cell_elements(row: etree._Element) -> Iterator[etree._Element]:
    for item in row:
        name = local(item)
        if name == "tc":
            yield item
        elif name in _ROW_WRAPPERS:
            yield from _cell_elements(item)


def _add_notes(walk: _Walk, parts: dict[str, etree._Element | None]) -> None:
    """Add the notes that the text refers to, numbered in the order of their references."""
    elements = {
        (kind, value(item, "id") or ""): item
        for kind, part in parts.items()
        for item in (() if part is None else part)
        if value(item, "type") in {None, "normal"}
    }
    walk.kind = BlockKind.FOOTNOTE
    wanted = [elements[key] for key in walk.inline.notes if key in elements]
    for at, element in enumerate(wanted, 1):
        walk.label = Label(str(at), str(at))
        walk.blocks(element)
        walk.end_paragraph()
    walk.label = None


def _furniture(package: Package, styles: Styles) -> list[str]:
    """Return the lines of page headers and footers, each once; a table row is one line."""
    reader = InlineReader(styles, {})
    lines: dict[str, None] = {}
    for kind in ("header", "footer"):
        for part in package.related(kind):
            root = package.tree(part)
            for text in () if root is None else _line_texts(root, reader):
                if text and len(lines) < _MAX_FURNITURE:
                    lines.setdefault(text)
    return list(lines)


def _line_texts(element: etree._Element, reader: InlineReader) -> Iterator[str]:
    for item in element:
        name = local(item)
        if name == "p":
            inline = reader.read(item, run_style(None, Style()))
            yield " ".join("".join(piece.text for piece in inline.pieces).split())
            for box in inline.boxes:
                yield from _line_texts(box, reader)
        elif name == "tbl":
            for row in _rows(item):
                texts = [text for _, _, cell in _cells(row) for text in _line_texts(cell, reader)]
                yield " ".join(filter(None, texts))
        elif name in _WRAPPERS:
            yield from _line_texts(item, reader)
