"""Builds the sample documents from the texts beside it: PDF, DOCX, and text with damaged letters.

The HTML page is its own source. The bytes are the same on every run: no clock, no random ids.

    python data/samples_source/build.py [FOLDER]
"""

from __future__ import annotations

import re
import sys
import textwrap
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zlib import crc32

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "samples"
MADE = datetime(2024, 1, 1, tzinfo=UTC)
NOTICE = "Exempeldokument med påhittat innehåll, CC BY 4.0"
VOWELS = "aeiouyåäöAEIOUYÅÄÖ"


@dataclass(frozen=True)
class Piece:
    """A stretch of a source: its kind (title, heading, item, row, note, text) and its text."""

    kind: str
    text: str


def parts(name: str) -> Iterator[Piece]:
    """Yield the parts of a source in order."""
    marks = {"# ": "title", "## ": "heading", "- ": "item", "| ": "row", "[^1]: ": "note"}
    for chunk in (HERE / name).read_text(encoding="utf-8").split("\n\n"):
        if not chunk.startswith(("- ", "| ")):
            mark = next((m for m in marks if chunk.startswith(m)), "")
            yield Piece(marks.get(mark, "text"), chunk.strip()[len(mark) :])
            continue
        for line in chunk.strip().splitlines():
            yield Piece(marks[line[:2]], line[2:])


