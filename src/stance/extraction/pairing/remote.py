"""The answer that stands elsewhere: where it is looked for."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import replace

from stance.extraction.cues import Cues
from stance.extraction.folding import fold
from stance.extraction.limits import MOST_BODIES, check_answers
from stance.extraction.mentions import Mention
from stance.extraction.pairing.answer import (
    CLOSED_SECTIONS,
    Answer,
    Similarity,
    decided,
    is_fragment,
)
from stance.extraction.pairing.assignment import assign
from stance.extraction.pairing.bodies import body_name
from stance.extraction.pairing.quiet import is_quiet, spoken_of
from stance.extraction.speakers import Analysis, Role
from stance.extraction.voices import Voices
from stance.schema import BlockKind

_FAINTEST = 0.1
_SILENT = 0.03  # Where no line sounds like an answer, the document has none.
_LOUD = 0.5  # Of what the line has that sounds most like an answer.
_TRUSTED = 0.5  # A pool whose sentences sound half as much like answers as those that do most.
_EXPLAINED = 0.5  # Of what sounds like an answer: with less, the rules looked in the wrong place.


def find_remote(
    analysis: Analysis,
    answers: list[Answer],
    mentions: Sequence[Mention],
    cues: Cues,
    similarity: Similarity,
    voices: Voices | None = None,
) -> list[Answer]:
    """Find the answers of recommendations that have none where they stand."""
    open_places = [place for place, answer in enumerate(answers) if not answer.sentences]
    if not open_places:
        return answers
    used = {n for answer in answers for n in answer.sentences}
    pool = _pool(analysis, mentions, used, cues, similarity)
    if voices is not None:
        if is_quiet(analysis, pool, voices):
            pool = spoken_of(analysis, pool, mentions, cues, similarity)
        else:
            pool = _corrected(analysis, pool, mentions, used, voices)
    if not pool:
        return answers
    sections = _by_body(analysis, pool)
    result = list(answers)
    extra: list[Answer] = []
    wanted = [answers[place].mention for place in open_places]
    check_answers(len(sections) * len(wanted))
    for body, members in sections:
        given = assign(analysis, members, wanted, cues, similarity)
        for place, sentences in zip(open_places, given, strict=True):
            if not sentences:
                continue
            if result[place].sentences:
                extra.append(replace(answers[place], sentences=sentences, body=body))
            else:
                result[place] = replace(answers[place], sentences=sentences, body=body)
    if len(sections) > 1:
        extra += _silent_bodies(analysis, result, extra, open_places, sections)
    return sorted([*result, *extra], key=_order)


def _order(answer: Answer) -> tuple[int, int]:
    """Order by recommendation, then by answer; who does not answer comes last."""
    return (answer.mention.start, answer.sentences[0] if answer.sentences else sys.maxsize)


def _silent_bodies(
    analysis: Analysis,
    result: list[Answer],
    extra: list[Answer],
    places: list[int],
    sections: list[tuple[str | None, list[int]]],
) -> list[Answer]:
    """Add an empty answer for each body that answers, but passes over what others answer."""
    silent = []
    answering = {answer.body for answer in (*result, *extra) if answer.sentences}
    for place in places:
        mention = result[place].mention
        heard = {a.body for a in (*result, *extra) if a.mention == mention and a.sentences}
        silent += [
            Answer(mention, (), body)
            for body, _ in sections
            if heard
            and body is not None
            and body in answering
            and body not in heard
            and not _for_others(analysis, mention, body, answering)
        ]
    return silent


def _for_others(
    analysis: Analysis, mention: Mention, body: str, answering: Collection[str | None]
) -> bool:
    """Tell whether the heading above a recommendation addresses it to others than a body."""
    owner = analysis.owners[mention.unit] if mention.unit >= 0 else ""
    named = {other for other in answering if other and fold(other) in owner}
    return bool(named) and body not in named


def _pool(
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
    first = min((m.end for m in mentions if m.text is None), default=0)
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


def _corrected(
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
    first = min((m.end for m in mentions if m.text is None), default=0)
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


def _by_body(analysis: Analysis, pool: list[int]) -> list[tuple[str | None, list[int]]]:
    """Divide the pool by the body whose heading it stands under, if there are several."""
    owner: dict[int, str | None] = {}
    current: str | None = None
    for unit in range(len(analysis.units)):
        if analysis.headings[unit] and analysis.sections[unit] == "answer":
            current = body_name(analysis, unit) or current
        elif analysis.headings[unit] and analysis.sections[unit] in CLOSED_SECTIONS:
            current = None
        owner[unit] = current
    parts: dict[str | None, list[int]] = {}
    for n in pool:
        parts.setdefault(owner[analysis.sentences[n].unit], []).append(n)
    if not 2 <= len([body for body in parts if body]) <= MOST_BODIES:
        return [(None, pool)]
    return [(body, members) for body, members in parts.items() if body]
