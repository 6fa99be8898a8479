"""The answer that stands right after its recommendation, or in its table row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from stance.extraction.cues import Cues
from stance.extraction.mentions import Mention
from stance.extraction.pairing.answer import (
    CLOSED_SECTIONS,
    is_fragment,
)
from stance.extraction.pairing.bodies import names_body
from stance.extraction.sections import section_of
from stance.extraction.speakers import Analysis, Role
from stance.schema import BlockKind

_NEXT_PARAGRAPH = 2  # A line of the page may stand between.
_SOUNDS = 0.5  # So likely an answer that it needs no name of the body.
_HAS_WORD = re.compile(r"[a-z0-9]")


def local_answer(
    analysis: Analysis,
    mentions: Sequence[Mention],
    place: int,
    cues: Cues,
    answering: Mapping[int, float],
) -> list[int]:
    """Return the sentences that answer a mention where it stands, or an empty list.

    Args:
        analysis: The document.
        mentions: All places where a recommendation is written, in order.
        place: Which of them.
        cues: The phrases.
        answering: How likely each sentence answers, as far as the learnt reader tells.
    """
    mention = mentions[place]
    if mention.cells:
        return [
            n
            for cell in sorted(set(mention.cells))
            for n in analysis.sentences_of(cell)
            if _HAS_WORD.search(analysis.sentences[n].folded)
        ]
    if mention.text is not None:
        return []
    if mention.listed and not _answered_at_once(analysis, mention, answering):
        return []
    # What one sentence asks for is answered as one.
    while place + 1 < len(mentions) and _in_one_sentence(analysis, mention, mentions[place + 1]):
        place += 1
    mention = mentions[place]
    after = [m.start for m in mentions[place + 1 :] if m.text is None]
    limit = after[0] if after else len(analysis.layout.text)
    labelled = False
    found: list[int] = []
    open_answer = _answers_stand_here(analysis, mention, cues)
    # In a letter each paragraph takes up one matter; under a heading the answer may run on.
    home = analysis.units[mention.unit]
    in_prose = mention.end < home.end - 2 and (
        analysis.sections[mention.unit] != "answer" or _in_row(analysis, mentions, place)
    )
    for number in range(mention.unit, len(analysis.units)):
        unit = analysis.units[number]
        if unit.start >= limit:
            break
        if number > mention.last_unit:
            if unit.label_kind == "recommendation":
                break
            if unit.label_kind == "answer" and not labelled:
                labelled, open_answer = True, True
                found.clear()
            if analysis.headings[number]:
                if _decides(analysis, number) and number == mention.last_unit + 1:
                    open_answer = True
                    continue
                if analysis.sections[number] in CLOSED_SECTIONS | {"auditor", "background"}:
                    break
                if found and unit.label_kind != "answer" and not names_body(analysis, number):
                    break
                continue
            if unit.empty:
                continue
            if found and in_prose:
                break
            if unit.kind is BlockKind.CELL and analysis.units[mention.unit].table != unit.table:
                break
        inside = _inside(analysis, number, mention.end, limit)
        if not inside:
            continue
        roles = {analysis.sentences[n].role for n in inside}
        if number > mention.last_unit and roles == {Role.BOILERPLATE} and found:
            break
        if number > mention.last_unit and is_fragment(analysis, number):
            continue
        for n in inside:
            role = analysis.sentences[n].role
            if role is Role.BODY or answering.get(n, 0.0) >= _SOUNDS:
                open_answer = True
            asks_next = analysis.sentences[n].end > limit and role is Role.OTHER
            if open_answer and role in {Role.BODY, Role.OTHER} and not asks_next:
                found.append(n)
    return found


def _answered_at_once(analysis: Analysis, mention: Mention, answering: Mapping[int, float]) -> bool:
    """Tell whether a paragraph tells what is asked for, several things at once, and answers it."""
    unit = analysis.units[mention.unit]
    return unit.kind is BlockKind.PARAGRAPH and any(
        mention.end <= analysis.sentences[n].start and answering.get(n, 0.0) >= _SOUNDS
        for n in analysis.sentences_of(mention.unit)
    )


def _in_one_sentence(analysis: Analysis, mention: Mention, other: Mention) -> bool:
    if other.text is not None or mention.unit != other.unit:
        return False
    return not any(
        mention.start < analysis.sentences[n].start <= other.start
        for n in analysis.sentences_of(mention.unit)
    )


def _decides(analysis: Analysis, number: int) -> bool:
    """Tell whether a heading opens what the body decides ("Nämnden beslutar")."""
    words = analysis.units[number].folded.rstrip(" :").removesuffix(" att")
    return analysis.sections[number] == "decision" and words.endswith(" beslutar")


def _in_row(analysis: Analysis, mentions: Sequence[Mention], place: int) -> bool:
    """Tell whether the paragraph before takes up a matter of its own, too, and closes it."""
    if not place or mentions[place - 1].text is not None:
        return False
    before = mentions[place - 1]
    near = 0 < mentions[place].unit - before.last_unit <= _NEXT_PARAGRAPH
    return near and before.end < analysis.units[before.unit].end - 2


def is_for_all(
    analysis: Analysis, mentions: Sequence[Mention], local: Sequence[Sequence[int]], place: int
) -> bool:
    """Tell whether what follows a mention answers those before it, too.

    The last of several criticisms in a row has the answers to all of them below it, where the
    heading between them says that the body answers now.
    """
    mention, before = mentions[place], mentions[place - 1]
    if place == 0 or not local[place] or local[place - 1]:
        return False
    if before.text is not None or before.unit < 0 or mention.unit < 0:
        return False
    first = analysis.sentences[local[place][0]].unit
    return (
        analysis.sections[mention.unit] != "answer"
        and not any(analysis.headings[before.unit : mention.unit + 1])
        and any(
            analysis.headings[unit] and analysis.sections[unit] == "answer"
            for unit in range(mention.last_unit + 1, first)
        )
    )


def _answers_stand_here(analysis: Analysis, mention: Mention, cues: Cues) -> bool:
    """Tell whether plain sentences after the mention can be taken for the answer."""
    section = analysis.sections[mention.unit]
    unit = analysis.units[mention.unit]
    whole = mention.end >= unit.end - 2 and mention.start <= unit.start + 2
    if section == "answer":
        return True
    if section == "background" and not section_of(analysis.owners[mention.unit], cues):
        return True  # Below a theme, the background is over.
    return whole or section not in {"auditor", "background"}


def _inside(analysis: Analysis, unit: int, start: int, end: int) -> list[int]:
    """Return the sentences of a unit that lie between two places."""
    return [
        n
        for n in analysis.sentences_of(unit)
        if analysis.sentences[n].start >= start - 1 and analysis.sentences[n].start < end
    ]
