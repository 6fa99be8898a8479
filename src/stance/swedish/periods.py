"""Calendar expressions of Swedish administration: how they are written, and when they end.

The patterns are matched against folded text in lower case (``hösten`` is ``hosten``). Each rule
gives the last day of the period that its expression names:

- seasons: våren 31 May, sommaren 31 August (before it: 30 June), hösten 31 December, vintern the
  last of February; vårterminen and läsåret 30 June; a term's start 31 January or 31 August;
- delårsbokslut 31 August, bokslut 31 December, årsredovisning and verksamhetsberättelse 31 March
  of the year after the one they describe, verksamhetsplan and budget 31 December before it begins;
- a term of office 31 December of the year of the election, a week its Sunday.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable
from typing import TypeAlias

from stance.swedish.moments import MONTHS, NUMBERS, Bearing, Moment, end_of

Resolver: TypeAlias = Callable[[re.Match[str], Moment], dt.date | None]


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else NUMBERS.get(word, 0)


def resolve_iso(match: re.Match[str], _: Moment) -> dt.date | None:
    """Return the day of ``2021-03-31``."""
    return end_of(int(match[1]), int(match[2]), int(match[3]))


def resolve_numeric(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the day of ``31.3.2021``."""
    year = match["year"]
    if year and len(year) == 2:
        year = f"20{year}"
    if int(match["month"]) not in range(1, 13):
        return None
    return moment.end(int(match["month"]), year, int(match["day"]))


