"""Reads PDF files with a text layer into a Document.

pdfium is not thread-safe: call this from one thread, in a process that may be ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median

from stance.reading.builder import DocumentBuilder
from stance.reading.compose import compose
from stance.reading.furniture import Sheet, split_furniture
from stance.reading.glyphs import Fonts, PageReader
from stance.reading.legibility import is_legible
from stance.reading.marks import Drawing, Segment
from stance.reading.rules import PdfObject, drawing_of
from stance.schema import Document, Status

_HEAD = 1024
_MANY_PATHS = 60  # letters drawn as shapes
_PASSWORD_ERROR = 4

NEEDS_OCR = (
    "No page has usable text: the file is scanned or its text layer is rubbish. Install the extra "
    "(pip install 'stance[ocr]') and tesseract with the language swe, then score it again."
)


@dataclass(slots=True)
class _Page:
    number: int
    segments: list[Segment]
    drawing: Drawing
    width: float
    height: float


@dataclass(slots=True)
class _Pages:
    """What was read of all pages."""

    read: list[_Page] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    blank: int = 0
    failed: int = 0
    characters: int = 0


def read_pdf(data: bytes, name: str, *, max_characters: int) -> Document:
    """Read a PDF; every trouble with the file ends as a status, never as an exception.

    Args:
        data: The file's bytes.
        name: File name for messages and results.
        max_characters: Longer texts end as ``too_large``.
    """
    builder = DocumentBuilder(name)
    if not data.strip(b"\x00\t\r\n\x0c "):
        return builder.build(Status.EMPTY, "The file is empty. Check that it was copied whole.")
    import pypdfium2

    if b"%PDF" not in data[:_HEAD]:
        return builder.build(
            Status.DAMAGED, "This is not a PDF: its signature is missing. Fetch the file again."
        )
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return _refused(builder, error)
    try:
        return _read(builder, document, max_characters)
    finally:
        with suppress(pypdfium2.PdfiumError):
            document.close()


def _refused(builder: DocumentBuilder, error: Exception) -> Document:
    code = getattr(error, "err_code", None)
    if code == _PASSWORD_ERROR or "password" in str(error).lower():
        return builder.build(
            Status.ENCRYPTED,
            "The PDF needs a password. Save a copy without one, then score the copy.",
        )
    return builder.build(
        Status.DAMAGED,
        "The PDF cannot be opened: it is cut off or damaged. Fetch the file again, or print it "
        "to a new PDF.",
    )


def _read(builder: DocumentBuilder, document: PdfObject, max_characters: int) -> Document:
    count = len(document)
    if count == 0:
        return builder.build(
            Status.DAMAGED, "The PDF has no pages: it is cut off or damaged. Fetch the file again."
        )
    pages = _read_pages(document, count, max_characters)
    if pages.characters > max_characters:
        return builder.build(Status.TOO_LARGE, too_large(max_characters))
    if not pages.read:
        return _nothing_read(builder, pages, count)
    sheets = [Sheet(page.segments, page.width, page.height) for page in pages.read]
    kept, furniture = split_furniture(sheets)
    fits = compose(
        builder,
        [(segments, page.drawing) for segments, page in zip(kept, pages.read, strict=True)],
        max_characters,
    )
    if not fits:
        return DocumentBuilder(builder.name).build(Status.TOO_LARGE, too_large(max_characters))
    if builder.length == 0:
        return _nothing_read(builder, pages, count)
    return builder.build(furniture=furniture, unread_pages=pages.unread)


def too_large(max_characters: int) -> str:
    """Return the message for a text beyond the limit."""
    return (
        f"The text is longer than {max_characters} characters. Split the file, or score only the "
        "part with the response."
    )


def _nothing_read(builder: DocumentBuilder, pages: _Pages, count: int) -> Document:
    if pages.failed == count:
        return builder.build(
            Status.DAMAGED,
            "No page of the PDF can be loaded: it is damaged. Fetch the file again.",
            unread_pages=pages.unread,
        )
    if pages.unread:
        return builder.build(Status.NEEDS_OCR, NEEDS_OCR, unread_pages=pages.unread)
    return builder.build(
        Status.EMPTY, "The PDF has only blank pages. Check that it is the right file."
    )


def _read_pages(document: PdfObject, count: int, max_characters: int) -> _Pages:
    """Read page by page until the limit is passed."""
    pages = _Pages()
    fonts = Fonts()
    for number, page, text_page in _open_pages(document, count):
        if page is None:
            pages.failed += 1
            pages.unread.append(number)
            continue
        drawing = drawing_of(page)
        reader = PageReader(page, text_page, number, fonts)
        pages.characters += len(reader.text)
        if pages.characters > max_characters:
            break
        if not is_legible(reader.text, drawing.image_share):
            if reader.text.strip() or drawing.image_share > 0.02 or drawing.paths > _MANY_PATHS:
                pages.unread.append(number)
            else:
                pages.blank += 1
            continue
        segments = reader.segments(drawing.uprights)
        if drawing.image_share > 0.5:
            _even_sizes(segments)
        pages.read.append(_Page(number, segments, drawing, reader.width, reader.height))
    return pages


def _open_pages(document: PdfObject, count: int) -> Iterator[tuple[int, PdfObject, PdfObject]]:
    """Yield number, page and text page; both are None for a page that cannot be loaded."""
    import pypdfium2

    for index in range(count):
        try:
            page = document[index]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError:
            yield index + 1, None, None
            continue
        try:
            yield index + 1, page, text_page
        finally:
            text_page.close()
            page.close()


def _even_sizes(segments: Sequence[Segment]) -> None:
    """Level the sizes that character recognition guessed from line heights."""
    if not segments:
        return
    usual = median(segment.size for segment in segments)
    for segment in segments:
        if 0.7 * usual < segment.size < 1.35 * usual:
            segment.size = usual
