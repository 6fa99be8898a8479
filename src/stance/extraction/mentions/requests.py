"""Requests by their form: an imperative, an infinitive or a "bör", wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator

from stance.extraction.cues import LONGEST, Cues
from stance.extraction.mentions.mention import Mention, long_enough, of_unit
from stance.extraction.speakers import Analysis, Role
from stance.schema import BlockKind

# Sections in which nobody is asked for anything by the auditors.
SPOKEN_FOR = frozenset({"proposal", "boilerplate", "questions", "decision"})
MOST_SENTENCES = 2
_MOST_WORDS = 70
_ANSWER_WORDS = 3
_REACH = 8  # Units: the foot and the head of a page may stand between.
_FEWEST = 2  # One alone may be the body's own words.


def interleaved(analysis: Analysis, cues: Cues, known: list[Mention]) -> Iterator[Mention]:
    """Yield the requests of a document that is nothing but requests and answers in turn.

    They may be headings, paragraphs, items or the cells of a table that lost its lines: what
    counts is that several ask, and that each stands before something that does not.
    """
    taken = {mention.unit for mention in known}
    found = [
        of_unit(unit, number, cues)
        for number, unit in enumerate(analysis.units[:-1])
        if number not in taken
        and (unit.kind is not BlockKind.LIST_ITEM or analysis.headings[number])
        and long_enough(unit)
        and asks_by_form(analysis, number, cues, sentences=1)
        and answer_below(analysis, number, cues)
    ]
    # What stands in a list of its own, in a table or behind a label is another form.
    same_form = all(
        not (mention.listed or mention.cells)
        and analysis.units[mention.unit].label_kind is None
        and mention.number is None
        for mention in known
    )
    if same_form and len(found) + len(known) >= _FEWEST:
        yield from found


def asks_by_form(
    analysis: Analysis, number: int, cues: Cues, *, sentences: int = MOST_SENTENCES
) -> bool:
    """Tell whether a unit is a short request that is not the body's own resolve."""
    unit = analysis.units[number]
    if unit.empty or unit.label_kind is not None or analysis.sections[number] in SPOKEN_FOR:
        return False
    if len(analysis.sentences_of(number)) > sentences or unit.folded.count(" ") >= _MOST_WORDS:
        return False
    if unit.folded.rstrip().endswith(":") or cues.says("questions_end", unit.folded):
        return False
    if cues.says("imperative_start", unit.folded):
        return True
    if not cues.says("obligation", unit.folded):
        return False
    position = cues.mentions["body_speech"].search(unit.folded, 0, LONGEST)
    return position is None or cues.says("told_to", unit.folded)


def answer_below(analysis: Analysis, number: int, cues: Cues) -> bool:
    """Tell whether a text that asks for nothing stands right below a unit."""
    for below in range(number + 1, min(number + 1 + _REACH, len(analysis.units))):
        unit = analysis.units[below]
        if unit.label_kind == "answer":
            return True
        said = [analysis.sentences[n] for n in analysis.sentences_of(below)]
        if said and all(sentence.role is Role.FURNITURE for sentence in said):
            continue
        return (
            bool(said)
            and unit.label_kind is None
            and any(sentence.folded.count(" ") >= _ANSWER_WORDS for sentence in said)
            and not asks_by_form(analysis, below, cues, sentences=1)
        )
    return False
