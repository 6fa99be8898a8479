"""Recommendations behind a label ("Rekommendation 2:") or before an answer label ("Svar:")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from stance.extraction.clauses import clauses_of
from stance.extraction.cues import Cues
from stance.extraction.folding import fold
from stance.extraction.mentions.mention import Mention, asks, is_body, long_enough, of_unit
from stance.extraction.mentions.runs import is_listed_item
from stance.extraction.speakers import Analysis
from stance.extraction.units import Unit
from stance.schema import BlockKind

_WORD = re.compile(r"[a-z0-9]{3,40}")


def labelled(analysis: Analysis, cues: Cues, known: list[Mention]) -> Iterator[Mention]:
    """Yield units that a label opens ("Rekommendation 2:") or that an answer label follows."""
    taken = {n for mention in known for n in range(mention.unit, mention.last_unit + 1)}
    numbers = {mention.number: mention for mention in known if mention.number}
    # The header cell of a table says nothing of the labels outside it.
    labels = Counter(unit.label for unit in analysis.units if unit.kind is not BlockKind.CELL)
    pending: str | None = None
    answering = ""  # The label of the answer that stands open.
    for number, unit in enumerate(analysis.units):
        if number in taken or (unit.table is not None and known):
            continue
        if analysis.headings[number]:
            answering = ""
        if unit.label_kind == "recommendation":
            pending = unit.number or ""
            answering = ""
        elif unit.label_kind in {"answer", "detail"}:
            pending = None
            # "Svar på granskning av ..." as a heading opens the document, not one answer.
            one = not analysis.headings[number] or _stands_for_one(unit, labels)
            if unit.label_kind == "answer" and unit.label and one:
                answering = unit.label
        if unit.empty or not long_enough(unit):
            continue
        if pending is not None and analysis.sections[number] not in {"proposal", "boilerplate"}:
            pending_number, pending = pending, None
            listed = numbers.get(pending_number)
            if listed is not None and not _repeats(analysis, number, listed):
                continue  # "Rekommendation 2" alone on its line heads the answer to the second.
            mention = of_unit(unit, number, cues)
            yield mention if mention.number else _numbered(mention, pending_number or None)
            continue
        if unit.kind is BlockKind.LIST_ITEM and unit.marker in numbers:
            continue  # Numbered like a listed recommendation: its answer.
        if _answer_follows(analysis, number) and _is_asked(
            analysis, number, answering, labels, cues
        ):
            yield _narrowed(analysis, of_unit(unit, number, cues), cues)
            answering = ""


def _narrowed(analysis: Analysis, mention: Mention, cues: Cues) -> Mention:
    """Cut a paragraph of several sentences down to those that ask for or criticise something."""
    unit = analysis.units[mention.unit]
    if unit.kind is not BlockKind.PARAGRAPH or unit.emphasised >= 0.6:
        return mention
    sentences = [analysis.sentences[n] for n in analysis.sentences_of(mention.unit)]
    for wanted in (("obligation", "recommend_verb"), ("lack",)):
        hits = [s for s in sentences if any(cues.says(name, s.folded) for name in wanted)]
        clauses = clauses_of(hits[0].folded, cues) if len(hits) == 1 else []
        if clauses:
            first = hits[0].start
            return replace(mention, start=first + clauses[0][0], end=first + clauses[-1][1])
        if hits and len(hits) < len(sentences):
            return replace(mention, start=hits[0].start, end=hits[-1].end)
    return mention


def _repeats(analysis: Analysis, number: int, mention: Mention) -> bool:
    """Tell whether a unit says again what a mention asks for, rather than answering it."""
    unit = analysis.units[number]
    if unit.start < mention.end:
        return True  # What stands before the list is no answer to it.
    asked = set(_WORD.findall(fold(mention.words(analysis.layout.text))))
    said = set(_WORD.findall(unit.folded))
    return 2 * len(asked & said) >= len(said) or 3 * len(asked & said) >= 2 * len(asked)


def _numbered(mention: Mention, number: str | None) -> Mention:
    return replace(mention, number=number)


def _answer_follows(analysis: Analysis, number: int) -> bool:
    """Tell whether the next unit carries an answer label."""
    if number + 1 >= len(analysis.units):
        return False
    unit = analysis.units[number + 1]
    return unit.label_kind == "answer" and unit.kind is not BlockKind.CELL


def _is_asked(
    analysis: Analysis, number: int, answering: str, labels: Mapping[str | None, int], cues: Cues
) -> bool:
    """Tell whether a unit before an answer label is what is answered."""
    unit = analysis.units[number]
    if analysis.sections[number] in {"proposal", "boilerplate", "questions", "decision"}:
        return False
    above = number > 0 and is_listed_item(analysis, number - 1, cues)
    if above and is_listed_item(analysis, number, cues):
        return False  # The last item of a list: the label opens the answer to all of it.
    if unit.label_kind in {"answer", "detail"} or cues.says("question_leadin", unit.folded[-120:]):
        return False
    if unit.folded.rstrip().endswith(":") and unit.folded.count(" ") < 12:
        return False
    formed = (
        unit.kind is BlockKind.LIST_ITEM
        or unit.emphasised >= 0.6
        or unit.folded.startswith(('"', "'"))
    )
    request = asks(unit.folded, cues)
    below = analysis.units[number + 1]
    section_label = analysis.headings[number + 1] and not _stands_for_one(below, labels)
    if formed and (request or cues.says("lack", unit.folded) or unit.folded.count(" ") >= 4):
        if section_label and analysis.sections[number] == "answer" and unit.emphasised < 0.6:
            return False  # An item of one body's answer, before the next body's heading.
        return not is_body(analysis, number) or request
    if analysis.headings[number]:
        return request and unit.folded.count(" ") >= 4
    if section_label:
        return False
    if answering:  # What goes on with the answer, unless the same label follows what is asked.
        again = analysis.units[number + 1].label == answering
        return again and request and not is_body(analysis, number)
    return unit.folded.count(" ") >= 7


def _stands_for_one(unit: Unit, labels: Mapping[str | None, int]) -> bool:
    """Tell whether an answer label opens one answer rather than a section of answers."""
    return unit.repeated or labels[unit.label] > 1
