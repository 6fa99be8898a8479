"""Which answer belongs to which recommendation.

Three ways, from sure to loose: the answer stands right after the recommendation (or in its table
row); it refers to the recommendation by number; it speaks about the same thing, in the order of
the list. What the response does not repeat is answered by a paragraph each. An answer that refers
to another answer or to a note ("se svar på punkt 1", "se kommentar B") takes that one over.
"""

from __future__ import annotations

from collections.abc import Sequence

from stance.extraction.cues import Cues
from stance.extraction.limits import check_answered
from stance.extraction.mentions import Mention
from stance.extraction.pairing.answer import Answer, Similarity
from stance.extraction.pairing.bodies import by_heading, split_by_body
from stance.extraction.pairing.duplicates import best_mention, distinct
from stance.extraction.pairing.local import is_for_all, local_answer
from stance.extraction.pairing.notes import follow_notes
from stance.extraction.pairing.pointing import (
    flag_reference,
    follow_references,
    from_decision,
    from_note,
)
from stance.extraction.pairing.remote import find_remote
from stance.extraction.speakers import Analysis
from stance.extraction.voices import Voices

__all__ = ["Answer", "distinct", "pair"]


def pair(
    analysis: Analysis,
    mentions: Sequence[Mention],
    cues: Cues,
    similarity: Similarity,
    voices: Voices | None = None,
) -> list[Answer]:
    """Give each recommendation (once) its answer, in document order.

    Args:
        analysis: The document.
        mentions: All places where a recommendation is written, in order.
        cues: The phrases.
        similarity: Similarity of folded sentences with folded recommendations.
        voices: How likely each line answers, as far as the learnt reader tells.
    """
    answering = {} if voices is None else voices.answering()
    local = [
        local_answer(analysis, mentions, place, cues, answering) for place in range(len(mentions))
    ]
    local = [
        [] if is_for_all(analysis, mentions, local, place) else found
        for place, found in enumerate(local)
    ]
    texts = [mention.words(analysis.layout.text) for mention in mentions]
    topics = [
        best_mention(analysis, mentions, part, local)
        for same in distinct(texts)
        for part in by_heading(analysis, mentions, same, local)
    ]
    answers = split_by_body(analysis, topics)
    answers = find_remote(analysis, answers, mentions, cues, similarity, voices)
    answers = from_decision(analysis, answers, cues, similarity)
    answers = from_note(analysis, answers, cues)
    answers = follow_references(analysis, answers, cues)
    answers = follow_notes(analysis, answers, cues)
    check_answered(analysis, (answer.sentences for answer in answers))
    return [flag_reference(analysis, answer, cues) for answer in answers]
