"""Recommendations set off by type or quotation marks, and those in running prose."""

from __future__ import annotations

from collections.abc import Iterator

from stance.extraction.clauses import clauses_of
from stance.extraction.cues import LONGEST, Cues
from stance.extraction.mentions.mention import (
    MAX_LENGTH,
    SILENT,
    Mention,
    asks,
    long_enough,
    of_unit,
)
from stance.extraction.speakers import Analysis, Role, Sentence
from stance.extraction.units import Unit
from stance.schema import BlockKind, Kind


def emphasised(analysis: Analysis, cues: Cues, known: list[Mention]) -> Iterator[Mention]:
    """Yield bold, italic or quoted paragraphs that ask for something and stand before text."""
    taken = {n for mention in known for n in range(mention.unit, mention.last_unit + 1)}
    for number, unit in enumerate(analysis.units[:-1]):
        if number in taken or unit.kind is BlockKind.CELL or unit.label_kind is not None:
            continue
        quoted = unit.folded[:1] in {'"', "'"} and unit.folded.rstrip(". ")[-1:] in {'"', "'"}
        set_off = unit.emphasised >= 0.8 or quoted
        if unit.kind is BlockKind.HEADING:
            set_off = unit.folded.count(" ") >= 4
        if not set_off or not long_enough(unit):
            continue
        if analysis.sections[number] in {"proposal", "boilerplate", "questions", "decision"}:
            continue
        if cues.says("questions_end", unit.folded) or section_like(unit, cues):
            continue
        if asks(unit.folded, cues) or (quoted and cues.says("lack", unit.folded)):
            yield of_unit(unit, number, cues)


def standing_alone(analysis: Analysis, cues: Cues, known: list[Mention]) -> Iterator[Mention]:
    """Yield one-sentence paragraphs that ask for something and stand before longer ones.

    One alone may be the body's own words; two or more, with what is known, are a form.
    """
    taken = {mention.unit for mention in known}
    found = [
        of_unit(unit, number, cues)
        for number, unit in enumerate(analysis.units[:-1])
        if number not in taken and _stands_alone(analysis, number, cues)
    ]
    headed = sum(analysis.headings[mention.unit] for mention in known)
    if len(found) + headed > 1 and (headed or not known):
        yield from found


def _stands_alone(analysis: Analysis, number: int, cues: Cues) -> bool:
    """Tell whether a unit is one sentence that asks, before a paragraph of several."""
    unit = analysis.units[number]
    if unit.kind not in {BlockKind.PARAGRAPH, BlockKind.CELL} or unit.label_kind is not None:
        return False
    if analysis.sections[number] in {"proposal", "boilerplate", "questions", "decision"}:
        return False
    if len(analysis.sentences_of(number)) != 1 or not long_enough(unit):
        return False
    if cues.says("questions_end", unit.folded) or not cues.says("obligation", unit.folded):
        return False
    position = cues.mentions["body_speech"].search(unit.folded, 0, LONGEST)
    if position is not None and not cues.says("told_to", unit.folded):
        return False
    return len(analysis.sentences_of(number + 1)) > 1


def section_like(unit: Unit, cues: Cues) -> bool:
    """Tell whether a short unit is a known heading rather than a recommendation."""
    return unit.folded.count(" ") < 6 and any(
        pattern.search(unit.folded) for pattern in cues.sections.values()
    )


def in_prose(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield what sentences say that the auditors recommend or hold that the body should do."""
    for sentence in analysis.sentences:
        section = analysis.sections[sentence.unit]
        if section in {"boilerplate", "proposal", "questions"} or sentence.end - sentence.start > (
            2 * MAX_LENGTH
        ):
            continue
        if sentence.role in SILENT or cues.says("questions_end", sentence.folded):
            continue
        parts = clauses_of(sentence.folded, cues)
        if not parts and _opens_theme(analysis, sentence, cues):
            parts = [(0, sentence.end - sentence.start)]
        for start, end in parts:
            yield Mention(
                start=sentence.start + start,
                end=sentence.start + end,
                unit=sentence.unit,
                last_unit=sentence.unit,
                listed=len(parts) > 1,
            )


def _opens_theme(analysis: Analysis, sentence: Sentence, cues: Cues) -> bool:
    """Tell whether "Nämnden bör ..." stands in the first paragraph below a heading."""
    if not cues.says("bare_obligation", sentence.folded):
        return False
    return sentence.unit > 0 and analysis.headings[sentence.unit - 1]


def findings_answered_at_once(
    analysis: Analysis, cues: Cues, known: list[Mention]
) -> Iterator[Mention]:
    """Yield what the auditors hold, in prose, where the same paragraph answers it."""
    taken = {mention.unit for mention in known}
    for unit in range(len(analysis.units)):
        if unit in taken or analysis.sections[unit] not in {"", "answer"}:
            continue
        numbers = analysis.sentences_of(unit)
        for number in numbers:
            sentence = analysis.sentences[number]
            match = cues.mentions["held_by_auditors"].search(sentence.folded, 0, LONGEST)
            answered = any(
                analysis.sentences[after].role in {Role.BODY, Role.OTHER}
                for after in numbers[number - numbers.start + 1 :]
            )
            if match is not None and answered and sentence.role not in SILENT:
                yield Mention(
                    start=sentence.start + match.end(),
                    end=sentence.end,
                    unit=unit,
                    last_unit=unit,
                    kind=Kind.FINDING,
                )
                break


def findings(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield what the auditors criticise without asking for anything."""
    criticism = cues.mentions["criticism"]
    for sentence in analysis.sentences:
        section = analysis.sections[sentence.unit]
        if section in {"boilerplate", "proposal", "questions", "decision"}:
            continue
        if sentence.role in SILENT or cues.says("lack", sentence.folded) is False:
            continue
        match = criticism.search(sentence.folded, 0, LONGEST)
        if match is None or not cues.says("lack", sentence.folded[match.start() :]):
            continue
        before = cues.mentions["body_speech"].search(sentence.folded, 0, match.start() + 1)
        start = match.start() if before else 0
        start += len(sentence.folded[start:]) - len(sentence.folded[start:].lstrip(" ,"))
        yield Mention(
            start=sentence.start + start,
            end=sentence.end,
            unit=sentence.unit,
            last_unit=sentence.unit,
            kind=Kind.FINDING,
        )
