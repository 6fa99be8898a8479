"""What an archive says as a whole: counts, shares with intervals, corrected by labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stance.archive.summary.corrected import Corrections, corrections_of
from stance.archive.summary.groups import ALL, Cell, Inputs, Table, cells_of, inputs_of, table_of
from stance.archive.summary.labelled import Label, match, read_labels
from stance.archive.summary.parts import open_tables
from stance.archive.summary.plausible import LOOKED_AT, Oddity, oddities
from stance.errors import StanceError

__all__ = ["LabelledSample", "Summary", "summarise"]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class LabelledSample:
    """What a labelled sample adds to a summary.

    Attributes:
        labels: How many labels the file has.
        matched: How many exchanges of the archive they are of.
        documents: In how many documents.
        missing: Labels whose exchange is not in the archive.
        repeated: How many exchanges were labelled more than once.
        without_commitment: How many labels name no commitment.
        machine_made: Whether every label is the verdict that it should check.
        oddities: Where the sample is not like the archive.
        corrections: By grouping and group the corrected shares.
    """

    labels: int
    matched: int
    documents: int
    missing: Sequence[Label]
    repeated: int
    without_commitment: int
    machine_made: bool
    oddities: Sequence[Oddity]
    corrections: Mapping[str, Mapping[str, Corrections]]


@dataclass(frozen=True, slots=True)
class Summary:
    """An archive as a whole.

    Attributes:
        inputs: What its documents came to.
        tables: All exchanges as one group, then by what was asked for.
        cells: Exchanges by body and year; empty when no chart needs them.
        charted: What the charts show, by ``year`` and ``municipality``.
        sample: What a labelled sample adds.
    """

    inputs: Inputs
    tables: Sequence[Table]
    cells: Sequence[Cell] = ()
    charted: Mapping[str, Table] = field(default_factory=dict)
    sample: LabelledSample | None = None


def summarise(
    folder: Path,
    by: Sequence[str] = (),
    *,
    labelled: Path | None = None,
    charts: bool = False,
) -> Summary:
    """Sum an archive up.

    Args:
        folder: What ``stance archive run --out`` wrote.
        by: What to group by, of ``groups.GROUPINGS``.
        labelled: A random sample of its exchanges, labelled by people, to correct the shares by.
        charts: Whether to count what charts show, too.

    Raises:
        StanceError: When it is no archive, or damaged, or the labels are not of it.
    """
    labels = None if labelled is None else read_labels(labelled)
    with open_tables(folder) as tables:
        wanted = [ALL, *dict.fromkeys(by)]
        made = {each: table_of(tables, each) for each in wanted}
        for each in ("year", "municipality") if charts else ():
            made.setdefault(each, table_of(tables, each))
        sample = None
        if labels is not None:
            matches = match(labels, tables)
            documents = {each.exchange["cluster"] for each in matches.found}
            if len(documents) < _FEWEST:
                raise StanceError(
                    "labels-not-found",
                    f"Of the {len(labels)} labels in {labelled}, {len(matches.found)} belong to "
                    f"recommendations of {folder}.",
                    "Label recommendations of this archive; recommendation and response must be as "
                    "they stand there.",
                )
            for each in LOOKED_AT:
                made.setdefault(each, table_of(tables, each))
            sample = LabelledSample(
                labels=len(labels),
                matched=len(matches.found),
                documents=len(documents),
                missing=matches.missing,
                repeated=matches.repeated,
                without_commitment=sum(each.label.commitment is None for each in matches.found),
                machine_made=all(
                    each.label.stance == each.exchange["stance"]
                    and each.label.commitment in (None, each.exchange["commitment"])
                    for each in matches.found
                ),
                oddities=oddities(matches.found, made),
                corrections={each: corrections_of(tables, matches.found, each) for each in wanted},
            )
        return Summary(
            inputs=inputs_of(tables),
            tables=[made[each] for each in wanted],
            cells=cells_of(tables) if charts else (),
            charted={each: made[each] for each in ("year", "municipality") if charts},
            sample=sample,
        )
