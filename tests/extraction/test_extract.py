from __future__ import annotations

from collections.abc import Iterator

import pytest

# This import comes first: it decides what spaCy brings along.
from stance.extraction.light_spacy import spacy  # isort: skip
from spacy.language import Language
from spacy.tokens import Doc
from tests.support.responses import answer_in, document_of, extraction_of

from stance.extraction import Extraction, extract
from stance.extraction.mentions import Mention
from stance.extraction.pipeline import COMPONENTS, build_pipeline, parse
from stance.schema import Document, Passage, Status

_CLEAN = """
# Kulturnämndens svar på granskning av biblioteken

**Säkerställ att biblioteken är öppna på lördagar.**

Svar: Nämnden delar revisorernas uppfattning. Lördagsöppet införs i höst.

Det gäller alla filialer.

**Upprätta en plan för kommunens bokinköp.**

Svar: En plan finns redan.
"""
# As a scanner reads it: å, ä and ö are lost.
_SCANNED = """
Yttrande 6ver granskning av biblioteken

Revisorerna rekommenderar kulturnémnden att:

• Sakerstilla att biblioteken har 6ppet pa 16rdagar.

• Upprétta en plan for bokinképen.

Naémndens svar

Biblioteken far 6ppet pa 16rdagar fran hésten. Namnden delar revisorernas uppfattning.

En plan for bokinképen tas fram under varen 2025.
"""


def _passages(extraction: Extraction) -> Iterator[Passage]:
    for exchange in extraction.exchanges:
        yield exchange.recommendation
        yield from exchange.response


@pytest.mark.parametrize(("text", "name"), [(_CLEAN, "svar.md"), (_SCANNED, "svar.txt")])
def test_passages_are_where_they_say(text: str, name: str) -> None:
    document = document_of(text, name)
    extraction = extract(document)
    assert len(extraction.exchanges) == 2
    assert all(exchange.response for exchange in extraction.exchanges)
    for passage in _passages(extraction):
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""


@pytest.mark.parametrize(("text", "name"), [(_CLEAN, "svar.md"), (_SCANNED, "svar.txt")])
def test_spans_hold_the_responses(text: str, name: str) -> None:
    document = document_of(text, name)
    for exchange in extract(document).exchanges:
        spans = exchange.response_spans
        assert spans == tuple(sorted(spans))
        stretches = " ".join(document.text[start:end] for start, end in spans)
        assert stretches.split() == answer_in(exchange).split()


def test_neighbouring_sentences_make_one_span() -> None:
    first, _ = extraction_of(_CLEAN, "svar.md").exchanges
    assert len(first.response) == 3
    assert len(first.response_spans) == 1


def test_clean_text_is_left_as_it_is() -> None:
    for passage in _passages(extraction_of(_CLEAN, "svar.md")):
        assert passage.plain == passage.text
        assert passage.offsets is None


def test_models_read_repaired_text_and_people_the_documents_own() -> None:
    first, second = extraction_of(_SCANNED).exchanges
    assert first.recommendation.text == "Sakerstilla att biblioteken har 6ppet pa 16rdagar."
    assert first.recommendation.plain == "Säkerställa att biblioteken har öppet på lördagar."
    assert second.response[0].text == "En plan for bokinképen tas fram under varen 2025."
    assert second.response[0].plain.endswith("tas fram under våren 2025.")


def test_what_is_found_in_repaired_text_is_shown_as_written() -> None:
    passage = extraction_of(_SCANNED).exchanges[0].recommendation
    start = passage.plain.index("lördagar")
    assert passage.as_written(start, start + len("lördagar")) == "16rdagar"
    assert passage.as_written(0, len(passage.plain)) == passage.text


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.OK])
def test_a_failed_reading_is_passed_through(status: Status) -> None:
    extraction = extract(Document("svar.pdf", status, "Så är det."))
    assert (extraction.status, extraction.detail) == (status, "Så är det.")
    assert extraction.exchanges == ()


def test_a_document_without_recommendations_says_what_to_do() -> None:
    extraction = extraction_of("Socialnämnden\n\nVi ses på måndag.")
    assert extraction.status is Status.NO_ANSWER
    assert "--audit" in extraction.detail
    assert extraction.facts.body == "Socialnämnden"


def test_a_document_without_any_answer() -> None:
    extraction = extraction_of(
        """
        # Granskning av biblioteken

        Revisorerna rekommenderar nämnden att:

        - Säkerställa att biblioteken är öppna på lördagar.
        """,
        "svar.md",
    )
    assert extraction.status is Status.NO_ANSWER
    assert [exchange.response for exchange in extraction.exchanges] == [()]


def test_an_answered_document_is_ok() -> None:
    extraction = extraction_of(_CLEAN, "svar.md")
    assert (extraction.status, extraction.detail) == (Status.OK, "")


def test_extraction_gives_the_same_twice() -> None:
    assert extraction_of(_SCANNED) == extraction_of(_SCANNED)


def test_the_pipeline_marks_its_findings_in_the_doc() -> None:
    doc = parse(document_of(_CLEAN, "svar.md"))
    assert [span.text for span in doc.spans["recommendations"]] == [
        "Säkerställ att biblioteken är öppna på lördagar.",
        "Upprätta en plan för kommunens bokinköp.",
    ]
    assert [(span.label_, span.text) for span in doc.spans["answers"]][-1] == (
        "1",
        "En plan finns redan.",
    )
    assert build_pipeline().pipe_names == list(COMPONENTS)


@Language.component("test_every_bold_line", assigns=["doc._.mentions"])
def _every_bold_line(doc: Doc) -> Doc:
    doc._.mentions = [
        Mention(unit.start, unit.end, number, number)
        for number, unit in enumerate(doc._.analysis.units)
        if unit.emphasised > 0.9
    ]
    return doc


@Language.component("test_only_the_first")
def _only_the_first(doc: Doc) -> Doc:
    doc._.mentions = doc._.mentions[:1]
    return doc


def _own_pipeline() -> Language:
    nlp = spacy.blank("sv")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def test_the_pipeline_finds_what_the_stages_find() -> None:
    document = document_of(_CLEAN, "svar.md")
    assert extract(document, nlp=build_pipeline()) == extract(document)


def test_a_component_can_be_replaced() -> None:
    document = document_of(
        "**Mer blommor i stadens parker**\n\nNämnden planterar tulpaner i höst.", "svar.md"
    )
    assert extract(document).exchanges == ()
    nlp = _own_pipeline()
    nlp.replace_pipe("stance_recommendations", "test_every_bold_line")
    (exchange,) = extract(document, nlp=nlp).exchanges
    assert exchange.recommendation.text == "Mer blommor i stadens parker"


def test_a_component_can_be_followed_by_ones_own() -> None:
    nlp = _own_pipeline()
    nlp.add_pipe("test_only_the_first", after="stance_recommendations")
    doc = parse(document_of(_CLEAN, "svar.md"), nlp)
    assert [answer.mention.words(doc.text) for answer in doc._.answers] == [
        "Säkerställ att biblioteken är öppna på lördagar."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "att " * 4_000,
        "Svar: " * 2_000,
        "Revisorerna rekommenderar " * 1_000,
        "1. " * 2_000,
        "Rekommendation 1, 2, 3, " * 1_000,
        "((((»»»»" * 1_000,
    ],
)
def test_rubbish_on_one_line_is_survived(text: str) -> None:
    document = document_of(text)
    for passage in _passages(extract(document)):
        assert document.text[passage.start : passage.end] == passage.text
