"""Recommendations as the items of a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stance.extraction.clauses import split_items
from stance.extraction.cues import Cues
from stance.extraction.mentions.mention import Mention, is_body, long_enough, of_unit
from stance.extraction.mentions.requests import (
    MOST_SENTENCES,
    SPOKEN_FOR,
    answer_below,
    asks_by_form,
)
from stance.extraction.mentions.runs import Run, chains_of, requests_in, runs_of
from stance.extraction.speakers import Analysis, Role
from stance.schema import BlockKind, Span

_LEAST_WORDS = 2  # "Dokumentera avvikelser" says it all.
_FEWEST_ITEMS = 2
_LEADIN_SENTENCES = 2
_LEADIN_CHARACTERS = 260


def listed(analysis: Analysis, cues: Cues, known: list[Mention]) -> Iterator[Mention]:
    """Yield the items of lists that a lead-in, a heading or their wording announces."""
    taken = {n for mention in known for n in range(mention.unit, mention.last_unit + 1)}
    for chain in chains_of(analysis, list(runs_of(analysis, cues))):
        announced = _announced(analysis, chain[0], cues)
        forms = not announced and not known and _asks_throughout(analysis, chain, cues)
        alone = all(len(run) == 1 for run in chain)
        for run in chain:
            if announced:  # What goes on with an announced list is of its kind.
                first = None if not alone else chain[0][0]
                wanted = run is chain[0] or _goes_on(analysis, run, first, cues)
            elif forms:
                numbered = analysis.units[run[0]].marker != "-"
                wanted = numbered or all(asks_by_form(analysis, n, cues) for n in run)
            else:
                wanted = run is not chain[0] and _announced(analysis, run, cues)
            if wanted:
                yield from items_of(analysis, run, taken, cues, several=_several(chain))


def unannounced(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield the items of the first list that asks throughout, whatever stands above it.

    For documents in which nothing else is found: their word for a recommendation is not known.
    """
    for run in runs_of(analysis, cues):
        above = run[0] - 1
        opens_answer = above >= 0 and analysis.units[above].label_kind == "answer"
        leadin = leadin_of(analysis, run[0])
        if len(run) < _FEWEST_ITEMS or opens_answer or cues.says("proposal_leadin", leadin):
            continue
        if cues.says("body_speech", leadin) or cues.says("question_leadin", leadin):
            continue
        rest = analysis.sentences[analysis.sentences_of(run[-1]).stop :]
        if not any(sentence.role in {Role.BODY, Role.OTHER} for sentence in rest):
            continue
        if all(asks_by_form(analysis, n, cues) for n in run):
            yield from items_of(analysis, run, set(), cues, several=True)
            return


def _several(chain: list[Run]) -> bool:
    return sum(len(run) for run in chain) > 1


def items_of(
    analysis: Analysis, run: Run, taken: set[int], cues: Cues, *, several: bool
) -> Iterator[Mention]:
    """Yield the items of a run, each with the deeper items below it."""
    items = [n for n in run if analysis.units[n].kind is BlockKind.LIST_ITEM]
    base = min(analysis.units[n].level for n in items or run)
    for place, n in enumerate(run):
        unit = analysis.units[n]
        if n in taken or unit.level > base or unit.label_kind == "answer":
            continue
        if long_enough(unit, _LEAST_WORDS) and not cues.says("questions_end", unit.folded):
            last = _last_child(analysis, run, place, base)
            mention = of_unit(unit, n, cues, listed=len(run) > 1)
            if last == n and _holds_answer(analysis, n, cues):
                first = analysis.sentences[analysis.sentences_of(n).start]
                yield replace(mention, end=first.end, listed=False)
                continue
            if last != n:
                mention = replace(mention, end=analysis.units[last].end, last_unit=last)
            yield from _items_within(analysis, mention, cues, several=several)


def _holds_answer(analysis: Analysis, number: int, cues: Cues) -> bool:
    """Tell whether an item goes on, after the sentence that asks, with what answers it."""
    said = [analysis.sentences[n] for n in analysis.sentences_of(number)]
    return (
        len(said) > MOST_SENTENCES
        and cues.says("imperative_start", said[0].folded)
        and not any(cues.says("imperative_start", sentence.folded) for sentence in said[1:])
        and not any(cues.says("obligation", sentence.folded) for sentence in said[1:2])
    )


