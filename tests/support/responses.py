"""Short responses, written for the tests, and what is extracted from them."""

from __future__ import annotations

from textwrap import dedent

from stance.extraction import Extraction, extract
from stance.extraction.cues import load_cues
from stance.extraction.speakers import Analysis, analyse
from stance.extraction.units import Unit, layout_of, units_of
from stance.reading.text import read_text
from stance.schema import Document, Exchange, Judgement, Verdict

_MOST = 10**6


def document_of(text: str, name: str = "svar.txt") -> Document:
    """Read a text (indented as in the test) as a file of that name."""
    return read_text(dedent(text).strip().encode(), name, max_characters=_MOST)


def extraction_of(text: str, name: str = "svar.txt") -> Extraction:
    """Extract from a text."""
    return extract(document_of(text, name))


def units_in(text: str, name: str = "svar.txt") -> list[Unit]:
    """Cut a text into units, without any repair."""
    document = document_of(text, name)
    return units_of(layout_of(document, document.text, None), load_cues())


def analysis_of(text: str, name: str = "svar.txt") -> Analysis:
    """Take a text apart, without any repair."""
    document = document_of(text, name)
    layout = layout_of(document, document.text, None)
    return analyse(layout, units_of(layout, load_cues()), load_cues())


def answer_in(exchange: Exchange) -> str:
    """Return the words of an exchange's response."""
    return " ".join(passage.text for passage in exchange.response)


def pairs_in(extraction: Extraction) -> list[tuple[str, str]]:
    """Return (recommendation, response) of each exchange."""
    return [(e.recommendation.text, answer_in(e)) for e in extraction.exchanges]


def verdict_of(exchange: Exchange) -> Verdict:
    """Wrap an exchange as the evaluation wants it; the judgement says nothing."""
    judgement = Judgement(
        stance="agrees",
        probabilities={},
        reason=None,
        commitment="none",
        measure=None,
        deadline=None,
        deadline_date=None,
        responsible=None,
        evidence=(),
        weak=False,
        review=False,
    )
    return Verdict("svar.txt", exchange, judgement, "none")
