from __future__ import annotations

import pytest
from tests.support.responses import extraction_of

from stance.schema import HeaderFacts

_BODY = "Revisorerna rekommenderar nämnden att följa upp hemtjänsten. Nämnden instämmer."


def _facts(head: str) -> HeaderFacts:
    return extraction_of(f"{head}\n\n{_BODY}\n").facts


_NOTATIONS = [
    "KS 2021/123",
    "KS2021/123",
    "KS-2021/00123",
    "KS/2021:123",
    "KS 2020-00215",
    "KS 21/123",
    "SN.2021.55",
    "MBN-2022-118",
    "2021/KS 0123",
    "2021-123",
    "2023:45",
    "KSF 2023/12-3",
]


@pytest.mark.parametrize("number", _NOTATIONS)
@pytest.mark.parametrize("label", ["Dnr", "Dnr:", "Diarienummer", "Ärendenummer:", "DNR"])
def test_case_numbers_behind_a_label(number: str, label: str) -> None:
    assert _facts(f"Socialnämnden\n\n{label} {number}").case_number == number


@pytest.mark.parametrize("number", ["KS 2021/123", "SN.2021.55", "2021/KS 0123"])
def test_a_case_number_without_a_label(number: str) -> None:
    assert _facts(f"Socialnämnden        {number}\n\nSvar på granskning").case_number == number


def test_a_date_is_no_case_number() -> None:
    assert _facts("Socialnämnden\n\nDnr 2021-05-18").case_number is None


@pytest.mark.parametrize(
    "head",
    [
        "Svar på granskning av planen för 2021-2023",
        "Plan 2021-2023",
        "Svar enligt socialtjänstlagen (2001:453)",
        "Föreskrifter i SFS 2017:725",
        "Läsåret 2021/22",
        "Plats och tid: Stadshuset, klockan 13.00-16.20",
        "Klockan 13-16",
    ],
)
def test_periods_laws_and_times_are_no_case_numbers(head: str) -> None:
    assert _facts(head).case_number is None
    assert _facts(f"{head}\n\nSN 2021/77").case_number == "SN 2021/77"


def test_the_other_sides_case_number_is_not_taken() -> None:
    facts = _facts("Er beteckning: REV 2020/3\n\nVårt diarienummer: SN 2021/77")
    assert facts.case_number == "SN 2021/77"


@pytest.mark.parametrize(
    ("head", "municipality"),
    [
        ("Trelleborgs kommun", "Trelleborg"),
        ("Trelleborgs kommun, socialnämnden", "Trelleborg"),
        ("TRELLEBORGS KOMMUN", "Trelleborg"),
        ("Borås Stad", "Borås"),
        ("Region Gävleborg", "Region Gävleborg"),
        ("Svar på granskning", None),
    ],
)
def test_municipality(head: str, municipality: str | None) -> None:
    assert _facts(head).municipality == municipality


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Socialnämnden", "Socialnämnden"),
        ("BARN- OCH UTBILDNINGSNÄMNDEN", "Barn- och utbildningsnämnden"),
        ("Kommunstyrelsens svar på granskning av hemtjänsten", "Kommunstyrelsen"),
        ("Hej!", None),
    ],
)
def test_body(head: str, body: str | None) -> None:
    assert _facts(head).body == body


def test_the_body_that_answers_stands_before_one_that_is_mentioned() -> None:
    facts = _facts(
        "Socialnämnden\n\nSocialnämndens svar\n\nSamråd har skett med kommunstyrelsen och med "
        "kommunstyrelsens förvaltning."
    )
    assert facts.body == "Socialnämnden"


