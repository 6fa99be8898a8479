"""Answers of several bodies in one document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from stance.extraction.mentions import Mention
from stance.extraction.pairing.answer import Answer
from stance.extraction.speakers import Analysis
from stance.swedish.bodies import find_body

_SEVERAL = 2
_OPENING = re.compile(r"(?:[A-Za-z0-9]{1,2}[.)] )?")


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


def by_heading(
    analysis: Analysis,
    mentions: Sequence[Mention],
    same: list[int],
    local: Sequence[Sequence[int]],
) -> list[list[int]]:
    """Divide the places of one recommendation by the body under whose heading each is answered.

    Two bodies to whom the auditors say the same each repeat it above their own answer.
    """
    bodies: dict[str, list[int]] = {}
    for place in same:
        named = _body_above(analysis, mentions[place].unit) if local[place] else None
        if named is not None:
            bodies.setdefault(named, []).append(place)
    if len(bodies) < _SEVERAL:
        return [same]
    first, *others = bodies.values()
    rest = [place for place in same if not any(place in part for part in bodies.values())]
    return [[*first, *rest], *others]


def _body_above(analysis: Analysis, unit: int) -> str | None:
    """Return the body that the nearest heading above a unit opens with, beside a number."""
    for above in range(unit - 1, -1, -1):
        block = analysis.layout.blocks[analysis.units[above].block]
        if not analysis.headings[above] or block.table is not None:
            continue
        text = analysis.layout.text[block.body_start : block.end][:120]
        named = find_body(text)
        if named is not None and _OPENING.fullmatch(text[: named.start]):
            rest = text[named.end :].strip()
            if not rest or rest[0] in "(,:":
                return named.name
    return None


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
