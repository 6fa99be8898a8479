"""Which audit report a response answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stance.archive.audits import Match, Report, Reports
from stance.schema import HeaderFacts

ASKED = ("Upprätta en rutin.",)
TITLE = "Granskning av hemtjänstens bemanning"
HOME_CARE = Report(
    "hemtjänst.pdf",
    ASKED,
    "REV 2021/12",
    "Granskning av hemtjänstens bemanning",
    "2021-03-02",
    "Exempelby",
)
SCHOOL = Report(
    "skola.pdf", ASKED, "REV 2021/13", "Granskning av elevhälsans arbete", "2021-04-20", "Exempelby"
)
SCHOOL_AGAIN = Report(
    "skola-2.pdf", ASKED, None, "Uppföljande granskning av elevhälsans arbete", "2022-04-20", None
)
ELSEWHERE = Report(
    "annan.pdf",
    ASKED,
    "REV 2021/12",
    "Granskning av hemtjänstens bemanning",
    "2021-03-02",
    "Storby",
)
EMPTY = Report("tom.pdf", (), "REV 2021/14", "Granskning av delegationsordningens form")
REPORTS = Reports([HOME_CARE, SCHOOL, SCHOOL_AGAIN, ELSEWHERE, EMPTY])


def match(text: str, **facts: str) -> Match | None:
    """Pair a response with that text and those facts."""
    return REPORTS.match(HeaderFacts(**({"municipality": "Exempelby"} | facts)), text)


@pytest.mark.parametrize(
    ("text", "report", "by"),
    [
        ("Svar på revisionens skrivelse, dnr REV 2021/13", SCHOOL, "case_number"),
        ("Svar på rev-2021-13.", SCHOOL, "case_number"),
        ("Yttrande över granskning av hemtjänstens bemanning", HOME_CARE, "title"),
        ("Svar: HEMTJÄNSTENS BEMANNING, granskning", HOME_CARE, "title"),
        ("Svar på uppföljande granskning av elevhälsans arbete", SCHOOL_AGAIN, "title"),
    ],
)
def test_a_response_finds_its_report(text: str, report: Report, by: str) -> None:
    assert match(text) == Match(report, by)


@pytest.mark.parametrize(
    "text",
    [
        "Nämnden tackar för en givande dialog.",
        "Dnr REV 2021/130",
        "Granskning av delegationsordningens form, REV 2021/14",
        "Svar på granskning av hemtjänsten",
    ],
)
def test_a_response_that_names_no_report_has_none(text: str) -> None:
    assert match(text) is None


def test_no_report_is_answered_before_it_is_written_or_years_later() -> None:
    text = "Svar på REV 2021/13 om elevhälsans arbete"
    assert match(text, date="2021-05-01") == Match(SCHOOL, "case_number")
    assert match(text, date="2021-04-01") is None
    assert match(text, date="2025-04-01") is None


def test_another_municipality_s_report_is_not_taken() -> None:
    text = "Svar på granskning av hemtjänstens bemanning"
    assert match(text, municipality="Storby") == Match(ELSEWHERE, "title")
    assert match(text, municipality="Lillby") is None


def test_the_date_decides_between_reports_of_one_title() -> None:
    first = Report("a.pdf", ASKED, None, "Granskning av intern kontroll", "2020-02-03")
    second = Report("b.pdf", ASKED, None, "Granskning av intern kontroll", "2021-02-08")
    reports, text = Reports([first, second]), "Svar på granskning av intern kontroll"
    assert reports.match(HeaderFacts(), text) is None
    assert reports.match(HeaderFacts(date="2021-05-05"), text) == Match(second, "date")
    named = f"{text} daterad den 3 februari 2020"
    assert reports.match(HeaderFacts(date="2021-05-05"), named) == Match(first, "date")


def test_two_reports_that_fit_alike_are_both_left() -> None:
    twin = [Report(name, ASKED, "REV 2021/13", "Granskning av avtal") for name in "ab"]
    assert Reports(twin).match(HeaderFacts(), "Svar på REV 2021/13") is None


def test_reports_come_back_from_their_index(tmp_path: Path) -> None:
    path = tmp_path / "index.json"
    path.write_text(
        json.dumps([{"path": "a.pdf", "recommendations": list(ASKED), "case_number": "REV 7/2021"}])
    )
    found = Reports.load(path).match(HeaderFacts(), "Svar på REV 7/2021")
    assert found is not None
    assert found.report.recommendations == ASKED
