"""HTML to Document: the document's own text, without the site around it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from stance.reading.builder import DocumentBuilder, Piece
from stance.reading.html_charset import decode
from stance.reading.html_rules import (
    BLOCKS,
    HEADINGS,
    IMPLIED_ENDS,
    INLINE,
    VOID,
    emphasis,
    is_machinery,
    is_site_part,
)
from stance.reading.html_tables import Grid, layout_tables
from stance.reading.html_tokens import Tag, Text, text_pieces, tokens
from stance.reading.lines import BREAK, Cell, Label, add_text
from stance.reading.numerals import formatted
from stance.schema import BlockKind, Document

# When the text without the site parts is a smaller share than this, the parts were misjudged.
_LEAST_KEPT = 0.2
# How far up misnested tags are looked for.
_LOOK_UP = 60
_MAX_FURNITURE = 100
_LIST_TYPES = {
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "1": "decimal",
}


def read_html(data: bytes, name: str, *, max_characters: int) -> Document:
    """Read an HTML file.

    Args:
        data: The file.
        name: Its name, for the Document.
        max_characters: The longest text to return.

    Raises:
        Refusal: The text is too long.
    """
    source = decode(data)
    found = list(tokens(source))
    frames = layout_tables(token for token in found if isinstance(token, Tag))
    make = partial(_Reader, source, frames=frames, max_characters=max_characters)
    reader = make(DocumentBuilder(name))
    reader.read(found)
    if reader.left_out and reader.builder.length < _LEAST_KEPT * (
        reader.builder.length + reader.left_out
    ):
        whole = make(DocumentBuilder(name), keep_site=True)
        whole.read(found)
        reader = whole
    return reader.builder.build(furniture=list(reader.furniture))


@dataclass(slots=True)
class _List:
    """An open list; ``count`` is the number of the item before."""

    kind: str | None
    count: int = 0
    step: int = 1


@dataclass(frozen=True, slots=True)
class _Open:
    """An open element and what it does to the text in it."""

    name: str
    hides: bool = False
    site: bool = False
    bold: bool = False
    italic: bool = False
    listed: bool = False
    grid: bool = False


@dataclass(slots=True)
class _Reader:
    """Goes through the tokens once; depth costs nothing, since there is no recursion."""

    source: str
    builder: DocumentBuilder
    frames: set[int]
    max_characters: int
    keep_site: bool = False
    left_out: int = 0
    furniture: dict[str, None] = field(default_factory=dict)
    _stack: list[_Open] = field(default_factory=list)
    _open: Counter[str] = field(default_factory=Counter)
    _hidden: int = 0
    _site: int = 0
    _bold: int = 0
    _italic: int = 0
    _lists: list[_List] = field(default_factory=list)
    _pieces: list[Piece] = field(default_factory=list)
    _item: tuple[Label | None, int] | None = None
    _tables: int = 0
    _data_tables: int = 0
    _grids: int = 0
    _grid: Grid | None = None
    _cell: Cell | None = None
    _has_main: bool = False

    def read(self, found: list[Text | Tag]) -> None:
        """Read all tokens."""
        self._has_main = any(
            isinstance(token, Tag) and token.name in ("main", "article") for token in found
        )
        for token in found:
            if isinstance(token, Text):
                self._text(token)
            elif token.name == "br":
                self._pieces.append(BREAK)
            elif token.end:
                self._end(token)
            else:
                self._start(token)
        self._flush()

    def _text(self, text: Text) -> None:
        if self._hidden:
            return
        style = "_".join(["bold"] * bool(self._bold) + ["italic"] * bool(self._italic))
        if self._open["pre"]:
            at = text.start
            while (line := self.source.find("\n", at, text.end)) >= 0:
                self._pieces += text_pieces(self.source, Text(at, line), style)
                self._pieces.append(BREAK)
                at = line + 1
            text = Text(at, text.end)
        self._pieces += text_pieces(self.source, text, style)

    def _start(self, tag: Tag) -> None:
        name = tag.name
        if name in BLOCKS:
            self._flush()
        implied = IMPLIED_ENDS.get(name)
        if implied is not None:
            self._close_implied(*implied)
        if name in VOID:
            return
        bold, italic = emphasis(tag)
        # Inside a line there is no block to leave out, so the text itself is left out.
        site, block = self._is_site(tag), name in BLOCKS
        opened = _Open(
            name,
            hides=is_machinery(tag) or (site and not block),
            site=site and block,
            bold=bold,
            italic=italic,
            listed=name in ("ul", "ol", "menu"),
            grid=name == "table" and self._open_table(),
        )
        self._stack.append(opened)
        self._open[name] += 1
        self._hidden += opened.hides
        self._site += opened.site
        self._bold += opened.bold
        self._italic += opened.italic
        if opened.listed:
            self._lists.append(_open_list(tag))
        elif name == "li":
            self._item = self._next_item(tag)
        elif name in ("tr", "td", "th"):
            self._enter_row_or_cell(tag)

    def _end(self, tag: Tag) -> None:
        name = tag.name
        if name in BLOCKS:
            self._flush()
        if not self._open[name]:
            return
        if name in INLINE:
            self._close_inline(name)
            return
        while self._stack:
            if self._close_last() == name:
                return

    def _is_site(self, tag: Tag) -> bool:
        """Tell whether to leave an element out as part of the site (or keep it as furniture)."""
        if self.keep_site:
            return False
        if tag.name in ("header", "footer"):
            inside = self._open["main"] or self._open["article"] or self._open["section"]
            return self._has_main and not inside
        if tag.name == "a" and self._has_main and not self._open["main"] + self._open["article"]:
            # "To the content" and the like.
            return (tag.attribute("href") or "").startswith("#")
        return tag.name == "title" or is_site_part(tag)

    def _close_implied(self, names: frozenset[str], until: frozenset[str]) -> None:
        """Close an element whose end tag was left out, such as ``li`` before the next ``li``."""
        for depth in range(1, min(len(self._stack), _LOOK_UP) + 1):
            name = self._stack[-depth].name
            if name in names:
                for _ in range(depth):
                    self._close_last()
                return
            if name in until:
                return

    def _close_inline(self, name: str) -> None:
        """Close an inline element, also when others were opened in it and not closed."""
        for depth in range(1, min(len(self._stack), _LOOK_UP) + 1):
            if self._stack[-depth].name == name:
                self._forget(self._stack.pop(-depth))
                return

    def _close_last(self) -> str:
        closed = self._stack.pop()
        self._forget(closed)
        if closed.listed and self._lists:
            self._lists.pop()
        elif closed.name == "li":
            self._item = None
        elif closed.grid:
            self._grids -= 1
            if not self._grids:
                self._grid = self._cell = None
        elif closed.name in ("td", "th") and self._grids == 1:
            self._cell = None
        return closed.name

    def _forget(self, closed: _Open) -> None:
        if closed.name in BLOCKS:
            self._flush()
        self._open[closed.name] -= 1
        self._hidden -= closed.hides
        self._site -= closed.site
        self._bold -= closed.bold
        self._italic -= closed.italic

    def _open_table(self) -> bool:
        """Enter a table; True when it holds data. One inside a cell becomes part of the cell."""
        order, self._tables = self._tables, self._tables + 1
        if order in self.frames and not self._grids:
            return False
        if not self._grids:
            self._grid = Grid(self._data_tables)
            self._data_tables += 1
        self._grids += 1
        return True

    def _enter_row_or_cell(self, tag: Tag) -> None:
        if self._grids != 1 or self._grid is None:
            return
        if tag.name == "tr":
            self._grid.next_row()
        else:
            self._cell = self._grid.next_cell(tag)

    def _next_item(self, tag: Tag) -> tuple[Label | None, int]:
        """Count a list item; return its marker and depth."""
        depth = max(len(self._lists), 1)
        if not self._lists or self._lists[-1].kind is None:
            return Label("-", "-"), depth
        listed = self._lists[-1]
        own = _number(tag.attribute("value"))
        listed.count = listed.count + listed.step if own is None else own
        marker = formatted(listed.count, listed.kind or "decimal")
        return Label(marker + ".", marker), depth

    def _flush(self) -> None:
        """End the block of text that was being collected."""
        pieces, self._pieces = self._pieces, []
        size = sum(len(piece.text) for piece in pieces if not piece.text.isspace())
        if not size:
            return
        if self._site:
            self.left_out += size
            shown = " ".join("".join(piece.text for piece in pieces).split())
            if len(self.furniture) < _MAX_FURNITURE and not self._open["nav"]:
                self.furniture.setdefault(shown[:500])
            return
        heading = self._heading()
        item, self._item = self._item, None
        label, depth = item or (None, 0)
        kind = BlockKind.PARAGRAPH
        if heading:
            kind, depth = BlockKind.HEADING, heading
        elif label is not None:
            kind = BlockKind.LIST_ITEM
        add_text(
            self.builder,
            pieces,
            self.max_characters,
            kind=kind,
            level=depth,
            label=label,
            cell=self._cell,
        )

    def _heading(self) -> int:
        return next((level for name, level in HEADINGS.items() if self._open[name]), 0)


def _open_list(tag: Tag) -> _List:
    """Return the state of a list that begins."""
    if tag.name != "ol":
        return _List(None)
    start = _number(tag.attribute("start"))
    step = -1 if tag.attribute("reversed") is not None else 1
    kind = _LIST_TYPES.get(tag.attribute("type") or "1", "decimal")
    return _List(kind, (1 if start is None else start) - step, step)


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 6:
        return None
    return int(text)
