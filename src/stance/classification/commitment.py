"""What is to be done, by when and by whom: found in the sentences that bear the commitment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from stance.classification.labels import Floats
from stance.classification.roles import find_roles
from stance.schema import Passage, Span
from stance.swedish.dates import Deadline, find_deadlines, resolve

# A sentence that says clearly less than the strongest one bears no part of the commitment.
_MARGIN = 2.5

_CLAUSE_END = re.compile(
    r"(?:[,;:–]| -)\s+(?=(?:och|men|medan|dock|varefter|varvid|vilket|vilka|eftersom|även om|så att"
    r"|så|förutsatt|utan att|därefter|varav|vartefter|oavsett|därtill|samt|inte|för att|på den"
    r"|en|ett|den|det)\b)|\s+(?=(?:medan|eftersom|förutsatt|varefter|utan att|även om)\b)|[;:]\s+"
)
_VERB = re.compile(
    r"\b(?:ska|skall|kommer|avser|åläggs|föreläggs|uppdras|påbörjat|inlett|beslutat|fastställt|antagit"
    r"|infört|tagit|genomfört|slutfört|är|har|gäller|återkommer|stäms|stämmer|ses|ser över|fortsätter"
    r"|[a-zåäö]{2,30}(?:as|es|des|ts|ats|rs|ns|ls|gs|ds|ms|ps))\b"
)
_REFUSAL = re.compile(r"\b(?:inte|ingen|inga|inget|aldrig|varken|knappast)\b")
_INFINITIVE = re.compile(
    r"(?:\b(?:uppdrag|åläggs|föreläggs|uppdras|uppmanas|anmodas|ska|skall|kommer|avser|ämnar|avsikt"
    r"|arbete|arbetet|ligger|påbörjat|påbörjats|börjat|inlett|håller på|vill|positiv|är)\b"
    r"[^.;]{0,80}?\s)att\s+"
)
_LEAD = re.compile(
    r"^(?:(?:och|men|samt|därför|dessutom|vidare|således|även|också|nu|numera|så|att|dock|redan|sedan"
    r"|därefter|för|[,:;–-])[,\s]+){1,6}",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^(?:nämnden|styrelsen|bolaget|förvaltningen|direktionen|förbundet|stiftelsen|kommunen|vi|\w+nämnden"
    r"|\w+styrelsen|\w+förvaltningen)\s+(?:har|ska|skall|kommer)?\s*(?:därför|också|även|nu|redan)?\s*",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"^(?:har|ska|skall|kommer|avser)\s+(?:därför |också |även |nu |redan )?(?:att\s+)?", re.IGNORECASE
)
_TAIL = re.compile(r"[\s,;:.–-]+$")
_BY = re.compile(r"\s+(?:av|hos|genom)$")


@dataclass(frozen=True, slots=True)
class Spans:
    """The words of a commitment as they stand in the answer; None where there are none."""

    measure: str | None = None
    deadline: str | None = None
    deadline_date: str | None = None
    responsible: str | None = None


def commitment_spans(
    passages: Sequence[Passage],
    strength: Floats,
    *,
    concrete: bool,
    reference: date | None,
) -> Spans:
    """Return what the answer commits to.

    Args:
        passages: The sentences of the answer.
        strength: How strongly each speaks for a commitment.
        concrete: Only a concrete commitment has a date and somebody responsible.
        reference: The date of the document.
    """
    best = max(range(len(passages)), key=lambda number: (float(strength[number]), -number))
    near = [best, *_followers(strength, best)]
    bearer = passages[best]
    deadline = _first_deadline(passages, near) if concrete else None
    responsible = _first_role(passages, near) if concrete else None
    start, end = measure_span(bearer.plain)
    measure = bearer.as_written(start, end) if end > start else None
    if deadline is None:
        return Spans(measure, None, None, responsible)
    owner, found = deadline
    day = resolve(found.text, reference)
    return Spans(
        measure=measure,
        deadline=owner.as_written(found.start, found.end),
        deadline_date=None if day is None else day.isoformat(),
        responsible=responsible,
    )


def measure_span(sentence: str) -> Span:
    """Return the clause of a sentence that says what is to be done."""
    deadlines = find_deadlines(sentence)
    start, end = max(_clauses(sentence), key=lambda span: _weight(sentence, span, deadlines))
    infinitive = None
    for infinitive in _INFINITIVE.finditer(sentence, start, end):
        pass
    if infinitive is not None:
        start = infinitive.end()
    start = _after_lead(sentence, start, end, deadlines)
    for deadline in deadlines:
        if start < deadline.start < end and deadline.start - start > 12:
            end = deadline.start
    for role_start, role_end in find_roles(sentence[:end]):
        if role_start > start + 12 and role_end >= end - 2:
            end = role_start
    return start, _trimmed(sentence, start, end)


def _clauses(sentence: str) -> list[Span]:
    cuts = [0]
    for match in _CLAUSE_END.finditer(sentence):
        if match.end() > cuts[-1]:
            cuts.append(match.end())
    cuts.append(len(sentence))
    return [(one, other) for one, other in zip(cuts, cuts[1:], strict=False) if other > one] or [
        (0, len(sentence))
    ]


def _weight(sentence: str, span: Span, deadlines: Sequence[Deadline]) -> float:
    start, end = span
    clause = sentence[start:end]
    weight = 2.0 * (_VERB.search(clause) is not None)
    weight += 2.0 * any(start <= each.start < end for each in deadlines)
    weight += 1.0 * bool(find_roles(clause))
    weight += 1.0 * (_INFINITIVE.search(clause) is not None)
    weight -= 3.0 * (_REFUSAL.search(clause) is not None)
    return weight + min(len(clause), 100) / 1000


def _after_lead(sentence: str, start: int, end: int, deadlines: Sequence[Deadline]) -> int:
    """Step over what leads up to the measure: connectives, a date, the body or role that acts."""
    for _ in range(6):
        before = start
        rest = sentence[start:end]
        for pattern in (_LEAD, _SUBJECT, _AUXILIARY):
            if match := pattern.match(rest):
                start += match.end()
                rest = sentence[start:end]
        for deadline in deadlines:
            if deadline.start - 1 <= start < deadline.end < end:
                start = deadline.end
                rest = sentence[start:end]
        for role_start, role_end in find_roles(rest):
            if role_start == 0 and role_end < len(rest):
                start += role_end
        while start < end and sentence[start] in " ,:;–-":
            start += 1
        if start == before:
            break
    return start


def _trimmed(sentence: str, start: int, end: int) -> int:
    for pattern in (_TAIL, _BY, _TAIL):
        if match := pattern.search(sentence[start:end]):
            end = start + match.start()
    return end


def _followers(strength: Floats, best: int) -> Iterator[int]:
    """Yield the sentences around the bearer that may add a date or a name, the next first."""
    for number in (best + 1, best + 2, best - 1):
        if 0 <= number < len(strength) and strength[number] > strength[best] - _MARGIN:
            yield number


def _first_deadline(
    passages: Sequence[Passage], numbers: Sequence[int]
) -> tuple[Passage, Deadline] | None:
    for number in numbers:
        found = find_deadlines(passages[number].plain)
        if found:
            return passages[number], found[0]
    return None


def _first_role(passages: Sequence[Passage], numbers: Sequence[int]) -> str | None:
    for number in numbers:
        passage = passages[number]
        roles = find_roles(passage.plain)
        if roles:
            start, end = roles[0]
            return passage.as_written(start, end)
    return None
