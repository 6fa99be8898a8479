"""Where extraction gives up; the files that make it do so are in tests/test_hostile_end_to_end."""

from __future__ import annotations

import pytest
from tests.support.responses import analysis_of, document_of

from stance.errors import StanceError
from stance.extraction import Extraction, extract, recommendations_of
from stance.extraction.limits import (
    MOST_ANSWERED,
    MOST_COMPARISONS,
    MOST_RECOMMENDATIONS,
    TooLargeError,
    check_answered,
    check_comparisons,
)
from stance.extraction.pipeline import parse
from stance.schema import Document, Status


def _asking(count: int) -> Document:
    items = "\n".join(f"- Säkerställ att rutin nummer {n} dokumenteras." for n in range(count))
    return document_of(f"Revisorerna rekommenderar nämnden att:\n\n{items}")


def test_more_recommendations_than_any_response_has() -> None:
    extraction = extract(_asking(MOST_RECOMMENDATIONS + 1))
    assert isinstance(extraction, Extraction)
    assert extraction.status is Status.TOO_LARGE
    assert "recommendations" in extraction.detail
    assert "Split" in extraction.detail
    assert extraction.exchanges == ()


def test_many_recommendations_are_no_trouble() -> None:
    assert extract(_asking(120)).status is not Status.TOO_LARGE


def test_an_audit_report_that_is_none() -> None:
    with pytest.raises(StanceError) as caught:
        recommendations_of(_asking(MOST_RECOMMENDATIONS + 1))
    assert caught.value.code == Status.TOO_LARGE.value
    assert caught.value.remedy


def test_sentences_that_answer_everything() -> None:
    analysis = analysis_of(f"Svar: Nämnden instämmer i {'alla ' * 200}rekommendationer.")
    enough = MOST_ANSWERED // 1_000
    check_answered(analysis, [(0,)] * (enough // 2))
    with pytest.raises(TooLargeError):
        check_answered(analysis, [(0,)] * enough)


def test_comparisons_that_memory_has_no_room_for() -> None:
    check_comparisons(MOST_COMPARISONS // 1_000, 1_000)
    with pytest.raises(TooLargeError):
        check_comparisons(MOST_COMPARISONS // 1_000 + 1, 1_000)


def test_a_word_without_end_keeps_its_text() -> None:
    document = document_of("Svar: Nämnden " + "](”" * 1_000 + " instämmer.\n\nJa.")
    assert parse(document).text == document.text
