"""Which sentences of an answer section belong to which recommendation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from stance.extraction.alignment import align
from stance.extraction.cues import Cues
from stance.extraction.folding import fold
from stance.extraction.limits import check_shared
from stance.extraction.mentions import Mention
from stance.extraction.pairing.answer import (
    Similarity,
)
from stance.extraction.references import Reference, references_in
from stance.extraction.speakers import Analysis, Role
from stance.schema import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXPLICIT = 2.0
_JOINT_LIKENESS = 0.12
_BOTH_LIKENESS = 0.2  # From here on a sentence speaks about a recommendation beyond doubt.
_THEME_SHARE = 0.6
_FEWEST_THEMES = 2
_THEMES_IN_ORDER = 0.1
_PARAGRAPHS_IN_ORDER = 0.05
_SHARED_ANSWER = 15  # Sentences: a longer section is no answer to one criticism.


def assign(
    analysis: Analysis,
    pool: list[int],
    wanted: Sequence[Mention],
    cues: Cues,
    similarity: Similarity,
) -> list[tuple[int, ...]]:
    """Divide the sentences of a pool among the wanted recommendations."""
    text = analysis.layout.text
    asked = [fold(m.words(text)) for m in wanted]
    folded = [analysis.sentences[n].folded for n in pool]
    likeness = similarity(folded, asked)
    also: dict[int, frozenset[int]] = {}
    called: dict[int, int] = {}  # For each recommendation the first sentence that names it.
    marked = _marked_units(analysis, pool, wanted)
    under: Reference | None = None  # Named by a heading, label or list number.
    together: dict[tuple[int, frozenset[int]], list[int]] = {}  # What is named in one go.
    narrowed: frozenset[int] | None = None  # The one of several named that is spoken of now.
    within: Reference | None = None  # Named by a sentence, for the rest of its paragraph.
    named_in_all = 0
    for row, n in enumerate(pool):
        unit = analysis.sentences[n].unit
        opens = row == 0 or analysis.sentences[pool[row - 1]].unit != unit
        if opens:
            within = narrowed = None
            above = _reference_above(analysis, unit, wanted, cues, marked)
            if above is not None or _new_theme(analysis, pool[row - 1] if row else -1, n):
                under = above
        named = references_in(analysis.sentences[n].folded, wanted, cues)
        if under is not None and cues.says("refers_to_other", analysis.sentences[n].folded):
            named = None  # Under 3, "se svar på punkt 1" is the answer to 3.
        if named is not None:
            within, narrowed = named, None
        current = within or under
        if current is not None:
            if named is None:
                narrowed = _clearest(likeness[row], current.places) or narrowed
            places = narrowed or current.places
            likeness[row, min(places)] += _EXPLICIT
            also[row] = places
            together.setdefault((unit, current.places), []).append(row)
            for place in places:
                called.setdefault(place, row)
        elif "rekommendationerna" in folded[row]:
            also[row] = _joint(likeness[row])
        elif len(shared := _joint(likeness[row], least=_BOTH_LIKENESS, share=0.6)) > 1:
            also[row] = shared
            if opens:  # "Inventering och plan hör ihop. Båda ...": so does what follows.
                within = Reference(shared)
        named_in_all += len(also.get(row, ()))
        check_shared(named_in_all)
    for (_, named_places), rows in together.items():
        _share(also, named_places, rows)
    likeness += _theme_likeness(analysis, pool, asked, similarity)
    likeness[: _introduction(analysis, pool, len(asked))] = 0.0
    if not also:
        likeness += _in_order(analysis, pool, likeness)
    paragraphs = [analysis.paragraphs[analysis.sentences[n].unit] for n in pool]
    walk = align(likeness, paragraphs)
    given: list[list[int]] = [[] for _ in wanted]
    for row, (n, nearest) in enumerate(zip(pool, walk, strict=True)):
        places = also.get(row) or (frozenset({nearest}) if nearest is not None else frozenset())
        for p in places:
            # What stands before the answers that name theirs opens the letter.
            if analysis.sentences[n].role is not Role.AUDITOR and row >= called.get(p, 0):
                given[p].append(n)
    own_words = [n for n in pool if analysis.sentences[n].role is not Role.AUDITOR]
    for place, mention in enumerate(wanted):
        # One recommendation, or criticism that the body meets in words of its own: what the
        # body says under its heading is the answer, if no sentence was nearer to it.
        alone = len(wanted) == 1 or mention.kind is Kind.FINDING
        if not given[place] and alone and len(own_words) <= _SHARED_ANSWER:
            given[place] = own_words
    return [tuple(numbers) for numbers in given]


def _share(also: dict[int, frozenset[int]], places: frozenset[int], rows: list[int]) -> None:
    """Let those named together share what follows, if none of it is told apart."""
    own = {place for row in rows if also[row] != places for place in also[row]}
    if len(own) == 1:
        also.update(dict.fromkeys(rows, places))


def _theme_likeness(
    analysis: Analysis, pool: list[int], asked: list[str], similarity: Similarity
) -> NDArray[np.float32]:
    """Return, for each sentence, how like the theme heading above it is to what was asked.

    A heading says what all below it is about, also where the words below do not.
    """
    owners = [analysis.owners[analysis.sentences[n].unit] for n in pool]
    themes = [theme for theme in dict.fromkeys(owners) if theme]
    found = np.zeros((len(pool), len(asked)), dtype=np.float32)
    if len(themes) < _FEWEST_THEMES:
        return found
    rows = dict(zip(themes, similarity(themes, asked), strict=True))
    for row, owner in enumerate(owners):
        if owner in rows:
            found[row] = _THEME_SHARE * rows[owner]
    return found


def _introduction(analysis: Analysis, pool: list[int], count: int) -> int:
    """Return how many sentences open the answer, above the first of enough themes for all."""
    owners = [analysis.owners[analysis.sentences[n].unit] for n in pool]
    themes = list(dict.fromkeys(owners))
    if count < _FEWEST_THEMES or len(themes) <= count or not _opens_answer(analysis, pool[0]):
        return 0
    return next(row for row, owner in enumerate(owners) if owner == themes[1])


def _opens_answer(analysis: Analysis, number: int) -> bool:
    """Tell whether the heading above a sentence says that the body answers below it."""
    unit = analysis.sentences[number].unit
    while unit and not analysis.headings[unit]:
        unit -= 1
    before = analysis.sections[unit - 1] if unit else ""
    return analysis.sections[unit] == "answer" and (
        before != "answer" or analysis.units[unit].label_kind == "answer"
    )


def _in_order(
    analysis: Analysis, pool: list[int], likeness: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return what it counts that as many themes, or paragraphs, answer as things were asked.

    One paragraph more opens the answer, if the second one is nearer to what was asked first.
    """
    count = likeness.shape[1]
    found = np.zeros((len(pool), count), dtype=np.float32)
    for parts, worth in (
        ([analysis.owners[analysis.sentences[n].unit] for n in pool], _THEMES_IN_ORDER),
        ([analysis.paragraphs[analysis.sentences[n].unit] for n in pool], _PARAGRAPHS_IN_ORDER),
    ):
        order = {part: place for place, part in enumerate(dict.fromkeys(parts))}
        opening = 0
        if len(order) == count + 1:
            first = [row for row, part in enumerate(parts) if order[part] == 0]
            second = [row for row, part in enumerate(parts) if order[part] == 1]
            opening = int(likeness[second, 0].max() >= likeness[first, 0].max())
        if len(order) - opening == count > 1:
            for row, part in enumerate(parts):
                if order[part] >= opening:
                    found[row, order[part] - opening] += worth
    return found


