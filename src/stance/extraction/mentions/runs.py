"""Lists as they stand on the page: in one piece, or with other text between their items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from stance.extraction.cues import Cues
from stance.extraction.speakers import Analysis, Sentence
from stance.schema import BlockKind

Run: TypeAlias = list[int]  # Numbers of neighbouring units.
_MOST_WORDS = 40  # Of one of several sentences that each ask for something.
_DIGITS = re.compile(r"\d{1,2}$")


def runs_of(analysis: Analysis, cues: Cues) -> Iterator[Run]:
    """Yield runs of neighbouring list items."""
    run: Run = []
    for number in range(len(analysis.units)):
        if not analysis.headings[number] and is_listed_item(analysis, number, cues):
            if run and _begins_again(analysis, run[0], number):
                yield run
                run = []
            run.append(number)
        elif run:
            yield run
            run = []
    if run:
        yield run


def chains_of(analysis: Analysis, runs: list[Run]) -> list[list[Run]]:
    """Join the runs that are one list with text between its items.

    Numbers and letters go on where they stopped; bullets join when each stands by itself.
    """
    chains: list[list[Run]] = []
    open_chains: list[list[Run]] = []
    for run in runs:
        for chain in reversed(open_chains):
            if _goes_on(analysis, chain, run):
                chain.append(run)
                break
        else:
            chains.append([run])
            open_chains = [*open_chains[-3:], chains[-1]]  # An answer may hold a list itself.
    return chains


def is_listed_item(analysis: Analysis, number: int, cues: Cues) -> bool:
    """Tell whether a unit is an item of a list: by its marker, or by how its words begin."""
    unit = analysis.units[number]
    if unit.empty or unit.label_kind is not None:
        return False
    if unit.kind is BlockKind.LIST_ITEM:
        return unit.marker is not None
    if unit.kind is not BlockKind.PARAGRAPH:
        return False
    if unit.folded.startswith("att "):
        return ". " not in unit.folded  # "Att fler ser riskerna är bra. ..." is prose.
    return bool(requests_in(analysis, number, cues))


def requests_in(analysis: Analysis, number: int, cues: Cues) -> list[Sentence]:
    """Return the sentences of a unit that does nothing but ask, else an empty list."""
    said = [analysis.sentences[n] for n in analysis.sentences_of(number)]
    asking = [cues.says("imperative_start", sentence.folded) for sentence in said]
    # The first one must be known for a request; so must most, as no list of verbs has them all.
    nothing_else = bool(said) and asking[0] and 3 * sum(asking) >= 2 * len(asking)
    short = len(said) == 1 or all(sentence.folded.count(" ") < _MOST_WORDS for sentence in said)
    return said if nothing_else and short else []


def _begins_again(analysis: Analysis, first: int, number: int) -> bool:
    """Tell whether an item begins another list: numbered as the first was, or in another way."""
    one, other = analysis.units[first], analysis.units[number]
    if one.marker in {None, "-"}:
        return one.level == other.level and one.marker == "-" and other.marker == "1"
    return (one.marker, one.level) == (other.marker, other.level)


def _goes_on(analysis: Analysis, chain: list[Run], run: Run) -> bool:
    """Tell whether a run takes up the numbering of a chain."""
    before, after = analysis.units[chain[-1][-1]], analysis.units[run[0]]
    if before.level != after.level:
        return False
    if before.marker == "-" or before.marker is None:
        single = len(chain[0]) == len(chain[-1]) == len(run) == 1
        return single and after.marker == before.marker
    return after.marker == _next(before.marker)


def _next(marker: str) -> str | None:
    """Return the marker that follows: "3" after "2", "c" after "b", "r3", "2.4" after "2.3"."""
    digits = _DIGITS.search(marker)
    if digits is not None:
        return f"{marker[: digits.start()]}{int(digits.group()) + 1}"
    return chr(ord(marker) + 1) if len(marker) == 1 else None
