"""What the auditors ask for or criticise in running prose, as a clause that somebody reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stance.extraction.clauses import clauses_of
from stance.extraction.cues import LONGEST, Cues
from stance.extraction.mentions.mention import MAX_LENGTH, SILENT, Mention
from stance.extraction.speakers import Analysis, Role, Sentence
from stance.schema import Kind, Span

_POINTS_BACK = re.compile(r"(?:sa|detta|det|dessa|denna|den|sadan[at]?|en sadan|ett sadant) ")
_LONGEST_POINTER = 60  # Characters: "att så sker varje år".


def in_prose(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield what sentences say that the auditors recommend or hold that the body should do."""
    for number, sentence in enumerate(analysis.sentences):
        if not _can_report(analysis, sentence, cues):
            continue
        parts = clauses_of(sentence.folded, cues)
        if not parts and _opens_theme(analysis, sentence, cues):
            parts = [(0, sentence.end - sentence.start)]
        for start, end in parts:
            if cues.says("asks_for_reply", sentence.folded[start:end]):
                continue
            first = sentence.start + start
            if len(parts) == 1 and _points_back(sentence.folded[start:end]):
                first = _antecedent(analysis, number, start, cues) or first
            yield Mention(
                start=first,
                end=sentence.start + end,
                unit=sentence.unit,
                last_unit=sentence.unit,
                listed=len(parts) > 1,
            )


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
            clause = _held(sentence.folded, cues)
            if clause is None or sentence.role in SILENT or not _answered(analysis, number):
                continue
            yield Mention(
                start=sentence.start + clause[0],
                end=sentence.start + clause[1],
                unit=unit,
                last_unit=unit,
                kind=Kind.FINDING,
            )
            break


def findings(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield what the auditors criticise without asking for anything."""
    for number, sentence in enumerate(analysis.sentences):
        if not _can_report(analysis, sentence, cues):
            continue
        if analysis.sections[sentence.unit] == "decision":
            continue
        start = _criticism(analysis, number, cues)
        if start is not None:
            yield Mention(
                start=sentence.start + start,
                end=sentence.end,
                unit=sentence.unit,
                last_unit=sentence.unit,
                kind=Kind.FINDING,
            )


def _criticism(analysis: Analysis, number: int, cues: Cues) -> int | None:
    """Return where in a sentence the auditors' criticism begins, or None."""
    sentence = analysis.sentences[number]
    held = _held(sentence.folded, cues)
    if held is not None and (
        cues.says("lack", sentence.folded[held[0] :]) or _taken_up(analysis, number)
    ):
        return held[0]
    match = cues.mentions["criticism"].search(sentence.folded, 0, LONGEST)
    if match is None or not cues.says("lack", sentence.folded[match.start() :]):
        return None
    before = cues.mentions["body_speech"].search(sentence.folded, 0, match.start() + 1)
    start = match.start() if before else 0
    return start + len(sentence.folded[start:]) - len(sentence.folded[start:].lstrip(" ,"))


def _taken_up(analysis: Analysis, number: int) -> bool:
    """Tell whether a paragraph of the answer opens with a sentence and goes on about it."""
    unit = analysis.sentences[number].unit
    opens = number == analysis.sentences_of(unit).start
    return opens and analysis.sections[unit] in {"", "answer"} and _answered(analysis, number)


def _can_report(analysis: Analysis, sentence: Sentence, cues: Cues) -> bool:
    """Tell whether a sentence may report what the auditors say."""
    return (
        analysis.sections[sentence.unit] not in {"boilerplate", "proposal", "questions"}
        and sentence.end - sentence.start <= 2 * MAX_LENGTH
        and sentence.role not in SILENT
        and not cues.says("questions_end", sentence.folded)
    )


def _opens_theme(analysis: Analysis, sentence: Sentence, cues: Cues) -> bool:
    """Tell whether "Nämnden bör ..." stands in the first paragraph below a heading."""
    if not cues.says("bare_obligation", sentence.folded):
        return False
    return sentence.unit > 0 and analysis.headings[sentence.unit - 1]


def _held(folded: str, cues: Cues) -> Span | None:
    """Return the that-clause in which a folded sentence reports a criticism."""
    match = cues.mentions["held_by_auditors"].search(folded, 0, LONGEST)
    if match is None:
        return None
    clause = folded[match.end() :]
    praises = cues.says("praise", clause) and not cues.says("lack", clause)
    return None if praises else (match.end(), len(folded))


def _answered(analysis: Analysis, number: int) -> bool:
    """Tell whether the paragraph goes on in other words than the auditors'."""
    unit = analysis.sentences_of(analysis.sentences[number].unit)
    after = range(number + 1, unit.stop)
    return any(analysis.sentences[n].role in {Role.BODY, Role.OTHER} for n in after)


def _points_back(clause: str) -> bool:
    """Tell whether a clause says nothing without what stands before it ("att så sker")."""
    return len(clause) <= _LONGEST_POINTER and _POINTS_BACK.match(clause) is not None


def _antecedent(analysis: Analysis, number: int, before: int, cues: Cues) -> int | None:
    """Return where the clause begins that a clause at ``before`` in a sentence points back to."""
    sentence = analysis.sentences[number]
    match = cues.mentions["held_by_auditors"].search(sentence.folded, 0, LONGEST)
    if match is not None and match.end() < before:
        return sentence.start + match.end()
    if number == 0 or analysis.sentences[number - 1].unit != sentence.unit:
        return None
    earlier = analysis.sentences[number - 1]
    match = cues.mentions["held_by_auditors"].search(earlier.folded, 0, LONGEST)
    return None if match is None else earlier.start + match.end()