def _asks_throughout(analysis: Analysis, chain: list[Run], cues: Cues) -> bool:
    """Tell whether a list with text between its items is one of requests and their answers."""
    items = [n for run in chain for n in run]
    if len(chain) == 1 or any(analysis.sections[n] in SPOKEN_FOR for n in items):
        return False
    asking = sum(asks_by_form(analysis, n, cues) for n in items)
    answered = sum(answer_below(analysis, run[-1], cues) for run in chain)
    return 3 * asking >= 2 * len(items) and 3 * answered >= 2 * len(chain)


def _goes_on(analysis: Analysis, run: Run, first: int | None, cues: Cues) -> bool:
    """Tell whether a later run of an announced list says no more than what is asked.

    Args:
        analysis: The document.
        run: The items.
        first: The list's first item, if all its items stand apart; else None.
        cues: The phrases.
    """
    # "Nämnden säkerställer att ..." asks where the first item says it in the same way.
    told = first is not None and cues.says("names_body_first", analysis.units[first].folded)
    return all(
        analysis.sections[n] not in SPOKEN_FOR
        and len(analysis.sentences_of(n)) <= MOST_SENTENCES
        and (
            asks_by_form(analysis, n, cues)
            or (first is not None and (told or not is_body(analysis, n)))
        )
        for n in run
    )


def _items_within(
    analysis: Analysis, mention: Mention, cues: Cues, *, several: bool
) -> Iterator[Mention]:
    """Yield the items of a unit in which lost line breaks ran several together.

    Where several items kept their marks, no line break was lost: "A, samt att B" is one of them.
    """
    unit = analysis.units[mention.unit]
    parts: list[Span] = []
    if mention.last_unit == mention.unit:
        said = requests_in(analysis, mention.unit, cues)
        if len(said) > 1:
            parts = [(s.start - unit.start, s.end - unit.start) for s in said]
        elif not (several and unit.marker is not None):
            parts = split_items(unit.folded, cues)
    if len(parts) < 2:
        yield mention
        return
    for start, end in parts:
        yield replace(mention, start=unit.start + start, end=unit.start + end, listed=True)


def _last_child(analysis: Analysis, run: list[int], place: int, base: int) -> int:
    """Return the last of the deeper items right below an item, or the item."""
    while place + 1 < len(run) and analysis.units[run[place + 1]].level > base:
        place += 1
    return run[place]


def _announced(analysis: Analysis, run: list[int], cues: Cues) -> bool:
    """Tell whether a list holds recommendations, by its lead-in, heading and wording."""
    units = [analysis.units[n] for n in run]
    first = run[0]
    leadin = leadin_of(analysis, first)
    heading = analysis.owners[first]
    section = analysis.sections[first]
    asked = sum(cues.says("questions_end", unit.folded) for unit in units)
    if 2 * asked > len(units) or cues.says("question_leadin", leadin):
        return False
    announced = cues.says("recommendation_leadin", leadin)
    speaks = cues.says("auditor_speech", leadin) or "revis" in leadin or "granskning" in leadin
    if section in {"boilerplate", "questions"}:
        return announced and (speaks or "rekommend" in leadin)
    if cues.says("proposal_leadin", leadin) and "rekommend" not in leadin:
        return False
    if section in {"proposal", "decision"}:
        return announced and speaks and "rekommend" in leadin
    body_leadin = cues.says("body_speech", leadin) and not speaks and "era " not in leadin
    if announced and not body_leadin:
        return True
    headed = "rekommend" in heading or ("synpunkter" in heading and "revis" in heading)
    wording = sum(
        cues.says("infinitive_start", unit.folded)
        or cues.says("obligation", unit.folded)
        or cues.says("told_to", unit.folded)
        for unit in units
    )
    if headed and "svar pa" not in heading[:8] and not body_leadin:
        return 2 * wording >= len(units)
    return speaks and not body_leadin and 3 * wording >= 2 * len(units)


def leadin_of(analysis: Analysis, first: int) -> str:
    """Return the folded last sentences before a list (a heading stands in if there are none)."""
    for number in range(first - 1, max(first - 3, -1), -1):
        unit = analysis.units[number]
        if analysis.headings[number]:
            if unit.folded.startswith("till "):
                continue  # Whom the items below are for; what they are is said above it.
            return unit.folded
        if unit.kind is BlockKind.LIST_ITEM:
            return ""  # Another list.
        if unit.empty:
            continue
        said = [analysis.sentences[n].folded for n in analysis.sentences_of(number)]
        return " ".join(said[-_LEADIN_SENTENCES:])[-_LEADIN_CHARACTERS:]
    return ""
