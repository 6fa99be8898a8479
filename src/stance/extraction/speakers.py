"""Who speaks: the section each unit stands in, and the role of each sentence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from stance.extraction.cues import LONGEST, SECTIONS, Cues
from stance.extraction.folding import fold
from stance.extraction.sentences import split_sentences
from stance.extraction.units import Layout, Unit
from stance.schema import BlockKind

_NUMBERING = re.compile(r"^\d{1,2}(?:\.\d{1,2}){0,3}\.? ")
_HEADING_CHARACTERS = 110
_HEADING_WORDS = 12
_THEME_WORDS = 7


class Role(StrEnum):
    """Whose words a sentence is, as far as its form tells."""

    BODY = "body"
    AUDITOR = "auditor"
    BOILERPLATE = "boilerplate"
    FURNITURE = "furniture"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one unit, in offsets of the plain text."""

    start: int
    end: int
    unit: int
    role: Role
    folded: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """A document taken apart: units, the section of each, sentences with their roles.

    Attributes:
        layout: Plain text, blocks and emphases.
        units: In reading order.
        sections: For each unit the kind of its section (a name in ``cues.SECTIONS``) or ``""``.
        headings: For each unit whether it serves as a heading.
        sentences: In reading order; headings and empty units have none.
        owners: For each unit the folded text of the heading it stands under, or ``""``.
    """

    layout: Layout
    units: tuple[Unit, ...]
    sections: tuple[str, ...]
    headings: tuple[bool, ...]
    sentences: tuple[Sentence, ...]
    owners: tuple[str, ...]

    def sentences_of(self, unit: int) -> range:
        """Return the numbers of a unit's sentences (they are consecutive)."""
        first = bisect_left(self.sentences, unit, key=_unit_of)
        return range(first, bisect_right(self.sentences, unit, lo=first, key=_unit_of))


def _unit_of(sentence: Sentence) -> int:
    return sentence.unit


def analyse(layout: Layout, units: Sequence[Unit], cues: Cues) -> Analysis:
    """Find sections, headings and the role of every sentence."""
    headings = tuple(
        _serves_as_heading(unit, cues)
        or _numbered_heading(units, number, cues)
        or _theme_heading(units, number, cues)
        for number, unit in enumerate(units)
    )
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
        elif unit.label_kind == "answer" or cues.says("answer_opening", unit.folded):
            current = "answer"
        sections.append(current)
        owners.append(owner)
    sentences = tuple(
        sentence
        for number, (unit, heading, section) in enumerate(
            zip(units, headings, sections, strict=True)
        )
        if not heading and not unit.empty
        for sentence in _sentences(layout.text, unit, number, section, cues)
    )
    return Analysis(layout, tuple(units), tuple(sections), headings, sentences, tuple(owners))


def _names_numbers(unit: Unit, cues: Cues) -> bool:
    """Tell whether a heading names recommendations by number."""
    return cues.says("refers_to_recommendation", _heading_text(unit))


def section_of(heading: str, cues: Cues) -> str:
    """Return the kind of section that a folded heading opens, or ``""``."""
    for name in SECTIONS:
        if cues.sections[name].search(heading):
            return name
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


def _sentences(text: str, unit: Unit, number: int, section: str, cues: Cues) -> list[Sentence]:
    """Split a unit and give each sentence its role."""
    result = []
    for start, end in split_sentences(text[unit.start : unit.end]):
        folded = fold(text[unit.start + start : unit.start + end])
        role = role_of(folded, section, cues)
        result.append(Sentence(unit.start + start, unit.start + end, number, role, folded))
    return result


def role_of(folded: str, section: str, cues: Cues) -> Role:
    """Return the role of one folded sentence in a section of the given kind."""
    folded = folded[:LONGEST]
    if cues.says("furniture", folded) or cues.says("page_edge", folded):
        return Role.FURNITURE
    if cues.says("boilerplate", folded) or section == "boilerplate":
        return Role.BOILERPLATE
    auditor = cues.mentions["auditor_speech"].search(folded)
    body = cues.mentions["body_speech"].search(folded)
    if auditor and not (body and body.start() < auditor.start()):
        # "Revisorerna anser att ..., vilket nämnden delar" is the body's own position.
        turned = cues.mentions["position_clause"].search(folded, auditor.end()) is not None
        return Role.BODY if turned else Role.AUDITOR
    if body:
        return Role.BODY
    return Role.AUDITOR if section in {"auditor", "questions"} else Role.OTHER
