"""What no response has so much of: where extraction gives up instead of working for hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stance.extraction.speakers import Analysis

# A long response has fifty.
MOST_RECOMMENDATIONS = 1_000
# One for each recommendation and answering body.
MOST_ANSWERS = 2_000
# Municipal groups have thirty; more "bodies" are headings that only look like them.
MOST_BODIES = 100
# Characters in all answers together: a document's own length is at most a million, but one
# sentence may answer many recommendations.
MOST_ANSWERED = 4_000_000
# Sentences times recommendations that are compared with each other.
MOST_COMPARISONS = 10_000_000
_OVERHEAD = 50  # What a sentence costs besides its characters.


class TooLargeError(Exception):
    """The document has more of something than any response."""

    def __init__(self, what: str) -> None:
        """Say what there is too much of, as a clause ("it holds ...")."""
        super().__init__(f"This is no single response: {what}. Split the document into its parts.")


def check_recommendations(count: int) -> None:
    """Refuse more recommendations than any response has.

    Raises:
        TooLargeError: When there are too many.
    """
    if count > MOST_RECOMMENDATIONS:
        raise TooLargeError(f"it holds more than {MOST_RECOMMENDATIONS:,} recommendations")


def check_answers(count: int) -> None:
    """Refuse more answers than the bodies of one response could give.

    Raises:
        TooLargeError: When there are too many.
    """
    if count > MOST_ANSWERS:
        raise TooLargeError(f"it holds more than {MOST_ANSWERS:,} answers")


def check_comparisons(sentences: int, recommendations: int) -> None:
    """Refuse to compare more than memory has room for.

    Raises:
        TooLargeError: When there is too much.
    """
    if sentences * recommendations > MOST_COMPARISONS:
        raise TooLargeError(
            f"it holds {recommendations:,} recommendations and {sentences:,} sentences "
            "that may answer them"
        )


def check_shared(count: int) -> None:
    """Refuse sentences that answer many recommendations, when there are many of them.

    Raises:
        TooLargeError: When there are too many.
    """
    if count * _OVERHEAD > MOST_ANSWERED:
        raise TooLargeError("the same sentences answer hundreds of recommendations")


def check_answered(analysis: Analysis, answers: Iterable[Sequence[int]]) -> None:
    """Refuse answers that are together many times longer than a document.

    Raises:
        TooLargeError: When they are.
    """
    total = 0
    for numbers in answers:
        for n in numbers:
            sentence = analysis.sentences[n]
            total += sentence.end - sentence.start + _OVERHEAD
        if total > MOST_ANSWERED:
            raise TooLargeError("the same sentences answer hundreds of recommendations")
