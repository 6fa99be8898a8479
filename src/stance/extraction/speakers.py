"""Who speaks: the section each unit stands in, and the role of each sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from stance.extraction.cues import SECTIONS, Cues
from stance.extraction.folding import fold
from stance.extraction.sentences import split_sentences
from stance.extraction.units import Layout, Unit
from stance.schema import BlockKind

_HEADING_CHARACTERS = 110
_HEADING_WORDS = 12


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


def analyse(layout: Layout, units: Sequence[Unit], cues: Cues) -> Analysis:
    """Find sections, headings and the role of every sentence."""
    headings = tuple(_serves_as_heading(unit, cues) for unit in units)
    sections: list[str] = []
    owners: list[str] = []
    current, owner = "", ""
    for unit, heading in zip(units, headings, strict=True):
        if heading:
            found = section_of(_heading_text(unit), cues)
            # A heading without a known word (a theme) goes on with an answer section only:
            # below it the body still speaks, while auditors and furniture end with their section.
            current = found or (current if current in {"answer", "auditor", "background"} else "")
            owner = _heading_text(unit)
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


def section_of(heading: str, cues: Cues) -> str:
    """Return the kind of section that a folded heading opens, or ``""``."""
    for name in SECTIONS:
        if cues.sections[name].search(heading):
            return name
    return ""


def _heading_text(unit: Unit) -> str:
    """The folded words of a heading, a label included."""
    return " ".join(part for part in (unit.label, unit.folded) if part).strip(" :.#*")


def _serves_as_heading(unit: Unit, cues: Cues) -> bool:
    """Tell whether a unit opens a section: set so, or a short line with a known heading."""
    if unit.kind is BlockKind.CELL:
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
    if unit.folded.rstrip().endswith((".", ",", ";", "?", "!")):
        return False
    found = section_of(text, cues)
    if found in {"boilerplate", "proposal", "decision"}:
        return not cues.says("body_speech", text) or found != "decision"
    return bool(found) and not cues.says("auditor_speech", text)


def _sentences(
    text: str, unit: Unit, number: int, section: str, cues: Cues
) -> list[Sentence]:
    """Split a unit and give each sentence its role."""
    result = []
    for start, end in split_sentences(text[unit.start : unit.end]):
        folded = fold(text[unit.start + start : unit.start + end])
        role = role_of(folded, section, cues)
        result.append(Sentence(unit.start + start, unit.start + end, number, role, folded))
    return result


def role_of(folded: str, section: str, cues: Cues) -> Role:
    """Return the role of one folded sentence in a section of the given kind."""
    if cues.says("furniture", folded):
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
