"""Recommendations set off by type or by quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stance.extraction.cues import Cues
from stance.extraction.mentions.mention import (
    Mention,
    asks,
    long_enough,
    of_unit,
)
from stance.extraction.speakers import Analysis
from stance.extraction.units import Unit
from stance.schema import BlockKind

# A closing quotation mark, and what joins an item to the next one.
_CLOSED = re.compile(r"[\"'][ .,;]{0,3}(?:(?:samt|och)[ .,;]{0,2})?$")


def emphasised(analysis: Analysis, cues: Cues, known: list[Mention]) -> Iterator[Mention]:
    """Yield bold, italic or quoted paragraphs that ask for something and stand before text."""
    taken = {n for mention in known for n in range(mention.unit, mention.last_unit + 1)}
    asking = {n for n in taken if analysis.units[n].emphasised >= 0.8}
    others: list[int] = []  # They have the form, but no word that is known to ask.
    for number, unit in enumerate(analysis.units[:-1]):
        if number in taken or unit.kind is BlockKind.CELL or unit.label_kind is not None:
            continue
        quoted = unit.folded[:1] in {'"', "'"} and _CLOSED.search(unit.folded) is not None
        set_off = unit.emphasised >= 0.8 or quoted
        if unit.kind is BlockKind.HEADING:
            set_off = unit.folded.count(" ") >= 4
        if not set_off or not long_enough(unit):
            continue
        if analysis.sections[number] in {"proposal", "boilerplate", "questions", "decision"}:
            continue
        if cues.says("questions_end", unit.folded) or section_like(unit, cues):
            continue
        if number + 1 in taken and cues.says("recommendation_leadin", unit.folded):
            continue  # It announces the list below it.
        if asks(unit.folded, cues) or (quoted and cues.says("lack", unit.folded)):
            asking.add(number)
            yield of_unit(unit, number, cues)
        elif analysis.sections[number] == "auditor" and unit.folded.endswith("."):
            others.append(number)
    for number in others:
        if {number - 1, number + 1} & asking:
            yield of_unit(analysis.units[number], number, cues)


def section_like(unit: Unit, cues: Cues) -> bool:
    """Tell whether a short unit is a known heading rather than a recommendation."""
    return unit.folded.count(" ") < 6 and any(
        cues.sections.occurs(name, unit.folded) for name in cues.sections
    )
