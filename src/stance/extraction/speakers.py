"""Who speaks: the section each unit stands in, and the role of each sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from stance.extraction.continuity import paragraphs_of
from stance.extraction.cues import LONGEST, Cues
from stance.extraction.folding import fold
from stance.extraction.sections import headings_of, sections_of
from stance.extraction.sentences import split_sentences
from stance.extraction.units import Layout, Unit


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
        paragraphs: For each unit the first unit of its paragraph: another one where a page break
            cut the paragraph in two.
        ranges: For each unit the numbers of its sentences.
    """

    layout: Layout
    units: tuple[Unit, ...]
    sections: tuple[str, ...]
    headings: tuple[bool, ...]
    sentences: tuple[Sentence, ...]
    owners: tuple[str, ...]
    paragraphs: tuple[int, ...]
    ranges: tuple[range, ...]

    def sentences_of(self, unit: int) -> range:
        """Return the numbers of a unit's sentences; none for what is no unit."""
        return self.ranges[unit] if 0 <= unit < len(self.ranges) else range(0)


def analyse(layout: Layout, units: Sequence[Unit], cues: Cues) -> Analysis:
    """Find sections, headings and the role of every sentence."""
    paragraphs, strays = paragraphs_of(layout.text, units, cues)
    broken = {part for n, first in enumerate(paragraphs) if first != n for part in (n, first)}
    headings = headings_of(units, broken, cues)
    sections, owners = sections_of(units, headings, cues)
    sentences: list[Sentence] = []
    ranges: list[range] = []
    for number, (unit, heading, section) in enumerate(zip(units, headings, sections, strict=True)):
        first = len(sentences)
        if not heading and not unit.empty:
            stray = number in strays
            sentences += _sentences(layout.text, unit, number, section, cues, stray=stray)
        ranges.append(range(first, len(sentences)))
    return Analysis(
        layout,
        tuple(units),
        sections,
        headings,
        tuple(sentences),
        owners,
        paragraphs,
        tuple(ranges),
    )


def _sentences(
    text: str, unit: Unit, number: int, section: str, cues: Cues, *, stray: bool
) -> list[Sentence]:
    """Split a unit and give each sentence its role; a stray unit is the page's."""
    result = []
    for start, end in split_sentences(text[unit.start : unit.end]):
        folded = fold(text[unit.start + start : unit.start + end])
        role = Role.FURNITURE if stray else role_of(folded, section, cues)
        result.append(Sentence(unit.start + start, unit.start + end, number, role, folded))
    return result


def role_of(folded: str, section: str, cues: Cues) -> Role:
    """Return the role of one folded sentence in a section of the given kind."""
    folded = folded[:LONGEST]
    if cues.says("furniture", folded) or cues.says("page_edge", folded):
        return Role.FURNITURE
    if section == "boilerplate" or any(
        cues.says(name, folded) for name in ("boilerplate", "decision_leadin")
    ):
        return Role.BOILERPLATE
    auditor = cues.first("auditor_speech", folded)
    body = cues.first("body_speech", folded)
    if auditor and not (body and body.start() < auditor.start()):
        # "Revisorerna anser att ..., vilket nämnden delar" is the body's own position.
        turned = cues.mentions["position_clause"].search(folded, auditor.end()) is not None
        return Role.BODY if turned else Role.AUDITOR
    if body:
        return Role.BODY
    return Role.AUDITOR if section in {"auditor", "questions"} else Role.OTHER
