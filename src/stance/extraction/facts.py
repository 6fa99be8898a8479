"""What a document says of itself: municipality, body, case number, date, title."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
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
_DECISION = 6.0
_TOLD = 0.1  # A body that gets a copy.
_ADDRESSED = 0.4  # It may be the one that decides: officers write to their own board.
_SHORT = 70
_OPENED = frozenset(("answer", "decision", "proposal"))
# "Socialnämnden antar skrivelsen som sitt yttrande", "På socialnämndens vägnar": it answers.
_ADOPTS = re.compile(
    r"\s{1,3}(?:(?:foreslas|har|att)\s{1,3}){0,2}(?:beslutar?|antar?|antagit|avger?|avgett|avgivit"
    r"|godkanner|godkanna|lamnar?|overlamnar?|faststaller?|oversander?|staller? sig bakom)\b"
    r"[^.:;]{0,200}?\b(?:svar|yttrande|skrivelse|tjansteskrivelse|tjansteutlatande|bemotande)"
    r"|\s{1,3}vagnar\b"
)
_DECIDES = re.compile(r"\s{1,3}beslut(?:ar)?\W{0,3}$")
_RECIPIENTS = re.compile(
    r"\W{0,3}(?:(?:beslutet|beslut|protokollsutdrag(?:et)?|utdrag(?:et)?|paragrafen|svaret|yttrandet"
    r"|protokollet)\s(?:ska\s)?)?(?:(?:skickas|expedieras|delges|sands|meddelas|tillstalls)\b"
    r"|expediering|sandlista|kopia\b|kopior\b|for kannedom\b|delgivning\b|distribution\b)"
    r"(?:\s(?:till|for kannedom till))?\W{0,3}"
)
_TO = re.compile(r"\b(?:till|mottagare|adressat|adress)\b\W{0,3}$")
_FOR_INFORMATION = re.compile(r"[\s(,:-]{1,4}for kannedom")


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
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    committees: dict[str, str] = {}
    headed: set[str] = set()
    decided: set[str] = set()
    opened = -1
    weighed: list[tuple[str, float]] = []
    recipients = _Recipients()
    for number, unit in enumerate(analysis.units):
        block = analysis.layout.blocks[unit.block]
        if block.start > _LONGEST:
            break
        if unit.block != opened:  # A block may be cut into many units.
            opened, weighed = unit.block, []
            text = analysis.layout.text[block.start : block.end][: 2 * _OPENING]
            folded = fold(text)
            told = recipients.are_named_in(folded)
            for match in _with_committees(find_bodies(text[:_OPENING]), text):
                name = _name(match, committees)
                spellings[name][match.name] += 1
                part = _TOLD if told else _part(folded, match)
                weight = _WEIGHTS.get(match.kind, _ADMINISTRATION)
                weighed.append((name, weight * part))
                if part == _TOLD or name in decided:
                    continue
                if analysis.headings[number] and _DECIDES.match(folded, match.end):
                    decided.add(name)
                    scores[name] += _DECISION
                elif _ADOPTS.match(folded, match.end):
                    decided.add(name)
                    scores[name] += _DECISION * weight
        opens = analysis.headings[number] and analysis.sections[number] in _OPENED
        alone = block.end - block.start < _SHORT
        for name, weight in weighed:
            place = 4.0 if alone and block.start < _HEAD else 1.0
            if opens:  # Where several bodies answer, each has many headings.
                place = 1.0 if name in headed else 5.0
                headed.add(name)
            elif analysis.sections[number] == "boilerplate":
                place = 0.3
            scores[name] += weight * place
    if not scores:
        return None
    best = max(scores, key=lambda name: scores[name])
    return spellings[best].most_common(1)[0][0]


def _name(match: BodyMatch, committees: dict[str, str]) -> str:
    """Return what a body's names have in common, however damaged or short they are."""
    name = fold(match.name)
    if match.kind != "utskott":
        return name
    short = name.split()[-1].removesuffix("et")
    return committees.setdefault(short, name) if " " in name else committees.get(short, name)


class _Recipients:
    """Follows the list of those who get a copy, from its head to where it ends."""

    def __init__(self) -> None:
        """Start outside of a list."""
        self._listed = False

    def are_named_in(self, folded: str) -> bool:
        """Tell whether the next block names those who get a copy."""
        head = _RECIPIENTS.match(folded)
        if head:
            self._listed = head.end() == len(folded)
            return len(folded) < 3 * _SHORT
        self._listed = self._listed and len(folded) < _SHORT
        return self._listed


def _part(folded: str, match: BodyMatch) -> float:
    """Return how much a mention counts: less where the body is written to."""
    if _FOR_INFORMATION.match(folded, match.end):
        return _TOLD
    return _ADDRESSED if _TO.search(folded, max(0, match.start - 20), match.start) else 1.0


def _with_committees(named: list[BodyMatch], text: str) -> list[BodyMatch]:
    """Join "Kommunstyrelsens" and "arbetsutskott" behind it: one body, not two."""
    joined: list[BodyMatch] = []
    for match in named:
        before = joined[-1] if joined else None
        if (
            match.kind == "utskott"
            and before is not None
            and match.start == before.end + 1
            and text[before.end - 1] == "s"
        ):
            name = f"{before.name}s {match.name.lower().removesuffix('et')}"
            joined[-1] = BodyMatch(name, "utskott", before.start, match.end)
        else:
            joined.append(match)
    return joined


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
