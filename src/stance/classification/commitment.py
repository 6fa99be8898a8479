"""What is to be done, by when and by whom: found in the sentences that bear the commitment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from stance.classification.labels import Floats
from stance.classification.tagging import SpanTagger, Tokens, deadlines_in, tokens_of
from stance.schema import Passage
from stance.swedish.dates import Deadline, resolve

# "En plan för 2024 till 2026": the second year is not when anything is done.
_YEAR_BEFORE = re.compile(r"\b(?:19|20)\d\d\s?$")
# A sentence that says clearly less than the strongest one bears no part of the commitment.
_MARGIN = 2.5


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
    taggers: Mapping[str, SpanTagger],
    entries: Mapping[str, Passage],
    *,
    concrete: bool,
    reference: date | None,
) -> Spans:
    """Return what the answer commits to.

    Args:
        passages: The sentences of the answer.
        strength: How strongly each speaks for a commitment.
        taggers: What finds ``measure`` and ``responsible`` in a sentence.
        entries: What stands under "Ansvarig" and "Klart", see ``entries_of``.
        concrete: Only a concrete commitment has a date and somebody responsible.
        reference: The date of the document.
    """
    best = max(range(len(passages)), key=lambda number: (float(strength[number]), -number))
    bearer = passages[best]
    tokens = tokens_of(bearer.plain)
    measure = _tagged(bearer, tokens, taggers.get("measure"))
    if not concrete:
        return Spans(measure)
    near = [passages[number] for number in (best, *_near(strength, best))]
    tagger = taggers.get("responsible")
    named = (
        _tagged(passage, tokens if passage is bearer else tokens_of(passage.plain), tagger)
        for passage in near
    )
    responsible = next((name for name in named if name is not None), None)
    if "responsible" in entries:
        responsible = entries["responsible"].text
    if "deadline" in entries:
        written = entries["deadline"].text
        day = resolve(entries["deadline"].plain, reference)
    else:
        deadline = _first_deadline(near)
        if deadline is None:
            return Spans(measure, responsible=responsible)
        owner, found = deadline
        written = owner.as_written(found.start, found.end)
        day = resolve(found.text, reference)
    return Spans(measure, written, None if day is None else day.isoformat(), responsible)


def entries_of(passages: Sequence[Passage]) -> dict[str, Passage]:
    """Return the entries of an answer that say when (``deadline``) and who (``responsible``)."""
    entries: dict[str, Passage] = {}
    for passage in passages:
        if passage.field is not None and any(letter.isalnum() for letter in passage.text):
            entries.setdefault(passage.field, passage)
    return entries


def _tagged(passage: Passage, tokens: Tokens, tagger: SpanTagger | None) -> str | None:
    if tagger is None:
        return None
    span = tagger.best(tokens)
    return None if span is None else passage.as_written(*span)


def _near(strength: Floats, best: int) -> list[int]:
    """Return the sentences around the bearer that may add a date or a name, the next first."""
    return [
        number
        for number in (best + 1, best + 2, best - 1)
        if 0 <= number < len(strength) and strength[number] > strength[best] - _MARGIN
    ]


def _first_deadline(passages: Sequence[Passage]) -> tuple[Passage, Deadline] | None:
    """Return the first day named, else the first period; the years of a plan are neither."""
    for passage in passages:
        found = [
            deadline
            for deadline in deadlines_in(passage.plain)
            if not _YEAR_BEFORE.search(passage.plain, 0, deadline.start)
        ]
        if found:
            return passage, next((each for each in found if each.kind == "point"), found[0])
    return None
