"""The extraction stage: a Document in, exchanges out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from stance.extraction.fields import Columns, columns_of, field_of
from stance.extraction.limits import TooLargeError
from stance.extraction.stages import Understanding, understand
from stance.schema import Document, Exchange, HeaderFacts, Passage, Span, Status

if TYPE_CHECKING:
    from spacy.language import Language

    from stance.extraction.pairing import Answer
    from stance.extraction.speakers import Analysis

_NOTHING_FOUND = (
    "No recommendation or finding was found in it. If the auditors' report is at hand, "
    "score with --audit REPORT."
)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in one document.

    Attributes:
        status: ``ok``, ``no_answer`` (no recommendation found, or none answered), or the status
            with which reading ended.
        detail: What is wrong and what to do, for a status other than ``ok``.
        facts: Header facts.
        exchanges: In document order; each recommendation once per answering body.
    """

    status: Status
    detail: str = ""
    facts: HeaderFacts = field(default_factory=HeaderFacts)
    exchanges: tuple[Exchange, ...] = ()


def extract(
    document: Document,
    *,
    recommendations: Sequence[str] | None = None,
    nlp: Language | None = None,
) -> Extraction:
    """Find the recommendations of a document and the answers to them.

    A document whose reading failed is passed through with its status.

    Args:
        document: What was read.
        recommendations: What the audit report recommends (see ``audit.recommendations_of``), for
            a response that does not repeat it; None to take them from the response alone.
        nlp: A spaCy pipeline with components of one's own, see ``pipeline``; None for the stages
            that ship.
    """
    if document.status is not Status.OK:
        return Extraction(document.status, document.detail)
    try:
        found = _understood(document, recommendations, nlp)
    except TooLargeError as error:
        return Extraction(Status.TOO_LARGE, str(error))
    facts = found.facts
    passages = _Passages(document, found.analysis, found.offsets)
    exchanges = tuple(_exchange(passages, answer, facts) for answer in found.answers)
    if not exchanges:
        return Extraction(Status.NO_ANSWER, _NOTHING_FOUND, facts)
    if not any(exchange.response for exchange in exchanges):
        detail = (
            "Recommendations were found, but no answer to any of them. If they are the body's own "
            "words, score with --audit REPORT."
        )
        return Extraction(Status.NO_ANSWER, detail, facts, exchanges)
    return Extraction(Status.OK, "", facts, exchanges)


def _understood(
    document: Document, wanted: Sequence[str] | None, nlp: Language | None
) -> Understanding:
    if nlp is None:
        return understand(document, wanted=wanted)
    from stance.extraction.pipeline import parse

    # spaCy keeps every word that it ever saw; here it forgets them after each document.
    with nlp.memory_zone():
        extensions = parse(document, nlp, wanted=wanted)._
        return Understanding(
            extensions.offsets,
            extensions.analysis,
            extensions.mentions,
            extensions.answers,
            extensions.facts,
        )


class _Passages:
    """Turns stretches of plain text into passages of the document's own text."""

    def __init__(
        self, document: Document, analysis: Analysis, offsets: Sequence[int] | None
    ) -> None:
        self.document = document
        self._analysis = analysis
        self._offsets = offsets
        self._columns: Columns = columns_of(analysis)
        self._sentences: dict[int, Passage] = {}

    def sentence(self, number: int) -> Passage:
        """Return the passage of a sentence; answers that share the sentence share it."""
        found = self._sentences.get(number)
        if found is None:
            sentence = self._analysis.sentences[number]
            field = field_of(self._analysis, self._columns, sentence.unit)
            found = replace(self.between(sentence.start, sentence.end), field=field)
            self._sentences[number] = found
        return found

    def between(self, start: int, end: int) -> Passage:
        """Return the passage with the document's words and the repaired ones side by side."""
        document, offsets = self.document, self._offsets
        if offsets is None:
            text = document.text[start:end]
            return Passage(text, start, end, document.page_of(start))
        begin, stop = offsets[start], offsets[end]
        text = document.text[begin:stop]
        trimmed = len(text.rstrip())
        text, stop = text[:trimmed], begin + trimmed
        page = document.page_of(begin)
        plain = self._analysis.layout.text[start:end]
        if text == plain:
            return Passage(text, begin, stop, page)
        shift = tuple(min(place - begin, trimmed) for place in offsets[start : end + 1])
        return Passage(text, begin, stop, page, plain, shift)


def _exchange(passages: _Passages, answer: Answer, facts: HeaderFacts) -> Exchange:
    """Turn an answer over plain text into an exchange over the document's own text."""
    mention = answer.mention
    response = tuple(passages.sentence(n) for n in answer.sentences)
    asked = (
        passages.between(mention.start, mention.end)
        if mention.text is None
        else Passage(mention.text, 0, 0)
    )
    return Exchange(
        recommendation=asked,
        recommendation_in_document=mention.text is None,
        response=response,
        response_spans=tuple(_stretches(passages.document, response)),
        kind=mention.kind,
        body=answer.body,
        by_reference=answer.by_reference,
        facts=facts,
    )


def _stretches(document: Document, passages: Sequence[Passage]) -> Iterator[Span]:
    """Join neighbouring sentences with nothing but white space between them."""
    begin = end = -1
    for passage in passages:
        if end >= 0 and passage.start >= end and not document.text[end : passage.start].strip():
            end = passage.end
            continue
        if end >= 0:
            yield begin, end
        begin, end = passage.start, passage.end
    if end >= 0:
        yield begin, end
