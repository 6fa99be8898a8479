"""Mentions that stand together, so that the answers come after all of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from stance.extraction.mentions.mention import Mention
from stance.extraction.speakers import Analysis, Role
from stance.schema import BlockKind

_NEAR = 3  # Units: a heading or the page's own lines may stand between two items.


def summed_up(analysis: Analysis, mentions: list[Mention]) -> list[Mention]:
    """Mark those as listed between which nothing stands: one paragraph or list sums them up."""
    result = list(mentions)
    for place, (before, mention) in enumerate(pairwise(mentions)):
        if before.cells or mention.cells or not _side_by_side(analysis, before, mention):
            continue
        result[place] = replace(result[place], listed=True)
        follows = mentions[place + 2].unit if place + 2 < len(mentions) else None
        if mention.unit == follows or not _goes_on(analysis, mention):
            result[place + 1] = replace(result[place + 1], listed=True)
    return result


def _side_by_side(analysis: Analysis, before: Mention, mention: Mention) -> bool:
    """Tell whether two mentions of one paragraph, or of one list, have no text between them."""
    if before.unit != mention.unit:
        kinds = {analysis.units[m.unit].kind for m in (before, mention)}
        listed = kinds == {BlockKind.LIST_ITEM} or _both_quoted(analysis, before, mention)
        if not listed or mention.unit - before.last_unit > _NEAR:
            return False
        if analysis.units[before.unit].label_kind or analysis.units[mention.unit].label_kind:
            return False
    first = analysis.sentences_of(before.last_unit).start
    between = analysis.sentences[first : analysis.sentences_of(mention.unit).stop]
    return not any(
        s.start >= before.end - 1 and s.end <= mention.start and s.role is not Role.FURNITURE
        for s in between
    )


def _both_quoted(analysis: Analysis, before: Mention, mention: Mention) -> bool:
    """Tell whether both are lines in quotation marks."""
    return all(analysis.units[m.unit].folded[:1] in {'"', "'"} for m in (before, mention))


def _goes_on(analysis: Analysis, mention: Mention) -> bool:
    """Tell whether others than the auditors speak after a mention in its own paragraph."""
    said = [analysis.sentences[n] for n in analysis.sentences_of(mention.unit)]
    return any(s.start >= mention.end and s.role is not Role.AUDITOR for s in said)
