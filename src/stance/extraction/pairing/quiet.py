"""Where nothing sounds like an answer: the paper was passed on, or is about other things."""

from __future__ import annotations

from collections.abc import Sequence

from stance.extraction.cues import Cues
from stance.extraction.folding import fold
from stance.extraction.mentions import Mention
from stance.extraction.pairing.answer import Similarity
from stance.extraction.references import references_in
from stance.extraction.speakers import Analysis
from stance.extraction.voices import Voices

_DOUBTFUL = 0.15  # What is headed as an answer and sounds less like one may be about other things.
_UNHEADED = 0.35  # The same where nothing is headed as an answer.
_LOUD = 0.5  # Somebody does answer; then who says next to nothing
_PASSED_ON = 0.1  # only sends it on.
_OF_OTHERS = 0.07  # Mean likeness of what was asked with the nearest paragraph.
_PROSE = 120  # Characters: "Det pågår redan" has no word of what it answers.
_SEVERAL = 2
_CLEAR = 0.18  # Likeness from which a sentence speaks of what was asked for, whoever speaks.


def is_quiet(analysis: Analysis, pool: list[int], voices: Voices) -> bool:
    """Tell whether no line of a pool sounds like an answer."""
    answering = voices.answering()
    loudest = max((answering.get(n, 0.0) for n in pool), default=0.0)
    return loudest < (_DOUBTFUL if _is_headed(analysis, pool) else _UNHEADED)


def spoken_of(
    analysis: Analysis,
    pool: list[int],
    mentions: Sequence[Mention],
    cues: Cues,
    similarity: Similarity,
) -> list[int]:
    """Return what of a quiet pool answers all the same.

    What is headed as an answer is one if it names or speaks of anything that was asked for. What
    is not headed counts where it does, if the document repeats nothing of the auditors' report:
    then it has no other form by which it could be known.
    """
    clear = _about(analysis, pool, mentions, similarity)
    if _is_headed(analysis, pool):
        folded = (analysis.sentences[n].folded for n in pool)
        named = any(references_in(text, mentions, cues) for text in folded)
        return pool if clear or named else []
    return clear if all(mention.text is not None for mention in mentions) else []


def speaks_of_others(
    analysis: Analysis,
    pool: list[int],
    mentions: Sequence[Mention],
    cues: Cues,
    similarity: Similarity,
) -> bool:
    """Tell whether no paragraph of a pool has to do with anything that was asked for.

    A letter about the invoice and the next meeting sounds like an answer, and is none.
    """
    units: dict[int, list[str]] = {}
    for n in pool:
        sentence = analysis.sentences[n]
        units.setdefault(sentence.unit, []).append(sentence.folded)
    pieces = [" ".join(said) for said in units.values()]
    if len(mentions) < _SEVERAL or sum(map(len, pieces)) < _PROSE * max(1, len(pieces)):
        return False
    if any(references_in(text, mentions, cues) for said in units.values() for text in said):
        return False
    asked = [fold(mention.words(analysis.layout.text)) for mention in mentions]
    likeness = similarity(pieces, asked)
    return float(likeness.max(axis=0).mean()) < _OF_OTHERS


def loud_bodies(
    sections: list[tuple[str | None, list[int]]], voices: Voices
) -> list[tuple[str | None, list[int]]]:
    """Return the bodies' sections without those that only pass on what others answer."""
    answering = voices.answering()
    loudest = [
        max((answering.get(n, 0.0) for n in members), default=0.0) for _, members in sections
    ]
    if max(loudest, default=0.0) < _LOUD:
        return sections
    loud = [part for part, chance in zip(sections, loudest, strict=True) if chance >= _PASSED_ON]
    return [(None, loud[0][1])] if len(loud) == 1 < len(sections) else loud


def _is_headed(analysis: Analysis, pool: list[int]) -> bool:
    """Tell whether a heading calls part of a pool an answer or a decision."""
    sections = {analysis.sections[analysis.sentences[n].unit] for n in pool}
    return not sections.isdisjoint({"answer", "decision"})


def _about(
    analysis: Analysis, pool: list[int], mentions: Sequence[Mention], similarity: Similarity
) -> list[int]:
    """Return the paragraphs of a pool that speak of what was asked for, beyond doubt."""
    if not pool:
        return []
    asked = [fold(mention.words(analysis.layout.text)) for mention in mentions]
    likeness = similarity([analysis.sentences[n].folded for n in pool], asked).max(axis=1)
    clear = {
        analysis.sentences[n].unit
        for n, nearest in zip(pool, likeness, strict=True)
        if nearest >= _CLEAR
    }
    return [n for n in pool if analysis.sentences[n].unit in clear]
