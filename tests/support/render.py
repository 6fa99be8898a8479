"""Sets plain or Markdown-like text as PDF and DOCX, as an office would."""

from __future__ import annotations

from training.corpus import docx, pdf
from training.corpus.blocks import blocks_of
from training.corpus.letter import Letter

_LETTER = Letter("letterhead", "Exempelby kommun", "", "", "", (), ruled=True)


def to_pdf(text: str) -> bytes:
    """Return a PDF on A4 with headings, bold, italics, tables and a page head and foot."""
    return pdf.to_pdf(blocks_of(text), _LETTER)


def to_docx(text: str) -> bytes:
    """Return a DOCX with the same."""
    return docx.to_docx(blocks_of(text), _LETTER)
