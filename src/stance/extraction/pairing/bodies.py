"""Answers of several bodies in one document."""

from __future__ import annotations

from dataclasses import replace

from stance.extraction.pairing.answer import Answer
from stance.extraction.speakers import Analysis
from stance.swedish.bodies import find_body


def split_by_body(analysis: Analysis, answers: list[Answer]) -> list[Answer]:
    """Cut an answer in which several bodies are labelled into one answer for each."""
    result: list[Answer] = []
    for answer in answers:
        bodies: dict[str | None, list[int]] = {}
        current: str | None = None
        last_unit = answer.mention.last_unit
        for n in answer.sentences:
            unit = analysis.sentences[n].unit
            for between in range(last_unit + 1, unit + 1):
                opens = analysis.units[between].label_kind == "answer"
                if opens or names_body(analysis, between):
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


def names_body(analysis: Analysis, unit: int) -> bool:
    """Tell whether a heading is nothing but the name of a body."""
    if not analysis.headings[unit]:
        return False
    block = analysis.layout.blocks[analysis.units[unit].block]
    text = analysis.layout.text[block.start : block.end].strip(" :")
    named = find_body(text[:120])
    return named is not None and named.start == 0 and named.end == len(text)


def body_name(analysis: Analysis, unit: int) -> str | None:
    """Return the body that a label or heading names ("Socialnämnden"), as it is written."""
    block = analysis.layout.blocks[analysis.units[unit].block]
    named = find_body(analysis.layout.text[block.start : block.end][:120])
    return named.name if named else None
