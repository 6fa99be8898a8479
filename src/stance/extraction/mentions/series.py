"""What is asked for or criticised in a row: one of it is known, and the rest has its form."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from stance.extraction.cues import LONGEST, Cues
from stance.extraction.mentions.mention import MIN_WORDS, Mention, kind_of, of_unit
from stance.extraction.mentions.requests import SPOKEN_FOR, answer_below
from stance.extraction.sections import section_of
from stance.extraction.speakers import Analysis, Role, Sentence
from stance.schema import BlockKind, Kind

_FEWEST = 2
_LONGEST_ROW = 30
_LIKELY, _FAINT = 0.25, 0.02  # Of what the learnt reader says, beside others in a row.
_REACH = 2  # Paragraphs between two of a row.
_PAGE = frozenset({Role.FURNITURE, Role.BOILERPLATE})


def announced_paragraphs(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield paragraphs of one sentence each below a line that announces them.

    "De gäller följande." and three criticisms are a list, also where nothing marks its items.
    """
    number = 0
    while number < len(analysis.units):
        row = _row_below(analysis, number, cues) if _announces(analysis, number, cues) else []
        told = sum(_says_what(analysis.units[n].folded, cues) for n in row)
        if len(row) >= _FEWEST and 2 * told >= len(row):
            made = [of_unit(analysis.units[n], n, cues, listed=True) for n in row]
            findings = all(kind_of(analysis.units[n].folded, cues) is Kind.FINDING for n in row)
            yield from made if findings or not _criticised(analysis, number) else _found(made)
            number = row[-1]
        number += 1