def resolve_day(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the day of ``den 31 mars`` or ``sista mars``."""
    if match["day"].startswith("sist"):
        return moment.end(MONTHS[match["month"]], match["year"])
    return moment.end(MONTHS[match["month"]], match["year"], int(match["day"]))


def resolve_month(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the last day of a month or of the last of several."""
    month = MONTHS[match["last"] or match["month"]]
    day = {Bearing.EARLY: 10, Bearing.MIDDLE: 20}.get(moment.bearing, 0)
    if moment.bearing is Bearing.BEFORE:
        first = moment.end(MONTHS[match["month"]], match["year"], 1)
        return first - dt.timedelta(days=1) if first else None
    return moment.end(month, match["year"], day)


_SEASONS = {"host": (12, 0), "var": (5, 31), "sommar": (8, 31), "vinter": (2, 0), "vintr": (2, 0)}


def resolve_season(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the last day of a season or school term."""
    name = match["season"]
    words = match["year"]
    if match["term"]:
        month, day = (12, 0) if name == "host" else (6, 0)
        if "start" in match["term"]:
            month = 8 if name == "host" else 1
    elif name == "sommar" and moment.bearing in (Bearing.BEFORE, Bearing.UNTIL):
        month, day = 6, 0
    else:
        month, day = _SEASONS[name]
    if words and "/" in words:
        return end_of(int(words.strip()[:4]) + 1, month, day)
    return moment.end(month, words, day)


def resolve_school_year(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the last day of a school year."""
    words = match["year"]
    if words and "/" in words:
        return end_of(int(words.strip()[:4]) + 1, 6)
    return moment.end(6, words)


def resolve_part_of_year(months: int) -> Resolver:
    """Return a resolver for quarters (3 months) or half years (6)."""

    def resolve(match: re.Match[str], moment: Moment) -> dt.date | None:
        number = _number(match["number"] or match["ordinal"])
        if match["ordinal"] == "sista":
            number = 12 // months
        return moment.end(number * months, match["year"]) if 0 < number * months <= 12 else None

    return resolve


def resolve_turn_of_year(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the last day before a turn of the year."""
    return moment.end(12, match["year"])


def resolve_half_year(_: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the next 30 June."""
    return moment.next_of(6)


def resolve_year(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the last day of a year."""
    year = moment.year_of(match.group())
    if year is None:
        return moment.next_of(12) if re.search(r"aret|arets", match.group()) else None
    if moment.bearing is Bearing.BEFORE and not re.search(r"slut|utgang", match.group()):
        return end_of(year - 1, 12)
    month = {Bearing.EARLY: 3, Bearing.MIDDLE: 6}.get(moment.bearing, 12)
    return end_of(year, month)


def resolve_years(match: re.Match[str], _: Moment) -> dt.date | None:
    """Return the last day of a span of years or a season across two."""
    if match["last"]:
        return end_of(int(match["last"]), 12)
    return end_of(int(match["season"]) + ("/" in match.group()), 12)


def resolve_spring(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return 30 June of the year, by when annual meetings have been held."""
    return moment.end(6, match["year"])


def resolve_week(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the Sunday of a week."""
    week = int(match["week"])
    year = moment.year_of(match["year"]) if match["year"] else None
    try:
        if year is not None:
            return dt.date.fromisocalendar(year, week, 7)
        if moment.reference is None:
            return None
        here = dt.date.fromisocalendar(moment.reference.year, week, 7)
        if here >= moment.reference and moment.bearing is not Bearing.SINCE:
            return here
        step = -1 if moment.bearing is Bearing.SINCE and here > moment.reference else 0
        step = 1 if moment.bearing is not Bearing.SINCE else step
        return dt.date.fromisocalendar(moment.reference.year + step, week, 7)
    except ValueError:
        return None


def resolve_within(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the day on which a number of days, weeks, months or years is over."""
    if moment.reference is None:
        return None
    number, unit = _number(match["number"]), match["unit"]
    if unit.startswith("halv"):
        number, unit = 6, "manader"
    if unit.startswith(("dag", "veck")):
        return moment.reference + dt.timedelta(days=number * (7 if unit[0] == "v" else 1))
    months = moment.reference.month - 1 + number * (12 if unit.startswith("ar") else 1)
    year, month = moment.reference.year + months // 12, months % 12 + 1
    if year > dt.MAXYEAR:
        return None
    return end_of(year, month, min(moment.reference.day, monthrange(year, month)[1]))


def resolve_event(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the day of a report, a plan or the accounts."""
    name, words = match["event"], match["year"]
    if name.startswith(("delar", "halvar")):
        return moment.end(8, words)
    year = moment.year_of(words) if words else None
    if name.startswith(("bokslut", "arsbokslut")):
        return end_of(year, 12) if year else moment.next_of(12)
    if name.startswith(("arsredov", "verksamhetsber")):
        return end_of(year + 1, 3) if year else moment.next_of(3)
    return end_of(year - 1, 12) if year else moment.next_of(12)


def resolve_term_of_office(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the last day of the year in which a term of office ends by election."""
    years = [int(year) for year in re.findall(r"\d{4}", match.group())]
    if years:
        return end_of(years[-1], 12)
    if moment.reference is None:
        return None
    year = moment.reference.year + (2 - moment.reference.year) % 4
    return end_of(year + (4 if re.search("nasta|kommande", match.group()) else 0), 12)


def resolve_feast(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the next Midsummer, Christmas or end of the summer term."""
    if match.group().startswith("jul"):
        return moment.next_of(12, 24)
    if not match.group().startswith("midsommar"):
        return moment.next_of(6, 30)
    if moment.reference is None:
        return None
    for year in (moment.reference.year, moment.reference.year + 1):
        twentieth = dt.date(year, 6, 20)
        midsummer = twentieth + dt.timedelta(days=(5 - twentieth.weekday()) % 7)
        if midsummer >= moment.reference:
            return midsummer
    return None


def resolve_unknown(_: re.Match[str], __: Moment) -> dt.date | None:
    """Return None: the words name no day."""
    return None


def resolve_tertial(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the last day of a third of a year."""
    number = _number(match["number"] or match["short"] or match["ordinal"])
    if match["ordinal"] == "sista":
        number = 3
    return moment.end(number * 4, match["year"]) if 0 < number <= 3 else None


def resolve_numeric_slash(match: re.Match[str], moment: Moment) -> dt.date | None:
    """Return the day of ``31/3 2021`` or ``31/3-21``."""
    year = match["year"]
    if year:
        year = year.strip(" -")
        year = f"20{year}" if len(year) == 2 else year
    if int(match["month"]) not in range(1, 13):
        return None
    return moment.end(int(match["month"]), year, int(match["day"]))
