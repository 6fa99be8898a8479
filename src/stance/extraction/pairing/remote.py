"""Answers that stand elsewhere than by their recommendation."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import replace

from stance.extraction.cues import Cues
from stance.extraction.folding import fold
from stance.extraction.limits import MOST_BODIES, check_answers
from stance.extraction.mentions import Mention
from stance.extraction.pairing.answer import CLOSED_SECTIONS, Answer, Similarity
from stance.extraction.pairing.assignment import assign
from stance.extraction.pairing.bodies import body_name
from stance.extraction.pairing.paragraphs import assign_paragraphs
from stance.extraction.pairing.pools import corrected_pool, headed_pool, open_pool
from stance.extraction.pairing.quiet import (
    is_quiet,
    loud_bodies,
    speaks_of_others,
    spoken_of,
)
from stance.extraction.references import references_in
from stance.extraction.speakers import Analysis
from stance.extraction.voices import Voices


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
    pool = headed_pool(analysis, mentions, used, cues, similarity)
    wanted = [answers[place].mention for place in open_places]
    named = _named(analysis, pool, wanted, cues)
    unrepeated = voices is not None and not named and all(m.text is not None for m in wanted)
    if unrepeated:
        pool = open_pool(analysis, mentions, used)
    if voices is not None:
        headed = pool
        if is_quiet(analysis, pool, voices):
            pool = spoken_of(analysis, pool, mentions, cues, similarity)
        elif not unrepeated:
            pool = corrected_pool(analysis, pool, mentions, used, voices)
        if not (used or named or unrepeated) and any(
            speaks_of_others(analysis, part, wanted, cues, similarity) for part in (headed, pool)
        ):
            return answers
    if not pool:
        return answers
    sections = _by_body(analysis, pool)
    if voices is not None:
        sections = loud_bodies(sections, voices)
    result = list(answers)
    extra: list[Answer] = []
    check_answers(len(sections) * len(wanted))
    for body, members in sections:
        if unrepeated and voices is not None:
            given = assign_paragraphs(analysis, members, wanted, similarity, voices)
        else:
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


def _named(analysis: Analysis, pool: list[int], wanted: Sequence[Mention], cues: Cues) -> bool:
    """Tell whether numbers or ordinals say which part of a pool answers what."""
    numbers = {mention.number for mention in wanted if mention.number}
    marked: set[str] = set()
    places: set[int] = set()
    for unit in dict.fromkeys(analysis.sentences[n].unit for n in pool):
        own = analysis.units[unit]
        if own.marker in numbers:
            marked.add(own.marker)
        opening = analysis.sentences[analysis.sentences_of(unit).start].folded
        for words in (own.label or "", opening, _heading_right_above(analysis, unit)):
            found = references_in(words, wanted, cues)
            if found is not None and len(found.places) < len(wanted):
                places |= found.places
    return len(marked) > 1 or len(places) > 1


def _heading_right_above(analysis: Analysis, unit: int) -> str:
    """Return the words of the heading that a unit stands directly below, or nothing."""
    if not unit or not analysis.headings[unit - 1]:
        return ""
    heading = analysis.units[unit - 1]
    return " ".join(p for p in (heading.label, heading.number, heading.folded) if p)


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
