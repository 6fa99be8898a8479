"""The calendar as Swedish administration speaks of it: from where words are understood."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from enum import StrEnum


class Bearing(StrEnum):
    """How the words before an expression relate to it."""

    IN = "in"
    BEFORE = "before"
    UNTIL = "until"
    SINCE = "since"
    EARLY = "early"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class Moment:
    """From where an expression is understood: the document's date, and the words before."""

    reference: dt.date | None
    bearing: Bearing = Bearing.IN

    def next_of(self, month: int, day: int = 0) -> dt.date | None:
        """Return the next such day on or after the reference (the last one, after "sedan")."""
        if self.reference is None:
            return None
        here = end_of(self.reference.year, month, day)
        if here is None:
            return None
        if self.bearing is Bearing.SINCE:
            return here if here <= self.reference else end_of(here.year - 1, month, day)
        return here if here >= self.reference else end_of(here.year + 1, month, day)

    def year_of(self, words: str) -> int | None:
        """Return the year that words name: ``2021``, ``i ar``, ``nasta ar``; None if none."""
        digits = re.search(r"(?:19|20)\d\d", words)
        if digits:
            return int(digits.group())
        if self.reference is not None:
            if re.search(r"nasta|kommande", words):
                return self.reference.year + 1
            if re.search(r"i ar|detta|samma|innevarande", words):
                return self.reference.year
        return None

    def end(self, month: int, year_words: str | None, day: int = 0) -> dt.date | None:
        """Return a day of the named year or, where none is named, the next such day."""
        year = self.year_of(year_words) if year_words else None
        if year is not None:
            return end_of(year, month, day)
        if year_words and re.search(r"\d", year_words):
            return None
        return self.next_of(month, day)


def end_of(year: int, month: int, day: int = 0) -> dt.date | None:
    """Return a day, by default a month's last; None where the calendar has no such day."""
    try:
        return dt.date(year, month, day or monthrange(year, month)[1])
    except (ValueError, IndexError):
        return None


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari",
            "feb februari",
            "mars",
            "apr april",
            "maj",
            "jun juni",
            "jul juli",
            "aug augusti",
            "sep sept september",
            "okt oktober",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "en ett forsta",
            "tva andra",
            "tre tredje",
            "fyra fjarde sista",
            "fem femte",
            "sex sjatte",
            "sju sjunde",
            "atta attonde",
            "nio nionde",
            "tio tionde",
            "elva elfte",
            "tolv tolfte",
        ),
        start=1,
    )
    for word in words.split()
}
