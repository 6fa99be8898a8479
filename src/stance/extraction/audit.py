"""Recommendations that come from the audit report instead of the response."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from stance.errors import StanceError
from stance.extraction.folding import fold
from stance.extraction.limits import TooLargeError
from stance.extraction.mentions import Mention
from stance.extraction.mentions.mention import asks
from stance.schema import Document, Kind, Status

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from stance.extraction.cues import Cues
    from stance.extraction.speakers import Analysis

_WORD = re.compile(r"[a-z0-9]{2,40}")
_RATHER = 0.15  # With its place in the order to speak for it, too.
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
    cues: Cues,
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
        said = [fold(m.words(text)) for m in mentions]
        likeness = similarity(said, [fold(w) for w in wanted])
        likeness = likeness * _may_stand_for(analysis, mentions, wanted, cues)
        asking = [_asks(analysis, mention, cues) for mention in mentions]
        for mention, place in zip(mentions, _places(mentions, asking, likeness), strict=True):
            if place is not None:
                heard.add(place)
                kept.append(replace(mention, number=mention.number or str(place + 1)))
    kept += [
        Mention(0, 0, -1, -1, number=str(place + 1), listed=True, text=words)
        for place, words in enumerate(wanted)
        if place not in heard
    ]
    return kept


def _places(
    mentions: Sequence[Mention], asking: Sequence[bool], likeness: NDArray[np.float32]
) -> list[int | None]:
    """Return for each mention the place of the report's recommendation that it stands for.

    A response may repeat in words of its own what the report says. What is not like any of the
    report's, but asks for something, stands for the one with its number, or for the one that it
    is rather like, if that stands between the same two in the report.

    Args:
        mentions: What the response mentions.
        asking: For each mention whether it asks for something by its form.
        likeness: (mentions, the report's recommendations).
    """
    count = likeness.shape[1]
    nearest = [int(place) for place in likeness.argmax(axis=1)]
    found: list[int | None] = [
        place if likeness[row, place] >= _SAME_MEANING else None
        for row, place in enumerate(nearest)
    ]
    numbers = [m.number for m in mentions]
    rather = [
        place if likeness[row, place] >= _RATHER else None for row, place in enumerate(nearest)
    ]
    numbered = all(asking) and numbers == [str(row + 1) for row in range(count)]
    if numbered and 2 * sum(place == row for row, place in enumerate(rather)) >= count:
        return list(range(count))
    for row, place in enumerate(rather):
        if found[row] is None and place not in found and asking[row]:
            before = [other for other in found[:row] if other is not None]
            after = [other for other in found[row + 1 :] if other is not None]
            if place is not None and max(before, default=-1) < place < min(after, default=count):
                found[row] = place
    return found


def _may_stand_for(
    analysis: Analysis, mentions: Sequence[Mention], wanted: Sequence[str], cues: Cues
) -> NDArray[np.bool_]:
    """Tell of each mention and each of the report's whether the one could repeat the other.

    What asks for nothing repeats a request only in its own words: below "Rekommendation 2" on a
    line of its own stands the answer.
    """
    import numpy as np

    text = analysis.layout.text
    requests = [asks(fold(words), cues) for words in wanted]
    asked = [set(_WORD.findall(fold(words))) for words in wanted]
    able = np.ones((len(mentions), len(wanted)), dtype=np.bool_)
    for row, mention in enumerate(mentions):
        if _asks(analysis, mention, cues):
            continue
        said = set(_WORD.findall(fold(mention.words(text))))
        for place, words in enumerate(asked):
            able[row, place] = not requests[place] or 2 * len(words & said) >= len(words | said)
    return able


def _asks(analysis: Analysis, mention: Mention, cues: Cues) -> bool:
    """Tell whether the sentence in which a mention begins asks for something."""
    if mention.cells:
        return True
    said = (analysis.sentences[n] for n in analysis.sentences_of(mention.unit))
    first = next((s.folded for s in said if s.end > mention.start), "")
    return asks(first or analysis.units[mention.unit].folded, cues)
