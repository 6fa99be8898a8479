"""Where the auditors' recommendations and findings stand in a response.

Each way of writing them has a finder. The finders are tried from the plainest form (table,
label, list) to the loosest (a criticism in prose); looser ones count only when plainer ones
found nothing, because a summary repeats in prose what the list says.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from stance.extraction.clauses import clauses_of, split_items
from stance.extraction.cues import LONGEST, Cues
from stance.extraction.speakers import Analysis, Role, Sentence
from stance.extraction.units import Unit
from stance.schema import BlockKind, Kind

_MIN_WORDS = 3
_MAX_LENGTH = 1500
_LIST_TAIL = re.compile(r"(?:[,;]|[,;]? (?:samt|och)(?: att)?)\s*$")  # Joins an item to the next one.
_SILENT = frozenset({Role.BOILERPLATE, Role.FURNITURE})


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a recommendation or finding is written.

    Attributes:
        start: First character in the plain text.
        end: One past the last character.
        unit: Number of the unit in which it begins.
        last_unit: Number of the unit in which it ends.
        kind: Recommendation or finding.
        number: Its number or letter in the document, or None.
        listed: It stands in a list of recommendations, apart from the answers.
        cells: For table rows: units of the answer cells in the same row.
        text: The words of a recommendation that does not stand in the document (it comes from
            the audit report); ``unit`` is then -1 and ``start`` and ``end`` are 0.
    """

    start: int
    end: int
    unit: int
    last_unit: int
    kind: Kind = Kind.RECOMMENDATION
    number: str | None = None
    listed: bool = False
    cells: tuple[int, ...] = ()
    text: str | None = None

    def words(self, plain: str) -> str:
        """Return the recommendation's words, from the document's plain text or its own."""
        return plain[self.start : self.end] if self.text is None else self.text


def find_mentions(analysis: Analysis, cues: Cues) -> list[Mention]:
    """Return the mentions of recommendations, or of findings where there are none, in order."""
    found = [*_in_tables(analysis, cues)]
    found += _listed(analysis, cues, found)
    found += _labelled(analysis, cues, found)
    found += _emphasised(analysis, cues, found)
    if not found:
        found += _in_prose(analysis, cues)
        if found:
            found += _findings_answered_at_once(analysis, cues, found)
        else:
            found += _findings(analysis, cues)
    return sorted(_without_overlap(found), key=lambda mention: mention.start)


def _without_overlap(mentions: list[Mention]) -> list[Mention]:
    """Drop mentions that begin inside an earlier found one; plainer forms come first."""
    kept: list[Mention] = []
    spans: list[tuple[int, int]] = []  # Those of the kept ones, in order; they are disjoint.
    for mention in mentions:
        after = bisect_left(spans, mention.end, key=lambda span: span[0])
        if after == 0 or spans[after - 1][1] <= mention.start:
            kept.append(mention)
            insort(spans, (mention.start, mention.end))
    return kept


def _of_unit(unit: Unit, number: int, cues: Cues, *, listed: bool = False) -> Mention:
    """Make a mention of a whole unit; what only criticises is a finding."""
    return Mention(
        start=unit.start,
        end=unit.start + len(_LIST_TAIL.sub("", unit.folded)),
        unit=number,
        last_unit=number,
        kind=_kind(unit.folded, cues),
        number=unit.number or (unit.marker if unit.marker != "-" else None),
        listed=listed,
    )


def _kind(folded: str, cues: Cues) -> Kind:
    """A text that asks for nothing and names a lack is a finding."""
    asks = _asks(folded, cues)
    return Kind.FINDING if not asks and cues.says("lack", folded) else Kind.RECOMMENDATION


def _asks(folded: str, cues: Cues) -> bool:
    """Tell whether a text asks for something to be done."""
    return (
        cues.says("infinitive_start", folded)
        or cues.says("obligation", folded)
        or cues.says("recommend_verb", folded)
    )


