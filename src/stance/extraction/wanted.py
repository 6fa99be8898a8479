"""Which places in a response repeat the recommendations of an audit report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from stance.extraction.folding import fold
from stance.extraction.mentions import Mention
from stance.extraction.mentions.mention import asks, of_unit
from stance.extraction.speakers import Role
from stance.schema import BlockKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from stance.extraction.cues import Cues
    from stance.extraction.speakers import Analysis

_WORD = re.compile(r"[a-z0-9]{2,40}")
_RATHER = 0.15  # With its place in the order to speak for it, too.
_SAME_MEANING = 0.35  # Likeness from which a mention in the response is taken for the report's.
_QUOTED = 0.8  # Share of the words of both that a unit has in common with what it quotes.
_FEWEST = 3  # Items of a list that is known by their number alone.


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
    row = _row_for_row(analysis, wanted, similarity)
    if row:
        return row
    text = analysis.layout.text
    kept = list(_quoted(analysis, mentions, wanted, cues))
    heard = {int(mention.number or 0) - 1 for mention in kept}
    quoted = {mention.unit for mention in kept}
    mentions = [mention for mention in mentions if mention.unit not in quoted]
    if mentions:
        said = [fold(m.words(text)) for m in mentions]
        likeness = similarity(said, [fold(w) for w in wanted])
        likeness = likeness * _may_stand_for(analysis, mentions, wanted, cues)
        asking = [_asks(analysis, mention, cues) for mention in mentions]
        for mention, place in zip(mentions, _places(mentions, asking, likeness), strict=True):
            if place is not None:
                heard.add(place)
                kept.append(replace(mention, number=mention.number or str(place + 1)))
    kept.sort(key=lambda mention: mention.start)
    kept += [
        Mention(0, 0, -1, -1, number=str(place + 1), listed=True, text=words)
        for place, words in enumerate(wanted)
        if place not in heard
    ]
    return kept


def _quoted(
    analysis: Analysis, mentions: Sequence[Mention], wanted: Sequence[str], cues: Cues
) -> Iterator[Mention]:
    """Yield the units that nobody took for a recommendation, but that quote the report's."""
    taken = {n for m in mentions for n in range(m.unit, m.last_unit + 1)}
    asked = [set(_WORD.findall(fold(words))) for words in wanted]
    longest = 2 * max(map(len, wanted), default=0)
    for number, unit in enumerate(analysis.units):
        if number in taken or unit.kind is BlockKind.CELL or len(unit.folded) > longest:
            continue
        said = set(_WORD.findall(unit.folded))
        for place, words in enumerate(asked):
            if said and len(words & said) >= _QUOTED * len(words | said):
                yield replace(of_unit(unit, number, cues), number=str(place + 1))
                break


def _row_for_row(
    analysis: Analysis,
    wanted: Sequence[str],
    similarity: Callable[[Sequence[str], Sequence[str]], NDArray[np.float32]],
) -> list[Mention]:
    """Return the items of a list that says in its own words, one by one, what the report says.

    It has as many items as the report has recommendations, the same subjects in the same order,
    and below each of them an answer.
    """
    for items in _lists(analysis):
        if len(items) != len(wanted) or len(items) < _FEWEST or not _answered(analysis, items):
            continue
        likeness = similarity([analysis.units[n].folded for n in items], [fold(w) for w in wanted])
        same = sum(int(likeness[row].argmax()) == row for row in range(len(items)))
        if 3 * same >= 2 * len(items):
            return [
                Mention(
                    analysis.units[n].start,
                    analysis.units[n].end,
                    n,
                    n,
                    number=str(place + 1),
                )
                for place, n in enumerate(items)
            ]
    return []


def _lists(analysis: Analysis) -> Iterator[list[int]]:
    """Yield the items of each list that are on one level, whatever stands between them."""
    items = [
        n
        for n, unit in enumerate(analysis.units)
        if unit.kind is BlockKind.LIST_ITEM and unit.marker is not None and not unit.empty
    ]

    def style(number: int) -> tuple[int, bool]:
        unit = analysis.units[number]
        return unit.level, unit.marker == "-"

    for _, members in groupby(sorted(items, key=lambda n: (style(n), n)), key=style):
        found = list(members)
        if analysis.units[found[0]].marker == "-":
            yield found
            continue
        begins = [place for place, n in enumerate(found) if analysis.units[n].marker == "1"]
        for begin, end in pairwise([*begins, len(found)]):
            yield found[begin:end]


def _answered(analysis: Analysis, items: Sequence[int]) -> bool:
    """Tell whether text stands between each two of some items, and behind the last one."""
    ends = [*items[1:], len(analysis.units)]
    return all(
        any(
            sentence.role in {Role.BODY, Role.OTHER}
            for unit in range(item + 1, end)
            for sentence in (analysis.sentences[n] for n in analysis.sentences_of(unit))
        )
        for item, end in zip(items, ends, strict=True)
    )


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
        unit = analysis.units[mention.unit]
        if unit.label_kind == "answer" and mention.start > unit.start:
            able[row] = False  # "Svar: ... Rutiner som ni efterlyser ska skrivas": an answer.
            continue
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
