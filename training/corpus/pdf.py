"""Blocks as a PDF on A4. The same blocks give the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Any, TypeAlias

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from training.corpus.blocks import Block, least_widths, widths
from training.corpus.letter import Letter

_Canvas: TypeAlias = Any  # reportlab has no types
_WIDTH, _HEIGHT = A4
_LEFT, _RIGHT, _TOP, _BOTTOM = 71.0, _WIDTH - 71.0, _HEIGHT - 96.0, 80.0
_MARGIN_LEFT, _MARGIN_RIGHT = 40.0, 138.0
_GUTTER = 22.0
# What the standard fonts lack.
_REPLACED = str.maketrans({"▪": "\N{BULLET}", "│": "|", "ć": "c", "\u2011": "-", "\u00ad": ""})

_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13.5, spaceAfter=6)
_SMALL = ParagraphStyle("small", _BODY, fontSize=7.5, leading=9.5, spaceAfter=3)
_ITEM = ParagraphStyle("item", _BODY, leftIndent=16, firstLineIndent=-12, spaceAfter=3)
_HEADING = ParagraphStyle(
    "heading",
    _BODY,
    fontName="Helvetica-Bold",
    fontSize=11,
    leading=14,
    spaceBefore=8,
    spaceAfter=3,
    keepWithNext=1,
)
# Sizes of the letters in tables, and how wide a letter is at most, on average, at size 1.
_SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
_EM = 0.58
_HEADING_ALONE = ParagraphStyle("heading alone", _HEADING, keepWithNext=0)


def to_pdf(blocks: Sequence[Block], letter: Letter) -> bytes:
    """Return the PDF; it is set twice, for the number of pages in the head."""
    pages = 0
    target = io.BytesIO()
    for _ in range(2):
        target = io.BytesIO()
        template = _template(target, letter, pages)
        template.build(_flow(blocks, letter))
        pages = template.page
    return target.getvalue()


def _template(target: io.BytesIO, letter: Letter, pages: int) -> Any:  # noqa: ANN401
    template = BaseDocTemplate(target, pagesize=A4, invariant=1, title=letter.sender)
    draw = partial(_head_and_foot, letter, pages)
    main = partial(Frame, y1=_BOTTOM, height=_TOP - _BOTTOM, leftPadding=0, rightPadding=0)
    if letter.look == "margin":
        text_left = _MARGIN_RIGHT + _GUTTER
        text = main(x1=text_left, width=_RIGHT - text_left)
        side = main(x1=_MARGIN_LEFT, width=_MARGIN_RIGHT - _MARGIN_LEFT)
        templates = [_page("first", [side, text], draw), _page("later", [text], draw)]
    elif letter.look == "columns":
        width = (_RIGHT - _LEFT - _GUTTER) / 2
        both = [main(x1=x, width=width) for x in (_LEFT, _LEFT + width + _GUTTER)]
        templates = [_page("first", both, draw)]
    else:
        templates = [_page("first", [main(x1=_LEFT, width=_RIGHT - _LEFT)], draw)]
    template.addPageTemplates(templates)
    return template


def _page(name: str, frames: list[Frame], draw: Callable[..., None]) -> PageTemplate:
    return PageTemplate(name, frames=frames, onPage=draw)


def _head_and_foot(letter: Letter, pages: int, canvas: _Canvas, template: Any) -> None:  # noqa: ANN401
    page = f"Sida {template.page} ({pages})"
    if letter.look == "protocol":
        _protocol_head(letter, page, canvas)
        return
    canvas.setFont("Helvetica-Bold", 12)
    canvas.drawString(_LEFT, _HEIGHT - 48, letter.sender.upper())
    canvas.setFont("Helvetica", 8)
    canvas.drawString(_LEFT, _HEIGHT - 60, letter.office)
    columns = ((300, "Datum", letter.date), (385, "Diarienummer", letter.case_number))
    for x, label, value in (*columns, (480, "", page)):
        canvas.drawString(x, _HEIGHT - 48, label)
        canvas.drawString(x, _HEIGHT - 60, value)
    canvas.line(_LEFT, 58, _RIGHT, 58)
    canvas.drawString(_LEFT, 46, letter.address)


def _protocol_head(letter: Letter, page: str, canvas: _Canvas) -> None:
    top, bottom = _HEIGHT - 36, _HEIGHT - 84
    canvas.rect(_LEFT, bottom, _RIGHT - _LEFT, top - bottom)
    canvas.line(_LEFT + 230, bottom, _LEFT + 230, top)
    canvas.line(_RIGHT - 80, bottom, _RIGHT - 80, top)
    canvas.setFont("Helvetica-Bold", 9)
    canvas.drawString(_LEFT + 6, top - 14, letter.sender)
    canvas.drawString(_LEFT + 236, top - 14, "SAMMANTRÄDESPROTOKOLL")
    canvas.setFont("Helvetica", 8)
    canvas.drawString(_LEFT + 6, top - 26, letter.office)
    canvas.drawString(_LEFT + 236, top - 26, f"Sammanträdesdatum {letter.date}")
    canvas.drawString(_LEFT + 236, top - 38, letter.case_number)
    canvas.drawString(_RIGHT - 74, top - 14, page)
    canvas.line(_LEFT, 66, _RIGHT, 66)
    canvas.drawString(_LEFT, 56, "Justerandes signatur")
    canvas.drawRightString(_RIGHT, 56, "Utdragsbestyrkande")


def _flow(blocks: Sequence[Block], letter: Letter) -> list[Flowable]:
    flow: list[Flowable] = []
    width = _RIGHT - _LEFT
    if letter.look == "margin":
        flow += [Paragraph(_markup(line), _SMALL) for line in letter.margin]
        flow += [NextPageTemplate("later"), FrameBreak()]
        width = _RIGHT - _MARGIN_RIGHT - _GUTTER
    elif letter.look == "columns":
        width = (width - _GUTTER) / 2
    for block, below in zip(blocks, [*blocks[1:], None], strict=True):
        if block.kind == "table":
            flow += [_table(block, width, ruled=letter.ruled), Spacer(1, 6)]
        elif block.kind == "columns":
            rows = [[Paragraph(_markup(cell), _BODY) for cell in row] for row in block.rows]
            flow += [Table(rows, colWidths=widths(block.rows, width, 5.8), style=_BARE)]
        elif block.kind == "heading":
            # A heading kept with a table would take the whole table to the next page.
            above_table = below is not None and below.kind == "table"
            style = _HEADING_ALONE if above_table else _HEADING
            flow.append(Paragraph(_markup(block.text), style))
        else:
            text = "<br/>".join(map(_markup, block.text.split("\n")))
            flow.append(Paragraph(text, _ITEM if block.kind == "item" else _BODY))
    return flow


_BARE = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 0)]


def _table(block: Block, width: float, *, ruled: bool) -> Flowable:
    lines = "GRID" if ruled else "LINEBELOW"
    style = [(lines, (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    # A wide table is set small, so that no word is cut.
    size = next((s for s in _SIZES if sum(least_widths(block.rows, _EM * s)) <= width), _SIZES[-1])
    look = ParagraphStyle("cell", _BODY, fontSize=size, leading=1.25 * size, spaceAfter=0)
    cells = [[Paragraph(_markup(cell), look) for cell in row] for row in block.rows]
    return Table(cells, colWidths=widths(block.rows, width, _EM * size), style=style, repeatRows=1)


def _markup(text: str) -> str:
    plain = text.translate(_REPLACED).encode("cp1252", "replace").decode("cp1252")
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(plain, quote=False))
    return re.sub(r"(?<!\*)\*([^*\n]+)\*(?!\*)", r"<i>\1</i>", bold)
