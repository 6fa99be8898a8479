"""Answers of several bodies in one document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stance.extraction.pairing.answer import (
    Answer,
)
from stance.extraction.speakers import Analysis
from stance.swedish.bodies import find_body

if TYPE_CHECKING:
    pass


def split_by_body(analysis: Analysis, answers: list[Answer]) -> list[Answer]:
    """Cut an answer in which several bodies are labelled into one answer for each."""
    result: list[Answer] = []
    for answer in answers:
        bodies: dict[str | None, list[int]] = {}
        current: str | None = None
        last_unit = -1
        for n in answer.sentences:
            unit = analysis.sentences[n].unit
            for between in range(last_unit + 1 if last_unit >= 0 else unit, unit + 1):
                label = analysis.units[between].label
                if analysis.units[between].label_kind == "answer" and label:
                    current = body_name(analysis, between)
            last_unit = unit
            bodies.setdefault(current, []).append(n)
        if len([body for body in bodies if body]) < 2:
            result.append(answer)
            continue
        result += [
            replace(answer, sentences=tuple(numbers), body=body) for body, numbers in bodies.items()
        ]
    return result


def body_name(analysis: Analysis, unit: int) -> str | None:
    """Return the body that a label or heading names ("Socialnämnden"), as it is written."""
    block = analysis.layout.blocks[analysis.units[unit].block]
    named = find_body(analysis.layout.text[block.start : block.end][:120])
    return named.name if named else None