def goes_on_asking(analysis: Analysis, cues: Cues, known: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the sentences that ask for more where a sentence in prose has asked for something.

    "Revisorerna rekommenderar A. Vidare bör B. C bör göras. Slutligen rekommenderas D."
    """
    taken = {mention.unit for mention in known}
    ordered = sorted(known, key=lambda mention: mention.start)
    for mention, following in zip_longest(ordered, ordered[1:]):
        same = following is not None and following.unit == mention.unit
        limit = following.start if same else None
        numbers = analysis.sentences_of(mention.unit)
        first = bisect_left(
            analysis.sentences, mention.end, numbers.start, numbers.stop, key=lambda s: s.start
        )
        after = (analysis.sentences[n] for n in range(first, numbers.stop))
        yield from _in_paragraph(after, limit, cues)
        for unit in range(mention.unit + 1, mention.unit + 1 + _REACH):
            if unit >= len(analysis.units) or analysis.headings[unit]:
                break
            opening = _opening(analysis, unit, cues) if unit not in taken else None
            if opening is not None:
                taken.add(unit)
                yield _mention(opening, Kind.RECOMMENDATION)


def criticised_alike(analysis: Analysis, cues: Cues, known: Sequence[Mention]) -> Iterator[Mention]:
    """Yield paragraphs that report what was found, beside others that criticise something.

    "I rapporten konstateras att ..." names no lack by itself; between two that do it is one.
    """
    found = {mention.unit for mention in known if _alone(analysis, mention.unit)}
    if len(found) < _FEWEST:
        return
    low, high = min(found) - 1, max(found) + 1
    for number in range(max(low, 0), min(high, len(analysis.units) - 1) + 1):
        if number in found or not _alone(analysis, number):
            continue
        sentence = analysis.sentences[analysis.sentences_of(number).start]
        if sentence.role is not Role.AUDITOR or analysis.sections[number] != "auditor":
            continue
        reports = cues.says("held_by_auditors", sentence.folded)
        if reports and not cues.says("praise", sentence.folded):
            yield _mention(sentence, Kind.FINDING)


def below_themes(
    analysis: Analysis, cues: Cues, known: Sequence[Mention], asking: Mapping[int, float]
) -> Iterator[Mention]:
    """Yield the paragraphs of one sentence that open the sections of a memo in a row.

    Where most of the themes open with what the auditors want or found, the others do, too, in
    whatever words.

    Args:
        analysis: The document.
        cues: The phrases.
        known: What is known to be asked for.
        asking: How likely each sentence asks, as far as the learnt reader tells.
    """
    taken = {mention.unit for mention in known if mention.text is None}
    openings = [n for n in range(1, len(analysis.units)) if _opens_theme(analysis, n, cues)]
    chances = [asking.get(analysis.sentences_of(n).start, 0.0) for n in openings]
    sure = sum(n in taken or chance >= _LIKELY for n, chance in zip(openings, chances, strict=True))
    if sure < _FEWEST or 2 * sure <= len(openings):
        return
    for number, chance in zip(openings, chances, strict=True):
        if number not in taken and chance >= _FAINT:
            yield of_unit(analysis.units[number], number, cues)


def _opens_theme(analysis: Analysis, number: int, cues: Cues) -> bool:
    """Tell whether a paragraph of one sentence stands between a theme's heading and its text."""
    unit = analysis.units[number]
    if not (analysis.headings[number - 1] and _alone(analysis, number)):
        return False
    if unit.folded.count(" ") < MIN_WORDS or analysis.sections[number] in SPOKEN_FOR:
        return False
    if unit.folded.endswith((":", "?")) or section_of(analysis.owners[number], cues):
        return False
    below = number + 1
    return (
        below < len(analysis.units)
        and not analysis.headings[below]
        and analysis.units[below].kind is BlockKind.PARAGRAPH
    )


def left_out(analysis: Analysis, cues: Cues, known: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the units that have the place, and the form, of what is missing in a row.

    The number between two numbers, or the "Att ..." line between two others, asks as they do.
    """
    whole = [m for m in known if _is_title(analysis, m)]
    taken = {m.unit for m in known}
    numbers = {m.number for m in whole if m.number and m.number.isdigit()}
    clauses = [m for m in whole if analysis.units[m.unit].folded.startswith("att ")]
    levels = {analysis.units[m.unit].level for m in whole if m.number in numbers}
    for number, unit in enumerate(analysis.units):
        if number in taken or unit.label_kind is not None or unit.empty:
            continue
        if analysis.sections[number] in SPOKEN_FOR or unit.folded.endswith((".", ":", "?")):
            continue
        missing = (
            len(numbers) >= _FEWEST
            and unit.kind is BlockKind.LIST_ITEM
            and unit.level in levels
            and unit.marker is not None
            and unit.marker.isdigit()
            and unit.marker not in numbers
            and str(int(unit.marker) + 1) in numbers
        )
        alike = len(clauses) >= _FEWEST and unit.folded.startswith("att ")
        long = unit.folded.count(" ") >= MIN_WORDS
        if (missing or alike) and long and answer_below(analysis, number, cues):
            yield of_unit(unit, number, cues)


def _is_title(analysis: Analysis, mention: Mention) -> bool:
    """Tell whether a mention is a line of its own, set apart from the text below it."""
    unit = analysis.units[mention.unit]
    return (
        not (mention.listed or mention.cells)
        and mention.start <= unit.start + 2
        and mention.end >= unit.end - 2
        and not unit.folded.endswith(".")
    )


def _announces(analysis: Analysis, number: int, cues: Cues) -> bool:
    """Tell whether a paragraph ends by announcing what the auditors want or criticise."""
    unit = analysis.units[number]
    if unit.kind is not BlockKind.PARAGRAPH or analysis.sections[number] in SPOKEN_FOR:
        return False
    said = [analysis.sentences[n].folded for n in analysis.sentences_of(number)][-2:]
    if not said or not cues.says("announces_list", said[-1]):
        return False
    leadin = " ".join(said)
    other = any(cues.says(name, leadin) for name in ("question_leadin", "proposal_leadin"))
    return cues.says("recommendation_leadin", leadin) and not other


def _row_below(analysis: Analysis, number: int, cues: Cues) -> list[int]:
    """Return the paragraphs of one sentence right below a unit, up to a heading or a label."""
    row: list[int] = []
    for below in range(number + 1, len(analysis.units)):
        unit = analysis.units[below]
        if analysis.headings[below] or unit.label_kind is not None:
            return row
        if all(analysis.sentences[n].role in _PAGE for n in analysis.sentences_of(below)):
            continue
        if not _alone(analysis, below) or unit.folded.count(" ") < MIN_WORDS:
            return []
        if cues.says("body_speech", unit.folded) or cues.says("questions_end", unit.folded):
            return []
        row.append(below)
        if len(row) > _LONGEST_ROW:
            return []
    return []


def _criticised(analysis: Analysis, number: int) -> bool:
    """Tell whether a line announces criticism rather than requests."""
    unit = analysis.units[number].folded[-200:]
    return "iakttagels" in unit or "brist" in unit


def _found(mentions: Sequence[Mention]) -> Iterator[Mention]:
    for mention in mentions:
        yield Mention(
            mention.start,
            mention.end,
            mention.unit,
            mention.last_unit,
            Kind.FINDING,
            mention.number,
            listed=True,
        )


def _says_what(folded: str, cues: Cues) -> bool:
    return any(cues.says(name, folded) for name in ("lack", "obligation", "imperative_start"))


def _alone(analysis: Analysis, number: int) -> bool:
    """Tell whether a unit is a paragraph of one sentence."""
    unit = analysis.units[number]
    return unit.kind is BlockKind.PARAGRAPH and len(analysis.sentences_of(number)) == 1


def _in_paragraph(after: Iterable[Sentence], limit: int | None, cues: Cues) -> Iterator[Mention]:
    """Yield the sentences right after a request that go on asking.

    Args:
        after: The sentences of the paragraph after the request.
        limit: Where the next known request begins, if there is one.
        cues: The phrases.
    """
    held: list[Mention] = []  # They count when something sure follows.
    for sentence in after:
        if limit is not None and sentence.end > limit:
            yield from held
            return
        if cues.says("next_request", sentence.folded) or cues.says("next_told", sentence.folded):
            yield from held
            held = []
            yield _mention(sentence, Kind.RECOMMENDATION)
        elif _asks(sentence, cues):
            held.append(_mention(sentence, Kind.RECOMMENDATION))
        else:
            return


def _asks(sentence: Sentence, cues: Cues) -> bool:
    """Tell whether a sentence says what should be done before the body speaks in it."""
    asked = cues.mentions["obligation"].search(sentence.folded, 0, LONGEST)
    spoken = cues.mentions["body_speech"].search(sentence.folded, 0, LONGEST)
    return asked is not None and (spoken is None or spoken.start() > asked.start())


def _opening(analysis: Analysis, number: int, cues: Cues) -> Sentence | None:
    """Return the sentence with which a paragraph asks for the next thing, before it answers."""
    numbers = analysis.sentences_of(number)
    if len(numbers) < _FEWEST or analysis.sections[number] in SPOKEN_FOR:
        return None
    sentence = analysis.sentences[numbers[0]]
    if cues.says("next_told", sentence.folded) or cues.says("next_request", sentence.folded):
        return sentence
    return None


def _mention(sentence: Sentence, kind: Kind) -> Mention:
    return Mention(sentence.start, sentence.end, sentence.unit, sentence.unit, kind)
