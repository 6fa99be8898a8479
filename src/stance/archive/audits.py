"""Audit reports, and which of them a response answers: by case number, title and date.

A response is paired with a report only if exactly one can be meant: a wrong report is worse than
none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from stance.schema import HeaderFacts

CASE_NUMBER, TITLE, DATE = "case_number", "title", "date"

_HEAD = 4_000  # A response names the report that it answers near its beginning.
_LONGEST_WAIT = 730  # Days after which no report is answered any more.
_SHORTEST_TITLE = 2  # Words of a title that say something.
_WORD = re.compile(r"\w+")
_NOT_IN_NUMBERS = re.compile(r"[^0-9a-zåäö]+")
# Words of titles that tell no report from another.
_COMMON = frozenset(
    {"av", "och", "i", "på", "för", "till", "med", "om", "den", "det", "de", "en", "ett", "som"}
    | {"vid", "samt", "inom", "från", "revision", "revisionen", "revisionens", "revisorerna"}
    | {"revisorernas", "revisionsrapport", "rapport", "granskning", "granskningen", "fördjupad"}
    | {"granskningsrapport", "grundläggande", "svar", "yttrande", "yttrandet", "över", "remiss"}
    | {"remissvar", "bemötande", "kommun", "kommunen", "kommunens", "nämnden", "nämndens"}
    | {"styrelsen", "styrelsens"}
)


@dataclass(frozen=True, slots=True)
class Report:
    """An audit report.

    Attributes:
        path: Its path below the folder of reports.
        recommendations: What it asks for.
        case_number: Its own case number.
        title: Its title.
        date: Its date (ISO).
        municipality: Whose it is.
    """

    path: str
    recommendations: tuple[str, ...]
    case_number: str | None = None
    title: str | None = None
    date: str | None = None
    municipality: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A report that a response answers, and what it was found by."""

    report: Report
    by: str


class Reports:
    """All reports of a folder, to find the one that a response answers."""

    def __init__(self, reports: Sequence[Report]) -> None:
        """Look at the reports that recommend something."""
        self._reports = [report for report in reports if report.recommendations]
        self._numbers = [_folded_number(report.case_number) for report in self._reports]
        self._titles = [_telling_words(report.title) for report in self._reports]

    @classmethod
    def load(cls, file: Path) -> Self:
        """Load what ``index_reports`` wrote."""
        items = json.loads(file.read_text(encoding="utf-8"))
        return cls(
            [
                Report(**{**item, "recommendations": tuple(item["recommendations"])})
                for item in items
            ]
        )

    def match(self, facts: HeaderFacts, text: str) -> Match | None:
        """Return the one report that a response answers; None when that is not clear.

        A report's case number in the response's head decides, else its title there; of several
        that fit, the one whose date the response names, else the last one before the response.

        Args:
            facts: What the response says of itself.
            text: The response's text.
        """
        head = text[:_HEAD]
        possible = [n for n, report in enumerate(self._reports) if _may_answer(facts, report)]
        by_number = self._by_number(possible, facts, head)
        if len(by_number) == 1:
            return Match(self._reports[by_number[0]], CASE_NUMBER)
        by_title = self._by_title(by_number or possible, head)
        if len(by_title) == 1:
            return Match(self._reports[by_title[0]], TITLE)
        chosen = self._by_date(by_title or by_number, facts, head)
        return None if chosen is None else Match(self._reports[chosen], DATE)

    def _by_number(self, places: Sequence[int], facts: HeaderFacts, head: str) -> list[int]:
        """Return the reports whose case number the response has, or names."""
        own, said = _folded_number(facts.case_number), f" {_folded_number(head)} "
        return [
            n
            for n in places
            if self._numbers[n] and (self._numbers[n] == own or f" {self._numbers[n]} " in said)
        ]

    def _by_title(self, places: Sequence[int], head: str) -> list[int]:
        """Return the reports all of whose telling words the response has at its beginning."""
        words = frozenset(_words(head))
        named = [n for n in places if self._titles[n] and self._titles[n] <= words]
        # A longer title that fits is meant rather than a shorter one that is part of it.
        return [n for n in named if not any(self._titles[n] < self._titles[m] for m in named)]

    def _by_date(self, places: Sequence[int], facts: HeaderFacts, head: str) -> int | None:
        """Choose among reports that fit alike."""
        named = [
            place
            for place in places
            if (day := self._reports[place].date) is not None and _names_day(head, day)
        ]
        if len(named) == 1:
            return named[0]
        dated = sorted(((self._reports[place].date or "", place) for place in places), reverse=True)
        if facts.date is None or len(dated) < 2 or not dated[0][0] or dated[0][0] == dated[1][0]:
            return None
        return dated[0][1]


def _may_answer(facts: HeaderFacts, report: Report) -> bool:
    """Tell whether nothing speaks against it: another municipality, or a date before."""
    ours, theirs = facts.municipality, report.municipality
    if ours and theirs and ours.casefold() != theirs.casefold():
        return False
    asked, answered = _day(report.date), _day(facts.date)
    if asked is None or answered is None:
        return True
    return 0 <= (answered - asked).days <= _LONGEST_WAIT


def _day(written: str | None) -> date | None:
    try:
        return None if written is None else date.fromisoformat(written)
    except ValueError:
        return None


def _names_day(head: str, day: str) -> bool:
    from stance.swedish.dates import parse_date

    if day in head:
        return True
    # A day in words: all that looks like one, near the beginning.
    for match in re.finditer(r"\b\d{1,2} [a-zåäö]{3,9} \d{4}\b", head.casefold()):
        found = parse_date(match.group())
        if found is not None and found.isoformat() == day:
            return True
    return False


def _folded_number(number: str | None) -> str:
    """Return a case number without spaces and marks: they differ from page to page."""
    return "" if number is None else _NOT_IN_NUMBERS.sub(" ", number.casefold()).strip()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _telling_words(title: str | None) -> frozenset[str]:
    words = frozenset(_words(title or "")) - _COMMON
    return words if len(words) >= _SHORTEST_TITLE else frozenset()
