"""A summary in words: headings, tables of texts, and notes, the same for every form of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stance.archive.schema import LEFT_OUT, SCORED
from stance.archive.summary import LabelledSample, Summary
from stance.archive.summary.corrected import LEAST_DOCUMENTS, LEAST_EXCHANGES, Corrections
from stance.archive.summary.groups import ALL, KNOWN_BEFORE, REVIEW, WEAK, Group, Measure, Table
from stance.archive.summary.groups import measures_of as shown_of
from stance.archive.summary.words import Words, safe

_MOST_ODD = 6
_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Grid:
    """A table for people.

    Attributes:
        title: Its heading.
        heads: The heads of its columns; the first names the rows.
        rows: The texts of each row.
        bars: For each row the share of weak answers, which a page can draw.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    bars: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class View:
    """All that is shown of a summary.

    Attributes:
        facts: Sentences about the archive as a whole.
        warnings: What makes the figures doubtful.
        grids: The tables.
        sample: Sentences about the labelled sample.
        notes: What the figures mean.
    """

    facts: Sequence[str]
    warnings: Sequence[str]
    grids: Sequence[Grid]
    sample: Sequence[str]
    notes: Sequence[str]


def view_of(summary: Summary, words: Words, *, every_interval: bool = True) -> View:
    """Put a summary in words.

    Args:
        summary: The summary.
        words: The words of a language.
        every_interval: Whether each share of a group has its interval; else the first alone, which
            is narrow enough for a terminal.
    """
    sample = summary.sample
    notes = ["note_intervals", "note_weak", "note_review"]
    notes.append("machine_labels" if sample is None else "note_corrected")
    grids = []
    for table in summary.tables:
        corrections = {} if sample is None else sample.corrections.get(table.by, {})
        if table.by == ALL:
            grids += [_whole(group, corrections.get("", {}), words) for group in table.groups]
        elif table.groups:
            grids.append(_groups(table, corrections, words, every_interval))
    return View(
        facts=list(_facts(summary, words)),
        warnings=[] if sample is None else list(_warnings(sample, words)),
        grids=grids,
        sample=[] if sample is None else list(_sample(summary, sample, words)),
        notes=[words[name] for name in notes],
    )


def _facts(summary: Summary, words: Words) -> Iterator[str]:
    inputs = summary.inputs
    left_out = inputs.statuses.get(LEFT_OUT, 0)
    read = sum(count for status, count in inputs.statuses.items() if status in SCORED)
    total = inputs.total - left_out
    yield words["documents_read"].format(
        total=words.number(total), read=words.number(read), failed=words.number(total - read)
    )
    if left_out:
        yield words["documents_left_out"].format(count=words.number(left_out))
    if inputs.copies:
        yield words["copies"].format(count=words.number(inputs.copies))
    for group in summary.tables[0].groups:
        yield words["exchanges_in"].format(
            exchanges=words.number(group.exchanges), documents=words.number(group.documents)
        )
    if not summary.tables[0].groups:
        yield words["nothing"]


def _whole(group: Group, corrections: Corrections, words: Words) -> Grid:
    heads = [words["measure"], words["count"], words["machine" if corrections else "share"]]
    if corrections:
        heads += [words["corrected"], words["alone"], words["narrower"]]
    rows = []
    for measure in shown_of(group):
        counted = group.counts[measure]
        row = [words.measure(measure), words.number(counted.count), words.share(counted.share)]
        corrected = corrections.get(measure)
        if corrected is not None:
            row += [
                words.share(corrected.corrected),
                words.share(corrected.alone),
                words.percent(max(0.0, corrected.narrower)),
            ]
        rows.append(row + [""] * (len(heads) - len(row)))
    return Grid(words["overall"], heads, rows)


def _groups(
    table: Table, corrections: Mapping[str, Corrections], words: Words, every_interval: bool
) -> Grid:
    measures = shown_of(table.groups[0], table.by)
    verdicts = table.by not in KNOWN_BEFORE and table.by != "model"
    heads = [words[table.by], words["exchanges"], words["documents"]]
    if verdicts:
        heads.append(words["share_of_all"])
    heads += [_head(measure, words, every_interval) for measure in measures]
    if corrections:
        heads.append(words["weak_corrected"])
    rows = []
    for group in table.groups:
        row = [
            words.group(table.by, group.name),
            words.number(group.exchanges),
            words.number(group.documents),
        ]
        if verdicts:
            row.append(words.share(group.part))
        for measure in measures:
            share = group.counts[measure].share
            narrow = not every_interval and measure.name != WEAK
            row.append(words.percent(share.value) if narrow else words.share(share))
        if corrections:
            corrected = corrections.get(group.name, {}).get(Measure(WEAK))
            row.append("–" if corrected is None else words.share(corrected.corrected))
        rows.append(row)
    bars = [group.counts[Measure(WEAK)].share.value for group in table.groups]
    return Grid(words[f"by_{table.by}"], heads, rows, bars)


def _head(measure: Measure, words: Words, every_interval: bool) -> str:
    long = every_interval or measure.name == WEAK
    return words.measure(measure) if long else words.short(measure)


def _sample(summary: Summary, sample: LabelledSample, words: Words) -> Iterator[str]:
    yield words["sample_of"].format(
        matched=words.number(sample.matched),
        labels=words.number(sample.labels),
        documents=words.number(sample.documents),
    )
    weak = sample.corrections.get(ALL, {}).get("", {}).get(Measure(WEAK))
    if weak is not None:
        gain = words.percent(max(0.0, weak.narrower))
        yield words["sample_gain" if weak.narrower > 0 else "sample_no_gain"].format(percent=gain)
    if any(table.by in KNOWN_BEFORE for table in summary.tables):
        yield words["sample_small_groups"].format(
            exchanges=LEAST_EXCHANGES, documents=LEAST_DOCUMENTS
        )


def _warnings(sample: LabelledSample, words: Words) -> Iterator[str]:
    if sample.missing:
        text = safe(sample.missing[0].recommendation)
        shown = text if len(text) <= _QUOTED else text[:_QUOTED].rsplit(" ", 1)[0] + " …"
        yield words["missing"].format(count=words.number(len(sample.missing)), text=shown)
    if sample.repeated:
        yield words["repeated"].format(count=words.number(sample.repeated))
    if sample.without_commitment:
        yield words["without_commitment"].format(count=words.number(sample.without_commitment))
    if sample.machine_made:
        yield words["machine_made"]
    if not sample.oddities:
        return
    yield words["not_random"]
    for odd in sample.oddities[:_MOST_ODD]:
        pattern = "odd_review" if odd.by == REVIEW else "odd"
        yield words[pattern].format(
            by="" if odd.by == REVIEW else words[odd.by],
            name=words.group(odd.by, odd.name),
            expected=words.percent(odd.expected),
            found=words.percent(odd.found),
        )
    if len(sample.oddities) > _MOST_ODD:
        yield words["more_odd"].format(count=len(sample.oddities) - _MOST_ODD)
