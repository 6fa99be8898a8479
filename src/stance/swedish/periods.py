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

import datetime
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Bearing(StrEnum):
    """How the words before an expression relate to it."""

    IN = "in"
    BEFORE = "before"
    SINCE = "since"
    EARLY = "early"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class Moment:
    """From where an expression is understood: the document's date, and the words before."""

    reference: datetime.date | None
    bearing: Bearing = Bearing.IN

    def next_of(self, month: int, day: int = 0) -> datetime.date | None:
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

    def end(self, month: int, year_words: str | None, day: int = 0) -> datetime.date | None:
        """Return a day of the named year or, where none is named, the next such day."""
        year = self.year_of(year_words) if year_words else None
        if year is not None:
            return end_of(year, month, day)
        if year_words and re.search(r"\d", year_words):
            return None
        return self.next_of(month, day)


def end_of(year: int, month: int, day: int = 0) -> datetime.date | None:
    """Return a day, by default a month's last; None where the calendar has no such day."""
    try:
        return datetime.date(year, month, day or monthrange(year, month)[1])
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
_NUMBERS = {
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
_MONTH = (
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
)
_ANY_MONTH = rf"(?:{_MONTH}|jan|feb|apr|jun|jul|aug|sept?|okt|nov|dec)"
_YEAR = r"(?:(?:19|20)\d\d)"
_WHICH = rf"(?: ,?(?:ar )?{_YEAR}(?![-/]\d\d-)| i ar| nasta ar| samma ar| detta ar| innevarande ar)"
_ORDINAL = r"(?:forsta|andra|tredje|fjarde|sista)"
_TERM = r"(?:bokslutet|bokslut|arsbokslutet|arsbokslut)"
_COUNT = r"(?:\d{1,3}|en|ett|tva|tre|fyra|fem|sex|sju|atta|nio|tio|elva|tolv)"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of expression.

    Attributes:
        pattern: How it is written, in folded lower case.
        kind: ``point``, ``period`` or ``recurring``.
        resolve: The last day that a match names.
        needs_lead: Whether it counts only behind a word such as ``under`` or ``senast``.
    """

    pattern: re.Pattern[str]
    kind: str
    resolve: Callable[[re.Match[str], Moment], datetime.date | None]
    needs_lead: bool = False


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS.get(word, 0)


def _iso(match: re.Match[str], _: Moment) -> datetime.date | None:
    return end_of(int(match[1]), int(match[2]), int(match[3]))


def _numeric(match: re.Match[str], moment: Moment) -> datetime.date | None:
    year = match["year"]
    if year and len(year) == 2:
        year = f"20{year}"
    if int(match["month"]) not in range(1, 13):
        return None
    return moment.end(int(match["month"]), year, int(match["day"]))


def _day(match: re.Match[str], moment: Moment) -> datetime.date | None:
    if match["day"].startswith("sist"):
        return moment.end(MONTHS[match["month"]], match["year"])
    return moment.end(MONTHS[match["month"]], match["year"], int(match["day"]))


def _month(match: re.Match[str], moment: Moment) -> datetime.date | None:
    month = MONTHS[match["last"] or match["month"]]
    day = {Bearing.EARLY: 10, Bearing.MIDDLE: 20}.get(moment.bearing, 0)
    if moment.bearing is Bearing.BEFORE:
        first = moment.end(MONTHS[match["month"]], match["year"], 1)
        return first - datetime.timedelta(days=1) if first else None
    return moment.end(month, match["year"], day)


_SEASONS = {"host": (12, 0), "var": (5, 31), "sommar": (8, 31), "vinter": (2, 0), "vintr": (2, 0)}


def _season(match: re.Match[str], moment: Moment) -> datetime.date | None:
    name = match["season"]
    words = match["year"]
    if match["term"]:
        month, day = (12, 0) if name == "host" else (6, 0)
        if "start" in match["term"]:
            month = 8 if name == "host" else 1
    elif name == "sommar" and moment.bearing is Bearing.BEFORE:
        month, day = 6, 0
    else:
        month, day = _SEASONS[name]
    if words and "/" in words:
        return end_of(int(words.strip()[:4]) + 1, month, day)
    return moment.end(month, words, day)


def _school_year(match: re.Match[str], moment: Moment) -> datetime.date | None:
    words = match["year"]
    if words and "/" in words:
        return end_of(int(words.strip()[:4]) + 1, 6)
    return moment.end(6, words)


def _part_of_year(months: int) -> Callable[[re.Match[str], Moment], datetime.date | None]:
    def resolve(match: re.Match[str], moment: Moment) -> datetime.date | None:
        number = _number(match["number"] or match["ordinal"])
        if match["ordinal"] == "sista":
            number = 12 // months
        return moment.end(number * months, match["year"]) if 0 < number * months <= 12 else None

    return resolve


def _turn_of_year(match: re.Match[str], moment: Moment) -> datetime.date | None:
    return moment.end(12, match["year"])


def _half_year(_: re.Match[str], moment: Moment) -> datetime.date | None:
    return moment.next_of(6)


def _year(match: re.Match[str], moment: Moment) -> datetime.date | None:
    year = moment.year_of(match.group())
    if year is None:
        return moment.next_of(12) if re.search(r"aret|arets", match.group()) else None
    if moment.bearing is Bearing.BEFORE and not re.search(r"slut|utgang", match.group()):
        return end_of(year - 1, 12)
    month = {Bearing.EARLY: 3, Bearing.MIDDLE: 6}.get(moment.bearing, 12)
    return end_of(year, month)


def _week(match: re.Match[str], moment: Moment) -> datetime.date | None:
    week = int(match["week"])
    year = moment.year_of(match["year"]) if match["year"] else None
    try:
        if year is not None:
            return datetime.date.fromisocalendar(year, week, 7)
        if moment.reference is None:
            return None
        here = datetime.date.fromisocalendar(moment.reference.year, week, 7)
        if here >= moment.reference and moment.bearing is not Bearing.SINCE:
            return here
        step = -1 if moment.bearing is Bearing.SINCE and here > moment.reference else 0
        step = 1 if moment.bearing is not Bearing.SINCE else step
        return datetime.date.fromisocalendar(moment.reference.year + step, week, 7)
    except ValueError:
        return None


def _within(match: re.Match[str], moment: Moment) -> datetime.date | None:
    if moment.reference is None:
        return None
    number, unit = _number(match["number"]), match["unit"]
    if unit.startswith("halv"):
        number, unit = 6, "manader"
    if unit.startswith(("dag", "veck")):
        return moment.reference + datetime.timedelta(days=number * (7 if unit[0] == "v" else 1))
    months = moment.reference.month - 1 + number * (12 if unit.startswith("ar") else 1)
    year, month = moment.reference.year + months // 12, months % 12 + 1
    if year > datetime.MAXYEAR:
        return None
    return end_of(year, month, min(moment.reference.day, monthrange(year, month)[1]))


def _event(match: re.Match[str], moment: Moment) -> datetime.date | None:
    name, words = match["event"], match["year"]
    if name.startswith(("delar", "halvar")):
        return moment.end(8, words)
    year = moment.year_of(words) if words else None
    if name.startswith(("bokslut", "arsbokslut")):
        return end_of(year, 12) if year else moment.next_of(12)
    if name.startswith(("arsredov", "verksamhetsber")):
        return end_of(year + 1, 3) if year else moment.next_of(3)
    return end_of(year - 1, 12) if year else moment.next_of(12)


def _term_of_office(match: re.Match[str], moment: Moment) -> datetime.date | None:
    years = [int(year) for year in re.findall(r"\d{4}", match.group())]
    if years:
        return end_of(years[-1], 12)
    if moment.reference is None:
        return None
    year = moment.reference.year + (2 - moment.reference.year) % 4
    return end_of(year + (4 if re.search("nasta|kommande", match.group()) else 0), 12)


def _feast(match: re.Match[str], moment: Moment) -> datetime.date | None:
    if match.group().startswith("jul"):
        return moment.next_of(12, 24)
    if not match.group().startswith("midsommar"):
        return moment.next_of(6, 30)
    if moment.reference is None:
        return None
    for year in (moment.reference.year, moment.reference.year + 1):
        twentieth = datetime.date(year, 6, 20)
        midsummer = twentieth + datetime.timedelta(days=(5 - twentieth.weekday()) % 7)
        if midsummer >= moment.reference:
            return midsummer
    return None


def _unknown(_: re.Match[str], __: Moment) -> datetime.date | None:
    return None


def _rule(
    pattern: str,
    kind: str,
    resolve: Callable[[re.Match[str], Moment], datetime.date | None],
    *,
    needs_lead: bool = False,
) -> Rule:
    return Rule(re.compile(pattern), kind, resolve, needs_lead)


_GROUP = r"(?:manad|ar|kvartal|halvar|vecka|termin|lasar|tertial|mandatperiod|verksamhetsar)"
RULES: tuple[Rule, ...] = (
    _rule(
        rf"\b(?:varje|varannan|vartannat|vart (?:annat|tredje|fjarde|femte)|var (?:tredje|sjatte)|"
        rf"arje) (?:{_GROUP}(?:s|en|et)?|host|var|{_MONTH})\b",
        "recurring",
        _unknown,
    ),
    _rule(
        rf"\b(?:(?:minst|cirka|ca|hogst|upp till) )?(?:en gang|{_COUNT} ganger|{_COUNT} gang)"
        rf" (?:per|om|i|varje|under) {_GROUP}(?:en|et)?\b",
        "recurring",
        _unknown,
    ),
    _rule(
        r"\b(?:arligen|kvartalsvis|manadsvis|manatligen|manatligt|veckovis|tertialvis|halvarsvis"
        r"|terminsvis|arsvis)\b",
        "recurring",
        _unknown,
    ),
    _rule(r"(?<![\d-])((?:19|20)\d\d)-(\d\d)-(\d\d)(?![\d])", "point", _iso),
    _rule(
        rf"(?<![\d/.-])(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?![\d/])"
        rf"(?P<year>(?: |-| -){_YEAR}(?!\d)| ?-\d\d(?![\d]))?",
        "point",
        lambda match, moment: _numeric_slash(match, moment),
    ),
    _rule(
        rf"(?<![\d.])(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>{_YEAR})(?!\d)",
        "point",
        _numeric,
    ),
    _rule(
        rf"\b(?P<day>\d{{1,2}}|sista|siste)(?::?[ea])?(?: dagen i| i)? (?P<month>{_ANY_MONTH})\b\.?"
        rf"(?P<year>{_WHICH})?",
        "point",
        _day,
    ),
    _rule(
        rf"\b(?P<month>{_MONTH})(?:(?: och | eller | till |-|–| - | – )(?P<last>{_MONTH}))?\b"
        rf"(?P<year>{_WHICH})",
        "period",
        _month,
    ),
    _rule(
        rf"\b(?P<month>{_MONTH})(?:(?: och | eller |-|–| - | – )(?P<last>{_MONTH}))?"
        rf"(?P<year>\b)(?:sammantrade\w*|mote\w*|lonen|manad)?\b",
        "period",
        lambda match, moment: _month(match, moment),
        needs_lead=True,
    ),
    _rule(
        r"\b(?P<season>host|var|sommar|vinter|vintr)"
        r"(?:(?P<term>terminens? ?start|termin(?:en|ens|)(?: start)?)|ens?|n)\b"
        rf"(?P<year> {_YEAR}/\d{{2,4}}|{_WHICH})?",
        "period",
        _season,
    ),
    _rule(
        rf"(?<=\bi )(?P<season>host|sommar|vinter|var(?= *(?:[.,;:)]|$)))(?P<term>)\b(?P<year>)",
        "period",
        _season,
    ),
    _rule(
        rf"\b(?:kvartal (?P<number>[1-4]|ett|tva|tre|fyra)|(?P<ordinal>{_ORDINAL}) kvartalet)\b"
        rf"(?P<year>{_WHICH})?",
        "period",
        _part_of_year(3),
    ),
    _rule(
        rf"\b(?:q|kv\.? ?)(?P<number>[1-4])(?P<ordinal>)\b(?P<year>{_WHICH})?",
        "period",
        _part_of_year(3),
    ),
    _rule(
        rf"\b(?:tertial (?P<number>[1-3]|ett|tva|tre)|(?P<ordinal>{_ORDINAL}) tertialet"
        rf"|t(?P<short>[1-3])(?= {_YEAR}))\b(?P<year>{_WHICH})?",
        "period",
        lambda match, moment: _tertial(match, moment),
    ),
    _rule(
        rf"\b(?P<ordinal>forsta|andra) (?P<number>)halvaret\b(?P<year>{_WHICH})?",
        "period",
        _part_of_year(6),
    ),
    _rule(r"\bhalvarsskiftet\b", "point", _half_year),
    _rule(rf"\barsskiftet\b(?P<year> {_YEAR}(?:[/–-]\d{{2,4}})?)?", "point", _turn_of_year),
    _rule(
        rf"\b(?:lasaret|(?:nasta|kommande|innevarande) lasar)\b(?P<year> {_YEAR}(?:[/–-]\d{{2,4}})?)?"
        r"(?![\w])",
        "period",
        _school_year,
    ),
    _rule(
        rf"\b(?:vecka|v\.? ?)(?:(?<=vecka) )?(?P<week>\d{{1,2}})\b(?P<year>{_WHICH})?",
        "period",
        _week,
    ),
    _rule(
        rf"\b(?:inom|om) (?:loppet av )?(?:cirka |ca |hogst )?(?P<number>{_COUNT})"
        r" (?P<unit>dagar|dag|veckor|vecka|manader|manad|ar|halvar)\b",
        "period",
        _within,
    ),
    _rule(
        r"\b(?P<event>delarsbokslut(?:et|en)?|delarsrapport(?:en|erna|eringen)?|halvarsbokslutet"
        rf"|arsredovisning(?:en)?|{_TERM}|verksamhetsberattelse(?:n)?"
        r"|verksamhetsplan(?:en|eringen|ering)?(?: och budget)?"
        rf"|(?:mal och |flerars)?budget(?:en)?)\b(?:s utgang)?(?: for)?(?P<year>{_WHICH})?",
        "point",
        _event,
        needs_lead=True,
    ),
    _rule(
        rf"\b(?:(?:innevarande|nuvarande|nasta|kommande) mandatperiod"
        rf"|mandatperioden(?:s slut)?(?: {_YEAR}[-–]{_YEAR})?)\b",
        "period",
        _term_of_office,
    ),
    _rule(r"\b(?:midsommar|sommaruppehallet|semestern|jul|jul(?:en|helgen|uppehallet))\b", "point",
          _feast, needs_lead=True),
    _rule(
        rf"\b(?:(?:arets|{_YEAR} ars) (?:slut|utgang)|aret ut|utgangen av (?:aret|ar {_YEAR}|{_YEAR})"
        r"|slutet av aret|slutet pa aret)\b",
        "point",
        _year,
    ),
    _rule(
        r"\b(?:(?:nasta|innevarande|kommande|detta) (?:ar|verksamhetsar|budgetar|kalenderar)"
        rf"|(?:verksamhets|budget|kalender|rakenskaps)aret {_YEAR}|i ar)\b(?! for)",
        "period",
        _year,
    ),
    _rule(rf"(?<![\w/-]){_YEAR}(?![\w/-]|[.,]\d| kr|:\d)", "period", _year, needs_lead=True),
    _rule(
        r"\b(?:nasta|kommande|narmast foljande|forsta|narmaste) (?:sammantrade|mote|styrelsemote"
        r"|namndsammantrade|namndmote|arsmote|arsstamma|bolagsstamma|stamma)\b",
        "point",
        _unknown,
    ),
)


def _tertial(match: re.Match[str], moment: Moment) -> datetime.date | None:
    number = _number(match["number"] or match["short"] or match["ordinal"])
    if match["ordinal"] == "sista":
        number = 3
    return moment.end(number * 4, match["year"]) if 0 < number <= 3 else None


def _numeric_slash(match: re.Match[str], moment: Moment) -> datetime.date | None:
    year = match["year"]
    if year:
        year = year.strip(" -")
        year = f"20{year}" if len(year) == 2 else year
    if int(match["month"]) not in range(1, 13):
        return None
    return moment.end(int(match["month"]), year, int(match["day"]))
