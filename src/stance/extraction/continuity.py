"""Paragraphs that a page break or a stray line cut in two."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.extraction.cues import Cues
from stance.extraction.units import Unit
from stance.extraction.wordlists import word_list
from stance.schema import BlockKind

_REACH = 6  # Lines of a page's foot and the next one's head.
_SHORT = 12  # Words of such a line.
_FEWEST_WORDS = 5  # Of the part before the break: less may be a heading or a name.
_LAST_WORD = re.compile(r"([a-z0-9-]{1,40}),?$")


def paragraphs_of(
    text: str, units: Sequence[Unit], cues: Cues
) -> tuple[tuple[int, ...], frozenset[int]]:
    """Return for each unit the first unit of its paragraph, and the units that are the page's.

    A paragraph without an end goes on where the next one begins in the middle of a sentence;
    what stands between the two is the foot or head of a page.
    """
    first = list(range(len(units)))
    strays: set[int] = set()
    number = 0
    while number < len(units):
        later = _resumes_at(text, units, number, cues, resumed=first[number] != number)
        if later is None:
            number += 1
            continue
        for between in range(number + 1, later + 1):
            first[between] = first[number]
        strays.update(range(number + 1, later))
        number = later
    return tuple(first), frozenset(strays)


def _resumes_at(
    text: str, units: Sequence[Unit], number: int, cues: Cues, *, resumed: bool
) -> int | None:
    """Return the unit that goes on with an unfinished one, or None."""
    unit = units[number]
    folded = unit.folded.rstrip()
    if unit.kind not in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM} or not folded:
        return None
    ending = _LAST_WORD.search(folded[-60:])
    if ending is None or unit.emphasised > 0.9:
        return None
    if folded.count(" ") + 1 < _FEWEST_WORDS and not resumed:
        return None
    announces = cues.says("recommendation_leadin", folded[-160:])
    hangs = ending[1] in word_list("unfinished") and ending[1] != "att"
    for later in range(number + 1, min(number + 1 + _REACH, len(units))):
        other = units[later]
        if other.kind is BlockKind.PARAGRAPH and other.label_kind is None and not other.empty:
            begins = text[other.start]
            clause = other.folded.startswith("att ")
            goes_on = begins.islower() and not (announces and (clause or ending[1] == "att"))
            # "att" opens an item as often as it goes on with a sentence.
            if goes_on and (not clause or hangs or ". " in folded):
                return later
            # "... redovisas den / 1 oktober, då ..."
            whole = begins.isupper() or begins.isdigit()
            if hangs and later == number + 1 and whole and not announces:
                return later
        if not _may_be_the_pages(other):
            return None
    return None


def _may_be_the_pages(unit: Unit) -> bool:
    """Tell whether a unit could be the foot or head of a page."""
    plain = unit.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING} and unit.marker is None
    closed = unit.folded.rstrip().endswith((".", ":", "?", "!", ","))
    return plain and not closed and unit.folded.count(" ") < _SHORT