@pytest.mark.parametrize(
    "text",
    [
        # Who gets a copy does not answer.
        "Socialnämnden antar skrivelsen som sitt yttrande.\n\nSvar\n\nSkickas till\n\n"
        "Revisorerna\n\nKommunstyrelsen\n",
        "Socialnamnden antar skrivelsen som sitt yttrande.\n\nTill: Kommunstyrelsen\n\n"
        "Kommunstyrelsen för kännedom\n",
        "Till kommunstyrelsen\n\nSocialnämnden avger följande svar och överlämnar det till "
        "kommunstyrelsen.\n",
        "Kommunstyrelsen\n\nRapporten är remitterad.\n\nPå socialnämndens vägnar\n",
        "Socialförvaltningen\n\nSocialförvaltningens svar\n\nSocialnämnden ställer sig bakom "
        "svaret.\n",
        # Damage to one of its mentions divides no body in two.
        "Socialnämndens svar\n\nSocialnåmnden lämnar detta svar.\n\nKommunstyrelsen\n",
    ],
)
def test_the_body_that_adopts_the_answer_answers(text: str) -> None:
    assert extraction_of(text).facts.body == "Socialnämnden"


def test_a_board_and_its_committee_are_one_body() -> None:
    text = (
        "Kommunstyrelsens arbetsutskott\n\nArbetsutskottets beslut\n\nRapporten läggs till "
        "handlingarna. Kommunstyrelsen svarar i maj.\n"
    )
    assert extraction_of(text).facts.body == "Kommunstyrelsens arbetsutskott"


@pytest.mark.parametrize(
    "head",
    [
        "Datum 2021-05-18",
        "Datum: 18 maj 2021",
        "Sammanträdesdatum 2021-05-18",
        "Socialnämnden        2021-05-18",
        "Protokoll den 18 maj 2021",
        "2021.05.18",
    ],
)
def test_date(head: str) -> None:
    assert _facts(head).date == "2021-05-18"


def test_a_labelled_date_goes_before_another() -> None:
    facts = _facts("Rapporten kom den 3 mars 2021.\n\nDatum 2021-05-18")
    assert facts.date == "2021-05-18"


@pytest.mark.parametrize(
    "title",
    [
        "Svar på granskning av hemtjänsten",
        "Yttrande över granskning av hemtjänsten",
        "Granskning av hemtjänstens kvalitet",
    ],
)
def test_title(title: str) -> None:
    assert _facts(f"Socialnämnden\n\n{title}\n\nNämnden har tagit del av rapporten.").title == title


def test_what_is_not_said_is_unknown() -> None:
    assert extraction_of("Vi ses på måndag.").facts == HeaderFacts()


def test_every_exchange_carries_the_facts() -> None:
    extraction = extraction_of(f"Socialnämnden\n\nDnr SN 2021/77\n\n{_BODY}")
    assert extraction.facts.case_number == "SN 2021/77"
    assert [exchange.facts for exchange in extraction.exchanges] == [extraction.facts]


def test_a_day_by_which_something_is_to_be_done_is_not_the_date() -> None:
    head = "Nämnden ska senast den 31 mars 2021 redovisa sitt arbete.\n\nKöping den 2 mars 2020\n"
    assert _facts(head).date == "2020-03-02"
    assert _facts("Nämnden ska före 31 mars 2021 redovisa sitt arbete.\n").date is None


@pytest.mark.parametrize(
    "number",
    ["HSN/571/2023", "000211/2013 007", "24RGK311", "DNHS170412", "BUN 0163/2012", "KFN 2010.41",
     "2017-0044-007", "KS/2018:96 – 049", "2016/0348-3 KS", "KS 2009/74.170"],
)  # fmt: skip
def test_behind_its_label_a_case_number_may_have_any_form(number: str) -> None:
    assert _facts(f"Nämnden\n\nDnr {number}\n\nSvar på granskning").case_number == number
    assert _facts(f"§ 12          Dnr {number}   Sida 1").case_number == number


def test_a_letter_behind_a_case_number_belongs_to_it() -> None:
    assert _facts("Nämnden\n\nDnr 2018/000042 R\n\nSvar på granskning").case_number == (
        "2018/000042 R"
    )