def _long_enough(unit: Unit) -> bool:
    return unit.folded.count(" ") + 1 >= _MIN_WORDS and len(unit.folded) <= _MAX_LENGTH


# --- tables -------------------------------------------------------------------------------


def _in_tables(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield the recommendation cells of tables whose header names answer and recommendation."""
    cells = [(n, u) for n, u in enumerate(analysis.units) if u.table is not None]
    for _, members in groupby(cells, key=lambda cell: cell[1].table):
        rows = [list(row) for _, row in groupby(members, key=lambda cell: cell[1].row)]
        columns = _header_columns(rows[0], cues)
        if columns is None:
            continue
        asked, answered = columns
        for row in rows[1:]:
            yield from _row_mention(row, asked, answered, cues)


def _header_columns(row: list[tuple[int, Unit]], cues: Cues) -> tuple[int, frozenset[int]] | None:
    """Return (column of recommendations, columns of answers) of a header row, or None."""
    asked: int | None = None
    answered: set[int] = set()
    for _, unit in row:
        text = " ".join(part for part in (unit.label, unit.number, unit.folded) if part)
        if unit.column is None:
            continue
        if asked is None and cues.says("table_recommendation", text) and " svar" not in text:
            asked = unit.column
        elif cues.says("table_answer", text) or cues.says("table_detail", text):
            answered.add(unit.column)
    return (asked, frozenset(answered)) if asked is not None and answered else None


def _row_mention(
    row: list[tuple[int, Unit]], asked: int, answered: frozenset[int], cues: Cues
) -> Iterator[Mention]:
    """Yield the mention of one table row."""
    wanted = [(n, u) for n, u in row if u.column == asked and not u.empty]
    if not wanted or sum(len(u.folded) for _, u in wanted) < 2 * _MIN_WORDS:
        return
    first, last = wanted[0], wanted[-1]
    number = next(
        (u.folded.strip(". )") for _, u in row if u.column != asked and _is_number(u.folded)),
        first[1].marker if first[1].marker != "-" else None,
    )
    yield Mention(
        start=first[1].start,
        end=last[1].end,
        unit=first[0],
        last_unit=last[0],
        kind=_kind(first[1].folded, cues),
        number=number,
        cells=tuple(n for n, u in row if u.column in answered and not u.empty),
    )


def _is_number(folded: str) -> bool:
    return re.fullmatch(r"(?:\d{1,2}|[a-h])[.)]?", folded.strip()) is not None


# --- labels -------------------------------------------------------------------------------


def _labelled(analysis: Analysis, cues: Cues, known: list[Mention]) -> Iterator[Mention]:
    """Yield units that a label opens ("Rekommendation 2:") or that an answer label follows."""
    taken = {n for mention in known for n in range(mention.unit, mention.last_unit + 1)}
    numbers = {mention.number for mention in known}
    # The header cell of a table says nothing of the labels outside it.
    labels = Counter(unit.label for unit in analysis.units if unit.kind is not BlockKind.CELL)
    pending: str | None = None
    answering = ""  # The label of the answer that stands open.
    for number, unit in enumerate(analysis.units):
        if number in taken or (unit.table is not None and known):
            continue
        if analysis.headings[number]:
            answering = ""
        if unit.label_kind == "recommendation":
            pending = unit.number or ""
            answering = ""
        elif unit.label_kind in {"answer", "detail"}:
            pending = None
            # "Svar på granskning av ..." as a heading opens the document, not one answer.
            one = not analysis.headings[number] or _stands_for_one(unit, labels)
            if unit.label_kind == "answer" and unit.label and one:
                answering = unit.label
        if unit.empty or not _long_enough(unit):
            continue
        if pending is not None and analysis.sections[number] not in {"proposal", "boilerplate"}:
            pending_number, pending = pending, None
            mention = _of_unit(unit, number, cues)
            yield mention if mention.number else _numbered(mention, pending_number or None)
            continue
        if unit.kind is BlockKind.LIST_ITEM and unit.marker in numbers:
            continue  # Numbered like a listed recommendation: its answer.
        if _answer_follows(analysis, number) and _is_asked(
            analysis, number, answering, labels, cues
        ):
            yield _narrowed(analysis, _of_unit(unit, number, cues), cues)
            answering = ""


def _narrowed(analysis: Analysis, mention: Mention, cues: Cues) -> Mention:
    """Cut a paragraph of several sentences down to those that ask for or criticise something."""
    unit = analysis.units[mention.unit]
    if unit.kind is not BlockKind.PARAGRAPH or unit.emphasised >= 0.6:
        return mention
    sentences = [analysis.sentences[n] for n in analysis.sentences_of(mention.unit)]
    for wanted in (("obligation", "recommend_verb"), ("lack",)):
        hits = [s for s in sentences if any(cues.says(name, s.folded) for name in wanted)]
        clauses = clauses_of(hits[0].folded, cues) if len(hits) == 1 else []
        if clauses:
            first = hits[0].start
            return replace(mention, start=first + clauses[0][0], end=first + clauses[-1][1])
        if hits and len(hits) < len(sentences):
            return replace(mention, start=hits[0].start, end=hits[-1].end)
    return mention


def _numbered(mention: Mention, number: str | None) -> Mention:
    return replace(mention, number=number)


def _answer_follows(analysis: Analysis, number: int) -> bool:
    """Tell whether the next unit carries an answer label."""
    if number + 1 >= len(analysis.units):
        return False
    unit = analysis.units[number + 1]
    return unit.label_kind == "answer" and unit.kind is not BlockKind.CELL


def _is_asked(
    analysis: Analysis, number: int, answering: str, labels: Mapping[str | None, int], cues: Cues
) -> bool:
    """Tell whether a unit before an answer label is what is answered."""
    unit = analysis.units[number]
    if analysis.sections[number] in {"proposal", "boilerplate", "questions", "decision"}:
        return False
    if _is_item(unit) and number and _is_item(analysis.units[number - 1]):
        return False  # The last item of a list: the label opens the answer to all of it.
    if unit.label_kind in {"answer", "detail"} or cues.says("question_leadin", unit.folded[-120:]):
        return False
    if unit.folded.rstrip().endswith(":") and unit.folded.count(" ") < 12:
        return False
    formed = (
        unit.kind is BlockKind.LIST_ITEM
        or unit.emphasised >= 0.6
        or unit.folded.startswith(('"', "'"))
    )
    asks = _asks(unit.folded, cues)
    below = analysis.units[number + 1]
    section_label = analysis.headings[number + 1] and not _stands_for_one(below, labels)
    if formed and (asks or cues.says("lack", unit.folded) or unit.folded.count(" ") >= 4):
        if section_label and analysis.sections[number] == "answer" and unit.emphasised < 0.6:
            return False  # An item of one body's answer, before the next body's heading.
        return not _is_body(analysis, number) or asks
    if analysis.headings[number]:
        return asks and unit.folded.count(" ") >= 4
    if section_label:
        return False
    if answering:  # What goes on with the answer, unless the same label follows what is asked.
        again = analysis.units[number + 1].label == answering
        return again and asks and not _is_body(analysis, number)
    return unit.folded.count(" ") >= 7


def _stands_for_one(unit: Unit, labels: Mapping[str | None, int]) -> bool:
    """Tell whether an answer label opens one answer rather than a section of answers."""
    return unit.repeated or labels[unit.label] > 1


def _is_body(analysis: Analysis, number: int) -> bool:
    """Tell whether the body takes a position in the unit's first sentence."""
    sentences = analysis.sentences_of(number)
    return bool(sentences) and analysis.sentences[sentences[0]].role is Role.BODY


# --- lists --------------------------------------------------------------------------------


def _listed(analysis: Analysis, cues: Cues, known: list[Mention]) -> Iterator[Mention]:
    """Yield the items of lists that a lead-in or a heading announces as recommendations."""
    taken = {n for mention in known for n in range(mention.unit, mention.last_unit + 1)}
    for run in _runs(analysis):
        if not _announced(analysis, run, cues):
            continue
        base = min(analysis.units[n].level for n in run)
        for place, n in enumerate(run):
            unit = analysis.units[n]
            if n in taken or unit.level > base or unit.label_kind == "answer":
                continue
            if _long_enough(unit) and not cues.says("questions_end", unit.folded):
                last = _last_child(analysis, run, place, base)
                mention = _of_unit(unit, n, cues, listed=len(run) > 1)
                if last != n:
                    mention = replace(mention, end=analysis.units[last].end, last_unit=last)
                yield from _items_within(mention, unit)


def _items_within(mention: Mention, unit: Unit) -> Iterator[Mention]:
    """Yield the items of a unit in which a lost line break ran several together."""
    parts = split_items(unit.folded) if mention.last_unit == mention.unit else []
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


def _runs(analysis: Analysis) -> Iterator[list[int]]:
    """Yield runs of neighbouring list items ("att ..." paragraphs count as items)."""
    run: list[int] = []
    for number, unit in enumerate(analysis.units):
        if _is_item(unit) and not analysis.headings[number]:
            run.append(number)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_item(unit: Unit) -> bool:
    """Tell whether a unit is an item of a list, by its marker or as an "att ..." paragraph."""
    if unit.empty or unit.label_kind is not None:
        return False
    if unit.kind is BlockKind.LIST_ITEM:
        return unit.marker is not None
    one_clause = ". " not in unit.folded  # "Att fler ser riskerna är bra. ..." is prose.
    return unit.kind is BlockKind.PARAGRAPH and unit.folded.startswith("att ") and one_clause


def _announced(analysis: Analysis, run: list[int], cues: Cues) -> bool:
    """Tell whether a list holds recommendations, by its lead-in, heading and wording."""
    units = [analysis.units[n] for n in run]
    first = run[0]
    leadin = _leadin(analysis, first)
    heading = analysis.owners[first]
    section = analysis.sections[first]
    asked = sum(cues.says("questions_end", unit.folded) for unit in units)
    if 2 * asked > len(units) or cues.says("question_leadin", leadin):
        return False
    announced = cues.says("recommendation_leadin", leadin)
    speaks = cues.says("auditor_speech", leadin) or "revis" in leadin or "granskning" in leadin
    if section in {"boilerplate", "questions"}:
        return announced and speaks
    if cues.says("proposal_leadin", leadin) and "rekommend" not in leadin:
        return False
    if section in {"proposal", "decision"}:
        return announced and speaks and "rekommend" in leadin
    body_leadin = cues.says("body_speech", leadin) and not speaks
    if announced and not body_leadin:
        return True
    headed = "rekommend" in heading or ("synpunkter" in heading and "revis" in heading)
    wording = sum(
        cues.says("infinitive_start", unit.folded) or cues.says("obligation", unit.folded)
        for unit in units
    )
    if headed and "svar pa" not in heading[:8] and not body_leadin:
        return 2 * wording >= len(units)
    return speaks and not body_leadin and 3 * wording >= 2 * len(units)


def _leadin(analysis: Analysis, first: int) -> str:
    """Return the folded last sentences before a list (a heading stands in if there are none)."""
    for number in range(first - 1, max(first - 3, -1), -1):
        unit = analysis.units[number]
        if analysis.headings[number]:
            return unit.folded
        if unit.empty:
            continue
        return unit.folded[-260:]
    return ""


# --- emphasis and quotation ---------------------------------------------------------------


def _emphasised(analysis: Analysis, cues: Cues, known: list[Mention]) -> Iterator[Mention]:
    """Yield bold, italic or quoted paragraphs that ask for something and stand before text."""
    taken = {n for mention in known for n in range(mention.unit, mention.last_unit + 1)}
    for number, unit in enumerate(analysis.units[:-1]):
        if number in taken or unit.kind is BlockKind.CELL or unit.label_kind is not None:
            continue
        quoted = unit.folded[:1] in {'"', "'"} and unit.folded.rstrip(". ")[-1:] in {'"', "'"}
        set_off = unit.emphasised >= 0.8 or quoted
        if unit.kind is BlockKind.HEADING:
            set_off = unit.folded.count(" ") >= 4
        if not set_off or not _long_enough(unit):
            continue
        if analysis.sections[number] in {"proposal", "boilerplate", "questions", "decision"}:
            continue
        if cues.says("questions_end", unit.folded) or section_like(unit, cues):
            continue
        if _asks(unit.folded, cues):
            yield _of_unit(unit, number, cues)


def section_like(unit: Unit, cues: Cues) -> bool:
    """Tell whether a short unit is a known heading rather than a recommendation."""
    return unit.folded.count(" ") < 6 and any(
        pattern.search(unit.folded) for pattern in cues.sections.values()
    )


# --- prose --------------------------------------------------------------------------------


def _in_prose(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield what sentences say that the auditors recommend or hold that the body should do."""
    for sentence in analysis.sentences:
        section = analysis.sections[sentence.unit]
        if section in {"boilerplate", "proposal", "questions"} or sentence.end - sentence.start > (
            2 * _MAX_LENGTH
        ):
            continue
        if sentence.role in _SILENT or cues.says("questions_end", sentence.folded):
            continue
        parts = clauses_of(sentence.folded, cues)
        if not parts and _opens_theme(analysis, sentence, cues):
            parts = [(0, sentence.end - sentence.start)]
        for start, end in parts:
            yield Mention(
                start=sentence.start + start,
                end=sentence.start + end,
                unit=sentence.unit,
                last_unit=sentence.unit,
                listed=len(parts) > 1,
            )


def _opens_theme(analysis: Analysis, sentence: Sentence, cues: Cues) -> bool:
    """Tell whether "Nämnden bör ..." stands in the first paragraph below a heading."""
    if not cues.says("bare_obligation", sentence.folded):
        return False
    return sentence.unit > 0 and analysis.headings[sentence.unit - 1]


def _findings_answered_at_once(
    analysis: Analysis, cues: Cues, known: list[Mention]
) -> Iterator[Mention]:
    """Yield what the auditors hold, in prose, where the same paragraph answers it."""
    taken = {mention.unit for mention in known}
    for unit in range(len(analysis.units)):
        if unit in taken or analysis.sections[unit] not in {"", "answer"}:
            continue
        numbers = analysis.sentences_of(unit)
        for number in numbers:
            sentence = analysis.sentences[number]
            match = cues.mentions["held_by_auditors"].search(sentence.folded, 0, LONGEST)
            answered = any(
                analysis.sentences[after].role in {Role.BODY, Role.OTHER}
                for after in numbers[number - numbers.start + 1 :]
            )
            if match is not None and answered and sentence.role not in _SILENT:
                yield Mention(
                    start=sentence.start + match.end(),
                    end=sentence.end,
                    unit=unit,
                    last_unit=unit,
                    kind=Kind.FINDING,
                )
                break


def _findings(analysis: Analysis, cues: Cues) -> Iterator[Mention]:
    """Yield what the auditors criticise without asking for anything."""
    criticism = cues.mentions["criticism"]
    for sentence in analysis.sentences:
        section = analysis.sections[sentence.unit]
        if section in {"boilerplate", "proposal", "questions", "decision"}:
            continue
        if sentence.role in _SILENT or cues.says("lack", sentence.folded) is False:
            continue
        match = criticism.search(sentence.folded, 0, LONGEST)
        if match is None or not cues.says("lack", sentence.folded[match.start() :]):
            continue
        before = cues.mentions["body_speech"].search(sentence.folded, 0, match.start() + 1)
        start = match.start() if before else 0
        start += len(sentence.folded[start:]) - len(sentence.folded[start:].lstrip(" ,"))
        yield Mention(
            start=sentence.start + start,
            end=sentence.end,
            unit=sentence.unit,
            last_unit=sentence.unit,
            kind=Kind.FINDING,
        )
