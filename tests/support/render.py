"""Sets plain or Markdown-like text as PDF and DOCX, as an office would."""

from __future__ import annotations

import io
import re
from html import escape
from itertools import groupby

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
_HEADING = re.compile(r"(#{1,6})\s+(.*)")


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs: stretches between blank lines and page breaks."""
    return [part.strip("\n") for part in re.split(r"\n\s*\n|\f", text) if part.strip()]


def to_pdf(text: str) -> bytes:
    """Return a PDF on A4 with headings, bold, italics, pipe tables and hard line breaks kept."""
    styles = getSampleStyleSheet()
    flow: list[Flowable] = []
    for paragraph in paragraphs_of(text):
        heading = _HEADING.fullmatch(paragraph)
        if heading:
            style = styles[f"Heading{min(len(heading[1]), 4)}"]
            flow.append(Paragraph(_markup(heading[2]), style))
            continue
        for is_table, lines in groupby(paragraph.split("\n"), key=lambda line: line[:1] == "|"):
            if is_table:
                flow.append(_table([_cells(line) for line in lines], styles["BodyText"]))
            else:
                flow.append(Paragraph("<br/>".join(map(_markup, lines)), styles["BodyText"]))
        flow.append(Spacer(1, 2 * mm))
    target = io.BytesIO()
    SimpleDocTemplate(target, pagesize=A4, invariant=1).build(flow)
    return target.getvalue()


def to_docx(text: str) -> bytes:
    """Return a DOCX with headings, bold, italics, pipe tables and line breaks."""
    document = docx.Document()
    for paragraph in paragraphs_of(text):
        heading = _HEADING.fullmatch(paragraph)
        if heading:
            document.add_heading(_plain(heading[2]), level=min(len(heading[1]), 9))
            continue
        for is_table, group in groupby(paragraph.split("\n"), key=lambda line: line[:1] == "|"):
            lines = list(group)
            if not is_table:
                _add_paragraph(document, "\n".join(lines))
                continue
            rows = [row for row in map(_cells, lines) if row]
            table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    table.cell(number, column).text = _plain(cell)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _add_paragraph(document: docx.document.Document, text: str) -> None:
    paragraph = document.add_paragraph()
    for number, part in enumerate(_BOLD.split(text)):
        run = paragraph.add_run(_ITALIC.sub(r"\1", part))
        run.bold = number % 2 == 1


def _table(rows: list[list[str]], style: object) -> Flowable:
    cells = [[Paragraph(_markup(cell), style) for cell in row] for row in rows if row]
    return Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")])


def _cells(line: str) -> list[str]:
    """Return the cells of a pipe table's row; the rule below the header has none."""
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    return [] if all(re.fullmatch(r":?-+:?", cell) for cell in cells) else cells


def _markup(text: str) -> str:
    return _ITALIC.sub(r"<i>\1</i>", _BOLD.sub(r"<b>\1</b>", escape(text, quote=False)))


def _plain(text: str) -> str:
    return _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text))
