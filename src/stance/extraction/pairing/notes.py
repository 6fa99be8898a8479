"""Answers that stand in a note of their own: "Se kommentar B", "Se beslutspunkt 3"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stance.extraction.cues import LONGEST, Cues
from stance.extraction.pairing.answer import Answer
from stance.extraction.speakers import Analysis, Role
from stance.schema import BlockKind


def follow_notes(analysis: Analysis, answers: Sequence[Answer], cues: Cues) -> list[Answer]:
    """Add to each answer the note or the point of the decision that it refers to."""
    result = []
    for answer in answers:
        numbers = dict.fromkeys(answer.sentences)
        for n in answer.sentences:
            folded = analysis.sentences[n].folded[:LONGEST]
            match = cues.mentions["refers_to_note"].match(folded)
            if match is not None:
                numbers.update(dict.fromkeys(_note(analysis, match["what"], match["number"])))
        result.append(replace(answer, sentences=tuple(numbers)))
    return result


def _note(analysis: Analysis, what: str, number: str) -> list[int]:
    """Return the sentences of a note, or of a numbered point of the decision."""
    if what.startswith("beslut"):
        return _point(analysis, number)
    for unit, heading in enumerate(analysis.headings):
        if heading and f"{what} {number}" in _titles(analysis, unit):
            end = next(
                (n for n in range(unit + 1, len(analysis.units)) if analysis.headings[n]),
                len(analysis.units),
            )
            return [n for below in range(unit + 1, end) for n in _said(analysis, below)]
    return []


def _titles(analysis: Analysis, unit: int) -> set[str]:
    own = analysis.units[unit]
    labelled = " ".join(p for p in (own.label, own.number, own.folded) if p)
    return {labelled.strip(" .:"), own.folded.strip(" .:")}


def _point(analysis: Analysis, number: str) -> list[int]:
    """Return the sentences of the decision's point with a number."""
    decides = False
    for n, unit in enumerate(analysis.units):
        if analysis.headings[n]:
            # The name of the body may stand on a line of its own between.
            decides = "beslut" in unit.folded or (decides and analysis.headings[n - 1])
        elif decides and unit.kind is BlockKind.LIST_ITEM and unit.marker == number:
            return _said(analysis, n)
    return []


def _said(analysis: Analysis, unit: int) -> list[int]:
    return [
        n for n in analysis.sentences_of(unit) if analysis.sentences[n].role is not Role.FURNITURE
    ]