def hyphenations(word: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to divide a word, longest head first: one consonant goes to the next line."""
    for at in range(len(word) - 3, 3, -1):
        if word.isalpha() and word[at] not in VOWELS and word[at + 1] in VOWELS:
            start = at - (word[at - 1 : at + 1] == "st")  # kommun-styrelsen
            yield word[:start] + "-", word[start:]


# --- PDF -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Style:
    """How a kind of part is set: size, bold, space above, indent, all in points."""

    size: float = 10.5
    bold: bool = False
    above: float = 7
    indent: float = 0


STYLES = {
    "title": Style(15, bold=True, above=10),
    "heading": Style(12, bold=True, above=14),
    "item": Style(above=2, indent=14),
    "text": Style(),
}
LEFT, RIGHT, TOP, BOTTOM = 72.0, 500.0, 715.0, 85.0


class Page:
    """A page that is filled from the top; ``draw`` sets words and turns the page when full."""

    def __init__(self, target: BytesIO, title: str) -> None:
        """Begin the file and its first page."""
        self.canvas = Canvas(target, pagesize=A4, invariant=1)
        self.canvas.setTitle(title)
        self.number = 0
        self.height = 0.0

    def turn(self, pages: int) -> None:
        """Begin a page with its header and footer."""
        if self.number:
            self.canvas.showPage()
        self.number += 1
        self.height = TOP
        draw = self.canvas.drawString
        self.canvas.setFont("Helvetica-Bold", 9)
        draw(LEFT, 785, "VINGÅKERS KOMMUN")
        self.canvas.setFont("Helvetica", 8)
        draw(LEFT, 774, "Socialförvaltningen")
        for x, label, value in (
            (290, "Datum", "2023-09-06"),
            (370, "Diarienummer", "SN 2023/118"),
            (460, "Sida", f"{self.number} ({pages})"),
        ):
            draw(x, 785, label)
            draw(x, 774, value)
        self.canvas.line(LEFT, 55, RIGHT, 55)
        draw(LEFT, 44, "Vingåkers kommun, 643 80 Vingåker")
        self.canvas.drawRightString(RIGHT, 44, NOTICE)

    def draw(self, runs: list[tuple[str, bool]], style: Style, pages: int) -> None:
        """Set one paragraph of runs (text, bold), hyphenated, over a page break if need be."""
        self.height -= style.above
        x = LEFT + style.indent
        for text, bold in runs:
            font = "Helvetica-Bold" if bold or style.bold else "Helvetica"
            for word in text.split():
                for piece in self._fitting(word, x, font, style.size):
                    if piece == "\n":
                        self.height -= style.size * 1.35
                        x = LEFT + style.indent
                        continue
                    if self.height < BOTTOM:
                        self.turn(pages)
                    self.canvas.setFont(font, style.size)
                    self.canvas.drawString(x, self.height, piece)
                    x += stringWidth(piece + " ", font, style.size)
        self.height -= style.size * 1.35

    @staticmethod
    def _fitting(word: str, x: float, font: str, size: float) -> Iterator[str]:
        if x + stringWidth(word, font, size) <= RIGHT:
            yield word
            return
        for head, tail in hyphenations(word):
            if x + stringWidth(head, font, size) <= RIGHT:
                yield from (head, "\n", tail)
                return
        yield from ("\n", word)


def build_pdf(name: str) -> bytes:
    """Return the PDF of a source; it is set twice, for the number of pages in the header."""
    pages, target = 0, BytesIO()
    for _ in range(2):
        target = BytesIO()
        page = Page(target, next(parts(name)).text)
        page.turn(pages)
        for part in parts(name):
            style = STYLES[part.kind]
            if part.kind == "heading" and page.height < BOTTOM + 60:
                page.turn(pages)
            for line in part.text.splitlines():
                text = "\N{BULLET} " + line if part.kind == "item" else line
                runs = [(t, bool(i % 2)) for i, t in enumerate(text.split("**"))]
                page.draw(runs, style, pages)
                style = Style(above=0)
        page.canvas.save()
        pages = page.number
    return target.getvalue()


# --- DOCX ----------------------------------------------------------------------------------------

INLINE = re.compile(r"(\{\+[^}]*\+\}|\{-[^}]*-\}|\[\^1\])")
CHANGE = 'w:id="{}" w:author="Sture Almkvist" w:date="2024-05-21T09:00:00Z"'
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def fill(paragraph: Any, text: str) -> None:  # noqa: ANN401 (python-docx has no types)
    """Write text into a paragraph: tracked insertions and deletions, the footnote's mark."""
    for number, piece in enumerate(INLINE.split(text)):
        change, inner = CHANGE.format(900 + number), escape(piece[2:-2])
        if piece.startswith("{+"):
            run = f'<w:r><w:t xml:space="preserve">{inner}</w:t></w:r>'
            xml = f"<w:ins {nsdecls('w')} {change}>{run}</w:ins>"
        elif piece.startswith("{-"):
            run = f'<w:r><w:delText xml:space="preserve">{inner}</w:delText></w:r>'
            xml = f"<w:del {nsdecls('w')} {change}>{run}</w:del>"
        elif piece == "[^1]":
            look = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            xml = f'<w:r {nsdecls("w")}>{look}<w:footnoteReference w:id="1"/></w:r>'
        else:
            paragraph.add_run(piece)
            continue
        paragraph._p.append(parse_xml(xml))


def add_table(document: Any, rows: list[list[str]]) -> None:  # noqa: ANN401
    """Add a table with a bold head row and columns of fitting widths."""
    widths = [Cm(4.3), Cm(7.0), Cm(2.9), Cm(2.2)]
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for r, row in enumerate(rows):
        for cell, text, width in zip(table.rows[r].cells, row, widths, strict=True):
            cell.width = width
            fill(cell.paragraphs[0], text)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(9)
                run.bold = r == 0


def add_footnote(document: Any, text: str) -> None:  # noqa: ANN401
    """Add the part with the one footnote."""
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {nsdecls("w")}>'
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="1"><w:p><w:r><w:t xml:space="preserve"> {escape(text)}</w:t></w:r>'
        "</w:p></w:footnote></w:footnotes>"
    )
    uri = PackURI("/word/footnotes.xml")
    part = Part(uri, FOOTNOTES, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def build_docx(name: str) -> bytes:
    """Return the DOCX of a source."""
    document = Document()
    rows: list[list[str]] = []
    for part in parts(name):
        if part.kind == "row":
            rows.append(part.text.removesuffix(" |").split(" | "))
            continue
        if rows:
            add_table(document, rows)
            rows = []
        if part.kind in ("title", "heading"):
            document.add_heading(part.text, 1 if part.kind == "title" else 2)
        elif part.kind == "note":
            add_footnote(document, part.text)
        else:
            fill(document.add_paragraph(), part.text)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.header.paragraphs[0].text = "Hjo kommun\tYttrande\tDnr KS 2024-0187"
    section.footer.paragraphs[0].text = NOTICE
    about = document.core_properties
    about.title, about.author = next(parts(name)).text, "Hjo kommun"
    about.created = about.modified = MADE
    about.comments = NOTICE
    plain, fixed = BytesIO(), BytesIO()
    document.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():  # python-docx stamps the present time
            info = zipfile.ZipInfo(member, MADE.timetuple()[:6])
            new.writestr(info, old.read(member), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


# --- text with damaged letters -------------------------------------------------------------------

DAMAGE = {
    "å": "aaaaaaéd",
    "ä": "aaaaaaiiid",
    "ö": "oooooo666éé",
    "Å": "A",
    "Ä": "A",
    "Ö": "O6",
}


def damaged(text: str) -> str:
    """Return text as character recognition without Swedish gives it: å, ä and ö are lost."""

    def misread(match: re.Match[str]) -> str:
        choices = DAMAGE[match[0]]
        return choices[crc32(text[max(0, match.start() - 9) : match.end()].encode()) % len(choices)]

    return re.sub("[åäöÅÄÖ]", misread, text)


def wrapped(text: str, width: int = 66) -> Iterator[str]:
    """Yield the lines of a paragraph, with words divided at their ends."""
    line = ""
    for word in text.split():
        room = width - len(line) - 1
        for head, tail in hyphenations(word) if len(word) > room else ():
            if len(head) <= room:
                yield f"{line} {head}"
                line, word = "", tail
                break
        if len(line) + len(word) >= width:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


def build_text(name: str, page_lines: int = 44) -> bytes:
    """Return the scanned text of a source: damaged, hard-wrapped, with page furniture."""
    lines: list[str] = []
    for part in parts(name):
        mark = "o " if part.kind == "item" else ""
        for text in part.text.replace("**", "").splitlines():
            lines += wrapped(damaged(mark + text))
        lines += [""] * (part.kind != "item")
    last = -(-len(lines) // page_lines)
    out: list[str] = []
    for page in range(1, last + 1):
        head = f"Hedemora kommun          TFN 2022/0263          Sida {page} av {last}"
        notice = [textwrap.fill(damaged(NOTICE), 66)] * (page == last)
        out += [head, "", *lines[(page - 1) * page_lines : page * page_lines], *notice, "\f"]
    return "\n".join([*out[:-1], ""]).replace("\f\n", "\f").encode()


BUILDERS = {
    "trygghetslarm-svar.pdf": build_pdf,
    "it-sakerhet-yttrande.docx": build_docx,
    "lokalforsorjning-skannad.txt": build_text,
}


def main(folder: Path) -> None:
    """Write the three files into a folder."""
    for name, build in BUILDERS.items():
        (folder / name).write_bytes(build(Path(name).stem + ".txt"))
        print(folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
