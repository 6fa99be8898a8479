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
