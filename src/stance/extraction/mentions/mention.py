"""One place where a recommendation or finding is written, and what its words tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stance.extraction.cues import Cues
from stance.extraction.speakers import Analysis, Role
from stance.extraction.units import Unit
from stance.schema import Kind

MIN_WORDS = 3
MAX_LENGTH = 1500
SILENT = frozenset({Role.BOILERPLATE, Role.FURNITURE})
# Joins an item to the next one.
_LIST_TAIL = re.compile(r"(?:[,;]|[,;]? (?:samt|och)(?: att)?)\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a recommendation or finding is written.

    Attributes:
        start: First character in the plain text.
        end: One past the last character.
        unit: Number of the unit in which it begins.
        last_unit: Number of the unit in which it ends.
        kind: Recommendation or finding.
        number: Its number or letter in the document, or None.
        listed: It stands in a list of recommendations, apart from the answers.
        cells: For table rows: units of the answer cells in the same row.
        text: The words of a recommendation that does not stand in the document (it comes from
            the audit report); ``unit`` is then -1 and ``start`` and ``end`` are 0.
    """

    start: int
    end: int
    unit: int
    last_unit: int
    kind: Kind = Kind.RECOMMENDATION
    number: str | None = None
    listed: bool = False
    cells: tuple[int, ...] = ()
    text: str | None = None

    def words(self, plain: str) -> str:
        """Return the recommendation's words, from the document's plain text or its own."""
        return plain[self.start : self.end] if self.text is None else self.text


def of_unit(unit: Unit, number: int, cues: Cues, *, listed: bool = False) -> Mention:
    """Make a mention of a whole unit; what only criticises is a finding."""
    return Mention(
        start=unit.start,
        end=unit.start + len(_LIST_TAIL.sub("", unit.folded)),
        unit=number,
        last_unit=number,
        kind=kind_of(unit.folded, cues),
        number=unit.number or (unit.marker if unit.marker != "-" else None),
        listed=listed,
    )


def kind_of(folded: str, cues: Cues) -> Kind:
    """A text that asks for nothing and names a lack is a finding."""
    criticises = cues.says("lack", folded) and not asks(folded, cues)
    return Kind.FINDING if criticises else Kind.RECOMMENDATION


def asks(folded: str, cues: Cues) -> bool:
    """Tell whether a text asks for something to be done."""
    return (
        cues.says("infinitive_start", folded)
        or cues.says("obligation", folded)
        or cues.says("recommend_verb", folded)
    )


def long_enough(unit: Unit, least: int = MIN_WORDS) -> bool:
    """Tell whether a unit has the length of a recommendation."""
    return unit.folded.count(" ") + 1 >= least and len(unit.folded) <= MAX_LENGTH


def is_body(analysis: Analysis, number: int) -> bool:
    """Tell whether the body takes a position in the unit's first sentence."""
    sentences = analysis.sentences_of(number)
    return bool(sentences) and analysis.sentences[sentences[0]].role is Role.BODY
