"""Which answer belongs to which recommendation.

Three ways, from sure to loose: the answer stands right after the recommendation (or in its table
row); it refers to the recommendation by number; it speaks about the same thing, in the order of
the list. An answer that refers to another answer ("se svar på punkt 1") takes that one over.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from stance.extraction.alignment import align
from stance.extraction.cues import LONGEST, Cues
from stance.extraction.folding import fold
from stance.extraction.limits import MOST_BODIES, check_answered, check_answers, check_shared
from stance.extraction.recommendations import Mention
from stance.extraction.references import Reference, references_in
from stance.extraction.speakers import Analysis, Role
from stance.schema import BlockKind, Kind
from stance.swedish.bodies import find_body

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Similarity: TypeAlias = Callable[[Sequence[str], Sequence[str]], "NDArray[np.float32]"]

_CLOSED_SECTIONS = frozenset({"boilerplate", "proposal", "questions", "decision"})
_SAME_TEXT = 0.75
_DECISION_LIKENESS = 0.12
_EXPLICIT = 2.0
_JOINT_LIKENESS = 0.12
_BOTH_LIKENESS = 0.2  # From here on a sentence speaks about a recommendation beyond doubt.
_FRAGMENT_REACH = 2_000
_SHARED_ANSWER = 15  # Sentences: a longer section is no answer to one criticism.
_HAS_WORD = re.compile(r"[a-z0-9]")
_TOKEN = re.compile(r"[a-z0-9]{2,40}")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one recommendation.

    Attributes:
        mention: The recommendation, where it is written (its best place).
        sentences: Numbers of the answer's sentences in ``Analysis.sentences``; may be empty.
        body: The body that answers, as it is named in a label or heading; None if not named.
        by_reference: The answer only points to an attachment.
    """

    mention: Mention
    sentences: tuple[int, ...]
    body: str | None = None
    by_reference: bool = False


def pair(
    analysis: Analysis, mentions: Sequence[Mention], cues: Cues, similarity: Similarity
) -> list[Answer]:
    """Give each recommendation (once) its answer, in document order.

    Args:
        analysis: The document.
        mentions: All places where a recommendation is written, in order.
        cues: The phrases.
        similarity: Similarity of folded sentences with folded recommendations.
    """
    local = [_local_answer(analysis, mentions, place, cues) for place in range(len(mentions))]
    texts = [mention.words(analysis.layout.text) for mention in mentions]
    topics = [_topic(analysis, mentions, same, local) for same in distinct(texts)]
    answers = _named_bodies(analysis, topics)
    answers = _remote(analysis, answers, mentions, cues, similarity)
    answers = _from_decision(analysis, answers, cues, similarity)
    answers = _by_reference_to_others(analysis, answers, cues)
    check_answered(analysis, (answer.sentences for answer in answers))
    return [_flag_reference(analysis, answer, cues) for answer in answers]


# --- recommendations that are written more than once -----------------------------------------


def distinct(texts: Sequence[str]) -> list[list[int]]:
    """Group the places of texts that write the same recommendation, in order."""
    groups: list[list[int]] = []
    words = [_words(text) for text in texts]
    for place in range(len(texts)):
        for group in groups:
            if any(_alike(words[place], words[other]) for other in group):
                group.append(place)
                break
        else:
            groups.append([place])
    return groups


