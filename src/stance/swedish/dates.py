"""Finds dates, periods and other deadlines in Swedish text, and says which day they end."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from stance.swedish.date_rules import RULES, Rule
from stance.swedish.lexicon import fold
from stance.swedish.literals import required
from stance.swedish.moments import MONTHS, Bearing, Moment, end_of

_LEADS = re.compile(
    r"(?<!\w)(?:(?:senast|snarast|under|till och med|t\.? ?o\.? ?m\.?|till|tills|fran och med"
    r"|fr\.? ?o\.? ?m\.?|fran|fore utgangen av|vid utgangen av|utgangen av|fore|innan|sedan|infor"
    r"|i samband med|i (?:borjan|mitten|slutet) (?:av|pa)|vid|per|i|pa|forsta gangen|efter|kring"
    r"|omkring|med start|med borjan|inom|hela|den|ar|slutet av|borjan av|mitten av"
    r"|(?:namndens|styrelsens|kommunstyrelsens|fullmaktiges|utskottets)"
    r" (?:sammantrade|mote|styrelsemote)|sammantradet|sammantrade|motet|styrelsemotet"
    r"|namndens|styrelsens|kommunstyrelsens|arbetet med|forslag till|arets|nasta ars)\s+){1,6}$"
)
_LEAD_REACH = 90
# These words are no lead alone: "den", "ar 2021" is one, "namndens" is not.
_TRIVIAL = re.compile(
    r"(?:(?:den|hela|namndens|styrelsens|kommunstyrelsens|per|pa|arbetet med|forslag till)\s+)+"
)
# A particle that belongs to the verb before: "lägga till under 2025".
_UNRELATED = re.compile(r"till +(?=(?:under|senast|i|vid) )")
_BEFORE = re.compile(r"\b(?:fore|innan)\s+(?!utgangen)(?:\w+\s+)?$")
_UNTIL = re.compile(r"\btill\s+$")
_SINCE = re.compile(r"\bsedan\s")
_EARLY = re.compile(r"\bborjan (?:av|pa)\s+$")
_MIDDLE = re.compile(r"\bmitten (?:av|pa)\s+$")
_HEADER_DATES = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)[-./ ](\d{1,2})[-./ ](\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(\d{1,2})(?::?[ea])?\.? ([a-z]{3,9})\.? ((?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[ ./-]((?:19|20)\d\d)(?!\d)"),
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date, a period or an event in time, with the words that lead up to it.

    Attributes:
        start: First character in the text.
        end: One past the last.
        text: The words as they stand.
        kind: ``point`` (a day or an event), ``period`` or ``recurring``.
    """

    start: int
    end: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Hit:
    lead: int
    start: int
    end: int
    rule: Rule
    match: re.Match[str]
    words: str


def _normal(text: str) -> str:
    """Fold and lower text without changing its length; white space becomes spaces."""
    folded = fold(text)
    low = folded.lower()
    if len(low) != len(text):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in folded)
    return re.sub(r"\s", " ", low)


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[Rule, tuple[str, ...] | None], ...]:
    """Return each rule with strings of which every text that it finds something in holds one."""
    strings = [required(rule.pattern) for rule in RULES]
    return tuple(
        (rule, None if each is None else tuple(sorted(each)))
        for rule, each in zip(RULES, strings, strict=True)
    )


def _hits(normal: str) -> list[_Hit]:
    """Return the expressions in order, the longer where several overlap."""
    found: list[_Hit] = []
    for rule, strings in _rules():
        if strings is not None and not any(map(normal.__contains__, strings)):
            continue
        for match in rule.pattern.finditer(normal):
            reach = max(0, match.start() - _LEAD_REACH)
            lead = _LEADS.search(normal, reach, match.start())
            start = lead.start() if lead else match.start()
            words = normal[start : match.start()]
            if rule.needs_lead and (not words or _TRIVIAL.fullmatch(words)):
                continue
            found.append(_Hit(start, match.start(), match.end(), rule, match, words))
    found.sort(key=lambda hit: (hit.start, -hit.end))
    kept: list[_Hit] = []
    for hit in found:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
        elif hit.end > kept[-1].end and hit.end - hit.start > kept[-1].end - kept[-1].start:
            kept[-1] = hit
    return kept


def find_deadlines(text: str) -> list[Deadline]:
    """Return the dates and periods of a text in order, past ones and recurring ones included.

    "Omgående", "skyndsamt" and "löpande" are none.
    """
    normal = _normal(text)
    deadlines: list[Deadline] = []
    for hit in _hits(normal):
        last = deadlines[-1] if deadlines else None
        start = _skip(normal, max(hit.lead, last.end if last else 0), hit)
        if last and _joined(normal[last.end : start], last.kind, hit.rule.kind):
            start = last.start
            kind = "recurring" if "recurring" in (last.kind, hit.rule.kind) else hit.rule.kind
            deadlines[-1] = Deadline(start, hit.end, text[start : hit.end], kind)
        else:
            deadlines.append(Deadline(start, hit.end, text[start : hit.end], hit.rule.kind))
    return deadlines


def _skip(normal: str, start: int, hit: _Hit) -> int:
    """Return where an expression begins, without words that belong to what stands before."""
    while start < hit.start and normal[start] == " ":
        start += 1
    unrelated = _UNRELATED.match(normal, start, hit.start)
    if unrelated:
        return unrelated.end()
    if hit.rule.kind == "recurring" and normal.startswith("den ", start) and start < hit.start:
        return start + 4
    return start


def _joined(between: str, first: str, second: str) -> bool:
    """Tell whether two expressions are one: "i februari varje år", "den 1 mars och den 1 maj"."""
    if "recurring" in (first, second):
        return between in {" ", ", ", " efter "}
    return between == " och " and first == second


def resolve(text: str, reference: dt.date | None) -> dt.date | None:
    """Return the last day of the period that a deadline names.

    Args:
        text: The words of one deadline.
        reference: The document's date, from which words without a year are understood: the next
            such day on or after it.

    Returns:
        The day; None for a recurring period, for one that the words do not fix, and for one
        without a year when there is no reference.
    """
    normal = _normal(text)
    hits = _hits(normal)
    if any(hit.rule.kind == "recurring" for hit in hits):
        return None
    for hit in reversed(hits):
        try:
            day = hit.rule.resolve(hit.match, Moment(reference, _bearing(hit.words)))
        except OverflowError:  # Beyond the calendar's first or last year.
            continue
        if day is not None:
            return day
    return None


def _bearing(words: str) -> Bearing:
    for bearing, pattern in (
        (Bearing.BEFORE, _BEFORE),
        (Bearing.UNTIL, _UNTIL),
        (Bearing.EARLY, _EARLY),
        (Bearing.MIDDLE, _MIDDLE),
        (Bearing.SINCE, _SINCE),
    ):
        if pattern.search(words):
            return bearing
    return Bearing.IN


def _header_candidates(normal: str) -> Iterator[tuple[int, dt.date]]:
    for number, pattern in enumerate(_HEADER_DATES):
        for match in pattern.finditer(normal):
            first, second, third = match.groups()
            if number < 2:
                day = end_of(int(first), int(second), int(third))
            else:
                month = int(second) if second.isdecimal() else MONTHS.get(second, 0)
                day = end_of(int(third), month, int(first)) if month else None
            if day is not None and int(third if number < 2 else first) > 0:
                yield match.start(), day
                break


def parse_date(text: str) -> dt.date | None:
    """Return the first full date of a header line: ``2021-05-18``, ``den 18 maj 2021``."""
    return min(_header_candidates(_normal(text)), default=(0, None))[1]
