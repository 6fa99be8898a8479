"""What a document says of itself: municipality, body, case number, date, title."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from stance.extraction.folding import fold
from stance.schema import HeaderFacts
from stance.swedish.bodies import BodyMatch, find_bodies
from stance.swedish.dates import parse_date
from stance.swedish.literals import found_in
from stance.swedish.places import find_place

if TYPE_CHECKING:
    from stance.extraction.speakers import Analysis
    from stance.schema import Document

_HEAD = 1500  # Characters in which a document introduces itself.
_OPENING = 400  # Characters of a block in which a body is named.
_LONGEST = 200_000  # Characters in which facts are looked for.
_TITLE = re.compile(r"\b(?:svar|yttrande|granskning|revisionsrapport|remissvar|bemotande)")
_CASE_LABEL = re.compile(
    r"(?<!ert )(?<!er )\b(?:dnr|diarienummer|diarienr|diariebeteckning|arendenummer|arendenr"
    r"|arende nr|beteckning|vart diarienummer)\b[.:]?\s{0,3}(?:nr\b[.:]?\s?)?"
)
_YEAR = r"(?:(?:19|20)\d\d|\d\d)"
# Letters and a year and a number, in the orders that are in use ("KS 2021/12", "2021/KS 0012").
_LETTERED = (
    rf"[A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{{0,8}}(?:-[A-ZÅÄÖ]{{1,8}})?[ ./-]{{0,2}}{_YEAR}[ ]?"
    rf"(?!-(?:19|20)\d\d(?!\d))[/:.-][ ]?\d{{1,6}}(?:-\d{{1,3}})?"
    rf"|{_YEAR}[/:.-][A-ZÅÄÖ]{{1,8}}[ .-]?\d{{1,6}}"
)
_NUMBERED = rf"{_YEAR}[/:.-]\d{{1,6}}(?:[-/ ][A-ZÅÄÖ]{{1,8}}(?![a-zåäö]))?"
_CASE = re.compile(rf"(?<![\w/-])(?:{_LETTERED}|{_NUMBERED})(?![\d-])")
# Without a label, periods, times and laws look much the same ("2021-2023", "SFS 2017:725").
_BARE_CASE = re.compile(
    rf"(?<![\w/(.-])(?!(?:SOU|[A-Z]{{0,5}}FS|Ds|Dir|Skr|Bet|Maj)\b|[A-ZÅÄÖ][a-zåäö]{{3}})"
    rf"(?:{_LETTERED}|(?:19|20)\d\d[/-](?!(?:19|20)\d\d(?!\d))\d{{3,6}})(?![\d-])"
)
# Right behind its label a case number may have any form: "HSN/571/2023", "000211/2013 007".
_BEHIND_LABEL = re.compile(
    r"(?:[A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{0,8}[ ./:-]{0,2})?(?=[\w/:.-]{0,20}\d)"
    r"(?:\w{1,12}(?:[/:.-]\w{1,12}){1,4}(?: ?[/–-] ?\d{1,3}\b)?"
    r"(?: [A-ZÅÄÖ]{2,5}\b| \d{3}\b(?![/:.-]))?"
    r"|\d\d[A-Z]{2,4}\d{2,6}|[A-Z]{2,6}\d{4,8})(?![\w/])"
)
_ISO_DATE = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")
_DATE_LABEL = re.compile(r"\b(?:sammantradesdatum|datum|upprattad|motesdatum)\b[.:]?\s{0,3}")
# "Senast den 31 mars 2021" says when something is to be done, not when this was written.
_NOT_ITS_OWN = re.compile(
    r"\b(?:senast|före|innan|efter|sedan|från|till|med)\s+(?:den\s+)?"
    r"\d{1,4}[-\s.]{1,2}\w{1,9}[-\s]{1,2}\d{2,4}",
    re.IGNORECASE,
)
_WEIGHTS = {"nämnd": 1.0, "styrelse": 1.0, "bolag": 1.0, "förbund": 1.0, "utskott": 0.2}
_ADMINISTRATION = 0.3


def find_facts(document: Document, analysis: Analysis) -> HeaderFacts:
    """Read the header facts; what the document does not say is None."""
    # Removed headers and footers often carry the case number: they come last, as a fallback.
    body, furniture = analysis.layout.text[:_LONGEST], "\n".join(document.furniture)
    text = f"{body}\n{furniture}"
    date = _date(body, furniture)
    return HeaderFacts(
        municipality=find_place(text),
        body=_body(analysis),
        case_number=_case_number(text),
        date=date,
        title=_title(analysis),
    )


def _body(analysis: Analysis) -> str | None:
    """Return the body that answers: named at the top, in headings, where it decides."""
    scores: dict[str, float] = defaultdict(float)
    opened = -1
    named: list[BodyMatch] = []
    for number, unit in enumerate(analysis.units):
        block = analysis.layout.blocks[unit.block]
        if block.start > _LONGEST:
            break
        if unit.block != opened:  # A block may be cut into many units.
            opened, text = unit.block, analysis.layout.text[block.start : block.end]
            named = find_bodies(text[:_OPENING])
        heading = analysis.headings[number]
        alone = block.end - block.start < 70
        for match in named:
            weight = _WEIGHTS.get(match.kind, _ADMINISTRATION)
            place = 4.0 if alone and block.start < _HEAD else 1.0
            if heading and analysis.sections[number] in {"answer", "decision", "proposal"}:
                place = 5.0
            elif analysis.sections[number] == "boilerplate":
                place = 0.3
            scores[match.name] += weight * place
    return max(scores, key=lambda name: scores[name]) if scores else None


def _case_number(text: str) -> str | None:
    """Return the case number behind its label, else the first in the head of the document."""
    text = _ISO_DATE.sub(lambda date: "#" * len(date.group()), text)
    folded = fold(text)
    for label in found_in(_CASE_LABEL, folded):
        right_behind = (each.match(text, label.end()) for each in (_CASE, _BEHIND_LABEL))
        numbers = [match.group() for match in right_behind if match]
        if numbers:
            return " ".join(max(numbers, key=len).split())
        # The value may stand below its label, after the other labels of the line.
        found = _first(_CASE, text[label.end() : label.end() + 80])
        if found:
            return found
    return _first(_BARE_CASE, text[:_HEAD]) or _first(_BARE_CASE, text[-_HEAD:])


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    """Return the first case number in a text whose dates are blanked out."""
    match = pattern.search(text)
    return " ".join(match.group().split()) if match else None


def _date(body: str, furniture: str) -> str | None:
    """Return the document's date (ISO): behind its label, else in its head, furniture or end."""
    text = f"{body}\n{furniture}"
    folded = fold(text)
    for label in found_in(_DATE_LABEL, folded):
        found = parse_date(text[label.end() : label.end() + 40])
        if found:
            return found.isoformat()
    places = (body[:_HEAD], furniture, body[-_HEAD:])
    dates = (parse_date(_NOT_ITS_OWN.sub(" ", place)) for place in places)
    found = next((date for date in dates if date), None)
    return found.isoformat() if found else None


def _title(analysis: Analysis) -> str | None:
    """Return the first heading or short paragraph that names the answer or the audit."""
    for number, unit in enumerate(analysis.units):
        block = analysis.layout.blocks[unit.block]
        if block.start > 2 * _HEAD:
            break
        text = analysis.layout.text[block.start : block.end]
        if len(text) < 250 and (analysis.headings[number] or not text.rstrip().endswith(".")):
            folded = fold(text)
            if _TITLE.search(folded) and len(folded.split()) > 2:
                return text
    return None
