"""The report as a Word document, to paste into a memo."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from stance.errors import StanceError
from stance.report.entries import Report
from stance.report.memo import Memo, facts_of, flags_of, memo_for
from stance.report.view import View
from stance.report.words import Words, words_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

# Nobody pastes more, and Word takes minutes to open it.
_MOST = 2000
# Fixed, so that the same results make the same file.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}


def document_of(report: Report, language: str = "sv") -> bytes:
    """Return the report as the content of a .docx file.

    Raises:
        StanceError: ``too-many`` for more exchanges than a memo can hold.
    """
    if len(report.entries) > _MOST:
        raise StanceError(
            "too-many",
            f"A Word file holds at most {_MOST} recommendations.",
            "Use --format html, or --format md.",
            exit_code=2,
        )
    import docx
    from docx.shared import Cm

    words = words_of(language)
    memo = memo_for(report, words)
    document = docx.Document()
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
    core = document.core_properties
    core.title, core.author, core.comments = words["title"], "stance", ""
    core.language = _LANGUAGES[language]
    core.created = core.modified = _MADE
    document.add_heading(words["title"], 0)
    document.add_paragraph(memo.notice)
    if memo.missing:
        document.add_paragraph().add_run(memo.missing).bold = True
    document.add_heading(words["overview"], 1)
    _overview(document, memo, words)
    if memo.hints:
        _named(document, words["hints"], words["hints_intro"], ".")
        for hint in memo.hints:
            document.add_paragraph(hint, "List Bullet")
    for head, views in memo.parts:
        document.add_heading(head, 1)
        for view in views:
            _exchange(document, view, words)
    if memo.failures:
        document.add_heading(words["failures"], 1)
        document.add_paragraph(words["failures_intro"])
        for failed in memo.failures:
            _named(document, f"{failed.cause} ({words.number(failed.count)})", failed.remedy, ".")
            for name in (*failed.names, failed.left_out):
                if name:
                    document.add_paragraph(name, "List Bullet")
    document.add_heading(words["about"], 1)
    for head, text in words.notes:
        _named(document, head, text, ".")
    document.add_paragraph(memo.made_by)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _overview(document: Document, memo: Memo, words: Words) -> None:
    if not memo.rows:
        document.add_paragraph(words["nothing"])
        return
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    heads = ("", "", words["count"], words["share"])
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    before = ""
    for row in (heads, *memo.rows):
        cells = table.rows[0].cells if row is heads else table.add_row().cells
        shown = ("" if row[0] == before else row[0], *row[1:])
        before = row[0]
        for place, (cell, text) in enumerate(zip(cells, shown, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(text)
            run.bold = row is heads or place == 0
            if place > 1:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _exchange(document: Document, view: View, words: Words) -> None:
    document.add_heading(f"{view['number']}: {flags_of(view, words)}", 2)
    page = f" ({view['page']})" if "page" in view else ""
    _named(document, f"{view['kind']}{page}", view["recommendation"])
    if "quote" in view:
        paragraph = document.add_paragraph(style="Quote")
        paragraph.add_run(view["quote"])
    if "note" in view:
        document.add_paragraph().add_run(view["note"]).italic = True
    if "reviewed" in view:
        document.add_paragraph().add_run(view["reviewed"]).bold = True
    for name, value in facts_of(view, words):
        _named(document, name, value).paragraph_format.space_after = 0


def _named(document: Document, name: str, text: str, mark: str = ":") -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{name}{mark} ").bold = True
    paragraph.add_run(text)
    return paragraph
