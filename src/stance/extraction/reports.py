"""What an audit report asks for.

A report is the auditors' own: all that asks in it is a recommendation, where a response must
first tell whose words they are. It asks in one of three ways, and the plainest one decides: in
lists that it announces, in lines set off by type, or in sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from stance.extraction.clauses import clauses_of
from stance.extraction.cues import LONGEST, Cues
from stance.extraction.mentions.lists import items_of, leadin_of
from stance.extraction.mentions.mention import SILENT, Mention, asks, long_enough, of_unit
from stance.extraction.mentions.runs import Run, chains_of, runs_of
from stance.extraction.speakers import Analysis, Sentence
from stance.schema import BlockKind

_FEWEST_LINES = 2
_SET_OFF = 0.8
_NEAR = 2  # Units: what explains a line may stand below it.
_OTHER = frozenset({"questions", "boilerplate"})


def asked_in_report(analysis: Analysis, cues: Cues) -> list[Mention]:
    """Return what a report asks for, in order; empty where it has a form of its own."""
    for read in (_listed, _set_off, _said):
        found = _in_its_section(analysis, read, cues)
        if found:
            return found
    return []


def _in_its_section(
    analysis: Analysis, read: Callable[[Analysis, Cues], Iterator[Mention]], cues: Cues
) -> list[Mention]:
    """Return what stands below a heading that names recommendations, else all that is found."""
    found = list(read(analysis, cues))
    headed = [m for m in found if "rekommend" in analysis.owners[m.unit]]
    return headed or found


def _listed(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield the items of the lists that the report announces as recommendations."""
    for chain in chains_of(analysis, list(runs_of(analysis, cues))):
        for run in chain:
            if _announced(analysis, run, cues):
                yield from items_of(analysis, run, set(), cues, several=len(chain) + len(run) > 2)


def _announced(analysis: Analysis, run: Run, cues: Cues) -> bool:
    leadin, heading = leadin_of(analysis, run[0]), analysis.owners[run[0]]
    if cues.says("question_leadin", leadin):
        return False
    asking = sum(asks(analysis.units[n].folded, cues) for n in run)
    if cues.says("report_leadin", leadin):
        return analysis.sections[run[0]] not in _OTHER or bool(asking)
    if any(analysis.units[n].emphasised >= _SET_OFF for n in run):
        return False  # They are lines set off by type, and not all of them.
    return "rekommend" in heading and 2 * asking >= len(run)


def _set_off(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield the bold or italic lines that ask, if there are several.

    A sentence set off beside one that asks does so, too: no list of verbs has them all.
    """
    lines = [
        number
        for number, unit in enumerate(analysis.units)
        if unit.emphasised >= _SET_OFF
        and unit.kind is not BlockKind.CELL
        and analysis.sections[number] not in _OTHER
        and long_enough(unit)
        and not unit.folded.endswith((":", "?"))
    ]
    asking = {n for n in lines if asks(analysis.units[n].folded, cues)}
    found = [
        n
        for n in lines
        if n in asking
        or (
            analysis.units[n].folded.endswith(".") and asking & set(range(n - _NEAR, n + _NEAR + 1))
        )
    ]
    if len(found) >= _FEWEST_LINES:
        yield from (of_unit(analysis.units[n], n, cues) for n in found)


def _said(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield what the sentences ask for."""
    before: Sentence | None = None
    for sentence in analysis.sentences:
        clauses = _clauses(analysis, sentence, cues)
        # "En sådan plan bör bygga på ..." says more of what was asked for just before.
        more = before is not None and cues.says("says_more", sentence.folded)
        if clauses and not (more and before is not None and sentence.unit - before.unit <= 1):
            before = sentence
            for start, end in clauses:
                yield Mention(
                    sentence.start + start, sentence.start + end, sentence.unit, sentence.unit
                )


def _clauses(analysis: Analysis, sentence: Sentence, cues: Cues) -> Sequence[tuple[int, int]]:
    """Return the parts of a sentence that ask for something."""
    folded = sentence.folded
    if len(folded) > LONGEST or sentence.role in SILENT or folded.endswith((":", "?")):
        return []
    if analysis.sections[sentence.unit] in _OTHER or cues.says("of_the_reply", folded):
        return []
    parts = clauses_of(folded, cues)
    if parts:
        return parts
    if not cues.says("report_request", folded):
        return []
    written = analysis.layout.text[sentence.start : sentence.end].casefold()
    asking = cues.mentions["report_request"].finditer(folded, 0, LONGEST)
    return [(0, len(folded.rstrip(" .")))] if any(_is_duty(m, written) for m in asking) else []


def _is_duty(match: re.Match[str], written: str) -> bool:
    """Tell "bör" from "bor", which are one word when folded."""
    return not match.group().startswith("bor ") or written.startswith("bör", match.start())
