"""Which units are headings, and what kind of section each unit stands in."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from stance.extraction.cues import HEADINGS, Cues
from stance.extraction.units import Unit
from stance.schema import BlockKind

_NUMBERING = re.compile(r"^\d{1,2}(?:\.\d{1,2}){0,3}\.? ")
_HEADING_CHARACTERS = 110
_HEADING_WORDS = 12
_THEME_WORDS = 7


def headings_of(units: Sequence[Unit], broken: Collection[int], cues: Cues) -> tuple[bool, ...]:
    """Tell of each unit whether it serves as a heading.

    Args:
        units: In reading order.
        broken: Those that stand inside a paragraph which a page break cut in two.
        cues: The phrases.
    """
    return tuple(
        number not in broken
        and (
            _serves_as_heading(unit, cues)
            or _numbered_heading(units, number, cues)
            or _theme_heading(units, number, cues)
        )
        for number, unit in enumerate(units)
    )


def sections_of(
    units: Sequence[Unit], headings: Sequence[bool], cues: Cues
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return for each unit the kind of its section, and the heading it stands under."""
    sections: list[str] = []
    owners: list[str] = []
    current, owner = "", ""
    for unit, heading in zip(units, headings, strict=True):
        if heading:
            found = section_of(_heading_text(unit), cues)
            if not found and current == "auditor" and _names_numbers(unit, cues):
                found = "answer"  # "Genomförandeplaner (punkt 3)" opens the answer to it.
            # A heading without a known word (a theme) goes on with an answer section only:
            # below it the body still speaks, while auditors and furniture end with their section.
            current = found or (current if current in {"answer", "auditor", "background"} else "")
            owner = _heading_text(unit)
        elif current == "questions":
            pass  # "Bedömning:" below an audit question is the auditors' own.
        elif cues.says("decision_leadin", unit.folded):
            current = "decision"
        elif unit.label_kind == "answer" or cues.says("answer_opening", unit.folded):
            current = "answer"
        sections.append(current)
        owners.append(owner)
    _reopen(units, headings, sections)
    return tuple(sections), tuple(owners)


def _reopen(units: Sequence[Unit], headings: Sequence[bool], sections: list[str]) -> None:
    """Give the body what follows the auditors' list, where nothing else announces an answer.

    A section of recommendations has no closing line: a theme below its list, or a paragraph
    below an item, is the body's, unless something further down says where the body begins.
    """
    last = max((n for n, section in enumerate(sections) if section == "answer"), default=-1)
    listed = False
    for number in range(last + 1, len(units)):
        if sections[number] != "auditor":
            listed = False
            continue
        item = units[number].kind is BlockKind.LIST_ITEM or units[number].folded.startswith("att ")
        if listed and (headings[number] or not item):
            for below in range(number, len(units)):
                if sections[below] != "auditor":
                    break
                sections[below] = "answer"
            return
        listed = listed or (item and not headings[number])


def _names_numbers(unit: Unit, cues: Cues) -> bool:
    """Tell whether a heading names recommendations by number."""
    return cues.says("refers_to_recommendation", _heading_text(unit))


def section_of(heading: str, cues: Cues) -> str:
    """Return the kind of section that a folded heading opens, or ``""``."""
    for name in HEADINGS:
        if cues.sections.occurs(name, heading):
            # "Revisorernas rekommendationer och nämndens svar": below it, the body answers.
            return "answer" if name == "both" else name
    return ""


def _heading_text(unit: Unit) -> str:
    """The folded words of a heading, a label included."""
    text = " ".join(part for part in (unit.label, unit.folded) if part).strip(" :.#*")
    return _NUMBERING.sub("", text)


def _serves_as_heading(unit: Unit, cues: Cues) -> bool:
    """Tell whether a unit opens a section: set so, or a short line with a known heading."""
    if unit.kind is BlockKind.CELL or cues.says("page_edge", unit.folded):
        return False
    if unit.is_heading:
        return True
    text = _heading_text(unit)
    if unit.kind is not BlockKind.PARAGRAPH or unit.label_kind in {"recommendation", "detail"}:
        return False
    if unit.label_kind == "answer":
        return unit.empty
    if not text or len(text) > _HEADING_CHARACTERS or text.count(" ") >= _HEADING_WORDS:
        return False
    if unit.folded.rstrip().endswith((".", ",", ";", "?", "!", " samt", " och")):
        return False
    if unit.folded.startswith("att "):
        return False
    if cues.says("refers_to_recommendation", text):
        return True  # "Genomförandeplaner (punkt 3)"
    found = section_of(text, cues)
    if found in {"boilerplate", "proposal", "decision"}:
        return not cues.says("body_speech", text) or found != "decision"
    return bool(found) and not cues.says("auditor_speech", text)


def _numbered_heading(units: Sequence[Unit], number: int, cues: Cues) -> bool:
    """Tell whether a numbered short line ("2. Rekommendationerna") heads what follows."""
    unit = units[number]
    if unit.kind is not BlockKind.LIST_ITEM or unit.marker in {None, "-"} or unit.empty:
        return False
    near = [*units[max(number - 1, 0) : number], *units[number + 1 : number + 2]]
    if len(near) < 2 or any(_siblings(unit, other) for other in near):
        return False
    if unit.folded.count(" ") >= _HEADING_WORDS or unit.folded.endswith((".", ",", ";", ":", "?")):
        return False
    return not (cues.says("infinitive_start", unit.folded) or cues.says("obligation", unit.folded))


def _theme_heading(units: Sequence[Unit], number: int, cues: Cues) -> bool:
    """Tell whether a short line without a stop heads the longer paragraph below it."""
    unit = units[number]
    if unit.kind is not BlockKind.PARAGRAPH or unit.label_kind is not None or unit.empty:
        return False
    words = unit.folded.count(" ") + 1
    if (
        words > _THEME_WORDS
        or unit.folded.startswith("att ")
        or unit.folded.endswith((".", ",", ";", ":", "?", "!", '"'))
    ):
        return False
    if any(cues.says(name, unit.folded) for name in ("furniture", "boilerplate", "page_edge")):
        return False
    below = units[number + 1] if number + 1 < len(units) else None
    return (
        below is not None
        and below.kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}
        and below.folded.count(" ") >= _THEME_WORDS
    )


def _siblings(one: Unit, other: Unit) -> bool:
    """Tell whether two list items are neighbours in the same numbered list."""
    if other.kind is not BlockKind.LIST_ITEM or one.marker is None or other.marker is None:
        return False
    if one.marker.isdigit() and other.marker.isdigit():
        return abs(int(one.marker) - int(other.marker)) == 1
    return one.marker.isdigit() == other.marker.isdigit() and other.marker[0] != "r"
