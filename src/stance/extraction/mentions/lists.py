"""Recommendations as the items of a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stance.extraction.clauses import split_items
from stance.extraction.cues import Cues
from stance.extraction.mentions.mention import Mention, long_enough, of_unit
from stance.extraction.speakers import Analysis
from stance.extraction.units import Unit
from stance.schema import BlockKind


def listed(analysis: Analysis, cues: Cues, known: list[Mention]) -> Iterator[Mention]:
    """Yield the items of lists that a lead-in or a heading announces as recommendations."""
    taken = {n for mention in known for n in range(mention.unit, mention.last_unit + 1)}
    for run in _runs(analysis):
        if not _announced(analysis, run, cues):
            continue
        base = min(analysis.units[n].level for n in run)
        for place, n in enumerate(run):
            unit = analysis.units[n]
            if n in taken or unit.level > base or unit.label_kind == "answer":
                continue
            if long_enough(unit) and not cues.says("questions_end", unit.folded):
                last = _last_child(analysis, run, place, base)
                mention = of_unit(unit, n, cues, listed=len(run) > 1)
                if last != n:
                    mention = replace(mention, end=analysis.units[last].end, last_unit=last)
                yield from _items_within(mention, unit)


def _items_within(mention: Mention, unit: Unit) -> Iterator[Mention]:
    """Yield the items of a unit in which a lost line break ran several together."""
    parts = split_items(unit.folded) if mention.last_unit == mention.unit else []
    if len(parts) < 2:
        yield mention
        return
    for start, end in parts:
        yield replace(mention, start=unit.start + start, end=unit.start + end, listed=True)


def _last_child(analysis: Analysis, run: list[int], place: int, base: int) -> int:
    """Return the last of the deeper items right below an item, or the item."""
    while place + 1 < len(run) and analysis.units[run[place + 1]].level > base:
        place += 1
    return run[place]


def _runs(analysis: Analysis) -> Iterator[list[int]]:
    """Yield runs of neighbouring list items ("att ..." paragraphs count as items)."""
    run: list[int] = []
    for number, unit in enumerate(analysis.units):
        if is_listed_item(unit) and not analysis.headings[number]:
            run.append(number)
        elif run:
            yield run
            run = []
    if run:
        yield run


def is_listed_item(unit: Unit) -> bool:
    """Tell whether a unit is an item of a list, by its marker or as an "att ..." paragraph."""
    if unit.empty or unit.label_kind is not None:
        return False
    if unit.kind is BlockKind.LIST_ITEM:
        return unit.marker is not None
    one_clause = ". " not in unit.folded  # "Att fler ser riskerna är bra. ..." is prose.
    return unit.kind is BlockKind.PARAGRAPH and unit.folded.startswith("att ") and one_clause


_LEADIN_SENTENCES = 2
_LEADIN_CHARACTERS = 260


def _announced(analysis: Analysis, run: list[int], cues: Cues) -> bool:
    """Tell whether a list holds recommendations, by its lead-in, heading and wording."""
    units = [analysis.units[n] for n in run]
    first = run[0]
    leadin = _leadin(analysis, first)
    heading = analysis.owners[first]
    section = analysis.sections[first]
    asked = sum(cues.says("questions_end", unit.folded) for unit in units)
    if 2 * asked > len(units) or cues.says("question_leadin", leadin):
        return False
    announced = cues.says("recommendation_leadin", leadin)
    speaks = cues.says("auditor_speech", leadin) or "revis" in leadin or "granskning" in leadin
    if section in {"boilerplate", "questions"}:
        return announced and speaks
    if cues.says("proposal_leadin", leadin) and "rekommend" not in leadin:
        return False
    if section in {"proposal", "decision"}:
        return announced and speaks and "rekommend" in leadin
    body_leadin = cues.says("body_speech", leadin) and not speaks and "era " not in leadin
    if announced and not body_leadin:
        return True
    headed = "rekommend" in heading or ("synpunkter" in heading and "revis" in heading)
    wording = sum(
        cues.says("infinitive_start", unit.folded)
        or cues.says("obligation", unit.folded)
        or cues.says("told_to", unit.folded)
        for unit in units
    )
    if headed and "svar pa" not in heading[:8] and not body_leadin:
        return 2 * wording >= len(units)
    return speaks and not body_leadin and 3 * wording >= 2 * len(units)


def _leadin(analysis: Analysis, first: int) -> str:
    """Return the folded last sentences before a list (a heading stands in if there are none)."""
    for number in range(first - 1, max(first - 3, -1), -1):
        unit = analysis.units[number]
        if analysis.headings[number]:
            return unit.folded
        if unit.empty:
            continue
        said = [analysis.sentences[n].folded for n in analysis.sentences_of(number)]
        return " ".join(said[-_LEADIN_SENTENCES:])[-_LEADIN_CHARACTERS:]
    return ""
