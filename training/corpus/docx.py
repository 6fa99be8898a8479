"""Blocks as a Word document. The same blocks give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from training.corpus.blocks import Block, widths
from training.corpus.letter import Letter

_Word: TypeAlias = Any  # python-docx has no types
_MADE = datetime(2024, 1, 1, tzinfo=UTC)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
_BULLET = re.compile(r"\s*[-•*–▪] ")


def to_docx(blocks: Sequence[Block], letter: Letter) -> bytes:
    """Return the document."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(10.5)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    _head_and_foot(section, letter)
    if letter.look == "margin":
        section.left_margin = Cm(5.2)
        _margin(document, letter)
    elif letter.look == "columns":
        columns = OxmlElement("w:cols")
        columns.set(qn("w:num"), "2")
        columns.set(qn("w:space"), "500")
        for old in section._sectPr.findall(qn("w:cols")):
            section._sectPr.remove(old)
        section._sectPr.append(columns)
    for block in blocks:
        _add(document, block, letter)
    about = document.core_properties
    about.author, about.created, about.modified = letter.sender, _MADE, _MADE
    return _settled(document)


def _add(document: _Word, block: Block, letter: Letter) -> None:
    if block.kind in ("table", "columns"):
        table = document.add_table(rows=len(block.rows), cols=len(block.rows[0]))
        if block.kind == "table":
            table.style = "Table Grid" if letter.ruled else "Light List"
        table.autofit = False
        section = document.sections[0]
        room = section.page_width - section.left_margin - section.right_margin
        if letter.look == "columns":
            room = room / 2 - Cm(0.5)
        wide = [Pt(each) for each in widths(block.rows, room / Pt(1), 5.8)]
        for cells, row in zip(table.rows, block.rows, strict=True):
            for cell, text, width in zip(cells.cells, row, wide, strict=True):
                cell.width = width
                _fill(cell.paragraphs[0], text)
        document.add_paragraph()
    elif block.kind == "heading" and letter.ruled:
        document.add_heading(_plain(block.text), level=2)
    elif block.kind == "heading":
        _fill(document.add_paragraph(), f"**{_plain(block.text)}**")
    elif block.kind == "item" and _BULLET.match(block.text):
        # Numbers stay text: answers refer to them.
        _fill(document.add_paragraph(style="List Bullet"), _BULLET.sub("", block.text))
    else:
        _fill(document.add_paragraph(), block.text)


def _fill(paragraph: _Word, text: str) -> None:
    for number, part in enumerate(_BOLD.split(text)):
        paragraph.add_run(_ITALIC.sub(r"\1", part)).bold = number % 2 == 1 or None


def _plain(text: str) -> str:
    return _ITALIC.sub(r"\1", _BOLD.sub(r"\1", text))


def _head_and_foot(section: _Word, letter: Letter) -> None:
    protocol = letter.look == "protocol"
    width = section.page_width - section.left_margin - section.right_margin
    table = section.header.add_table(1, 3, width)
    if protocol:
        table.style = "Table Grid"
    first, second, third = table.rows[0].cells
    first.paragraphs[0].add_run(letter.sender.upper()).bold = True
    first.add_paragraph(letter.office)
    kind = "SAMMANTRÄDESPROTOKOLL" if protocol else "Datum"
    second.paragraphs[0].text = kind
    second.add_paragraph(letter.date)
    page = third.paragraphs[0]
    page.add_run("Sida ")
    _field(page, "PAGE")
    page.add_run(" (")
    _field(page, "NUMPAGES")
    page.add_run(")")
    third.add_paragraph(letter.case_number)
    foot = section.footer.paragraphs[0]
    foot.text = "Justerandes signatur\t\tUtdragsbestyrkande" if protocol else letter.address


def _field(paragraph: _Word, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _margin(document: _Word, letter: Letter) -> None:
    """Put the office's particulars into a frame that floats in the left margin."""
    for line in letter.margin:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(line)
        run.font.size = Pt(7.5)
        frame = OxmlElement("w:framePr")
        for name, value in (
            ("w", "1700"),
            ("hSpace", "142"),
            ("wrap", "around"),
            ("vAnchor", "page"),
            ("hAnchor", "page"),
            ("x", "700"),
            ("y", "2600"),
        ):
            frame.set(qn(f"w:{name}"), value)
        paragraph._p.get_or_add_pPr().append(frame)


def _settled(document: _Word) -> bytes:
    """Return the file's bytes without the present time in them."""
    plain, fixed = io.BytesIO(), io.BytesIO()
    document.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            info = zipfile.ZipInfo(member, _MADE.timetuple()[:6])
            new.writestr(info, old.read(member), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
