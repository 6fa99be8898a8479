"""Requests that the learnt reader hears where the rules know no such form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from stance.extraction.clauses import clauses_of
from stance.extraction.cues import Cues
from stance.extraction.mentions.lists import leadin_of
from stance.extraction.mentions.mention import MAX_LENGTH, SILENT, Mention, kind_of, of_unit
from stance.extraction.mentions.requests import SPOKEN_FOR
from stance.extraction.speakers import Analysis
from stance.extraction.voices import Line, Voices
from stance.schema import BlockKind, Kind

_SURE = 0.5
_DOUBTFUL = 0.3  # Enough for the item of a list that begins as a request does.
_NEAR = 4  # Units between two items of one list: headings, the page's foot and head.
_BEYOND_DOUBT = 0.9  # Where a section is for other things.
_LEAST_WORDS = 3
# Outside lists, what asks has a form of its own, or is told to be the auditors'.
_FORMS = ("imperative_start", "bare_obligation", "prose_recommendation", "criticism")
_POINTS_BACK = re.compile(r"\b(?:en sadan|ett sadant|sadana|detta|dessa|denna|sa sker)\b")


def heard(
    analysis: Analysis, voices: Voices, known: Sequence[Mention], cues: Cues
) -> Iterator[Mention]:
    """Yield the lines that ask for something, beside what is known."""
    taken = [(mention.start, mention.end) for mention in known if mention.text is None]
    below = {mention.last_unit for mention in known}
    asking = [
        line
        for line, chance in zip(voices.lines, voices.request, strict=True)
        if chance >= _DOUBTFUL and _can_ask(analysis, line, chance, cues)
    ]
    found: list[Mention] = []
    for line in asking:
        if any(start < line.end and line.start < end for start, end in taken):
            continue
        if line.unit - 1 in below and _POINTS_BACK.search(line.folded):
            continue  # "Ett sådant krav ...": it speaks of what is known.
        for mention in _mentions_of(analysis, line, cues):
            if found and _is_one(analysis, found[-1], mention, line):
                found[-1] = replace(found[-1], end=mention.end)
            else:
                found.append(mention)
    if any(mention.kind is Kind.RECOMMENDATION for mention in known):
        found = [mention for mention in found if mention.kind is Kind.RECOMMENDATION]
    units = sorted({m.unit for m in known} | {m.unit for m in found})
    for mention in found:
        yield replace(mention, listed=mention.listed or _in_list(analysis, mention, units, voices))


def _in_list(analysis: Analysis, mention: Mention, asking: Sequence[int], voices: Voices) -> bool:
    """Tell whether an item stands among others that ask, with no answer between them."""
    if analysis.units[mention.unit].kind is not BlockKind.LIST_ITEM:
        return False
    near = [unit for unit in asking if 0 < abs(unit - mention.unit) <= _NEAR]
    answers = [
        line.unit
        for line, chance in zip(voices.lines, voices.answer, strict=True)
        if chance >= _SURE and abs(line.unit - mention.unit) <= _NEAR
    ]
    return any(
        not any(min(unit, mention.unit) < n < max(unit, mention.unit) for n in answers)
        for unit in near
    )


def _can_ask(analysis: Analysis, line: Line, chance: float, cues: Cues) -> bool:
    """Tell whether a line has the form of something that is asked for."""
    if line.sentence is not None and analysis.sentences[line.sentence].role in SILENT:
        return False
    if line.folded.count(" ") + 1 < _LEAST_WORDS or line.end - line.start > MAX_LENGTH:
        return False
    text = line.folded.rstrip()
    if text.endswith(":") or cues.says("questions_end", text):
        return False
    section = analysis.sections[line.unit]
    if section in SPOKEN_FOR and (cues.says("formal_decision", text) or chance < _BEYOND_DOUBT):
        return False
    if _is_item(analysis, line.unit):
        if _of_the_body(analysis, line.unit, cues):
            return False
        if cues.says("imperative_start", text):
            return True
    formed = text.startswith("att ") or any(cues.says(name, text) for name in _FORMS)
    return formed and chance >= _SURE


def _is_item(analysis: Analysis, number: int) -> bool:
    unit = analysis.units[number]
    return unit.kind is BlockKind.LIST_ITEM or unit.folded.startswith("att ")


def _of_the_body(analysis: Analysis, number: int, cues: Cues) -> bool:
    """Tell whether the list in which an item stands says what the body decides or plans."""
    first = number
    while first and _is_item(analysis, first - 1):
        first -= 1
    leadin = leadin_of(analysis, first)
    if cues.says("proposal_leadin", leadin) or cues.says("question_leadin", leadin):
        return True
    told = cues.says("auditor_speech", leadin) or "revis" in leadin or "rekommend" in leadin
    return cues.says("body_speech", leadin) and not told


def _mentions_of(analysis: Analysis, line: Line, cues: Cues) -> Iterator[Mention]:
    """Yield what a line asks for: the clauses that it reports, or the whole."""
    unit = analysis.units[line.unit]
    whole = of_unit(unit, line.unit, cues)
    if line.sentence is None or (line.start <= unit.start and line.end >= unit.end):
        line_span = whole
    else:
        line_span = replace(whole, start=line.start, end=line.end, kind=kind_of(line.folded, cues))
    clauses = [] if unit.kind is not BlockKind.PARAGRAPH else clauses_of(line.folded, cues)
    if not clauses:
        yield line_span
        return
    for start, end in clauses:
        yield replace(
            line_span,
            start=line.start + start,
            end=line.start + end,
            kind=kind_of(line.folded[start:end], cues),
            listed=len(clauses) > 1,
        )


def _is_one(analysis: Analysis, before: Mention, mention: Mention, line: Line) -> bool:
    """Tell whether a line goes on with what the mention before it asks for."""
    if mention.unit != before.last_unit or mention.start - before.end > 3:
        return False
    unit = analysis.units[mention.unit]
    whole = unit.kind in {BlockKind.LIST_ITEM, BlockKind.CELL} or unit.emphasised >= 0.6
    return whole or _POINTS_BACK.search(line.folded) is not None
