"""Recommendations that come from the audit report instead of the response."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stance.errors import StanceError
from stance.extraction.folding import fold
from stance.extraction.limits import TooLargeError
from stance.extraction.mentions import Mention
from stance.schema import Document, Kind, Status

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from stance.extraction.speakers import Analysis

_SAME_MEANING = 0.35  # Likeness from which a mention in the response is taken for the report's.


def recommendations_of(report: Document) -> list[str]:
    """Return what an audit report recommends, each recommendation once, in order.

    Findings are returned only if the report recommends nothing. A report that could not be read
    gives an empty list: the caller reports its status.

    Raises:
        StanceError: ``too_large`` when it holds more than any report.
    """
    if report.status is not Status.OK:
        return []
    from stance.extraction.pairing import distinct
    from stance.extraction.stages import understand

    try:
        found = understand(report)
    except TooLargeError as error:
        raise StanceError(
            Status.TOO_LARGE.value,
            f"{report.name} holds more than any audit report.",
            "Split it, or keep the part with the recommendations.",
        ) from error
    asked = [m for m in found.mentions if m.kind is Kind.RECOMMENDATION] or found.mentions
    texts = [m.words(found.analysis.layout.text) for m in asked]
    return [texts[group[0]].strip() for group in distinct(texts)]


def match_wanted(
    analysis: Analysis,
    mentions: Sequence[Mention],
    wanted: Sequence[str],
    similarity: Callable[[Sequence[str], Sequence[str]], NDArray[np.float32]],
) -> list[Mention]:
    """Return one or more mentions for each wanted recommendation, in their order.

    A mention in the response stands for the report's recommendation that it is most like; what
    the response does not repeat becomes a mention with the report's words. Mentions that are
    like none of the wanted ones are dropped: the report says what was recommended.
    """
    text = analysis.layout.text
    kept: list[Mention] = []
    heard: set[int] = set()
    if mentions:
        likeness = similarity([fold(m.words(text)) for m in mentions], [fold(w) for w in wanted])
        for row, mention in enumerate(mentions):
            place = int(likeness[row].argmax())
            if likeness[row, place] >= _SAME_MEANING:
                heard.add(place)
                kept.append(replace(mention, number=mention.number or str(place + 1)))
    kept += [
        Mention(0, 0, -1, -1, number=str(place + 1), listed=True, text=words)
        for place, words in enumerate(wanted)
        if place not in heard
    ]
    return kept
