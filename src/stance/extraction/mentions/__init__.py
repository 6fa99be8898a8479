"""Where the auditors' recommendations and findings stand in a response.

Each way of writing them has a finder. The finders are tried from the plainest form (table,
label, list) to the loosest (a criticism in prose); looser ones count only when plainer ones
found nothing, because a summary repeats in prose what the list says.
"""

from __future__ import annotations

from bisect import bisect_left, insort

from stance.extraction.cues import Cues
from stance.extraction.mentions.grouping import summed_up
from stance.extraction.mentions.heard import heard
from stance.extraction.mentions.labels import labelled
from stance.extraction.mentions.lists import listed, unannounced
from stance.extraction.mentions.mention import Mention
from stance.extraction.mentions.reported import (
    findings,
    findings_answered_at_once,
    in_prose,
)
from stance.extraction.mentions.requests import interleaved
from stance.extraction.mentions.series import (
    announced_paragraphs,
    below_themes,
    criticised_alike,
    goes_on_asking,
    left_out,
)
from stance.extraction.mentions.set_off import emphasised
from stance.extraction.mentions.tables import in_tables
from stance.extraction.speakers import Analysis
from stance.extraction.voices import Voices

__all__ = ["Mention", "find_mentions"]


def find_mentions(analysis: Analysis, cues: Cues, voices: Voices | None = None) -> list[Mention]:
    """Return the mentions of recommendations, or of findings where there are none, in order."""
    found = [*in_tables(analysis, cues)]
    found += listed(analysis, cues, found)
    found += labelled(analysis, cues, found)
    found += emphasised(analysis, cues, found)
    found += interleaved(analysis, cues, found)
    found = found or [*announced_paragraphs(analysis, cues)] or _told(analysis, cues)
    found += left_out(analysis, cues, found)
    if voices is not None:
        found += heard(analysis, voices, found, cues)
        found += below_themes(analysis, cues, found, voices.asking())
    found = [m for m in _without_overlap(found) if not _only_announces(analysis, m, cues)]
    return summed_up(analysis, sorted(found, key=lambda m: m.start))


def _only_announces(analysis: Analysis, mention: Mention, cues: Cues) -> bool:
    """Tell whether a mention is the line above the list ("... rekommenderar vi följande.")."""
    unit = analysis.units[mention.unit]
    if mention.last_unit != mention.unit or mention.end < unit.end - 2 or mention.cells:
        return False
    words = unit.folded[mention.start - unit.start :]
    return cues.says("announces_list", words) and cues.says("recommendation_leadin", words)


def _told(analysis: Analysis, cues: Cues) -> list[Mention]:
    """Return what prose tells of requests or, where it tells of none, of criticism."""
    found = [*in_prose(analysis, cues)]
    if found:
        found += goes_on_asking(analysis, cues, found)
        return [*found, *findings_answered_at_once(analysis, cues, found)]
    found += unannounced(analysis, cues)
    if not found:
        found += findings(analysis, cues)
        found += criticised_alike(analysis, cues, found)
    return found


def _without_overlap(mentions: list[Mention]) -> list[Mention]:
    """Drop mentions that begin inside an earlier found one; plainer forms come first."""
    kept: list[Mention] = []
    spans: list[tuple[int, int]] = []  # Those of the kept ones, in order; they are disjoint.
    for mention in mentions:
        after = bisect_left(spans, mention.end, key=lambda span: span[0])
        if after == 0 or spans[after - 1][1] <= mention.start:
            kept.append(mention)
            insort(spans, (mention.start, mention.end))
    return kept
