"""The values that flow through the program, from a file to a verdict.

All of them are frozen and cheap to pickle: they cross process borders. Offsets are always
half-open ``[start, end)`` and count characters in ``Document.text`` unless said otherwise.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]


class Status(StrEnum):
    """How the reading and extraction of one file ended. Every file gets exactly one."""

    OK = "ok"
    NO_ANSWER = "no_answer"
    NEEDS_OCR = "needs_ocr"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"


class BlockKind(StrEnum):
    """What a block is in the layout of its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    CELL = "cell"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that the layout sets apart: a heading, a paragraph, a list item, a cell.

    Blocks come in reading order, do not overlap, and between them cover everything in
    ``Document.text`` but white space. Inside a block lines are joined: no line breaks.

    Attributes:
        kind: Its role in the layout.
        start: First character, including a list marker.
        end: One past the last character.
        page: 1-based page number; None where the format has no pages.
        level: Heading level (1 is the top) or list depth (1 is the outermost); else 0.
        marker: For list items and numbered headings the marker without punctuation
            (``1``, ``2.3``, ``a``) or ``-`` for any bullet; else None.
        body_start: First character after the marker (equals ``start`` without one).
        table: For cells the 0-based number of the table in the document; else None.
        row: For cells the 0-based row; else None. A table is read row by row.
        column: For cells the 0-based column; else None. One cell may hold several blocks.
    """

    kind: BlockKind
    start: int
    end: int
    page: int | None = None
    level: int = 0
    marker: str | None = None
    body_start: int = -1
    table: int | None = None
    row: int | None = None
    column: int | None = None

    def __post_init__(self) -> None:
        """Let ``body_start`` default to ``start``."""
        if self.body_start < 0:
            object.__setattr__(self, "body_start", self.start)


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Characters set in bold or italics (``style`` is ``bold``, ``italic`` or ``bold_italic``)."""

    start: int
    end: int
    style: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that stands unchanged in the source, for the way back.

    ``text[start:end]`` equals the source's characters ``[source, source + end - start)``. The
    source is the raw text of page ``page`` (PDF), else the raw decoded text of the whole file
    (for DOCX: of its text nodes in document order).
    """

    start: int
    end: int
    source: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one file.

    Attributes:
        name: File name as the user gave it, for messages and results.
        status: How reading ended. When it is not ``ok`` the text may be empty.
        detail: For a status other than ``ok``: what is wrong and what to do, one or two sentences.
        text: The text for people and for offsets: lines joined into paragraphs, words joined over
            hyphenation, page furniture removed, one line break between blocks, two before a
            heading or paragraph. Spelling is the document's own.
        blocks: The layout, see ``Block``.
        emphases: Bold and italic stretches in order, not overlapping.
        runs: The way back to the source, in order of ``start``.
        furniture: Repeated headers and footers that were removed from the text, each once:
            they often carry the case number and the date.
        unread_pages: Pages left out because they had no usable text (scanned pages).
    """

    name: str
    status: Status = Status.OK
    detail: str = ""
    text: str = ""
    blocks: tuple[Block, ...] = ()
    emphases: tuple[Emphasis, ...] = ()
    runs: tuple[Run, ...] = ()
    furniture: tuple[str, ...] = ()
    unread_pages: tuple[int, ...] = ()

    def source_of(self, offset: int) -> tuple[int | None, int] | None:
        """Return (page or None, source offset) of a character; None if the reader made it."""
        at = bisect_right(self.runs, offset, key=lambda run: run.start) - 1
        if at < 0 or offset >= self.runs[at].end:
            return None
        run = self.runs[at]
        return run.page, run.source + offset - run.start

    def page_of(self, offset: int) -> int | None:
        """Return the 1-based page on which a character stands, if the format has pages."""
        source = self.source_of(offset)
        if source is not None and source[0] is not None:
            return source[0]
        at = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        return self.blocks[max(at, 0)].page if self.blocks else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence (or other stretch) of a document or of a pair's response.

    Attributes:
        text: The words as they stand in the document; models never change them.
        start: Offset in the document's text (in the response, for pairs).
        end: One past the last character.
        page: 1-based page, or None.
        plain: What models read: ``text`` with damage by character recognition repaired.
        offsets: ``offsets[i]`` is the place in ``text`` of ``plain[i]``, with one more entry for
            the end; None when ``plain`` and ``text`` are the same.
        field: ``deadline`` or ``responsible`` for a short entry under such a label or column
            ("Klart: Q1 2025"): it says when or who, never what the body thinks; else None.
    """

    text: str
    start: int
    end: int
    page: int | None = None
    plain: str = ""
    offsets: tuple[int, ...] | None = None
    field: str | None = None

    def __post_init__(self) -> None:
        """Let ``plain`` default to ``text``."""
        if not self.plain:
            object.__setattr__(self, "plain", self.text)

    def as_written(self, start: int, end: int) -> str:
        """Return what stands in ``text`` where ``plain[start:end]`` was found."""
        if self.offsets is None:
            return self.text[start:end]
        return self.text[self.offsets[start] : self.offsets[end]]


class Kind(StrEnum):
    """Whether the auditors asked for something or only criticised."""

    RECOMMENDATION = "recommendation"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What the document says of itself; None where it does not."""

    municipality: str | None = None
    body: str | None = None
    case_number: str | None = None
    date: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One recommendation with one body's response to it (or none).

    Attributes:
        recommendation: The recommendation or finding.
        response: The sentences of the answer in order; empty when there is none.
        response_spans: The answer's stretches in the document's text, in order.
        kind: Recommendation or finding.
        body: Who answers, when it is not the document's own body.
        by_reference: The answer only points to an attachment that is not in the document.
        recommendation_in_document: False when the recommendation came from ``--audit``.
        facts: The document's header facts.
        identifier: The ``id`` of a pair, when the input had one.
    """

    recommendation: Passage
    response: tuple[Passage, ...] = ()
    response_spans: tuple[Span, ...] = ()
    kind: Kind = Kind.RECOMMENDATION
    body: str | None = None
    by_reference: bool = False
    recommendation_in_document: bool = True
    facts: HeaderFacts = field(default_factory=HeaderFacts)
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that carried the verdict, with its share of the weight (they sum to at most 1)."""

    text: str
    span: Span
    weight: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the classifier says of one exchange, see the labelling guideline for the labels."""

    stance: str
    probabilities: Mapping[str, float]
    reason: str | None
    commitment: str
    measure: str | None
    deadline: str | None
    deadline_date: str | None
    responsible: str | None
    evidence: tuple[Evidence, ...]
    weak: bool
    review: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that is said of one exchange: the record that the contract prints."""

    document: str
    exchange: Exchange
    judgement: Judgement
    model: str
