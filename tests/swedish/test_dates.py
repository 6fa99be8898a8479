from __future__ import annotations

import datetime as dt

import pytest

from stance.swedish.dates import find_deadlines, parse_date, resolve

REFERENCE = dt.date(2021, 5, 18)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("senast 31 mars", "2022-03-31"),
        ("senast den 31 mars 2021", "2021-03-31"),
        ("under hösten 2021", "2021-12-31"),
        ("hösten", "2021-12-31"),
        ("våren", "2021-05-31"),
        ("innan sommaren", "2021-06-30"),
        ("under sommaren", "2021-08-31"),
        ("Q2 2024", "2024-06-30"),
        ("andra kvartalet 2024", "2024-06-30"),
        ("kvartal 3", "2021-09-30"),
        ("tertial 1 2024", "2024-04-30"),
        ("första halvåret 2025", "2025-06-30"),
        ("vid årsskiftet 2023/2024", "2023-12-31"),
        ("under 2024", "2024-12-31"),
        ("i samband med delårsbokslutet", "2021-08-31"),
        ("i samband med årsredovisningen", "2022-03-31"),
        ("i samband med årsredovisningen 2022", "2023-03-31"),
        ("i samband med bokslutet", "2021-12-31"),
        ("i samband med verksamhetsplan och budget 2025", "2024-12-31"),
        ("inom sex månader", "2021-11-18"),
        ("inom ett år", "2022-05-18"),
        ("till nämndens sammanträde i maj", "2021-05-31"),
        ("före utgången av mars", "2022-03-31"),
        ("före juni", "2021-05-31"),
        ("vecka 14", "2022-04-10"),
        ("2024-06-30", "2024-06-30"),
        ("30/6 2024", "2024-06-30"),
        ("31.12.2024", "2024-12-31"),
        ("från och med 1 januari 2025", "2025-01-01"),
        ("läsåret 2024/25", "2025-06-30"),
        ("nästa år", "2022-12-31"),
        ("innevarande år", "2021-12-31"),
        ("i år", "2021-12-31"),
        ("i november nästa år", "2022-11-30"),
        ("under mandatperioden", "2022-12-31"),
        ("sedan oktober", "2020-10-31"),
        ("i början av 2022", "2022-03-31"),
        ("före årets slut", "2021-12-31"),
        ("före midsommar", "2021-06-26"),
    ],
)
def test_resolves_to_the_last_day(text: str, day: str) -> None:
    assert resolve(text, REFERENCE) == dt.date.fromisoformat(day)
    found = find_deadlines(f"Arbetet ska vara klart {text}.")
    assert [deadline.text for deadline in found] == [text]


@pytest.mark.parametrize(
    "text", ["varje tertial", "årligen", "en gång per år", "i februari varje år", "kvartalsvis"]
)
def test_recurring_periods_are_found_but_have_no_day(text: str) -> None:
    (found,) = find_deadlines(f"Uppföljning sker {text}.")
    assert (found.text, found.kind) == (text, "recurring")
    assert resolve(text, REFERENCE) is None


@pytest.mark.parametrize("text", ["omgående", "skyndsamt", "löpande", "i vår kommun", "på sikt"])
def test_vague_words_are_no_dates(text: str) -> None:
    assert find_deadlines(f"Detta sker {text} hos oss.") == []


@pytest.mark.parametrize("text", ["senast 31 mars", "hösten", "i maj", "inom sex månader", "i år"])
def test_without_reference_and_year_there_is_no_day(text: str) -> None:
    assert resolve(text, None) is None


def test_impossible_days_resolve_to_none() -> None:
    assert resolve("den 31 februari 2021", REFERENCE) is None
    assert resolve("vecka 77", REFERENCE) is None


def test_spans_and_kinds() -> None:
    text = "Beslut togs den 3 mars 2020, planen ses över under 2022 och följs upp årligen."
    found = find_deadlines(text)
    assert [(d.text, d.kind) for d in found] == [
        ("den 3 mars 2020", "point"),
        ("under 2022", "period"),
        ("årligen", "recurring"),
    ]
    assert all(text[d.start : d.end] == d.text for d in found)


def test_damaged_spelling_is_understood() -> None:
    assert [d.text for d in find_deadlines("klart senast under hosten 2023.")] == [
        "senast under hosten 2023"
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-05-18", REFERENCE),
        ("den 18 maj 2021", REFERENCE),
        ("18 maj 2021", REFERENCE),
        ("2021 05 18", REFERENCE),
        ("Datum 2021-05-18 Dnr SN 2021/12", REFERENCE),
        ("SN 2021/12", None),
        ("2021-13-40", None),
    ],
)
def test_header_dates(text: str, day: dt.date | None) -> None:
    assert parse_date(text) == day
