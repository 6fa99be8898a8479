"""The text of DOCX paragraphs: runs, tracked changes, fields, notes and text boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from stance.reading.builder import Piece
from stance.reading.docx_package import WORD, child, local, number, value
from stance.reading.docx_styles import Style, Styles, run_style
from stance.reading.lines import BREAK, visible_pieces

_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_TEXT = frozenset({f"{{{WORD}}}t", f"{{{_MATH}}}t"})
# Deleted or moved away, properties, and what is not part of the running text.
_SKIPPED = frozenset(
    {
        *("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "sdtPr"),
        *("sdtEndPr", "rt", "rubyPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr"),
    }
)
_SPACES = frozenset({"tab", "ptab"})
_BREAKS = frozenset({"br", "cr"})
# Boxes that forms tick, in the symbol fonts that Word uses for them.
_SYMBOLS = {"F0FE": "☒", "F0FD": "☒", "F052": "☑", "F0A8": "☐", "F06F": "☐", "F0A3": "☐"}


@dataclass(slots=True)
class Inline:
    """What stands inside one paragraph.

    Attributes:
        pieces: Its text.
        boxes: Text boxes anchored in it, to be read after it.
    """

    pieces: list[Piece] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


@dataclass(slots=True)
class InlineReader:
    """Reads the inside of paragraphs, one after the other.

    Attributes:
        styles: The document's styles.
        offsets: Where each text node starts in the document's raw text.
        notes: References to notes in order: (``footnote`` or ``endnote``, identifier).
    """

    styles: Styles
    offsets: dict[etree._Element, int]
    notes: dict[tuple[str, str], None] = field(default_factory=dict)
    # For each open field whether its instruction, which nobody sees, is still being given.
    _fields: list[bool] = field(default_factory=list)

    def read(self, paragraph: etree._Element, style: Style) -> Inline:
        """Return a paragraph's text in its final version: insertions in, deletions out."""
        inline = Inline()
        self._walk(paragraph, style, inline, style)
        # An instruction ends with its paragraph, else a broken field would hide all that follows.
        self._fields = [False for _ in self._fields]
        return inline

    def _walk(self, element: etree._Element, style: Style, inline: Inline, base: Style) -> None:
        for item in element:
            name = local(item)
            if name in _SKIPPED or not name:
                continue
            if name == "r":
                self._walk(item, self._run_style(item, base), inline, base)
            elif name == "t":
                self._text(item, style, inline)
            elif name == "txbxContent":
                inline.boxes.append(item)
            elif name == "AlternateContent":
                chosen = alternative(item)
                if chosen is not None:
                    self._walk(chosen, style, inline, base)
            elif not self._mark(item, name, style, inline):
                self._walk(item, style, inline, base)

    def _run_style(self, run: etree._Element, base: Style) -> Style:
        properties = child(run, "rPr")
        if properties is None:
            return base
        named = value(child(properties, "rStyle"))
        if named is not None:
            own = self.styles.get(named)
            base = Style(
                bold=base.bold if own.bold is None else own.bold,
                italic=base.italic if own.italic is None else own.italic,
                hidden=base.hidden if own.hidden is None else own.hidden,
            )
        return run_style(properties, base)

    def _text(self, item: etree._Element, style: Style, inline: Inline) -> None:
        if item.tag not in _TEXT or not item.text or style.hidden or any(self._fields):
            return
        inline.pieces += visible_pieces(item.text, self.offsets.get(item), style_name(style))

    def _mark(self, item: etree._Element, name: str, style: Style, inline: Inline) -> bool:
        """Handle elements that stand for characters or notes; False for all others."""
        if name == "fldChar":
            self._field(value(item, "fldCharType"))
        elif name in ("footnoteReference", "endnoteReference"):
            self.notes.setdefault((name.removesuffix("Reference"), value(item, "id") or ""))
        elif style.hidden or any(self._fields):
            return name in _SPACES or name in _BREAKS or name in ("noBreakHyphen", "sym")
        elif name in _SPACES:
            # A tab stop in paragraph properties never comes here: pPr is skipped.
            inline.pieces.append(Piece(" "))
        elif name in _BREAKS:
            inline.pieces.append(BREAK)
        elif name == "noBreakHyphen":
            inline.pieces.append(Piece("-", None, None, style_name(style)))
        elif name == "sym":
            inline.pieces += _symbol(item)
        else:
            return False
        return True

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()


def _symbol(item: etree._Element) -> Iterator[Piece]:
    shown = _SYMBOLS.get((value(item, "char") or "").upper())
    if shown is not None:
        yield Piece(shown)


def style_name(style: Style) -> str:
    """Return a style as ``Piece.style`` wants it."""
    names = [name for name, on in (("bold", style.bold), ("italic", style.italic)) if on]
    return "_".join(names)


def alternative(element: etree._Element) -> etree._Element | None:
    """Return the first form of ``mc:AlternateContent`` that holds text, else the first.

    The same text box stands in it twice, in a new and in an old form.
    """
    forms = [item for item in element if local(item) in ("Choice", "Fallback")]
    for form in forms:
        if next(form.iter(f"{{{WORD}}}t"), None) is not None:
            return form
    return forms[0] if forms else None


def text_offsets(roots: list[etree._Element]) -> dict[etree._Element, int]:
    """Return where each element with running text starts in the parts' text, one after another."""
    offsets: dict[etree._Element, int] = {}
    at = 0
    for root in roots:
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                if element.tag in _TEXT:
                    offsets[element] = at
                at += len(element.text or "")
            elif element is not root:
                at += len(element.tail or "")
    return offsets


def span(element: etree._Element, name: str) -> int:
    """Return a column count from cell or row properties, at least 0, at most 64."""
    return min(max(number(value(child(element, name))) or 0, 0), 64)