def _words(text: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(fold(text)))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two texts share most of their words (of the shorter, if it is long enough)."""
    if not one or not other:
        return False
    if one == other:
        return True
    shared = len(one & other)
    if shared / (len(one) + len(other) - shared) >= _SAME_TEXT:
        return True
    shorter = min(len(one), len(other))
    return shorter >= 6 and shared / shorter >= 0.9


def _topic(
    analysis: Analysis,
    mentions: Sequence[Mention],
    same: list[int],
    local: list[list[int]],
) -> Answer:
    """Choose the best of several mentions: the one with the fullest answer, else the first."""

    def fullness(place: int) -> int:
        return sum(analysis.sentences[s].end - analysis.sentences[s].start for s in local[place])

    best = max(same, key=lambda place: (fullness(place), -place))
    number = next((mentions[p].number for p in (best, *same) if mentions[p].number), None)
    return Answer(replace(mentions[best], number=number), tuple(local[best]))


# --- the answer right after the recommendation ------------------------------------------------


def _local_answer(
    analysis: Analysis, mentions: Sequence[Mention], place: int, cues: Cues
) -> list[int]:
    """Return the sentences that answer a mention where it stands, or an empty list."""
    mention = mentions[place]
    if mention.cells:
        return [
            n
            for cell in sorted(set(mention.cells))
            for n in analysis.sentences_of(cell)
            if _HAS_WORD.search(analysis.sentences[n].folded)
        ]
    if mention.listed or mention.text is not None:
        return []
    after = [m.start for m in mentions[place + 1 :] if m.text is None]
    limit = after[0] if after else len(analysis.layout.text)
    labelled = False
    found: list[int] = []
    open_answer = _answers_stand_here(analysis, mention)
    # In a letter each paragraph takes up one matter; under a heading the answer may run on.
    home = analysis.units[mention.unit]
    in_prose = mention.end < home.end - 2 and analysis.sections[mention.unit] != "answer"
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
                if analysis.sections[number] in _CLOSED_SECTIONS | {"auditor", "background"}:
                    break
                if found and unit.label_kind != "answer":
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
        if number > mention.last_unit and _is_fragment(analysis, number):
            continue
        for n in inside:
            role = analysis.sentences[n].role
            if role is Role.BODY:
                open_answer = True
            if open_answer and role in {Role.BODY, Role.OTHER}:
                found.append(n)
    return found


def _answers_stand_here(analysis: Analysis, mention: Mention) -> bool:
    """Tell whether plain sentences after the mention can be taken for the answer."""
    section = analysis.sections[mention.unit]
    unit = analysis.units[mention.unit]
    whole = mention.end >= unit.end - 2 and mention.start <= unit.start + 2
    if section == "answer":
        return True
    if section in {"auditor", "background"}:
        return whole and (unit.emphasised > 0.6 or unit.label_kind == "recommendation")
    return True


def _inside(analysis: Analysis, unit: int, start: int, end: int) -> list[int]:
    """Return the sentences of a unit that lie between two places."""
    return [
        n
        for n in analysis.sentences_of(unit)
        if analysis.sentences[n].start >= start - 1 and analysis.sentences[n].start < end
    ]


def _is_fragment(analysis: Analysis, number: int) -> bool:
    """Tell whether a unit is a name, a title or another line that is no sentence."""
    unit = analysis.units[number]
    if unit.kind is BlockKind.CELL or unit.label_kind is not None:
        return False
    # Only the beginning is counted: each sentence asks this of its unit, however long.
    return unit.folded.count(" ", 0, _FRAGMENT_REACH) < 8 and not unit.folded.rstrip().endswith(
        (".", "!", "?", ":")
    )


# --- several bodies ---------------------------------------------------------------------------


def _named_bodies(analysis: Analysis, answers: list[Answer]) -> list[Answer]:
    """Cut an answer in which several bodies are labelled into one answer for each."""
    result: list[Answer] = []
    for answer in answers:
        bodies: dict[str | None, list[int]] = {}
        current: str | None = None
        last_unit = -1
        for n in answer.sentences:
            unit = analysis.sentences[n].unit
            for between in range(last_unit + 1 if last_unit >= 0 else unit, unit + 1):
                label = analysis.units[between].label
                if analysis.units[between].label_kind == "answer" and label:
                    current = body_name(analysis, between)
            last_unit = unit
            bodies.setdefault(current, []).append(n)
        if len([body for body in bodies if body]) < 2:
            result.append(answer)
            continue
        result += [
            replace(answer, sentences=tuple(numbers), body=body) for body, numbers in bodies.items()
        ]
    return result


def body_name(analysis: Analysis, unit: int) -> str | None:
    """Return the body that a label or heading names ("Socialnämnden"), as it is written."""
    block = analysis.layout.blocks[analysis.units[unit].block]
    named = find_body(analysis.layout.text[block.start : block.end][:120])
    return named.name if named else None


# --- the answer elsewhere ---------------------------------------------------------------------


def _remote(
    analysis: Analysis,
    answers: list[Answer],
    mentions: Sequence[Mention],
    cues: Cues,
    similarity: Similarity,
) -> list[Answer]:
    """Find the answers of recommendations that have none where they stand."""
    open_places = [place for place, answer in enumerate(answers) if not answer.sentences]
    if not open_places:
        return answers
    used = {n for answer in answers for n in answer.sentences}
    pool = _pool(analysis, mentions, used, cues)
    if not pool:
        return answers
    sections = _by_body(analysis, pool)
    result = list(answers)
    extra: list[Answer] = []
    wanted = [answers[place].mention for place in open_places]
    check_answers(len(sections) * len(wanted))
    for body, members in sections:
        given = _assign(analysis, members, wanted, cues, similarity)
        for place, sentences in zip(open_places, given, strict=True):
            if not sentences:
                continue
            if result[place].sentences:
                extra.append(replace(answers[place], sentences=sentences, body=body))
            else:
                result[place] = replace(answers[place], sentences=sentences, body=body)
    if len(sections) > 1:
        extra += _silent_bodies(result, extra, open_places, sections)
    return sorted([*result, *extra], key=_order)


def _order(answer: Answer) -> tuple[int, int]:
    """Order by recommendation, then by answer; who does not answer comes last."""
    return (answer.mention.start, answer.sentences[0] if answer.sentences else sys.maxsize)


def _silent_bodies(
    result: list[Answer],
    extra: list[Answer],
    places: list[int],
    sections: list[tuple[str | None, list[int]]],
) -> list[Answer]:
    """Add an empty answer for each body that passes over a recommendation others answer."""
    silent = []
    for place in places:
        mention = result[place].mention
        heard = {a.body for a in (*result, *extra) if a.mention == mention and a.sentences}
        silent += [
            Answer(mention, (), body)
            for body, _ in sections
            if heard and body is not None and body not in heard
        ]
    return silent


def _pool(
    analysis: Analysis, mentions: Sequence[Mention], used: set[int], cues: Cues
) -> list[int]:
    """Return the sentences among which remote answers are looked for.

    Those are the answer sections; where no heading announces one, all that follows the first
    mention and is not the auditors' or the page's.
    """
    inside = {
        n
        for mention in mentions
        if mention.text is None
        for unit in range(mention.unit, mention.last_unit + 1)
        for n in analysis.sentences_of(unit)
        if analysis.sentences[n].start < mention.end and analysis.sentences[n].end > mention.start
    }
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
        and analysis.sections[sentence.unit] not in _CLOSED_SECTIONS
        and not _is_fragment(analysis, sentence.unit)
    ]
    answering = [n for n in candidates if analysis.sections[analysis.sentences[n].unit] == "answer"]
    decided = [n for n in _decided(analysis, cues) if n not in used and n not in inside]
    first = min((m.end for m in mentions if m.text is None), default=0)
    after = [n for n in answering if analysis.sentences[n].start >= first]
    if after:
        return after
    if decided:
        return decided
    if answering:
        return answering
    after = [n for n in candidates if analysis.sentences[n].start >= first]
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
        elif analysis.headings[unit] and analysis.sections[unit] in _CLOSED_SECTIONS:
            current = None
        owner[unit] = current
    parts: dict[str | None, list[int]] = {}
    for n in pool:
        parts.setdefault(owner[analysis.sentences[n].unit], []).append(n)
    if not 2 <= len([body for body in parts if body]) <= MOST_BODIES:
        return [(None, pool)]
    return [(body, members) for body, members in parts.items() if body]


def _assign(
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
    marked = _marked_units(analysis, pool, wanted)
    under: Reference | None = None  # Named by a heading, label or list number.
    narrowed: frozenset[int] | None = None  # The one of several named that is spoken of now.
    within: Reference | None = None  # Named by a sentence, for the rest of its paragraph.
    named_in_all = 0
    for row, n in enumerate(pool):
        unit = analysis.sentences[n].unit
        if row == 0 or analysis.sentences[pool[row - 1]].unit != unit:
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
        elif "rekommendationerna" in folded[row]:
            also[row] = _joint(likeness[row])
        elif len(shared := _joint(likeness[row], least=_BOTH_LIKENESS, share=0.6)) > 1:
            also[row] = shared
        named_in_all += len(also.get(row, ()))
        check_shared(named_in_all)
    paragraphs = [analysis.sentences[n].unit for n in pool]
    walk = align(likeness, paragraphs)
    given: list[list[int]] = [[] for _ in wanted]
    for row, (n, place) in enumerate(zip(pool, walk, strict=True)):
        places = also.get(row) or (frozenset({place}) if place is not None else frozenset())
        for p in places:
            if analysis.sentences[n].role is not Role.AUDITOR:
                given[p].append(n)
    own_words = [n for n in pool if analysis.sentences[n].role is not Role.AUDITOR]
    for place, mention in enumerate(wanted):
        # One recommendation, or criticism that the body meets in words of its own: what the
        # body says under its heading is the answer, if no sentence was nearer to it.
        alone = len(wanted) == 1 or mention.kind is Kind.FINDING
        if not given[place] and alone and len(own_words) <= _SHARED_ANSWER:
            given[place] = own_words
    return [tuple(numbers) for numbers in given]


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


# --- the decision, other answers, attachments -------------------------------------------------


def _decided(analysis: Analysis, cues: Cues) -> list[int]:
    """Return the sentences of the decision that do more than dispose of the paper."""
    return [
        n
        for n, sentence in enumerate(analysis.sentences)
        if analysis.sections[sentence.unit] == "decision"
        and not cues.says("formal_decision", sentence.folded)
        and sentence.role is not Role.FURNITURE
    ]


def _from_decision(
    analysis: Analysis, answers: list[Answer], cues: Cues, similarity: Similarity
) -> list[Answer]:
    """Let a decision that speaks about an unanswered recommendation be its answer."""
    places = [place for place, answer in enumerate(answers) if not answer.sentences]
    decided = _decided(analysis, cues)
    if not places or not decided:
        return answers
    text = analysis.layout.text
    asked = [fold(answers[p].mention.words(text)) for p in places]
    likeness = similarity([analysis.sentences[n].folded for n in decided], asked)
    result = list(answers)
    for row, n in enumerate(decided):
        column = int(likeness[row].argmax())
        if likeness[row, column] >= _DECISION_LIKENESS:
            answer = result[places[column]]
            result[places[column]] = replace(answer, sentences=(*answer.sentences, n))
    return result


def _by_reference_to_others(analysis: Analysis, answers: list[Answer], cues: Cues) -> list[Answer]:
    """Add the answer that an answer refers to ("se svar på punkt 1")."""
    mentions = [answer.mention for answer in answers]
    result = list(answers)
    names: dict[int, str | None] = {}  # What a sentence names, for those that name something.
    for n in {n for answer in answers for n in answer.sentences}:
        match = cues.mentions["refers_to_other"].search(analysis.sentences[n].folded[:LONGEST])
        if match is not None:
            names[n] = match["number"]
    for place, answer in enumerate(answers):
        named = dict.fromkeys(names[n] for n in answer.sentences if n in names)
        targets = dict.fromkeys(_named_place(name, place, mentions) for name in named)
        numbers = dict.fromkeys(answer.sentences)
        for target in targets:
            if target is not None and target != place:
                numbers.update(dict.fromkeys(answers[target].sentences))
        if len(numbers) > len(answer.sentences):
            result[place] = replace(answer, sentences=tuple(numbers))
    return result


_ORDINALS = {"forsta": 0, "andra": 1, "tredje": 2, "fjarde": 3, "femte": 4}


def _named_place(named: str | None, place: int, mentions: Sequence[Mention]) -> int | None:
    """Return the place of the recommendation that a reference names."""
    if named is None or named in {"ovan", "foregaende"}:
        return place - 1 if place else None
    word = named.removeprefix("den ")
    if word in _ORDINALS:
        return _ORDINALS[word] if _ORDINALS[word] < len(mentions) else None
    for other, mention in enumerate(mentions):
        if mention.number == named:
            return other
    if named.isdigit() and 0 < int(named) <= len(mentions):
        return int(named) - 1
    return None


def _flag_reference(analysis: Analysis, answer: Answer, cues: Cues) -> Answer:
    """Mark an answer all of whose sentences only point to an attachment."""
    if not answer.sentences:
        return answer
    pointing = [cues.says("by_reference", analysis.sentences[n].folded) for n in answer.sentences]
    return replace(answer, by_reference=all(pointing))


def is_finding(answer: Answer) -> bool:
    """Tell whether the auditors asked for nothing here."""
    return answer.mention.kind is Kind.FINDING
