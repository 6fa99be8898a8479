"""What the learnt reader sees of a line: its form, its words, and those of its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from stance.extraction.cues import Cues
from stance.extraction.speakers import Analysis
from stance.extraction.units import Unit
from stance.schema import BlockKind

# Phrases that are known from elsewhere in the extraction.
_PHRASES = (
    "recommendation_leadin",
    "imperative_start",
    "obligation",
    "recommend_verb",
    "lack",
    "auditor_speech",
    "body_speech",
    "questions_end",
    "proposal_leadin",
    "question_leadin",
    "formal_decision",
    "refers_to_recommendation",
    "ordinal_recommendation",
    "furniture",
    "boilerplate",
)
_LONGEST = 600  # Characters of a line that are looked at.
_WORD = re.compile(r"[a-z]{2,30}|\d|[§:?%»«\"]")
_NUMBER = re.compile(r"\d")
# The line itself, and the neighbours whose form and phrases it sees.
REACH = (0, -2, -1, 1, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, or a heading (which has no sentences).

    Attributes:
        start: First character in the plain text.
        end: One past the last character.
        unit: Number of its unit.
        sentence: Number of the sentence; None for a heading.
        folded: Its folded text.
    """

    start: int
    end: int
    unit: int
    sentence: int | None
    folded: str


def lines_of(analysis: Analysis) -> list[Line]:
    """Return the lines of a document, in reading order."""
    lines = []
    for number, unit in enumerate(analysis.units):
        said = analysis.sentences_of(number)
        for n in said:
            sentence = analysis.sentences[n]
            lines.append(Line(sentence.start, sentence.end, number, n, sentence.folded))
        if not said and not unit.empty:
            lines.append(Line(unit.start, unit.end, number, None, unit.folded))
    return lines


def features_of(analysis: Analysis, lines: list[Line], cues: Cues) -> list[list[str]]:
    """Return the names of the features that each line has, its neighbours' among them."""
    parts = list(parts_of(analysis, lines, cues))
    found = []
    for place, (own, others) in enumerate(parts):
        names = [*own, *others]
        for step in REACH[1:]:
            if 0 <= place + step < len(lines):
                names += [f"{step}|{name}" for name in parts[place + step][0]]
            else:
                names.append(f"{step}|edge")
        found.append(names)
    return found


def parts_of(
    analysis: Analysis, lines: list[Line], cues: Cues
) -> Iterator[tuple[list[str], list[str]]]:
    """Yield for each line what its neighbours see of it, too, and what is its alone."""
    above: list[str] = []
    owned: dict[str, list[str]] = {}  # A heading has many lines below it.
    for place, line in enumerate(lines):
        owner = analysis.owners[line.unit][:80]
        if owner not in owned:
            owned[owner] = [f"owner|{word}" for word in _WORD.findall(owner)]
        tenth = f"place|{10 * place // max(1, len(lines))}"
        yield _own(analysis, line, cues), [*_words(line), *above, *owned[owner], tenth]
        if line.folded.rstrip().endswith(":") or line.sentence is None:
            above = [f"above|{word}" for word in sorted(set(_WORD.findall(line.folded[-120:])))]


def _own(analysis: Analysis, line: Line, cues: Cues) -> list[str]:
    """Return the features of a line's form and phrases."""
    unit = analysis.units[line.unit]
    said = analysis.sentences_of(line.unit)
    text = line.folded[:_LONGEST]
    words = text.count(" ") + 1
    names = [
        f"kind|{unit.kind}",
        f"marker|{_marker(unit)}",
        f"label|{unit.label_kind}",
        f"section|{analysis.sections[line.unit]}",
        f"heading|{analysis.headings[line.unit]}",
        f"length|{min(words // 4, 10)}",
        f"in unit|{min(len(said), 4)}",
        f"ends|{text.rstrip()[-1:] if not text.rstrip()[-1:].isalnum() else 'a'}",
        f"emphasised|{unit.emphasised >= 0.6}",
    ]
    if line.sentence is not None:
        names.append(f"role|{analysis.sentences[line.sentence].role}")
        names.append(f"nth|{min(line.sentence - said.start, 3)}")
    if analysis.units[line.unit].kind is BlockKind.CELL:
        names.append(f"column|{unit.column}")
    names += [f"says|{phrase}" for phrase in cues.mentions.among(_PHRASES, text)]
    if _NUMBER.search(text):
        names.append("digit")
    if text[:1] in {'"', "'", "»", "«"}:
        names.append("quoted")
    return names


def _words(line: Line) -> list[str]:
    """Return features of a line's words: each, each pair, and how it begins."""
    words = _WORD.findall(line.folded[:_LONGEST])
    names = [f"begins{place}|{word}" for place, word in enumerate(words[:3])]
    names += [f"word|{word}" for word in set(words)]
    names += [f"pair|{a} {b}" for a, b in set(pairwise(words))]
    return names


def _marker(unit: Unit) -> str:
    if unit.marker is None:
        return ""
    return "1" if unit.marker[:1].isdigit() else "a" if unit.marker[:1].isalpha() else "-"