def _marked_units(
    analysis: Analysis, pool: list[int], wanted: Sequence[Mention]
) -> dict[int, frozenset[int]]:
    """Map units to recommendations by list number, if the answers are numbered like them."""
    numbers = {m.number: place for place, m in enumerate(wanted) if m.number}
    marked = {
        unit: frozenset({numbers[marker]})
        for unit in dict.fromkeys(analysis.sentences[n].unit for n in pool)
        if (marker := analysis.units[unit].marker) in numbers
    }
    coded = any(m.number and m.number[0] == "r" for m in wanted)
    return marked if coded or len(marked) >= 2 else {}


def _reference_above(
    analysis: Analysis,
    unit: int,
    wanted: Sequence[Mention],
    cues: Cues,
    marked: dict[int, frozenset[int]],
) -> Reference | None:
    """Return the recommendations that a unit's list number, label or heading names."""
    if unit in marked:
        return Reference(marked[unit])
    label = analysis.units[unit].label
    if label and (found := references_in(label, wanted, cues)):
        return found
    above = unit - 1
    if above >= 0 and (analysis.headings[above] or analysis.units[above].empty):
        heading = analysis.units[above]
        words = " ".join(p for p in (heading.label, heading.number, heading.folded) if p)
        return references_in(words, wanted, cues)
    return None


def _clearest(likeness: NDArray[np.float32], places: frozenset[int]) -> frozenset[int] | None:
    """Return the one of several named recommendations that a sentence is clearly about."""
    if len(places) < 2:
        return None
    ranked = sorted(places, key=lambda place: -likeness[place])
    best, second = float(likeness[ranked[0]]), float(likeness[ranked[1]])
    return frozenset({ranked[0]}) if best >= _JOINT_LIKENESS and best >= 2 * second else None


def _joint(likeness: NDArray[np.float32], least: float = 0.0, share: float = 0.5) -> frozenset[int]:
    """Return the recommendations that one sentence names together by their topics."""
    best = float(likeness.max())
    if best < _JOINT_LIKENESS:
        return frozenset()
    floor = max(least, share * best)
    return frozenset((likeness >= floor).nonzero()[0].tolist())


def _new_theme(analysis: Analysis, before: int, number: int) -> bool:
    """Tell whether a heading stands between two sentences of the pool."""
    if before < 0:
        return False
    units = range(analysis.sentences[before].unit + 1, analysis.sentences[number].unit)
    return any(analysis.headings[unit] for unit in units)
