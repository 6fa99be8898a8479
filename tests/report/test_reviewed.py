from __future__ import annotations

import io
from typing import Any

import docx
import lxml.html

from stance.report import Reviewed, gather
from stance.report.docx import document_of
from stance.report.entries import Report
from stance.report.markdown import memo_of
from stance.report.page import page_of
from stance.report.summary import figures_of
from stance.results import Record, exchange_key
from tests.report.records import DECIDING, RESPONSE, agreed, mixed, record_of, unanswered

_SAID = (
    "Granskad av Anna Lind 2026-11-23: Instämmer delvis; programmet: Avvisar eller undviker, "
    "menar att dagens arbete räcker, åtagande: inget"
)


def verdict(**changes: object) -> Reviewed:
    values: dict[str, object] = {
        "by": "Anna Lind",
        "on": "2026-11-23",
        "reviewers": ("Anna Lind",),
        "alike": 1,
        "tied": False,
        "stance": "partly_agrees",
        "commitment": "concrete",
        "measure": "Dagens arbete",
    }
    return Reviewed(**{**values, **changes})  # type: ignore[arg-type]


def report(records: list[Record], *verdicts: Reviewed) -> Report:
    """The verdicts belong to the first records."""
    keys = [exchange_key(record) for record in records]
    return gather(records, reviewed=dict(zip(keys, verdicts, strict=False)))


def tree(found: Report, language: str = "sv") -> Any:  # noqa: ANN401 (what lxml finds is anything)
    return lxml.html.document_fromstring(page_of(found, language))


def said(found: Report, language: str = "sv") -> str:
    return str(tree(found, language).text_content())


def test_the_reviewers_verdict_counts_and_the_programs_is_told() -> None:
    found = report([record_of(review=True), agreed()], verdict())
    assert [entry.record["stance"] for entry in found.entries] == ["partly_agrees", "agrees"]
    page = tree(found)
    article = next(one for one in page.xpath("//article") if "Nr 1" in one.text_content())
    assert article.xpath("string(.//h3)") == "Instämmer delvis"
    assert article.xpath("string(.//p[@class='reviewed'])") == _SAID
    assert article.xpath("string(.//*[@class='badge reviewed'])") == "Granskad"
    # Neither doubt nor the program's likelihood is left, nor what decided its verdict.
    assert not article.xpath(".//*[@class='badge review'] | .//*[@class='likelihood'] | .//mark")
    assert "Dagens arbete" in article.xpath("string(.//dl)")
    assert figures_of(found.records).weak == 0


def test_figures_rest_on_what_was_reviewed() -> None:
    found = report(mixed(), verdict(stance="deflects", reason="rejects", weak=True))
    figures = figures_of(found.records)
    assert (figures.weak, figures.review, figures.reviewed) == (4, 2, 1)
    assert "1 av 5 bedömningar är granskade av en person." in said(found)
    assert "Granskat av Anna Lind." in said(found)
    everything = report([record_of()], verdict())
    assert "Alla bedömningar är granskade av en person." in said(everything)
    assert "1 granskad bedömning" in said(everything)
    assert "granskade bedömningar" not in said(report(mixed()))


def test_memos_say_the_same() -> None:
    found = report([record_of()], verdict())
    memo = memo_of(found)
    assert f"**{_SAID}**" in memo
    assert "### Nr 1: Instämmer delvis · Granskad" in memo
    assert "| Översikt | Rekommendationer | 1 |" in memo
    assert "|  | Granskade | 1 |" in memo
    word = docx.Document(io.BytesIO(document_of(found)))
    assert _SAID in [paragraph.text for paragraph in word.paragraphs]


def test_of_several_reviewers_it_is_said_whose_counts() -> None:
    both = verdict(reviewers=("Anna Lind", "Bo Ek"), alike=2, stance="deflects")
    assert "Granskad av Anna Lind och Bo Ek 2026-11-23: Avvisar" in said(
        report([record_of()], both)
    )
    most = verdict(reviewers=("Anna Lind", "Bo Ek", "Cia Ax"), alike=2)
    assert "Instämmer delvis (så bedömer 2 av 3);" in said(report([record_of()], most))
    tied = verdict(reviewers=("Anna Lind", "Bo Ek"), tied=True)
    assert "Instämmer delvis (de är oense; den senaste bedömningen räknas, av Anna Lind);" in said(
        report([record_of()], tied)
    )
    assert "(they disagree; the latest verdict counts, by Anna Lind)" in said(
        report([record_of()], tied), "en"
    )


def test_what_a_reviewer_marked_is_marked_without_a_weight() -> None:
    start = RESPONSE.index("Dagens arbete")
    found = report([record_of()], verdict(evidence=((start, len(RESPONSE) + 9),)))
    page = tree(found)
    (mark,) = page.xpath("//mark")
    assert "Dagens arbete räcker." in mark.text_content()
    assert "Mening som granskaren har markerat:" in mark.text_content()
    assert "%" not in mark.text_content()
    confirmed = report([record_of()], verdict(stance="deflects", weak=True))
    page = tree(confirmed)
    assert DECIDING in page.xpath("string(//mark)")


def test_an_answer_that_a_person_did_not_find_either_is_no_longer_doubtful() -> None:
    none = verdict(stance="deflects", reason="no_answer", commitment="none", weak=True)
    found = report([unanswered()], none)
    assert figures_of(found.records).review == 0
    assert figures_of(found.records).unanswered == 1
    assert "läs själv" not in said(found)
    assert "utan svar hittades" not in said(found)
    elsewhere = report([unanswered()], verdict(measure=None))
    assert figures_of(elsewhere.records).unanswered == 0


def test_names_of_reviewers_are_text() -> None:
    found = report([record_of()], verdict(by="<b>x", reviewers=("<b>x\u202e",)))
    page = page_of(found)
    assert "<b>x" not in page
    assert "\u202e" not in page
    assert "<b>" not in memo_of(found)
