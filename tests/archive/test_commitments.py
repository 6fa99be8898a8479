"""Commitments, as CSV and as a calendar that is read back by the rules of RFC 5545."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stance.archive.calendar import calendar_of, escaped, folded
from stance.archive.commitments import Commitment, State, chosen, commitments_of, csv_of, state_of
from stance.archive.commitments_text import text_of
from stance.archive.summary.words import words_of
from tests.archive.summary.made import archive, exchange

TODAY = date(2022, 3, 1)
SV = words_of("sv")


def committed(day: str | None, **changes: str) -> dict[str, Any]:
    return exchange() | {"deadline_date": day, "measure": "En plan tas fram", **changes}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Commitment]:
    """Commitments of all kinds, and an exchange without any."""
    nasty = "=1+1; lägg till, \\ och\nrad två\x07 " + "å" * 120
    exchanges = [
        committed("2022-03-20", responsible="Förvaltningschefen", deadline="i mars"),
        committed("2021-12-31"),
        committed(None),
        committed("2022-03-01", measure=nasty),
        committed("2022-03-01", measure=nasty),
        committed("2024-01-01"),
        committed("31 mars"),
        exchange("deflects", "none"),
    ]
    out = archive(tmp_path_factory.mktemp("commitments") / "out", [("svar.pdf", exchanges)])
    return commitments_of(out, TODAY)


def test_they_come_by_date_and_each_has_its_state(found: list[Commitment]) -> None:
    assert [(each.due and each.due.isoformat(), each.state.value) for each in found] == [
        ("2021-12-31", "overdue"),
        ("2022-03-01", "soon"),
        ("2022-03-01", "soon"),
        ("2022-03-20", "soon"),
        ("2024-01-01", "later"),
        (None, "undated"),
        (None, "undated"),
    ]


def test_the_last_day_is_not_past() -> None:
    assert state_of(TODAY, TODAY, 0) is State.SOON
    assert state_of(date(2022, 3, 2), TODAY, 0) is State.LATER


def test_they_are_chosen_by_state_and_date(found: list[Commitment]) -> None:
    assert len(chosen(found, states=[State.OVERDUE])) == 1
    assert len(chosen(found, states=[State.OVERDUE, State.SOON])) == 4
    assert len(chosen(found, due_before=date(2022, 3, 20))) == 3
    assert chosen(found) == found


def test_csv_is_read_back_and_runs_no_formula(found: list[Commitment]) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_of(found), newline="")))
    assert len(rows) == len(found)
    assert rows[1]["measure"].startswith("'=1+1")
    assert rows[3]["responsible"] == "Förvaltningschefen"
    assert rows[3]["page"] == "2"
    assert rows[3]["state"] == "soon"


@pytest.mark.parametrize(
    ("pages", "measure", "page"),
    [
        ([2, 3], "En plan tas fram", 3),
        ([2, 3], "Nämnden instämmer", 2),
        ([2, 3], "Arbetet utvärderas", 1),  # It stands in no evidence.
        ([2, None], "En plan tas fram", 1),
        (None, "En plan tas fram", 1),  # What earlier versions wrote.
        ([2, 3], None, 1),
    ],
)
def test_the_page_is_that_of_the_measure(
    tmp_path: Path, pages: list[int | None] | None, measure: str | None, page: int
) -> None:
    texts = ["Nämnden instämmer.", "Under hösten: En plan\ntas fram av staben."]
    evidence = [{"text": text, "span": [0, 1], "weight": 0.5} for text in texts]
    made = exchange(measure=measure, response_page=1, evidence=evidence)
    if pages is not None:
        made["evidence_pages"] = pages
    (found,) = commitments_of(archive(tmp_path / "out", [("svar.pdf", [made])]), TODAY)
    assert found.page == page
    assert f"svar.pdf, sida {page}" in text_of([found], [found], 30, SV)


def test_text_counts_all_and_shows_the_chosen(found: list[Commitment]) -> None:
    text = text_of(found[:1], found, 30, SV)
    assert text.startswith(
        "Åtaganden: 7. Datum passerat: 1. Snart, inom 30 dagar: 3. Senare: 1. Utan datum: 2."
    )
    assert "2021-12-31  datum passerat · Socialnämnden, Exempelby" in text
    assert "svar.pdf, sida 2" in text
    assert "Att datumet har passerat betyder inte att åtgärden har uteblivit" in text
    assert "försenat" not in text
    assert "2022-03-20" not in text
    assert "\x07" not in text_of(found, found, 30, SV)


def parse(calendar: str) -> list[dict[str, str]]:
    """Read a calendar as strictly as RFC 5545 is written, and return its events."""
    octets = calendar.encode("utf-8")
    assert octets.endswith(b"\r\n")
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert b"\r" not in octets.replace(b"\r\n", b"")
    for raw in octets.split(b"\r\n"):
        assert len(raw) <= 75
        raw.decode("utf-8")  # No character is cut in two.
    lines = calendar.replace("\r\n ", "").split("\r\n")[:-1]
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in lines
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    events: list[dict[str, str]] = []
    for line in lines[1:-1]:
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", line)
        name, colon, value = line.partition(":")
        assert colon
        assert re.fullmatch(r"[A-Z-]+(;VALUE=DATE)?", name)
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and line != "END:VEVENT":
            assert name not in events[-1]
            events[-1][name] = value
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= event.keys()
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])
        assert re.fullmatch(r"\d{8}", event["DTSTART;VALUE=DATE"])
        for name in ("SUMMARY", "DESCRIPTION"):
            # Each backslash escapes what it may, and nothing that must be escaped stands bare.
            assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,nN])*", event[name])
    return events


def test_the_calendar_is_one_by_rfc_5545(found: list[Commitment]) -> None:
    events = parse(calendar_of(found, TODAY, SV))
    assert len(events) == 5
    assert events[0]["DTSTART;VALUE=DATE"] == "20211231"
    assert events[0]["DTEND;VALUE=DATE"] == "20220101"
    assert events[0]["SUMMARY"] == "Socialnämnden\\, Exempelby: En plan tas fram"
    assert "Ansvarig: Förvaltningschefen" in events[3]["DESCRIPTION"]
    assert "\\nDokument: svar.pdf\\nSida: 2\\n" in events[3]["DESCRIPTION"]


def test_an_event_keeps_its_name_and_shares_it_with_none(found: list[Commitment]) -> None:
    names = [event["UID"] for event in parse(calendar_of(found, TODAY, SV))]
    assert len(set(names)) == len(names)
    later = [event["UID"] for event in parse(calendar_of(found, date(2030, 1, 1), SV))]
    assert names == later


def test_the_last_day_of_the_calendar_has_no_day_after(found: list[Commitment]) -> None:
    from dataclasses import replace

    (event,) = parse(calendar_of([replace(found[0], due=date.max)], TODAY, SV))
    assert "DTEND;VALUE=DATE" not in event


@pytest.mark.parametrize("text", ["a\\;b,c\r\nd\re\nf", "\ud800\x00", "å" * 500, ""])
def test_any_text_can_be_a_value(text: str) -> None:
    lines = folded(f"X:{escaped(text)}").split("\r\n")
    assert all(len(line.encode("utf-8")) <= 75 for line in lines)
    back = "".join([lines[0], *(line[1:] for line in lines[1:])])
    assert "\n" not in back


def test_one_escape_of_each() -> None:
    assert escaped("a\\b;c,d\ne") == "a\\\\b\\;c\\,d\\ne"
