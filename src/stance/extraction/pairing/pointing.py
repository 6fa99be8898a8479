"""Answers that stand in the decision, in another answer, or in an attachment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stance.extraction.cues import LONGEST, Cues
from stance.extraction.folding import fold
from stance.extraction.mentions import Mention
from stance.extraction.pairing.answer import (
    Answer,
    Similarity,
    decided,
)
from stance.extraction.speakers import Analysis, Role
from stance.schema import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DECISION_LIKENESS = 0.12
_DECIDED_BEYOND_DOUBT = 0.25
_FAR_AHEAD = 2.0


def from_decision(
    analysis: Analysis, answers: list[Answer], cues: Cues, similarity: Similarity
) -> list[Answer]:
    """Let a decision that speaks about an unanswered recommendation be its answer.

    What is decided on one recommendation beyond doubt belongs to its answer in any case.
    """
    answered = {n for answer in answers for n in answer.sentences}
    asking = [(a.mention.start, a.mention.end) for a in answers if a.mention.text is None]
    found = [
        n for n in decided(analysis, cues) if n not in answered and not _inside(analysis, n, asking)
    ]
    if not answers or not found:
        return answers
    text = analysis.layout.text
    asked = [fold(answer.mention.words(text)) for answer in answers]
    likeness = similarity([analysis.sentences[n].folded for n in found], asked)
    unanswered = [place for place, answer in enumerate(answers) if not answer.sentences]
    result = list(answers)
    for row, n in enumerate(found):
        place = _decided_on(likeness[row], unanswered)
        if place is not None:
            answer = result[place]
            result[place] = replace(answer, sentences=tuple(sorted((*answer.sentences, n))))
    return result


def _inside(analysis: Analysis, number: int, spans: Sequence[Span]) -> bool:
    """Tell whether a sentence is one of those that ask."""
    sentence = analysis.sentences[number]
    return any(start < sentence.end and sentence.start < end for start, end in spans)


def _decided_on(likeness: NDArray[np.float32], unanswered: Sequence[int]) -> int | None:
    """Return the place of the recommendation that a decision is about, or None."""
    ranked = likeness.argsort()[::-1]
    best = float(likeness[ranked[0]])
    second = float(likeness[ranked[1]]) if len(ranked) > 1 else 0.0
    if best >= _DECIDED_BEYOND_DOUBT and best >= _FAR_AHEAD * second:
        return int(ranked[0])
    open_to = max(unanswered, key=lambda place: likeness[place], default=None)
    if open_to is None or likeness[open_to] < _DECISION_LIKENESS:
        return None
    return open_to


def from_note(analysis: Analysis, answers: list[Answer], cues: Cues) -> list[Answer]:
    """Let a decision to take note of the report be the answer where nobody says anything else."""
    if any(answer.sentences for answer in answers):
        return answers
    noted = tuple(
        n
        for n, sentence in enumerate(analysis.sentences)
        if analysis.sections[sentence.unit] == "decision"
        and sentence.role is not Role.FURNITURE
        and cues.says("takes_note", sentence.folded)
    )
    return [replace(answer, sentences=noted[:1]) for answer in answers] if noted else answers


def follow_references(analysis: Analysis, answers: list[Answer], cues: Cues) -> list[Answer]:
    """Add the answer that an answer refers to ("se svar på punkt 1")."""
    mentions = [answer.mention for answer in answers]
    result = list(answers)
    names: dict[int, str | None] = {}  # What a sentence names, for those that name something.
    for n in {n for answer in answers for n in answer.sentences}:
        match = cues.mentions["refers_to_other"].search(analysis.sentences[n].folded[:LONGEST])
        if match is not None:
            names[n] = match["number"]
    for place, answer in enumerate(answers):
        named = dict.fromkeys(names[n] for n in answer.sentences if n in names)
        targets = dict.fromkeys(_named_place(name, place, mentions) for name in named)
        numbers = dict.fromkeys(answer.sentences)
        for target in targets:
            if target is not None and target != place:
                numbers.update(dict.fromkeys(answers[target].sentences))
        if len(numbers) > len(answer.sentences):
            result[place] = replace(answer, sentences=tuple(numbers))
    return result


_ORDINALS = {"forsta": 0, "andra": 1, "tredje": 2, "fjarde": 3, "femte": 4}


def _named_place(named: str | None, place: int, mentions: Sequence[Mention]) -> int | None:
    """Return the place of the recommendation that a reference names."""
    if named is None or named in {"ovan", "foregaende"}:
        return place - 1 if place else None
    word = named.removeprefix("den ")
    if word in _ORDINALS:
        return _ORDINALS[word] if _ORDINALS[word] < len(mentions) else None
    for other, mention in enumerate(mentions):
        if mention.number == named:
            return other
    if named.isdigit() and 0 < int(named) <= len(mentions):
        return int(named) - 1
    return None


def flag_reference(analysis: Analysis, answer: Answer, cues: Cues) -> Answer:
    """Mark an answer all of whose sentences only point to an attachment."""
    if not answer.sentences:
        return answer
    pointing = [cues.says("by_reference", analysis.sentences[n].folded) for n in answer.sentences]
    return replace(answer, by_reference=all(pointing))
