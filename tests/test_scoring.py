from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

import stance
import stance.extraction
from stance.errors import StanceError
from stance.schema import Document, Exchange, HeaderFacts, Judgement, Passage, Status
from stance.scoring import StanceScorer

FACTS = HeaderFacts("Exempelby", "Socialnämnden", None, "2024-05-14")
EXCHANGE = Exchange(Passage("Att.", 0, 4), (Passage("Ja.", 5, 8),), ((5, 8),), facts=FACTS)


class FakeModel:
    """Remembers what it was asked."""

    name = "fake 1.0"

    def __init__(self) -> None:
        self.batches: list[tuple[int, date | None]] = []

    def judge(
        self, exchanges: Sequence[Exchange], reference: date | None = None
    ) -> list[Judgement]:
        self.batches.append((len(exchanges), reference))
        return [
            Judgement("agrees", {}, None, "none", None, None, None, None, (), True, False)
            for _ in exchanges
        ]


class FakeReaders:
    """Reads every file as the same document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.closed = False

    def read(self, path: Path) -> Document:
        return self.document

    def close(self) -> None:
        self.closed = True


class FakeExtraction:
    status = Status.OK
    detail = ""
    facts = FACTS
    exchanges = (EXCHANGE, EXCHANGE)


def scorer_of(document: Document) -> tuple[StanceScorer, FakeModel, FakeReaders]:
    model, readers = FakeModel(), FakeReaders(document)
    return StanceScorer(model, readers=readers), model, readers  # type: ignore[arg-type]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str] | None]:
    """What extraction was told to look for, in each call."""
    calls: list[Sequence[str] | None] = []

    def extract(
        document: Document, *, recommendations: Sequence[str] | None = None
    ) -> FakeExtraction:
        calls.append(recommendations)
        return FakeExtraction()

    monkeypatch.setattr(stance.extraction, "extract", extract)
    return calls


def test_a_document_goes_through_all_stages(asked: list[Sequence[str] | None]) -> None:
    scorer, model, _ = scorer_of(Document("svar.pdf", text="Att. Ja.", unread_pages=(3,)))
    assessment = scorer.assess("svar.pdf", name="2024/svar.pdf")
    assert assessment.document == "2024/svar.pdf"
    assert [verdict.document for verdict in assessment.verdicts] == ["2024/svar.pdf"] * 2
    assert [verdict.model for verdict in assessment.verdicts] == ["fake 1.0"] * 2
    assert assessment.text_of(1) == "Att. Ja."
    assert assessment.unread_pages == (3,)
    assert model.batches == [(2, date(2024, 5, 14))]
    assert asked == [None]


def test_where_no_answer_was_found_a_reader_is_asked_for(
    asked: list[Sequence[str] | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = Exchange(Passage("Att.", 0, 4), facts=FACTS)
    monkeypatch.setattr(FakeExtraction, "exchanges", (EXCHANGE, silent))
    scorer, _, _ = scorer_of(Document("svar.pdf", text="Att. Ja."))
    verdicts = scorer.assess("svar.pdf").verdicts
    assert [verdict.judgement.review for verdict in verdicts] == [False, True]


def test_a_document_that_cannot_be_read_ends_in_its_status() -> None:
    scorer, model, _ = scorer_of(Document("svar.pdf", Status.NEEDS_OCR, "Install the extra ocr."))
    assessment = scorer.assess("svar.pdf")
    assert (assessment.status, assessment.detail) == (Status.NEEDS_OCR, "Install the extra ocr.")
    assert assessment.verdicts == ()
    assert model.batches == []
    with pytest.raises(StanceError, match="Install the extra ocr") as caught:
        scorer.score_document("svar.pdf")
    assert caught.value.code == "needs_ocr"


@pytest.mark.parametrize("written", [None, "2024-02-31", "våren 2024"])
def test_a_date_that_is_no_day_is_no_reference(
    asked: list[Sequence[str] | None], monkeypatch: pytest.MonkeyPatch, written: str | None
) -> None:
    monkeypatch.setattr(FakeExtraction, "facts", HeaderFacts(date=written))
    scorer, model, _ = scorer_of(Document("svar.pdf", text="x"))
    scorer.score_document("svar.pdf")
    assert model.batches == [(2, None)]


def test_the_audit_report_says_what_to_look_for(
    asked: list[Sequence[str] | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        stance.extraction, "recommendations_of", lambda report: ["Att."], raising=False
    )
    scorer, _, _ = scorer_of(Document("svar.pdf", text="x"))
    scorer.score_document("svar.pdf", audit="rapport.pdf")
    assert asked == [["Att."]]
    monkeypatch.setattr(stance.extraction, "recommendations_of", lambda report: [])
    with pytest.raises(StanceError) as caught:
        scorer.score_document("svar.pdf", audit="rapport.pdf")
    assert caught.value.code == "no-recommendations"


def test_an_audit_report_that_cannot_be_read_is_an_error() -> None:
    scorer, _, _ = scorer_of(Document("rapport.pdf", Status.ENCRYPTED, "Save it without."))
    with pytest.raises(StanceError, match=r"rapport\.pdf cannot be read") as caught:
        scorer.recommendations_of("rapport.pdf")
    assert caught.value.code == "encrypted"


def test_pairs_are_judged_in_order_and_in_batches() -> None:
    scorer, model, _ = scorer_of(Document("x"))
    pairs = [(f"Att göra {number}.", f"Ja, {number}.") for number in range(300)]
    verdicts = scorer.score_pairs(pairs)
    assert [verdict.exchange.recommendation.text for verdict in verdicts] == [
        recommendation for recommendation, _ in pairs
    ]
    assert not any(verdict.exchange.recommendation_in_document for verdict in verdicts)
    assert [count for count, _ in model.batches] == [256, 44]
    assert all(reference is None for _, reference in model.batches)


def test_spans_of_a_pair_are_places_in_its_response() -> None:
    scorer, _, _ = scorer_of(Document("x"))
    (part,) = scorer.assess_pairs([("Att.", "Ja. Det ska ske.")], name="par.jsonl")
    assert part.document == "par.jsonl"
    assert part.text_of(0) == "Ja. Det ska ske."
    for passage in part.verdicts[0].exchange.response:
        assert part.text_of(0)[passage.start : passage.end] == passage.text


def test_the_readers_are_closed_at_the_end() -> None:
    scorer, _, readers = scorer_of(Document("x"))
    with scorer:
        assert not readers.closed
    assert readers.closed


def test_import_stance_is_cheap_and_offers_the_scorer() -> None:
    program = (
        "import sys, stance\n"
        "heavy = {'numpy', 'spacy', 'typer', 'stance.scoring'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "from stance import StanceScorer\n"
        "assert StanceScorer.__module__ == 'stance.scoring'\n"
        "assert not {'spacy', 'torch'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Scorer'"):
        stance.Scorer  # noqa: B018
