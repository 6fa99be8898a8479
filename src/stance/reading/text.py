"""Reads plain text and Markdown into a Document.

The lines are laid out like those of a page of typewriter text, so that columns, tables and
paragraphs are found by the same rules as in a PDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from stance.reading import markdown
from stance.reading.builder import DocumentBuilder
from stance.reading.compose import Composer
from stance.reading.decoding import decode
from stance.reading.flow import Draft, add_drafts, set_list_depths
from stance.reading.headings import set_headings, set_plain_headings
from stance.reading.markers import marker_of
from stance.reading.page_edges import at_page_numbers, split_edges
from stance.reading.typewriter import SIZE, SourceLine, TypewriterLayout
from stance.schema import Document, Status

_LINE_END = re.compile(r"\r\n|[\r\n\f\x0b\x85\u2028\u2029]")
_LONGEST_WRAP = 160
_MARKDOWN_NAMES = (".md", ".markdown")


def read_text(data: bytes, name: str, *, max_characters: int) -> Document:
    """Read plain text or Markdown; trouble ends as a status, never as an exception.

    Args:
        data: The file's bytes.
        name: File name for messages and results; ``.md`` means Markdown.
        max_characters: Longer texts end as ``too_large``.
    """
    builder = DocumentBuilder(name)
    if len(data) > 4 * max_characters + 4:
        return builder.build(Status.TOO_LARGE, _too_large(max_characters))
    text = decode(data)
    if text is None:
        return builder.build(
            Status.UNSUPPORTED,
            "This is not a text file: it has bytes that no text encoding uses. Score the original "
            "PDF, DOCX or HTML file instead.",
        )
    if len(text) > max_characters:
        return builder.build(Status.TOO_LARGE, _too_large(max_characters))
    lines = list(_source_lines(text))
    is_markdown = name.lower().endswith(_MARKDOWN_NAMES) or markdown.looks_like_markdown(text)
    pages, furniture = _parted(text, lines)
    if lines:
        drafts = _drafts(text, pages, is_markdown, paged="\f" in text)
        add_drafts(builder, drafts, 2 * max_characters)
    if builder.length == 0:
        return builder.build(Status.EMPTY, "The file has no text. Check that it is the right one.")
    return builder.build(furniture=furniture)


def _parted(text: str, lines: Sequence[SourceLine]) -> tuple[list[list[SourceLine]], list[str]]:
    """Return the pages of a text without their heads and feet, and what those say."""
    if not lines:
        return [], []
    if "\f" in text:
        return split_edges(text, list(_by_page(lines)))
    return at_page_numbers(text, lines)


def _too_large(max_characters: int) -> str:
    return (
        f"The text is longer than {max_characters} characters. Split the file, or score only the "
        "part with the response."
    )


def _source_lines(text: str) -> Iterator[SourceLine]:
    """Yield the lines that hold more than white space."""
    page, number, start = 1, 0, 0
    while start <= len(text):
        found = _LINE_END.search(text, start)
        end = found.start() if found else len(text)
        body = text[start:end].strip()
        if body:
            indent = text.index(body[0], start, end) - start
            width = len(text[start : start + indent].expandtabs(8))
            first = start + indent
            yield SourceLine(first, first + len(body), width, page, number)
        if found is None:
            return
        number += 1
        if found.group() == "\f":
            page += 1
        start = found.end()


def _drafts(
    text: str, pages: Sequence[Sequence[SourceLine]], is_markdown: bool, *, paged: bool
) -> list[Draft]:
    wrap = wrap_width(text, [line for page in pages for line in page])
    layout = TypewriterLayout(text, wrap, is_markdown, paged)
    composer = Composer(SIZE, layout.regions)
    for page in pages:
        composer.add_page(layout.items(page))
    drafts = composer.finish()
    set_headings(drafts, SIZE)
    if not is_markdown:
        set_plain_headings(drafts)
    set_list_depths(drafts)
    return drafts


def _by_page(lines: Sequence[SourceLine]) -> Iterator[list[SourceLine]]:
    page: list[SourceLine] = []
    for line in lines:
        if page and line.page != page[-1].page:
            yield page
            page = []
        page.append(line)
    yield page


def wrap_width(text: str, lines: Sequence[SourceLine]) -> int:
    """Return the width at which the lines are wrapped, 0 when a line is a paragraph."""
    lengths: list[int] = []
    broken = pairs = 0
    for one, two in pairwise(lines):
        if two.number != one.number + 1:
            continue
        pairs += 1
        length = one.indent + one.end - one.start
        lengths.append(length)
        if (
            30 <= length <= _LONGEST_WRAP
            and text[two.start].islower()
            and text[one.end - 1] not in ".?!:;"
            and marker_of(text[two.start : two.start + 20]) is None
        ):
            broken += 1
    if broken == 0 or broken < 0.1 * pairs:
        return 0
    lengths.sort()
    return min(lengths[int(0.97 * len(lengths))], _LONGEST_WRAP)
