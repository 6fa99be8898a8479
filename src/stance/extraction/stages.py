"""The four stages of the extraction, as plain functions.

``pipeline`` wraps each of them as a spaCy component, for whoever wants to replace one or add
another. What ships runs them as they are: spaCy's tokens, which none of the stages needs, would
cost a third of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stance.extraction.cues import load_cues
from stance.extraction.facts import find_facts
from stance.extraction.limits import check_comparisons, check_recommendations
from stance.extraction.marks import with_marks
from stance.extraction.mentions import find_mentions
from stance.extraction.pairing import pair
from stance.extraction.similarity import topic_similarity
from stance.extraction.speakers import analyse
from stance.extraction.units import layout_of, units_of
from stance.extraction.voices import listen
from stance.extraction.wanted import match_wanted
from stance.swedish.repair import repair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from stance.extraction.mentions import Mention
    from stance.extraction.pairing import Answer
    from stance.extraction.speakers import Analysis
    from stance.extraction.voices import Voices
    from stance.schema import Document, HeaderFacts


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the stages found in one document.

    Attributes:
        offsets: Where each character of the repaired text stands in the document's; None where
            nothing was repaired.
        analysis: Units, sections, sentences and who speaks.
        mentions: The places where recommendations and findings are written.
        answers: Each mention with its answer, or without one.
        facts: What the document says of itself.
    """

    offsets: tuple[int, ...] | None
    analysis: Analysis
    mentions: list[Mention]
    answers: list[Answer]
    facts: HeaderFacts


def understand(document: Document, *, wanted: Sequence[str] | None = None) -> Understanding:
    """Run all stages over a document.

    Args:
        document: A document with text.
        wanted: The audit report's recommendations, if they are known.

    Raises:
        TooLargeError: When there is more in it than in any response.
    """
    repaired = repair(document.text)
    analysis, voices = read_layout(document, repaired.text, repaired.offsets)
    mentions = read_recommendations(analysis, voices, wanted)
    answers = read_answers(analysis, mentions, voices)
    return Understanding(
        repaired.offsets, analysis, mentions, answers, find_facts(document, analysis)
    )


def read_layout(
    document: Document, plain: str, offsets: Sequence[int] | None
) -> tuple[Analysis, Voices]:
    """Cut the repaired text into units and sentences and find out who speaks.

    Args:
        document: The document.
        plain: Its text, repaired.
        offsets: The way back from that; None where nothing was repaired.
    """
    cues = load_cues()
    layout = layout_of(document, plain, offsets)
    analysis = analyse(layout, with_marks(units_of(layout, cues), cues), cues)
    return analysis, listen(analysis, cues)


def read_recommendations(
    analysis: Analysis, voices: Voices, wanted: Sequence[str] | None
) -> list[Mention]:
    """Find the places where recommendations and findings are written.

    Raises:
        TooLargeError: When there are more than in any response.
    """
    mentions = find_mentions(analysis, load_cues(), voices)
    check_recommendations(len(mentions))
    return (
        match_wanted(analysis, mentions, wanted, load_cues(), _similarity) if wanted else mentions
    )


def read_answers(analysis: Analysis, mentions: list[Mention], voices: Voices) -> list[Answer]:
    """Pair recommendations with answers.

    Raises:
        TooLargeError: When there is more to compare than in any response.
    """
    return pair(analysis, mentions, load_cues(), _similarity, voices)


def _similarity(sentences: Sequence[str], asked: Sequence[str]) -> NDArray[np.float32]:
    from stance.encoding import shared_encoder

    check_comparisons(len(sentences), len(asked))
    return topic_similarity(sentences, asked, shared_encoder())
