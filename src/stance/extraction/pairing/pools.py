"""The sentences among which answers are looked for that do not stand by their recommendation."""

from __future__ import annotations

from collections.abc import Sequence

from stance.extraction.cues import Cues
from stance.extraction.folding import fold
from stance.extraction.mentions import Mention
from stance.extraction.pairing.answer import (
    CLOSED_SECTIONS,
    Similarity,
    decided,
    is_fragment,
)
from stance.extraction.speakers import Analysis, Role
from stance.extraction.voices import Voices
from stance.schema import BlockKind

_FAINTEST = 0.1
_SILENT = 0.03  # Where no line sounds like an answer, the document has none.
_LOUD = 0.5  # Of what the line has that sounds most like an answer.
_TRUSTED = 0.5  # A pool whose sentences sound half as much like answers as those that do most.
_EXPLAINED = 0.5  # Of what sounds like an answer: with less, the rules looked in the wrong place.


def headed_pool(
    analysis: Analysis,
    mentions: Sequence[Mention],
    used: set[int],
    cues: Cues,
    similarity: Similarity,
) -> list[int]:
    """Return the sentences among which remote answers are looked for.

    Those are the answer sections; where no heading announces one, all that follows the first
    mention and is not the auditors' or the page's.
    """
    inside = _inside(analysis, mentions)
    listed_units = {mention.unit for mention in mentions if mention.listed}
    # A table of recommendations answers in its own rows; its other cells are numbers and names.
    tables = {analysis.units[mention.unit].table for mention in mentions if mention.cells}
    candidates = [
        n
        for n, sentence in enumerate(analysis.sentences)
        if n not in used
        and n not in inside
        and sentence.unit not in listed_units
        and analysis.units[sentence.unit].table not in tables
        and sentence.role not in {Role.BOILERPLATE, Role.FURNITURE}
        and analysis.sections[sentence.unit] not in CLOSED_SECTIONS
        and not is_fragment(analysis, sentence.unit)
        and not _heads_page(analysis, sentence.unit)
    ]
    answering = [n for n in candidates if analysis.sections[analysis.sentences[n].unit] == "answer"]
    in_decision = [n for n in decided(analysis, cues) if n not in used and n not in inside]
    first = _first(mentions)
    after = [n for n in answering if analysis.sentences[n].start >= first]
    if after:
        return after
    later = [n for n in candidates if analysis.sentences[n].start >= first]
    following = _following(analysis, later)
    if in_decision:
        asked = [fold(mention.words(analysis.layout.text)) for mention in mentions]
        decision = _nearness(analysis, in_decision, asked, similarity)
        return (
            in_decision
            if decision >= _nearness(analysis, following, asked, similarity)
            else following
        )
    return answering or following


def open_pool(analysis: Analysis, mentions: Sequence[Mention], used: set[int]) -> list[int]:
    """Return all sentences that may answer what the document does not repeat, headed or not."""
    inside = _inside(analysis, mentions)
    return [
        n
        for n, sentence in enumerate(analysis.sentences)
        if n not in used
        and n not in inside
        and not _is_formal(analysis, n)
        and analysis.sections[sentence.unit] not in CLOSED_SECTIONS
        and not is_fragment(analysis, sentence.unit)
        and not _heads_page(analysis, sentence.unit)
    ]


def _first(mentions: Sequence[Mention]) -> int:
    """Return where answers may begin: after what is asked first, if all of that is repeated."""
    if any(mention.text is not None for mention in mentions):
        return 0
    return min((mention.end for mention in mentions), default=0)


def _heads_page(analysis: Analysis, number: int) -> bool:
    """Tell whether a unit is a cell of the page's head: a name or a number, no answer."""
    unit = analysis.units[number]
    cell = unit.kind is BlockKind.CELL and analysis.sections[number] != "answer"
    return cell and not unit.folded.rstrip().endswith((".", "!", "?"))


def _inside(analysis: Analysis, mentions: Sequence[Mention]) -> set[int]:
    """Return the sentences in which the recommendations themselves are written."""
    return {
        n
        for mention in mentions
        if mention.text is None
        for unit in range(mention.unit, mention.last_unit + 1)
        for n in analysis.sentences_of(unit)
        if analysis.sentences[n].start < mention.end and analysis.sentences[n].end > mention.start
    }


def corrected_pool(
    analysis: Analysis,
    pool: list[int],
    mentions: Sequence[Mention],
    used: set[int],
    voices: Voices,
) -> list[int]:
    """Return the sentences that sound like answers, where the pool holds few of them.

    The pool rests on headings and labels; in a layout that they do not explain, the learnt
    reader knows better where the body speaks.
    """
    answering = voices.answering()
    inside = _inside(analysis, mentions)
    first = _first(mentions)
    open_to = [
        n
        for n, sentence in enumerate(analysis.sentences)
        if n not in used
        and n not in inside
        and not _is_formal(analysis, n)
        and analysis.units[sentence.unit].kind is not BlockKind.CELL
    ]
    open_to = [n for n in open_to if analysis.sentences[n].start >= first] or open_to
    chances = [answering.get(n, 0.0) for n in open_to]
    least = max(_FAINTEST, _LOUD * max(chances, default=0.0))
    loud = [n for n, chance in zip(open_to, chances, strict=True) if chance >= least]
    if not loud:
        return pool if max((answering.get(n, 0.0) for n in pool), default=0.0) >= _SILENT else []
    total = sum(answering[n] for n in loud)
    explained = set(pool)
    known = sum(answering[n] for n in loud if n in explained)
    own = sum(answering.get(n, 0.0) for n in pool)
    misplaced = own * len(loud) < _TRUSTED * total * len(pool) or not pool
    return loud if misplaced and known < _EXPLAINED * total else pool


def _is_formal(analysis: Analysis, number: int) -> bool:
    """Tell whether a sentence is the page's, or boilerplate by its own words."""
    sentence = analysis.sentences[number]
    return sentence.role is Role.FURNITURE or (
        sentence.role is Role.BOILERPLATE and analysis.sections[sentence.unit] != "boilerplate"
    )


def _nearness(
    analysis: Analysis, pool: list[int], asked: list[str], similarity: Similarity
) -> float:
    """Return how much of what was asked is spoken of in a pool."""
    if not pool or not asked:
        return 0.0
    likeness = similarity([analysis.sentences[n].folded for n in pool], asked)
    return float(likeness.max(axis=0).mean())


def _following(analysis: Analysis, after: list[int]) -> list[int]:
    """Return those sentences after the recommendations that may be the body's."""
    started = False
    pool = []
    for n in after:
        started = started or analysis.sentences[n].role is Role.BODY
        if started or analysis.sections[analysis.sentences[n].unit] != "auditor":
            pool.append(n)
    return pool
